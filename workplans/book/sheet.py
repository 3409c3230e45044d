"""A list of the book as a sheet: the columns of its pages out and back, through the same actions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field as ExportField

from commit_portal import clock
from commit_portal.files.spreadsheets import CellValue, Row as FileRow
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, comma_list, message, read_number, register, say
from commit_portal.i18n.parsing import western_digits
from commit_portal.refusals import Violation
from commit_portal.sheets import engine
from commit_portal.sheets.cells import MINE, THEIRS, Choice, Side, answer_to
from commit_portal.sheets.fields import DayField, LineField, Offered, Reads, RowField, WordField
from commit_portal.sheets.merge import Content, changed
from commit_portal.sheets.versions import VersionedSheet
from workplans.book import actions, rules
from workplans.book.forms import ChangeForm, RenameForm, WhyForm, adding_form, form_of
from workplans.book.lists import (
    BOOK,
    COUNTRIES,
    PARTNERS,
    TASKFORCES,
    BookTable,
    Row,
    with_values,
    without_coming,
)
from workplans.models import BookImport, Seat, Taskforce
from workplans.statuses import PartnerKind

PLACE, KIND, BEGINS, ENDS, REASON = "taskforce", "kind", "begins", "ends_on", "reason"
PLACE_KEY = "taskforce_id"
UNKNOWN = "cell.not_on_the_list"

register({UNKNOWN: _("“%(word)s” is not on the list. Use one of: %(choices)s.")})


def choose_among(field: RowField, rows: Iterable[Row]) -> None:
    """Let a field read rows by any name that they have or had, those that pages show first; taskforces by their countries'."""
    found = list(rows)
    named_as = [(getattr(row, "country", None) or row, row) for row in found]
    named = {name.casefold(): row for thing, row in named_as for name in thing.all_names}
    named |= {str(row).casefold(): row for row in found}
    choices = comma_list(found)
    field.offered = Offered(
        tuple(found), named, str, lambda word: message(UNKNOWN, word=word, choices=choices)
    )


class BookSheet(VersionedSheet):
    """The rows of a list, those of every taskforce where each has its own. A file is taken whole.

    A saved row changes only as on its pages: another name from a day on, and columns that keep no past. A row that was
    changed after the file was made is refused, so that no old name or day comes back.
    """

    cover = {
        engine.TABLE_LINE: _("List"),
        engine.VERSION_LINE: _("Version of the list"),
        engine.TAKEN_LINE: _("Downloaded at"),
    }
    key = "pk"
    widths = {"name": 44, "lead_body": 44, "ministry": 36, PLACE: 18, REASON: 36}
    table: BookTable

    def __init__(
        self, table: BookTable, seat: Seat, waiting: BookImport | None = None, **given: object
    ) -> None:
        self.listed = table.listed
        self.naming = self.listed.model.words
        self.title, self.required = self.naming[0], self.naming[:1]
        self.choices = {KIND: PartnerKind} if self.listed is PARTNERS else {}
        # Rows of other lists by their keys, by the column that names one.
        self._others: dict[str, Mapping[object, Row]] = {}
        self._cells = {name: self._cell_of(name, one) for name, one in self._fields().items()}
        self.measures = [name for name, one in self._cells.items() if isinstance(one, DayField)]
        no_text = (*self._others, *self.measures)
        self._blank = {name: None if name in no_text else "" for name in self._cells}
        self.heads = {self.key: _("Number"), **{name: one.label or name for name, one in self._cells.items()}}
        beside = (PLACE, *self.naming, "post", "sector", KIND, BEGINS, ENDS)
        self.beside = [name for name in beside if name in self._cells]
        # The rows of the list, and of the file so far.
        self._known: list[Row] = []
        # What the sender answered of a name that looks like another one, by the number of the row.
        self._answered: dict[int, str] = {}
        super().__init__(table, seat, waiting, **given)

    def _fields(self) -> dict[str, forms.Field]:
        """The fields of the pages of the list, by column."""
        places = Taskforce.objects.select_related("country").prefetch_related("country__other_names")
        place: dict[str, forms.Field]
        place = {PLACE: forms.ModelChoiceField(places, label=_("Country"))} if self.listed.has(PLACE) else {}
        added = adding_form(self.listed)().fields.items()
        new = {name: one for name, one in added if name not in ("sure", REASON)}
        why = {REASON: WhyForm.base_fields[REASON]}
        if self.listed is TASKFORCES:
            # A lead body is known by its country, which it never changes.
            place = {"country": LineField(label=_("Country"), required=False)}
        changed = form_of(self.listed, self.listed.changeable, ChangeForm)().fields
        last = {ENDS: changed[ENDS]} if self.listed.has(ENDS) else {}
        return {**place, **new, BEGINS: RenameForm.base_fields[BEGINS], **last, **why}

    def _cell_of(self, name: str, field: forms.Field) -> Reads:
        """The field of a cell: what a page lets choose is named there."""
        if isinstance(field, forms.ModelChoiceField):
            self._others[name] = {row.pk: row for row in field.queryset or ()}
            named = RowField(model=Taskforce, label=field.label, required=field.required)
            choose_among(named, self._others[name].values())
            return named
        kinds = WordField(choices=PartnerKind.choices, refused=UNKNOWN, label=field.label)
        return field if isinstance(field, Reads) else kinds

    @property
    def name(self) -> str:
        """book-ministry."""
        return f"book-{self.listed.code}"

    def spoken(self, name: str) -> Words:
        listed = BOOK.get(name.removeprefix("book-"))
        return listed.title if listed else name

    def widgets(self) -> Mapping[str, engine.FieldWidget]:
        return {name: engine.FieldWidget(one) for name, one in self._cells.items()}

    def offered(self) -> Mapping[str, Iterable[str]]:
        names = {name: dict.fromkeys(map(str, rows.values())) for name, rows in self._others.items()}
        return {**names, **super().offered()}

    def cell(self, name: str, value: object) -> CellValue:
        return super().cell(name, self._others.get(name, {}).get(value, value))

    def saved_rows(self) -> Mapping[int, Row]:
        rows = self.listed.rows()
        rows = rows.prefetch_related("other_names") if self.listed is COUNTRIES else rows
        self._known = list(rows)
        return {row.pk: row for row in self._known}

    def key_of(self, row: FileRow) -> int | str:
        typed = row.cells.get(self.key, "").strip()
        number = read_number(western_digits(typed))
        return typed if number < 0 else number

    def why_unknown(self, row: engine.SheetRow) -> Words:
        return _("The list has no row with this number. Leave the cell empty to add a row.")

    def values_of(self, saved: Row) -> Content:
        """The newest words with their first day. What a country has by its taskforce is on the list of those."""
        columns = {name: f"{name}_id" if name in self._others else name for name in self._cells}
        found = {name: getattr(saved, column, self._blank[name]) for name, column in columns.items()}
        whose = {"country": saved.name} if self.listed is TASKFORCES else {}
        return {**found, **whose, BEGINS: saved.coming_on(date.min), REASON: ""}

    def base_of(self, saved: object, now: Content) -> Content:
        return now

    def import_field(
        self,
        field: ExportField,
        instance: engine.SheetRow,
        row: object,
        is_m2m: bool = False,
        **kwargs: object,
    ) -> None:
        """A ministry is one of the taskforce of the row, and a new row names none that has ended, and no such partner."""
        if field.column_name in ("ministry", "partner"):
            place, others = getattr(instance.typed, PLACE, None), self._others[field.column_name].values()
            day = date.min if instance.saved else clock.today()
            running = (one for one in others if one.ends_on is None or one.ends_on >= day)
            of_place = (one for one in running if getattr(one, PLACE_KEY, place) == place)
            choose_among(field.widget.field, of_place)
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def content_of(self, row: engine.SheetRow) -> Content:
        found = self._blank | vars(row.typed)
        if self.listed is COUNTRIES:
            found["code"] = found["code"].upper()
        # A reason alone changes nothing.
        is_same = row.saved is not None and not {*changed(row.theirs, found)} - {REASON}
        return found | {REASON: ""} if is_same else found

    def broken_by(self, row: engine.SheetRow, values: Content) -> Mapping[str, Words]:
        words = {name: values[name] for name in self.naming}
        found: dict[str, Words] = {}
        broken: list[Violation | None] = []
        if row.saved is None:
            found |= self._field_faults({name: value for name, value in values.items() if name != BEGINS})
            others = self._others["before"] if self.listed is COUNTRIES else self._saved
            if self.listed.adding:
                broken += rules.may_add(self.listed.unsaved(self._with_rows(values)), others.values())
            if values[BEGINS]:
                found[BEGINS] = _("Only a saved row can get a new name. Leave this cell empty.")
        else:
            other, changeable = {*changed(row.theirs, values)}, {*self.listed.changeable}
            corrected = self._corrected(row, values)
            for name in other - changeable - {*words, BEGINS, REASON}:
                fixed = _("You cannot change this value in a file. Write the saved value again.")
                only_new = _("This cell is only for new rows. In this row, leave the cell empty.")
                found[name] = fixed if self.listed.has(name) else only_new
            if other & {*words, BEGINS}:
                found |= self._field_faults(words)
                if not values[BEGINS]:
                    found[BEGINS] = _("Write the first day of the new name.")
                else:
                    before = without_coming(row.saved, clock.today())
                    # A name that was to come is taken back by the one before it.
                    if before is row.saved or {name: getattr(before, name) for name in words} != words:
                        broken += rules.name_begins(with_values(before, corrected), words, values[BEGINS])
            if corrected:
                found |= self._field_faults({name: values[name] for name in corrected})
                broken += rules.may_change(with_values(row.saved, corrected))
        return {one.field: one.message for one in broken if one} | found

    def _field_faults(self, values: Content) -> Iterator[tuple[str, Words]]:
        """What the fields of the pages refuse of values, by column."""
        for name, value in values.items():
            try:
                self._cells[name].validate(value)
                self._cells[name].run_validators(value)
                for column in self.listed.model._meta.fields:
                    if column.name == name:
                        column.run_validators(value)
            except ValidationError as wrong:
                yield name, " ".join(wrong.messages)

    def why_closed(self, saved: Row | None) -> Words:
        if saved is None:
            said = _("You cannot add a lead body here. Add its country in the list “Countries”.")
            return "" if self.listed.adding else said
        said = _("This row was changed after your download. Delete it, or download the list again.")
        return said if self.listed.event_label(saved) in self._changed_later else ""

    @cached_property
    def _changed_later(self) -> set[str]:
        """The event labels of rows that were changed after the file was made."""
        if self.waiting is None or not self.is_older:
            return set()
        later = self.listed.changes()[self.waiting.plan_version - 1 :]
        return {change.label for change in later}

    def label_of(self, saved: Row) -> Words:
        return f"{saved.pk} {saved.name_today}"

    def validate_instance(
        self, instance: engine.SheetRow, import_validation_errors: object = None, validate_unique: bool = True
    ) -> None:
        """Ask about a new name that looks like one on the list, or like that of a row before it in the file."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        values = instance.values or {}
        is_new = instance.saved is None or {*changed(instance.theirs, values)} & {*self.naming}
        if instance.kind == engine.REFUSED or not self.listed.adding or not is_new:
            return
        mine, place = self.listed.unsaved(self._with_rows(values)), values.get(PLACE)
        of_place = [row for row in self._known if getattr(row, PLACE_KEY, place) == place]
        others = (row for row in of_place if row is not instance.saved)
        if found := rules.looks_like([values[name] for name in self.naming], others):
            self._ask(instance, mine, found)
        if self._answered.get(instance.number) != THEIRS:
            self._known.append(mine)

    def _ask(self, row: engine.SheetRow, mine: Row, theirs: Row) -> None:
        """Let the sender choose the name on the list, which saves nothing of the own one, or the own one."""
        # Who answered about one row has not answered about another one.
        name, version = f"alike-{row.number}", theirs.pk or 0
        chosen, ticked = answer_to(self._answers, name, version)
        asks = say(
            _("Row %(row)s: “%(name)s” looks like “%(other)s”."),
            row=str(row.number),
            name=mine.name_today,
            other=theirs.name_today,
        )
        sides = (Side(self.heads[self.title], "", theirs.name_today, mine.name_today),)
        place = self._place(row, self.title)
        row.choices = (Choice(name, version, place, sides, chosen=chosen, ticked=ticked, asks=asks),)
        row.kind, self._answered[row.number] = engine.CHOOSING, chosen

    def draft_of(self, row: engine.SheetRow) -> Sequence[Callable[..., object]]:
        """The actions of the row, each with all but who does it, and when."""
        values, answer = row.values or {}, self._answered.get(row.number)
        how: Values = {"reason": values[REASON], "sure": answer == MINE}
        if row.saved is None:
            add = partial(actions.add_to_book, self.listed, self._with_rows(values), **how)
            return [] if answer == THEIRS else [add]
        other, name = {*changed(row.theirs, values)}, {one: values[one] for one in (*self.naming, BEGINS)}
        renamed = partial(actions.with_namesakes, actions.rename, row.saved, **name, **how)
        corrected = self._corrected(row, values)
        changing = partial(actions.change_in_book, row.saved, **corrected, reason=values[REASON])
        is_renamed = answer != THEIRS and other & {*name}
        # A later last day first: the new name may begin after the one before.
        return [*([changing] if corrected else []), *([renamed] if is_renamed else [])]

    def _corrected(self, row: engine.SheetRow, values: Content) -> Values:
        """The new values of the columns of a saved row that can be corrected."""
        columns = {*changed(row.theirs, values)} & {*self.listed.changeable}
        return self._with_rows({name: values[name] for name in columns})

    def _with_rows(self, values: Content) -> Values:
        """Values as a row has them: what a cell names is a row of another list. No first day of a name, and no reason."""
        return {
            name: self._others[name].get(value) if name in self._others else value
            for name, value in values.items()
            if name not in (BEGINS, REASON)
        }
