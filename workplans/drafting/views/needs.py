"""Write the opportunities, gaps and needs of a plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.workflow.action_attempts import Attempt, Difference
from workplans.drafting.actions import WRITE_NEEDS, write_needs
from workplans.drafting.forms import NeedsForm
from workplans.plan.permissions import drafts, may_edit_workplan
from workplans.presentation.loaders import draft_or_404
from workplans.presentation.timeline import events_for
from workplans.request_context.request import seat_of


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_needs(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Write the plan's opportunities, gaps and needs. Only other words saved meanwhile are a conflict.

    Where the plan was submitted meanwhile, nothing is written and what was typed stays on the page.
    """
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    form = NeedsForm(posted(request), initial={"row_version": plan.row_version, "needs": plan.needs})
    attempt = Attempt(request, form, may_edit_workplan(seat, plan), keeps=drafts(seat, plan))
    before = plan.needs
    if attempt.is_due:
        typed, seen = _lines_joined(form.cleaned_data["needs"]), form.cleaned_data["row_version"]
        # A line saved meanwhile also changes the row version. Only other words are a conflict.
        if _lines_joined(request.POST.get("before", "")) == _lines_joined(before):
            seen = plan.row_version
        with attempt:
            write_needs(plan, typed, seen=seen, by=seat, now=clock.now())
            messages.success(request, gettext("The opportunities, gaps and needs are saved."))
            return redirect("workplan", year, place)
        if attempt.stale:
            plan = draft_or_404(request, year, place)
            before = plan.needs
            theirs = Difference(
                gettext("Opportunities, gaps and needs"), typed, before or gettext("Nothing yet")
            )
            last = events_for(seat, plan).filter(verb=WRITE_NEEDS).first()
            attempt.show_theirs([theirs], last=last, row_version=plan.row_version)
    context = {"plan": plan, "form": form, "before": before, "attempt": attempt}
    return render(request, "workplans/drafting/workplan_needs.html", context, status=attempt.status)


def _lines_joined(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
