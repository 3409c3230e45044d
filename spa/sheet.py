"""The text of a plan of action as a sheet: the same columns out and back, through the actions of the plan."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from import_export.widgets import Widget

from commit_portal.files.spreadsheets import Row, UnreadableFile
from commit_portal.i18n import Words, comma_list, register, say
from commit_portal.sheets import engine
from commit_portal.sheets.fields import DayField, Reads, TextField, WordField
from commit_portal.sheets.merge import Content, changed
from spa.actions.texts import Entry
from spa.models import ActionPlan, Area, MenuActivity, Target
from spa.queries import PlanText, areas_with_texts, printed_in, revision_at_work, wording_of
from spa.rules import NO_SOURCE, descent_goes_back, only_text, spa_1, text_faults
from spa.statuses import Change, Sameness, Scope, TextKind

KIND, AREA, CODE, NUMBER, TEXT = "kind", "area", "code", "printed_number", "text"
OBJECTIVE, SCOPE, DUE, FROM, UNTIL, SOURCE, CHANGE, CONTINUES, IS_SAME = (
    "objective", "scope", "due_on", "in_force_from", "in_force_until", "source", "change", "continues", "is_same",
)  # fmt: skip
# The word of a target that continues no earlier one, and of one that no other continues.
NONE = pgettext_lazy("target", "none")
# What a target may have besides.
LINKS = (CONTINUES, IS_SAME)
# What a text may have of each column; in another kind's row the cell stays empty.
COLUMNS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    TextKind.AREA: (TEXT, OBJECTIVE, SOURCE),
    TextKind.TARGET: (NUMBER, TEXT, SCOPE, DUE, FROM, UNTIL, SOURCE),
    TextKind.ACTIVITY_AREA: (TEXT, SCOPE, SOURCE),
}
MODELS: Mapping[str, type[PlanText]] = {model.KIND: model for model in (Area, Target, MenuActivity)}
NOT_FOR: Mapping[str, Words] = {
    TextKind.AREA: _("An area has no such text. Leave the cell empty."),
    TextKind.TARGET: _("A target has no such text. Leave the cell empty."),
    TextKind.ACTIVITY_AREA: _("An activity area has no such text. Leave the cell empty."),
}

register(
    {
        "cell.unknown_kind": _("“%(word)s” is not a kind of row. Use one of: %(choices)s."),
        "cell.unknown_change": _("“%(word)s” is not a change. Use one of: %(choices)s."),
        "cell.unknown_is_same": _("“%(word)s” is not an answer. Use one of: %(choices)s."),
        "cell.unknown_scope": _("“%(word)s” is not a scope. Use one of: %(choices)s."),
    }
)

# A text in a file: an area or activity area by its area and code, a target by its code.
type _Key = tuple[str, str, str]


class TextSheet(engine.SheetResource):
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
        CHANGE: pgettext_lazy("noun", "Change"),
        CONTINUES: _("Continues"),
        IS_SAME: _("It is the same obligation"),
    }
    cover = {engine.TABLE_LINE: _("Plan of action"), engine.VERSION_LINE: _("Status of the plan of action")}
    choices = {KIND: TextKind, SCOPE: Scope, CHANGE: Change, IS_SAME: Sameness}
    title = TEXT
    required = (KIND, AREA, CODE, TEXT)
    beside = (KIND, AREA, TEXT)
    measures = (DUE, FROM, UNTIL)
    widths = {KIND: 14, TEXT: 80, OBJECTIVE: 30, SCOPE: 22, SOURCE: 40}

    def __init__(self, plan: ActionPlan, revision: int | None = None, **given: Any) -> None:
        """Of a revision, by default of the one that the regional office can change."""
        super().__init__(**given)
        self._plan, self._revision = plan, revision or revision_at_work(plan)

    @property
    def name(self) -> str:
        return self._plan.code

    def widgets(self) -> Mapping[str, Widget]:
        return {name: engine.FieldWidget(self._reader(name)) for name in self.heads if name != CODE}

    def _reader(self, name: str) -> Reads:
        """What reads the cells of a column: a word of its list, a day, or a text."""
        if name in self.choices:
            return WordField(choices=self.choices[name].choices, refused=f"cell.unknown_{name}")
        return DayField() if name in self.measures else TextField()

    def version_of(self, about: Mapping[str, str]) -> int:
        now = self._plan.row_version
        if about.get(engine.VERSION_LINE, str(now)) != str(now):
            said = _(
                "The plan of action has changed since this workbook was exported. Export a new workbook "
                "and make your changes there."
            )
            raise UnreadableFile(said)
        return now

    def saved_rows(self) -> Mapping[_Key, PlanText]:
        return {
            (text.KIND.value, "" if isinstance(text, Target) else text.area.code, text.code): text
            for text in texts_of(self._plan, self._revision)
        }

    def key_of(self, row: Row) -> _Key:
        kind, area, code = (row.cells[name].strip() for name in (KIND, AREA, CODE))
        return kind, "" if kind == TextKind.TARGET else area, code

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        rows = dataset[engine.FILE_ROW]
        keys = [*self._saved, *map(self.key_of, rows)]
        self._areas = {code for kind, _area, code in keys if kind == TextKind.AREA}
        named = {key: values.get(CONTINUES, "") for key, values in self._theirs.items()}
        named |= {self.key_of(row): row.cells[CONTINUES] for row in rows if CONTINUES in row.cells}
        named |= {self.key_of(row): "" for row in rows if row.cells.get(CHANGE) == Change.DROPPED}
        # How many targets continue an earlier one, by its full code, after the file.
        self._continued = Counter(code for cell in named.values() for code in _codes(cell))

    def values_of(self, saved: PlanText) -> Content:
        texts = {name: getattr(saved, name, "") for name in COLUMNS_OF_KIND[saved.KIND]}
        texts |= {TEXT: wording_of(saved, self._revision), SOURCE: printed_in(saved, self._revision)[1]}
        found = {KIND: saved.KIND.value, AREA: saved.area.code, **texts}
        if isinstance(saved, Target):
            is_same = all(one.is_same for one in saved.continues.all())
            found[CONTINUES] = saved.earlier_codes
            found[IS_SAME] = (Sameness.YES if is_same else Sameness.NO).value if saved.earlier_codes else ""
        return {**found, CHANGE: self._change(saved, texts[TEXT])}

    def _change(self, saved: PlanText | None, text: str) -> str:
        """What the revision does to a text that it has, from its wording in the revision before."""
        if saved is None or saved.since_revision == self._revision > 1:
            return Change.NEW.value
        is_same = self._revision == 1 or text == wording_of(saved, self._revision - 1)
        return (Change.UNCHANGED if is_same else Change.REWORDED).value

    def why_closed(self, saved: Any) -> Words:
        """Of a closed text that is not complete, only missing texts can be added (SPA-1)."""
        return self._closed[saved is None]

    @cached_property
    def _closed(self) -> Mapping[bool, Words]:
        """Why no text can be changed, and why none can be added (True)."""
        found = {adding: spa_1(self._plan, adding=adding) for adding in (False, True)}
        return {adding: closed.message if closed else "" for adding, closed in found.items()}

    def removes(self, row: engine.SheetRow) -> bool:
        return row.values is not None and row.values[CHANGE] == Change.DROPPED

    def label_of(self, saved: PlanText) -> Words:
        return f"{saved.KIND.label} {saved.code}"

    def content_of(self, row: engine.SheetRow) -> Content | None:
        typed = vars(row.typed)
        if not (kind := typed.get(KIND)):
            self.refuse(row, KIND, _("Choose the kind of this row."))
            return None
        columns = COLUMNS_OF_KIND[kind]
        for name in self.fields:
            of_kind = (KIND, AREA, CHANGE, *columns, *(LINKS if kind == TextKind.TARGET else ()))
            if name not in of_kind and row.file.cells.get(name, "").strip():
                self.refuse(row, name, NOT_FOR[kind])
        texts = {name: typed.get(name, None if name in self.measures else "") for name in columns}
        if SCOPE in texts:
            texts[SCOPE] = texts[SCOPE] or Scope.BOTH.value
        if kind == TextKind.TARGET:
            codes = _codes(typed.get(CONTINUES, ""))
            texts[CONTINUES] = comma_list(codes)
            texts[IS_SAME] = (typed.get(IS_SAME) or self._usually_same(codes)) if codes else ""
        # A text leaves by this word alone; what else is done to it follows from the texts.
        if row.saved is not None and typed.get(CHANGE) == Change.DROPPED:
            return {**row.theirs, CHANGE: Change.DROPPED.value}
        texts[CHANGE] = self._change(row.saved, texts[TEXT] or "")
        return {KIND: kind, AREA: typed.get(AREA, ""), **texts}

    def _usually_same(self, codes: Iterable[str]) -> str:
        """Whether it is the same obligation where the file does not say: a part of a split target is not."""
        return (Sameness.NO if any(self._continued[code] > 1 for code in codes) else Sameness.YES).value

    def broken_by(self, row: engine.SheetRow, values: Content) -> Mapping[str, Words]:
        kind, area = values[KIND], values[AREA]
        found = self._questions(row, values)
        if kind == TextKind.AREA and area != row.code:
            found[AREA] = say(_("In the row of an area, give the code of the area: %(code)s."), code=row.code)
        elif area not in self._areas:
            said = _(
                "There is no area “%(area)s” in the plan of action or in this file. Add the area, or correct its code."
            )
            found[AREA] = say(said, area=area)
        model = MODELS[kind]
        for violation in text_faults(_text_of(row, values)):
            name = TEXT if violation.field == model.COLUMN else violation.field
            found.setdefault(name if name in COLUMNS_OF_KIND[kind] else CODE, violation.message)
        if row.saved is not None and row.saved.since_revision <= self._plan.revision < self._revision:
            for violation in only_text({*changed(row.theirs, values)} - {CHANGE, *LINKS}, TEXT, SOURCE):
                found.setdefault(violation.field, violation.message)
        new = Target(plan=self._plan, code=row.code, since_revision=self._revision)
        for code in _codes(values.get(CONTINUES, "")):
            earlier = self._earlier.get(code)
            if earlier is None:
                said = _("There is no target “%(code)s”. Write, for example, spa-2:1.T3.")
                found.setdefault(CONTINUES, say(said, code=code))
            elif fault := descent_goes_back(row.saved or new, earlier):
                found.setdefault(CONTINUES, fault.message)
        return found

    def _questions(self, row: engine.SheetRow, values: Content) -> dict[str, Words]:
        """What a row leaves open: the source of a text that an adopted one lacks, and what continues a target."""
        found: dict[str, Words] = {}
        is_target, answer = values[KIND] == TextKind.TARGET, vars(row.typed).get(CONTINUES, "")
        leaves = is_target and values[CHANGE] == Change.DROPPED and row.saved.since_revision < self._revision
        if row.saved is None:
            new, earlier = Target(plan=self._plan, since_revision=self._revision), self._earlier.values()
            if self._closed[False] and not values[SOURCE]:
                found[SOURCE] = NO_SOURCE
            if is_target and not answer and not all(descent_goes_back(new, one) for one in earlier):
                said = _("Write which earlier target it continues, for example spa-2:1.T3, or “%(none)s”.")
                found[CONTINUES] = say(said, none=NONE)
        elif leaves and not self._continued[row.saved.full_code] and (_codes(answer) or not answer):
            said = _("No target continues this one. If you still want to remove it, write “%(none)s” here.")
            found[CONTINUES] = say(said, none=NONE)
        return found

    @cached_property
    def _earlier(self) -> Mapping[str, Target]:
        """Every target that a row can name, by its full code: those of drafts of other plans are not read."""
        others = Target.objects.in_revision(F("plan__revision")).exclude(plan=self._plan)
        own = Target.objects.filter(plan=self._plan)
        return {one.full_code: one for one in (others | own).select_related("plan")}

    def draft_of(self, row: engine.SheetRow) -> Entry:
        values = row.values or {}
        codes = _codes(values.get(CONTINUES, ""))
        links = any(values.get(name, "") != row.theirs.get(name, "") for name in LINKS)
        return Entry(
            typed=_text_of(row, values),
            area_code=values[AREA],
            existing=row.saved,
            is_dropped=values[CHANGE] == Change.DROPPED,
            # None where the row changes no descent.
            continues=tuple(self._earlier[code] for code in codes) if links else None,
            is_same=(values.get(IS_SAME) or self._usually_same(codes)) == Sameness.YES,
        )


def texts_of(plan: ActionPlan, revision: int) -> Iterable[PlanText]:
    """Every text of a revision in its order: each area, then its targets and activity areas."""
    earlier = ["continues__earlier__plan"]
    for area in areas_with_texts(plan.pk, revision, "corrections", of_targets=earlier):
        yield area
        yield from area.targets.all()
        yield from area.menu.all()


def _codes(typed: str) -> list[str]:
    """The full codes of a cell, each once."""
    codes = dict.fromkeys(code.strip() for code in typed.split(","))
    return [code for code in codes if code and code.casefold() != str(NONE).casefold()]


def _text_of(row: engine.SheetRow, values: Content) -> PlanText:
    """The text as its row has it, not saved."""
    model = MODELS[values[KIND]]
    found = {name: values[name] for name in COLUMNS_OF_KIND[model.KIND] if name != TEXT}
    return model(code=row.code, **found | {model.COLUMN: values[TEXT]})
