"""The text of a plan coming back: every difference is shown before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from commit_portal.decisions import obey
from commit_portal.lifecycle import Actor
from commit_portal.spreadsheets import Row, Table, UnreadableFile, rows_kept, rows_to_keep
from commit_portal.words import day
from spa.actions.importing import Entry, confirm_import, keep_import
from spa.models import ActionPlan, Area, MenuActivity, Target, TextImport
from spa.queries import PlanText
from spa.resources.columns import (
    AREA,
    CODE,
    COLUMNS,
    COLUMNS_OF_KIND,
    FIELDS,
    KIND,
    KINDS,
    OBJECTIVE,
    PLAN_LINE,
    REQUIRED,
    SCOPE,
    TEXT,
    VERSION_LINE,
)  # fmt: skip
from spa.rules import spa_1, text_faults
from spa.statuses import Scope, TextKind

NEW, CHANGED, UNCHANGED, FAULTY = "new", "changed", "unchanged", "faulty"
STATE_WORDS = {NEW: "New", CHANGED: "Changed", UNCHANGED: "Unchanged", FAULTY: "Cannot be read"}
DEFAULTS = {SCOPE: Scope.BOTH, OBJECTIVE: "not printed"}
MODELS: dict[TextKind, type[Area | Target | MenuActivity]] = {
    TextKind.AREA: Area,
    TextKind.TARGET: Target,
    TextKind.ACTIVITY_AREA: MenuActivity,
}


@dataclass(frozen=True)
class Difference:
    """One cell that would change: column, text before, text after, both in words."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class PreviewLine:
    """What one row of the file would do, or in words why it cannot."""

    number: int
    kind: str
    code: str
    text: str
    state: str
    differences: tuple[Difference, ...] = ()
    faults: tuple[str, ...] = ()
    entry: Entry | None = field(default=None, repr=False)

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.state]


@dataclass(frozen=True)
class Preview:
    """What a file would do to a plan. `missing` are texts that it does not name: they stay as they are."""

    lines: tuple[PreviewLine, ...]
    missing: tuple[str, ...]

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        return [(state, words, self.count(state)) for state, words in STATE_WORDS.items()]

    @property
    def entries(self) -> list[Entry]:
        return [line.entry for line in self.lines if line.entry and line.state in (NEW, CHANGED)]

    @property
    def is_faulty(self) -> bool:
        return self.count(FAULTY) > 0


def read_import(plan: ActionPlan, table: Table, *, by: Actor, now: datetime) -> TextImport:
    """Check that a spreadsheet is one of this plan's, and keep it for its preview.

    Raises `UnreadableFile` with a sentence, `Refused`, or `RuleBroken` (SPA-1).
    """
    obey(spa_1(plan))
    _check_columns(table)
    named = table.about.get(PLAN_LINE, plan.code)
    if named != plan.code:
        raise UnreadableFile(f"This workbook is of the plan of action {named}, not of {plan.code}.")
    version = table.about.get(VERSION_LINE, str(plan.row_version))
    if version != str(plan.row_version):
        raise UnreadableFile(
            "The plan of action has been changed since this workbook was exported. "
            "Export it again and make your changes in the new one."
        )
    return keep_import(plan, rows_to_keep(table), digest=table.digest, by=by, now=now)


def preview_of(waiting: TextImport) -> Preview:
    """What the kept spreadsheet would do to the plan as it is now, row by row; five queries."""
    plan = waiting.plan
    rows = rows_kept(waiting.rows)
    there = dict(_texts(plan))
    known_areas = {key[1] for key in there if key[0] == TextKind.AREA}
    named_areas = known_areas | {row.cells[CODE].strip() for row in rows if _kind_of(row) == TextKind.AREA}
    seen: dict[tuple[TextKind, str, str], int] = {}
    lines = [_preview(row, there, named_areas, seen) for row in rows]
    missing = tuple(
        f"{kind.label} {row.code}"
        for (kind, _area, _code), row in there.items()
        if (kind, _area, _code) not in seen
    )
    return Preview(tuple(lines), missing)


def confirm(waiting: TextImport, *, by: Actor, now: datetime) -> tuple[int, int]:
    """Write what the preview shows. Returns how many texts were added and changed (see `confirm_import`)."""
    preview = preview_of(waiting)
    if preview.is_faulty:
        raise UnreadableFile("Some rows of this spreadsheet cannot be read. Nothing was written.")
    return confirm_import(waiting, preview.entries, by=by, now=now)


def _check_columns(table: Table) -> None:
    unknown = [column for column in table.columns if column not in COLUMNS]
    if unknown:
        raise UnreadableFile(
            f'There is no column "{unknown[0]}" in a plan of action. Its columns are: {", ".join(COLUMNS)}.'
        )
    absent = [column for column in REQUIRED if column not in table.columns]
    if absent:
        raise UnreadableFile(
            f'The column "{absent[0]}" is missing. Export the plan of action to have all of them.'
        )


type Key = tuple[TextKind, str, str]


def _texts(plan: ActionPlan) -> Iterator[tuple[Key, PlanText]]:
    """What stands in the plan, by what names it in a file: a target by its code, an activity area within its area."""
    for area in plan.areas.prefetch_related("targets__area", "menu__area"):
        yield (TextKind.AREA, area.code, area.code), area
        for target in area.targets.all():
            yield (TextKind.TARGET, "", target.code), target
        for activity in area.menu.all():
            yield (TextKind.ACTIVITY_AREA, area.code, activity.code), activity


def _kind_of(row: Row) -> Any:
    try:
        return KINDS.clean(row.cells[KIND])
    except ValueError:
        return None


def _preview(
    row: Row, there: Mapping[Key, PlanText], areas: Iterable[str], seen: dict[Key, int]
) -> PreviewLine:
    cells, faults = _read(row)
    kind, code, area = cells.get(KIND), cells.get(CODE, ""), cells.get(AREA, "")
    line = PreviewLine(row.number, row.cells[KIND], row.cells[CODE], row.cells[TEXT], state=UNCHANGED)
    if not kind:
        faults.setdefault(KIND, f"Row {row.number}, {KIND}: say what this row is.")
        return replace(line, state=FAULTY, faults=tuple(faults.values()))

    key = (kind, "" if kind == TextKind.TARGET else area, code)
    if key in seen:
        faults[CODE] = f"Row {row.number}, {CODE}: {code} stands in row {seen[key]} already."
    seen.setdefault(key, row.number)
    if kind == TextKind.AREA and area != code:
        faults[AREA] = f"Row {row.number}, {AREA}: in the row of an area it is the area's own code, {code}."
    elif area not in areas:
        faults[AREA] = f'Row {row.number}, {AREA}: there is no area "{area}" in the plan or in this file.'
    existing = there.get(key)
    values = {name: cells[column] for column, name in COLUMNS_OF_KIND[kind].items() if column in cells}
    _check_texts(row, kind, existing, {"code": code, **values}, faults)
    if faults:
        return replace(line, state=FAULTY, faults=tuple(faults.values()))
    return _compared(line, kind, area, {"code": code, **values}, existing)


def _read(row: Row) -> tuple[dict[str, Any], dict[str, str]]:
    """Every cell as a value, and per column in words why it is none."""
    cells: dict[str, Any] = {}
    faults: dict[str, str] = {}
    kind = _kind_of(row)
    allowed = {KIND, AREA, CODE, *COLUMNS_OF_KIND.get(kind, COLUMNS)}
    for column_field in FIELDS.values():
        column = column_field.column_name
        if column not in row.cells:
            continue
        if column not in allowed:
            if row.cells[column].strip():
                faults[column] = f"Row {row.number}, {column}: {_article(kind)} has none. Leave it empty."
            continue
        try:
            cells[column] = column_field.clean(row.cells) or DEFAULTS.get(
                column, column_field.widget.clean("")
            )
        except ValueError as error:
            faults[column] = f"Row {row.number}, {column}: {error}"
    return cells, faults


def _article(kind: TextKind) -> str:
    return {TextKind.TARGET: "a target"}.get(kind, f"an {kind.label.lower()}")


def _check_texts(
    row: Row,
    kind: TextKind,
    existing: PlanText | None,
    values: Mapping[str, Any],
    faults: dict[str, str],
) -> None:
    """Ask the model what is wrong with each text; its own sentences, under the column's name."""
    model = MODELS[kind]
    columns = {name: column for column, name in COLUMNS_OF_KIND[kind].items()} | {"code": CODE}
    draft = model(**{**_standing(kind, existing), **values})
    for violation in text_faults(draft):
        column = columns.get(violation.field, CODE)
        faults.setdefault(column, f"Row {row.number}, {column}: {violation.sentence}")


def _standing(kind: TextKind, existing: PlanText | None) -> dict[str, Any]:
    """The values of the columns that a file may leave out: as they stand, or as the model has them."""
    names = COLUMNS_OF_KIND[kind].values()
    return {name: getattr(existing, name) for name in names} if existing else {}


def _compared(
    line: PreviewLine, kind: TextKind, area: str, values: Mapping[str, Any], existing: PlanText | None
) -> PreviewLine:
    entry = Entry(kind, area, {**_standing(kind, existing), **values}, existing)
    if existing is None:
        return replace(line, state=NEW, entry=entry)
    columns = {name: column for column, name in COLUMNS_OF_KIND[kind].items()}
    differences = [
        Difference(columns[name], _in_words(getattr(existing, name)), _in_words(value))
        for name, value in values.items()
        if getattr(existing, name) != value
    ]
    if not isinstance(existing, Area) and existing.area.code != area:
        differences.append(Difference(AREA, existing.area.code, area))
    if not differences:
        return line
    return replace(line, state=CHANGED, differences=tuple(differences), entry=entry)


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if value in Scope.values:
        return str(Scope(value).label)
    return str(value) if value not in (None, "") else "nothing"
