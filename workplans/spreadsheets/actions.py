"""Keep a workplan's spreadsheet until it is confirmed, then write all of its rows, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from commit_portal.messages import message
from commit_portal.permits import Refused, require
from workplans.consultation.asking import write_askings
from workplans.consultation.draft import SupportDraft
from workplans.drafting.actions import LineDraft, write_lines
from workplans.models import Activity, LineImport, Partner, Seat, Workplan
from workplans.plan.locking import locked_workplan, settle
from workplans.plan.permissions import may_edit_workplan


@transaction.atomic
def keep_lines(
    workplan: Workplan,
    rows: Sequence[Mapping[str, Any]],
    support: Sequence[Mapping[str, Any]] = (),
    *,
    digest: str,
    by: Seat,
    now: datetime,
) -> LineImport:
    """Keep the rows of a spreadsheet until their sender confirms them. They replace the sender's earlier ones.

    `support` are those of its sheet of support.

    Deletes rows that nobody can confirm any more: those of an older state of the plan, and those past their time.
    Writes no line and no event. Raises `Refused`.
    """
    plan = locked_workplan(workplan)
    require(may_edit_workplan(by, plan))
    LineImport.objects.out_of_date(now=now).delete()
    LineImport.objects.filter(Q(by=by.user) | ~Q(plan_version=plan.row_version), workplan=plan).delete()
    return LineImport.objects.create(
        workplan=plan,
        by=by.user,
        digest=digest,
        plan_version=plan.row_version,
        rows=list(rows),
        support=list(support),
        uploaded_at=now,
    )


@transaction.atomic
def import_lines(
    waiting: LineImport,
    rows: Iterable[tuple[int, Activity | None, LineDraft]],
    askings: Sequence[tuple[Activity, Partner, SupportDraft]] = (),
    *,
    by: Seat,
    now: datetime,
) -> int:
    """Write the rows of a preview: row number, line (None for a new one), draft. Returns how many.

    Then asks the partners of `askings`, under the same lock: nothing is accepted by a file.

    Checks the ceiling (WP-3) after the last row, so that their order does not matter. Raises `StaleRow` where the
    plan has changed since the preview, `Refused` where the rows were confirmed already, and `RuleBroken` that names
    the row. Then nothing of the file is written.
    """
    plan = locked_workplan(waiting.workplan)
    plan.require_seen(waiting.plan_version)
    claimed, _ = LineImport.objects.filter(pk=waiting.pk, by=by.user).delete()
    if not claimed:
        raise Refused(message("rows.confirmed_already"))
    written = write_lines(plan, rows, by=by, now=now)
    settle(plan)
    # Lines as they are under the lock: those of the preview were read before it.
    lines = plan.activities.in_bulk([line.pk for line, _, _ in askings])
    fresh = [(lines[line.pk], partner, asked) for line, partner, asked in askings]
    write_askings(plan, fresh, by=by, now=now)
    return written
