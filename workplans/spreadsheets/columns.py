"""Columns of the workplan's workbook, and how each cell is read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.fields import Field
from import_export.widgets import Widget

from commit_portal.readers import read_money
from commit_portal.spreadsheets import Row, UnreadableFile
from commit_portal.widgets import ChoiceWidget, DayWidget
from spa.models import ActionPlan, ActivityType, Area, MenuActivity, Target
from workplans.fields import FIELDS, FieldKind
from workplans.models import Activity, Taskforce, VersionLine, Workplan
from workplans.plan.content import LineDraft, draft_from, targets_of_line
from workplans.statuses import Funding


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


def held(line: Activity | VersionLine, name: str) -> Any:
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
        funding = {str(way.label): way for way in Funding}
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
        value = held(line, name)
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
                values[name] = held(line, name)
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


def countries_of(activity: Activity) -> tuple[Taskforce, ...]:
    """The countries of a regional line: a workbook does not change them."""
    return tuple(part.taskforce for part in activity.participations.all())
