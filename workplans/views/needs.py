"""Opportunities, gaps and needs: the words of a plan beside its activities."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.decisions import Refused, require
from commit_portal.forms import posted, status_of
from commit_portal.rowversions import StaleRow
from workplans.actions.drafting import write_needs
from workplans.forms import NeedsForm
from workplans.permissions import drafts, may_edit_workplan
from workplans.requests import seat_of
from workplans.views.lines import Difference, events_for, hand_of
from workplans.views.loading import draft_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_needs(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Opportunities, gaps and needs in words. Saving a line meanwhile is no conflict; other words are.

    Where the plan was submitted while somebody typed, nothing is written and nothing typed is lost.
    """
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    may = may_edit_workplan(seat, plan)
    if request.method != "POST" or not drafts(seat, plan):
        require(may)
    form = NeedsForm(posted(request), initial={"row_version": plan.row_version, "needs": plan.needs})
    context: dict[str, Any] = {"plan": plan, "form": form, "before": plan.needs}
    status = 200
    if not may:
        context["closed"], status = may.reason, 409
    elif request.method == "POST" and form.is_valid():
        typed = _lines_joined(form.cleaned_data["needs"])
        before = _lines_joined(request.POST.get("before", ""))
        seen = form.cleaned_data["row_version"]
        if seen != plan.row_version and before == _lines_joined(plan.needs):
            seen = plan.row_version
        try:
            write_needs(plan, typed, seen=seen, by=seat, now=clock.now())
        except Refused as refused:
            context["closed"], status = refused.reason, 409
        except StaleRow as stale:
            current: Any = stale.current
            last = events_for(seat, plan).filter(verb="needs").first()
            again = {"row_version": current.row_version, "needs": typed}
            context |= {
                "form": NeedsForm(initial=again),
                "before": current.needs,
                "stale": [Difference("Opportunities, gaps and needs", typed, current.needs or "Nothing yet")],
                "own_hand": last is not None and last.by_id == seat.user_id,
                "saved": hand_of(last),
            }
            status = 409
        else:
            messages.success(request, "The needs are saved.")
            return redirect("workplan", year, place)
    return render(request, "workplans/workplan_needs.html", context, status=status_of(form, status))


def _lines_joined(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
