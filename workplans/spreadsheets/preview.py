"""Compare the rows of a spreadsheet with the workplan, row by row, before anything is written.

A workbook was made from a version of the plan. What others changed since then stays; what both changed is asked.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from commit_portal.files.spreadsheets import Row, as_labelled
from commit_portal.i18n.messages import Message, Words, message
from commit_portal.refusals import Violation
from commit_portal.sheets.merge import Merged, changed, nothing_breaks, same
from commit_portal.sheets.merge import Merged, changed, nothing_breaks, same
from workplans.drafting.merged import MONEY, fields_of
from workplans.drafting.messages import row_fault
from workplans.drafting.writing import broken_by
from workplans.models import Activity, Taskforce, Workplan
from workplans.plan.line_content import LineDraft
from workplans.plan.line_history import values_of
from workplans.plan.merging import DATES, WITH_AREA, LineContent, merge_lines
from workplans.plan.rules import wp_3
from workplans.spreadsheets.cells import (
    BESIDE,
    CHANGED_CELL,
    CHOOSE,
    MINE,
    PLAIN,
    SAME,
    THEIRS_CELL,
    WRONG,
    Cell,
    CellFault,
    Choice,
    Place,
    Side,
    answer_to,
    letter_of,
)
from workplans.spreadsheets.columns import CAME_FROM, CHOICES, CODE, HEADS, IN_WORKBOOK, Columns
from workplans.spreadsheets.reading import Reading, cell_fault, read_row
from workplans.spreadsheets.support_sheet import AskingRow

REFUSED, CHOOSING, CHANGED, NEW, UNCHANGED = "refused", "choosing", "changed", "new", "unchanged"
# Cells that a rule compares: where one cannot be read, nothing is said of the others.
JUDGED_TOGETHER = (WITH_AREA.fields, DATES.fields, MONEY)
# What has to be corrected or chosen stands first; what stays the same goes last.
KINDS: Mapping[str, Words] = {
    REFUSED: _("Refused"),
    CHOOSING: _("To choose"),
    CHANGED: _("Changed"),
    NEW: _("New"),
    UNCHANGED: _("Unchanged"),
}


@dataclass(frozen=True)
class PreviewRow:
    """What confirming would do with one row; `kind` is one of `KINDS`.

    `compared` makes the cells of the columns that the file has. `draft` is what would be written; None where nothing is.
    """

    number: int
    kind: str
    code: str
    title: str
    compared: Callable[[], Iterable[Cell]] = tuple
    faults: tuple[CellFault, ...] = ()
    choices: tuple[Choice, ...] = ()
    draft: LineDraft | None = None
    activity: Activity | None = None

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells, made when a page asks for them: a confirmation shows none."""
        return tuple(self.compared())

    @property
    def kind_words(self) -> Words:
        return KINDS[self.kind]

    @property
    def changes(self) -> tuple[Cell, ...]:
        """The cells that confirming would write."""
        return tuple(cell for cell in self.cells if cell.state == CHANGED_CELL)

    @property
    def from_others(self) -> tuple[Cell, ...]:
        """The cells that others changed after the workbook was downloaded; they stay."""
        return tuple(cell for cell in self.cells if cell.state == THEIRS_CELL)

    @property
    def beside(self) -> list[Cell]:
        """The cells under the heads of the table, in their order."""
        found = {cell.name: cell for cell in self.cells if cell.is_beside}
        return [found[name] for name in BESIDE if name in found]

    @property
    def is_closed(self) -> bool:
        """Whether the row as a whole is refused."""
        return any(not fault.name for fault in self.faults)

    @property
    def code_place(self) -> Place | None:
        """Where its code is, where that is wrong."""
        return next((fault.place for fault in self.faults if fault.name == CODE), None)

    @property
    def below(self) -> list[Cell]:
        """The cells of the other columns that say something: changed, wrong, or of a new activity."""
        return [cell for cell in self.cells if cell.state not in PLAIN and not cell.is_beside]


@dataclass(frozen=True)
class Addition:
    """A row that asks for more Secretariat money than its line does now; `more` is US dollars."""

    number: int
    name: str
    more: Decimal
    words: Message


@dataclass(frozen=True)
class Effect:
    """The Secretariat money under the ceiling before and after, in US dollars. `ceiling` is None where there is none."""

    before: Decimal
    changed: Decimal
    new: Decimal
    ceiling: Decimal | None

    @property
    def after(self) -> Decimal:
        return self.before + self.changed + self.new

    @property
    def left(self) -> Decimal | None:
        return None if self.ceiling is None else self.ceiling - self.after

    @property
    def words(self) -> Message:
        """The effect in one sentence, with what is left."""
        if self.left is None or self.ceiling is None:
            code = "rows.money_stays" if self.before == self.after else "rows.money"
            return message(code, before=self.before, after=self.after)
        if self.left < 0:
            return message("rows.money_over", after=self.after, ceiling=self.ceiling, over=-self.left)
        code = "rows.money_stays_of" if self.before == self.after else "rows.money_of"
        return message(code, before=self.before, after=self.after, ceiling=self.ceiling, left=self.left)

    @property
    def by_part(self) -> tuple[Message, ...]:
        """What the changed and the new lines add."""
        parts = (("rows.changed_add", "rows.changed_free", self.changed), ("rows.new_add", "", self.new))
        return tuple(
            message(more if amount > 0 else less, amount=abs(amount))
            for more, less, amount in parts
            if amount
        )


@dataclass(frozen=True)
class Head:
    """A column of the file beside the others: its name, its letter, whether it holds numbers."""

    name: str
    letter: str
    words: str
    is_number: bool


@dataclass(frozen=True)
class WorkbookPreview:
    """What a file would do. `over` refuses it as a whole (WP-3); `additions` are the rows that add money.

    `missing` are the lines that the file does not have: they stay.
    """

    rows: tuple[PreviewRow, ...]
    effect: Effect
    heads: tuple[Head, ...] = ()
    code_letter: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    over: Violation | None = None
    additions: tuple[Addition, ...] = ()
    missing: tuple[Activity, ...] = ()
    # Rows of the sheet of support that ask a partner, or are refused.
    askings: tuple[AskingRow, ...] = ()

    @property
    def refused(self) -> tuple[PreviewRow, ...]:
        return self._of(REFUSED)

    @property
    def sections(self) -> list[tuple[str, Words, tuple[PreviewRow, ...]]]:
        """The rows that do something, by kind, those with problems first."""
        return [(kind, KINDS[kind], rows) for kind in KINDS if kind != UNCHANGED and (rows := self._of(kind))]

    @property
    def unchanged(self) -> tuple[PreviewRow, ...]:
        return self._of(UNCHANGED)

    @property
    def counted(self) -> list[tuple[Words, int]]:
        """How many rows of each kind there are; of those to choose only where there are any."""
        kinds = (NEW, CHANGED, CHOOSING, UNCHANGED, REFUSED)
        return [(KINDS[kind], self.counts[kind]) for kind in kinds if kind != CHOOSING or self.counts[kind]]

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
    def from_others(self) -> tuple[PreviewRow, ...]:
        """The rows in which something of others came in."""
        return tuple(row for row in self.rows if row.from_others)

    @property
    def to_write(self) -> list[tuple[int, Activity | None, LineDraft]]:
        """The rows as `write_lines` takes them."""
        return [
            (row.number, row.activity, row.draft)
            for row in self.rows
            if row.kind in (NEW, CHANGED, CHOOSING) and row.draft is not None
        ]

    @property
    def may_be_confirmed(self) -> bool:
        """Something to write, and nothing refused: a file is taken whole or not at all."""
        does_something = self.counts[NEW] + self.counts[CHANGED] + self.counts[CHOOSING] + len(self.askings)
        return not self.is_refused and bool(does_something)

    @property
    def is_refused(self) -> bool:
        """Whether one of its rows is refused, or all of them together are."""
        return bool(self.counts[REFUSED] or self.askings_refused) or self.over is not None

    @property
    def number_refused(self) -> int:
        return self.counts[REFUSED] + len(self.askings_refused)

    @property
    def askings_refused(self) -> tuple[AskingRow, ...]:
        return tuple(row for row in self.askings if row.faults)

    def _of(self, kind: str) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.kind == kind)


@dataclass(frozen=True)
class Beginning:
    """What a file was made from: the content of the plan's lines by key, and who changed them since.

    `later` are the keys of lines that were added since. `by` names the last to change a line, by its key; `own` says
    when the sender did, where nobody else has changed the line.
    """

    contents: Mapping[int, LineContent] = field(default_factory=dict)
    later: frozenset[int] = frozenset()
    by: Mapping[int, str] = field(default_factory=dict)
    own: Mapping[int, str] = field(default_factory=dict)


def preview_of(
    workplan: Workplan,
    kept: Sequence[Row],
    lines: Iterable[Activity],
    why_closed: Callable[[Activity], Words],
    closed_to_new: Words = "",
    *,
    order: Sequence[str] = (),
    begun: Beginning | None = None,
    earlier: Mapping[str, str] | None = None,
    sent: Mapping[str, str] | None = None,
) -> WorkbookPreview:
    """Compare the rows of an upload with the live lines, and judge all of them as the confirmation will.

    `why_closed` answers "" or why a line is closed; `closed_to_new` is why the plan takes no new one. `order` are the
    columns of the file, `begun` is what it was made from (None: from the plan as it is now). `earlier` has the codes that
    lines were carried over from, by their codes. `sent` are the answers to choices by their names.
    """
    found = list(lines)
    known = {line.code: line for line in found if not line.is_withdrawn}
    withdrawn = {line.code: line for line in found if line.is_withdrawn}
    judge = _Judge(workplan, known, withdrawn, why_closed, closed_to_new, order, begun, sent or {})
    readings = [read_row(judge.columns, row, known, earlier or {}) for row in kept]
    judge.merge(readings, kept)
    rows: list[PreviewRow] = []
    first_row: dict[str, int] = {}
    for row, reading in zip(kept, readings, strict=True):
        other = first_row.setdefault(reading.code, row.number) if reading.code else row.number
        rows.append(judge.row(row, reading, twice=other if other != row.number else None))
    kinds = [item.kind for item in rows]
    changes = [_money_of(row, row.draft) for row in rows if row.draft is not None]
    now = sum((line.counted_cost for line in known.values()), Decimal(0))
    effect = Effect(
        now,
        sum((change.more for row, change in _with_draft(rows, changes) if row.activity), Decimal(0)),
        sum((change.more for row, change in _with_draft(rows, changes) if not row.activity), Decimal(0)),
        workplan.ceiling,
    )
    over = wp_3(workplan, effect.after)
    added = sorted((item for item in changes if item.more > 0), key=lambda item: -item.more)
    codes = {row.code for row in rows}
    return WorkbookPreview(
        tuple(rows),
        effect,
        judge.heads,
        judge.letters.get(CODE, ""),
        {kind: kinds.count(kind) for kind in KINDS},
        over,
        tuple(added) if over else (),
        tuple(line for line in known.values() if line.code not in codes),
    )


def countries_of(activity: Activity) -> tuple[Taskforce, ...]:
    """The countries of a regional line: a workbook does not change them."""
    return tuple(part.taskforce for part in activity.participations.all())


class _Judge:
    """Judges the rows of one file against one plan."""

    def __init__(
        self,
        workplan: Workplan,
        known: Mapping[str, Activity],
        withdrawn: Mapping[str, Activity],
        why_closed: Callable[[Activity], Words],
        closed_to_new: Words,
        order: Sequence[str],
        begun: Beginning | None,
        sent: Mapping[str, str],
    ) -> None:
        self.columns = Columns(workplan)
        self.letters = {name: letter_of(place) for place, name in enumerate(order)}
        self._workplan, self._known, self._withdrawn = workplan, known, withdrawn
        self._why_closed, self._closed_to_new = why_closed, closed_to_new
        self._begun, self._sent = begun or Beginning(), sent
        self._theirs: dict[str, LineContent] = {code: values_of(line) for code, line in known.items()}
        self._mine: dict[int, LineContent] = {}
        self._draft_of = self.columns.ground.draft_of
        # Cells by what they say: many rows say the same.
        self._made: dict[tuple[str, str, str, str, bool], Cell] = {}

    @property
    def heads(self) -> tuple[Head, ...]:
        return tuple(
            Head(name, self.letters[name], self.columns.head(name), name == "secretariat_cost")
            for name in BESIDE
            if name in self.letters
        )

    def merge(self, readings: Iterable[Reading], kept: Iterable[Row]) -> None:
        """Find what each row says beside what it was made from."""
        for reading, row in zip(readings, kept, strict=True):
            line = self._known.get(reading.code)
            if line is None or reading.draft is None:
                continue
            given = values_of(reading.draft)
            before = self._before(line)
            self._mine[row.number] = {
                name: given[name] if name in row.cells and name not in reading.faults else value
                for name, value in before.items()
            }

    def row(self, row: Row, reading: Reading, *, twice: int | None) -> PreviewRow:
        """One row of the preview. `twice` is the number of an earlier row of the same line."""
        faults = dict(reading.faults)
        line = self._known.get(reading.code)
        if twice is not None:
            said = message("row.twice", code=reading.code, other=str(twice))
            faults.setdefault(CODE, cell_fault(row.number, CODE, said))
        elif reading.code and line is None and CODE not in faults:
            gone = self._withdrawn.get(reading.code)
            if gone is not None and self._is_as_begun(row, reading, gone):
                return PreviewRow(row.number, UNCHANGED, reading.code, reading.title)
            code = "row.not_in_plan" if gone is None else "row.withdrawn"
            faults[CODE] = cell_fault(row.number, CODE, message(code, code=reading.code))
        if line is not None and row.number in self._mine and twice is None:
            return self._of_line(row, reading, line, faults)
        return self._new(row, reading, faults)

    def _new(self, row: Row, reading: Reading, faults: dict[str, Message]) -> PreviewRow:
        draft = reading.draft
        if draft is not None and not faults and (twin := self._twin(row, draft)):
            return PreviewRow(row.number, UNCHANGED, twin.code, reading.title, activity=twin)
        if draft is not None and not reading.code:
            faults = self._broken(row, draft, faults) | faults
        compared = partial(self._cells, row, reading, faults, None, draft)
        found = PreviewRow(row.number, NEW, reading.code, reading.title, compared, draft=draft)
        said = self._faults(row, faults)
        if not reading.code and self._closed_to_new:
            closed = row_fault(row.number, self._closed_to_new)
            said = (CellFault(closed, "", Place("", row.number)), *said)
        if said:
            return replace(found, kind=REFUSED, faults=said, draft=None)
        return found

    def _of_line(self, row: Row, reading: Reading, line: Activity, faults: dict[str, Message]) -> PreviewRow:
        before, theirs, mine = self._before(line), self._theirs[line.code], self._mine[row.number]
        merged = merge_lines(
            before, theirs, mine, self._breaks if changed(before, theirs) else nothing_breaks
        )
        choices = tuple(self._choices(row, line, merged, before, theirs, mine))
        values: dict[str, Any] = dict(merged.values)
        for choice, clash in zip(choices, merged.clashes, strict=True):
            if choice.chosen == MINE:
                values |= {name: mine[name] for name in clash.fields}
        draft = self._draft_of(values)
        touched = bool(changed(theirs, values) or choices)
        if touched:
            faults = self._broken(row, draft, faults) | faults
        compared = partial(self._cells, row, reading, faults, line, draft, before, theirs, merged.clashing)
        found = PreviewRow(row.number, UNCHANGED, reading.code, line.title, compared)
        said = self._faults(row, faults)
        if touched and (closed := self._why_closed(line)):
            said = (CellFault(row_fault(row.number, closed), "", Place("", row.number)), *said)
        if said:
            return replace(found, kind=REFUSED, title=reading.title, faults=said)
        if not touched:
            return found
        kind = CHOOSING if choices else CHANGED
        return replace(found, kind=kind, title=draft.title, choices=choices, draft=draft, activity=line)

    def _before(self, line: Activity) -> LineContent:
        return self._begun.contents.get(line.pk, self._theirs[line.code])

    def _breaks(self, values: LineContent) -> frozenset[str]:
        return fields_of(broken_by(self._workplan, self._draft_of(values)))

    def _broken(self, row: Row, draft: LineDraft, faults: Collection[str]) -> dict[str, Message]:
        """What breaks a rule, by column. Where a cell cannot be read, those that are judged beside it are left out."""
        unknown = {name for group in JUDGED_TOGETHER if set(group) & set(faults) for name in group}
        return {
            violation.field: cell_fault(row.number, violation.field, violation.message)
            for violation in reversed(broken_by(self._workplan, draft))
            if violation.field not in unknown
        }

    def _faults(self, row: Row, faults: Mapping[str, Message]) -> tuple[CellFault, ...]:
        order = {name: place for place, name in enumerate(HEADS)}
        named = sorted(faults, key=lambda name: order[name])
        return tuple(CellFault(faults[name], name, self._place(row, name)) for name in named)

    def _place(self, row: Row, name: str) -> Place:
        return Place(self.letters.get(name, ""), row.number, name)

    def _cells(
        self,
        row: Row,
        reading: Reading,
        faults: Mapping[str, Message],
        line: Activity | None,
        draft: LineDraft | None,
        before: LineContent | None = None,
        theirs: LineContent | None = None,
        clashing: frozenset[str] = frozenset(),
    ) -> Iterable[Cell]:
        """The cells of a row; a column that the file lacks is shown only where it is wrong.

        What breaks a rule is said in the words of the portal; what cannot be read is said as it was sent.
        """
        after = values_of(draft) if draft is not None and line is not None else None
        for name in IN_WORKBOOK:
            if name not in row.cells and name not in faults:
                continue
            old = self.columns.words(line, name) if line is not None else ""
            new = self.columns.words(draft, name) if draft is not None else ""
            if name in faults:
                sent = as_labelled(CHOICES, name, row.cells.get(name, ""))
                said = (sent or new) if name in reading.faults else (new or sent)
                yield self._cell(row, name, WRONG, old, said)
            elif line is None or after is None or before is None or theirs is None:
                words = new or as_labelled(CHOICES, name, row.cells.get(name, ""))
                yield self._cell(row, name, CHANGED_CELL if words else SAME, "", words, is_new=True)
            elif not same(after[name], theirs[name]):
                yield self._cell(row, name, CHANGED_CELL, old, new)
            elif name in clashing:
                yield self._cell(row, name, CHOOSE, old, new)
            elif not same(theirs[name], before[name]):
                was = self.columns.words(self._draft_of(before), name)
                yield self._cell(row, name, THEIRS_CELL, was, new)
            else:
                yield self._cell(row, name, SAME, old, new)
        if CAME_FROM in faults:
            yield self._cell(row, CAME_FROM, WRONG, "", row.cells.get(CAME_FROM, ""))

    def _cell(self, row: Row, name: str, state: str, old: str, new: str, *, is_new: bool = False) -> Cell:
        column, letter = self.columns.head(name), self.letters.get(name, "")
        if state == WRONG:
            return Cell(name, column, letter, state, old, new, place=self._place(row, name))
        said = name, state, old, new, is_new
        if said not in self._made:
            self._made[said] = Cell(name, column, letter, state, old, new, is_new)
        return self._made[said]

    def _choices(
        self,
        row: Row,
        line: Activity,
        merged: Merged,
        before: LineContent,
        theirs: LineContent,
        mine: LineContent,
    ) -> Iterable[Choice]:
        said = [self._draft_of(values) for values in (before, theirs, mine)]
        for clash in merged.clashes:
            name = f"choose-{line.number}-{clash.fields[0]}"
            chosen, ticked = answer_to(self._sent, name, line.row_version)
            sides = tuple(
                Side(HEADS[one], *(self.columns.words(draft, one) for draft in said))
                for one in clash.fields
                if one in HEADS
            )
            place = self._place(row, next(iter(clash.fields)))
            yield Choice(
                name,
                line.row_version,
                place,
                sides,
                self._begun.by.get(line.pk, ""),
                chosen,
                ticked,
                self._begun.own.get(line.pk, ""),
            )

    def _twin(self, row: Row, draft: LineDraft) -> Activity | None:
        """The line that says the same as a new row, where it was added after the workbook was downloaded.

        So a workbook that is sent a second time adds nothing twice.
        """
        if row.cells.get(CODE) or not self._begun.later:
            return None
        given = values_of(draft)
        names = [name for name in row.cells if name in given]
        for code, theirs in self._theirs.items():
            line = self._known[code]
            if line.pk in self._begun.later and all(same(theirs[name], given[name]) for name in names):
                return line
        return None

    def _is_as_begun(self, row: Row, reading: Reading, line: Activity) -> bool:
        """Whether the row of a withdrawn line says only what the plan, or the downloaded workbook, had."""
        before = self._begun.contents.get(line.pk) or values_of(line)
        if reading.draft is None or reading.faults:
            return False
        given = values_of(reading.draft)
        return all(same(given[name], before[name]) for name in row.cells if name in given)


def _with_draft(
    rows: Iterable[PreviewRow], changes: Iterable[Addition]
) -> Iterable[tuple[PreviewRow, Addition]]:
    return zip((row for row in rows if row.draft is not None), changes, strict=True)


def _money_of(row: PreviewRow, draft: LineDraft) -> Addition:
    """What a row that can be written does to the money under the ceiling."""
    after = draft.counted_cost
    name = f"{row.code} {row.title}".strip()
    if row.activity is None:
        return Addition(row.number, name, after, message("row.new_money", after=after))
    before = row.activity.counted_cost
    words = message("row.more_money", before=before, after=after, more=after - before)
    return Addition(row.number, name, after - before, words)
