"""The sheet of support goes out for who reads the draft, and is not read back; technical needs are, in their column."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests import cast
from tests.cast import LATER, NOW, SignIn
from tests.resaving import resaved
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.models import Activity, Contribution, Seat, TechnicalNeed, Workplan
from workplans.statuses import ContributionStatus

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("line")]

HERE = "/2011/kh/import/"
HEADS = ("Code", "Partner", "Kind", "US$", "What", "Status")
ASKED, OFFERED, ACCEPTED = ContributionStatus.ASKED, ContributionStatus.OFFERED, ContributionStatus.ACCEPTED
TRAINERS, ROOM = "Two trainers", "A room"


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, needs=(TRAINERS, ROOM), cost_in_all=Decimal(9_000))


def download(client: Client) -> Workbook:
    return load_workbook(io.BytesIO(client.get("/2011/kh/export.xlsx").content))


def upload(client: Client, book: Workbook) -> Any:
    out = io.BytesIO()
    book.save(out)
    return client.post(HERE, {"file": SimpleUploadedFile("plan.xlsx", out.getvalue())}, follow=True)


def confirm(client: Client, preview: Any) -> Any:
    return client.post(HERE + "confirm/", {"waiting": preview.context["waiting"].pk}, follow=True)


def values(book: Workbook) -> list[tuple[Any, ...]]:
    return list(book["Support"].iter_rows(values_only=True))


def test_sheet_lists_what_partners_are_asked_for_offer_and_add(
    line: Activity, officer: Client, kh_officer: Seat, ilo: Seat, iom: Seat
) -> None:
    cast.support(line, iom.partner, OFFERED, by=iom, amount=None, kind="in_kind", what="=A bus")
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, amount=Decimal("750.50"), what="Fees")

    book = download(officer)

    assert values(book) == [
        HEADS,
        ("KH-2011-001", "ILO", "Funds", 750.5, "Fees", "Accepted"),
        ("KH-2011-001", "IOM", "In kind", None, "'=A bus", "Offered"),
    ]
    assert [cell.data_type for row in book["Support"].iter_rows() for cell in row].count("f") == 0
    assert "There is nothing to save." in upload(officer, book).content.decode()


def test_cancelled_support_is_named_so(line: Activity, officer: Client, ilo: Seat) -> None:
    cast.support(line, ilo.partner, ContributionStatus.WITHDRAWN, by=ilo)

    assert values(download(officer))[1][5] == "Cancelled"


def test_partner_that_reads_the_draft_finds_its_own_rows_and_readers_of_a_version_no_sheet(
    kh_plan: Workplan, line: Activity, kh_lead: Seat, kh_desk: Seat, ilo: Seat, iom: Seat, client_of: SignIn
) -> None:
    open_draft(kh_plan, ilo.partner, LATER, by=kh_lead, now=NOW)
    for seat in (ilo, iom):
        cast.support(line, seat.partner, ACCEPTED, by=seat)

    assert [row[1] for row in values(download(client_of(ilo)))] == ["Partner", "ILO"]
    assert [row[1] for row in values(download(client_of(kh_desk)))] == ["Partner", "ILO", "IOM"]
    end_opening(kh_plan.openings.get(partner=None), by=kh_lead, now=NOW)
    cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    assert "Support" not in download(client_of(kh_desk)).sheetnames


@pytest.mark.parametrize("saved_on", [0, 1], ids=["activities", "support"])
def test_sheet_of_support_asks_nobody_whichever_sheet_was_open_last(officer: Client, saved_on: int) -> None:
    book = download(officer)
    book.active = saved_on
    book["Support"].append(("KH-2011-001", "ILO", "Funds", 5, "=1+1", None))
    column = [cell.value for cell in book.worksheets[0][1]].index("Title") + 1

    preview = upload(officer, _with(book, column, "Another title"))

    assert preview.context["preview"].counts["changed"] == 1
    assert "The sheet “Support” is not read." in preview.content.decode()
    confirm(officer, preview)
    assert Activity.objects.get().title == "Another title"
    assert not Contribution.objects.exists()


def test_needs_are_one_a_line_of_their_cell(line: Activity, officer: Client) -> None:
    book = download(officer)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("Technical needs") + 1
    assert sheet.cell(2, column).value == f"{TRAINERS}\n{ROOM}"
    kept = TechnicalNeed.objects.get(what=ROOM).pk
    sheet.cell(2, column).value = f"{ROOM}\n\n =Three trainers \n{ROOM}"

    preview = upload(officer, book)

    (change,) = preview.context["preview"].rows[0].changes
    assert (change.column, change.new) == ("Technical needs", f"{ROOM}\n=Three trainers")
    confirm(officer, preview)
    needs = list(TechnicalNeed.objects.values_list("pk", "what"))
    assert (kept, ROOM) in needs
    assert [what for _, what in needs] == [ROOM, "=Three trainers"]
    again = download(officer).worksheets[0].cell(2, column).value
    assert again == f"{ROOM}\n=Three trainers"
    many = upload(officer, _with(download(officer), column, "\n".join(map(str, range(11)))))
    assert "You entered 11 technical needs. The maximum is 10. Join some needs." in many.content.decode()


def _with(book: Workbook, column: int, value: str) -> Workbook:
    book.worksheets[0].cell(2, column).value = value
    return book


def test_libreoffice_saves_a_workbook_that_the_portal_reads_as_it_was(
    line: Activity, officer: Client, ilo: Seat, soffice: str, tmp_path: Path
) -> None:
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, amount=Decimal("750.50"), what="=Fees")
    book = download(officer)
    sent = io.BytesIO()
    book.save(sent)

    saved = resaved(soffice, tmp_path, {"plan": sent.getvalue()})["plan"]

    assert [row[3] for row in values(load_workbook(io.BytesIO(saved))) if row[3]] == ["US$", 750.5]
    preview = upload(officer, load_workbook(io.BytesIO(saved)))
    shown = preview.context["preview"]
    assert shown.counts == {"refused": 0, "choosing": 0, "changed": 0, "removed": 0, "new": 0, "unchanged": 1}
