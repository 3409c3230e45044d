"""The columns of a workplan's spreadsheet: how a cell is written, and how it is read back.

A column that is a field of an activity is a row of `workplans.fields`; here are the others, and the lists of choices.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from commit_portal.files.widgets import ChoiceWidget, DayWidget, StatusWidget
from commit_portal.i18n.messages import Words
from commit_portal.i18n.parsing import read_lines, read_money, says_nothing
from spa.models import ActionPlan, ActivityType, Area, MenuActivity, Target
from workplans.fields import FIELDS, ActivityField, FieldKind
from workplans.models import Activity, VersionLine, Workplan
from workplans.plan.line_content import held_by
from workplans.statuses import Funding

CODE = "code"
# Where a line was carried over from: the portal writes it, and nobody changes it in a file.
CAME_FROM = "carried_from"
# The fields of a row by their names. Paragraphs go last: they are the widest.
IN_WORKBOOK: Mapping[str, ActivityField] = {
    item.name: item
    for item in sorted(
        (item for item in FIELDS if item.head is not None), key=lambda item: item.kind is FieldKind.TEXT
    )
}
HEADS: Mapping[str, Words] = {
    CODE: _("Code"),
    **{name: item.head for name, item in IN_WORKBOOK.items() if item.head is not None},
    CAME_FROM: _("Carried over from"),
}
# The columns that a row is read from.
READ = tuple(name for name in HEADS if name != CAME_FROM)
# The columns whose words are ours. Areas, types and targets are data.
CHOICES: Mapping[str, type[TextChoices]] = {"funding": Funding}
# The lines of the cover sheet. The first three are read back.
PLAN_LINE, VERSION_LINE, TAKEN_LINE, STATE_LINE, HOW_TO_LINE = "plan", "version", "taken", "state", "how_to"
# A workbook from before lines kept their history names its version so. It cannot be merged.
OLD_VERSION_LINE = "version_without_history"
COVER: Mapping[str, Words] = {
    PLAN_LINE: _("Workplan"),
    STATE_LINE: _("Status"),
    VERSION_LINE: _("Version of the draft"),
    TAKEN_LINE: _("Downloaded at"),
    HOW_TO_LINE: _("Instructions"),
    OLD_VERSION_LINE: _("Plan version"),
}


class MoneyWidget(Widget):
    """US dollars as people write them; `Unreadable` names what cannot be read."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        return read_money(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class ManyWidget(ChoiceWidget):
    """Several choices, separated by semicolons, commas or lines."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> tuple[Any, ...]:
        words = [word.strip() for word in re.split(r"[;,\n]", str(value or ""))]
        return tuple(
            dict.fromkeys(super(ManyWidget, self).clean(word) for word in words if not says_nothing(word))
        )

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(super(ManyWidget, self).render(item) for item in value)


class LinesWidget(Widget):
    """Several short texts, one on each line of the cell."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> tuple[str, ...]:
        return read_lines(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "\n".join(value)


class MenuWidget(Widget):
    """An activity area as its code; the area of its row decides in which menu it is looked up."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value or "").strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value.code


PLAIN_WIDGETS: Mapping[FieldKind, Callable[[], Widget]] = {
    FieldKind.LINE: Widget,
    FieldKind.TEXT: Widget,
    FieldKind.DAY: DayWidget,
    FieldKind.MONEY: MoneyWidget,
}


class Columns:
    """The columns of one workplan's workbook, with what may be chosen in each. Three queries.

    The code of a new activity is empty.
    """

    def __init__(self, workplan: Workplan) -> None:
        plan: ActionPlan = workplan.cycle.plan
        areas = {area.code: area for area in Area.objects.filter(plan=plan).select_related("plan")}
        targets = {target.code: target for target in Target.objects.filter(plan=plan)}
        # An activity area's code is unique in its area only.
        menus: dict[int, dict[str, MenuActivity]] = {area.pk: {} for area in areas.values()}
        for item in MenuActivity.objects.filter(area__plan=plan):
            menus[item.area_id][item.code] = item
        types = {item.title: item for item in ActivityType.objects.all()}
        in_menus = (item for menu in menus.values() for item in menu.values())
        rows: tuple[Iterable[Model], ...] = (areas.values(), types.values(), in_menus, targets.values())
        self._rows = {(type(row), row.pk): row for row in chain.from_iterable(rows)}
        funding = StatusWidget(Funding, refused="row.unknown_funding")
        choices: dict[str, Widget] = {
            "area": ChoiceWidget(areas, refused="row.unknown_area"),
            "type": ChoiceWidget(types, refused="row.unknown_type"),
            "menu_activity": MenuWidget(),
            "targets": ManyWidget(targets, refused="row.unknown_target"),
            "funding": funding,
            "needs": LinesWidget(),
        }
        self._widgets: dict[str, Widget] = {
            name: PLAIN_WIDGETS[item.kind]() if item.is_plain else choices[name]
            for name, item in IN_WORKBOOK.items()
        }
        self._targets = {
            area.pk: ManyWidget(
                targets,
                refused="row.unknown_target",
                offered=[code for code, target in targets.items() if target.area_id == area.pk],
            )
            for area in areas.values()
        }
        self._menus = {
            key: ChoiceWidget(menu, refused="row.unknown_menu" if menu else "row.no_menu")
            for key, menu in menus.items()
        }
        self._heads = {name: str(head) for name, head in HEADS.items()}
        menu_codes = dict.fromkeys(code for menu in menus.values() for code in menu)
        self._offered: dict[str, Iterable[str]] = {
            "area": areas,
            "type": types,
            "menu_activity": menu_codes,
            "funding": funding.labels,
        }

    @property
    def heads(self) -> list[str]:
        return list(self._heads.values())

    def head(self, name: str) -> str:
        """The head of a column, in the reader's language."""
        return self._heads[name]

    @property
    def choices(self) -> dict[str, list[str]]:
        """The words that may be chosen, by the head of their column."""
        return {str(HEADS[name]): list(words) for name, words in self._offered.items()}

    @property
    def widths(self) -> dict[str, int]:
        """Characters, by the head of the column."""
        return {str(item.head): item.width for item in IN_WORKBOOK.values() if item.width}

    def fill(self, lines: Iterable[Activity]) -> None:
        """Give lines with their links the areas, types, activity areas and targets that were read for the columns."""
        for line in lines:
            for holder, name, model, key in (
                (line, "area", Area, line.area_id),
                (line, "type", ActivityType, line.type_id),
                (line, "menu_activity", MenuActivity, line.menu_activity_id),
                *((link, "target", Target, link.target_id) for link in line.target_links.all()),
            ):
                if row := self._rows.get((model, key)):
                    setattr(holder, name, row)

    def row_of(self, line: Activity | VersionLine, came_from: Mapping[str, str]) -> list[Any]:
        """One line as cells: numbers as numbers, days as days, empty where nothing is known.

        `came_from` has the codes that lines were carried over from, by their codes.
        """
        cells = (self._cell(name, held_by(line, name)) for name in IN_WORKBOOK)
        return [line.code, *cells, came_from.get(line.code, "")]

    def read(self, name: str, cell: str) -> Any:
        """The value of a cell. Raises `Unreadable`."""
        return self._widgets[name].clean(cell)

    def targets(self, area: Area, cell: str) -> tuple[Target, ...]:
        """The targets of a cell; an unknown one is refused with those of the row's area. Raises `Unreadable`."""
        found: tuple[Target, ...] = self._targets[area.pk].clean(cell)
        return found

    def menu_activity(self, area: Area, code: str) -> MenuActivity | None:
        """The activity of an area's menu by its code. Raises `Unreadable`."""
        found: MenuActivity | None = self._menus[area.pk].clean(code)
        return found

    def written(self, name: str, value: Any) -> str:
        """A value that is not empty, as its cell says it."""
        return str(self._widgets[name].render(value))

    def _cell(self, name: str, value: Any) -> Any:
        return "" if value is None else self._widgets[name].render(value)


def plan_code(workplan: Workplan) -> str:
    """KH-2011, as the codes of its activities begin. The cover sheet names the plan by it."""
    return f"{workplan.taskforce.code}-{workplan.cycle.year}"
