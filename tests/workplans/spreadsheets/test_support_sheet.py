"""The sheet of support: out for who reads the draft, back as new requests and nothing else."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from commit_portal.refusals import RuleBroken
from commit_portal.workflow import events_about
from tests import cast, resaving, workbooks
from tests.cast import LATER, NOW
from tests.workbooks import confirm, download, file_of, upload
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.consultation.rules import SupportDraft
from workplans.drafting.actions import withdraw_activity
from workplans.models import Activity, Contribution, LineImport, Partner, Seat, TechnicalNeed, Workplan
from workplans.spreadsheets.actions import import_lines
from workplans.statuses import ContributionStatus

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("line")]

HEADS = ("Code", "Partner", "Kind", "US$", "What", "Status")
ASKED, OFFERED, ACCEPTED = ContributionStatus.ASKED, ContributionStatus.OFFERED, ContributionStatus.ACCEPTED
TRAINERS, ROOM = "Two trainers", "A room"


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, needs=(TRAINERS, ROOM), cost_in_all=Decimal(9_000))


def values(book: Workbook) -> list[tuple[Any, ...]]:
    return list(book["Support"].iter_rows(values_only=True))


def kept(plan: Workplan, by: Seat) -> LineImport:
    """A file without a row that waits."""
    waiting: LineImport = LineImport.objects.keep({"workplan": plan}, version=1, rows=[], by=by.user, now=NOW)
    return waiting


def faults(preview: Any) -> list[str]:
    return [str(fault) for row in preview.context["preview"].requests for fault in row.faults]


def test_sheet_lists_what_partners_are_asked_for_offer_and_add(line, officer, kh_officer, ilo, iom):
    cast.support(line, iom.partner, OFFERED, by=iom, amount=None, kind="in_kind", what="=A bus")
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, amount=Decimal("750.50"), what="Fees")

    book = download(officer)

    assert values(book) == [
        HEADS,
        ("KH-2011-001", "ILO", "Funds", 750.5, "Fees", "Accepted"),
        ("KH-2011-001", "IOM", "In kind", None, "'=A bus", "Offered"),
    ]
    assert [cell.data_type for row in book["Support"].iter_rows() for cell in row].count("f") == 0
    unchanged = upload(officer, book)
    assert unchanged.context["preview"].requests == []
    assert "There is nothing to save." in unchanged.text


@pytest.mark.parametrize("status", ["Cancelled", "Ended"])
def test_cancelled_support_is_named_so_and_read_again_also_from_a_sheet_that_says_ended(
    line, officer, ilo, status
):
    cast.support(line, ilo.partner, ContributionStatus.WITHDRAWN, by=ilo)
    book = download(officer)
    assert values(book)[1][5] == "Cancelled"
    book["Support"]["F2"] = status

    assert upload(officer, book).context["preview"].requests == []


def test_partner_that_reads_the_draft_finds_its_own_rows_and_readers_of_a_version_no_sheet(
    kh_plan, line, kh_lead, kh_desk, ilo, iom, client_of
):
    open_draft(kh_plan, ilo.partner, LATER, by=kh_lead, now=NOW)
    for seat in (ilo, iom):
        cast.support(line, seat.partner, ACCEPTED, by=seat)

    assert [row[1] for row in values(download(client_of(ilo)))] == ["Partner", "ILO"]
    assert [row[1] for row in values(download(client_of(kh_desk)))] == ["Partner", "ILO", "IOM"]
    end_opening(kh_plan.openings.get(partner=None), by=kh_lead, now=NOW)
    cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    assert "Support" not in download(client_of(kh_desk)).sheetnames


@pytest.mark.parametrize("name", ["ILO", " ilo ", "International Labour  Organization"])
def test_row_without_a_status_is_shown_and_then_asks_the_partner(officer, ilo, name):
    book = download(officer)
    book["Support"].append(("kh-2011-001", name, "Funds", "4,000", "Fees", None))
    book["Support"].append(("KH-2011-001", name, "in kind", None, "Two trainers", None))

    preview = upload(officer, book)

    page = preview.text
    assert "KH-2011-001: Request to ILO: US$4,000" in page
    assert "KH-2011-001: Request to ILO: Two trainers" in page
    assert not Contribution.objects.exists()
    done = confirm(officer, preview)
    assert "2 requests are made from the sheet “Support”." in done.text
    made = Contribution.objects.order_by("pk").values_list("partner", "kind", "amount", "what", "status")
    assert list(made) == [
        (ilo.partner_id, "funds", 4_000, "Fees", ASKED),
        (ilo.partner_id, "in_kind", None, "Two trainers", ASKED),
    ]
    assert all(support.is_prepared for support in Contribution.objects.all())
    assert not LineImport.objects.exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "ILO", "Funds", 5, "", ""), "Give the code of an activity that is in the workplan already."),
        (("KH-2011-099", "ILO", "Funds", 5, "", ""), "Give the code of an activity"),
        (("KH-2011-001", "Nobody", "Funds", 5, "", ""), "“Nobody” is not in the list of partners."),
        (("KH-2011-001", "", "Funds", 5, "", ""), "Enter the acronym or the full name of the partner."),
        (
            ("KH-2011-001", "ILO", "Gold", 5, "", ""),
            "“Gold” is not a kind of support. Use one of: Funds, In kind.",
        ),
        (("KH-2011-001", "ILO", "Funds", "", "", ""), "Write an amount above zero, in US dollars."),
        (("KH-2011-001", "ILO", "Funds", "1.000", "", ""), "1.000"),
        (("KH-2011-001", "ILO", "Funds", -5, "", ""), "-5"),
        (("KH-2011-001", "ILO", "In kind", "", "", ""), "Describe the people or things that are given."),
        (("KH-2011-001", "ILO", "In kind", 5, "A bus", ""), "Support in kind has no amount."),
        (("KH-2011-001", "ILO", "Funds", 5, "x" * 251, ""), "This text has 251 characters."),
        (
            ("KH-2011-001", "IOM", "Funds", 5, "", ""),
            "IOM has an open request or offer for KH-2011-001 already.",
        ),
        (("KH-2011-002", "ILO", "Funds", 5, "", ""), "The activity was withdrawn."),
        (
            ("KH-2011-001", "ILO", "Funds", 5, "", "Accepted"),
            "This support is not in the portal with this text.",
        ),
        (("KH-2011-001", "IOM", "Funds", 501, "", "Offered"), "This support is not in the portal"),
        (("KH-2011-001", "IOM", "Funds", 500, "", "Accepted"), "This support is not in the portal"),
        (("KH-2011-001", "IOM", "Funds", 500, "fees", "Offered"), "This support is not in the portal"),
        (("KH-2011-001", "IOM", "Funds", 500, "", "Maybe"), "This support is not in the portal"),
    ],
)
def test_wrong_row_is_refused_by_its_number_with_a_way_out(
    kh_plan, line, officer, kh_officer, iom, row, said
):
    gone = cast.complete_line(kh_plan, by=kh_officer)
    withdraw_activity(gone, by=kh_officer, now=NOW)
    cast.support(line, iom.partner, OFFERED, by=iom)
    book = download(officer)
    sheet = book["Support"]
    for column, value in enumerate(row, start=1):
        sheet.cell(3, column).value = value
    sheet.append(("KH-2011-001", "ILO", "In kind", None, "A right row", None))

    preview = upload(officer, book)

    (fault,) = faults(preview)
    assert fault.startswith("Support, row 3: ")
    assert said in fault
    page = preview.text
    assert '<a href="#support-3">' in page
    assert "Nothing can be saved yet. 1 row is refused." in page
    confirm(officer, preview)
    assert Contribution.objects.count() == 1


def test_each_wrong_cell_of_a_row_is_named_and_marked(officer):
    book = download(officer)
    book["Support"].append(("KH-2011-099", "Nobody", "In kind", 5, "A bus", None))

    preview = upload(officer, book)

    starts = ("Give the code", "“Nobody” is not in the list", "Support in kind has no amount.")
    assert len(faults(preview)) == len(starts)
    marked = workbooks.download(officer, preview.context["marked_url"])["Support"]
    for cell, start in zip(marked[2][:2] + marked[2][3:4], starts, strict=True):
        assert cell.comment.text.startswith(f"Support, row 2: {start}")


def test_two_rows_for_the_same_partner_and_line_are_one_too_many(officer):
    book = download(officer)
    for what in ("Fees", "Travel"):
        book["Support"].append(("KH-2011-001", "ILO", "Funds", 5, what, None))

    assert faults(upload(officer, book)) == [
        "Support, row 3: Row 2 has the same request to the same partner. Delete one of the two rows."
    ]


def test_row_of_support_that_is_changed_meanwhile_is_refused_when_it_is_confirmed(line, officer, iom, ilo):
    book = download(officer)
    book["Support"].append(("KH-2011-001", "ILO", "Funds", 5, "", None))
    preview = upload(officer, book)
    cast.support(line, ilo.partner, OFFERED, by=ilo)

    answer = confirm(officer, preview)

    assert answer.status_code == 422
    assert faults(answer) == [
        "Support, row 2: ILO has an open request or offer for KH-2011-001 already. "
        "Change that one, or wait until it is answered."
    ]
    assert Contribution.objects.count() == 1


def test_twelve_requests_are_written_with_as_many_queries_as_three(kh_plan, line, kh_officer, kh_lead, ilo):
    open_draft(kh_plan, ilo.partner, LATER, by=kh_lead, now=NOW)
    lines = [line, *(cast.complete_line(kh_plan, by=kh_officer) for _ in range(14))]
    asked = []
    for some in (lines[:3], lines[3:]):
        plan = Workplan.objects.get(pk=kh_plan.pk)
        waiting = kept(plan, kh_officer)
        requests = [(each, ilo.partner, SupportDraft(amount=Decimal(5))) for each in some]
        with CaptureQueriesContext(connection) as queries:
            import_lines(waiting, [], requests, seen=plan.row_version, by=kh_officer, now=NOW)
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert Contribution.objects.filter(status=ASKED, shown_at=NOW).count() == len(lines)
    assert events_about(kh_plan).filter(verb="ask").count() == len(lines)


def test_request_that_was_made_meanwhile_is_refused_under_the_lock(kh_plan, line, kh_officer, ilo):
    waiting = kept(kh_plan, kh_officer)
    cast.support(line, ilo.partner, OFFERED, by=ilo)
    seen = Workplan.objects.get(pk=kh_plan.pk).row_version

    with pytest.raises(RuleBroken) as broken:
        import_lines(
            waiting,
            [],
            [(line, ilo.partner, SupportDraft(amount=Decimal(5)))],
            seen=seen,
            by=kh_officer,
            now=NOW,
        )

    assert [violation.rule for violation in broken.value.violations] == ["CO-3"]


def test_rows_that_are_left_out_and_a_sheet_that_is_left_out_change_nothing(line, officer, iom):
    cast.support(line, iom.partner, OFFERED, by=iom)
    book = download(officer)
    book["Support"].delete_rows(2)
    assert upload(officer, book).context["preview"].requests == []
    del book["Support"]
    assert upload(officer, book).context["preview"].requests == []
    assert Contribution.objects.get().status == OFFERED


def test_sheet_without_a_head_is_refused_with_the_file_and_a_formula_with_its_row(officer):
    book = download(officer)
    sheet = book["Support"]
    sheet.append(("KH-2011-001", "ILO", "Funds", "=1+1", "", None))
    assert faults(upload(officer, book)) == [
        "Support, row 2: US$: The portal does not read formulas. Write the value in the cell."
    ]
    sheet["D2"].value, sheet["F1"].value = 2, None
    page = upload(officer, book).text
    assert "needs these column headings: Code, Partner, Kind, US$, What, Status." in page
    sheet["D1"].value = None
    said = "Sheet Support. Column D has no heading in row 1. Write the column headings in row 1."
    assert said in upload(officer, book).text


def test_workbook_that_was_saved_on_the_sheet_of_support_is_read_as_well(officer):
    book = download(officer)
    book.active = book["Support"]
    book["Support"].append(("KH-2011-001", "ILO", "Funds", 5, "", None))

    assert len(upload(officer, book).context["preview"].requests) == 1


def test_a_partner_is_read_by_the_name_that_the_sheet_of_its_year_has_and_by_that_of_today(
    line, officer, ilo
):
    cast.support(line, ilo.partner, ACCEPTED, by=ilo)
    for acronym, then in (("IOM", "OIM"), ("ILO", "LO")):
        before = {"name": "Then", "acronym": then, "until": "2012-01-01"}
        Partner.objects.filter(acronym=acronym).update(earlier=[before])
    book = download(officer)
    assert values(book)[1][1] == "LO"
    book["Support"].append(("KH-2011-001", "OIM", "Funds", 400, "Travel", None))
    book["Support"].append(("KH-2011-001", "iom", "In kind", None, "A room", None))
    book["Support"].append(("KH-2011-001", "ILM", "Funds", 5, "", None))

    preview = upload(officer, book)

    asked = [row.draft and row.draft[1].acronym for row in preview.context["preview"].requests]
    assert asked == ["IOM", "IOM", None]
    assert [fault.partition(":")[0] for fault in faults(preview)] == ["Support, row 5"]


def test_needs_are_one_a_line_of_their_cell(line, officer):
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
    assert "You entered 11 technical needs. The maximum is 10. Join some needs." in many.text


def _with(book: Workbook, column: int, value: str) -> Workbook:
    book.worksheets[0].cell(2, column).value = value
    return book


def test_libreoffice_saves_a_workbook_that_the_portal_reads_as_it_was(line, officer, ilo, soffice, tmp_path):
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, amount=Decimal("750.50"), what="=Fees")
    book = download(officer)
    book["Support"].append(("KH-2011-001", "IOM", "Funds", 400, "Travel", None))

    saved = resaving.resaved(soffice, tmp_path, {"plan": file_of(book)})["plan"]

    assert [row[3] for row in values(workbooks.opened(saved)) if row[3]] == ["US$", 750.5, 400]
    preview = upload(officer, saved)
    shown = preview.context["preview"]
    assert shown.counts == {"refused": 0, "choosing": 0, "changed": 0, "removed": 0, "new": 0, "unchanged": 1}
    assert [str(row.typed.words) for row in shown.requests] == ["Request to IOM: US$400"]
    assert faults(preview) == []
