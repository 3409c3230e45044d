"""From events to mails: each event once, to those of the table, after its transaction and never without it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commit_portal.i18n import message, to_plain
from commit_portal.models import Event, Fault, Mail, MailSettings, Notice, NoticeSeat, Told
from commit_portal.refusals import Refused
from commit_portal.statuses import NoticeKind
from commit_portal.workflow import record_event
from reporting.notices.dispatch import move_to_held_seats, tell_all, tell_events, untold
from reporting.notices.preferences import tell_again
from reporting.notices.send import send_due
from tests import cast, smtp
from workplans.consultation.actions.ask import ask_partner, take_back_request
from workplans.consultation.actions.offers import accept_offer, decline_offer, offer_support, send_offer
from workplans.consultation.actions.openings import end_opening, open_draft, say_nothing_to_offer
from workplans.consultation.rules import SupportDraft
from workplans.drafting.actions import withdraw_activity
from workplans.models import AnnualCycle, Partner, Seat, Workplan
from workplans.releasing.actions import release_workplan
from workplans.statuses import Role
from workplans.submitting.actions import amend_workplan, take_back_workplan

pytestmark = pytest.mark.django_db
OFFICE = ("regional_manager", "regional_office")


@pytest.fixture
def mailed(world: cast.World, sink: smtp.Sink) -> Callable[[], set[tuple[str, str]]]:
    """What was mailed since the last time: the name before the @, and the subject after the country."""
    tell_all(now=timezone.now(), mailed=False)

    def since() -> set[tuple[str, str]]:
        tell_all(now=timezone.now())
        send_due()
        found = [(to, subject.partition(": ")[2] or subject) for to, subject in sink.subjects]
        assert len(found) == len(set(found)), "a mail came twice"
        sink.taken.clear()
        return set(found)

    return since


def to(subject: str, *names: str) -> set[tuple[str, str]]:
    return {(name, subject) for name in names}


def test_year_of_a_plan_is_mailed_to_those_of_the_table_each_time_once(world, mailed):
    seats, plan, now = world.seats, world.workplan("kh"), cast.NOW
    officer, lead, desk, ilo = (seats[name] for name in ("kh_officer", "kh_lead", "kh_desk", "ilo"))
    line = cast.complete_line(plan, by=officer)
    assert mailed() == set()

    request = ask_partner(line, ilo.partner, SupportDraft(amount=Decimal(500)), by=officer, now=now)
    assert mailed() == set(), "prepared: the partner cannot read the line yet"
    opening = open_draft(plan, ilo.partner, cast.LATER, by=lead, now=now)
    assert mailed() == to("you can read the draft workplan until 31 Dec 2027", "ilo") | to(
        "you are asked to support activity 001", "ilo"
    )
    gift = send_offer(request, SupportDraft(amount=Decimal(400)), seen=None, by=ilo, now=now)
    assert mailed() == to("a partner offers support for activity 001", "kh_lead", "kh_officer")
    accept_offer(gift, seen=gift.row_version, by=lead, now=now)
    assert mailed() == to("your offer for activity 001 was accepted", "ilo")
    more = ask_partner(line, ilo.partner, SupportDraft(kind="in_kind", what="A room"), by=officer, now=now)
    assert mailed() == to("you are asked to support activity 001", "ilo")
    take_back_request(more, seen=None, by=lead, now=now)
    assert mailed() == to("the request for activity 001 was cancelled", "ilo")
    second = offer_support(line, SupportDraft(kind="in_kind", what="A bus"), by=ilo, now=now)
    assert mailed() == to("a partner offers support for activity 001", "kh_lead", "kh_officer")
    decline_offer(second, word="Not this year", seen=second.row_version, by=lead, now=now)
    assert mailed() == to("your offer for activity 001 was declined", "ilo")
    say_nothing_to_offer(opening, by=ilo, now=now)
    assert mailed() == to("a partner has nothing to offer", "kh_lead", "kh_officer")
    end_opening(opening, by=lead, now=now)
    assert mailed() == to("you can no longer read the draft workplan", "ilo")

    cast.submitted(plan, by=lead)
    assert mailed() == to("the workplan was submitted", "kh_desk")
    take_back_workplan(plan, by=lead, now=now)
    assert mailed() == to("a draft again (submission cancelled)", "kh_desk")
    cast.approved(plan, lead=lead, desk=desk)
    assert mailed() == to("the workplan was submitted", "kh_desk") | to(
        "the Secretariat sent its decisions", "kh_lead", "kh_officer"
    )

    # What others did waits for the daily mail, and is in it once.
    release_workplan(plan, "taskforces", by=lead, now=now)
    amend_workplan(plan, note="A new need", by=lead, now=now)
    assert mailed() == set()
    Mail.objects.filter(state="waiting").update(due_at=timezone.now())
    assert mailed() == to("1 notice", "kh_desk", "lao_officer", "lao_lead") | to(
        "2 notices", "kh_member"
    ) | to("3 notices", *OFFICE) | to("4 notices", "kh_officer")


def test_rollback_tells_nobody(kh_plan, kh_lead, line):
    tell_all(now=timezone.now(), mailed=False)
    with transaction.atomic():
        cast.submitted(kh_plan, by=kh_lead)
        transaction.set_rollback(True)

    assert tell_events(now=timezone.now()) == 0
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)


def submitted(plan: Workplan, by: Seat) -> Event:
    return record_event("submit", plan, by=by, now=cast.NOW, facts=message("workplan.submitted"), label="KH")


def test_bad_event_waits_is_tried_again_and_given_up_while_the_others_are_told(
    kh_plan, kh_lead, regional_office, client_of
):
    bad, _ = submitted(Workplan(pk=999_999), kh_lead), submitted(kh_plan, kh_lead)
    now, waits = timezone.now(), []
    for _ in range(4):
        tell_all(now=now)
        again_at = Fault.objects.get().again_at
        waits.append((again_at - now).total_seconds())
        tell_all(now=now + timedelta(seconds=1))
        now = again_at
    assert waits == [10, 60, 600, 3600]
    assert list(untold()) == [bad]
    assert Notice.objects.filter(facts__verb="submitted").count() == 4

    tell_all(now=now)

    fault = Fault.objects.get(event=bad)
    assert (fault.attempts, fault.again_at, fault.failed_at) == (5, None, now)
    assert fault.failure_words == ("The portal tried 5 times (DoesNotExist). See the log of the portal.")
    assert not untold().exists()
    assert Notice.objects.filter(user=regional_office.user, facts__verb="mail_failed").count() == 1
    page = client_of(regional_office).get("/notices/failures/").text
    assert f"Event {bad.pk} of " in page
    assert "tried 5 times (DoesNotExist)" in page


def plan_saved_later(plan, lead):
    """A plan of 2031 that an event can speak of before it is there."""
    cycle = AnnualCycle.objects.get(pk=plan.cycle_id)
    cycle.pk, cycle.year = None, 2031
    cycle.save()
    return Workplan(pk=999_999, cycle=cycle, taskforce=lead.taskforce)


def test_regional_office_lets_a_given_up_event_be_told_once_more(
    kh_plan, kh_lead, lao_lead, regional_office, secretariat
):
    late = plan_saved_later(kh_plan, lao_lead)
    event = submitted(late, kh_lead)
    now = timezone.now() - timedelta(hours=3)
    for _ in range(5):
        tell_all(now=now)
        now = Fault.objects.get().again_at or now
    fault = Fault.objects.get()
    assert fault.failed_at is not None
    late.save(force_insert=True)
    address = f"/notices/failures/events/{fault.pk}/again/"
    assert address in secretariat.get("/notices/failures/").text

    first, second = secretariat.post(address, follow=True), secretariat.post(address)

    assert "The portal will try again soon." in first.text
    assert address not in first.text
    # The second of two people: nothing happens twice.
    assert (second.status_code, Event.objects.filter(verb="tell_again").count()) == (403, 1)
    fault.refresh_from_db()
    assert (fault.attempts, fault.failed_at, list(untold().filter(pk=event.pk))) == (0, None, [event])
    with pytest.raises(Refused, match="regional office looks after e-mails"):
        tell_again(fault.pk, by=kh_lead, now=timezone.now())
    told = Notice.objects.filter(facts__verb="submitted", facts__year=2031)
    assert not told.exists()
    tell_all(now=timezone.now())
    assert not Fault.objects.exists()
    assert told.filter(user=regional_office.user).count() == 1
    # It went well meanwhile: who still has the page open is told so.
    assert "has been written by now" in secretariat.post(address).text


def test_reminders_of_a_day_are_not_made_again(kh_lead, secretariat):
    fault = Fault.objects.create(
        user=kh_lead.user,
        day=cast.NOW.date(),
        attempts=5,
        failed_at=cast.NOW,
        failure=to_plain(message("notice.fault", count=5, fault="KeyError")),
    )

    assert "again/" not in secretariat.get("/notices/failures/").text
    assert secretariat.post(f"/notices/failures/events/{fault.pk}/again/").status_code == 403
    fault.refresh_from_db()
    assert fault.failed_at is not None


def test_event_that_goes_well_later_leaves_no_fault(kh_plan, kh_lead, lao_lead):
    late = plan_saved_later(kh_plan, lao_lead)
    event = submitted(late, kh_lead)
    tell_all(now=timezone.now())
    assert Fault.objects.get(event=event).attempts == 1
    late.save(force_insert=True)

    tell_all(now=timezone.now() + timedelta(minutes=1))

    assert not Fault.objects.exists()
    assert Notice.objects.filter(facts__verb="submitted", facts__year=2031).exists()


def test_bad_event_of_a_deed_keeps_none_of_the_others(kh_plan, kh_officer, kh_lead, ilo):
    """Three requests of one deed are told together; one of them names no seat."""
    lines = [cast.complete_line(kh_plan, by=kh_officer) for _ in range(2)]
    for line in lines:
        ask_partner(line, ilo.partner, SupportDraft(amount=Decimal(500)), by=kh_officer, now=cast.NOW)
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    tell_all(now=timezone.now(), mailed=False)
    first = Event.objects.filter(verb="show_asking").earliest("pk")
    names = ("verb", "content_type", "object_id", "label", "facts", "by", "at", "audience")
    for seat in (first.seat, {}, first.seat):
        Event(**{name: getattr(first, name) for name in names}, seat=seat).save()

    tell_all(now=timezone.now())

    assert Fault.objects.count() == 1
    assert Notice.objects.filter(user=ilo.user, facts__verb="asked").count() == 1 + 2


def test_several_requests_of_one_deed_are_one_notice_with_their_number(
    world, kh_plan, kh_officer, kh_lead, ilo, iom
):
    lines = [cast.complete_line(kh_plan, by=kh_officer) for _ in range(3)]
    for partner in (ilo.partner, iom.partner):
        for line in lines[: 3 if partner == ilo.partner else 1]:
            ask_partner(line, partner, SupportDraft(amount=Decimal(500)), by=kh_officer, now=cast.NOW)
        open_draft(kh_plan, partner, cast.LATER, by=kh_lead, now=cast.NOW)

    tell_all(now=timezone.now())

    told = {(one.user_id, one.facts["count"]) for one in Notice.objects.filter(facts__verb="asked")}
    assert told == {(ilo.user_id, 3), (iom.user_id, 1)}


@pytest.mark.parametrize("was_read", [False, True])
@pytest.mark.parametrize("way", ["taken back", "line withdrawn"])
def test_partner_is_told_nothing_of_a_request_that_it_never_read(
    kh_plan, kh_officer, kh_lead, ilo, way, was_read, line
):
    """Of one that it has read it is told the end: the same steps say something then."""
    request = ask_partner(line, ilo.partner, SupportDraft(amount=Decimal(500)), by=kh_officer, now=cast.NOW)

    if was_read:
        open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
        request.refresh_from_db()
    tell_all(now=timezone.now(), mailed=False)
    if way == "taken back":
        take_back_request(request, seen=None, by=kh_officer, now=cast.NOW)
    else:
        withdraw_activity(line, by=kh_officer, now=cast.NOW)
    tell_all(now=timezone.now())

    told = Notice.objects.filter(user=ilo.user).order_by("pk")
    assert bool(told) == was_read
    if was_read:
        assert told.last().facts["verb"] in ("asking_taken_back", "support_ended")


def test_what_is_told_once_a_day_is_told_of_each_activity(world, kh_lead):
    """A later deed of the day changes two activities, and of one of them the lead was told."""
    plan, office = world.workplan("regional"), world.seats["regional_office"]
    lines = [cast.complete_line(plan, by=office, countries=(kh_lead.taskforce,)) for _ in range(2)]
    tell_all(now=timezone.now(), mailed=False)
    Notice.objects.filter(facts__number=2).delete()
    Told.objects.all().delete()

    tell_all(now=timezone.now())

    numbers = Notice.objects.filter(user=kh_lead.user, facts__verb="country_asked")
    assert {one.facts["number"] for one in numbers} == {line.number for line in lines}


def test_person_with_two_seats_is_told_once(kh_plan, kh_lead, kh_desk):
    cast.another_seat(kh_desk.user, "regional")
    tell_all(now=timezone.now(), mailed=False)
    record_event("submit", kh_plan, by=kh_lead, now=cast.NOW, facts=message("workplan.submitted"))

    tell_all(now=timezone.now())

    assert (
        Notice.objects.filter(user=kh_desk.user).count()
        == Mail.objects.filter(user=kh_desk.user).count()
        == 1
    )


@pytest.mark.parametrize("daily", [False, True])
def test_second_seat_keeps_the_notice_and_its_mail_when_the_first_one_ends(
    kh_plan, kh_lead, kh_desk, sink, daily
):
    office = cast.another_seat(kh_desk.user, "regional")
    tell_all(now=timezone.now(), mailed=False)
    if daily:
        MailSettings.objects.update_or_create(user=kh_desk.user, defaults={"waits": "daily"})
    submitted(kh_plan, kh_lead)
    tell_all(now=timezone.now())
    assert Notice.objects.get(user=kh_desk.user).seat == kh_desk.pk
    Seat.objects.filter(pk=kh_desk.pk).update(ends_on="2010-01-01")
    Mail.objects.update(due_at=timezone.now())

    send_due()
    moved = move_to_held_seats(on=timezone.localdate())

    assert kh_desk.user.email in [to for to, _ in sink.taken]
    assert moved == 1
    assert Notice.objects.get(user=kh_desk.user).seat == office.pk
    assert not NoticeSeat.objects.filter(seat=office.pk).exists()


def test_second_seat_that_was_not_told_keeps_nothing(kh_plan, kh_lead, kh_desk, sink):
    cast.another_seat(kh_desk.user, "observer")
    submitted(kh_plan, kh_lead)
    tell_all(now=timezone.now())
    Seat.objects.filter(pk=kh_desk.pk).update(ends_on="2010-01-01")

    send_due()

    assert move_to_held_seats(on=timezone.localdate()) == 0
    assert kh_desk.user.email not in [to for to, _ in sink.taken]


def test_daily_mail_holds_each_thing_once_says_what_waits_and_stops_when_told(
    kh_plan, kh_lead, sink, kh_desk, line
):
    tell_all(now=timezone.now(), mailed=False)
    own = MailSettings.objects.get_or_create(user=kh_desk.user)[0]
    MailSettings.objects.filter(pk=own.pk).update(waits="daily")
    morning = datetime(2011, 2, 1, 9, tzinfo=own.clock)
    cast.submitted(kh_plan, by=kh_lead)
    tell_all(now=morning)
    record_event("submit", kh_plan, by=kh_lead, now=morning, facts=message("workplan.submitted"))
    tell_all(now=morning + timedelta(hours=1))

    mail = Mail.objects.get(user=kh_desk.user)
    assert (mail.key, mail.due_at) == ("daily:2011-02-02", datetime(2011, 2, 2, 7, tzinfo=own.clock))
    send_due()

    ((_, letter),) = [one for one in sink.taken if one[0] == kh_desk.user.email]
    body: Any = letter.get_body(("plain",))
    text = body.get_content()
    assert text.count("Cambodia 2011: the workplan was submitted") == 2
    assert "Your tasks" in text
    assert "To stop the daily e-mail, open this link and press the button: " in text
    assert "Cambodia 2011: decide on the activities of the workplan" in text
    # What comes after it left is in the next one.
    record_event("submit", kh_plan, by=kh_lead, now=morning, facts=message("workplan.submitted"))
    tell_all(now=morning + timedelta(hours=2))
    assert Notice.objects.filter(user=kh_desk.user).order_by("pk").last().mail.key == "daily:2011-02-03"


@pytest.mark.usefixtures("sink", "line")
def test_partner_from_whom_the_draft_was_closed_meanwhile_gets_no_mail_about_it(kh_plan, kh_lead, ilo):
    opening = open_draft(kh_plan, Partner.objects.get(seats=ilo), cast.LATER, by=kh_lead, now=cast.NOW)
    tell_all(now=timezone.now())
    end_opening(opening, by=kh_lead, now=cast.NOW)

    send_due()

    mail = Mail.objects.get(user=ilo.user, params__verb="opened")
    assert mail.state == "dropped"


def test_telling_asks_the_same_number_of_questions_for_one_recipient_and_for_many(
    kh_plan, kh_lead, django_assert_max_num_queries
):
    tell_all(now=timezone.now(), mailed=False)
    for number in (1, 30):
        for _ in range(number - 1):
            cast.make_seat(f"desk_{number}_{_}", "desk", kh_plan.taskforce)
        record_event("submit", kh_plan, by=kh_lead, now=cast.NOW, facts=message("workplan.submitted"))
        # With the daily e-mails of the three who are only informed, and a look at the mails of the last minutes.
        with django_assert_max_num_queries(31):
            tell_events(now=timezone.now())
    assert Told.objects.count() == Event.objects.count()


@pytest.mark.parametrize("address", ["/", "/2011/", "/2011/kh/", "/search/"])
def test_number_in_the_masthead_costs_at_most_one_query(world, kh_desk, desk, address):
    """For many notices of several seats as for none. No other part of these pages reads notices."""
    more = cast.another_seat(kh_desk.user, Role.DESK, world.workplan("la").taskforce)
    desk.get(address)
    counts = []
    for number in (0, 30):
        for nth in range(number):
            seat = (kh_desk, more)[nth % 2]
            Notice.objects.create(
                user=seat.user, seat=seat.pk, key=str(nth), kind=NoticeKind.WAITS, facts={}, at=cast.NOW
            )
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(address)
        counts.append(len(queries))
        assert (f"Notices ({number}<" in page.text) == (number > 0)
        assert sum(Notice._meta.db_table in query["sql"] for query in queries.captured_queries) <= 1
    assert counts[0] == counts[1]


def test_what_happened_is_told_to_a_person_by_the_page_and_the_number_in_the_masthead(
    kh_plan, kh_lead, kh_desk, desk
):
    record_event("submit", kh_plan, by=kh_lead, now=cast.NOW, facts=message("workplan.submitted"))
    tell_all(now=timezone.now())

    page = desk.get("/notices/")

    assert "Notices (1<" in page.text
    assert "Cambodia 2011: the workplan was submitted" in page.text
    assert "the e-mail is being sent" in page.text
    newest = Notice.objects.get(user=kh_desk.user).pk
    assert "You have no new notices." in desk.post("/notices/read/", {"newest": newest}, follow=True).text
