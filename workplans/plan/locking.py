"""The lock that makes WP-3 a fact: every write below a workplan takes its row first.

On PostgreSQL the row is locked until the transaction ends. On SQLite the IMMEDIATE transaction, which
`transaction.atomic` opens, is the lock. Order of locks: review, sheet, workplan, activity,
grant, year's revision.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, Model, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.db.compiled_queries import Prepared, prepared
from commit_portal.db.related_rows import attach
from commit_portal.i18n import Words
from commit_portal.refusals import SomebodyWasFaster, obey
from commit_portal.workflow import Mark, Transition, require_unchanged
from commit_portal.workflow.lifecycle import require_open
from workplans.models import (
    Activity,
    ActivityTarget,
    AnnualCycle,
    Participation,
    Seat,
    TechnicalNeed,
    Workplan,
)
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import counted_cost
from workplans.plan.rules import wp_3

# The rows of other tables that belong to a line.
LINKS = ("target_links", "participations", "technical_needs")


def locked_workplan(workplan: Workplan) -> Workplan:
    """Lock and reload the workplan. Call it inside `transaction.atomic`. Raises `SomebodyWasFaster` where it has gone."""
    gone = _("This workplan was removed from its year just now. Look at the list of years.")
    return _locked(_workplans, gone, workplan=workplan.pk)


def locked_for_step(
    workplan: Workplan, step: Transition, *, seen: Mark | None, mark: Callable[[Workplan], Mark], by: Seat
) -> Workplan:
    """Lock a workplan for a step of somebody who saw it with the mark `seen`; None for who saw none.

    Raises `Refused`, `SomebodyWasFaster` or `StaleRow`. The step comes before the mark, which the same step of somebody
    else changes too: who comes second is told who was first.
    """
    plan = locked_workplan(workplan)
    require_open(plan, step, by=by)
    require_unchanged(plan, seen=seen, now=mark(plan))
    return plan


def locked_activity(activity: Activity) -> Activity:
    """Lock and reload the activity, after its workplan. Raises `SomebodyWasFaster` where it was just removed."""
    workplan = locked_workplan(activity.workplan)
    gone = _("This activity was removed from the draft. Open the draft again.")
    fresh = _locked(_activities, gone, activity=activity.pk)
    fresh.workplan = workplan
    return fresh


def locked_line(activity: Activity) -> Activity:
    """`locked_activity` with its content loaded under the lock, for whoever compares all of it: 2 queries more.

    A regional line has its countries too: one more.

    Whoever writes a link or a need of it calls `forget_links` afterwards.
    """
    fresh = locked_activity(activity)
    regional, key = kind_of(fresh.workplan.taskforce).names_countries, fresh.pk
    attach([fresh], "target_links", _rows_of(ActivityTarget, "target", activity=key), by="activity")
    parts = _rows_of(Participation, "taskforce", activity=key) if regional else []
    attach([fresh], "participations", parts, by="activity")
    attach([fresh], "technical_needs", _rows_of(TechnicalNeed, activity=key), by="activity")
    return fresh


def forget_links(line: Activity) -> None:
    """Have the links and needs of a line read again: they were written."""
    held = getattr(line, "_prefetched_objects_cache", {})
    for name in LINKS:
        held.pop(name, None)


def settle(workplan: Workplan, *, room: Decimal | None = None) -> None:
    """Recompute the committed money from the lines. Raises `RuleBroken` (WP-3); then nothing is written.

    `room` is what was left for the written line, in US dollars: the refusal names it. The sum is recomputed, never
    added to. A check constraint refuses what gets past the rule; a raised ceiling is put into its column first.
    """
    total = counted_cost(workplan)
    obey(wp_3(workplan, total, room=room, kept=workplan.committed))
    is_raised = workplan.ceiling is not None and total > workplan.ceiling
    raised = announced_columns(workplan, total) if is_raised else {}
    columns = {"committed": total, **raised}
    Workplan.objects.filter(pk=workplan.pk).update(row_version=F("row_version") + 1, **columns)
    for name, value in columns.items():
        setattr(workplan, name, value)
    workplan.row_version += 1


def announced_columns(workplan: Workplan, total: Decimal) -> dict[str, Any]:
    """The columns in which the announced ceiling takes the place of the other one, from its first day on if the total fits."""
    announced, starts_on = workplan.next_ceiling, workplan.next_ceiling_on
    if announced is None or starts_on is None or starts_on > clock.today() or total > announced:
        return {}
    return {"ceiling": announced, "next_ceiling": None, "next_ceiling_on": None}


def bump_revision(cycle: AnnualCycle) -> None:
    """Count up the year's revision, so that caches of the comparison are out of date. The last of the locks."""
    AnnualCycle.every.filter(pk=cycle.pk).update(revision=F("revision") + 1)


def bump_with_following(*cycles: AnnualCycle) -> None:
    """Count up the years and the years after them, whose reports follow up what the meetings recommend.

    Each once and in the order of the years, else two meetings of neighbouring years block each other.
    """
    outdated: dict[int, AnnualCycle] = {}
    for cycle in cycles:
        following = AnnualCycle.objects.filter(year__gt=cycle.year).order_by("year").first()
        outdated |= {found.year: found for found in (cycle, following) if found is not None}
    for year in sorted(outdated):
        bump_revision(outdated[year])


def _locked[Row](rows: Prepared[Row], gone: Words, **key: int) -> Row:
    """Lock the row of a key; `gone` says that there is none. A prepared query does not ask for a transaction; this does."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("A row is locked inside a transaction only.")
    found = rows(**key)
    if not found:
        raise SomebodyWasFaster(gone)
    return found[0]


@prepared(workplan=BigIntegerField())
def _workplans(*, workplan: int) -> QuerySet[Workplan]:
    plans = Workplan.objects.select_for_update(of=("self",), no_key=True).filter(pk=workplan).order_by()
    return plans.select_related("cycle__plan", "taskforce__country", "of_record")


@prepared(activity=BigIntegerField())
def _activities(*, activity: int) -> QuerySet[Activity]:
    lines = Activity.objects.select_for_update(of=("self",), no_key=True).filter(pk=activity).order_by()
    return lines.select_related("area", "menu_activity", "type")


@prepared(activity=BigIntegerField())
def _rows_of(model: type[Model], *loaded: str, activity: int) -> QuerySet[Model]:
    """The rows of a line in one table, with what they lead to."""
    rows = model._default_manager.filter(activity=activity)
    return rows.select_related(*loaded) if loaded else rows
