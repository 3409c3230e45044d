"""Submit a plan, and take it back."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.http.session_forms import drop_kept, keep_typed, kept
from commit_portal.i18n.formatting import activities_counted, day, money
from commit_portal.i18n.messages import message
from commit_portal.i18n.parsing import read_number
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt
from commit_portal.workflow.lifecycle import may_walk, violations_of
from workplans.consultation.warnings import points_beyond_cost
from workplans.ministries.queries import agreed_by
from workplans.ministries.rows import points_of_ministries
from workplans.models import Seat, Workplan
from workplans.plan.amendments import Kind, changes_of_amendment, needs_differ
from workplans.plan.lifecycle import DROP_AMENDMENT, SUBMIT, TAKE_BACK
from workplans.plan.line_content import cost_in_words
from workplans.plan.permissions import may_submit_workplan
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import rounds_of
from workplans.presentation.checklist import by_line, checklist_of
from workplans.presentation.facts import submitted_words
from workplans.presentation.loaders import draft_or_404, load_live_lines
from workplans.presentation.step_links import step_not_open, step_taken
from workplans.request_context.request import seat_of
from workplans.statuses import WorkplanStatus
from workplans.submitting.actions import submit_workplan, take_back_workplan
from workplans.submitting.changes_since import changed_since, newest_event
from workplans.submitting.forms import AgreementForm

# How many changes are named that came between the check and its button.
CHANGES_NAMED = 3
NOT_COMPLETE = gettext_lazy("Nothing was sent, because the workplan is not complete yet.")


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_submit(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Ask when and by whom the plan was agreed. The next page checks the answers; this one submits nothing."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    if page := step_not_open(request, plan, SUBMIT, by=seat):
        return page
    form = AgreementForm(
        posted(request),
        initial={
            **_agreed_before(plan),
            **(kept(request, _key(plan)) or {}),
            "row_version": plan.row_version,
        },
        today=clock.today(),
    )
    context = _open_points(plan, seat)
    attempt = Attempt(request, form)
    if request.method == "POST" and context["points"]:
        _say_not_complete(request, plan, form)
    if attempt.is_due:
        keep_typed(request, _key(plan), form)
        return redirect("workplan_submit_check", year, place)
    context |= {"plan": plan, "form": form}
    return render(request, "workplans/submitting/workplan_submit.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_submit_check(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Show the answers and the activities, to be checked; POST submits the plan.

    The page carries the row version: a plan that changes between check and submission is shown again, with what
    changed.
    """
    seat = seat_of(request)
    newest = newest_event(year, place)
    plan = draft_or_404(request, year, place)
    if page := step_not_open(request, plan, SUBMIT, by=seat):
        return page
    form = AgreementForm(posted(request) or kept(request, _key(plan)) or {}, today=clock.today())
    attempt = Attempt(request, form)
    context = _open_points(plan, seat)
    if request.method != "POST" and (context["points"] or not form.is_valid()):
        return redirect("workplan_submit", year, place)
    if context["points"]:
        _say_not_complete(request, plan, form)
    if attempt.is_due:
        with attempt:
            submit_workplan(
                plan,
                agreed_on=form.cleaned_data["agreed_on"],
                agreed_by=form.cleaned_data["agreed_by"],
                seen=form.cleaned_data["row_version"],
                by=seat,
                now=clock.now(),
            )
            drop_kept(request, _key(plan))
            return redirect("workplan_submitted", year, place)
        if page := step_taken(request, plan, SUBMIT, attempt, by=seat):
            return page
    if attempt.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        context |= {"plan": plan, "form": form}
        return render(request, "workplans/submitting/workplan_submit.html", context, status=attempt.status)
    lines = [line for line in plan.activities.all() if not line.is_withdrawn]
    reserve = sum(line.is_in_reserve for line in lines)
    changed = {change.activity: change for change in changes_of_amendment(plan)} if plan.of_record else {}
    if attempt.stale:
        context |= _changes(request, plan, seat, form.cleaned_data["row_version"])
    context |= {
        "plan": plan,
        "attempt": attempt,
        "newest_event": newest,
        "agreed_on": day(form.cleaned_data["agreed_on"]),
        "agreed_by": form.cleaned_data["agreed_by"],
        "lines": [(line, cost_in_words(line), changed.get(line)) for line in lines],
        "needs_differ": needs_differ(plan),
        "leaving": [line for line, change in changed.items() if change.kind == Kind.WITHDRAWN],
        "leaves": message("line.withdrawing_approved"),
        "count": activities_counted(len(lines)),
        "reserve": _in_reserve(reserve) if reserve else "",
        "money": _under_ceiling(plan),
    }
    return render(request, "workplans/submitting/workplan_check.html", context, status=attempt.status)


@require_safe
def workplan_submitted(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Say what was submitted, and what happens next."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    require(may_submit_workplan(seat, plan))
    if plan.status != WorkplanStatus.SUBMITTED:
        return redirect("workplan", year, place)
    version = plan.versions.order_by("-number").first()
    context = {
        "plan": plan,
        "submitted": submitted_words(plan, seat),
        "agreed_on": day(plan.agreed_on),
        "money": money(plan.committed),
        "round": rounds_of(plan).shown(plan.round),
        "version_url": reverse("workplan_version", args=[year, place, version.number]) if version else "",
    }
    return render(request, "workplans/submitting/workplan_submitted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_take_back(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Take a submission back, as long as the Secretariat has not begun to decide."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    if page := step_not_open(request, plan, TAKE_BACK, by=seat):
        return page
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            take_back_workplan(plan, by=seat, now=clock.now())
            messages.success(
                request, gettext("The submission is cancelled. You can change the activities again.")
            )
            return redirect("workplan", year, place)
    context = {
        "plan": plan,
        "attempt": attempt,
        "until": kind_of(plan.taskforce).taken_back_until,
        "broken": attempt.broken or violations_of(plan, TAKE_BACK),
    }
    return render(request, "workplans/submitting/workplan_take_back.html", context, status=attempt.status)


def _key(plan: Workplan) -> str:
    """Where the session keeps the answers between the form and its check page."""
    return f"submit:{plan.pk}"


def _say_not_complete(request: HttpRequest, plan: Workplan, form: AgreementForm) -> None:
    """Refuse the answers to a plan with open points, and keep them: the form shows them when the points are closed."""
    keep_typed(request, _key(plan), form)
    form.add_error(None, NOT_COMPLETE)


def _agreed_before(plan: Workplan) -> dict[str, Any]:
    """First values of the form: the ministries that say yes to the plan as it is, else those of the last agreement.

    Its day is that of the last agreement while it is the same: in a returned plan and after a submission that was
    taken back; an amendment is agreed again.
    """
    same = plan.is_taken_back or plan.status == WorkplanStatus.RETURNED
    named = "\n".join(agreed_by(plan)) or plan.agreed_by
    return {"agreed_on": plan.agreed_on if same else None, "agreed_by": named}


def _open_points(plan: Workplan, seat: Seat) -> dict[str, Any]:
    """The points that keep the plan from being submitted; loads the lines of the plan."""
    unchanged = may_walk(plan, DROP_AMENDMENT, by=seat) and not violations_of(plan, DROP_AMENDMENT)
    load_live_lines(plan, seat)
    points = [point for point in checklist_of(plan, seat) if point.status == "open"]
    return {
        "points": by_line(plan, points),
        "warnings": [*points_beyond_cost(plan), *points_of_ministries(plan)],
        "points_words": ngettext(
            "Complete this point. Then you can submit.",
            "Complete these %(count)s points. Then you can submit.",
            len(points),
        )
        % {"count": len(points)},
        "unchanged": unchanged,
    }


def _changes(request: HttpRequest, plan: Workplan, seat: Seat, version: int) -> dict[str, Any]:
    """The newest changes since the page was read, and how many there are beside them."""
    event = read_number(request.POST.get("newest_event"))
    changes = changed_since(plan, seat, version=version, event=event) if event >= 0 else []
    more = len(changes) - CHANGES_NAMED
    said = ngettext("And %(count)s more.", "And %(count)s more.", more) % {"count": more}
    return {"changes": changes[:CHANGES_NAMED], "more_changes": said if more > 0 else ""}


def _in_reserve(count: int) -> str:
    said = ngettext("%(count)s of them is in reserve", "%(count)s of them are in reserve", count)
    return said % {"count": f"{count:,}"}


def _under_ceiling(plan: Workplan) -> str:
    amount = money(plan.committed)
    if plan.ceiling is None:
        return gettext("US$%(amount)s. No ceiling is set.") % {"amount": amount}
    return gettext("US$%(amount)s of %(ceiling)s") % {"amount": amount, "ceiling": money(plan.ceiling)}
