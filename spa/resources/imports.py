"""Compare a spreadsheet with the plan, row by row, before anything is saved."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.files.spreadsheets import Row, Table, UnreadableFile, rows_kept, rows_to_keep
from commit_portal.i18n.formatting import comma_list, day
from commit_portal.i18n.messages import Message, Words, message, say
from commit_portal.i18n.parsing import Unreadable
from commit_portal.refusals import Violation, obey
from commit_portal.workflow.lifecycle import Actor
from spa.actions.importing import Entry, confirm_import, keep_import
from spa.actions.texts import kind_of
from spa.models import ActionPlan, Area, MenuActivity, Target, TextImport
from spa.queries import PlanText
from spa.resources.columns import (
    AREA,
    CHOICES,
    CODE,
    COLUMNS,
    COLUMNS_OF_KIND,
    COVER,
    FIELDS,
    HEADS,
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
STATE_WORDS: dict[str, Words] = {
    NEW: _("New"),
    CHANGED: _("Changed"),
    UNCHANGED: _("Unchanged"),
    FAULTY: _("Cannot be read"),
}
DEFAULTS = {SCOPE: Scope.BOTH, OBJECTIVE: ""}
MODELS: dict[TextKind, type[Area | Target | MenuActivity]] = {
    TextKind.AREA: Area,
    TextKind.TARGET: Target,
    TextKind.ACTIVITY_AREA: MenuActivity,
}


@dataclass(frozen=True)
class TextDifference:
    """One cell that would change: column, text before, text after, both in words."""

    column: Words
    old: str
    new: str


@dataclass(frozen=True)
class PreviewLine:
    """One row of the file with what it would change, or why it cannot be read."""

    number: int
    kind: str
    code: str
    text: str
    state: str
    differences: tuple[TextDifference, ...] = ()
    faults: tuple[Message, ...] = ()
    entry: Entry | None = field(default=None, repr=False)

    @property
    def state_words(self) -> Words:
        return STATE_WORDS[self.state]


@dataclass(frozen=True)
class PlanPreview:
    """The changes that a file would make to a plan. `missing` texts are not in the file: they stay unchanged."""

    lines: tuple[PreviewLine, ...]
    missing: tuple[str, ...]

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, Words, int]]:
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
    table = table.by_code(HEADS, COVER, CHOICES)
    _check_columns(table)
    named = table.about.get(PLAN_LINE, plan.code)
    if named != plan.code:
        raise UnreadableFile(
            say(
                _(
                    "This workbook belongs to the plan of action %(named)s, not to %(plan)s. Send it on the "
                    "page of %(named)s."
                ),
                named=named,
                plan=plan.code,
            )
        )
    version = table.about.get(VERSION_LINE, str(plan.row_version))
    if version != str(plan.row_version):
        raise UnreadableFile(
            _(
                "The plan of action has changed since this workbook was exported. Export a new workbook "
                "and make your changes there."
            )
        )
    return keep_import(plan, rows_to_keep(table.rows), digest=table.digest, by=by, now=now)


def preview_of(waiting: TextImport) -> PlanPreview:
    """Compare the kept spreadsheet with the plan as it is now, row by row; five queries."""
    plan = waiting.plan
    rows = rows_kept(waiting.rows)
    there = dict(_texts(plan))
    known_areas = {key[1] for key in there if key[0] == TextKind.AREA}
    named_areas = known_areas | {row.cells[CODE].strip() for row in rows if _kind_of(row) == TextKind.AREA}
    seen: dict[tuple[TextKind, str, str], int] = {}
    lines = [_preview(row, there, named_areas, seen) for row in rows]
    missing = tuple(
        gettext("%(kind)s %(code)s") % {"kind": kind_of(row).label, "code": row.code}
        for key, row in there.items()
        if key not in seen
    )
    return PlanPreview(tuple(lines), missing)


def confirm(waiting: TextImport, *, by: Actor, now: datetime) -> tuple[int, int]:
    """Write what the preview shows. Returns how many texts were added and changed (see `confirm_import`)."""
    preview = preview_of(waiting)
    if preview.is_faulty:
        obey(
            Violation(
                "import",
                _(
                    "The portal cannot read some rows of this spreadsheet. Nothing was saved. Correct the rows "
                    "and send the spreadsheet again."
                ),
            )
        )
    return confirm_import(waiting, preview.entries, by=by, now=now)


def _check_columns(table: Table) -> None:
    unknown = [column for column in table.columns if column not in COLUMNS]
    if unknown:
        columns = comma_list(str(HEADS[column]) for column in COLUMNS)
        raise UnreadableFile(
            say(
                _(
                    "A plan of action has no column “%(column)s”. Its columns are: %(columns)s. Correct the "
                    "column heads."
                ),
                column=unknown[0],
                columns=columns,
            )
        )
    absent = [column for column in REQUIRED if column not in table.columns]
    if absent:
        raise UnreadableFile(
            say(
                _(
                    "The column “%(column)s” is missing. Export the plan of action. The export has all "
                    "columns."
                ),
                column=HEADS[absent[0]],
            )
        )


type Key = tuple[TextKind, str, str]


def _texts(plan: ActionPlan) -> Iterator[tuple[Key, PlanText]]:
    """The texts of the plan by their keys in a file: a target by its code, an activity area by area and code."""
    for area in plan.areas.prefetch_related("targets__area", "menu__area"):
        yield (TextKind.AREA, area.code, area.code), area
        for target in area.targets.all():
            yield (TextKind.TARGET, "", target.code), target
        for activity in area.menu.all():
            yield (TextKind.ACTIVITY_AREA, area.code, activity.code), activity


def _kind_of(row: Row) -> Any:
    try:
        return KINDS.clean(row.cells[KIND])
    except Unreadable:
        return None


def _preview(
    row: Row, there: Mapping[Key, PlanText], areas: Iterable[str], seen: dict[Key, int]
) -> PreviewLine:
    cells, faults = _read(row)
    kind, code, area = cells.get(KIND), cells.get(CODE, ""), cells.get(AREA, "")
    line = PreviewLine(
        row.number,
        KINDS.render(row.cells[KIND]) or row.cells[KIND],
        row.cells[CODE],
        row.cells[TEXT],
        state=UNCHANGED,
    )
    if not kind:
        faults.setdefault(KIND, _fault(row, KIND, message("cell.no_kind")))
        return replace(line, state=FAULTY, faults=tuple(faults.values()))

    key = (kind, "" if kind == TextKind.TARGET else area, code)
    if key in seen:
        faults[CODE] = _fault(row, CODE, message("cell.row_twice", code=code, other=str(seen[key])))
    seen.setdefault(key, row.number)
    if kind == TextKind.AREA and area != code:
        faults[AREA] = _fault(row, AREA, message("cell.area_is_its_own", code=code))
    elif area not in areas:
        faults[AREA] = _fault(row, AREA, message("cell.no_such_area", area=area))
    existing = there.get(key)
    values = {name: cells[column] for column, name in COLUMNS_OF_KIND[kind].items() if column in cells}
    _check_texts(row, kind, existing, {"code": code, **values}, faults)
    if faults:
        return replace(line, state=FAULTY, faults=tuple(faults.values()))
    return _compared(line, kind, area, {"code": code, **values}, existing)


def _read(row: Row) -> tuple[dict[str, Any], dict[str, Message]]:
    """Return every cell as a value, and the fault of each column that cannot be read."""
    cells: dict[str, Any] = {}
    faults: dict[str, Message] = {}
    kind = _kind_of(row)
    allowed = {KIND, AREA, CODE, *COLUMNS_OF_KIND.get(kind, COLUMNS)}
    for column_field in FIELDS.values():
        column = column_field.column_name
        if column not in row.cells:
            continue
        if wrong := row.faults.get(column):
            faults[column] = _fault(row, column, wrong)
            continue
        if column not in allowed:
            if row.cells[column].strip():
                faults[column] = _fault(row, column, message(f"cell.not_for_{kind}"))
            continue
        try:
            cells[column] = column_field.clean(row.cells) or DEFAULTS.get(
                column, column_field.widget.clean("")
            )
        except Unreadable as unreadable:
            faults[column] = _fault(row, column, unreadable.said)
    return cells, faults


def _fault(row: Row, column: str, fault: Words) -> Message:
    """The fault of a cell, with its row and column."""
    return message("cell.fault", row=str(row.number), column=HEADS[column], fault=fault)


def _check_texts(
    row: Row,
    kind: TextKind,
    existing: PlanText | None,
    values: Mapping[str, Any],
    faults: dict[str, Message],
) -> None:
    """Collect what the model says against each text, by column."""
    model = MODELS[kind]
    columns = {name: column for column, name in COLUMNS_OF_KIND[kind].items()} | {"code": CODE}
    draft = model(**{**_standing(kind, existing), **values})
    for violation in text_faults(draft):
        column = columns.get(violation.field, CODE)
        faults.setdefault(column, _fault(row, column, str(violation)))


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
        TextDifference(HEADS[columns[name]], _in_words(getattr(existing, name)), _in_words(value))
        for name, value in values.items()
        if getattr(existing, name) != value
    ]
    if not isinstance(existing, Area) and existing.area.code != area:
        differences.append(TextDifference(HEADS[AREA], existing.area.code, area))
    if not differences:
        return line
    return replace(line, state=CHANGED, differences=tuple(differences), entry=entry)


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if value in Scope.values:
        return str(Scope(value).label)
    return str(value) if value not in (None, "") else gettext("nothing")
