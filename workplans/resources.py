"""A workplan's activities as a spreadsheet: the same columns out and back, every cell judged in words.

django-import-export declares the columns and cleans the cells; nothing here writes. What is confirmed goes
through the actions of the screen (workplans.actions.importing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.fields import Field
from import_export.widgets import Widget

from commit_portal.decisions import Violation
from commit_portal.readers import read_money
from commit_portal.spreadsheets import Row, Table, UnreadableFile
from commit_portal.widgets import ChoiceWidget, DayWidget
from commit_portal.words import and_list, day, money
from spa.models import ActionPlan, ActivityType, Area, MenuActivity, Target
from workplans.actions.drafting import broken_by
from workplans.content import LineDraft, draft_from, targets_of_line, value_of
from workplans.fields import FIELDS, FieldKind
from workplans.models import Activity, Taskforce, VersionLine, Workplan
from workplans.rules import wp_3
from workplans.statuses import Funding

# What the cover sheet calls the plan, its state, and when it was in that state.
WORKPLAN_LINE, VERSION_LINE, TAKEN_LINE = "Workplan", "Plan version", "Downloaded at"


class StaleFile(UnreadableFile):
    """The plan has changed since a workbook was downloaded, at `since` where its cover still says so."""

    def __init__(self, message: str, since: datetime | None) -> None:
        super().__init__(message)
        self.since = since


class MoneyWidget(Widget):
    """US dollars as people write them; a `ValueError` names what cannot be read."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        return read_money(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class ManyWidget(ChoiceWidget):
    """Several of them, parted by semicolons or commas."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> tuple[Any, ...]:
        words = [word.strip() for word in str(value or "").replace(",", ";").split(";")]
        return tuple(dict.fromkeys(super(ManyWidget, self).clean(word) for word in words if word))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(super(ManyWidget, self).render(item) for item in value)


class MenuWidget(Widget):
    """A menu activity as its code; the area of its row says of which menu."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value or "").strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value.code


# The paragraphs go last: they are the widest.
IN_WORKBOOK = sorted(
    (item for item in FIELDS if item.head is not None), key=lambda item: item.kind is FieldKind.TEXT
)
PLAIN_WIDGETS: Mapping[FieldKind, type[Widget]] = {
    FieldKind.LINE: Widget,
    FieldKind.TEXT: Widget,
    FieldKind.DAY: DayWidget,
    FieldKind.MONEY: MoneyWidget,
}
CODE = _("Code")


def _held(line: Activity | VersionLine, name: str) -> Any:
    """What a cell is written from: a column, or the rows that are linked."""
    return targets_of_line(line) if name == "targets" else getattr(line, name)


class ActivityResource(resources.Resource):
    """The columns of a workplan's workbook. `Code` is empty for a new activity."""

    def __init__(self, workplan: Workplan) -> None:
        super().__init__()
        self.workplan = workplan
        plan: ActionPlan = workplan.cycle.plan
        areas = {area.code: area for area in Area.objects.filter(plan=plan).select_related("plan")}
        targets = {target.code: target for target in Target.objects.filter(plan=plan)}
        # A menu activity's code is unique in its area only: which one is meant, the row's area says.
        self.menu: dict[int, dict[str, MenuActivity]] = {area.pk: {} for area in areas.values()}
        for item in MenuActivity.objects.filter(area__plan=plan):
            self.menu[item.area_id][item.code] = item
        menu_codes = list(dict.fromkeys(code for codes in self.menu.values() for code in codes))
        types = {item.title: item for item in ActivityType.objects.all()}
        funding = {way.label: way for way in Funding}
        widgets = {
            "area": ChoiceWidget(areas, "an area of the plan"),
            "type": ChoiceWidget(types, "a type of activity"),
            "menu_activity": MenuWidget(),
            "targets": ManyWidget(targets, "a target of the plan"),
            "funding": ChoiceWidget(funding, "a way of funding"),
        }
        self.fields = {"code": Field("code", str(CODE))}
        for row in IN_WORKBOOK:
            widget = PLAIN_WIDGETS[row.kind]() if row.is_plain else widgets[row.name]
            self.fields[row.name] = Field(row.name, str(row.head), widget)
        offered: dict[str, Iterable[str]] = {
            "area": areas,
            "type": types,
            "menu_activity": menu_codes,
            "funding": funding,
        }
        self.choices = {self.fields[name].column_name: list(offered[name]) for name in offered}
        self.widths = {str(row.head): row.width for row in IN_WORKBOOK if row.width}

    @property
    def columns(self) -> list[str]:
        return [item.column_name for item in self.fields.values()]

    def row_of(self, line: Activity | VersionLine) -> list[Any]:
        """One line as cells: numbers as numbers, days as days, empty where nothing is known."""
        return [self._cell(name, line) for name in self.fields]

    def _cell(self, name: str, line: Activity | VersionLine) -> Any:
        item = self.fields[name]
        value = _held(line, name)
        if name == "secretariat_cost" and value is not None:
            return value
        return "" if value is None else item.widget.render(value)

    def read(self, row: Row, known: Mapping[str, Activity]) -> Reading:
        """One row of an upload as a draft of a line, with a sentence for every cell that cannot be read.

        A column that is left out stays as it is in the line that the row names (`known`, by code).
        """
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        code = row.cells.get(self.fields["code"].column_name, "").strip().upper()
        title = row.cells.get(self.fields["title"].column_name, "").strip()
        line = known.get(code)
        for name, item in self.fields.items():
            if item.column_name not in row.cells and line is not None:
                values[name] = _held(line, name)
                continue
            try:
                values[name] = item.widget.clean(row.cells.get(item.column_name, ""))
            except ValueError as unreadable:
                errors[name] = f"Row {row.number}, {item.column_name}: {unreadable}"
        area = values.get("area")
        if area is None and "area" not in errors:
            errors["area"] = (
                f"Row {row.number}, {self.fields['area'].column_name}: choose an area of the plan."
            )
        if area is not None and isinstance(values["menu_activity"], str):
            menu = ChoiceWidget(self.menu[area.pk], f"in the menu of {area.numbered}")
            try:
                values["menu_activity"] = menu.clean(values["menu_activity"])
            except ValueError as unreadable:
                head = self.fields["menu_activity"].column_name
                errors["menu_activity"] = f"Row {row.number}, {head}: {unreadable}"
        if errors:
            return Reading(row.number, code, title, None, tuple(errors.values()))
        draft = draft_from(values)
        return Reading(row.number, code, draft.title, draft)


@dataclass(frozen=True)
class Reading:
    """What one row says: the code it names (empty: a new activity) and its draft, or why it has none."""

    number: int
    code: str
    title: str
    draft: LineDraft | None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
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
    changes: tuple[Change, ...] = ()
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
class Preview:
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
) -> Preview:
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
    return Preview(
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


def _values(resource: ActivityResource, draft: LineDraft) -> Iterable[Change]:
    """What a new activity says beside its title, cell by cell."""
    columns: dict[str, Any] = {**draft.columns(), "targets": draft.targets}
    for row in IN_WORKBOOK:
        if row.name != "title" and columns[row.name] not in (None, "", ()):
            yield Change(str(row.head), "", _words(resource.fields[row.name], columns[row.name]))


def _changes(resource: ActivityResource, line: Activity, draft: LineDraft) -> Iterable[Change]:
    columns: dict[str, Any] = {**draft.columns(), "targets": draft.targets}
    for row in IN_WORKBOOK:
        if value_of(line, row.name) == value_of(draft, row.name):
            continue
        item = resource.fields[row.name]
        old, new = _held(line, row.name), columns[row.name]
        yield Change(item.column_name, _words(item, old), _words(item, new))


def _words(item: Field, value: Any) -> str:
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return day(value)
    return str(item.widget.render(value)) if value not in (None, "") else "nothing"


def countries_of(activity: Activity) -> tuple[Taskforce, ...]:
    """The countries of a regional line: a workbook does not change them."""
    return tuple(part.taskforce for part in activity.participations.all())
