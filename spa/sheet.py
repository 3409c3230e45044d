"""The text of a plan of action as a sheet: the same columns out and back, through the actions of the plan."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from commit_portal.files.spreadsheets import Row, UnreadableFile
from commit_portal.i18n.messages import Words, register, say
from commit_portal.sheets.engine import (
    FILE_ROW,
    TABLE_LINE,
    VERSION_LINE,
    FieldWidget,
    SheetResource,
    SheetRow,
)
from commit_portal.sheets.fields import DayField, TextField, WordField
from commit_portal.sheets.merge import Content
from spa.actions.importing import Entry
from spa.actions.texts import kind_of
from spa.models import ActionPlan, Area, MenuActivity, Target
from spa.queries import PlanText
from spa.rules import text_faults
from spa.statuses import Scope, TextKind

KIND, AREA, CODE, NUMBER, TEXT = "kind", "area", "code", "printed_number", "text"
OBJECTIVE, SCOPE, DUE, FROM, UNTIL, SOURCE = (
    "objective", "scope", "due_on", "in_force_from", "in_force_until", "source",
)  # fmt: skip
# What a text may have of each column; in another kind's row the cell stays empty.
COLUMNS_OF_KIND: Mapping[str, Mapping[str, str]] = {
    TextKind.AREA: {TEXT: "title", OBJECTIVE: "objective", SOURCE: "source"},
    TextKind.TARGET: {
        NUMBER: "printed_number",
        TEXT: "text",
        SCOPE: "scope",
        DUE: "due_on",
        FROM: "in_force_from",
        UNTIL: "in_force_until",
        SOURCE: "source",
    },
    TextKind.ACTIVITY_AREA: {TEXT: "text", SCOPE: "scope", SOURCE: "source"},
}
MODELS: Mapping[str, type[Area | Target | MenuActivity]] = {
    TextKind.AREA: Area,
    TextKind.TARGET: Target,
    TextKind.ACTIVITY_AREA: MenuActivity,
}
NOT_FOR: Mapping[str, Words] = {
    TextKind.AREA: _("An area has no such text. Leave the cell empty."),
    TextKind.TARGET: _("A target has no such text. Leave the cell empty."),
    TextKind.ACTIVITY_AREA: _("An activity area has no such text. Leave the cell empty."),
}

register(
    {
        "cell.unknown_kind": _("“%(word)s” is not a kind of row. Use one of: %(choices)s."),
        "cell.unknown_scope": _("“%(word)s” is not a scope. Use one of: %(choices)s."),
    }
)

# A text in a file: an area or activity area by its area and code, a target by its code.
type _Key = tuple[str, str, str]


class TextSheet(SheetResource):
    """One row a text: areas, each followed by its targets and its activity areas."""

    heads = {
        KIND: _("Kind"),
        AREA: _("Area"),
        CODE: _("Code"),
        NUMBER: _("Number in the plan of action"),
        TEXT: _("Text"),
        OBJECTIVE: _("Objective"),
        SCOPE: _("Scope"),
        DUE: _("Due on"),
        FROM: _("Valid from"),
        UNTIL: _("Valid until"),
        SOURCE: _("Source"),
    }
    cover = {TABLE_LINE: _("Plan of action"), VERSION_LINE: _("Status of the plan of action")}
    choices = {KIND: TextKind, SCOPE: Scope}
    title = TEXT
    required = (KIND, AREA, CODE, TEXT)
    beside = (KIND, AREA, TEXT)
    measures = (DUE, FROM, UNTIL)
    widths = {KIND: 14, TEXT: 80, OBJECTIVE: 30, SCOPE: 22, SOURCE: 40}

    def __init__(self, plan: ActionPlan, **given: Any) -> None:
        super().__init__(**given)
        self._plan = plan
        self._areas: set[str] = set()

    @property
    def name(self) -> str:
        return self._plan.code

    def widgets(self) -> Mapping[str, Widget]:
        words = {
            KIND: WordField(choices=TextKind.choices, refused="cell.unknown_kind"),
            SCOPE: WordField(choices=Scope.choices, refused="cell.unknown_scope"),
        }
        return {
            name: FieldWidget(words.get(name) or (DayField() if name in self.measures else TextField()))
            for name in self.heads
            if name != CODE
        }

    def version_of(self, about: Mapping[str, str]) -> int:
        now = self._plan.row_version
        if about.get(VERSION_LINE, str(now)) != str(now):
            raise UnreadableFile(
                _(
                    "The plan of action has changed since this workbook was exported. Export a new workbook "
                    "and make your changes there."
                )
            )
        return now

    def saved_rows(self) -> Mapping[_Key, PlanText]:
        return {
            (kind.value, "" if kind == TextKind.TARGET else _area_of(text).code, text.code): text
            for text in texts_of(self._plan)
            for kind in [kind_of(text)]
        }

    def key_of(self, row: Row) -> _Key:
        kind, area, code = (row.cells[name].strip() for name in (KIND, AREA, CODE))
        return kind, "" if kind == TextKind.TARGET else area, code

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        keys = [*self._saved, *map(self.key_of, dataset[FILE_ROW])]
        self._areas = {code for kind, _area, code in keys if kind == TextKind.AREA}

    def values_of(self, saved: PlanText) -> Content:
        kind = kind_of(saved)
        texts = {column: getattr(saved, name) for column, name in COLUMNS_OF_KIND[kind].items()}
        return {KIND: kind.value, AREA: _area_of(saved).code, **texts}

    def label_of(self, saved: PlanText) -> Words:
        return f"{kind_of(saved).label} {saved.code}"

    def content_of(self, row: SheetRow) -> Content | None:
        typed = vars(row.typed)
        kind = typed.get(KIND)
        if not kind:
            self.refuse(row, KIND, _("Choose the kind of this row."))
            return None
        columns = COLUMNS_OF_KIND[kind]
        for name in self.fields:
            if name not in (KIND, AREA, *columns) and row.file.cells.get(name, "").strip():
                self.refuse(row, name, NOT_FOR[kind])
        texts = {name: typed.get(name, None if name in self.measures else "") for name in columns}
        if SCOPE in texts:
            texts[SCOPE] = texts[SCOPE] or Scope.BOTH.value
        return {KIND: kind, AREA: typed.get(AREA, ""), **texts}

    def broken_by(self, row: SheetRow, values: Content) -> Mapping[str, Words]:
        kind, area = values[KIND], values[AREA]
        columns = {name: column for column, name in COLUMNS_OF_KIND[kind].items()}
        found: dict[str, Words] = {}
        if kind == TextKind.AREA and area != row.code:
            said = _("In the row of an area, give the code of the area: %(code)s.")
            found[AREA] = say(said, code=row.code)
        elif area not in self._areas:
            said = _(
                "There is no area “%(area)s” in the plan of action or in this file. Add the area, or correct "
                "its code."
            )
            found[AREA] = say(said, area=area)
        for violation in text_faults(MODELS[kind](**_columns(row, values))):
            found.setdefault(columns.get(violation.field, CODE), violation.message)
        return found

    def draft_of(self, row: SheetRow) -> Entry:
        values = row.values or {}
        return Entry(TextKind(values[KIND]), values[AREA], _columns(row, values), row.saved)


def texts_of(plan: ActionPlan) -> Iterable[PlanText]:
    """Every text of the plan in its order: each area, then its targets and activity areas."""
    for area in plan.areas.prefetch_related("targets__area", "menu__area"):
        yield area
        yield from area.targets.all()
        yield from area.menu.all()


def _area_of(text: PlanText) -> Area:
    return text if isinstance(text, Area) else text.area


def _columns(row: SheetRow, values: Content) -> dict[str, Any]:
    """The columns of the model of a text."""
    return {
        "code": row.code,
        **{name: values[column] for column, name in COLUMNS_OF_KIND[values[KIND]].items()},
    }
