"""Technical needs over all countries: the list of what nobody meets, and the mark that the Secretariat meets one."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from commit_portal import clock
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Way
from workplans.consultation.actions.needs import meet_need, unmeet_need
from workplans.consultation.lifecycle import CHANGE_OFFER
from workplans.consultation.permissions import may_ask_for, may_list_unmet_needs, may_offer
from workplans.consultation.queries import UnmetNeed, own_waiting, unmet_needs
from workplans.models import Seat
from workplans.plan.visibility import activities_visible_to, lines_visible_to
from workplans.presentation.loaders import cycle_or_404, workplan_or_404
from workplans.request_context.active_year import show_year
from workplans.request_context.request import seat_of
from workplans.statuses import ContributionStatus


@require_safe
def needs_unmet(request: HttpRequest, year: int) -> HttpResponse:
    """List the technical needs that nobody meets, country by country, each with what its reader can do for it."""
    seat = seat_of(request)
    cycle = cycle_or_404(request, year)
    require(may_list_unmet_needs(seat))
    show_year(request, cycle)
    own = own_waiting(seat, cycle)
    places = [
        {
            "name": taskforce.name,
            "needs": [
                {
                    "what": need.what,
                    "line": str(need.line),
                    "url": f"{reverse('activity', args=need.address)}#needs",
                    "way": _way(seat, need, own),
                }
                for need in needs
            ],
        }
        for taskforce, needs in groupby(unmet_needs(seat, cycle), key=lambda need: need.workplan.taskforce)
    ]
    return render(request, "workplans/consultation/needs_unmet.html", {"cycle": cycle, "places": places})


def _way(seat: Seat, need: UnmetNeed, own: Mapping[tuple[int, str], Any]) -> Way | None:
    """Where this reader asks for support of a need or offers it; None where it does neither now."""
    line = need.activity
    if may_ask_for(seat, line):
        return gettext("Ask a partner"), reverse("support_ask", args=need.address)
    if not may_offer(seat, line):
        return None
    waiting = own.get((line.pk, need.what))
    if waiting is None:
        return gettext("Offer support"), reverse("support_offer", args=need.address)
    answers = waiting.status == ContributionStatus.ASKED
    url = reverse("support_change_offer", args=(*need.address, waiting.partner.slug, waiting.nth))
    return pgettext("action", "Answer") if answers else str(CHANGE_OFFER.label), url


@require_POST
def need_mark(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Mark a technical need as met by the Secretariat, or take the mark away. The form names the need by its text."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    line = plan.activities.filter(number=number).first()
    if line is None or not (
        activities_visible_to(seat).filter(pk=line.pk).exists()
        or lines_visible_to(seat).filter(activity=line).exists()
    ):
        raise Http404
    line.workplan = plan
    what = request.POST.get("what", "")
    if request.POST.get("do") == "unmeet":
        unmeet_need(line, what, by=seat, now=clock.now())
        messages.success(request, gettext("The Secretariat no longer meets this technical need."))
    else:
        meet_need(line, what, by=seat, now=clock.now())
        messages.success(request, gettext("The Secretariat meets this technical need."))
    return redirect(f"{reverse('activity', args=(year, place, number))}#needs")
