"""What ends by itself: with a line, a plan, or the date of an opening."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from commit_portal.workflow.lifecycle import MACHINE, Actor
from workplans.consultation.actions.openings import close_opening
from workplans.consultation.actions.transitions import end_all, tell_of_all
from workplans.models import Activity, Contribution, Opening, Workplan
from workplans.models.partner_support import ContributionQuerySet
from workplans.plan.locking import locked_workplan
from workplans.statuses import EndedBecause


def end_open_support_of_line(line: Activity, *, by: Actor, now: datetime) -> None:
    """End the requests and offers of a line that was withdrawn (CO-9). Under the plan's lock."""
    ending = _of_plan(line.workplan).unanswered().filter(activity=line)
    end_all(ending, EndedBecause.LINE_WITHDRAWN, "support.ended_with_line", by=by, now=now)


def end_support_of_withdrawn_lines(workplan: Workplan, *, by: Actor, now: datetime) -> None:
    """End the accepted support of lines whose withdrawal is sent now (CO-9). Before the version is made."""
    ending = _of_plan(workplan).accepted().filter(activity__withdrawn_at__isnull=False)
    end_all(ending, EndedBecause.LINE_WITHDRAWN, "support.ended_with_line", by=by, now=now)


def tell_of_support_in_reserve(lines: Sequence[Activity], *, by: Actor, now: datetime) -> None:
    """Tell the taskforce of accepted support of lines that go to reserve now. All are of one plan.

    The support stays accepted. It leaves the approved plan with the line, when the next decisions are sent.
    """
    if not lines:
        return
    kept = _of_plan(lines[0].workplan).accepted().filter(activity__in=[line.pk for line in lines])
    code = "support.now_in_reserve"
    tell_of_all(lines[0].workplan, "keep_support_in_reserve", code, kept, by=by, now=now)


def end_open_support_of_plan(workplan: Workplan, *, by: Actor, now: datetime) -> None:
    """End what is not answered when a plan is closed. Under the plan's lock."""
    ending = _of_plan(workplan).unanswered()
    end_all(ending, EndedBecause.PLAN_CLOSED, "support.ended_with_plan", by=by, now=now)


def end_passed_openings(*, now: datetime) -> int:
    """End every opening whose last day has passed, with its requests (CO-10), and return how many."""
    passed = list(Opening.objects.passed_at(now).select_related("workplan"))
    return sum(_end_passed(opening, now=now) for opening in passed)


@transaction.atomic
def _end_passed(opening: Opening, *, now: datetime) -> bool:
    plan = locked_workplan(opening.workplan)
    fresh = Opening.objects.passed_at(now).filter(pk=opening.pk).select_related("partner").first()
    if fresh is None:
        return False
    fresh.workplan = plan
    close_opening(fresh, "draft.day_has_passed", by=MACHINE, now=now)
    return True


def _of_plan(workplan: Workplan) -> ContributionQuerySet:
    of_plan = Contribution.objects.filter(activity__workplan=workplan)
    return of_plan.select_related("activity__workplan", "partner")
