"""Where a line was carried over from, in the files that people print and compare: workbook, lists and the form."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from reporting.dataset.printed_form import SignedForm
from reporting.models import PrintedForm
from reporting.printed.actions import ask_for_form
from reporting.printed.queries import figures_for, form_to_read
from reporting.report.pdf import form_html
from reporting.report.printed_form import write_form
from tests import cast, resaving, workbooks, year_behind
from tests.replayed import replayed
from tests.reporting.carry_over.test_over_years import carry
from tests.workplans.drafting.test_pages import client_of as signed_in
from workplans.drafting.actions import withdraw_activity
from workplans.models import Activity, Seat, WorkplanVersion
from workplans.spreadsheets.sheet import CAME_FROM, HEADS
from workplans.statuses import Audience

HERE = "/2012/kh/import/"
HEAD = str(HEADS[CAME_FROM])
FILE = "export.csv"


@pytest.fixture
@replayed
def years(world: cast.World) -> year_behind.Years:
    """2011 is approved with two lines. Line 2 was carried into the draft of 2012, and a new line follows it there."""
    second = year_behind.open_next(world, approved=2)
    carry(signed_in(second.officer), 2012, second.line(2))
    add_line(second, "Of this year")
    return second


def add_line(years: year_behind.Years, title: str) -> None:
    days = {"starts_on": date(2012, 3, 1), "ends_on": date(2012, 3, 4)}
    cast.complete_line(years.plan, by=years.officer, title=title, **days)


def approve(years: year_behind.Years, *, to: Audience = Audience.TASKFORCES) -> WorkplanVersion:
    """Approve the plan of 2012, and release it to an audience."""
    seats = years.world.seats
    plan = cast.approved(years.plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    cast.released(plan, to)
    assert plan.of_record is not None
    return plan.of_record


def origins(client: Client, address: str) -> dict[str, str]:
    """The earlier codes in a CSV file, by code."""
    answer = client.get(address)
    assert answer.status_code == 200
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row["Code"]: row[HEAD] for row in rows}


def sheet_of(client: Client) -> Any:
    book = workbooks.download(client, "/2012/kh/export.xlsx")
    return book, book.worksheets[0], [cell.value for cell in book.worksheets[0][1]].index(HEAD) + 1


def send(client: Client, body: bytes, name: str = "plan.xlsx") -> Any:
    return client.post(HERE, {"file": SimpleUploadedFile(name, body)}, follow=True)


def changed(client: Client, row: int, said: str, *, code: str | None = None) -> Any:
    """The answer to the workbook with another origin in a row; with another code too where one is given."""
    book, sheet, column = sheet_of(client)
    sheet.cell(row, column).value = said
    if code is not None:
        sheet.cell(row, 1).value = code
    return send(client, workbooks.file_of(book))


def faults(answer: Any) -> list[str]:
    return [str(fault) for row in answer.context["preview"].rows for fault in row.faults]


def printed(seat: Seat, years: year_behind.Years, version: WorkplanVersion | None) -> SignedForm:
    return ask_for_form(years.plan, version, by=seat, now=cast.NOW).frozen()


def codes(form: SignedForm) -> dict[str, str]:
    return {line.code: line.came_from for line in form.lines()}


CARRIED = {"KH-2012-001": "KH-2011-002", "KH-2012-002": ""}
UNTOLD = dict.fromkeys(CARRIED, "")


def test_files_say_where_lines_of_a_draft_and_of_a_version_were_carried_over_from(years, client_of):
    officer = client_of(years.officer)

    assert origins(officer, f"/2012/kh/{FILE}") == CARRIED
    approve(years)
    assert origins(officer, f"/2012/kh/{FILE}") == CARRIED
    for name in ("kh_member", "kh_desk", "regional_office"):
        assert origins(client_of(years.world.seats[name]), f"/2012/kh/{FILE}") == CARRIED, name


@pytest.mark.parametrize(
    ("name", "audience"), [("lao_officer", Audience.TASKFORCES), ("ilo", Audience.PARTNERS)]
)
def test_files_say_it_to_others_only_where_the_earlier_plan_is_released_to_them(
    years, client_of, name, audience
):
    approve(years, to=audience)
    reader = client_of(years.world.seats[name])

    assert origins(reader, f"/2012/kh/{FILE}") == UNTOLD

    cast.released(years.world.workplan("kh"), audience)
    assert origins(reader, f"/2012/kh/{FILE}") == CARRIED


@pytest.mark.parametrize("is_approved", [False, True])
def test_files_ask_as_often_for_three_carried_lines_as_for_one(years, client_of, is_approved):
    for number in (3, 4):
        add_line(years, f"Line {number}")
    if is_approved:
        approve(years)
    officer, counted = client_of(years.officer), []
    for carried in (("KH-2012-001",), ("KH-2012-001", "KH-2012-002", "KH-2012-003")):
        # One earlier line cannot be carried twice into one plan: each gets another.
        for code, earlier in zip(carried, ("KH-2011-002", "KH-2011-001", "KH-2012-004"), strict=False):
            Activity.objects.filter(code=code).update(carried_from=Activity.objects.get(code=earlier))
        officer.get(f"/2012/kh/{FILE}")
        with CaptureQueriesContext(connection) as queries:
            found = origins(officer, f"/2012/kh/{FILE}")
        assert sum(map(bool, found.values())) == len(carried)
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_a_workbook_that_says_another_origin_is_refused_with_what_to_write(years, client_of):
    officer = client_of(years.officer)

    other = changed(officer, 2, "KH-2011-001")
    none = changed(officer, 3, "KH-2011-001")
    new = changed(officer, 2, "KH-2011-002", code="")

    (row,) = [row for row in other.context["preview"].rows if row.kind == "refused"]
    letter = row.faults[0].place.letter
    assert f'href="#cell-{letter}2"' in other.text
    assert f'id="cell-{letter}2"' in other.text
    for answer, row in ((other, 2), (none, 3), (new, 2)):
        assert faults(answer) == [
            f"Row {row}, Carried over from: A file cannot change this. Clear the cell. "
            "To carry over an activity, use “Carry over activities from an earlier workplan”."
        ]
    assert Activity.objects.get(code="KH-2012-001").carried_from == years.line(2)


def test_the_workbook_to_correct_names_the_origin_in_a_comment(years, client_of):
    officer = client_of(years.officer)
    answer = changed(officer, 2, "KH-2011-001")

    marked = load_workbook(io.BytesIO(officer.get(answer.context["marked_url"]).content)).worksheets[0]

    cell = marked.cell(2, [head.value for head in marked[1]].index(HEAD) + 1)
    assert cell.value == "KH-2011-001"
    assert "Clear the cell." in cell.comment.text


@pytest.mark.parametrize("said", ["", "kh-2011-002 "])
def test_an_origin_that_is_emptied_or_written_in_another_way_changes_nothing(years, client_of, said):
    answer = changed(client_of(years.officer), 2, said)

    assert answer.context["preview"].counts["unchanged"] == 2
    assert "There is nothing to save." in answer.text
    assert "An empty cell in the column “Carried over from” changes nothing." in answer.text


def test_a_row_of_a_line_that_was_withdrawn_meanwhile_still_changes_nothing(years, client_of):
    officer = client_of(years.officer)
    body = officer.get("/2012/kh/export.xlsx").content
    withdraw_activity(Activity.objects.get(code="KH-2012-001"), by=years.officer, now=cast.NOW)

    assert send(officer, body).context["preview"].counts["unchanged"] == 2


def test_a_table_without_the_column_may_have_one_of_its_own(years, client_of):
    """As a workbook that was downloaded before there was such a column, with a note beside each row."""
    officer = client_of(years.officer)
    book, sheet, column = sheet_of(officer)
    sheet.cell(1, column).value = "Our notes"
    sheet.cell(2, column).value = "Ask the ministry"

    answer = send(officer, workbooks.file_of(book))

    assert answer.context["preview"].counts["unchanged"] == 2
    assert "The portal does not read the column “Our notes”." in answer.text


def test_libreoffice_saves_the_origins_and_they_come_back_without_a_difference(
    years, client_of, soffice, tmp_path
):
    officer = client_of(years.officer)
    sent = {"plan": officer.get("/2012/kh/export.xlsx").content}

    for kinds in (("xlsx",), ("ods", "xlsx"), ("csv",)):
        body = resaving.resaved(soffice, tmp_path / "-".join(kinds), sent, kinds=kinds)["plan"]
        answer = send(officer, body, f"plan.{kinds[-1]}")

        assert answer.context["waiting"].rows[0]["cells"][CAME_FROM] == "KH-2011-002"
        assert answer.context["preview"].counts["unchanged"] == 2
        assert "There is nothing to save." in answer.text


def test_the_form_says_it_under_the_code_and_in_its_workbook(years, tmp_path):
    draft = printed(years.officer, years, None)
    approved = printed(years.officer, years, approve(years))
    for form in (draft, approved):
        html = form_html(form, as_of=cast.NOW, digest="d" * 64)
        write_form(form, tmp_path / "form.xlsx", as_of=cast.NOW, digest="d" * 64)

        assert codes(form) == CARRIED
        assert html.count("<small>from ") == 1
        assert '<td class="quiet">001<small>from KH-2011-002</small></td>' in html
        rows = list(load_workbook(tmp_path / "form.xlsx")["Activities"].values)
        assert rows[0][-1] == HEAD
        assert [(row[1], row[-1] or "") for row in rows[1:]] == list(CARRIED.items())


def test_a_form_without_carried_lines_stays_as_it_was(world, line, kh_officer):
    assert "came_from" not in figures_for(kh_officer, world.workplan("kh"), None).dataset


def test_a_form_tells_the_taskforce_and_the_secretariat_and_others_find_no_form_that_tells(years):
    """A form is made once for all who read the same. Who is not told gets one of its own, also as the last resort."""
    version, seats = approve(years), years.world.seats
    cast.released(years.plan, Audience.PARTNERS, Audience.OBSERVERS)
    told = ask_for_form(years.plan, version, by=seats["kh_lead"], now=cast.NOW)

    for name in ("kh_officer", "kh_member", "kh_desk", "regional_office"):
        seat = seats[name]
        found = form_to_read(seat, years.plan, version)[0]
        assert found == told, name
        assert codes(found.frozen()) == CARRIED, name
    for name in ("lao_officer", "ilo", "observer"):
        seat = seats[name]
        assert codes(printed(seat, years, version)) == UNTOLD, name
    lao = seats["lao_officer"]
    PrintedForm.objects.exclude(pk=told.pk).filter(partners=told.partners).delete()
    assert PrintedForm.objects.filter(pk=told.pk, version=version).exists()
    assert form_to_read(lao, years.plan, version) == (None, False)
