"""The lock that makes WP-3 a fact: every write below a workplan takes its row first.

On PostgreSQL the row is locked until the transaction ends. On SQLite the IMMEDIATE transaction, which
`transaction.atomic` opens, is the lock. Order of locks: review, sheet, workplan, activity, year's revision.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F, Prefetch

from commit_portal.permits import obey
from workplans.models import Activity, ActivityTarget, AnnualCycle, Participation, Workplan
from workplans.plan.queries import counted_cost
from workplans.plan.rules import wp_3


def locked_workplan(workplan: Workplan) -> Workplan:
    """Lock and reload the workplan. Call it inside `transaction.atomic`."""
    return (
        Workplan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle__plan", "taskforce__country", "of_record")
        .get(pk=workplan.pk)
    )


def locked_activity(activity: Activity) -> Activity:
    """Lock and reload the activity, after its workplan."""
    workplan = locked_workplan(activity.workplan)
    fresh = Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    fresh.workplan = workplan
    return fresh


def locked_line(activity: Activity) -> Activity:
    """`locked_activity` with its content loaded under the lock, for whoever compares all of it: 3 queries more.

    Whoever writes a link or a need of it calls `forget_links` afterwards.
    """
    workplan = locked_workplan(activity.workplan)
    fresh = (
        Activity.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "menu_activity", "type")
        .prefetch_related(
            Prefetch("target_links", ActivityTarget.objects.select_related("target")),
            Prefetch("participations", Participation.objects.select_related("taskforce")),
            "technical_needs",
        )
        .get(pk=activity.pk)
    )
    fresh.workplan = workplan
    return fresh


def forget_links(line: Activity) -> None:
    """Have the links and needs of a line read again: they were written."""
    held = getattr(line, "_prefetched_objects_cache", {})
    for name in ("target_links", "participations", "technical_needs"):
        held.pop(name, None)


def settle(workplan: Workplan, *, room: Decimal | None = None) -> None:
    """Recompute the committed money from the lines. Raises `RuleBroken` (WP-3); then nothing is written.

    `room` is what was left for the written line, in US dollars: the refusal names it. The sum is recomputed, never
    added to. A check constraint refuses what gets past the rule.
    """
    total = counted_cost(workplan)
    obey(wp_3(workplan, total, room=room))
    Workplan.objects.filter(pk=workplan.pk).update(committed=total, row_version=F("row_version") + 1)
    workplan.committed = total
    workplan.row_version += 1


def bump_revision(cycle: AnnualCycle) -> None:
    """Count up the year's revision, so that caches of the comparison are out of date. The last of the locks."""
    AnnualCycle.objects.filter(pk=cycle.pk).update(revision=F("revision") + 1)
