"""One engine for every table that comes back as a file: read, merge, judge and show its rows. It writes nothing.

A `SheetResource` says what one table is: its columns, its saved rows, its rules, and the one door through which rows are
written. A file was made from a version of the table. What others changed since then stays; what both changed is asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from types import MappingProxyType, SimpleNamespace
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, TextChoices
from django.utils.translation import gettext_lazy as _, ngettext
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result
from import_export.widgets import Widget
from openpyxl.utils import get_column_letter
from tablib import Dataset

from commit_portal.files.spreadsheets import CellValue, Row, Table, UnreadableFile, as_labelled, rows_to_keep
from commit_portal.i18n import Unreadable, Words, comma_list, moment, say
from commit_portal.refusals import Violation
from commit_portal.sheets import cells
from commit_portal.sheets.cells import CellFault, Choice, Head, Place, SheetCell, Side, answer_to
from commit_portal.sheets.fields import Reads, RowsField, in_house_style
from commit_portal.sheets.history import RowHistory
from commit_portal.sheets.merge import Content, Merged, Unit, changed, merge, nothing_breaks, same

REFUSED, CHOOSING, REMOVED, CHANGED, NEW = "refused", "choosing", "removed", "changed", "new"
UNCHANGED = "unchanged"
# What has to be corrected or chosen stands first; what stays the same goes last.
KINDS: Mapping[str, Words] = {
    REFUSED: _("Refused"),
    CHOOSING: _("To choose"),
    REMOVED: _("Removed"),
    CHANGED: _("Changed"),
    NEW: _("New"),
    UNCHANGED: _("Unchanged"),
}
WRITTEN = (NEW, CHANGED, REMOVED, CHOOSING)
# The lines of a cover sheet that are read back: which table, of which version, from when.
TABLE_LINE, VERSION_LINE, TAKEN_LINE = "plan", "version", "taken"
# The column of a data set that holds the row itself, with its number and the cells that cannot be read.
FILE_ROW = ""


class FieldWidget(Widget):
    """A form field as a column: it reads a cell, and says a value as one. Raises `Unreadable`."""

    def __init__(self, form_field: Reads) -> None:
        super().__init__()
        self.field = form_field

    def clean(self, value: object, row: object = None, **kwargs: object) -> Any:
        """What a cell says: rows of other tables by their keys."""
        found = self.field.read(str(value or ""))
        if isinstance(self.field, RowsField):
            return frozenset(item.pk for item in found)
        return found.pk if isinstance(found, Model) else found

    def render(self, value: object, obj: object = None, **kwargs: object) -> Any:
        return self.field.cell(value)


@dataclass(eq=False)
class SheetRow:
    """One row of a file, and what confirming would do with it; `kind` is one of `KINDS`.

    - `saved`: the row that it names; None where it is new. `theirs` is its content, `base` that when the file was made.
    - `values`: the content that would be written; None where the row has none. `wrong` are its faults by column, and
      `unread` the columns of those that cannot be read.
    """

    sheet: "SheetResource"
    file: Row
    key: Any
    saved: Any = None
    kind: str = UNCHANGED
    typed: SimpleNamespace = field(default_factory=SimpleNamespace)
    base: Content = field(default_factory=dict)
    theirs: Content = field(default_factory=dict)
    values: Content | None = None
    wrong: dict[str, Words] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    clashing: frozenset[str] = frozenset()
    choices: tuple[Choice, ...] = ()
    faults: tuple[CellFault, ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {self.code}"

    @property
    def number(self) -> int:
        return self.file.number

    @property
    def code(self) -> str:
        """What the column of the key says."""
        return self.file.cells.get(self.sheet.key, "").strip()

    @property
    def title(self) -> str:
        name = self.sheet.title
        return str((self.values or {}).get(name) or self.file.cells.get(name, "").strip())

    @property
    def is_touched(self) -> bool:
        """Whether it would write something, or asks."""
        if self.saved is None or self.values is None:
            return self.values is not None
        return bool(self.choices or changed(self.theirs, self.values))

    @property
    def draft(self) -> Any:
        """What the door of the table takes; None where nothing would be written."""
        return self.sheet.draft_of(self) if self.kind in WRITTEN else None

    @cached_property
    def cells(self) -> tuple[SheetCell, ...]:
        """Its cells, made when a page asks for them: a confirmation shows none."""
        return tuple(self.sheet.cells_of(self))

    @property
    def changes(self) -> tuple[SheetCell, ...]:
        """The cells that confirming would write."""
        return tuple(cell for cell in self.cells if cell.state == cells.CHANGED_CELL)

    @property
    def from_others(self) -> tuple[SheetCell, ...]:
        """The cells that others changed after the workbook was downloaded; they stay."""
        return tuple(cell for cell in self.cells if cell.state == cells.THEIRS_CELL)

    @property
    def beside(self) -> list[SheetCell]:
        """The cells under the heads of the preview, in their order."""
        return sorted(
            (cell for cell in self.cells if cell.is_beside),
            key=lambda cell: self.sheet.beside.index(cell.head.name),
        )

    @property
    def below(self) -> list[SheetCell]:
        """The cells of the other columns that say something: changed, wrong, or of a new row."""
        return [cell for cell in self.cells if cell.state not in cells.PLAIN and not cell.is_beside]

    @property
    def is_closed(self) -> bool:
        """Whether the row as a whole is refused."""
        return any(not fault.place.name for fault in self.faults)

    @property
    def key_place(self) -> Place | None:
        """Where its key is, where that is wrong."""
        return next((fault.place for fault in self.faults if fault.place.name == self.sheet.key), None)


class Preview(Result):
    """What a file would do, before anything is written. `missing` names saved rows that it does not have: they stay.

    `over` refuses the file as a whole, for what all of its rows do together.
    """

    sheet: "SheetResource"
    rows: list[SheetRow]
    heads: tuple[Head, ...]
    key_head: Head
    missing: tuple[Words, ...]
    over: Violation | None = None

    def append_row_result(self, row_result: Any) -> None:
        self.rows.append(row_result.instance)

    def append_error_row(self, number: int, row: Any, errors: Any) -> None:
        """Raises what went wrong: an error of the portal is no fault of a row."""
        raise errors[0].error

    @cached_property
    def by_kind(self) -> dict[str, list[SheetRow]]:
        return {kind: [row for row in self.rows if row.kind == kind] for kind in KINDS}

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(rows) for kind, rows in self.by_kind.items()}

    @property
    def sections(self) -> list[tuple[str, Words, list[SheetRow]]]:
        """The rows that do something, by kind, those with problems first."""
        kinds = self.by_kind.items()
        return [(kind, KINDS[kind], rows) for kind, rows in kinds if kind != UNCHANGED and rows]

    @property
    def counted(self) -> list[tuple[Words, int]]:
        """How many rows of each kind there are; of those to choose or removed only where there are any."""
        kinds, rare = (*WRITTEN, UNCHANGED, REFUSED), (CHOOSING, REMOVED)
        return [(KINDS[kind], self.counts[kind]) for kind in kinds if kind not in rare or self.counts[kind]]

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for row in self.rows for choice in row.choices)

    @property
    def is_own_hand(self) -> bool:
        """Whether the sender alone saved what there is to choose from."""
        return all(choice.own_at for choice in self.choices)

    @property
    def unanswered(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if not choice.chosen)

    @property
    def to_write(self) -> list[tuple[int, Any, Any]]:
        """The rows for the door of the table: number in the file, saved row (None for a new one), draft."""
        written = () if self.is_refused else self.rows
        return [(row.number, row.saved, row.draft) for row in written if row.kind in WRITTEN]

    @property
    def left(self) -> list[dict[str, object]]:
        """The refused rows as they are kept: where a file is not taken whole, they wait on."""
        return rows_to_keep([row.file for row in self.by_kind[REFUSED]])

    @property
    def does_something(self) -> bool:
        return any(self.counts[kind] for kind in WRITTEN)

    @property
    def number_refused(self) -> int:
        return self.counts[REFUSED]

    @property
    def is_refused(self) -> bool:
        """Whether the file as a whole is: because of one row, where it is taken whole, or of all of them together."""
        return self.over is not None or (self.sheet.takes_whole and bool(self.number_refused))

    @property
    def may_be_confirmed(self) -> bool:
        return self.does_something and not self.is_refused


class SheetResource(Resource):
    """One table as a sheet. A subclass says what is special to it; everything else is here.

    - `heads` are the columns in their order by code, `cover` the lines of the cover sheet, `choices` the columns whose
      words are ours. `key` is the column that names a row and `title` the one that describes it.
    - `required` columns may not be left out. `beside` are the columns that a preview shows side by side, `looks` their
      classes on the page, `widths` those of the workbook in characters.
    - `units` are merged as one. `judged_together` are columns that a rule compares: where one cannot be read,
      nothing is said of the others. `takes_whole` refuses a file for one wrong row.
    """

    heads: Mapping[str, Words]
    cover: ClassVar[Mapping[str, Words]]
    choices: Mapping[str, type[TextChoices]] = MappingProxyType({})
    key: ClassVar[str] = "code"
    title: str = "title"
    required: Sequence[str] = ()
    beside: Sequence[str] = ()
    looks: ClassVar[Mapping[str, str]] = {}
    widths: ClassVar[Mapping[str, int]] = {}
    units: Sequence[Unit] = ()
    judged_together: ClassVar[Sequence[Collection[str]]] = ()
    # Columns of numbers and days.
    measures: Collection[str] = ()
    takes_whole: ClassVar[bool] = True
    preview_class: ClassVar[type[Preview]] = Preview
    # The key of the person who sends the file.
    sender: int | None = None

    class Meta:
        instance_loader_class = BaseInstanceLoader
        import_id_fields = ()
        using_db = DEFAULT_DB_ALIAS
        store_instance = True
        # Else each row is copied before it is read.
        skip_diff = True

    def __init__(
        self, *, columns: Sequence[str] = (), answers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """`columns` are those of the file in their order, `answers` those to its choices by their names."""
        super().__init__()
        self._columns, self._answers = columns, answers
        self.fields = {name: Field(f"typed__{name}", name, widget) for name, widget in self.widgets().items()}
        self._saved: Mapping[Any, Any] = {}
        self._gone: Mapping[Any, Any] = {}
        self._row_of: dict[Any, int] = {}
        # Cells by what they say: many rows say the same.
        self._made: dict[tuple[str, str, str, str, bool], SheetCell] = {}

    # What a sheet answers.

    @property
    def name(self) -> str:
        """The name by which the cover of a file calls the table."""
        raise NotImplementedError

    def spoken(self, name: str) -> Words:
        """The table of this name in words; of another sheet or an old file, as the cover has it."""
        return name

    def widgets(self) -> Mapping[str, Widget]:
        """The columns that hold content, in the order in which they are read: their cells in and out."""
        raise NotImplementedError

    def offered(self) -> Mapping[str, Iterable[str]]:
        """The words among which the cells of a column choose, by column."""
        return {name: [str(label) for label in table.labels] for name, table in self.choices.items()}

    def saved_rows(self) -> Mapping[Any, Any]:
        """The rows that a file may change, by key."""
        raise NotImplementedError

    def gone_rows(self) -> Mapping[Any, Any]:
        """Rows that a file may name but not change, by key."""
        return {}

    def key_of(self, row: Row) -> Any:
        """The key that a row names; something empty where it names none."""
        return row.cells.get(self.key, "").strip().upper()

    def why_unknown(self, row: SheetRow) -> Words:
        """What is wrong with a key that no saved row has; "" where it makes a new row."""
        return ""

    def values_of(self, saved: Any) -> Content:
        """The content of a saved row by field. Rows of other tables are given by their key."""
        raise NotImplementedError

    def row_version_of(self, saved: Any) -> int:
        """The version of a saved row: an answer to a choice is one to this version."""
        return int(saved.row_version)

    def base_of(self, saved: object, now: Content) -> Content:
        """The content of a saved row when the file was made, from the content now."""
        return now

    def changes_of(self, saved: object) -> Sequence[RowHistory]:
        """What was changed in a row after the file was made, oldest first."""
        return ()

    def later_keys(self) -> Iterable[Any]:
        """The keys of rows that were added after the file was made: a file that is sent twice adds them once."""
        return ()

    def content_of(self, row: SheetRow) -> Content | None:
        """The content that a row gives, from what its cells say; adds to `wrong` what they say together.

        None where there is none to compare.
        """
        raise NotImplementedError

    def broken_by(self, row: SheetRow, values: Content) -> Mapping[str, Words]:
        """What breaks a rule, by column."""
        raise NotImplementedError

    def breaks(self, row: SheetRow, values: Content) -> Collection[str]:
        """The fields of the rules that content breaks, for the merge."""
        return self.broken_by(row, values).keys()

    def why_closed(self, saved: Any) -> Words:
        """Why a row may not be changed, or, without one, added; "" where it may."""
        return ""

    def removes(self, row: SheetRow) -> bool:
        """Whether confirming would take the saved row out of the table."""
        return False

    def label_of(self, saved: Any) -> Words:
        """What a page calls a saved row."""
        return f"{saved.code} {getattr(saved, self.title)}"

    def draft_of(self, row: SheetRow) -> Any:
        """What the door takes for a row."""
        raise NotImplementedError

    def version_now(self, now: datetime) -> dict[str, Words]:
        """The lines of the cover by which a workbook is compared when it comes back: none, where rows alone are."""
        return {}

    def version_of(self, about: Mapping[str, str]) -> int | None:
        """The version on the cover of a file. Raises `UnreadableFile` where it cannot be compared."""
        return None

    # Out.

    def row_of(self, saved: Any) -> list[CellValue]:
        """A saved row as the cells of a file."""
        content = self.values_of(saved)
        return [
            self.cell(name, content.get(name)) if name in self.fields else getattr(saved, name)
            for name in self.heads
        ]

    def cell(self, name: str, value: object) -> CellValue:
        """A value of the content as its cell: a number, a day, or words. A zero is 0, and nothing is an empty cell."""
        if value is None or value in ("", (), frozenset()):
            return ""
        return self.fields[name].widget.render(value)

    def words(self, name: str, value: object) -> str:
        """A value of the content as a page says it: "" where nothing is known."""
        return str(in_house_style(self.cell(name, value)))

    # In.

    def check(self, table: Table) -> Table:
        """The table with its columns by code. Raises `UnreadableFile` for unknown heads or the cover of another table.

        Columns may be left out, and columns beside all of ours are not read. Where some are missing, an unknown head
        is more likely one of them in other words. CSV files and pasted rows have no cover.
        """
        table = table.by_code(self.heads, self.cover, self.choices)
        named = table.about.get(TABLE_LINE, self.name)
        if named != self.name:
            said: Words = _(
                "This file belongs to %(named)s, not to %(table)s. Send it on the page of %(named)s."
            )
            raise UnreadableFile(said, named=self.spoken(named), table=self.spoken(self.name))
        unknown = [column for column in table.columns if column not in self.heads]
        columns = comma_list(str(self.heads[name]) for name in (self.key, *self.fields))
        if len(unknown) == len(table.columns):
            said = _(
                "The first row has no column heading that the portal knows. Write the column headings in the "
                "first row: %(columns)s."
            )
            raise UnreadableFile(said, columns=columns)
        if unknown and not {self.key, *self.fields} <= set(table.columns):
            said = ngettext(
                "The portal does not know the column %(heads)s. The columns are: %(columns)s. Correct the "
                "column heading.",
                "The portal does not know the columns %(heads)s. The columns are: %(columns)s. Correct the "
                "column headings.",
                len(unknown),
            )
            raise UnreadableFile(said, heads=tuple(f"“{head}”" for head in unknown), columns=columns)
        if absent := [column for column in self.required if column not in table.columns]:
            said = _("The column “%(column)s” is missing. The Excel download has all columns.")
            raise UnreadableFile(said, column=self.heads[absent[0]])
        return table

    def kept(self, table: Table, file_name: str = "") -> dict[str, Any]:
        """What is kept of a checked file until it is confirmed.

        `made_from` is the version on its cover and `taken_at` when it was downloaded; None where nothing says so.
        """
        return {
            "rows": rows_to_keep(table.rows),
            "digest": table.digest,
            "columns": table.columns,
            "made_from": self.version_of(table.about),
            "file_name": file_name[:200],
            "taken_at": _moment(table.about.get(TAKEN_LINE, "")),
        }

    def preview(self, rows: Sequence[Row]) -> Preview:
        """What the rows of a file would do. Holds no lock: `import_data` would open a transaction for nothing."""
        columns = list(rows[0].cells) if rows else []
        data = Dataset(headers=[*columns, FILE_ROW])
        data.extend((*(row.cells.get(name, "") for name in columns), row) for row in rows)
        return self.import_data_inner(data, True, False, False, False)

    @classmethod
    def get_result_class(cls) -> type[Preview]:
        return cls.preview_class

    def handle_import_error(self, result: object, error: Exception, raise_errors: bool = False) -> None:
        raise error

    def before_import(self, dataset: object, **kwargs: object) -> None:
        self._saved, self._gone, self._row_of = self.saved_rows(), self.gone_rows(), {}
        self._theirs = {key: self.values_of(saved) for key, saved in self._saved.items()}

    def get_or_init_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> tuple[SheetRow, bool]:
        file: Row = row[FILE_ROW]
        key = self.key_of(file)
        found = SheetRow(self, file, key, self._saved.get(key))
        if found.saved is not None:
            found.theirs = self._theirs[key]
            found.base = self.base_of(found.saved, found.theirs)
            found.typed = SimpleNamespace(**found.theirs)
        return found, found.saved is None

    def import_instance(self, instance: SheetRow, row: Mapping[str, object], **kwargs: object) -> None:
        """Read the cells of a row and merge them with what is saved. What cannot be read keeps the saved value."""
        for name, fault in instance.file.faults.items():
            if name in self.heads:
                self.refuse(instance, name, fault)
        for name, column in self.fields.items():
            if name in instance.wrong:
                continue
            try:
                self.import_field(column, instance, row)
            except Unreadable as unreadable:
                self.refuse(instance, name, unreadable.said)
        instance.values = given = self.content_of(instance)
        instance.unread = frozenset(instance.wrong)
        self._name(instance)
        if given is not None and instance.saved is not None:
            self._merge(instance, given)

    def skip_row(
        self, instance: SheetRow, original: object, row: object, import_validation_errors: object = None
    ) -> bool:
        """Whether nothing changes. A row that an earlier sending of the file has added is its own."""
        if instance.wrong:
            return False
        if instance.saved is None:
            return instance.key in self._gone or self._is_twin(instance)
        return not instance.is_touched

    def validate_instance(
        self, instance: SheetRow, import_validation_errors: object = None, validate_unique: bool = True
    ) -> None:
        """Judge a row. What is wrong is kept on it, never raised: a `ValidationError` would lose the row."""
        closed: Words = ""
        if self.key not in instance.wrong:
            if instance.is_touched:
                # Where a cell cannot be read, those that are judged beside it are left out.
                beside = (group for group in self.judged_together if set(group) & set(instance.wrong))
                unknown = {name for group in beside for name in group}
                for name, fault in self.broken_by(instance, instance.values or {}).items():
                    if name not in unknown:
                        self.refuse(instance, name, fault)
            if instance.is_touched or instance.saved is None:
                closed = self.why_closed(instance.saved)
        wrong = [name for name in self.heads if name in instance.wrong]
        faults = [CellFault(instance.wrong[name], self._place(instance, name)) for name in wrong]
        if closed:
            said = say(_("Row %(row)s: %(fault)s"), row=str(instance.number), fault=closed)
            faults.insert(0, CellFault(said, Place("", instance.number)))
        instance.faults = tuple(faults)
        if faults:
            instance.kind = REFUSED
        elif instance.saved is None:
            instance.kind = NEW
        else:
            written = REMOVED if self.removes(instance) else CHANGED
            instance.kind = CHOOSING if instance.choices else written

    def save_instance(self, instance: SheetRow, is_create: bool, row: object, **kwargs: object) -> None:
        """Write nothing: `Preview.to_write` goes to the door of the table."""

    def after_import(self, dataset: object, result: Preview, **kwargs: object) -> None:
        result.sheet = self
        result.heads = tuple(self.columns[name] for name in self.beside if name in self._columns)
        result.key_head = self.columns[self.key]
        result.missing = tuple(
            self.label_of(saved) for key, saved in self._saved.items() if key not in self._row_of
        )

    @cached_property
    def columns(self) -> Mapping[str, Head]:
        """Our columns as the file has them; without a letter where it lacks one."""
        letters = {name: get_column_letter(place) for place, name in enumerate(self._columns, start=1)}
        return {
            name: Head(name, letters.get(name, ""), words, self.looks.get(name, ""))
            for name, words in self.heads.items()
        }

    def refuse(self, row: SheetRow, name: str, fault: Words) -> None:
        """Record what is wrong with a cell, with its row and column. Only the first fault of a cell is kept."""
        said = say(
            _("Row %(row)s, %(column)s: %(fault)s"), row=str(row.number), column=self.heads[name], fault=fault
        )
        row.wrong.setdefault(name, said)

    def cells_of(self, row: SheetRow) -> Iterable[SheetCell]:
        """The cells of a row; a column that the file lacks is shown only where it is wrong.

        What breaks a rule is said in the words of the portal; what cannot be read is said as it was sent.
        """
        for name in self.heads:
            is_read = name in self.fields and name in row.file.cells
            if name == self.key or not (is_read or name in row.wrong):
                continue
            sent = as_labelled(self.choices, name, row.file.cells.get(name, ""))
            theirs, base = row.theirs.get(name), row.base.get(name)
            value = row.values.get(name) if row.values is not None else None
            old, new = self.words(name, theirs) if row.saved is not None else "", self.words(name, value)
            if name in row.wrong:
                said = (sent or new) if name in row.unread else (new or sent)
                yield self._cell(row, name, cells.WRONG, old, said)
            elif row.saved is None or row.values is None:
                words = new or sent
                yield self._cell(
                    row, name, cells.CHANGED_CELL if words else cells.SAME, "", words, is_new=True
                )
            elif not same(value, theirs):
                yield self._cell(row, name, cells.CHANGED_CELL, old, new)
            elif name in row.clashing:
                yield self._cell(row, name, cells.CHOOSE, old, new)
            elif not same(theirs, base):
                yield self._cell(row, name, cells.THEIRS_CELL, self.words(name, base), new)
            else:
                yield self._cell(row, name, cells.SAME, old, new)

    def _cell(
        self, row: SheetRow, name: str, state: str, old: str, new: str, *, is_new: bool = False
    ) -> SheetCell:
        head = self.columns[name]
        is_beside = name in self.beside and bool(head.letter)
        if state == cells.WRONG:
            return SheetCell(head, state, old, new, is_beside=is_beside, place=self._place(row, name))
        said = name, state, old, new, is_new
        if said not in self._made:
            self._made[said] = SheetCell(head, state, old, new, is_new, is_beside)
        return self._made[said]

    def _place(self, row: SheetRow, name: str) -> Place:
        return Place(self.columns[name].letter, row.number, name)

    def _name(self, row: SheetRow) -> None:
        """Look at the key of a row: a row of the file before it may have it, or nothing that is saved."""
        if not row.key:
            return
        other = self._row_of.setdefault(row.key, row.number)
        if other != row.number:
            row.saved = None
            twice = _("%(code)s is already in row %(other)s. Delete one of the two rows.")
            self.refuse(row, self.key, say(twice, code=row.code, other=str(other)))
        elif row.saved is None:
            # A row that says only what a row had that is gone, now or when the file was made, is no error.
            gone = self._gone.get(row.key)
            if (
                gone is not None
                and not row.wrong
                and self._says(row, self.base_of(gone, self.values_of(gone)))
            ):
                return
            if said := self.why_unknown(row):
                self.refuse(row, self.key, said)

    def _merge(self, row: SheetRow, given: Content) -> None:
        mine = {
            name: given[name] if name in row.file.cells and name not in row.wrong else value
            for name, value in row.base.items()
        }
        has_moved = changed(row.base, row.theirs)
        breaks = partial(self.breaks, row) if has_moved else nothing_breaks
        merged = merge(row.base, row.theirs, mine, self.units, breaks)
        row.clashing = merged.clashing
        row.choices = tuple(self._choices(row, merged, mine))
        row.values = {**merged.values}
        for choice, clash in zip(row.choices, merged.clashes, strict=True):
            if choice.chosen == cells.MINE:
                row.values |= {name: mine[name] for name in clash}

    def _choices(self, row: SheetRow, merged: Merged, mine: Content) -> Iterable[Choice]:
        """What both changed, with who changed these fields: who saved the row last may have changed another one."""
        changes = self.changes_of(row.saved) if merged.clashes else ()
        for clash in merged.clashes:
            version = self.row_version_of(row.saved)
            name = f"choose-{row.number}-{clash[0]}"
            chosen, ticked = answer_to(self._answers, name, version)
            of_these = [change for change in changes if not change.after.keys().isdisjoint(clash)]
            last = of_these[-1] if of_these else None
            is_own = all(change.by_id == self.sender for change in of_these)
            yield Choice(
                name,
                version,
                self._place(row, clash[0]),
                tuple(
                    Side(
                        self.heads[one],
                        *(self.words(one, values[one]) for values in (row.base, row.theirs, mine)),
                    )
                    for one in clash
                    if one in self.heads
                ),
                say(_("%(person)s, %(at)s"), person=str(last.by), at=moment(last.at)) if last else "",
                moment(last.at) if last and is_own else "",
                chosen,
                ticked,
            )

    def _is_twin(self, row: SheetRow) -> bool:
        """Whether a row without a key says the same as one that was added after the file was made."""
        if row.key:
            return False
        twin = next((key for key in self.later_keys() if self._says(row, self._theirs[key])), None)
        if twin is not None:
            self._row_of[twin] = row.number
        return twin is not None

    @staticmethod
    def _says(row: SheetRow, content: Content) -> bool:
        """Whether the cells of the row are those of the content."""
        values = row.values
        return values is not None and all(
            same(values[name], content[name]) for name in row.file.cells if name in values
        )


def _moment(written: str) -> datetime | None:
    """A moment as the cover sheet says it; None where it says none, or one without a time zone."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
