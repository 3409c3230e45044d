"""Release the approved version to an audience, after a page that says who will read what."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from commit_portal import clock
from commit_portal.i18n.formatting import and_list, day, money
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, done_already
from workplans.models import Release, Seat, Taskforce, Workplan, WorkplanVersion
from workplans.plan.permissions import may_release_workplan
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import approved_version, releases_now
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import path_to
from workplans.releasing.actions import release_workplan
from workplans.releasing.reader_labels import READ_NOW, read_by
from workplans.request_context.request import number_sent
from workplans.statuses import Audience

NOT_IN_IT = (
    gettext_lazy("Rounds, reasons and comments"),
    gettext_lazy("Activities in reserve"),
    gettext_lazy("Support that is not accepted yet"),
    gettext_lazy("Changes after this version"),
)
NOTHING_YET = gettext_lazy("Nothing. These readers see “Not released”.")
BUT_PARTNERS = gettext_lazy(
    "These readers see “Not released”. A partner can read a draft that is open to the partner, and "
    "the activities that the partner supports."
)
ELSEWHERE = {
    Audience.TASKFORCES: gettext_lazy(
        "The comparison shows its activities. After a review is closed, it also shows your answers and "
        "the amounts of partners. New annual reports for these readers show the same."
    ),
    Audience.PARTNERS: gettext_lazy("New annual reports for these readers."),
    Audience.OBSERVERS: gettext_lazy("New annual reports for these readers."),
}
RELEASE_TO = {
    Audience.TASKFORCES: gettext_lazy("Release version %(number)s to the other taskforces"),
    Audience.PARTNERS: gettext_lazy("Release version %(number)s to partners"),
    Audience.OBSERVERS: gettext_lazy("Release version %(number)s to observers"),
}
RELEASED_TO = {
    Audience.TASKFORCES: gettext_lazy("The other taskforces can read version %(number)s from now on."),
    Audience.PARTNERS: gettext_lazy("Partners can read version %(number)s from now on."),
    Audience.OBSERVERS: gettext_lazy("Observers can read version %(number)s from now on."),
}
ANOTHER_VERSION = gettext_lazy(
    "The approved version is now version %(number)s. Your page showed an older version, so nothing was "
    "released. Read the new version, then release it."
)


def check_release(
    request: HttpRequest, seat: Seat, plan: Workplan, audience: Audience, *, error: str = ""
) -> HttpResponse:
    """Show who will read what from now on, before anything is released."""
    require(may_release_workplan(seat, plan))
    version = approved_version(plan)
    releases = releases_now(plan)
    current = read_by(audience, releases)
    if current is not None and current.version_id == version.pk:
        readers = reverse("workplan_readers", args=[plan.cycle.year, plan.taskforce.slug])
        path = [*path_to(plan), (gettext("Who can read the workplan"), readers)]
        reason = READ_NOW[audience] % {"number": version.number}
        return done_already(request, heading=gettext("Already released"), reason=reason, path=path)
    context = {
        "plan": plan,
        "error": error,
        "audience": audience.value,
        "heading": RELEASE_TO[audience] % {"number": version.number},
        "version": version.number,
        "since": day(version.made_at),
        "who": _who(plan, audience),
        "already": _already(releases),
        "now": _read_before(current, audience),
        "lines": _lines_in_words(version),
        "money": _money_of(version),
        "not_in_it": NOT_IN_IT,
        "elsewhere": ELSEWHERE[audience],
    }
    status = 409 if error else 200
    return render(request, "workplans/releasing/workplan_release.html", context, status=status)


def release(request: HttpRequest, seat: Seat, plan: Workplan) -> HttpResponse:
    """Release the version that the check page showed; where another one is approved since, show that one."""
    audience = audience_or_404(plan, request.POST.get("audience", ""))
    seen = number_sent(request, "version")
    with Attempt(request):
        release_workplan(plan, audience, seen=seen, by=seat, now=clock.now())
        messages.success(request, RELEASED_TO[audience] % {"number": seen})
        return redirect("workplan_readers", plan.cycle.year, plan.taskforce.slug)
    plan = workplan_or_404(request, plan.cycle.year, plan.taskforce.slug)
    error = ANOTHER_VERSION % {"number": approved_version(plan).number}
    return check_release(request, seat, plan, audience, error=error)


def audience_or_404(plan: Workplan, typed: str) -> Audience:
    """An audience that the plan can be released to; 404 for anything else."""
    found = next((audience for audience in kind_of(plan.taskforce).released_to if audience == typed), None)
    if found is None:
        raise Http404
    return found


def _already(releases: list[Release]) -> list[str]:
    """A sentence for each audience that reads a version now."""
    read = {release.audience: release.version.number for release in reversed(releases)}
    said = [str(READ_NOW[Audience(audience)] % {"number": number}) for audience, number in read.items()]
    return said or [gettext("Nothing is released yet.")]


def _read_before(current: Release | None, audience: Audience) -> str:
    """The version that an audience reads until the release, in words."""
    if current is not None:
        said = gettext("Version %(number)s, since %(day)s. The new version replaces it.")
        return said % {"number": current.version.number, "day": day(current.at)}
    return str(BUT_PARTNERS if audience == Audience.PARTNERS else NOTHING_YET)


def _money_of(version: WorkplanVersion) -> str:
    amount = money(version.committed)
    if version.ceiling is None:
        return gettext("US$%(amount)s") % {"amount": amount}
    said = gettext("US$%(amount)s of the ceiling of %(ceiling)s")
    return said % {"amount": amount, "ceiling": money(version.ceiling)}


def _who(plan: Workplan, audience: Audience) -> str:
    """The people of an audience, in words."""
    if audience == Audience.PARTNERS:
        return gettext("Every partner that has a seat in the portal: UN agencies, NGOs and donors.")
    if audience == Audience.OBSERVERS:
        return gettext("All people with the seat of an observer.")
    others = Taskforce.objects.national().exclude(pk=plan.taskforce_id)
    names = and_list(taskforce.name for taskforce in others.select_related("country").order_by("position"))
    return gettext("The officers, leads and members of these taskforces: %(names)s.") % {"names": names}


def _lines_in_words(version: WorkplanVersion) -> list[str]:
    """Count the activities of a version, and those that it marks as withdrawn."""
    count = version.lines.not_withdrawn().count()
    withdrawn = version.lines.count() - count
    said = [ngettext("%(count)s activity.", "%(count)s activities.", count) % {"count": f"{count:,}"}]
    if withdrawn:
        more = ngettext(
            "%(count)s withdrawn activity is marked as withdrawn.",
            "%(count)s withdrawn activities are marked as withdrawn.",
            withdrawn,
        )
        said.append(more % {"count": f"{withdrawn:,}"})
    return said
