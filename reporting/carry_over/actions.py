"""Carry lines of an earlier year over into a draft. It writes through the drafting wing, under the plan's lock."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n import message
from commit_portal.refusals import SomebodyWasFaster, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import fingerprint, record_event
from reporting.carry_over.previous_year import CarryChoice, carried, last_carried, new_of, year_behind
from workplans.drafting.writing import last_number, write_lines
from workplans.models import Activity, Seat, Taskforce, Workplan
from workplans.plan.locking import locked_workplan, settle
from workplans.plan.permissions import may_add_activity
from workplans.plan.plan_types import kind_of


@transaction.atomic
def carry_over(
    workplan: Workplan, choices: Sequence[CarryChoice], *, seen: str, by: Seat, now: datetime
) -> dict[str, int]:
    """Add a line for each choice, in their order; all of them or none. A line that is there already is left alone.

    Returns how many lines were `written`, how many of them have `begun` in the past or are `in_reserve`, and how many
    were `there`.
    `seen` is the mark of what the page offered (`YearBehind.mark`). Raises `Refused`, `SomebodyWasFaster` where the
    approved lines or their spending are others by now, or `RuleBroken` with WP-3.
    """
    plan = locked_workplan(workplan)
    require(may_add_activity(by, plan))
    behind = year_behind(plan, by)
    if behind is None or behind.mark != seen:
        said = _(
            "The approved activities or their spending changed after you opened this page. Check the amounts and "
            "choose again."
        )
        raise SomebodyWasFaster(said)
    new, today = new_of(behind, choices), timezone.localdate(now)
    room = plan.room_for(None, today)
    # The taskforces with a plan in the year, which a line of the regional plan can name.
    active: frozenset[int] = frozenset()
    if kind_of(plan.taskforce).names_countries:
        found = Taskforce.objects.filter(workplans__cycle=plan.cycle_id)
        active = frozenset(found.values_list("pk", flat=True))
    drafts = [carried(choice, behind.costs[choice.line.activity_id], plan, active=active) for choice in new]
    rows = ((choice.line.activity.number, None, draft) for choice, draft in zip(new, drafts, strict=True))
    written = write_lines(plan, rows, by=by, now=now)
    settle(plan, room=room)
    return {
        "written": written,
        "begun": sum(draft.starts_on is not None and draft.starts_on < today for draft in drafts),
        "in_reserve": sum(choice.in_reserve for choice in new),
        "there": len(choices) - len(new),
    }


@transaction.atomic
def undo_carry_over(workplan: Workplan, *, seen: str, by: Seat, now: datetime) -> dict[str, object]:
    """Remove what this person carried over last: how many were `removed`, and the codes of those `kept` as touched since.

    The number of a removed line is not used again. `seen` is the mark of what the page showed (`mark_of`). Raises
    `Refused`, or `SomebodyWasFaster` where the person has carried over or removed lines since.
    """
    plan = locked_workplan(workplan)
    lines = last_carried(plan, by)
    if mark_of(lines) != seen:
        other = _("These activities are not the last that you carried over. Read the page again.")
        raise SomebodyWasFaster(other)
    require(may_add_activity(by, plan))
    untouched = plan.activities.filter(pk__in=[line.pk for line in lines]).untouched()
    gone = dict(untouched.order_by("number").values_list("pk", "code"))
    if gone:
        Workplan.objects.filter(pk=plan.pk).update(numbers_used=last_number(plan))
        plan.activities.filter(pk__in=gone).delete()
        settle(plan)
        said = message("line.removed", count=len(gone), codes=tuple(gone.values()))
        record_event("remove", plan, by=by, now=now, facts=said, audience=EventAudience.TASKFORCE)
    return {"removed": len(gone), "kept": [line.code for line in lines if line.pk not in gone]}


def mark_of(lines: Sequence[Activity]) -> str:
    """A mark of the lines that were carried over together, by their keys."""
    return fingerprint([line.pk for line in lines])
