"""Reminders: three days before, on the day, once when missed; and nothing once it is done."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.urls import path, set_urlconf
from django.views.generic import View as Page

from commit_portal.mail.payload import MailPayload
from commit_portal.models import Fault, Mail, MailSettings, Notice, User
from reporting.home.task_list import waiting_for
from reporting.meetings.actions import add_meeting, recommend
from reporting.notices.reminders import remind_all
from reporting.notices.send import send_due
from tests import cast
from workplans.models import Activity, CycleStep, Seat, Workplan
from workplans.statuses import Step

pytestmark = pytest.mark.django_db
DUE = date(2011, 2, 10)


@pytest.fixture
def plan(kh_plan: Workplan, line: Activity) -> Workplan:
    """A draft that its lead is to submit by a day."""
    CycleStep.objects.update_or_create(
        cycle=kh_plan.cycle, step=Step.APPROVE, defaults={"planned_until": DUE}
    )
    return kh_plan


def at(day: date, hour: int) -> datetime:
    """An hour of the office's clock, in Bangkok and Phnom Penh."""
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC) - timedelta(hours=7)


def reminded(seat: Seat) -> list[tuple[str, str]]:
    told = Notice.objects.filter(user=seat.user).order_by("pk")
    return [(one.facts["verb"], one.facts["task"]) for one in told]


def test_deadline_is_told_three_days_before_on_the_day_and_once_when_missed(plan, kh_lead, kh_desk):
    for days in range(-5, 12):
        for hour in (5, 6, 9):
            remind_all(now=at(DUE + timedelta(days=days), hour))

    assert reminded(kh_lead) == [
        ("due_before", "submit_plan"),
        ("due_today", "submit_plan"),
        ("due_missed", "submit_plan"),
    ]
    assert ("late_with_them", "submit_plan") in reminded(kh_desk)
    first = Mail.objects.filter(user=kh_lead.user).earliest("pk")
    assert first.due_at == datetime(2011, 2, 7, 7, tzinfo=MailSettings.objects.get(user=kh_lead.user).clock)


@pytest.mark.parametrize("days", [0, 1])
def test_nobody_is_late_for_a_day_before_the_year_was_opened(plan, kh_lead, days):
    type(plan.cycle).objects.update(opened_on=DUE + timedelta(days=days))

    remind_all(now=at(DUE + timedelta(days=1), 7))

    assert reminded(kh_lead) == [("due_missed", "submit_plan")][days:]


def test_deadline_long_ago_is_told_to_nobody(plan, kh_lead):
    remind_all(now=at(DUE + timedelta(days=8), 7))

    assert reminded(kh_lead) == []


def test_reminder_of_what_was_done_before_its_hour_is_dropped(plan, kh_lead):
    remind_all(now=at(DUE, 6))
    cast.approved(plan)

    send_due()

    assert Mail.objects.get(user=kh_lead.user, params__verb="due_today").state == "dropped"
    assert [letter for letter in outbox.outbox if "submit the workplan" in letter.subject] == []


def test_reminders_come_by_the_clock_and_hour_of_each_person(plan, kh_lead):
    User.objects.filter(pk=kh_lead.user_id).update(time_zone="America/New_York")
    MailSettings.objects.create(user=kh_lead.user, hour=20)

    remind_all(now=datetime(2011, 2, 10, 23, 30, tzinfo=UTC))
    assert reminded(kh_lead) == []
    remind_all(now=datetime(2011, 2, 11, 0, 30, tzinfo=UTC))

    assert reminded(kh_lead) == [("due_today", "submit_plan")]


def test_two_workers_remind_once(plan, kh_lead):
    """The second one has read the settings before the first one wrote them."""
    remind_all(now=at(DUE, 7))
    MailSettings.objects.update(reminded_on=None)
    remind_all(now=at(DUE, 7))

    assert reminded(kh_lead) == [("due_today", "submit_plan")]


def test_task_is_the_same_when_its_page_gets_another_address(plan, kh_lead):
    (task,) = waiting_for(kh_lead, on=DUE)
    facts, name = task.notice("due_before", days_left=2), task.name
    set_urlconf(
        (path("", Page.as_view()), path("plans/<int:year>/<slug:place>/", Page.as_view(), name="workplan"))
    )
    try:
        assert task.url == "/plans/2011/kh/"
        assert task.name == name
        assert task.is_meant_by(MailPayload.from_plain(facts.to_plain()))
        assert not task.is_meant_by(replace(facts, link="/", place="la"))
        assert not task.is_meant_by(replace(facts, link="/", day=None))
    finally:
        set_urlconf(None)


def test_reminders_of_a_late_hour_are_still_made_in_the_night_and_say_what_is_so_then(plan, kh_lead):
    """At 23:00 the portal was away; it wakes up at 3:30 and says that the day is over."""
    MailSettings.objects.create(user=kh_lead.user, hour=23)

    remind_all(now=at(DUE, 21))
    assert reminded(kh_lead) == []
    remind_all(now=at(DUE + timedelta(days=1), 3))

    assert reminded(kh_lead) == [("due_missed", "submit_plan")]
    remind_all(now=at(DUE + timedelta(days=1), 4))
    assert len(reminded(kh_lead)) == 1


def test_reminders_of_one_hour_are_not_made_half_a_day_later(plan, kh_lead):
    remind_all(now=at(DUE, 20))

    assert reminded(kh_lead) == []


def test_fault_in_the_reminders_of_one_person_waits_and_is_given_up_for_the_day(plan, kh_lead, kh_desk):
    """A mail of the same key is there already, so that the reminder cannot be written."""
    task = waiting_for(kh_lead, on=DUE)[0]
    Mail.objects.create(
        user=kh_lead.user,
        key=f"due:{task.name}:{DUE.isoformat()}:today",
        code="notice",
        due_at=at(DUE, 7),
    )
    now = at(DUE, 6)
    for _ in range(5):
        remind_all(now=now)
        fault = Fault.objects.get(user=kh_lead.user)
        now = fault.again_at or now

    assert (fault.attempts, fault.day, fault.failed_at) == (5, DUE, now)
    assert "IntegrityError" in fault.failure_words
    assert MailSettings.objects.get(user=kh_lead.user).reminded_on == DUE
    assert ("due_today", "submit_plan") not in reminded(kh_lead)
    assert MailSettings.objects.get(user=kh_desk.user).reminded_on == DUE


def test_desk_learns_that_a_follow_up_is_late_and_its_mail_leaves(plan, kh_desk, regional_office):
    """A recommendation is of no plan: the reminder names the taskforce."""
    som = add_meeting((("som", 8),), by=regional_office, now=cast.NOW)
    for text in ("Train more", "Share more"):
        recommend(som, text=text, addressees=(plan.taskforce,), due_on=DUE, by=regional_office, now=cast.NOW)
    remind_all(now=at(DUE + timedelta(days=1), 7))
    mail = Mail.objects.get(user=kh_desk.user, params__task="follow_up")

    Mail.objects.exclude(pk=mail.pk).update(state="dropped")
    send_due()

    (letter,) = outbox.outbox
    assert letter.subject == (
        "SOM 8: report the follow-up of the recommendations. The taskforce had time until 10 Feb 2011."
    )
