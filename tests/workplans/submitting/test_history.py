"""The history of a plan: by step and day, equal events folded, old and new values for those who draft."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from commit_portal.models import Event
from tests import cast, queries
from workplans.drafting.saving import save_line
from workplans.events.plans import STEPS
from workplans.models import Activity, Seat, Workplan
from workplans.submitting.actions import amend_workplan, take_back_workplan
from workplans.submitting.history_rows import BEGINS, FOLLOWS

pytestmark = pytest.mark.django_db

ADDRESS = "/2011/kh/history/"
SECRET = "Quokka shelters"


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, title="Workshop", description=SECRET)


def saved(line: Activity, by: Seat, at: datetime, **values: Any) -> None:
    fresh = Activity.objects.get(pk=line.pk)
    save_line(fresh, values, seen=fresh.row_version, by=by, now=at)


def headings(page: str, level: int) -> list[str]:
    return re.findall(rf"<h{level}>([^<]*)</h{level}>", page)


def plain(page: str) -> str:
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_steps_and_days_stand_newest_first_with_their_versions(kh_plan, line, kh_officer, kh_lead, lead):
    cast.submitted(kh_plan)
    take_back_workplan(kh_plan, by=kh_lead, now=cast.NOW)
    saved(line, kh_officer, cast.NOW + timedelta(days=2), description="Shelters")
    plan = Workplan.objects.get(pk=kh_plan.pk)
    cast.approved(plan)
    amend_workplan(plan, note="A new need", by=kh_lead, now=cast.NOW + timedelta(days=9))

    page = lead.get(ADDRESS).text

    # The events of a day stand in the order in which they were written.
    assert headings(page, 2)[0] == "Amendment"
    assert headings(page, 2)[-1] == "Draft and consultation"
    assert headings(page, 3)[0] == "Thursday 10 February 2011"
    assert "A new need" in page.partition("Draft and consultation")[0]
    assert re.findall(r">(Version \d)</a>", page) == ["Version 3", "Version 2", "Version 1"]


def test_every_verb_that_begins_or_ends_a_step_is_a_step_of_a_plan():
    assert BEGINS.keys() | FOLLOWS.keys() <= STEPS.keys()


def test_changes_of_a_day_are_one_row_from_the_first_value_to_the_last(line, kh_officer, officer):
    for minutes, title in ((60, "Workshop for two"), (61, "Workshop for three"), (180, "Course of a week")):
        saved(line, kh_officer, cast.NOW + timedelta(minutes=minutes), title=title)
    saved(line, kh_officer, cast.NOW + timedelta(minutes=181), description="Camps")

    said = plain(officer.get(ADDRESS).text)

    assert Event.objects.filter(verb="change").count() == 2
    assert said.count("Changed KH-2011-001") == 1
    assert "Changed KH-2011-001 4 times Course of a week Title: Workshop → Course of a week" in said
    assert f"Description: {SECRET} → Camps" in said
    assert "for three" not in said


def test_a_value_that_is_back_is_no_change(line, kh_officer, officer):
    saved(line, kh_officer, cast.NOW + timedelta(hours=1), title="Course")
    saved(line, kh_officer, cast.NOW + timedelta(hours=2), title="Workshop")

    said = plain(officer.get(ADDRESS).text)

    assert "Changed KH-2011-001 2 times Workshop Changed, and then changed back." in said
    assert "→" not in said


def test_a_returned_line_that_is_changed_answered_and_done_in_one_step_is_one_row(kh_plan, line, officer):
    cast.decided(cast.submitted(kh_plan), line, reason="Say where.")
    fresh = Activity.objects.get(pk=line.pk)
    sent = {"came_back": "1", "r001-v": fresh.row_version, "r001-title": "Course", "finish": "001"}

    assert (
        officer.post("/2011/kh/", sent | {"r001-shown": "", "r001-answer": "In Kampot."}).status_code == 302
    )

    assert Event.objects.filter(verb__in=("change", "answer_return", "finish_return")).count() == 3
    page = officer.get(ADDRESS).text
    assert "Marked KH-2011-001 as done Course Title: Workshop → Course In Kampot. " in plain(page)
    assert "Answered the desk" not in page
    assert "Changed KH-2011-001" not in page


def test_old_values_and_the_hands_of_the_taskforce_are_hidden_from_everybody_else(
    kh_plan, line, client_of, seats
):
    saved(line, seats["kh_officer"], cast.NOW + timedelta(hours=1), description="Camps")
    drafting = {"kh_officer", "kh_lead"}

    def who_reads(words: str) -> set[str]:
        return {name for name, seat in seats.items() if words in client_of(seat).get(ADDRESS).text}

    assert who_reads(SECRET) == drafting
    assert who_reads("Changed KH-2011-001") == drafting | {"kh_member"}
    cast.approved(kh_plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    assert who_reads(SECRET) == drafting
    assert who_reads("Submitted the workplan") == drafting | {
        "kh_member",
        "kh_desk",
        "regional_office",
        "regional_manager",
    }


def test_filters_are_part_of_the_address_and_offer_only_what_the_reader_reads(kh_plan, line, desk, lead):
    cast.complete_line(kh_plan, title="Rooms")
    cast.submitted(kh_plan)

    def said(query: str) -> str:
        page = lead.get(f"{ADDRESS}?{query}").text
        return plain(page).partition("Showing")[2]

    assert "Added KH-2011-002" in said("activity=002")
    assert "Added KH-2011-001" not in said("activity=002")
    assert "Submitted" in said("who=lead")
    assert "Added" not in said("who=lead")
    assert "Submitted" not in said("what=activities&who=officer")
    assert "No row matches this filter." in said("who=lead&activity=001")
    assert "is no choice" in lead.get(f"{ADDRESS}?who=quokka").text
    offered = desk.get(ADDRESS).text
    assert "Taskforce officer" not in offered
    assert 'value="001"' not in offered


def test_many_rows_of_one_kind_and_time_are_folded(kh_plan, kh_officer, officer):
    for _ in range(3):
        cast.complete_line(kh_plan, by=kh_officer)
    few = officer.get(ADDRESS).text
    cast.complete_line(kh_plan, by=kh_officer)
    many = officer.get(ADDRESS).text

    assert "more of this kind" not in few
    assert "Show 3 more of this kind" in many
    assert len(re.findall(r"Added KH-2011-00\d", many)) == 4


def test_a_plan_without_events_says_so(kh_plan, officer):
    assert "Nothing changed here yet." in officer.get(ADDRESS).text


@pytest.mark.parametrize("name", ["kh_lead", "kh_member", "kh_desk"])
def test_history_takes_the_same_number_of_queries_for_one_line_and_for_three(name, kh_plan, client_of, seats):
    client = client_of(seats[name])

    def add(count: int) -> None:
        for _ in range(count):
            line = cast.complete_line(kh_plan, by=seats["kh_officer"])
            saved(line, seats["kh_officer"], cast.NOW + timedelta(hours=1), title=f"Course {line.number}")

    add(1)
    one = queries.queries_of(client, ADDRESS)
    add(2)

    assert queries.queries_of(client, ADDRESS) == one <= 10
