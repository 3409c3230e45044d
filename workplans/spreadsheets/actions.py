"""Write all rows of a workplan's spreadsheet that was confirmed, or none."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import Refused
from commit_portal.workflow import require_unchanged
from workplans.consultation.actions.ask import write_requests
from workplans.consultation.rules import SupportDraft
from workplans.drafting.actions import LineDraft
from workplans.drafting.writing import write_lines
from workplans.models import Activity, LineImport, Partner, Seat
from workplans.plan.locking import locked_workplan, settle

CONFIRMED_ALREADY = _(
    "Nothing was saved, because you already confirmed this file or sent a newer file. Look at the workplan."
)


@transaction.atomic
def import_lines(
    waiting: LineImport,
    rows: Iterable[tuple[int, Activity | None, LineDraft]],
    requests: Sequence[tuple[Activity, Partner, SupportDraft]] = (),
    *,
    seen: int,
    by: Seat,
    now: datetime,
) -> int:
    """Write the rows of a preview: row number, line (None for a new one), draft. Returns how many.

    `seen` is the version of the plan that the rows were merged with.

    Then asks the partners of `requests`, under the same lock: nothing is accepted by a file.

    Checks the ceiling (WP-3) after the last row, so that their order does not matter. Raises `StaleRow` where the
    plan has changed since they were merged, `Refused` where the rows were confirmed already, and `RuleBroken` that names
    the row. Then nothing of the file is written.
    """
    plan = locked_workplan(waiting.workplan)
    require_unchanged(plan, seen=seen, now=plan.row_version)
    if not LineImport.objects.claim(waiting, by=by.user):
        raise Refused(CONFIRMED_ALREADY)
    written = write_lines(plan, rows, by=by, now=now)
    settle(plan)
    # Lines as they are under the lock: those of the preview were read before it.
    lines = plan.activities.in_bulk([line.pk for line, _, _ in requests])
    fresh = [(lines[line.pk], partner, asked) for line, partner, asked in requests]
    write_requests(plan, fresh, by=by, now=now)
    return written
