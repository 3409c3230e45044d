"""The page of a plan's readers: open the draft to the desk, release the approved version, stop access."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.i18n.messages import message
from commit_portal.refusals import Refused
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.consultation.opening_labels import has_been_opened, has_ended, open_since, reader_of
from workplans.consultation.permissions import may_read_consultation
from workplans.models import Opening, Release, Seat, Workplan
from workplans.plan.permissions import may_open_draft, may_release_workplan, may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import readers_now, releases_now
from workplans.presentation.loaders import workplan_or_404
from workplans.releasing.actions import end_release
from workplans.releasing.reader_labels import read_by, version_since
from workplans.releasing.release_views import RELEASE_TO, audience_or_404, check_release, release
from workplans.releasing.stop_views import question_before_stopping
from workplans.request_context.request import number_sent, seat_of
from workplans.statuses import Audience

ENDED_RELEASE = {
    Audience.TASKFORCES: gettext_lazy("The other taskforces can no longer read this workplan."),
    Audience.PARTNERS: gettext_lazy("Partners can no longer read this workplan."),
    Audience.OBSERVERS: gettext_lazy("Observers can no longer read this workplan."),
}


RELEASE_INSTEAD = {
    Audience.TASKFORCES: gettext_lazy(
        "Release version %(number)s to the other taskforces, in place of version %(old)s"
    ),
    Audience.PARTNERS: gettext_lazy("Release version %(number)s to partners, in place of version %(old)s"),
    Audience.OBSERVERS: gettext_lazy("Release version %(number)s to observers, in place of version %(old)s"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_readers(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Show the readers of the draft and of the approved version; each button does one thing."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    if not may_see_rounds(seat, plan):
        raise Refused(message("readers.not_yours"))
    openings, releases = readers_now(plan, now=clock.now()), releases_now(plan)
    deed = request.POST.get("do", "")
    if deed == "release":
        return release(request, seat, plan)
    if request.method == "POST":
        messages.success(request, _do(request, deed, seat, plan))
        return redirect("workplan_readers", year, place)
    if "release" in request.GET:
        return check_release(request, seat, plan, audience_or_404(plan, request.GET.get("release", "")))
    if question := question_before_stopping(request, seat, plan, openings, releases):
        return render(
            request, "workplans/releasing/workplan_readers_stop.html", {"plan": plan, "question": question}
        )
    kind = kind_of(plan.taskforce)
    may_open, may_release = may_open_draft(seat, plan), may_release_workplan(seat, plan)
    context = {
        "plan": plan,
        "may_open": bool(may_open),
        "open_reason": may_open.reason,
        "may_release": bool(may_release),
        "release_reason": may_release.reason,
        "desk_is_open": not kind.is_opened or any(opening.partner_id is None for opening in openings),
        "consultation_url": reverse("consultation", args=[year, place])
        if may_read_consultation(seat, plan)
        else "",
        "openings": [
            {
                "pk": "" if opening.partner_id else opening.pk,
                "who": reader_of(opening),
                "since": open_since(opening),
            }
            for opening in openings
        ],
        "readers": [_reader(plan, audience, releases) for audience in kind.released_to],
        "kind": kind,
        "draft_readers": kind.draft_readers(plan.taskforce),
        "of_record": plan.of_record.number if plan.of_record else None,
    }
    return render(request, "workplans/releasing/workplan_readers.html", context)


def _reader(plan: Workplan, audience: Audience, releases: list[Release]) -> dict[str, Any]:
    """The version that an audience reads, and the newer one that can be released to it."""
    current = read_by(audience, releases)
    row: dict[str, Any] = {"who": audience.label, "reads": gettext("Not released"), "release": None}
    number = plan.of_record.number if plan.of_record else None
    offer = RELEASE_TO[audience] % {"number": number} if number else ""
    if current is not None:
        row |= {
            "release": current.pk,
            "reads": version_since(current),
        }
        if current.version_id == plan.of_record_id:
            offer = ""
        elif offer:
            offer = RELEASE_INSTEAD[audience] % {"number": number, "old": current.version.number}
    return row | {"audience": audience.value, "offer": offer}


def _do(request: HttpRequest, deed: str, seat: Seat, plan: Workplan) -> str:
    """Do what one button asks for, and return the sentence that says so."""
    now = clock.now()
    if deed == "open_desk":
        return has_been_opened(open_draft(plan, None, by=seat, now=now))
    if deed == "end_opening":
        to_desk = Opening.objects.filter(workplan=plan, partner__isnull=True)
        opening = get_object_or_404(to_desk, pk=number_sent(request, "opening"))
        end_opening(opening, by=seat, now=now)
        return has_ended(opening)
    if deed == "end_release":
        release = get_object_or_404(Release, version__workplan=plan, pk=number_sent(request, "release"))
        end_release(release, by=seat, now=now)
        return str(ENDED_RELEASE[Audience(release.audience)])
    raise Http404
