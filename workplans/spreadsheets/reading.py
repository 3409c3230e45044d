"""Read an uploaded table: its columns by code, and each row as a draft of a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commit_portal.files.spreadsheets import Row, Table, UnreadableFile
from commit_portal.i18n.formatting import comma_list
from commit_portal.i18n.messages import Message, Words, message
from commit_portal.i18n.parsing import Unreadable, read_number
from workplans.models import Activity, Workplan
from workplans.plan.line_content import LineDraft, draft_from, held_by
from workplans.plan.merging import WITH_AREA
from workplans.spreadsheets.columns import (
    CAME_FROM,
    CHOICES,
    CODE,
    COVER,
    HEADS,
    IN_WORKBOOK,
    OLD_VERSION_LINE,
    PLAN_LINE,
    READ,
    TAKEN_LINE,
    VERSION_LINE,
    Columns,
    plan_code,
)


@dataclass(frozen=True)
class CheckedFile:
    """A file of this workplan, with its columns by code.

    `made_from` is the version of the plan on its cover and `taken_at` when it was downloaded; None where nothing says so.
    """

    table: Table
    made_from: int | None
    taken_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """What one row says: the code it names (empty: a new activity), its draft, and its wrong cells by column.

    `draft` has the line's own value, or none, in the cells that are wrong: so the others can be judged. It is None
    where a new activity has no area.
    """

    number: int
    code: str
    title: str
    draft: LineDraft | None
    faults: Mapping[str, Message]


def check_file(workplan: Workplan, table: Table) -> CheckedFile:
    """The table with its columns by code. Raises `UnreadableFile` for unknown heads or a cover of another plan.

    Columns may be left out, and columns beside all of ours are not read. Where some are missing, an unknown head
    is more likely one of them in other words. CSV files and pasted rows have no cover. A cover whose version the plan
    never had is refused.
    """
    table, code = table.by_code(HEADS, COVER, CHOICES), plan_code(workplan)
    unknown = [column for column in table.columns if column not in HEADS]
    if unknown and not set(READ) <= set(table.columns):
        columns = comma_list(str(HEADS[name]) for name in READ)
        if len(unknown) == len(table.columns):
            raise UnreadableFile(message("rows.no_heads", columns=columns))
        heads = tuple(message("row.quoted", words=head) for head in unknown)
        raise UnreadableFile(
            message("rows.unknown_columns", heads=heads, columns=columns, count=len(unknown))
        )
    named = table.about.get(PLAN_LINE, code)
    if named != code:
        raise UnreadableFile(message("rows.of_another_plan", named=named, plan=code))
    return CheckedFile(
        table,
        _version(workplan, table.about),
        _moment(table.about.get(TAKEN_LINE, "")),
    )


def read_row(
    columns: Columns, row: Row, known: Mapping[str, Activity], came_from: Mapping[str, str]
) -> Reading:
    """One row as a draft of a line, with a message for each cell that cannot be read.

    A column that is left out keeps the value of the line that the row names (`known`, by code). `came_from` has the
    codes that these were carried over from.
    """
    values: dict[str, Any] = {}
    faults = {
        name: cell_fault(row.number, name, fault) for name, fault in row.faults.items() if name in HEADS
    }
    code = row.cells.get(CODE, "").strip().upper()
    line = known.get(code)
    for name in IN_WORKBOOK:
        values[name] = held_by(line, name) if line is not None else None
        # Without an area nothing is known of what follows from it.
        is_open = values["area"] is not None or name not in WITH_AREA.fields[1:]
        if is_open and name not in faults and (name in row.cells or line is None):
            try:
                values[name] = columns.read(name, row.cells.get(name, ""))
            except Unreadable as unreadable:
                faults[name] = cell_fault(row.number, name, unreadable.said)
        if name == "area":
            columns.go_to(values["area"])
    area = values["area"]
    if area is None and "area" not in faults:
        faults["area"] = cell_fault(row.number, "area", message("row.needs_area"))
    if CAME_FROM not in faults and (fault := _other_origin(row, line, came_from)):
        faults[CAME_FROM] = cell_fault(row.number, CAME_FROM, fault)
    draft = draft_from(values) if area is not None else None
    title = draft.title if draft is not None else row.cells.get("title", "").strip()
    return Reading(row.number, code, title, draft, faults)


def _other_origin(row: Row, line: Activity | None, came_from: Mapping[str, str]) -> Message | None:
    """What is wrong where a row says that its line was carried over from another than it was. An empty cell says nothing."""
    said = row.cells.get(CAME_FROM, "").strip().upper()
    if not said or (line is None and row.cells.get(CODE, "").strip()):
        return None
    if line is None:
        return message("row.new_is_not_carried")
    known = came_from.get(line.code, "")
    if said == known:
        return None
    if known:
        return message("row.carried_from_another", earlier=known)
    return message("row.not_carried")


def cell_fault(row: int, name: str, fault: Words) -> Message:
    """What is wrong with a cell, behind its row and column."""
    return message("row.cell_fault", row=str(row), column=str(HEADS[name]), fault=fault)


def _version(workplan: Workplan, about: Mapping[str, str]) -> int | None:
    """The version of the plan that the cover names. A workbook without history is read where nothing has changed."""
    now = workplan.row_version
    if about.get(OLD_VERSION_LINE, str(now)) != str(now):
        raise UnreadableFile(message("rows.out_of_date"))
    if VERSION_LINE not in about:
        return None
    version = read_number(about[VERSION_LINE])
    if not 0 < version <= now:
        raise UnreadableFile(message("rows.unknown_version"))
    return version


def _moment(written: str) -> datetime | None:
    """A moment as the cover sheet says it; None where it says none, or one without a time zone."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
