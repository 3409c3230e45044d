"""The past years of a plan of action as a sheet: a row is the status of a target, activities, or the money of a workplan."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.files.spreadsheets import CellValue, Row
from commit_portal.i18n import Unreadable, Words, comma_list, message, read_number, register, say
from commit_portal.i18n.parsing import says_nothing, western_digits
from commit_portal.sheets.engine import TABLE_LINE, FieldWidget, SheetResource, SheetRow
from commit_portal.sheets.fields import DayField, LineField, MoneyField, Reads, WordField
from commit_portal.sheets.merge import Content
from reporting.dataset import AMOUNTS
from reporting.models.past_years import TEXT_LIMIT, PastRow
from reporting.past_years.queries import past_rows, years_to_load
from reporting.statuses import PastKind, TargetProgress
from spa.models import ActionPlan, ActivityType, Target
from spa.statuses import Scope
from workplans.models import Taskforce

KIND, YEAR, PLACE, SOURCE, TARGETS, STATUS = "kind", "year", "country", "source", "targets", "status"
ACHIEVED, TYPE, TITLE, NUMBER = "achieved_on", "type", "title", "number"
# What a row may have beside its kind, year, country and source; in another kind's row the cell stays empty.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    PastKind.STATUS: (TARGETS, STATUS, ACHIEVED),
    PastKind.ACTIVITY: (TARGETS, TYPE, TITLE, NUMBER),
    PastKind.MONEY: AMOUNTS,
}
# What it must have.
NEEDED: Mapping[str, tuple[str, ...]] = {
    PastKind.STATUS: (YEAR, SOURCE, TARGETS, STATUS),
    PastKind.ACTIVITY: (YEAR, SOURCE, TYPE, TITLE),
    PastKind.MONEY: (YEAR, SOURCE, "approved"),
}
GIVEN = [choice for choice in TargetProgress.choices if choice[0] != TargetProgress.TAKEN_BACK]

register(
    {
        "cell.unknown_year": _(
            "“%(word)s” is not a year that can be loaded here. The year must be over, belong to this plan of action, and not "
            "be planned in the portal. Use one of: %(choices)s."
        ),
        "cell.no_number": _("“%(word)s” is not a number of activities. Write a whole number."),
    }
)


class CountField(Reads):
    """A number of activities, at most 999."""

    def read(self, text: str) -> int | None:
        found = read_number(western_digits(text).strip())
        if not says_nothing(text) and not 0 <= found < 1000:
            raise Unreadable(message("cell.no_number", word=text.strip()))
        return None if found < 0 else found


class PastSheet(SheetResource):
    """One row a fact, each with the document that it comes from. Rows that a file leaves out stay.

    It has no version: a row of an older file says what it changes, old beside new.
    """

    heads = {
        KIND: _("Kind"),
        YEAR: _("Year"),
        PLACE: _("Country"),
        TARGETS: pgettext_lazy("noun", "Target"),
        STATUS: _("Status"),
        ACHIEVED: _("Achieved on"),
        TYPE: _("Type of activity"),
        TITLE: _("Activity"),
        NUMBER: _("Number of activities"),
        "approved": _("Secretariat funding, approved"),
        "spent_secretariat": _("Secretariat funding, spent"),
        "accepted": _("Accepted from partners"),
        "spent_accepted": _("Accepted support that was spent"),
        "spent_outside": _("Other spending of partners"),
        SOURCE: _("Source"),
    }
    cover = {TABLE_LINE: _("Plan of action")}
    choices = {KIND: PastKind, STATUS: TargetProgress}
    key, title = PLACE, TITLE
    required = (KIND, YEAR, PLACE, SOURCE)
    beside = (KIND, YEAR, TARGETS, STATUS, TITLE, SOURCE)
    measures = (ACHIEVED, NUMBER, *AMOUNTS)
    widths = {KIND: 12, PLACE: 18, STATUS: 18, TYPE: 18, TITLE: 50, SOURCE: 50}

    def __init__(self, plan: ActionPlan, on: date, **given: Any) -> None:
        """`on`: a year must be over on this day."""
        self._plan, self._years = plan, [(year, str(year)) for year in years_to_load(plan, on)]
        targets = Target.objects.in_revision(plan.revision).filter(plan=plan)
        self._targets = {target.code: target for target in targets}
        self._types = {kind.code: kind for kind in ActivityType.objects.all()}
        # By the words of the column "Country".
        self._places = {
            one.name: one for one in Taskforce.objects.select_related("country").order_by("position")
        }
        super().__init__(**given)

    @property
    def name(self) -> str:
        return self._plan.code

    def widgets(self) -> Mapping[str, FieldWidget]:
        types = [(code, str(kind)) for code, kind in self._types.items()]
        found: dict[str, Reads] = {
            KIND: WordField(choices=PastKind.choices, refused="cell.unknown_kind"),
            YEAR: WordField(choices=self._years, refused="cell.unknown_year"),
            STATUS: WordField(choices=GIVEN, refused="cell.unknown_status"),
            TYPE: WordField(choices=types, refused="row.unknown_type"),
            ACHIEVED: DayField(),
            NUMBER: CountField(),
            **{name: MoneyField() for name in AMOUNTS},
        }
        return {name: FieldWidget(found.get(name) or LineField()) for name in self.heads if name != PLACE}

    def offered(self) -> Mapping[str, Iterable[str]]:
        lists = {name: self.fields[name].widget.field.listed.values() for name in (KIND, YEAR, STATUS, TYPE)}
        found = {name: list(map(str, words)) for name, words in lists.items()}
        return {PLACE: self._places, TARGETS: self._targets, **found}

    def _taskforce(self, row: Row) -> Taskforce | None:
        word = " ".join(row.cells[PLACE].split()).casefold()
        return next((one for name, one in self._places.items() if word in (name.casefold(), one.slug)), None)

    def saved_rows(self) -> Mapping[Any, PastRow]:
        return {
            (row.kind, str(row.cycle.year), row.taskforce.slug, row.what): row
            for row in past_rows(self._plan)
        }

    def key_of(self, row: Row) -> Any:
        def said(name: str) -> str:
            cell = row.cells.get(name, "")
            try:
                return str(self.fields[name].widget.clean(cell))
            except Unreadable:
                return cell

        kind, place = said(KIND), self._taskforce(row)
        what = comma_list(_codes({TARGETS: said(TARGETS)})) if kind == PastKind.STATUS else ""
        if kind == PastKind.ACTIVITY:
            what = f"{said(TYPE)}: {said(TITLE)}".casefold()
        return kind, said(YEAR), place.slug if place else row.cells[PLACE], what

    def values_of(self, saved: PastRow) -> Content:
        found = {name: getattr(saved, name) for name in COLUMNS[saved.kind]}
        if TARGETS in found:
            found[TARGETS] = saved.target.code if saved.target else comma_list(saved.targets)
        if saved.type:
            found[TYPE] = saved.type.code
        return {KIND: saved.kind, YEAR: saved.cycle.year, **found, SOURCE: saved.source}

    def row_of(self, saved: PastRow) -> list[CellValue]:
        content = self.values_of(saved)
        place = saved.taskforce.name
        return [place if name == PLACE else self.cell(name, content.get(name)) for name in self.heads]

    def label_of(self, saved: PastRow) -> Words:
        parts = (saved.cycle.year, saved.taskforce.name, saved.get_kind_display(), saved.what)
        return " · ".join(str(part) for part in parts if part)

    def content_of(self, row: SheetRow) -> Content | None:
        typed = vars(row.typed)
        if self._taskforce(row.file) is None:
            said = _("There is no country “%(word)s”. Use one of: %(choices)s.")
            self.refuse(row, PLACE, say(said, word=row.code, choices=comma_list(self._places)))
        if not (kind := typed.get(KIND)):
            self.refuse(row, KIND, _("Choose the kind of this row."))
            return None
        names = (KIND, YEAR, *COLUMNS[kind], SOURCE)
        for name in self.fields.keys() - {*names}:
            if row.file.cells.get(name, "").strip():
                self.refuse(row, name, _("A row of this kind does not use this cell. Leave the cell empty."))
        found = {name: typed.get(name, None if name in self.measures else "") for name in names}
        if TARGETS in found:
            found[TARGETS] = comma_list(_codes(found))
        if NUMBER in found and found[NUMBER] is None:
            found[NUMBER] = 1
        return found

    def broken_by(self, row: SheetRow, values: Content) -> Mapping[str, Words]:
        kind, codes = values[KIND], _codes(values)
        needed = _("A row of this kind must have a value here. If the document has none, delete the row.")
        found: dict[str, Words] = {name: needed for name in NEEDED[kind] if values[name] in ("", None)}
        for name in (TITLE, SOURCE):
            if len(values.get(name, "")) > TEXT_LIMIT:
                found[name] = say(_("Use at most %(most)s characters."), most=TEXT_LIMIT)
        if unknown := [code for code in codes if code not in self._targets]:
            said = _("%(plan)s has no target “%(code)s”. Use a code from the page of the plan of action.")
            found[TARGETS] = say(said, plan=str(self._plan), code=unknown[0])
        elif kind == PastKind.STATUS and len(codes) > 1:
            found[TARGETS] = _("Write one target in each row. Add a row for each other target.")
        elif kind == PastKind.STATUS and codes:
            place = self._taskforce(row.file)
            not_asked = Scope.NATIONAL if place and place.is_regional else Scope.REGIONAL
            if self._targets[codes[0]].scope == not_asked:
                found[TARGETS] = _("This taskforce does not answer this target. Delete the row.")
        if kind == PastKind.ACTIVITY and codes and values[NUMBER] != 1:
            found[NUMBER] = _(
                "A row with targets is for one activity. Write 1, and add a row for each other activity."
            )
        if values.get(ACHIEVED) and values[STATUS] != TargetProgress.ACHIEVED:
            found[ACHIEVED] = _("A day needs the status “Achieved”. Clear the cell, or correct the status.")
        return found

    def draft_of(self, row: SheetRow) -> Mapping[str, Any]:
        """The columns of the row, and its year."""
        values = dict(row.values or {})
        codes = _codes(values)
        if values.pop(TARGETS, None) and values[KIND] == PastKind.STATUS:
            values["target"] = self._targets[codes[0]]
        elif TYPE in values:
            values |= {TARGETS: codes, TYPE: self._types[values[TYPE]]}
        return {"taskforce": self._taskforce(row.file), "what": row.key[-1], **values}


def _codes(values: Content) -> list[str]:
    """The codes of the targets of a row, each once."""
    codes = str(values.get(TARGETS) or "").replace(";", ",").split(",")
    return list(dict.fromkeys(code.strip() for code in codes if code.strip()))
