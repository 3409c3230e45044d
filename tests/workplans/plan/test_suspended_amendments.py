"""An amendment that was set aside when its plan was closed: kept, and shown nowhere as if it were in force."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast, workbooks
from tests.cast import NOW, fresh
from tests.replayed import replayed
from tests.workplans.submitting.test_amendment_views import change
from workplans.consultation.actions.openings import open_draft
from workplans.deciding.actions import record_decision
from workplans.drafting.actions import withdraw_activity, write_needs
from workplans.models import Activity, Seat, Taskforce, Workplan
from workplans.statuses import Funding, WorkplanStatus
from workplans.submitting.actions import amend_workplan, close_workplan, reopen_workplan, submit_workplan

ASIDE = "The workplan was closed with an open amendment."


@pytest.fixture
@replayed
def lines(kh_plan: Workplan, kh_officer: Seat) -> list[Activity]:
    """Three approved lines of 1,000 and one in reserve."""
    lines = [cast.complete_line(kh_plan, title=title) for title in ("Workshop", "Course", "Forum")]
    lines.append(cast.complete_line(kh_plan, title="Later", funding=Funding.RESERVE))
    kh_plan.refresh_from_db()
    write_needs(kh_plan, "Trainers are missing.", seen=kh_plan.row_version, by=kh_officer, now=NOW)
    cast.approved(kh_plan)
    return lines


@pytest.fixture
def amended(lines: list[Activity], world: cast.World, kh_officer: Seat, kh_lead: Seat) -> Workplan:
    """One line raised to 77,000 under another title, one withdrawn, one new, other needs: nothing decided."""
    plan = amend_workplan(world.workplan("kh"), note="Prices rose.", by=kh_lead, now=NOW)
    change(lines[0], kh_officer, title="Great congress", secretariat_cost=Decimal(77_000))
    withdraw_activity(fresh(lines[1]), by=kh_officer, now=NOW)
    cast.complete_line(plan, by=kh_officer, title="Never decided", secretariat_cost=Decimal(5_000))
    plan = world.workplan("kh")
    write_needs(plan, "Everything is missing.", seen=plan.row_version, by=kh_officer, now=NOW)
    return world.workplan("kh")


@pytest.fixture(params=["closed", "reopened"])
def plan(request: pytest.FixtureRequest, amended: Workplan, regional_office: Seat) -> Workplan:
    plan = close_workplan(amended, by=regional_office, now=NOW)
    if request.param == "reopened":
        plan = reopen_workplan(plan, note="Closed too early.", by=regional_office, now=NOW)
    return plan


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("name", ["kh_officer", "kh_lead", "kh_member"])
@pytest.mark.usefixtures("plan")
def test_page_of_the_taskforce_shows_what_is_of_record_and_names_what_was_set_aside(world, client_of, name):
    text = text_of(client_of(world.seats[name]), "/2011/kh/")

    for words in ("Workshop", "Course", "Forum", "Later", "Trainers are missing.", "US$3,000"):
        assert words in text
    for words in ("Great congress", "77,000", "Never decided", "83,000", "Everything is missing."):
        assert words not in text
    assert ASIDE in text
    assert (
        '<a href="/2011/kh/001/">KH-2011-001</a>: Changed in the amendment: title and Secretariat funding.'
    ) in text
    assert '<a href="/2011/kh/002/">KH-2011-002</a>: Withdrawn in the amendment.' in text
    assert '<a href="/2011/kh/005/">KH-2011-005</a>: Added in the amendment.' in text
    assert "The opportunities, gaps and needs differ." in text


def test_page_of_each_activity_says_what_is_in_force(plan, officer):
    changed, withdrawn, new, reserve = (
        text_of(officer, f"/2011/kh/{number}/") for number in ("001", "002", "005", "004")
    )

    assert "Workshop" in changed
    assert "Great congress" not in changed
    assert "77,000" not in changed
    assert "Changed in the amendment: title and Secretariat funding." in changed
    assert '<span class="mark" data-status="approved">Approved</span>' in changed
    assert '<span class="mark" data-status="approved">Approved</span>' in withdrawn
    assert '<span class="mark" data-status="set_aside">Does not count</span>' in new
    assert "An amendment added this activity" in new
    assert "set aside" not in reserve


def test_workbook_holds_what_is_of_record(plan, kh_officer, client_of):
    answer = client_of(kh_officer).get("/2011/kh/export.xlsx")

    book = workbooks.opened(answer.content)
    said = [[cell.value for cell in row] for sheet in book.worksheets[:2] for row in sheet.iter_rows()]
    words = {str(cell) for row in said for cell in row}
    assert {"Workshop", "Course", "Forum", "Later"} <= words
    assert not {"Great congress", "77000", "Never decided"} & words
    assert "Approved version 2. An amendment was closed without decisions." in words


def test_a_partner_with_an_opening_reads_what_is_of_record_and_nothing_of_what_was_set_aside(
    amended, kh_lead, ilo, regional_office, client_of
):
    open_draft(amended, ilo.partner, cast.LATER, by=kh_lead, now=NOW)
    close_workplan(amended, by=regional_office, now=NOW)

    text = text_of(client_of(ilo), "/2011/kh/")

    assert "Workshop" in text
    assert "Great congress" not in text
    assert ASIDE not in text


def test_the_year_and_home_count_what_is_of_record(plan, kh_lead, kh_desk, client_of):
    if not plan.openings.filter(partner=None, ended_at=None).exists():
        open_draft(plan, None, by=kh_lead, now=NOW)

    for seat, address in ((kh_lead, "/2011/"), (kh_desk, "/2011/"), (kh_desk, "/")):
        text = text_of(client_of(seat), address)
        assert "83,000" not in text
        assert "3,000" in text


def test_what_was_set_aside_comes_back_when_the_plan_is_amended(amended, kh_lead, regional_office, client_of):
    plan = close_workplan(amended, by=regional_office, now=NOW)
    plan = reopen_workplan(plan, note="Closed too early.", by=regional_office, now=NOW)
    amend_workplan(plan, note="In earnest.", by=kh_lead, now=NOW)

    text = text_of(client_of(kh_lead), "/2011/kh/")

    assert "Great congress" in text
    assert "Changed in this amendment" in text
    assert ASIDE not in text


def test_a_closed_plan_says_what_was_agreed_with_what_is_of_record(
    amended, kh_lead, kh_desk, regional_office, lines
):
    before = (amended.agreed_on, amended.agreed_by, amended.submitted_at)
    later = NOW.replace(month=9)
    again = submit_workplan(amended, agreed_on=later.date(), agreed_by=(), by=kh_lead, now=later)
    record_decision(fresh(lines[0]), "approve", by=kh_desk, now=later)

    closed = close_workplan(again, by=regional_office, now=later)

    assert (closed.agreed_on, closed.agreed_by, closed.submitted_at) == before


def test_a_plan_closed_without_an_amendment_shows_its_lines(lines, world, regional_office, officer):
    close_workplan(world.workplan("kh"), by=regional_office, now=NOW)

    text = text_of(officer, "/2011/kh/")

    assert "Workshop" in text
    assert ASIDE not in text
    assert "set aside" not in text_of(officer, "/2011/kh/001/")


def test_page_asks_as_many_queries_at_one_change_as_at_three(
    lines, world, kh_officer, kh_lead, regional_office, officer
):
    def asked(*changed: Activity) -> int:
        plan = amend_workplan(world.workplan("kh"), note="Prices rose.", by=kh_lead, now=NOW)
        for line in changed:
            change(line, kh_officer, title="Another")
        reopen_workplan(
            close_workplan(plan, by=regional_office, now=NOW), note="Too early.", by=regional_office, now=NOW
        )
        officer.get("/2011/kh/")
        with CaptureQueriesContext(connection) as queries:
            assert ASIDE in text_of(officer, "/2011/kh/")
        return len(queries)

    assert asked(lines[0]) == asked(lines[1], lines[2])


@pytest.fixture
def regional(regional_plan: Workplan, regional_office: Seat) -> Workplan:
    """In force with Cambodia and Lao PDR; an amendment that names Thailand too was set aside."""
    line = cast.regional_line(regional_plan, title="Patrols")
    plan = cast.in_force(regional_plan)
    amend_workplan(plan, note="Wider.", by=regional_office, now=NOW)
    wider = tuple(Taskforce.objects.filter(slug__in=("kh", "la", "th")))
    change(line, regional_office, title="Wider patrols", countries=wider)
    return close_workplan(plan, by=regional_office, now=NOW)


def test_a_regional_plan_shows_what_is_of_record_and_names_nobody_who_has_not_confirmed(
    regional, kh_lead, regional_office, client_of
):
    assert regional.status == WorkplanStatus.CLOSED
    for seat in (kh_lead, regional_office):
        client = client_of(seat)
        plan, line = text_of(client, "/2011/regional/"), text_of(client, "/2011/regional/001/")
        for text in (plan, line):
            assert "Patrols" in text
            assert "Wider patrols" not in text
            assert "Lao PDR" in text
    client = client_of(kh_lead)
    assert "Thailand" not in text_of(client, "/2011/regional/001/")
    assert "as it is drafted" not in text_of(client, "/2011/regional/")
