"""The tables of the report, as sheets of a workbook or files of a data package: numbers as numbers, dates as dates.

No cell is a formula: a text that a spreadsheet might take for one gets a leading apostrophe, as in every spreadsheet
of the portal (commit_portal.files.spreadsheets).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from commit_portal.files.spreadsheets import cell_text

Value = str | int | Decimal | date | None
Rows = Iterable[Iterable[Value]]
LONGEST_TEXT = 32_767
MONEY = "#,##0.00"
DAY = "yyyy-mm-dd"
HEAD_FONT = Font(bold=True, color="FF12485A")
HEAD_FILL = PatternFill("solid", fgColor="FFF3F0E8")
TEXT_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
PLAIN_ALIGNMENT = Alignment(vertical="top")


class ColumnType(StrEnum):
    """What a column holds beside words on what is not known, in the words of a Table Schema."""

    TEXT = "string"
    COUNT = "integer"
    MONEY = "number"
    DAY = "date"
    YEAR = "year"


# A heading, its width in characters, and the kind of its values where they are no texts.
Column = tuple[str, int] | tuple[str, int, ColumnType]


class ReportSheet:
    """Rows under one frozen head; a sum is bold. Widths are in characters, and must be set before the first row."""

    def __init__(self, book: Workbook, title: str, head: Sequence[Column], *, fixed: int = 1) -> None:
        self.sheet: WriteOnlyWorksheet = book.create_sheet(title)
        for position, (_, width, *_kind) in enumerate(head, start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = width
        self.sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
        self.sheet.print_title_rows = "1:1"
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToWidth = 1
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        cells = [self._text(name) for name, *_ in head]
        for cell in cells:
            cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, TEXT_ALIGNMENT
        self.sheet.append(cells)

    def add(self, *values: Value, bold: bool = False) -> None:
        self.sheet.append([self._cell(value, bold) for value in values])

    def _text(self, text: str) -> WriteOnlyCell:
        """A text cell, cut to the length that Excel allows. Its type is set, because openpyxl would guess one."""
        cell = WriteOnlyCell(self.sheet, cell_text(text)[:LONGEST_TEXT])
        cell.data_type = "s"
        return cell

    def _cell(self, value: Value, bold: bool) -> WriteOnlyCell:
        if isinstance(value, str):
            cell = self._text(value)
            cell.alignment = TEXT_ALIGNMENT
        else:
            cell = WriteOnlyCell(self.sheet, value)
            cell.alignment = PLAIN_ALIGNMENT
            if isinstance(value, Decimal):
                cell.number_format = MONEY
            elif isinstance(value, date):
                cell.number_format = DAY
        if bold:
            cell.font = Font(bold=True)
        return cell


class ReportBook(Workbook):
    """A workbook that is written from its first row to its last: one sheet a table. It is as old as its figures."""

    def __init__(self, title: str, as_of: datetime) -> None:
        super().__init__(write_only=True)
        self.properties.title, self.properties.creator = title, gettext("COMMIT Secretariat")
        self.properties.language = get_language()
        self.properties.created = self.properties.modified = as_of.astimezone(UTC).replace(tzinfo=None)

    def table(self, title: str, head: Sequence[Column], rows: Rows = (), *, fixed: int = 1) -> ReportSheet:
        """Begin a sheet with these rows, of which the first columns stay in view."""
        sheet = ReportSheet(self, title, head, fixed=fixed)
        for row in rows:
            sheet.add(*row)
        return sheet


@dataclass
class TableFile:
    """A table that becomes a file of a data package."""

    title: str
    head: Sequence[Column]
    rows: list[tuple[Value, ...]] = field(default_factory=list)

    def add(self, *values: Value, bold: bool = False) -> None:
        # A row may end where nothing more is known.
        self.rows.append(values + (None,) * (len(self.head) - len(values)))


class TableFiles(list[TableFile]):
    """The tables of one edition, in the order of its workbook."""

    def table(self, title: str, head: Sequence[Column], rows: Rows = (), *, fixed: int = 1) -> TableFile:
        self.append(table := TableFile(title, head))
        for row in rows:
            table.add(*row)
        return table


# Where the tables of a report go.
type ReportTables = ReportBook | TableFiles


class ColumnOf[Row](NamedTuple):
    """A column of a table that has a row for each thing of one kind."""

    head: str
    width: int
    value: Callable[[Row], Value]
    kind: ColumnType = ColumnType.TEXT


def heads_of(columns: Iterable[ColumnOf[Any]]) -> list[Column]:
    return [(column.head, column.width, column.kind) for column in columns]


def values_of[Row](columns: Iterable[ColumnOf[Row]], row: Row) -> Iterator[Value]:
    return (column.value(row) for column in columns)


def days_columns() -> list[ColumnOf[Any]]:
    """The first and the last day that were `planned`, and the `actual` ones, of a row that has both."""
    return [
        ColumnOf(gettext("Planned from"), 12, lambda row: row.planned.starts, ColumnType.DAY),
        ColumnOf(gettext("Planned until"), 12, lambda row: row.planned.ends, ColumnType.DAY),
        ColumnOf(gettext("Actual from"), 12, lambda row: row.actual.starts, ColumnType.DAY),
        ColumnOf(gettext("Actual until"), 12, lambda row: row.actual.ends, ColumnType.DAY),
    ]
