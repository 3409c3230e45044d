"""The open review for the regional office: how much has come, who is late, reminders, and closing with some missing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow.events import events_about
from reporting.meetings.actions import MeetingDraft, add_meeting
from reporting.models import Review
from reporting.reviews.actions import close_review, open_review, remind, submit_sheet
from reporting.reviews.answer_actions import answer_sheet
from reporting.reviews.answer_content import ActivityAnswer, TargetAnswer
from reporting.reviews.overview import received
from reporting.reviews.question_actions import ask_question
from spa.models import Target

NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
BASE = "/2011/reviews/mid-year/"


@pytest.fixture
def kh_line(kh_plan, kh_officer, kh_lead, kh_desk, complete_line, approved):
    line = complete_line(kh_plan, by=kh_officer)
    approved(kh_plan, lead=kh_lead, desk=kh_desk)
    return line


@pytest.fixture
def review(cycle, kh_line, regional_office):
    return open_review(cycle, "mid-year", answers_due_on=date(2011, 7, 20), by=regional_office, now=NOW)


@pytest.fixture
def kh_sheet(review):
    return review.sheets.get(taskforce__slug="kh")


def named(sheets):
    return [sheet.taskforce.slug for sheet in sheets]


def test_a_reminder_goes_to_who_has_not_submitted_and_once_a_day(
    review, kh_sheet, kh_lead, regional_office, world
):
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)

    first = remind(review, ["kh", "la", "regional"], by=regional_office, now=NOW)
    second = remind(review, ["la", "th"], by=regional_office, now=NOW)
    third = remind(review, ["la", "th"], again=True, by=regional_office, now=NOW)
    later = remind(review, ["la", "th"], by=regional_office, now=TOMORROW)

    assert [named(sheets) for sheets in (first, second, third, later)] == [
        ["la"],
        ["th"],
        ["la", "th"],
        ["la", "th"],
    ]
    lao = review.sheets.get(taskforce__slug="la")
    assert (lao.reminded_at, events_about(lao).filter(verb="remind").count()) == (TOMORROW, 3)
    with pytest.raises(RuleBroken, match="Nobody needs a reminder"):
        remind(review, ["kh"], by=regional_office, now=TOMORROW)
    for other in (kh_lead, world.seats["kh_desk"]):
        with pytest.raises(Refused):
            remind(review, ["la"], by=other, now=TOMORROW)


def test_the_review_closes_with_some_missing_only_where_that_is_chosen(
    review, kh_sheet, kh_lead, regional_office
):
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    for chosen in (None, 2):
        with pytest.raises(RuleBroken) as broken:
            close_review(review, with_at_least=chosen, by=regional_office, now=NOW)
        assert str(broken.value) == (
            "Tick “Close it with 1 of 7”, or wait for China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional."
        )
    assert Review.objects.get().status == "open"

    assert close_review(review, with_at_least=1, by=regional_office, now=NOW).status == "closed"


def test_the_overview_counts_what_is_answered_and_names_what_is_missing(
    review, kh_sheet, kh_line, kh_officer, kh_lead, kh_desk, regional_office
):
    target = Target.objects.get(code="1.T1")
    answers = {"activities": {kh_line.pk: ActivityAnswer(status="done")}}
    answer_sheet(
        kh_sheet, **answers, targets={target.pk: TargetAnswer(status="achieved")}, by=kh_officer, now=NOW
    )
    before = received(review).rows()[kh_sheet.taskforce_id]
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    ask_question(kh_sheet, target=target, text="Which law?", by=kh_desk, now=NOW)

    come = received(review)

    row = come.rows()[kh_sheet.taskforce_id]
    assert [amount["words"] for amount in row["amounts"]] == ["1 of 1", "1 of 4"]
    assert (row["spending"], row["questions"]) == ("1 activity missing", 1)
    assert (before["holder"], row["holder"]) == (
        "Taskforce, last saved 1 Jul 2011, 16:00",
        "Taskforce, since the question of 1 Jul 2011",
    )
    assert come.missing_words() == [
        "Not submitted: China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional.",
        "Without the Secretariat’s spending: Cambodia (1 activity).",
        "With a question of the desk that has no answer: Cambodia.",
    ]
    assert come.days_left(date(2011, 7, 13)) == "The taskforces have 7 days left, until 20 Jul 2011."
    assert [come.days_left(day) for day in (date(2011, 7, 20), date(2011, 7, 21))] == ["", ""]


@pytest.mark.slow
def test_the_page_reminds_by_one_button_and_says_to_whom_it_went(
    review, kh_sheet, kh_lead, regional_office, client_of
):
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    office = client_of(regional_office)
    page = office.get(BASE)
    assert page.context["remind"]["places"] == ["cn", "la", "mm", "th", "vn"]
    assert "Remind the 5 who are late" in page.text
    # Nothing is the one thing to do.
    assert "btn-primary" not in page.text

    sent = office.post(f"{BASE}remind/", {"place": "la"}, follow=True)
    again = office.post(f"{BASE}remind/", {"place": "la"}, follow=True)

    assert "Reminded: Lao PDR." in sent.text
    assert "lao lead, lao officer" in sent.text
    assert "Nobody was reminded again: they were already reminded today." in again.text
    assert "Reminded today at " in again.text
    assert (
        "Reminded: Lao PDR." in office.post(f"{BASE}remind/", {"place": "la", "again": "1"}, follow=True).text
    )
    assert office.post(f"{BASE}remind/", {"place": "kh"}).status_code == 409


@pytest.mark.slow
def test_peers_see_neither_counts_nor_reminders(
    review, kh_sheet, kh_line, kh_officer, regional_office, client_of, world
):
    answer_sheet(kh_sheet, activities={kh_line.pk: ActivityAnswer(status="done")}, by=kh_officer, now=NOW)
    remind(review, ["kh"], by=regional_office, now=NOW)

    reads = {
        name: [
            word in client_of(world.seats[name]).get(BASE).text for word in ("1 of 1", "Reminded Cambodia")
        ]
        for name in ("regional_office", "kh_lead", "lao_lead", "kh_desk")
    }

    assert reads == {
        "regional_office": [True, True],
        "kh_lead": [False, True],
        "kh_desk": [False, True],
        "lao_lead": [False, False],
    }


@pytest.mark.slow
def test_the_page_takes_ten_queries_at_most(cycle, kh_line, regional_office, client_of):
    meeting = add_meeting(
        MeetingDraft(parts=(("rtf", None),), planned_from=date(2011, 8, 1)), by=regional_office, now=NOW
    )
    open_review(cycle, "mid-year", meeting=meeting, by=regional_office, now=NOW)
    office = client_of(regional_office)
    office.get(BASE)
    with CaptureQueriesContext(connection) as queries:
        office.get(BASE)

    assert len(queries) <= 10
