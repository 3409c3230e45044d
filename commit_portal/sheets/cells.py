"""The cells of a preview: what is saved, what the file says, and what a person has to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commit_portal.i18n import Words, comma_list

NEW_CELL = "new"
SAME, CHANGED_CELL, WRONG, THEIRS_CELL, CHOOSE = "same", "changed", "wrong", "theirs", "choose"
PLAIN = (SAME, CHOOSE)
# The answers to a choice.
THEIRS, MINE = "theirs", "mine"
# What a page says of a cell that is not plain.
CELL_TEMPLATE = "sheets/cell.html"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is in the sheet: `letter` is "" where the file does not have the column, `name` "" of a whole row."""

    letter: str
    row: int
    name: str = ""

    @property
    def anchor(self) -> str:
        """The address of the cell on the page."""
        if not self.name:
            return f"row-{self.row}"
        return f"cell-{self.letter}{self.row}" if self.letter else f"cell-{self.name}-{self.row}"

    @property
    def note(self) -> str:
        """The address of what is wrong there."""
        return f"{self.anchor}-note"


@dataclass(frozen=True)
class Head:
    """A column that every row of a preview shows: its name, its letter, the class of its cells."""

    name: str
    letter: str
    words: Words
    look: str = ""


@dataclass(frozen=True)
class SheetCell:
    """One cell, in words: `old` is saved, `new` is what confirming writes, or what cannot be read.

    Where somebody changed it after the workbook was downloaded, `old` is what the workbook had. Only a wrong cell has a
    `place`: any other one is the same in all rows that say the same.
    """

    head: Head
    state: str
    old: str
    new: str
    is_new: bool = False
    is_beside: bool = False
    place: Place | None = None

    @property
    def column(self) -> str:
        """The head of its column, in the reader's language."""
        return str(self.head.words)

    @property
    def is_plain(self) -> bool:
        """Whether its words are all that is said of it: a new row has nothing to be compared with."""
        return self.is_new or self.state in PLAIN

    @property
    def attributes(self) -> SafeString:
        """The attributes by which a page sets it off. A summary leads to a wrong one."""
        attributes = flatatt(
            {
                "data-label": self.column,
                "data-cell": NEW_CELL if self.is_new and self.state == CHANGED_CELL else self.state,
                "class": self.head.look or None,
            }
        )
        if self.place is None:
            return attributes
        led_to = ' id="{}" tabindex="-1" aria-describedby="{}"'
        return attributes + format_html(led_to, self.place.anchor, self.place.note)

    @cached_property
    def element(self) -> SafeString:
        """Its element on the page, made once for all rows that say the same."""
        words = self.new if self.is_plain else render_to_string(CELL_TEMPLATE, {"cell": self})
        if self.is_beside:
            return format_html('<td role="cell"{}>{}</td>', self.attributes, words)
        return format_html(
            '<div{}><dt><span class="letter">{}</span> {}</dt><dd{}>{}</dd></div>',
            self.attributes,
            self.head.letter,
            self.column,
            flatatt({"class": "as-written" if self.is_plain else None}),
            words,
        )

    def __html__(self) -> str:
        """The element, where a template shows the cell: a template of its own costs ten times as much for each."""
        return self.element


@dataclass(frozen=True)
class CellFault:
    """What is wrong with a row or one of its cells, and where that is on the page."""

    said: Words
    place: Place

    def __str__(self) -> str:
        return str(self.said)


@dataclass(frozen=True)
class Side:
    """One field of a choice, in words: in the downloaded workbook, saved now, in the file."""

    column: Words
    before: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Choice:
    """Cells that both changed. `name` is that of the radio buttons; `chosen` is "" until somebody chooses.

    `by` says who saved the other side last and when. `own_at` says when the sender did, where nobody else has changed
    these cells: in the table, or with the file of somebody else.

    `asks` is the question where there is none of two changes, but of what the file means.

    The answer carries the row version of the saved row: whoever changes it a third time is asked about again.
    """

    name: str
    version: int
    place: Place
    sides: tuple[Side, ...]
    by: Words = ""
    own_at: Words = ""
    chosen: str = ""
    ticked: str = ""
    asks: Words = ""

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The values of the two radio buttons: theirs, mine."""
        return (THEIRS, f"{THEIRS}:{self.version}"), (MINE, f"{MINE}:{self.version}")

    @property
    def columns(self) -> str:
        """The heads of its columns."""
        return comma_list(side.column for side in self.sides)


def answer_to(sent: Mapping[str, str], name: str, version: int) -> tuple[str, str]:
    """The answer that counts, and the one to tick: one to an older version of the row only stays ticked."""
    answer, _, of = sent.get(name, "").partition(":")
    if answer not in (THEIRS, MINE):
        return "", ""
    return (answer if of == str(version) else "", answer)
