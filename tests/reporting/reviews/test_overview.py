"""The open review for the regional office: how much has come, who is late, reminders, and closing with some missing."""

from datetime import date, timedelta

import pytest

from commit_portal.models import Mail
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import events_about
from reporting.meetings.actions import add_meeting
from reporting.models import Review
from reporting.notices.dispatch import tell_all
from reporting.notices.emails import letter_of
from reporting.questions.actions import ask_question
from reporting.reviews.actions import close_review, open_review, remind, reopen_sheet, submit_sheet
from reporting.reviews.queries import answers_lost, received, targets_by_kind
from spa.models import Target
from tests.answers import NOW, activity_answer, answer_sheet, target_answer
from tests.queries import queries_of

TOMORROW = NOW + timedelta(days=1)
BASE = "/2011/reviews/mid-year/"


@pytest.fixture
def review(cycle, kh_line, regional_office):
    return open_review(cycle, "mid-year", answers_due_on=date(2011, 7, 20), by=regional_office, now=NOW)


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


def test_the_mail_of_a_reminder_has_the_day_and_leads_to_the_answers(review, regional_office, world):
    tell_all(now=NOW, mailed=False)
    remind(review, ["la"], by=regional_office, now=NOW)
    tell_all(now=NOW)

    letters = {mail.user.name: letter_of(mail, now=NOW) for mail in Mail.objects.filter(code="notice")}
    assert sorted(letters) == ["lao lead", "lao officer"]
    letter = letters["lao lead"]
    assert letter.subject == (
        "Lao PDR, Mid-year review 2011: the answers are not submitted. Last day: 20 Jul 2011"
    )
    assert "/2011/reviews/mid-year/la/\n" in letter.body


def test_the_review_closes_with_some_missing_only_where_that_is_chosen(
    review, kh_sheet, kh_lead, regional_office
):
    """`closes_with_all`: also where fewer are submitted than the page showed."""
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
    review, kh_sheet, answered, kh_lead, kh_desk, regional_office, target
):
    answered(activity_answer(status="done"), target_answer(status="achieved"))
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    ask_question(kh_sheet, target=target, text="Which law?", by=kh_desk, now=NOW)

    come = received(review)

    cambodia = come.sheets[0]
    assert (cambodia.answered, cambodia.lines, cambodia.unspent) == (1, 1, 1)
    assert (cambodia.answered_targets, targets_by_kind(review.cycle)[False]) == (1, 4)
    assert not answers_lost(review.cycle, 2)
    Target.objects.filter(pk=target.pk).update(until_revision=1)
    assert [(one.sheet, one.target) for one in answers_lost(review.cycle, 2)] == [(kh_sheet, target)]
    moved = Review.objects.select_related("cycle").get()
    moved.cycle.plan_revision = 2
    assert received(moved).sheets[0].answered_targets == 0
    assert (cambodia.open_questions, cambodia.changed_at, cambodia.asked_at) == (1, NOW, NOW)
    assert come.names == {
        "missing": "China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional",
        "to_remind": "China, Lao PDR, Myanmar, Thailand and Viet Nam",
        "unspent": "Cambodia (1 activity)",
        "asked": "Cambodia",
    }
    assert [come.days_left(date(2011, 7, day)) for day in (13, 20, 21)] == [7, 0, 0]


@pytest.mark.slow
def test_the_page_reminds_by_one_button_and_says_to_whom_it_went(review, kh_sheet, kh_lead, secretariat):
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    page = secretariat.get(BASE)
    assert named(page.context["come"].to_remind) == ["cn", "la", "mm", "th", "vn"]
    assert "Not submitted: China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional." in page.text
    assert "Remind the 5 countries that are late" in page.text
    # Nothing is the one thing to do.
    assert "btn-primary" not in page.text

    sent = secretariat.post(f"{BASE}remind/", {"place": "la"}, follow=True)
    again = secretariat.post(f"{BASE}remind/", {"place": "la"}, follow=True)

    assert "Reminded: Lao PDR." in sent.text
    assert "lao lead, lao officer" in sent.text
    assert "Nobody was reminded again: they were already reminded today." in again.text
    assert "Reminded today at " in again.text
    assert (
        "Reminded: Lao PDR."
        in secretariat.post(f"{BASE}remind/", {"place": "la", "again": "1"}, follow=True).text
    )
    assert secretariat.post(f"{BASE}remind/", {"place": "kh"}).status_code == 409


@pytest.mark.slow
def test_who_is_late_is_counted_once_and_a_peer_reads_what_is_true(
    review, kh_sheet, kh_lead, regional_office, client_of, world, time_machine
):
    time_machine.move_to(NOW + timedelta(days=30))
    submit_sheet(kh_sheet, by=kh_lead, now=NOW + timedelta(days=25))
    page = client_of(regional_office).get(BASE)
    assert named(page.context["come"].late) == ["cn", "la", "mm", "th", "vn"]
    assert "Late countries (last day 20 Jul 2011)" in page.text
    assert "Remind the 5 countries that are late" in page.text
    assert "Your office answers for the region" in page.text

    for _when in ("open", "closed"):
        page = client_of(world.seats["lao_lead"]).get(BASE)
        rows = {row["sheet"].taskforce.name: row["shown"] for row in page.context["rows"]}
        assert (rows["China"], rows["Thailand"]) == (None, None)
        assert "Not closed yet" in page.text
        assert "You see the answers after they are closed." in page.text
        if review.status == "open":
            review = close_review(review, with_at_least=0, by=regional_office, now=NOW + timedelta(days=30))
    assert rows["Cambodia"].status == "closed"
    office = client_of(regional_office).get(BASE).text
    assert ("Nobody: closed on" in office, "Must act now" in office) == (True, False)


@pytest.mark.slow
def test_after_the_closing_the_page_says_how_spending_comes_in_and_who_has_reopened_answers(
    review, kh_sheet, kh_line, kh_officer, kh_lead, kh_desk, regional_office, secretariat, client_of
):
    answer_sheet(kh_sheet, activities={kh_line.pk: activity_answer("done")}, by=kh_officer, now=NOW)
    close_review(review, with_at_least=0, by=regional_office, now=NOW)
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)

    assert "The desk can enter the spending after you reopen the answers." in secretariat.get(BASE).text
    missing = "The spending of the Secretariat is missing for 1 activity. Ask the regional office to reopen"
    assert missing in client_of(kh_desk).get(f"{BASE}kh/").text
    assert missing not in client_of(kh_lead).get(f"{BASE}kh/").text

    again = reopen_sheet(kh_sheet, note="Enter the spending", by=regional_office, now=TOMORROW)
    reopened = secretariat.get(BASE).text
    assert "Reopened on 2 Jul 2011, with the taskforce lead" in reopened
    assert "Taskforce, no answer yet" not in reopened.split(">China<")[0]
    top = client_of(kh_lead).get(f"{BASE}kh/", follow=True).text
    assert top.index("Why these answers were reopened: Enter the spending") < top.index(">Areas<")

    change = {kh_line.pk: activity_answer("under_way")}
    answer_sheet(again, activities=change, by=kh_officer, now=TOMORROW + timedelta(days=1))
    assert "Taskforce, last saved 3 Jul 2011" in secretariat.get(BASE).text


@pytest.mark.slow
def test_peers_see_neither_counts_nor_reminders(
    review, kh_sheet, kh_line, kh_officer, regional_office, client_of, world
):
    answer_sheet(kh_sheet, activities={kh_line.pk: activity_answer(status="done")}, by=kh_officer, now=NOW)
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
    meeting = add_meeting((("rtf", None),), planned_from=date(2011, 8, 1), by=regional_office, now=NOW)
    open_review(cycle, "mid-year", meeting=meeting, by=regional_office, now=NOW)

    assert queries_of(client_of(regional_office), BASE) <= 10
