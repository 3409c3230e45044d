"""The preview of an uploaded workbook: new, changed and unchanged rows, and errors in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from import_export.fields import Field

from commit_portal.permits import Violation
from commit_portal.spreadsheets import Row, Table, UnreadableFile
from commit_portal.words import and_list, day, money
from workplans.drafting.actions import broken_by
from workplans.models import Activity, Workplan
from workplans.plan.content import LineDraft, value_of
from workplans.plan.rules import wp_3
from workplans.spreadsheets.columns import IN_WORKBOOK, ActivityResource, Reading, StaleFile, held

# What the cover sheet calls the plan, its state, and when it was in that state.
WORKPLAN_LINE, VERSION_LINE, TAKEN_LINE = "Workplan", "Plan version", "Downloaded at"


@dataclass(frozen=True)
class CellChange:
    """One cell that differs, in words; `old` is empty for a new activity."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class PreviewRow:
    """What confirming would do with one row: "new", "changed", "unchanged" or "refused"."""

    number: int
    kind: str
    code: str
    title: str
    changes: tuple[CellChange, ...] = ()
    errors: tuple[str, ...] = ()
    draft: LineDraft | None = None
    activity: Activity | None = None


@dataclass(frozen=True)
class Addition:
    """A row that asks for more Secretariat money than its line does now; `more` is US dollars."""

    number: int
    name: str
    more: Decimal
    words: str


@dataclass(frozen=True)
class WorkbookPreview:
    """What a file would do. `over` is its refusal as a whole (WP-3), `additions` the rows that it comes from."""

    rows: tuple[PreviewRow, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    over: Violation | None = None
    additions: tuple[Addition, ...] = ()

    @property
    def refused(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.kind == "refused")

    @property
    def refused_first(self) -> tuple[PreviewRow, ...]:
        """What has to be mended stands on top; what stays the same goes last."""
        order = ("refused", "changed", "new", "unchanged")
        return tuple(sorted(self.rows, key=lambda row: order.index(row.kind)))

    @property
    def may_be_confirmed(self) -> bool:
        """Something to write, and nothing refused: a file is taken whole or not at all."""
        return not self.is_refused and bool(self.counts["new"] + self.counts["changed"])

    @property
    def is_refused(self) -> bool:
        """Whether one of its rows is refused, or all of them together are."""
        return bool(self.counts["refused"]) or self.over is not None


def check_file(workplan: Workplan, table: Table) -> None:
    """Raise `UnreadableFile` where a head is none of ours, or the cover names another workplan or state.

    Columns may be left out, and what stands beside all of ours is not read; where some are missing, an
    unknown head is more likely one of them in other words. A CSV file and pasted rows have no cover: only
    their rows can be compared. A workbook of an older state raises `StaleFile`.
    """
    columns = ActivityResource(workplan).columns
    unknown = [column for column in table.columns if column not in columns]
    if unknown and not set(columns) <= set(table.columns):
        heads = and_list(f"“{head}”" for head in unknown)
        said = f"{heads} {'is not a column' if len(unknown) == 1 else 'are not columns'} of the workplan."
        if len(unknown) == len(table.columns):
            said = "None of the column heads of the workplan stands in the first row."
        raise UnreadableFile(
            f"{said} The first row holds the column heads, as they are "
            f"in the Excel download: {', '.join(columns)}. You may leave columns out."
        )
    named = table.about.get(WORKPLAN_LINE, str(workplan))
    if named != str(workplan):
        raise UnreadableFile(f"This file is of another workplan: {named}. This page is {workplan}.")
    if table.about.get(VERSION_LINE, str(workplan.row_version)) != str(workplan.row_version):
        raise StaleFile(
            "The workplan has been changed since this workbook was downloaded. "
            "Download it again and make your changes in the new one.",
            _moment(table.about.get(TAKEN_LINE, "")),
        )


def _moment(written: str) -> datetime | None:
    """A moment as the cover sheet says it; None where it says none, or one without a time zone."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def preview_of(
    workplan: Workplan,
    kept: Iterable[Row],
    lines: Iterable[Activity],
    may_edit: Callable[[Activity], str],
    closed_to_new: str = "",
) -> WorkbookPreview:
    """Compare the rows of an upload with the live lines, and judge the whole as the confirmation will.

    `may_edit` answers "" or why a line is closed; `closed_to_new` is why the plan takes no new one.
    """
    resource = ActivityResource(workplan)
    known = {line.code: line for line in lines}
    rows: list[PreviewRow] = []
    first_row: dict[str, int] = {}
    for row in kept:
        reading = resource.read(row, known)
        if reading.code and reading.code in first_row:
            said = f"Row {row.number}, Code: {reading.code} stands in row {first_row[reading.code]} already."
            rows.append(PreviewRow(row.number, "refused", reading.code, "", errors=(said,)))
            continue
        first_row[reading.code] = row.number
        rows.append(_preview_row(resource, reading, known, may_edit, closed_to_new))
    kinds = [item.kind for item in rows]
    changes = [_money_of(row, row.draft) for row in rows if row.draft is not None]
    total = sum((line.counted_cost for line in known.values()), Decimal(0))
    over = wp_3(workplan, total + sum((change.more for change in changes), Decimal(0)))
    return WorkbookPreview(
        tuple(rows),
        {kind: kinds.count(kind) for kind in ("new", "changed", "unchanged", "refused")},
        over,
        tuple(sorted((item for item in changes if item.more > 0), key=lambda item: -item.more))
        if over
        else (),
    )


def _money_of(row: PreviewRow, draft: LineDraft) -> Addition:
    """What a row that can be written does to the money under the ceiling."""
    after = draft.counted_cost
    name = f"{row.code} {row.title}".strip()
    if row.activity is None:
        return Addition(row.number, name, after, f"US${money(after)}, new")
    before = row.activity.counted_cost
    words = f"US${money(before)} becomes {money(after)}, {money(after - before)} more"
    return Addition(row.number, name, after - before, words)


def _preview_row(
    resource: ActivityResource,
    reading: Reading,
    known: Mapping[str, Activity],
    may_edit: Callable[[Activity], str],
    closed_to_new: str,
) -> PreviewRow:
    if reading.draft is None:
        return PreviewRow(reading.number, "refused", reading.code, reading.title, errors=reading.errors)
    title = reading.title
    broken = tuple(
        f"Row {reading.number}, {resource.fields[item.field].column_name}: {item}"
        for item in broken_by(resource.workplan, reading.draft)
    )
    if not reading.code and closed_to_new:
        said = f"Row {reading.number}: {closed_to_new}"
        return PreviewRow(reading.number, "refused", "", title, errors=(said,))
    if not reading.code:
        values = tuple(_values(resource, reading.draft))
        if broken:
            return PreviewRow(reading.number, "refused", "", title, values, broken)
        return PreviewRow(reading.number, "new", "", title, values, draft=reading.draft)
    line = known.get(reading.code)
    if line is None:
        said = f"Row {reading.number}, Code: {reading.code} is not in this workplan. Leave it empty for a new one."
        return PreviewRow(reading.number, "refused", reading.code, title, errors=(said,))
    changes = tuple(_changes(resource, line, reading.draft))
    if not changes:
        return PreviewRow(reading.number, "unchanged", reading.code, title)
    closed = may_edit(line)
    if closed:
        said = f"Row {reading.number}: {closed}"
        return PreviewRow(reading.number, "refused", reading.code, title, changes, (said,))
    if broken:
        return PreviewRow(reading.number, "refused", reading.code, title, changes, broken)
    return PreviewRow(
        reading.number, "changed", reading.code, title, changes, draft=reading.draft, activity=line
    )


def _values(resource: ActivityResource, draft: LineDraft) -> Iterable[CellChange]:
    """What a new activity says beside its title, cell by cell."""
    columns: dict[str, Any] = {**draft.columns(), "targets": draft.targets}
    for row in IN_WORKBOOK:
        if row.name != "title" and columns[row.name] not in (None, "", ()):
            yield CellChange(str(row.head), "", _words(resource.fields[row.name], columns[row.name]))


def _changes(resource: ActivityResource, line: Activity, draft: LineDraft) -> Iterable[CellChange]:
    columns: dict[str, Any] = {**draft.columns(), "targets": draft.targets}
    for row in IN_WORKBOOK:
        if value_of(line, row.name) == value_of(draft, row.name):
            continue
        item = resource.fields[row.name]
        old, new = held(line, row.name), columns[row.name]
        yield CellChange(item.column_name, _words(item, old), _words(item, new))


def _words(item: Field, value: Any) -> str:
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return day(value)
    return str(item.widget.render(value)) if value not in (None, "") else "nothing"
