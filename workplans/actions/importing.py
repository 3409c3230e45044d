"""A confirmed upload: every row through the actions of the screen, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from commit_portal.decisions import RuleBroken, Violation
from workplans.actions.drafting import LineDraft, add_activity, change_activity
from workplans.actions.locking import locked_workplan
from workplans.models import Activity, Seat, Workplan


@transaction.atomic
def import_lines(
    workplan: Workplan,
    rows: Iterable[tuple[int, Activity | None, LineDraft]],
    *,
    seen: int,
    by: Seat,
    now: datetime,
) -> int:
    """Write the rows of a preview (row number, line or none for a new one, draft); how many.

    Raises `StaleRow` where the plan has changed since the preview, and `RuleBroken` that names the row.
    Nothing of the file is written then.
    """
    plan = locked_workplan(workplan)
    plan.require_seen(seen)
    written = 0
    for number, activity, draft in rows:
        try:
            if activity is None:
                add_activity(plan, draft, by=by, now=now)
            else:
                change_activity(activity, draft, seen=activity.row_version, by=by, now=now)
        except RuleBroken as broken:
            raise RuleBroken(
                *(
                    Violation(item.rule, f"Row {number}: {item.sentence}", item.detail, item.field)
                    for item in broken.violations
                )
            ) from broken
        written += 1
    return written
