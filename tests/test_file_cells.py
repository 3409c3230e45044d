"""Every workbook and text file of the permission matrix: a sum, a count or a day is a number or a date in its cell."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import Workbook

from commit_portal.http.filters import FILES
from reporting.models import AnnualReport
from reporting.queue.render import KINDS
from tests import authz_matrix, cast, workbooks
from tests.workbooks import file_of
from workplans.models import TaskforceMember
from workplans.statuses import ContributionStatus

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.once]

# What people read as a number, as an amount of money, or as a day.
LOOKS = re.compile(
    r"[-+–]?\s?(US\$|\$)?\s?\d[\d.,\s]*%?|\d{4}-\d\d-\d\d.*|\d{1,2}\s[A-Z][a-z]{2,8}(\s\d{4})?"
)
# A text file has no kinds of cells: what every spreadsheet program reads as a number or a date.
PLAIN = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d\d-\d\d")
# Heads, or lines of a cover, with the names of things that happen to be figures: no sum, no count, no day.
NAMES = {"Area", "Year", "Number", "No.", "Code", "Activity"}
# Lines of a cover by which the portal knows its own file again: the version, and the moment with its time zone.
MARKS = ("Version of ", "Status of the plan of action", "Downloaded at")
# The matrix has no content of these: the queue makes it of what was frozen.
JOBS = {"report_workbook": "edition", "print_workbook": "form", "printed_list_workbook": "list"}
ENDS = ("_xlsx", "_csv", "_workbook", "_import_download")


def files() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each address of a file with a column that gets it; of a list both forms, whichever the matrix has."""
    for row in authz_matrix.ROWS:
        cells = zip(authz_matrix.COLUMNS, row.cells.replace("|", " ").split(), strict=True)
        columns = [column for column, answer in cells if answer == "200"]
        if row.method == "get" and columns and ("suffix" in row.parts or row.name.endswith(ENDS)):
            for suffix in FILES if "suffix" in row.parts else [""]:
                parts = row.parts | ({"suffix": suffix} if suffix else {})
                yield row.name, parts, "regional_office" if "regional_office" in columns else columns[-1]


def looks_like_more(
    heads: Iterable[object], rows: Iterable[Iterable[object]]
) -> Iterator[tuple[object, str]]:
    """Head and text of each cell that is a number or a day for the eye alone."""
    for row in rows:
        for head, value in zip(heads, row, strict=False):
            if isinstance(value, str) and LOOKS.fullmatch(value) and head not in NAMES:
                yield head, value


def faults_of(book: Workbook) -> list[tuple[object, str]]:
    """The same of each sheet of a workbook; a cover has its heads in the first column."""
    found = []
    for sheet in book.worksheets:
        heads, *rows = sheet.iter_rows(values_only=True)
        if sheet.title.startswith("About"):
            lines = [row for row in (heads, *rows) if not str(row[0]).startswith(MARKS)]
            found += [fault for row in lines for fault in looks_like_more([row[0]], [[row[1]]])]
        elif sheet.sheet_state == "visible":
            found += looks_like_more(heads, rows)
    return found


def made_by_the_queue(kind: str, dataset: str, path: Path) -> bytes:
    job = {"dataset": dataset, "digest": "5f" * 32, "as_of": cast.NOW.isoformat(), "edition": 1}
    *_page, write = KINDS[kind](job)
    write(path)
    return path.read_bytes()


@pytest.mark.parametrize(("name", "parts", "column"), [*files()], ids=str)
def test_sums_counts_and_days_are_numbers_and_dates(office, tmp_path, name, parts, column):
    with authz_matrix.undone():
        plan, ilo = office.plan(authz_matrix.APPROVED), office.world.seats["ilo"]
        line, by = plan.activities.get(number=1), office.world.seats["kh_officer"]
        cast.support(line, ilo.partner, ContributionStatus.ACCEPTED, by=by, amount=1_200, what="A trainer")
        joined = {"starts_on": date(2011, 3, 12), "ends_on": date(2099, 3, 12)}
        TaskforceMember.objects.create(taskforce=plan.taskforce, name="A member", **joined)
        response = authz_matrix.signed_in(office.world, column).get(
            reverse(name, kwargs=office.filled(parts))
        )
        content = response.getvalue()
        authz_matrix.let_go(response)
        if name in JOBS:
            edition = AnnualReport.objects.get(audience="secretariat").dataset
            dataset = edition if name == "report_workbook" else content.decode()
            content = made_by_the_queue(JOBS[name], dataset, tmp_path / "made.xlsx")

    if content.startswith(b"PK"):
        book = workbooks.opened(content)
        # Years that somebody is to type.
        assert name == "past_years_xlsx" or book.worksheets[0].max_row > 1
        assert faults_of(book) == []
    else:
        heads, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        assert rows
        assert [fault for fault in looks_like_more(heads, rows) if not PLAIN.fullmatch(fault[1])] == []


def test_every_file_of_the_portal_is_among_them():
    """A file that is sent back for correction waits for somebody's upload, and has that person's cells."""
    named = {
        name for name, parts in authz_matrix.addresses().items() if "suffix" in parts or name.endswith(ENDS)
    }
    assert named - {name for name, _parts, _column in files()} == set()
    assert len(named) == 22


@pytest.mark.parametrize(
    ("kind", "words"),
    [(int, "1,200"), (int, "US$1,200.50"), (datetime, "12 March 2012"), (datetime, "2012-03-12")],
)
def test_a_cell_that_is_made_text_is_found(office, kind, words):
    """The negative control, in each workbook that has such a cell."""
    found = {}
    for name, parts, column in files():
        if parts.get("suffix") == "xlsx":
            address = reverse(name, kwargs=office.filled(parts))
            book = workbooks.download(authz_matrix.signed_in(office.world, column), address)
            sheet = book.worksheets[0]
            cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if type(cell.value) is kind]
            if cells:
                cells[0].value = words
                found[address] = faults_of(workbooks.opened(file_of(book)))
    assert len(found) > 5
    assert {tuple(said for _head, said in faults) for faults in found.values()} == {(words,)}
