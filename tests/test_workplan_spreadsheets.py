"""The workplan as a workbook: out, changed as in Excel, and back through the actions of the screen."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests import cast
from workplans.actions.trust import release_workplan
from workplans.models import Activity, Seat, Workplan
from workplans.statuses import Audience

HERE = "/2011/kh/import/"


def _download(client: Client) -> Workbook:
    response = client.get("/2011/kh/export.xlsx")
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def _upload(client: Client, book: Workbook) -> Any:
    out = io.BytesIO()
    book.save(out)
    return client.post(HERE, {"file": SimpleUploadedFile("plan.xlsx", out.getvalue())})


def _column(book: Workbook, name: str) -> int:
    heads = [cell.value for cell in book.worksheets[0][1]]
    return heads.index(name) + 1


@pytest.fixture
def officer(kh_plan: Workplan, kh_officer: Seat, client_of: Callable[[Seat], Client]) -> Client:
    cast.complete_line(kh_plan, by=kh_officer)
    cast.complete_line(kh_plan, by=kh_officer, title="=SUM(A1:A9)", secretariat_cost=Decimal("2000.50"))
    return client_of(kh_officer)


def test_what_goes_out_comes_back_unchanged(officer: Client) -> None:
    response = _upload(officer, _download(officer))

    assert response.context["preview"].counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert "there is nothing to write" in response.content.decode()


def test_no_cell_of_the_download_is_a_formula(officer: Client) -> None:
    cells = [cell for row in _download(officer).worksheets[0].iter_rows() for cell in row]

    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "'=SUM(A1:A9)" in [cell.value for cell in cells]
    assert Decimal("2000.50") in [
        Decimal(str(cell.value)) for cell in cells if cell.data_type == "n" and cell.value
    ]


def test_a_changed_and_a_new_row_are_shown_and_then_written(officer: Client) -> None:
    book = _download(officer)
    sheet = book.worksheets[0]
    cost = _column(book, "Secretariat US$")
    sheet.cell(2, cost).value = "US$ 1,750"
    for column in range(1, cost + 1):
        sheet.cell(4, column).value = sheet.cell(2, column).value
    sheet.cell(4, 1).value = None
    sheet.cell(4, _column(book, "Title")).value = "A new line from Excel"

    response = _upload(officer, book)
    preview = response.context["preview"]
    assert [row.kind for row in preview.rows] == ["changed", "unchanged", "new"]
    assert [(item.column, item.old, item.new) for item in preview.rows[0].changes] == [
        ("Secretariat US$", "1,000", "1,750")
    ]
    assert Activity.objects.count() == 2

    officer.post(HERE + "confirm/")
    rows = list(Activity.objects.order_by("number").values_list("title", "secretariat_cost"))
    assert rows == [
        ("Workshop on the national plan", Decimal(1750)),
        ("=SUM(A1:A9)", Decimal("2000.50")),
        ("A new line from Excel", Decimal(1750)),
    ]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("Secretariat US$", "1e3", "Row 2, Secretariat US$: “1e3” is written as a power"),
        ("Starts on", "3/4/2011", "Row 2, Starts on: “3/4/2011”"),
        ("Starts on", "1 Mar 2554", "Row 2, Starts on:"),
        ("Area", "9", "Row 2, Area: “9” is not an area of the plan"),
        ("Code", "KH-2011-099", "is not in this workplan"),
        ("Code", "KH-2011-002", "stands in row 2 already"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_by_name_and_nothing_is_written(
    officer: Client, column: str, value: str, sentence: str
) -> None:
    book = _download(officer)
    book.worksheets[0].cell(2, _column(book, column)).value = value

    response = _upload(officer, book)

    assert sentence in " ".join(error for row in response.context["preview"].rows for error in row.errors)
    assert officer.post(HERE + "confirm/").status_code == 400
    assert Activity.objects.get(number=1).secretariat_cost == Decimal(1000)


def test_wp_3_holds_for_a_file_as_a_whole(officer: Client) -> None:
    book = _download(officer)
    cost = _column(book, "Secretariat US$")
    book.worksheets[0].cell(2, cost).value = 60_000
    book.worksheets[0].cell(3, cost).value = 60_000
    _upload(officer, book)

    response = officer.post(HERE + "confirm/")

    assert response.status_code == 400
    assert "Row 3: The Secretariat-supported cost" in response.content.decode()
    assert Activity.objects.get(number=1).secretariat_cost == Decimal(1000)


def test_a_stale_preview_writes_nothing(officer: Client, kh_plan: Workplan, kh_lead: Seat) -> None:
    book = _download(officer)
    book.worksheets[0].cell(2, _column(book, "Title")).value = "From Excel"
    _upload(officer, book)
    cast.complete_line(kh_plan, by=kh_lead)

    response = officer.post(HERE + "confirm/")

    assert response.status_code == 409
    assert "has changed since you sent this file" in response.content.decode()
    assert not Activity.objects.filter(title="From Excel").exists()


def test_a_file_of_another_workplan_is_refused(
    officer: Client, lao_plan: Workplan, lao_officer: Seat, client_of: Callable[[Seat], Client]
) -> None:
    cast.complete_line(lao_plan, by=lao_officer)
    lao = client_of(lao_officer).get("/2011/la/export.xlsx").content

    response = officer.post(HERE, {"file": SimpleUploadedFile("plan.xlsx", lao)})

    assert response.status_code == 400
    assert "This file is of another workplan: Lao PDR workplan 2011." in response.content.decode()


@pytest.mark.parametrize("name", ["kh_member", "kh_desk"])
def test_readers_do_not_import(
    officer: Client, world: cast.World, client_of: Callable[[Seat], Client], name: str
) -> None:
    assert client_of(world.seats[name]).get(HERE).status_code == 403


@pytest.mark.parametrize("name", ["lao_officer", "ilo", "observer"])
def test_strangers_find_no_file(
    officer: Client, world: cast.World, client_of: Callable[[Seat], Client], name: str
) -> None:
    client = client_of(world.seats[name])

    assert client.get("/2011/kh/export.xlsx").status_code == 404
    assert client.get(HERE).status_code == 404


def test_refused_rows_stand_on_top_and_are_named_in_the_summary(officer: Client) -> None:
    book = _download(officer)
    book.worksheets[0].cell(3, _column(book, "Title")).value = None

    response = _upload(officer, book)

    text = response.content.decode()
    assert [row.number for row in response.context["preview"].refused_first] == [3, 2]
    assert "Nothing can be written yet: 1 row is refused" in text
    assert (
        '<a href="#row-3">Row 3, Title: an activity has a title from the beginning. Give it one.</a>' in text
    )
    assert "A file is taken whole or not at all." in text
    assert officer.post(HERE + "confirm/").status_code == 400


def test_a_peer_to_whom_the_plan_is_released_finds_the_download(
    officer: Client,
    kh_plan: Workplan,
    kh_lead: Seat,
    kh_desk: Seat,
    lao_lead: Seat,
    client_of: Callable[[Seat], Client],
) -> None:
    plan = cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    release_workplan(plan, Audience.TASKFORCES, by=kh_lead, now=cast.NOW)
    client = client_of(lao_lead)

    text = client.get("/2011/kh/").content.decode()

    assert '<a href="/2011/kh/export.xlsx">Download as Excel</a>' in text
    assert load_workbook(io.BytesIO(client.get("/2011/kh/export.xlsx").content))
