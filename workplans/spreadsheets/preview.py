"""Compare the rows of a spreadsheet with the workplan, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.messages import Message, Words, message
from commit_portal.permits import Violation
from commit_portal.spreadsheets import Row
from commit_portal.words import day, money
from workplans.drafting.actions import broken_by
from workplans.drafting.messages import row_fault
from workplans.models import Activity, Taskforce, Workplan
from workplans.plan.content import LineDraft, value_of
from workplans.plan.rules import wp_3
from workplans.spreadsheets.columns import CODE, IN_WORKBOOK, LINKED, Columns, held
from workplans.spreadsheets.reading import Reading, cell_fault, read_row
from workplans.spreadsheets.support import AskingRow

REFUSED, CHANGED, NEW, UNCHANGED = "refused", "changed", "new", "unchanged"
# What has to be corrected stands first; what stays the same goes last.
KINDS: Mapping[str, Words] = {
    REFUSED: _("Refused"),
    CHANGED: _("Changed"),
    NEW: _("New"),
    UNCHANGED: _("Unchanged"),
}


@dataclass(frozen=True)
class CellChange:
    """One cell that differs, in words. `old` is empty for a new activity."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class PreviewRow:
    """What confirming would do with one row; `kind` is one of `KINDS`."""

    number: int
    kind: str
    code: str
    title: str
    changes: tuple[CellChange, ...] = ()
    faults: tuple[Message, ...] = ()
    draft: LineDraft | None = None
    activity: Activity | None = None

    @property
    def kind_words(self) -> Words:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Addition:
    """A row that asks for more Secretariat money than its line does now; `more` is US dollars."""

    number: int
    name: str
    more: Decimal
    words: Message


@dataclass(frozen=True)
class WorkbookPreview:
    """What a file would do. `over` refuses it as a whole (WP-3); `additions` are the rows that add money."""

    rows: tuple[PreviewRow, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    over: Violation | None = None
    additions: tuple[Addition, ...] = ()
    # Rows of the sheet of support that ask a partner, or are refused.
    askings: tuple[AskingRow, ...] = ()

    @property
    def refused(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.kind == REFUSED)

    @property
    def refused_first(self) -> tuple[PreviewRow, ...]:
        """The rows that do something, the refused ones first."""
        order = tuple(KINDS)
        return tuple(
            sorted((row for row in self.rows if row.kind != UNCHANGED), key=lambda row: order.index(row.kind))
        )

    @property
    def unchanged(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.kind == UNCHANGED)

    @property
    def counted(self) -> list[tuple[Words, int]]:
        """How many rows of each kind there are."""
        return [(KINDS[kind], self.counts[kind]) for kind in (NEW, CHANGED, UNCHANGED, REFUSED)]

    @property
    def may_be_confirmed(self) -> bool:
        """Something to write, and nothing refused: a file is taken whole or not at all."""
        return not self.is_refused and bool(self.counts[NEW] + self.counts[CHANGED] + len(self.askings))

    @property
    def is_refused(self) -> bool:
        """Whether one of its rows is refused, or all of them together are."""
        return bool(self.counts[REFUSED] or self.askings_refused) or self.over is not None

    @property
    def number_refused(self) -> int:
        return self.counts[REFUSED] + len(self.askings_refused)

    @property
    def askings_refused(self) -> tuple[AskingRow, ...]:
        return tuple(row for row in self.askings if row.faults)


def preview_of(
    workplan: Workplan,
    kept: Iterable[Row],
    lines: Iterable[Activity],
    why_closed: Callable[[Activity], Words],
    closed_to_new: Words = "",
) -> WorkbookPreview:
    """Compare the rows of an upload with the live lines, and judge all of them as the confirmation will.

    `why_closed` answers "" or why a line is closed; `closed_to_new` is why the plan takes no new one.
    """
    columns = Columns(workplan)
    known = {line.code: line for line in lines}
    rows: list[PreviewRow] = []
    first_row: dict[str, int] = {}
    for row in kept:
        reading = read_row(columns, row, known)
        if reading.code and reading.code in first_row:
            twice = message("row.twice", code=reading.code, other=str(first_row[reading.code]))
            rows.append(_refused(reading, cell_fault(row.number, CODE, twice)))
            continue
        first_row[reading.code] = row.number
        rows.append(_preview_row(workplan, columns, reading, known, why_closed, closed_to_new))
    kinds = [item.kind for item in rows]
    changes = [_money_of(row, row.draft) for row in rows if row.draft is not None]
    total = sum((line.counted_cost for line in known.values()), Decimal(0))
    over = wp_3(workplan, total + sum((change.more for change in changes), Decimal(0)))
    added = sorted((item for item in changes if item.more > 0), key=lambda item: -item.more)
    return WorkbookPreview(
        tuple(rows), {kind: kinds.count(kind) for kind in KINDS}, over, tuple(added) if over else ()
    )


def countries_of(activity: Activity) -> tuple[Taskforce, ...]:
    """The countries of a regional line: a workbook does not change them."""
    return tuple(part.taskforce for part in activity.participations.all())


def _preview_row(
    workplan: Workplan,
    columns: Columns,
    reading: Reading,
    known: Mapping[str, Activity],
    why_closed: Callable[[Activity], Words],
    closed_to_new: Words,
) -> PreviewRow:
    if reading.faults or reading.draft is None:
        return _refused(reading, *reading.faults.values())
    broken = [
        cell_fault(reading.number, violation.field, violation.message)
        for violation in broken_by(workplan, reading.draft)
    ]
    row = PreviewRow(reading.number, NEW, reading.code, reading.title, draft=reading.draft)
    if not reading.code:
        if closed_to_new:
            return _refused(reading, row_fault(reading.number, closed_to_new))
        row = replace(row, changes=tuple(_values(columns, reading.draft)))
        return _refused(reading, *broken, changes=row.changes) if broken else row
    line = known.get(reading.code)
    if line is None:
        strange = message("row.not_in_plan", code=reading.code)
        return _refused(reading, cell_fault(reading.number, CODE, strange))
    changes = tuple(_changes(columns, line, reading.draft))
    if not changes:
        return replace(row, kind=UNCHANGED, draft=None)
    if closed := why_closed(line):
        return _refused(reading, row_fault(reading.number, closed), changes=changes)
    if broken:
        return _refused(reading, *broken, changes=changes)
    return replace(row, kind=CHANGED, changes=changes, activity=line)


def _refused(reading: Reading, *faults: Message, changes: tuple[CellChange, ...] = ()) -> PreviewRow:
    return PreviewRow(reading.number, REFUSED, reading.code, reading.title, changes, faults)


def _money_of(row: PreviewRow, draft: LineDraft) -> Addition:
    """What a row that can be written does to the money under the ceiling."""
    after = draft.counted_cost
    name = f"{row.code} {row.title}".strip()
    if row.activity is None:
        return Addition(row.number, name, after, message("row.new_money", after=after))
    before = row.activity.counted_cost
    words = message("row.more_money", before=before, after=after, more=after - before)
    return Addition(row.number, name, after - before, words)


def _values(columns: Columns, draft: LineDraft) -> Iterable[CellChange]:
    """What a new activity says beside its title, cell by cell."""
    for name in IN_WORKBOOK:
        value = _typed(draft, name)
        if name != "title" and value not in (None, "", ()):
            yield CellChange(columns.head(name), "", _words(columns, name, value))


def _changes(columns: Columns, line: Activity, draft: LineDraft) -> Iterable[CellChange]:
    for name in IN_WORKBOOK:
        if value_of(line, name) != value_of(draft, name):
            old, new = held(line, name), _typed(draft, name)
            yield CellChange(columns.head(name), _quoted(columns, name, old), _quoted(columns, name, new))


def _typed(draft: LineDraft, name: str) -> Any:
    return getattr(draft, name) if name in LINKED else draft.columns()[name]


def _quoted(columns: Columns, name: str, value: Any) -> str:
    """A value between quotation marks, so that it is told apart from the sentence around it."""
    words = _words(columns, name, value)
    return words if _is_empty(value) else gettext("“%(value)s”") % {"value": words}


def _is_empty(value: Any) -> bool:
    return value in (None, "", (), [])


def _words(columns: Columns, name: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return day(value)
    return gettext("nothing") if _is_empty(value) else columns.written(name, value)
