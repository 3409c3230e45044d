"""Cells, rows and sheets as people and their programs leave them: each is read, or refused in a sentence of its place."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import cast, workbooks
from workplans.models import Activity, Seat, Workplan
from workplans.spreadsheets.sheet import HEADS
from workplans.statuses import Funding

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.asvs("B41 B42")]

COLUMNS = [str(head) for head in HEADS.values()]
STARTS, COST = "Starts on", "Secretariat US$"
MERGED = "This cell is merged with {}. Unmerge the cells, and write a value in each cell."


@pytest.fixture
def officer(kh_plan: Workplan, kh_officer: Seat, client_of: cast.SignIn) -> Client:
    for title in ("One", "Two", "Three"):
        cast.complete_line(kh_plan, by=kh_officer, title=title)
    Activity.objects.update(description="A first line\r\nand a second")
    return client_of(kh_officer)


def _sent(client: Client, change: Callable[[Workbook], Any]) -> Any:
    """The page after the downloaded workbook was changed and sent."""
    book = workbooks.download(client)
    change(book)
    return workbooks.upload(client, book)


def _put(sheet: Worksheet, row: int, head: str, value: Any) -> None:
    sheet.cell(row, COLUMNS.index(head) + 1).value = value


def _changes(page: Any) -> list[tuple[int, str, str]]:
    """Row, column and new words of each cell that would be written."""
    return [
        (row.number, cell.column, cell.new)
        for row in page.context["preview"].rows
        for cell in row.changes
        if not row.faults
    ]


def _faults(page: Any) -> list[str]:
    return [str(fault) for row in page.context["preview"].rows for fault in row.faults]


# What stands in a cell, and the words of the preview; None where it says what the plan has.
READ: list[tuple[str, Any, str | None]] = [
    (STARTS, "1-Mar-11", None),
    (STARTS, " 1 Mar 2011\u00a0 ", None),
    (STARTS, "1-Apr-11", "1 Apr 2011"),
    (STARTS, "2011/4/15", "15 Apr 2011"),
    (STARTS, "01/04/2011", "1 Apr 2011"),
    (STARTS, date(2011, 4, 1), "1 Apr 2011"),
    # Days since 1900: a date in a cell without a format.
    (STARTS, 40634, "1 Apr 2011"),
    (STARTS, "Friday, 1 April 2011", "1 Apr 2011"),
    (STARTS, "១/៤/២០១១", "1 Apr 2011"),
    (STARTS, "໑/໔/໒໐໑໑", "1 Apr 2011"),
    (STARTS, "၁/၄/၂၀၁၁", "1 Apr 2011"),
    (STARTS, "႑/႔/႒႐႑႑", "1 Apr 2011"),
    (STARTS, "๑/๔/๒๐๑๑", "1 Apr 2011"),
    (STARTS, "２０１１年４月１日", "1 Apr 2011"),
    # As in the table.
    (STARTS, "April", "1 Apr 2011"),
    (STARTS, "1 Apr", "1 Apr 2011"),
    ("Targets", "2, T1", "1.T1; 1.T2"),
    (STARTS, "-", ""),
    (COST, 1000.0, None),
    (COST, "1,000.00 ", None),
    (COST, "US$ 1 250", "1,250"),
    (COST, "1,250 USD", "1,250"),
    (COST, "១,២៥០", "1,250"),
    (COST, "໑໒໕໐", "1,250"),
    (COST, "၁၂၅၀", "1,250"),
    (COST, "႑႒႕႐", "1,250"),
    (COST, "๑๒๕๐", "1,250"),
    (COST, "１２５０", "1,250"),
    (COST, "–", ""),
    ("Title", "  One ", None),
    ("Lead body", "Ministry of Interior\u00a0", None),
    ("Description", "A first line\nand a second", None),
    ("Description", "A first line\r\nand a second", None),
    ("Description", "A first line_x000D_\nand a second\n", None),
    ("Area", 1, None),
    ("Type", "training ", None),
    ("Code", " kh-2011-001", None),
    ("Targets", "1.T1\n1.T2", "1.T1; 1.T2"),
    ("Targets", "1.T2, 1.T1", "1.T1; 1.T2"),
    ("Targets", "1.t1;", None),
]


@pytest.mark.parametrize(("head", "value", "words"), READ)
def test_a_cell_is_read_as_people_and_their_programs_write_it(head, value, words, officer):
    page = _sent(officer, lambda book: _put(book.worksheets[0], 2, head, value))

    assert _faults(page) == []
    assert _changes(page) == ([] if words is None else [(2, head, words)])


REFUSED: list[tuple[str, Any, str]] = [
    (STARTS, "31/02/2011", "“31/02/2011” is not in the calendar. Check the day and the month."),
    (
        STARTS,
        "04/13/2011",
        "“04/13/2011” has the month first. Write the day first, or write the month as a word, like 4 Feb 2011.",
    ),
    (STARTS, "=DATE(2011,4,1)", "The portal does not read formulas. Write the value in the cell."),
    (STARTS, "Soon", "“Soon” is not a date. Write the date like 4 Feb 2011."),
    (COST, "(500)", "“(500)” is negative. Write 0 or more."),
    (COST, "#REF!", "The spreadsheet has an error in this cell (#REF!). Write the value in the cell."),
    (COST, True, "“TRUE” is not a number. Write the number like 1,200 or 1200.50."),
    ("Targets", "1.T9", "There is no 1.T9. Area 1 has 1.T1 to 1.T2."),
    ("Area", "-", "Choose an area of the plan of action."),
    (
        "Code",
        "LA-2011-001",
        "LA-2011-001 is not in this workplan. Correct the code, or leave the code empty for a new activity.",
    ),
]


@pytest.mark.parametrize(("head", "value", "sentence"), REFUSED)
def test_a_cell_that_cannot_be_read_is_refused_in_a_sentence_that_hides_no_other(
    head, value, sentence, officer
):
    def change(book: Workbook) -> None:
        _put(book.worksheets[0], 2, head, value)
        _put(book.worksheets[0], 2, "Ends on", "30 Sep 2554")
        _put(book.worksheets[0], 3, "Title", None)

    page = _sent(officer, change)

    others = {
        (
            "Row 2, Ends on: In “30 Sep 2554”, 2554 is a year of the Buddhist era. Write 2011 if you "
            "mean that year."
        ),
        "Row 3, Title: Enter a title.",
    }
    assert set(_faults(page)) == {f"Row 2, {head}: {sentence}", *others}
    assert "Save these changes" not in page.text


def _hide(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.row_dimensions[3].hidden = True
    _put(sheet, 3, "Title", "Hidden")


def _add_a_column(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.insert_cols(2)
    sheet["B1"].value, sheet["B2"].value = "Our note", "ask Sok"


def _move_a_column(book: Workbook) -> None:
    sheet = book.worksheets[0]
    cells = [sheet.cell(row, COLUMNS.index("Title") + 1).value for row in range(1, 5)]
    sheet.delete_cols(COLUMNS.index("Title") + 1)
    for row, value in enumerate(cells, start=1):
        sheet.cell(row, len(COLUMNS)).value = value
    sheet.cell(2, len(COLUMNS)).value = "Moved"


def _sort(book: Workbook) -> None:
    sheet = book.worksheets[0]
    for column in range(1, len(COLUMNS) + 1):
        two, four = sheet.cell(2, column), sheet.cell(4, column)
        two.value, four.value = four.value, two.value


def _rename(book: Workbook) -> None:
    book.worksheets[0].title = "Plan of the ministry"


def _leave_the_cover_open(book: Workbook) -> None:
    book.active = book.sheetnames.index("About this file")


def _copy_a_row(book: Workbook) -> None:
    sheet = book.worksheets[0]
    for column in range(1, len(COLUMNS) + 1):
        sheet.cell(5, column).value = sheet.cell(2, column).value
    _put(sheet, 5, "Title", "A copy")


@pytest.mark.parametrize(
    ("change", "changed", "said"),
    [
        (_hide, [(3, "Title", "Hidden")], "Save these changes"),
        (_add_a_column, [], "The portal does not read the column “Our note”."),
        (_move_a_column, [(2, "Title", "Moved")], "Save these changes"),
        (_sort, [], "There is nothing to save."),
        (_rename, [], "There is nothing to save."),
        (_leave_the_cover_open, [], "There is nothing to save."),
        (lambda book: book.worksheets[0].insert_rows(3), [], "There is nothing to save."),
        (lambda book: book.worksheets[0].delete_rows(3), [], "You left out 1 row. It does not change"),
    ],
)
def test_a_sheet_is_read_as_its_program_leaves_it(change, changed, said, officer):
    page = _sent(officer, change)

    assert (_faults(page), _changes(page)) == ([], changed)
    assert said in page.text


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (_copy_a_row, ["Row 5, Code: KH-2011-001 is already in row 2. Delete one of the two rows."]),
        # A merged cell would empty the fields of the rows that it covers.
        (
            lambda book: book.worksheets[0].merge_cells("G2:G4"),
            [f"Row {row}, Lead body: {MERGED.format('G2')}" for row in (3, 4)],
        ),
        (
            lambda book: book.worksheets[0].merge_cells("B3:C3"),
            [f"Row 3, Activity area: {MERGED.format('B3')}"],
        ),
        # Cells that hold nothing may be merged.
        (lambda book: book.worksheets[0].merge_cells("L2:M3"), []),
        (lambda book: book.worksheets[0].merge_cells("A9:D12"), []),
    ],
)
def test_a_row_that_says_a_thing_twice_or_for_others_is_refused(change, faults, officer):
    page = _sent(officer, change)

    assert _faults(page) == faults
    assert _changes(page) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda book: book.worksheets[0].delete_rows(1),
            "has no heading in row 1. Write the column headings in row 1.",
        ),
        (
            lambda book: book.worksheets[0].insert_rows(1),
            "Row 1 is empty. Write the column headings in row 1.",
        ),
        (
            lambda book: _put(book.worksheets[0], 1, "Title", "Activity"),
            "The portal does not know the column “Activity”.",
        ),
        (
            lambda book: _put(book.worksheets[0], 1, "Title", "Code"),
            "Two columns have the same heading, “Code”. Remove one column.",
        ),
        (
            lambda book: setattr(book, "active", book.create_sheet("Mine", 0)),
            "The open sheet of this workbook has no table. Open the sheet with the rows, and save.",
        ),
    ],
)
def test_a_file_that_is_not_the_table_is_refused_in_one_sentence(change, sentence, officer):
    page = _sent(officer, change)

    assert page.status_code == 422
    assert sentence in str(page.context["error"])
    assert "preview" not in page.context


def test_what_was_read_so_is_written_so(officer):
    def change(book: Workbook) -> None:
        _put(book.worksheets[0], 2, STARTS, 40634)
        _put(book.worksheets[0], 2, COST, "១,២៥០")

    page = _sent(officer, change)
    officer.post(workbooks.IMPORT + "confirm/", {"waiting": page.context["waiting"].pk})

    line = Activity.objects.get(number=1)
    assert (line.starts_on, line.secretariat_cost) == (date(2011, 4, 1), Decimal(1250))


def test_a_zero_is_written_as_0_and_an_empty_cell_stays_empty_in_every_file(officer):
    Activity.objects.filter(number=1).update(funding=Funding.NONE, secretariat_cost=0)
    Activity.objects.filter(number=2).update(secretariat_cost=None)
    book = officer.get("/2011/kh/export.xlsx").content
    text = officer.get("/2011/kh/export.csv").content.decode("utf-8-sig")

    cells = list(load_workbook(io.BytesIO(book)).worksheets[0].values)
    rows = list(csv.reader(io.StringIO(text)))

    assert [row[cells[0].index(COST)] for row in cells[1:]] == [0, None, 1000]
    assert [row[rows[0].index(COST)] for row in rows[1:]] == ["0", "", "1000.00"]
    sent = {"file": SimpleUploadedFile("plan.csv", text.encode())}
    page = officer.post(workbooks.IMPORT, sent, follow=True)
    assert page.context["preview"].counts["unchanged"] == 3
