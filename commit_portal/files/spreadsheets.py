"""Read and write spreadsheets. A file is hostile until it is read to the end, and never holds a formula.

Every refusal is an `UnreadableFile` whose text is a sentence for the person who uploaded. Limits are counted
on what is really in the file, never on what it says of itself: a lying dimension or size costs nothing.
"""

import contextlib
import csv
import hashlib
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from django.conf import settings
from django.core.files import File
from django.db.models import TextChoices
from django.utils.translation import check_for_language, get_language, gettext, gettext_lazy as _, override
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.numbers import FORMAT_GENERAL, FORMAT_TEXT
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from commit_portal.files.packages import Unfit, unpacked
from commit_portal.i18n import Message, Param, Words, from_plain, message, say, to_plain
from commit_portal.i18n.parsing import one_line_end

MAX_BYTES = 1_000_000
MAX_UNPACKED = 5 * 1024 * 1024
MAX_PARTS = 100
# What is parsed costs by the element, empty or not. A sheet of 500 full rows and 40 columns has 80,000 for its
# cells and their texts; anything else (styles, merged cells, formats inside a text) costs openpyxl several times
# as much, each.
MAX_CELL_ELEMENTS = 100_000
MAX_OTHER_ELEMENTS = 20_000
MAX_DEPTH = 50
# Characters in all cells together: one shared text may stand in every cell.
MAX_TEXT = 5_000_000
MAX_ROWS = 500
# The last row that is read: empty rows may lie between full ones.
LAST_ROW = 4 * (MAX_ROWS + 1)
MAX_COLUMNS = 40
MAX_HEADER = 100
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = (".xlsx", ".csv", ".tsv")
ABOUT_SHEET = _("About this file")
CHOICES_SHEET = "Choices"
# The ground of a cell with a comment (--error-pale of the pages), and who speaks in it.
MARKED, MARKED_BY = "FBE9E6", "COMMIT Portal"
HEAD_FONT, HEAD_FILL = Font(bold=True, color="FF12485A"), PatternFill("solid", fgColor="FFF3F0E8")

# What spreadsheet programs take for the beginning of a formula, full-width forms too (OWASP ASVS 1.2.10).
_RISKY = re.compile(r"'*\s*[=+\-@\t\r\n\0＝＋－＠]")
_QUOTED = re.compile(r"'+\s*[=+\-@\t\r\n\0＝＋－＠]")
_FORMULA = re.compile(r"\s*[=＝]")
# Where a program that separates by semicolon or tab begins a cell inside a text of ours: it does not heed the quotes.
_RISKY_INSIDE = re.compile(r"(?<=[;\t\r\n])(?=['\"\s]*[=+\-@\t\r\n\0＝＋－＠])")
_QUOTED_INSIDE = re.compile(r"(?<=[;\t\r\n])'(?=['\"\s]*[=+\-@\t\r\n\0＝＋－＠])")
# Not allowed in XML, so not in a workbook: control characters, lone surrogates, non-characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})\Z")
_RANGE = re.compile(r"([A-Z]{1,3}[1-9]\d{0,6}):([A-Z]{1,3}[1-9]\d{0,6})\Z")
_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_CELL_TAGS = frozenset({"row", "c", "v", "is", "t", "si"})
_ZIP = b"PK\x03\x04"

TOO_MANY_ROWS = _("This file has more than %(most)s rows. Send the file in parts.")
TOO_MANY_CELLS = _(
    "This workbook has too many cells or formats. Copy the rows into a new workbook, and send the new workbook."
)
DAMAGED = _(
    "The portal cannot read this file as an Excel workbook. Open the file in Excel and save it again as .xlsx."
)
# Why a package is not unpacked, with what to do; all else is damaged.
_UNFIT = {
    "parts": _(
        "This workbook has too many parts. Copy the rows into a new workbook, and send the new workbook."
    ),
    "locked": _("This workbook has a password. Save the workbook without a password."),
    "unpacked": _(
        "This workbook is too large. Copy the rows into a new workbook, and send the new workbook."
    ),
}

type CellValue = str | int | float | Decimal | date | None
# The style of each kind of cell in each format, of one workbook: openpyxl takes as long to find a style as to write
# the cell.
type _Styles = dict[tuple[type, str], Any]


# Row and column, both from 1.
type _Place = tuple[int, int]
# The places of a sheet that are not read, by the part of the package that is this sheet.
type _Sheets = dict[str, _Unread]


class UnreadableFile(Exception):
    """The file is not read and nothing is saved. The message is a sentence that says what to do, with its parameters."""

    def __init__(self, said: Words, **params: Param) -> None:
        # A sentence that is whole may hold a percent sign.
        super().__init__(say(str(said), **params) if params else str(said))


@dataclass(frozen=True)
class Row:
    """One row: the number that the spreadsheet program shows beside it, and its cells as text by column.

    `faults` are the cells that are not read, by column: a formula, say. What it showed last is its text.
    """

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, Message] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The contents of a file, or of one further sheet: heads, rows that are not empty, the cover sheet, the SHA-256 digest.

    Every cell is text: a date is 2011-03-01, a number has no thousands separator and no exponent, a line ends with a
    line feed.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    digest: str
    about: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    # Further sheets by the codes that the reader of the file gave them; none of a text file.
    further: "Mapping[str, Table]" = field(default_factory=dict)

    def by_code(
        self,
        heads: Mapping[str, Words],
        about: Mapping[str, Words],
        choices: Mapping[str, type[TextChoices]] | None = None,
    ) -> "Table":
        """The same table with heads and lines of the cover sheet by their codes, where they are known.

        A head is known in the language that the workbook names, in the reader's and in English. `choices` has the
        table of each column with a list of ours: its labels become values, upper or lower case. Another word stays.
        """
        codes, lines = _codes(heads, self.language), _codes(about, self.language)
        labels = {column: _values(table, self.language) for column, table in (choices or {}).items()}
        return replace(
            self,
            columns=tuple(codes.get(column, column) for column in self.columns),
            rows=tuple(
                Row(
                    row.number,
                    {
                        column: labels[column].get(_folded(cell), cell) if column in labels else cell
                        for name, cell in row.cells.items()
                        for column in [codes.get(name, name)]
                    },
                    {codes.get(name, name): fault for name, fault in row.faults.items()},
                )
                for row in self.rows
            ),
            about={lines.get(name, name): value for name, value in self.about.items()},
        )


def read_rows(upload: "File[Any]", *, further: Mapping[str, Words] | None = None) -> Table:
    """Read an uploaded .xlsx, .csv or .tsv; the heads stand in row 1 (of the sheet that was open last).

    `further` are titles of other sheets by code: of these, the ones that the workbook has are read as well.

    Raises `UnreadableFile` with a sentence. Costs about a second of one processor and less than 100 MB, whatever
    the file.
    """
    suffix = PurePath(upload.name or "").suffix.lower()
    if suffix not in SUFFIXES:
        said = _("The portal cannot read this file as a spreadsheet. Send an .xlsx, .csv or .tsv file.")
        raise UnreadableFile(said)
    upload.seek(0)
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(_("This file is larger than 1 MB. Send only the rows that you need."))
    if not data:
        raise UnreadableFile(_("This file is empty. Send a file with rows."))
    if suffix == ".xlsx":
        return _read_workbook(data, further or {})
    return _read_text(_decoded(data), "\t" if suffix == ".tsv" else None, _digest(data))


def read_pasted(text: str) -> Table:
    """Read rows that were copied in a spreadsheet program and pasted into a field, heads first."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(_("These rows are more than 1 MB. Paste fewer rows."))
    if not text.strip():
        said = _("Nothing was pasted. Copy the rows with their column headings and paste them.")
        raise UnreadableFile(said)
    return _read_text(text, "\t", _digest(data))


def rows_to_keep(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows of a table as JSON, to wait for their confirmation (`commit_portal.models.KeptRows`)."""
    return [
        {
            "number": row.number,
            "cells": dict(row.cells),
            "faults": {name: to_plain(fault) for name, fault in row.faults.items()},
        }
        for row in rows
    ]


def rows_kept(kept: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """The rows again that `rows_to_keep` wrote."""
    return tuple(
        Row(
            row["number"],
            row["cells"],
            # A row that was kept before faults were has none.
            {name: from_plain(fault) for name, fault in row.get("faults", {}).items()},
        )
        for row in kept
    )


def in_place(rows: Iterable[tuple[int, Sequence[CellValue]]]) -> Iterator[Sequence[CellValue]]:
    """Rows by their numbers, in their order, with an empty one wherever a number is missing. The heads are row 1."""
    last = 1
    for number, cells in rows:
        yield from ([] for _gap in range(last + 1, number))
        yield cells
        last = number


def as_labelled(choices: Mapping[str, type[TextChoices]], column: str, cell: str) -> str:
    """The label of a value that `Table.by_code` put in the place of the cell's words; any other cell as it is."""
    table = choices.get(column)
    return str(table(cell).label) if table is not None and cell in table.values else cell


def as_pasted(
    rows: Sequence[Row], heads: Mapping[str, Words], choices: Mapping[str, type[TextChoices]]
) -> str:
    """Rows as a spreadsheet program copies them, below the heads of their columns: `read_pasted` reads them as they were.

    Columns without a cell are left out, so that they change nothing.
    """
    columns = [column for column in heads if any(column in row.cells for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(str(heads[column]) for column in columns)
    writer.writerows(
        [as_labelled(choices, column, row.cells.get(column, "")) for column in columns] for row in rows
    )
    return out.getvalue().removesuffix("\n")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _decoded(data: bytes) -> str:
    if data.startswith((_ZIP, _OLD_OR_ENCRYPTED)):
        said = _("This is an Excel workbook with the name of a text file. Rename the file to .xlsx.")
        raise UnreadableFile(said)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    # UTF-16 and UTF-32 begin with bytes that UTF-8 does not have, or hold a null.
    if "\0" in text:
        said = _('This text file is not UTF-8. Save the file as "CSV UTF-8", or send the workbook as .xlsx.')
        raise UnreadableFile(said)
    if re.match(r"\s*<(!doctype|html|\?xml|table|script|svg|body|head)\b", text, re.IGNORECASE):
        raise UnreadableFile(_("This is a web page, not a spreadsheet. Send an .xlsx, .csv or .tsv file."))
    return text


def _read_text(text: str, delimiter: str | None, digest: str) -> Table:
    if delimiter is None:
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                lines.append((number, cells))
            if len(lines) > MAX_ROWS + 1:
                raise UnreadableFile(TOO_MANY_ROWS, most=MAX_ROWS)
    except csv.Error:
        said = _(
            "The portal cannot read this file as a table. A quotation mark or a separator is wrong. Correct the file."
        )
        raise UnreadableFile(said) from None
    plain = [
        _Line(
            number,
            [one_line_end(_QUOTED_INSIDE.sub("", cell)).strip() for cell in cells],
            {place: message("cells.formula") for place, cell in enumerate(cells) if _FORMULA.match(cell)},
        )
        for number, cells in lines
    ]
    return _table(plain, digest, {})


def _read_workbook(data: bytes, further: Mapping[str, Words]) -> Table:
    said = _(
        "This file has the name .xlsx, but it is not an Excel workbook. Save the file as .xlsx in Excel."
    )
    if data.startswith(_OLD_OR_ENCRYPTED):
        said = _(
            "This workbook has a password, or it is an old .xls file. Save the workbook as .xlsx without a password."
        )
    if not data.startswith(_ZIP):
        raise UnreadableFile(said)
    counts: Counter[bool] = Counter()
    sheets: _Sheets = {}
    try:
        for name, part in unpacked(data, most=MAX_UNPACKED, most_parts=MAX_PARTS).items():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name, re.IGNORECASE):
                sheet = _SheetElements(counts)
                _parse(part, sheet)
                sheets[name.lower()] = sheet.unread
            else:
                no_xml = () if name.lower().endswith((".xml", ".rels")) else (ParseError,)
                with contextlib.suppress(*no_xml):
                    _parse(part, _Elements(counts))
        return _cells_of(data, further, sheets)
    except Unfit as unfit:
        raise UnreadableFile(_UNFIT.get(unfit.code, DAMAGED)) from None
    except (
        ArithmeticError, AttributeError, InvalidFileException, LookupError, OSError, SyntaxError, TypeError,
        ValueError, zipfile.BadZipFile, DefusedXmlException,
    ):  # fmt: skip
        # What openpyxl raises over damaged parts is not one type: each of these was provoked in a test.
        # What is not XML is a SyntaxError, of whichever parser.
        raise UnreadableFile(DAMAGED) from None


@dataclass
class _Unread:
    """The columns of formulas by their rows, and merged cells: each but the first of its range, with the place of the first."""

    formulas: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[_Place, _Place] = field(default_factory=dict)

    def merge(self, written: str | None) -> None:
        """Take a range like B2:C4, as far as it lies in what is read. Ranges never overlap in an honest workbook."""
        found = _RANGE.match(written or "")
        if not found:
            return
        (top, left), (bottom, right) = _place(found[1], 0, 0), _place(found[2], 0, 0)
        bottom, right = min(bottom, LAST_ROW), min(right, MAX_COLUMNS)
        covered = max(bottom - top + 1, 0) * max(right - left + 1, 0)
        if covered + len(self.merged) > LAST_ROW * MAX_COLUMNS:
            raise UnreadableFile(TOO_MANY_CELLS)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.merged[row, column] = top, left


@dataclass(frozen=True)
class _Line:
    """A row of a file: its number, its cells as text, and what is wrong with some of them by their place from 0."""

    number: int
    cells: Sequence[str]
    faults: Mapping[int, Message]


class _Elements:
    """Takes the elements of a part as they are parsed; none is kept. `counts` has those of all parts of the workbook.

    Refuses beyond the limits.
    """

    def __init__(self, counts: Counter[bool]) -> None:
        # Of cells (True), and of anything else.
        self._counts = counts
        # Tags without their namespaces: those of the elements that are open, and all that were met.
        self.above: list[str] = []
        self._tags: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = self._tags.get(name)
        if tag is None:
            tag = self._tags[name] = name.rpartition("}")[2]
        is_of_cell = tag in _CELL_TAGS
        self._counts[is_of_cell] += 1
        most = MAX_CELL_ELEMENTS if is_of_cell else MAX_OTHER_ELEMENTS
        if self._counts[is_of_cell] > most or len(self.above) >= MAX_DEPTH:
            raise UnreadableFile(TOO_MANY_CELLS)
        self.opened(tag, attributes)
        self.above.append(tag)

    def end(self, _name: str) -> None:
        self.closed(self.above.pop())

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins inside those of `above`."""

    def closed(self, tag: str) -> None:
        """An element ends."""


class _SheetElements(_Elements):
    """Checks the places of values, and notes those that are not read. Empty formatted cells count as elements only."""

    def __init__(self, counts: Counter[bool]) -> None:
        super().__init__(counts)
        self.unread = _Unread()
        self._row = self._column = 0
        self._full_rows: set[int] = set()
        # What the cell that is open holds.
        self._held: set[str] = set()

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
        elif tag == "c":
            self._row, self._column = _place(attributes.get("r"), self._row, self._column + 1)
            self._held = set()
        elif tag == "mergeCell":
            self.unread.merge(attributes.get("ref"))
        elif self.above and self.above[-1] == "c":
            self._held.add(tag)

    def closed(self, tag: str) -> None:
        if tag != "c" or self._held.isdisjoint(("v", "is", "f")):
            return
        row, column = self._row, self._column
        if column > MAX_COLUMNS:
            said = _(
                "Cell %(cell)s is far from the table. The portal reads at most %(most)s columns. Clear the cell."
            )
            raise UnreadableFile(said, cell=f"{get_column_letter(column)}{row}", most=MAX_COLUMNS)
        self._full_rows.add(row)
        if row > LAST_ROW or len(self._full_rows) > MAX_ROWS + 1:
            raise UnreadableFile(TOO_MANY_ROWS, most=MAX_ROWS)
        if "f" in self._held:
            self.unread.formulas.setdefault(row, set()).add(column)


def _parse(part: bytes, target: _Elements) -> None:
    parser = XMLParser(target=target, forbid_dtd=True)
    parser.feed(part)
    parser.close()


def _number(written: str | None, otherwise: int) -> int:
    if written is None:
        return otherwise
    if not re.fullmatch(r"[1-9][0-9]{0,6}", written):
        raise UnreadableFile(DAMAGED)
    return int(written)


def _place(written: str | None, row: int, column: int) -> tuple[int, int]:
    if written is None:
        return row, column
    found = _REFERENCE.match(written)
    if not found:
        raise UnreadableFile(DAMAGED)
    return int(found[2]), column_index_from_string(found[1])


def _cells_of(data: bytes, further: Mapping[str, Words], sheets: _Sheets) -> Table:
    with warnings.catch_warnings():
        # openpyxl warns of everything it does not keep; nothing of a read file is kept. It does not parse formulas,
        # which may take long: their places are known already.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    language = book.properties.language or ""
    beside = {
        code: book[title] for title, code in _codes(further, language).items() if title in book.sheetnames
    }
    sheet = book.active
    covers = [book[title] for title in _codes({"about": ABOUT_SHEET}, language) if title in book.sheetnames]
    ours = (*beside.values(), *covers)
    if sheet in ours:
        # The sheet that was open last is not the one with the rows.
        sheet = next((one for one in book.worksheets if one not in ours), sheet)
    lines = list(_lines(sheet, LAST_ROW, sheets)) if hasattr(sheet, "iter_rows") else []
    if not lines:
        said = _("The open sheet of this workbook has no table. Open the sheet with the rows, and save.")
        raise UnreadableFile(said)
    about = {}
    for of_file in covers:
        if of_file is not sheet:
            cover = list(_lines(of_file, 50, sheets, is_cover=True))
            if wrong := [line for line in cover if line.faults]:
                raise UnreadableFile(_formula(wrong[0]))
            about = {
                line.cells[0]: "".join(line.cells[1:2]) for line in cover if line.cells and line.cells[0]
            }
    digest = _digest(data)
    tables = {code: _further_table(one, digest, language, sheets) for code, one in beside.items()}
    main = _table(lines, digest, about)
    return replace(
        main, language=language, further={code: table for code, table in tables.items() if table is not None}
    )


def _further_table(sheet: Any, digest: str, language: str, sheets: _Sheets) -> Table | None:
    """The table of a further sheet; None where it has no rows. A refusal names the sheet."""
    lines = list(_lines(sheet, LAST_ROW, sheets))
    if len(lines) < 2:
        return None
    try:
        return replace(_table(lines, digest, {}), language=language)
    except UnreadableFile as unreadable:
        said = _("Sheet %(sheet)s. %(fault)s")
        raise UnreadableFile(said, sheet=sheet.title, fault=str(unreadable)) from None


def _values(table: type[TextChoices], language: str) -> dict[str, str]:
    """The values of a table of choices by what a cell may say: the value, or its label in one of the languages."""
    labels = _codes(dict(table.choices), language)
    return {
        _folded(said): str(value)
        for said, value in (*((value, value) for value in table.values), *labels.items())
    }


def _folded(word: str) -> str:
    """A word as it is compared: one blank between its parts, upper and lower case alike."""
    return " ".join(word.split()).casefold()


def _codes(labels: Mapping[str, Words], language: str) -> dict[str, str]:
    """The codes of labels, in each language in which a file may name them."""
    found: dict[str, str] = {}
    for spoken in dict.fromkeys((settings.LANGUAGE_CODE, get_language(), language)):
        if spoken and check_for_language(spoken):
            with override(spoken):
                found |= {str(label): code for code, label in labels.items()}
    return found


def _lines(sheet: Any, last_row: int, sheets: _Sheets, *, is_cover: bool = False) -> Iterator[_Line]:
    """The rows that hold something, with their numbers; the sheet's own idea of its size is not asked.

    A merged cell below the heads is a fault in each place but the first: a program shows one value for all of them.
    """
    # openpyxl knows which part of the package a sheet is, and says it nowhere else.
    path = str(sheet._worksheet_path).lstrip("/").lower()
    if path not in sheets:
        raise UnreadableFile(DAMAGED)
    unread = sheets[path]
    merged = {} if is_cover else unread.merged
    full: set[_Place] = set()
    sheet.reset_dimensions()
    rows = sheet.iter_rows(min_row=1, max_row=last_row, max_col=MAX_COLUMNS)
    length = 0
    for number, padded in enumerate(rows, start=1):
        # The cells of a row up to the last one with a value: openpyxl fills each row up to the last column.
        last = len(padded)
        while last and padded[last - 1].value is None:
            last -= 1
        cells = padded[:last]
        length += sum(len(cell.value) for cell in cells if isinstance(cell.value, str))
        if length > MAX_TEXT:
            raise UnreadableFile(_("The texts in this workbook are too long. Send the workbook in parts."))
        texts = [_text_of(cell) for cell in cells]
        faults = _faults(cells, unread.formulas.get(number, ()))
        if any(texts) or faults:
            if merged:
                full |= {(number, place) for place, text in enumerate(texts, start=1) if text}
                faults = _covered(number, texts, merged, full) | faults
            yield _Line(number, texts, faults)


def _faults(cells: Iterable[Any], formulas: Iterable[int]) -> dict[int, Message]:
    """The cells of a row that hold no value, by their place from 0. `formulas` are columns from 1."""
    errors = {
        place: message("cells.error", error=str(cell.value))
        for place, cell in enumerate(cells)
        if cell.data_type == "e"
    }
    return errors | {column - 1: message("cells.formula") for column in sorted(formulas)}


def _covered(
    number: int, texts: Sequence[str], merged: Mapping[_Place, _Place], full: Collection[_Place]
) -> dict[int, Message]:
    """The cells of a row that are merged with another one, where one of the two holds something."""
    if number == 1:
        return {}
    covered = {place: merged.get((number, place + 1)) for place in range(MAX_COLUMNS)}
    return {
        # Rows and columns count from 1; the cell is named as a program names it: A2.
        place: message("cells.merged", cell=f"{get_column_letter(first[1])}{first[0]}")
        for place, first in covered.items()
        if first is not None and (first in full or any(texts[place : place + 1]))
    }


def _text_of(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = Decimal(format(value, ".15g"))
        return f"{number:f}" if number.is_finite() and abs(number.adjusted()) < 20 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    # Excel writes a carriage return inside a cell in this way, and openpyxl leaves it.
    return one_line_end(str(value).replace("_x000D_", "\r")).strip()


def _table(lines: list[_Line], digest: str, about: Mapping[str, str]) -> Table:
    if not lines:
        raise UnreadableFile(_("This file has no rows. Send a file with rows."))
    heads = lines[0]
    if heads.number != 1:
        raise UnreadableFile(_("Row 1 is empty. Write the column headings in row 1."))
    if heads.faults:
        raise UnreadableFile(_formula(heads))
    columns = _heads(heads.cells)
    if len(lines) == 1:
        said = _("There are no rows below the column headings. Send the headings and the rows.")
        raise UnreadableFile(said)
    return Table(columns, tuple(_row(line, columns) for line in lines[1:]), digest, about)


def _row(line: _Line, columns: Sequence[str]) -> Row:
    beyond = [place for place, cell in enumerate(line.cells) if place >= len(columns) and cell]
    if beyond:
        said = _("Row %(row)s has a cell to the right of the last column heading. Clear that cell.")
        raise UnreadableFile(said, row=str(line.number))
    padded = [*line.cells, *[""] * len(columns)]
    return Row(
        line.number,
        {column: from_text(cell) for column, cell in zip(columns, padded, strict=False)},
        {columns[place]: fault for place, fault in line.faults.items() if place < len(columns)},
    )


def _heads(cells: Sequence[str]) -> tuple[str, ...]:
    last = max((index for index, head in enumerate(cells, start=1) if head.strip()), default=0)
    columns = tuple(" ".join(from_text(head).split()) for head in cells[:last])
    if len(columns) > MAX_COLUMNS:
        said = _("This file has more than %(most)s columns. Remove some columns.")
        raise UnreadableFile(said, most=MAX_COLUMNS)
    for index, column in enumerate(columns, start=1):
        letter = get_column_letter(index)
        if not column:
            said = _("Column %(column)s has no heading in row 1. Write the column headings in row 1.")
            raise UnreadableFile(said, column=letter)
        if len(column) > MAX_HEADER:
            said = _(
                "The heading of column %(column)s is longer than %(most)s characters. Make the heading shorter."
            )
            raise UnreadableFile(said, column=letter, most=MAX_HEADER)
        if columns.index(column) != index - 1:
            said = _("Two columns have the same heading, “%(head)s”. Remove one column.")
            raise UnreadableFile(said, head=column)
    return columns


def _formula(line: _Line) -> str:
    """Names the first cells of a line that are not read, where a line of values is needed."""
    cells = ", ".join(f"{get_column_letter(place + 1)}{line.number}" for place in list(line.faults)[:5])
    return gettext(
        "Cell %(cells)s has a formula, and the portal does not read formulas. Write the value in the cell."
    ) % {"cells": cells}


def as_text(value: str) -> str:
    """A text that no spreadsheet program takes for a formula: a risky beginning gets a quotation mark.

    `from_text` takes exactly that mark away, so that what went out comes back the same.
    """
    return f"'{value}" if _RISKY.match(value) else value


def from_text(value: str) -> str:
    """The text as it was before `as_text`; any other text as it is."""
    return value[1:] if _QUOTED.match(value) else value


def cell_text(value: str) -> str:
    """A text for a cell of a workbook: no formula (`as_text`), and nothing that XML refuses."""
    return _NOT_IN_XML.sub("\ufffd", as_text(value))


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook: heads, rows, and by head what may be chosen and the width in characters.

    `marks` are comments by row and column, both from 1: their cells are filled as well. The first `fixed` columns stay
    in view, and the rows with the numbers of `sums` are bold.
    """

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[CellValue]]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    fixed: int = 0
    sums: Collection[int] = field(default_factory=list)


def write_xlsx(
    *tables: Sheet,
    about: Mapping[str, CellValue] | None = None,
    amounts: str = FORMAT_GENERAL,
    **properties: str | datetime | None,
) -> bytes:
    """A workbook with tables, their heads in row 1. Numbers stay numbers, dates dates, texts are harmless.

    `about` becomes a cover sheet behind the tables: which file is this, of which version. What may be chosen stands in
    drop-down lists from a hidden sheet. `amounts` is the format of decimal numbers; `properties` are those of the file.
    """
    book = Workbook()
    # Heads and choices are read back: the file says in which language they are.
    for field_name, known in {**properties, "language": get_language()}.items():
        setattr(book.properties, field_name, known)
    styles: _Styles = {}
    for place, table in enumerate(tables):
        _write_table(book.create_sheet() if place else book.active, table, styles, amounts)
    if about:
        cover = book.create_sheet(str(ABOUT_SHEET))
        cover.column_dimensions["A"].width = 24
        cover.column_dimensions["B"].width = 80
        for place, (name, value) in enumerate(about.items(), start=1):
            _put(cover.cell(place, 1), name, styles)
            _put(cover.cell(place, 2), value, styles)
    for sheet, table in zip(book.worksheets, tables, strict=False):
        _add_choices(book, sheet, table, styles)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_table(sheet: Any, table: Sheet, styles: _Styles, amounts: str) -> None:
    """Write the heads and rows of a table."""
    sheet.title = table.title[:31]
    # A code that looks like a number is typed as the text of the list: LibreOffice empties a cell that is not one of
    # its list.
    formats = [FORMAT_TEXT if table.choices.get(column) else FORMAT_GENERAL for column in table.columns]
    of_heads: _Styles = {}
    for index, (column, number_format) in enumerate(zip(table.columns, formats, strict=True), start=1):
        head = sheet.cell(1, index)
        _put(head, column, of_heads)
        head.font, head.fill = HEAD_FONT, HEAD_FILL
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width, dimension.number_format = table.widths.get(column, 14), number_format
    for number, row in enumerate(table.rows, start=2):
        for index, (value, number_format) in enumerate(zip(row, formats, strict=False), start=1):
            as_written = amounts if isinstance(value, Decimal) else number_format
            _put(sheet.cell(number, index), value, styles, as_written)
    # A style is shared by all cells of its kind.
    for cell in (cell for number in table.sums for cell in sheet[number]):
        cell._style = copy(cell._style)
        cell.font = Font(bold=True)
    for (number, place), said in table.marks.items():
        cell = sheet.cell(number, place)
        cell._style = copy(cell._style)
        cell.fill = PatternFill("solid", fgColor=MARKED)
        cell.comment = Comment(cell_text(said), MARKED_BY, width=320, height=110)
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}2"
    # On paper all columns stand on one page, and each page has the heads.
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """The same table as CSV: UTF-8 with the mark by which Excel knows it, texts harmless whatever separates cells.

    An office's Excel may separate by semicolon or tab. Inside a text, what would begin a formula then gets a quotation
    mark, which reading takes away.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([as_text(column) for column in columns])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _plain(value: CellValue) -> str:
    if value is None:
        return ""
    if value == 0:
        return "0"
    if isinstance(value, str):
        return _RISKY_INSIDE.sub("'", as_text(value.replace("\0", "\ufffd")))
    return value.isoformat() if isinstance(value, date) else str(value)


def _put(cell: Cell, value: CellValue, styles: _Styles, number_format: str = FORMAT_GENERAL) -> None:
    if isinstance(value, str):
        cell.value = cell_text(value)
        # openpyxl guesses a type from a text ("=...", "#N/A"); ours are texts, whatever they look like.
        cell.data_type = "s"
    else:
        cell.value = value
    kind = type(value), number_format
    if kind not in styles:
        cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else number_format
        styles[kind] = cell._style
    else:
        cell._style = styles[kind]


def _add_choices(book: Workbook, sheet: Any, table: Sheet, styles: _Styles) -> None:
    # A list of nothing would refer to row 0, which Excel wants to repair.
    offered = {column: values for column, values in table.choices.items() if values}
    if not offered:
        return
    if CHOICES_SHEET not in book.sheetnames:
        book.create_sheet(CHOICES_SHEET).sheet_state = "hidden"
    hidden = book[CHOICES_SHEET]
    first = hidden.max_column + 1 if hidden.cell(1, 1).value else 1
    for index, (column, values) in enumerate(offered.items(), start=first):
        for place, value in enumerate(values, start=1):
            _put(hidden.cell(place, index), value, styles)
        letter = get_column_letter(index)
        rule = DataValidation(
            type="list", formula1=f"'{CHOICES_SHEET}'!${letter}$1:${letter}${len(values)}", allow_blank=True
        )
        # Without a warning LibreOffice empties the cell and says nothing. A list of the portal may be older than a word.
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.error = gettext("This value is not in the list. Choose a value from the list.")
        target = get_column_letter(table.columns.index(column) + 1)
        # Fifty empty rows below the table take new entries.
        rule.add(f"{target}2:{target}{sheet.max_row + 50}")
        sheet.add_data_validation(rule)
