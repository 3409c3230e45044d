"""The tables of the report, and one as a sheet of the workbook: numbers as numbers and dates as dates.

No cell is a formula: a text that a spreadsheet might take for one gets a leading apostrophe, as in every spreadsheet
of the portal (commit_portal.files.spreadsheets).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from commit_portal.files.spreadsheets import cell_text
from reporting.dataset.values import Span

Value = str | int | Decimal | date | None
LONGEST_TEXT = 32_767
MONEY = "#,##0.00"
DAY = "yyyy-mm-dd"
HEAD_FONT = Font(bold=True, color="FF12485A")
HEAD_FILL = PatternFill("solid", fgColor="FFF3F0E8")
HEAD_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
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


class ReportTable(Protocol):
    """Rows under one head."""

    def add(self, *values: Value, bold: bool = False) -> None:
        """Add a row; a sum is bold."""


class ReportTables(Protocol):
    """Where the tables of a report go: sheets of a workbook, or files of a data package."""

    def table(self, title: str, head: Sequence[Column], *, fixed: int = 1) -> ReportTable:
        """Begin a table of which the first columns stay in view."""


class ReportSheet:
    """Rows under one frozen head. Widths are in characters, and must be set before the first row."""

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
            cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, HEAD_ALIGNMENT
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
    """A workbook that is written from its first row to its last: one sheet a table."""

    def __init__(self) -> None:
        super().__init__(write_only=True)

    def table(self, title: str, head: Sequence[Column], *, fixed: int = 1) -> ReportSheet:
        return ReportSheet(self, title, head, fixed=fixed)


def days_head() -> list[Column]:
    """The columns of planned and actual days (`two_days`)."""
    return [
        (gettext("Planned from"), 12, ColumnType.DAY),
        (gettext("Planned until"), 12, ColumnType.DAY),
        (gettext("Actual from"), 12, ColumnType.DAY),
        (gettext("Actual until"), 12, ColumnType.DAY),
    ]


def two_days(span: Span) -> tuple[date | None, date | None]:
    """The first and the last day of a span, each in a cell of its own."""
    return span.starts, span.ends
