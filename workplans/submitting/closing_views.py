"""Close a plan with the review of its year, and reopen it: two pages of the regional office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt
from commit_portal.workflow.lifecycle import may_walk, violations_of
from workplans.plan.lifecycle import CLOSE, REOPEN
from workplans.plan.permissions import may_close_workplan
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import step_not_open
from workplans.request_context.request import seat_of
from workplans.statuses import WorkplanStatus
from workplans.submitting.actions import close_workplan, reopen_workplan
from workplans.submitting.forms import ReopenForm

CLOSING = gettext_lazy(
    "After you close the workplan, nobody can change its activities. The approved version stays valid, "
    "and the same people can read it. You can reopen the workplan with a reason."
)
SETS_ASIDE = gettext_lazy(
    "An amendment is still open. If you close the workplan, everybody sees the approved version. The "
    "portal keeps the changes of the amendment. You see them again when the workplan is reopened and "
    "amended. They count only after new decisions."
)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_close(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Close the plan, after a question that says what is set aside."""
    plan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    if page := step_not_open(request, plan, CLOSE, by=seat):
        return page
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            close_workplan(plan, seen=request.POST.get("seen", ""), by=seat, now=clock.now())
            messages.success(request, gettext("The workplan is closed: %(plan)s.") % {"plan": plan})
            return redirect("workplan", year, place)
        plan = workplan_or_404(request, year, place)
        require(may_walk(plan, CLOSE, by=seat))
    broken = attempt.broken or violations_of(plan, CLOSE)
    context = {
        "plan": plan,
        "broken": broken,
        "attempt": attempt,
        "closing": CLOSING,
        "sets_aside": "" if broken or plan.status == WorkplanStatus.APPROVED else SETS_ASIDE,
    }
    return render(request, "workplans/submitting/workplan_close.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_reopen(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Open a closed plan again, with a reason; one that was typed while somebody else reopened it is not lost."""
    plan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    form = ReopenForm(posted(request))
    if page := step_not_open(request, plan, REOPEN, by=seat, keeps=True):
        return page
    attempt = Attempt(request, form, may_walk(plan, REOPEN, by=seat), keeps=may_close_workplan(seat, plan))
    if attempt.is_due:
        with attempt:
            reopen_workplan(plan, note=form.cleaned_data["note"], by=seat, now=clock.now())
            messages.success(
                request, gettext("The workplan is open again and approved: %(plan)s.") % {"plan": plan}
            )
            return redirect("workplan", year, place)
    context = {"plan": plan, "form": form, "attempt": attempt}
    return render(request, "workplans/submitting/workplan_reopen.html", context, status=attempt.status)
