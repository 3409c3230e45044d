"""A returned plan as a list to work through: fields, answers to the desk, what is done, and who reads that."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commit_portal.models import Event
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import StaleRow
from tests import cast
from tests.cast import fresh
from workplans.deciding.actions import record_decision, send_decisions
from workplans.drafting import actions
from workplans.models import Activity, Seat, Workplan
from workplans.presentation.checklist import open_now
from workplans.presentation.loaders import load_live_lines
from workplans.submitting.actions import amend_workplan

pytestmark = pytest.mark.django_db
PAGE = "/2011/kh/"


@pytest.fixture
def lines(kh_plan, kh_desk) -> list[Activity]:
    """Four lines of a returned plan. Two came back."""
    made = [cast.complete_line(kh_plan, title=f"Course {number}") for number in range(1, 5)]
    plan = cast.submitted(kh_plan)
    sent_back(plan, made[:2], by=kh_desk)
    return [fresh(line) for line in made]


def sent_back(plan: Workplan, lines: list[Activity], *, by: Seat) -> None:
    """The decisions on a submitted plan, sent: these lines came back."""
    for line in lines:
        record_decision(line, "return", reason=f"Say where {line.number} is.", by=by, now=cast.NOW)
    cast.decided(plan, by=by)


def points(plan, seat) -> int:
    plan.refresh_from_db()
    load_live_lines(plan, seat)
    return len(open_now(plan))


def test_the_page_of_a_returned_plan_shows_only_what_was_returned(client_of, kh_officer, lines):
    page = client_of(kh_officer).get(PAGE).text

    assert re.findall(r'<article class="section" id="r(\d+)"', page) == ["001", "002"]
    assert "2 returned activities" in page
    assert "0 done, 2 to change. The lead can submit again when all are done." in page
    assert "Say where 1 is." in page
    assert page.count("Not changed yet") > 12
    assert '<a href="?view=table">Show 2 other activities</a>' in page
    assert '<table class="drafting"' not in page
    assert '<table class="drafting"' in client_of(kh_officer).get(f"{PAGE}?view=table").text


def test_the_field_that_the_reason_names_is_shown_and_all_are_where_it_names_none(officer, kh_desk, kh_plan):
    lines = [cast.complete_line(kh_plan) for _ in range(2)]
    plan = cast.submitted(kh_plan)
    for line, reason in zip(lines, ("Is this lead body right?", "Please look again."), strict=True):
        record_decision(line, "return", reason=reason, by=kh_desk, now=cast.NOW)
    send_decisions(plan, by=kh_desk, now=cast.NOW)

    page = officer.get(PAGE).text

    folded = re.findall(r'<details class="more"( open)?>(.*?)</details>', page, re.DOTALL)[:2]
    assert [(is_open, "-lead_body" in fields) for is_open, fields in folded] == [("", False), (" open", True)]


def test_a_saved_change_alone_is_not_done(officer, kh_officer, kh_plan, lines):
    sent = {"came_back": "1", "r001-v": lines[0].row_version, "r001-description": "In Battambang"}

    answer = officer.post(PAGE, sent)

    assert answer.url == PAGE
    page = officer.get(PAGE).text
    assert "Was: " in page
    assert "1 activity is saved." in page
    assert points(kh_plan, kh_officer) == 2
    assert "2 points open" in officer.get(PAGE).text


def test_a_changed_line_that_is_done_folds_to_old_and_new(officer, kh_officer, kh_plan, lines):
    sent = {"came_back": "1", "r001-v": lines[0].row_version, "r001-title": "A course in Battambang"}

    answer = officer.post(PAGE, sent | {"finish": "001", "r002-answer": "It is\r\nhere.", "r002-shown": ""})

    page = officer.get(answer.url).text
    assert answer.url == f"{PAGE}#r001"
    assert "KH-2011-001 is done." in page
    assert "1 done, 1 to change." in page
    assert re.findall(r'data-label="(?:When it was returned|Now)"[^>]*>\s*(.*?)\s*</td>', page)[:2] == [
        "Course 1",
        "<ins>A course in Battambang</ins>",
    ]
    assert "Change 001 again" in page
    assert 'name="r001-title"' not in page
    assert lines[1].decisions.get().answer == "It is\nhere."
    assert points(kh_plan, kh_officer) == 1


def test_what_has_neither_change_nor_answer_is_not_done(officer, kh_officer, lines):
    answer = officer.post(PAGE, {"came_back": "1", "finish": "001"})
    assert "1 point to correct" in answer.text
    assert "Not saved yet" not in answer.text
    assert "Your text is still here" not in answer.text

    assert answer.status_code == 422
    assert "KH-2011-001 is not changed yet. Change the activity or answer the desk" in answer.text
    with pytest.raises(RuleBroken) as broken:
        actions.finish_return(lines[0], by=kh_officer, now=cast.NOW)
    assert [violation.rule for violation in broken.value.violations] == ["WP-9"]


def test_an_answer_is_enough_and_the_history_of_the_taskforce_tells_it(officer, kh_officer, kh_plan, lines):
    actions.answer_return(lines[0], "It is in Kampot.", shown="", by=kh_officer, now=cast.NOW)
    actions.finish_return(lines[0], by=kh_officer, now=cast.NOW)

    told = Event.objects.filter(label="KH-2011-001", audience="taskforce").order_by("-pk")[:2]
    assert [(str(event), event.note) for event in told] == [
        ("Marked KH-2011-001 as done", "It is in Kampot."),
        ("Answered the desk on KH-2011-001", ""),
    ]
    assert points(kh_plan, kh_officer) == 1
    assert "It is in Kampot." in officer.get(f"{PAGE}history/").text


def test_a_field_that_is_refused_stops_only_its_own_line(client_of, kh_officer, lines):
    sent = {
        "came_back": "1",
        "r001-v": lines[0].row_version,
        "r001-starts_on": "gibberish",
        "r002-v": lines[1].row_version,
        "r002-title": "Elsewhere",
    }

    both = client_of(kh_officer).post(PAGE, sent | {"finish": "002"})
    own = client_of(kh_officer).post(PAGE, sent | {"finish": "001"})

    assert (both.status_code, own.status_code) == (422, 422)
    assert "1 done, 1 to change." in both.text
    assert 'value="gibberish"' in both.text
    assert "001 is not done yet, because some fields are not saved." in own.text


def test_two_people_mark_one_line_as_done(lead, kh_officer, kh_lead, lines):
    cast.done(lines[0], by=kh_officer, answer="Here.")

    with pytest.raises(SomebodyWasFaster, match="KH-2011-001 is already done, by "):
        actions.finish_return(lines[0], by=kh_lead, now=cast.NOW)
    answer = lead.post(PAGE, {"came_back": "1", "finish": "001"})
    assert "KH-2011-001 is already done, by " in answer.text


def test_two_people_answer_and_the_second_one_reads_the_first_answer(client_of, kh_officer, kh_lead, lines):
    actions.answer_return(lines[0], "In Kampot.", shown="", by=kh_officer, now=cast.NOW)
    sent = {"came_back": "1", "r001-answer": "In Kep.", "r001-shown": "", "finish": "001"}

    answer = client_of(kh_lead).post(PAGE, sent)

    assert answer.status_code == 409
    assert "Someone else wrote this answer: “In Kampot.”" in answer.text
    assert ">In Kep.</textarea>" in answer.text
    again = client_of(kh_lead).post(PAGE, sent | {"r001-shown": "In Kampot."})
    assert again.url == f"{PAGE}#r001"
    assert lines[0].decisions.get().answer == "In Kep."
    with pytest.raises(StaleRow):
        actions.answer_return(lines[0], "In Takeo.", shown="In Kampot.", by=kh_lead, now=cast.NOW)


def test_an_answer_that_is_too_long_comes_back(officer, lines):
    long = "x" * 4001

    answer = officer.post(PAGE, {"came_back": "1", "r001-answer": long, "r001-shown": ""})

    assert (answer.status_code, long in answer.text) == (409, True)
    assert lines[0].decisions.get().answer == ""


def test_only_what_was_returned_is_answered_and_done(client_of, kh_officer, kh_lead, kh_member, lines):
    actions.unlock_activity(lines[2], by=kh_lead, now=cast.NOW)
    sent = {"came_back": "1", "r003-answer": "Yes.", "r003-shown": ""}

    page = client_of(kh_officer).get(PAGE).text
    answer = client_of(kh_officer).post(PAGE, sent)

    assert "The lead allowed changes" in page
    assert 'name="r003-answer"' not in page
    assert "KH-2011-003 was not returned. You can change it." in answer.text
    for line in lines[2:]:
        with pytest.raises(Refused):
            actions.finish_return(line, by=kh_officer, now=cast.NOW)
    with pytest.raises(Refused):
        actions.finish_return(lines[0], by=kh_member, now=cast.NOW)


def test_what_is_done_can_be_changed_again(client_of, kh_officer, kh_plan, lines):
    cast.done(lines[0], by=kh_officer, answer="Here.")

    answer = client_of(kh_officer).post(PAGE, {"came_back": "1", "reopen": "001"})

    assert answer.url == f"{PAGE}#r001"
    assert points(kh_plan, kh_officer) == 2
    assert ">Here.</textarea>" in client_of(kh_officer).get(PAGE).text
    with pytest.raises(SomebodyWasFaster, match="KH-2011-001 is not done"):
        actions.reopen_return(lines[0], by=kh_officer, now=cast.NOW)


def test_all_done_leads_to_the_lead_who_submits_again(client_of, kh_officer, kh_lead, kh_plan, lines):
    assert '<a href="/2011/kh/001/keep/">' in client_of(kh_lead).get(PAGE).text
    assert "/keep/" not in client_of(kh_officer).get(PAGE).text
    actions.keep_without_support(lines[0], by=kh_lead, now=cast.NOW)
    actions.withdraw_activity(lines[1], by=kh_officer, now=cast.NOW)

    officer, lead = client_of(kh_officer).get(PAGE).text, client_of(kh_lead).get(PAGE).text

    assert "<ins>No Secretariat funding</ins>" in officer
    assert ">Withdrawn</span>" in officer
    assert re.search(r"2 of 2 done\. <a [^>]*>Tell the lead</a>", officer)
    assert re.search(r"2 of 2 done\. <a [^>]*>Submit again</a>", lead)
    assert points(kh_plan, kh_lead) == 0


def test_the_desk_reads_an_answer_beside_the_activity_once_it_is_submitted(desk, kh_officer, kh_plan, lines):
    cast.done(*lines[:2], by=kh_officer, answer="A planted answer.")
    kh_plan.refresh_from_db()

    before = [
        desk.get(f"{PAGE}{page}").text for page in ("", "history/", "decisions/", "001/", "decisions/sent/")
    ]
    cast.submitted(kh_plan)
    after = desk.get(f"{PAGE}decisions/001/").text

    assert [page for page in before if "planted answer" in page] == []
    assert "Answer of the taskforce" in after
    assert "A planted answer." in after


def test_what_was_typed_is_kept_where_the_plan_was_submitted_meanwhile(kh_officer, kh_plan, lines, officer):
    cast.done(*lines[:2], by=kh_officer, answer="Here.")
    kh_plan.refresh_from_db()
    cast.submitted(kh_plan)

    answer = officer.post(PAGE, {"came_back": "1", "r001-answer": "Typed late", "r001-shown": ""})

    assert (answer.status_code, "Typed late" in answer.text) == (409, True)


def test_the_table_stays_the_table_when_it_is_saved(officer, lines):
    sent = {"r001-v": lines[0].row_version, "r001-title": "Elsewhere"}

    assert officer.post(PAGE, sent).url == f"{PAGE}?view=table"


def test_the_list_asks_as_many_queries_for_three_lines_as_for_one(client_of, kh_plan, kh_officer, kh_desk):
    made = [cast.complete_line(kh_plan) for _ in range(3)]
    client, counts = client_of(kh_officer), []
    for count in (3, 1):
        kh_plan.refresh_from_db()
        sent_back(cast.submitted(kh_plan), made[:count], by=kh_desk)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(PAGE).text
        assert page.count('<article class="section" id="r') == count
        counts.append(len(asked))
        cast.done(*made[:count], by=kh_officer, answer="Here.")

    assert counts[0] == counts[1] <= 10 + 3  # the frame: session, seat, notices


def test_a_line_that_came_back_once_is_neither_done_nor_changed_again_in_an_amendment(
    kh_plan, kh_officer, kh_lead, lines
):
    """Of a line that was withdrawn meanwhile the return is the decision that was sent last."""
    actions.withdraw_activity(lines[0], by=kh_officer, now=cast.NOW)
    cast.done(lines[1], by=kh_officer, answer="Here.")
    kh_plan.refresh_from_db()
    plan = amend_workplan(cast.approved(kh_plan), note="Again.", by=kh_lead, now=cast.NOW)
    line = actions.restore_activity(fresh(lines[0]), by=kh_officer, now=cast.NOW)

    assert plan.status == "draft"
    for step in (actions.finish_return, actions.reopen_return):
        with pytest.raises(Refused, match="KH-2011-001 was not returned"):
            step(line, by=kh_officer, now=cast.NOW)
