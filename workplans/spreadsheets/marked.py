"""The file that waits as a workbook again, with what is wrong in comments of its cells.

It is made anew, because the sent file is not kept, and openpyxl would drop its lists of choices. The cover names the
version of the plan that the first one was made from, so that the corrected workbook merges as the first one would have.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from commit_portal.files.spreadsheets import as_labelled, in_place, rows_kept, write_xlsx
from commit_portal.i18n.messages import Words
from commit_portal.i18n.parsing import Unreadable
from workplans.models import LineImport, Seat, Workplan
from workplans.spreadsheets.columns import (
    CHOICES,
    CODE,
    COVER,
    HEADS,
    HOW_TO_LINE,
    IN_WORKBOOK,
    PLAN_LINE,
    TAKEN_LINE,
    VERSION_LINE,
    Columns,
    plan_code,
)
from workplans.spreadsheets.messages import MARKED_HOW_TO
from workplans.spreadsheets.preview import WorkbookPreview
from workplans.spreadsheets.support_sheet import marked_support_sheet


def marked_workbook(workplan: Workplan, seat: Seat, waiting: LineImport, preview: WorkbookPreview) -> bytes:
    """The rows of `waiting` in their places, with the faults of its preview as comments."""
    columns = Columns(workplan)
    order: list[str] = waiting.columns or list(HEADS)
    places = {name: place for place, name in enumerate(order, start=1)}
    rows = rows_kept(waiting.rows)
    about: dict[str, Words] = {
        PLAN_LINE: plan_code(workplan),
        VERSION_LINE: str(waiting.plan_version),
        HOW_TO_LINE: MARKED_HOW_TO,
    }
    if waiting.taken_at is not None:
        about[TAKEN_LINE] = waiting.taken_at.isoformat(" ", timespec="seconds")
    marks: dict[tuple[int, int], list[str]] = {}
    for row in preview.rows:
        for fault in row.faults:
            marks.setdefault((row.number, places.get(fault.name, 1)), []).append(str(fault))
    support = marked_support_sheet(workplan, seat, rows_kept(waiting.support), preview.askings)
    return write_xlsx(
        str(workplan),
        [columns.head(name) if name in HEADS else name for name in order],
        list(in_place((row.number, [_cell(columns, name, row.cells) for name in order]) for row in rows)),
        about={str(COVER[name]): str(said) for name, said in about.items()},
        choices={head: words for head, words in columns.choices.items() if head in _heads(columns, order)},
        widths=columns.widths,
        further=[support] if waiting.support else [],
        marks={place: "\n".join(said) for place, said in marks.items()},
    )


def _cell(columns: Columns, name: str, cells: Mapping[str, str]) -> Any:
    """A cell as a number or a day where it can be read so, else as it was sent."""
    text = as_labelled(CHOICES, name, cells.get(name, ""))
    if name == CODE or name not in IN_WORKBOOK or not IN_WORKBOOK[name].is_plain:
        return text
    try:
        value = columns.read(name, text)
    except Unreadable:
        return text
    return text if value is None or isinstance(value, str) else value


def _heads(columns: Columns, order: Iterable[str]) -> set[str]:
    return {columns.head(name) for name in order if name in HEADS}
