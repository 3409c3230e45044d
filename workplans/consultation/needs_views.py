"""Technical needs for the Secretariat: the list of what nobody meets, and the mark that it meets one itself."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from commit_portal import clock
from commit_portal.permits import require
from workplans.consultation.needs import meet_need, unmeet_need
from workplans.consultation.permissions import may_list_unmet_needs
from workplans.consultation.queries import unmet_needs
from workplans.frame.request import seat_of
from workplans.frame.year import show_year
from workplans.plan.visibility import activities_visible_to, lines_visible_to
from workplans.showing.loading import cycle_or_404, workplan_or_404


@require_safe
def needs_unmet(request: HttpRequest, year: int) -> HttpResponse:
    """List the technical needs that nobody meets, country by country, as far as the Secretariat reads them."""
    seat = seat_of(request)
    cycle = cycle_or_404(request, year)
    require(may_list_unmet_needs(seat))
    show_year(request, cycle)
    places = [
        {
            "name": taskforce.name,
            "needs": [
                {
                    "what": need.what,
                    "line": str(need.line),
                    "url": f"{reverse('activity', args=need.address)}#needs",
                }
                for need in needs
            ],
        }
        for taskforce, needs in groupby(unmet_needs(seat, cycle), key=lambda need: need.workplan.taskforce)
    ]
    return render(request, "workplans/needs_unmet.html", {"cycle": cycle, "places": places})


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
