"""A notice on the page says what it is about, as far as its reader may still read that."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from commit_portal.mail.payload import MailPayload
from commit_portal.models import Mail, MailSettings, Notice
from commit_portal.statuses import Delivery, MailCode, NoticeKind
from reporting.notices.access import may_still_know
from reporting.notices.dispatch import Telling, tell_all, write
from reporting.notices.preferences import notices_of
from tests import cast
from workplans.comments.actions import settle_thread, start_thread, take_back_comment
from workplans.comments.targets import CommentTarget
from workplans.consultation.actions.openings import end_opening
from workplans.models import Activity, Comment, Seat, Workplan
from workplans.statuses import TalkAudience

pytestmark = pytest.mark.django_db

HEADING, TITLE = "Zebrafish trainers", "Quokka workshop"
GONE = "You can no longer read what this notice was about."


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, title=TITLE)


def told(seat: Seat, verb: str, line: Activity, kind: NoticeKind = NoticeKind.OFFERS) -> None:
    now = timezone.now()
    facts = MailPayload(verb, year=2011, place="kh", number=line.number, count=1, link="/2011/kh/")
    write([Telling(seat, f"event:{verb}", kind, facts, at=now, due_at=now)], now=now)


def thread_with(partner: Seat, line: Activity, *, by: Seat) -> Comment:
    """A thread about a line that a partner reads."""
    return start_thread(
        CommentTarget(line.workplan, line),
        TalkAudience.PARTNER,
        "Rooms are small",
        about=HEADING,
        partner=partner.partner,
        key=uuid4(),
        by=by,
        now=cast.NOW,
    )


def test_notice_names_the_line_while_its_reader_reads_it(line, opening, ilo, kh_lead, partner):
    told(ilo, "asked", line)
    assert f"{line.code} {TITLE}" in partner.get("/notices/").text

    end_opening(opening, by=kh_lead, now=cast.NOW)

    page = partner.get("/notices/").text
    assert TITLE not in page
    assert page.count(GONE) == 1
    # The number of new ones stays: it says how many were told.
    assert "Notices (1)" in page.replace('<span class="visually-hidden"> new</span>', "")


def test_notice_of_what_is_known_in_any_case_loses_the_line_alone(line, ilo, client_of):
    told(ilo, "offer_declined", line)

    page = client_of(ilo).get("/notices/").text

    assert "001" in page
    assert TITLE not in page
    assert GONE not in page


def test_notice_of_a_comment_names_its_thread_until_its_words_are_taken_back(line, opening, ilo, lead):
    thread = thread_with(ilo, line, by=ilo)
    tell_all(now=timezone.now())
    assert HEADING in lead.get("/notices/").text

    take_back_comment(thread, by=ilo, now=cast.NOW)

    page = lead.get("/notices/").text
    assert HEADING not in page
    assert GONE in page


def test_notice_of_a_thread_that_was_settled_without_a_word_names_it_to_who_asked(
    line, opening, kh_lead, ilo, client_of
):
    thread = thread_with(ilo, line, by=ilo)
    settle_thread(thread, by=kh_lead, now=cast.NOW)
    tell_all(now=timezone.now())

    page = client_of(ilo).get("/notices/").text

    assert HEADING in page
    assert GONE not in page
    facts = MailPayload.from_plain(Notice.objects.get(user=ilo.user, facts__verb="thread_settled").facts)
    assert may_still_know(ilo, facts, on=timezone.localdate())


def test_rights_are_asked_for_the_seat_that_was_told_and_not_for_the_one_in_use(
    line, opening, ilo, kh_lead, partner
):
    told(ilo, "asked", line)
    Seat.objects.filter(pk=kh_lead.pk).update(user=ilo.user)
    assert TITLE in partner.get("/notices/").text

    end_opening(opening, by=kh_lead, now=cast.NOW)

    # As lead the same person reads the line; the partner's notice says nothing of it.
    assert TITLE not in partner.get("/notices/").text


def test_notice_is_on_the_page_as_long_as_its_seat_is_held(line, opening, ilo):
    told(ilo, "asked", line)
    today = timezone.localdate()
    assert notices_of(ilo.user, on=today).count() == 1

    Seat.objects.filter(pk=ilo.pk).update(ends_on="2010-12-31")

    assert notices_of(ilo.user, on=today).count() == 0


def test_page_of_all_kinds_asks_at_most_ten_questions(
    line, opening, kh_lead, ilo, partner, django_assert_max_num_queries
):
    thread_with(ilo, line, by=kh_lead)
    tell_all(now=timezone.now())
    for verb in ("asked", "offer_declined", "released", "edition_released"):
        told(ilo, verb, line)
    partner.get("/notices/")

    with django_assert_max_num_queries(10):
        page = partner.get("/notices/").text

    assert HEADING in page
    assert page.count(GONE) == 2


@pytest.mark.parametrize(
    ("code", "state", "key", "said"),
    [
        (MailCode.NOTICE, "sent", "event:1", "e-mail sent"),
        (MailCode.NOTICE, "waiting", "event:1", "the e-mail is being sent"),
        (MailCode.NOTICE, "dropped", "event:1", "no e-mail, only on this page"),
        (MailCode.NOTICE, "failed", "event:1", "the e-mail could not be sent"),
        (MailCode.DIGEST, "sent", "daily:2011-02-15", "in the daily e-mail of 15 Feb 2011"),
        (MailCode.DIGEST, "waiting", "weekly:2011-02-21", "in the weekly e-mail of 21 Feb 2011"),
    ],
)
def test_notice_says_by_which_mail_it_came(line, kh_lead, client_of, code, state, key, said):
    MailSettings.objects.create(user=kh_lead.user, offers=Delivery.HERE)
    told(kh_lead, "offered", line)
    mail = Mail.objects.create(
        user=kh_lead.user,
        key=key,
        code=code,
        state=state,
        due_at=cast.NOW,
        sent_at=cast.NOW,
        failed_at=cast.NOW,
        failure={"code": "mail.away", "params": {}},
    )
    Notice.objects.update(mail=mail)

    page = " ".join(client_of(kh_lead).get("/notices/").text.split())

    assert f'<span class="second"> {said} </span>' in page


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("", "Times are in Bangkok time."),
        ("Asia/Shanghai", "Times are in Beijing time."),
        ("UTC", "Times are in the time zone UTC."),
    ],
)
def test_clock_of_the_page_is_named_once(line, kh_lead, client_of, zone, said):
    kh_lead.user.time_zone = zone
    kh_lead.user.save()
    told(kh_lead, "offered", line)

    page = client_of(kh_lead).get("/notices/").text

    assert page.count(said) == 1


def test_page_of_the_calendar_lists_what_is_in_it(line, outsider):
    cycle = line.workplan.cycle
    cycle.steps.update(planned_from=None, planned_until=None, actual_from=None, actual_until=None)
    assert "No step, meeting or deadline has a date yet." in outsider.get("/notices/calendar/").text
    type(cycle).objects.update(ends_on=date(2099, 12, 31))
    step = cycle.steps.order_by("step")[0]
    type(step).objects.filter(pk=step.pk).update(
        planned_from=date(2099, 2, 1), planned_until=date(2099, 2, 10)
    )

    page = outsider.get("/notices/calendar/").text

    assert f"<span>2011: {step.get_step_display()}</span>" in page
    assert "1 Feb to 10 Feb 2099" in page
