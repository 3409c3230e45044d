"""Who reads a plan: open its draft, release its approved version, and stop access."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms import status_of
from commit_portal.messages import message
from commit_portal.pages import Attempt
from commit_portal.permits import Refused, require
from commit_portal.readers import read_number
from commit_portal.words import and_list, day, money
from workplans.consultation.opening import end_opening, open_draft
from workplans.frame.request import number_sent, seat_of
from workplans.models import Opening, Release, Seat, Taskforce, Workplan, WorkplanVersion
from workplans.plan.kinds import kind_of
from workplans.plan.permissions import may_open_draft, may_release_workplan, may_see_rounds
from workplans.plan.queries import readers_now, releases_now
from workplans.releasing.actions import end_release, release_workplan
from workplans.releasing.forms import OpenToPartnerForm
from workplans.showing.loading import workplan_or_404
from workplans.statuses import Audience

NOT_IN_IT = gettext_lazy(
    "Rounds, reasons, comments and activities in reserve are not in it. Money and support that a partner has not "
    "accepted is not in it. Later changes of the draft are not in it."
)
NOTHING_YET = gettext_lazy("Nothing. The plan reads “Not released” to them.")
BUT_PARTNERS = gettext_lazy(
    "The plan reads “Not released” to them. A partner can read a draft that is open to it, and the activities that it "
    "supports."
)
ELSEWHERE = {
    Audience.TASKFORCES: gettext_lazy(
        "In the comparison: its activities and, after a review is closed, your answers and the amounts of partners. "
        "Also in annual reports that are made for them from now on."
    ),
    Audience.PARTNERS: gettext_lazy("In annual reports that are made for them from now on."),
    Audience.OBSERVERS: gettext_lazy("In annual reports that are made for them from now on."),
}
RELEASE_TO = {
    Audience.TASKFORCES: gettext_lazy("Release version %(number)s to the other taskforces"),
    Audience.PARTNERS: gettext_lazy("Release version %(number)s to partners"),
    Audience.OBSERVERS: gettext_lazy("Release version %(number)s to observers"),
}
RELEASED_TO = {
    Audience.TASKFORCES: gettext_lazy("The other taskforces read version %(number)s from now on."),
    Audience.PARTNERS: gettext_lazy("Partners read version %(number)s from now on."),
    Audience.OBSERVERS: gettext_lazy("Observers read version %(number)s from now on."),
}
READ_NOW = {
    Audience.TASKFORCES: gettext_lazy("The other taskforces read version %(number)s."),
    Audience.PARTNERS: gettext_lazy("Partners read version %(number)s."),
    Audience.OBSERVERS: gettext_lazy("Observers read version %(number)s."),
}
END_RELEASE = {
    Audience.TASKFORCES: gettext_lazy("Stop access for the other taskforces"),
    Audience.PARTNERS: gettext_lazy("Stop access for partners"),
    Audience.OBSERVERS: gettext_lazy("Stop access for observers"),
}
ENDED_RELEASE = {
    Audience.TASKFORCES: gettext_lazy("The other taskforces no longer read this plan."),
    Audience.PARTNERS: gettext_lazy("Partners no longer read this plan."),
    Audience.OBSERVERS: gettext_lazy("Observers no longer read this plan."),
}
END_RELEASE_DOES = gettext_lazy(
    "The plan reads “Not released” to them at once. New annual reports for them leave it out. Reports that are "
    "released already do not change. You can release it again at any time."
)
END_PARTNER_DOES = gettext_lazy(
    "The partner no longer reads the draft. It keeps reading the approved activities that it supports. You can open "
    "the draft again at any time."
)
END_DESK_DOES = gettext_lazy(
    "The desk no longer reads the draft and cannot comment on it. After you submit, it reads the plan to decide. You "
    "can open the draft again at any time."
)
ANOTHER_VERSION = gettext_lazy(
    "The approved version is now version %(number)s. Your page showed another one, so nothing was released. Read the "
    "new version, then release it."
)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_trust(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Everything about who reads it on one page; each button does one thing."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    if not may_see_rounds(seat, plan):
        raise Refused(message("readers.not_yours"))
    openings, releases = readers_now(plan), releases_now(plan)
    already = [opening.partner_id for opening in openings if opening.partner_id]
    form = OpenToPartnerForm(already=already)
    if request.method == "POST":
        deed = request.POST.get("do", "")
        if deed == "release":
            return _release(request, seat, plan)
        if deed == "open_partner":
            form = OpenToPartnerForm(request.POST, already=already)
        if deed != "open_partner" or form.is_valid():
            messages.success(request, _do(request, deed, seat, plan, form))
            return redirect("workplan_trust", year, place)
    elif "release" in request.GET:
        return _check_release(request, seat, plan, _audience(plan, request.GET.get("release", "")))
    elif question := _question(request, seat, plan, openings, releases):
        return render(request, "workplans/workplan_trust_end.html", {"plan": plan, "question": question})
    may_open, may_release = may_open_draft(seat, plan), may_release_workplan(seat, plan)
    context = {
        "plan": plan,
        "form": form,
        "may_open": bool(may_open),
        "open_reason": may_open.reason,
        "may_release": bool(may_release),
        "release_reason": may_release.reason,
        "desk_is_open": any(opening.partner_id is None for opening in openings),
        "openings": [
            {
                "pk": opening.pk,
                "who": str(opening.partner) if opening.partner else _desk(plan),
                "since": gettext("Since %(day)s") % {"day": day(opening.opened_at)},
            }
            for opening in openings
        ],
        "readers": [_reader(plan, audience, releases) for audience in kind_of(plan.taskforce).released_to],
        "is_regional": plan.taskforce.is_regional,
        "of_record": plan.of_record.number if plan.of_record else None,
    }
    return render(request, "workplans/workplan_trust.html", context, status=status_of(form))


def _reader(plan: Workplan, audience: Audience, releases: list[Release]) -> dict[str, Any]:
    """What an audience reads of the plan, and what can be released to it: nothing that it reads already."""
    current = _read_by(audience, releases)
    row: dict[str, Any] = {"who": audience.label, "reads": gettext("Not released"), "release": None}
    number = plan.of_record.number if plan.of_record else None
    offer = gettext("Release version %(number)s") % {"number": number} if number else ""
    if current is not None:
        row |= {
            "release": current.pk,
            "reads": _version_since(current),
        }
        if current.version_id == plan.of_record_id:
            offer = ""
        elif offer:
            said = gettext("Release version %(number)s. They read version %(old)s")
            offer = said % {"number": number, "old": current.version.number}
    return row | {"audience": audience.value, "offer": offer}


def _read_by(audience: Audience, releases: list[Release]) -> Release | None:
    """The release that an audience reads now: the newest version of those in force (`releases_now`)."""
    return next((release for release in releases if release.audience == audience), None)


def _check_release(
    request: HttpRequest, seat: Seat, plan: Workplan, audience: Audience, *, error: str = ""
) -> HttpResponse:
    """Who will read what from now on, asked before anything is released."""
    require(may_release_workplan(seat, plan))
    version = plan.of_record
    if version is None:
        raise Http404
    releases = releases_now(plan)
    current = _read_by(audience, releases)
    if current is not None and current.version_id == version.pk:
        messages.warning(request, READ_NOW[audience] % {"number": version.number})
        return redirect("workplan_trust", plan.cycle.year, plan.taskforce.slug)
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
    return render(request, "workplans/workplan_release.html", context, status=status)


def _release(request: HttpRequest, seat: Seat, plan: Workplan) -> HttpResponse:
    """Release the version that the check page showed; another one since is shown first."""
    audience = _audience(plan, request.POST.get("audience", ""))
    seen = number_sent(request, "version")
    with Attempt(request):
        release_workplan(plan, audience, seen=seen, by=seat, now=clock.now())
        messages.success(request, RELEASED_TO[audience] % {"number": seen})
        return redirect("workplan_trust", plan.cycle.year, plan.taskforce.slug)
    plan = workplan_or_404(request, plan.cycle.year, plan.taskforce.slug)
    number = plan.of_record.number if plan.of_record else None
    return _check_release(request, seat, plan, audience, error=ANOTHER_VERSION % {"number": number})


def _audience(plan: Workplan, typed: str) -> Audience:
    """An audience that the plan can be released to; anything else is not there."""
    found = next((audience for audience in kind_of(plan.taskforce).released_to if audience == typed), None)
    if found is None:
        raise Http404
    return found


def _already(releases: list[Release]) -> list[str]:
    """A sentence for each audience that reads a version now, whoever is asked about."""
    read = {release.audience: release.version.number for release in reversed(releases)}
    said = [str(READ_NOW[Audience(audience)] % {"number": number}) for audience, number in read.items()]
    return said or [gettext("Nothing is released yet.")]


def _read_before(current: Release | None, audience: Audience) -> str:
    """What an audience reads until the release."""
    if current is not None:
        said = gettext("Version %(number)s, since %(day)s. The new one replaces it.")
        return said % {"number": current.version.number, "day": day(current.at)}
    return str(BUT_PARTNERS if audience == Audience.PARTNERS else NOTHING_YET)


def _version_since(current: Release) -> str:
    said = gettext("Version %(number)s, since %(day)s")
    return said % {"number": current.version.number, "day": day(current.at)}


def _money_of(version: WorkplanVersion) -> str:
    amount = money(version.committed)
    if version.ceiling is None:
        return gettext("US$%(amount)s") % {"amount": amount}
    said = gettext("US$%(amount)s of the ceiling of %(ceiling)s")
    return said % {"amount": amount, "ceiling": money(version.ceiling)}


def _desk(plan: Workplan) -> str:
    return gettext("The %(country)s desk") % {"country": plan.taskforce.name}


def _who(plan: Workplan, audience: Audience) -> str:
    """The people of an audience, in words."""
    if audience == Audience.PARTNERS:
        return gettext("Every partner that has a seat in the portal: UN agencies, NGOs and donors.")
    if audience == Audience.OBSERVERS:
        return gettext("Everybody who has the seat of an observer.")
    others = Taskforce.objects.national().exclude(pk=plan.taskforce_id)
    names = and_list(taskforce.name for taskforce in others.select_related("country").order_by("position"))
    return gettext("The officers, leads and members of these taskforces: %(names)s.") % {"names": names}


def _lines_in_words(version: WorkplanVersion) -> list[str]:
    """How many activities a version holds, and how many of them are marked as withdrawn."""
    count = version.lines.not_withdrawn().count()
    withdrawn = version.lines.count() - count
    said = [ngettext("%(count)s activity.", "%(count)s activities.", count) % {"count": f"{count:,}"}]
    if withdrawn:
        more = ngettext(
            "%(count)s more is withdrawn and marked so.",
            "%(count)s more are withdrawn and marked so.",
            withdrawn,
        )
        said.append(more % {"count": f"{withdrawn:,}"})
    return said


def _question(
    request: HttpRequest, seat: Seat, plan: Workplan, openings: list[Opening], releases: list[Release]
) -> dict[str, str] | None:
    """What ending an opening or a release does, asked before it is done.

    None where neither is asked for, or where it has ended: the page then shows who reads the plan now.
    """
    if wanted := request.GET.get("end_opening"):
        require(may_open_draft(seat, plan))
        opening = next((item for item in openings if str(item.pk) == wanted), None)
        if opening is None:
            get_object_or_404(Opening, workplan=plan, pk=read_number(wanted))
            return None
        who = str(opening.partner) if opening.partner else _desk(plan)
        return {
            "heading": gettext("Stop access to the draft: %(who)s") % {"who": who},
            "does": str(END_PARTNER_DOES if opening.partner else END_DESK_DOES),
            "do": "end_opening",
            "name": "opening",
            "pk": wanted,
        }
    if wanted := request.GET.get("end_release"):
        require(may_release_workplan(seat, plan))
        release = next((item for item in releases if str(item.pk) == wanted), None)
        if release is None:
            get_object_or_404(Release, version__workplan=plan, pk=read_number(wanted))
            return None
        return {
            "heading": str(END_RELEASE[Audience(release.audience)]),
            "does": str(END_RELEASE_DOES),
            "do": "end_release",
            "name": "release",
            "pk": wanted,
        }
    return None


def _do(
    request: HttpRequest,
    deed: str,
    seat: Seat,
    plan: Workplan,
    partner_form: OpenToPartnerForm,
) -> str:
    """One deed of the page, and the sentence that says it is done."""
    now = clock.now()
    if deed == "open_desk":
        open_draft(plan, None, by=seat, now=now)
        return gettext("The desk reads the draft from now on.")
    if deed == "open_partner":
        partner = partner_form.cleaned_data["partner"]
        open_draft(plan, partner, by=seat, now=now)
        return gettext("%(partner)s reads the draft from now on.") % {"partner": partner}
    if deed == "end_opening":
        opening = get_object_or_404(Opening, workplan=plan, pk=number_sent(request, "opening"))
        end_opening(opening, by=seat, now=now)
        if opening.partner is None:
            return gettext("The desk no longer reads the draft.")
        return gettext("%(partner)s no longer reads the draft.") % {"partner": opening.partner}
    if deed == "end_release":
        release = get_object_or_404(Release, version__workplan=plan, pk=number_sent(request, "release"))
        end_release(release, by=seat, now=now)
        return str(ENDED_RELEASE[Audience(release.audience)])
    raise Http404
