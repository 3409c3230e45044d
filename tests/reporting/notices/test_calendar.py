"""The calendar of a seat: its address is shown once, ends with the seat, and its dates say nothing of a plan."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from commit_portal.models import Event
from commit_portal.refusals import Refused
from reporting.models import CalendarFeed, Meeting, MeetingPart
from reporting.notices.calendars import dates_of, end_calendar_address, feed_of_key, make_calendar_address
from tests import cast
from workplans.models import AnnualCycle, CycleStep, Seat, Workplan
from workplans.statuses import Step

pytestmark = pytest.mark.django_db
DUE = date(2099, 2, 10)


@pytest.fixture
def plan(world: cast.World, kh_plan: Workplan, kh_officer: Seat) -> Workplan:
    """A draft of a year that is not over, to be submitted by a day; and a meeting."""
    line = cast.complete_line(kh_plan, by=kh_officer, title="Quokka workshop")
    assert line.title == "Quokka workshop"
    AnnualCycle.objects.update(ends_on=date(2099, 12, 31))
    CycleStep.objects.filter(cycle=kh_plan.cycle, step=Step.APPROVE).update(
        planned_from=DUE - timedelta(days=9), planned_until=DUE
    )
    meeting = Meeting.objects.create(slug="som-9", planned_from=date(2099, 9, 1), venue="Quokka hall")
    MeetingPart.objects.create(meeting=meeting, kind="som", number=9)
    return kh_plan


def entries(key: str) -> dict[str, tuple[date, date]]:
    answer = Client().get(f"/calendar/{key}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    assert "Quokka" not in answer.text
    assert len(re.findall("DTSTAMP", answer.text)) == len(re.findall("BEGIN:VEVENT", answer.text))
    found = Calendar.from_ical(answer.content)
    return {str(one["summary"]): (one["dtstart"].dt, one["dtend"].dt) for one in found.walk("VEVENT")}


def test_calendar_has_steps_meetings_and_own_deadlines(plan, kh_lead, observer):
    lead = entries(make_calendar_address(kh_lead, now=timezone.now()))
    other = entries(make_calendar_address(observer, now=timezone.now()))

    assert other == {
        "2011: Submit and approve": (DUE - timedelta(days=9), DUE + timedelta(days=1)),
        "SOM 9": (date(2099, 9, 1), date(2099, 9, 2)),
    }
    assert lead.items() - other.items() == {
        ("Cambodia 2011: submit the workplan", (DUE, DUE + timedelta(days=1)))
    }


def test_page_of_the_calendar_does_not_ask_what_it_does_not_show(plan, observer):
    with CaptureQueriesContext(connection) as asked:
        shown = dates_of(observer, on=timezone.localdate())

    assert [one.name for one in shown] == ["step-2011-4", "meeting-som-9"]
    assert not [query["sql"] for query in asked if Event._meta.db_table in query["sql"]]


def test_step_that_is_under_way_ends_as_planned_or_is_not_over_yet(plan, observer):
    steps = CycleStep.objects.filter(cycle=plan.cycle)
    steps.filter(step=Step.APPROVE).update(actual_from=DUE - timedelta(days=3))
    late = {"planned_from": DUE, "planned_until": DUE, "actual_from": DUE + timedelta(days=5)}
    steps.filter(step=Step.DRAFT).update(**late)

    found = entries(make_calendar_address(observer, now=timezone.now()))

    assert found["2011: Submit and approve"] == (DUE - timedelta(days=3), DUE + timedelta(days=1))
    assert found["2011: Draft"] == (DUE + timedelta(days=5), DUE + timedelta(days=6))


def test_address_is_shown_once_and_a_new_one_ends_the_old(plan, lead):
    def made() -> str:
        page = lead.post("/notices/calendar/", follow=True).text
        found = re.search(r"/calendar/([\w-]{22})/", page)
        return found[1]

    first = made()
    assert first not in lead.get("/notices/").text
    assert entries(first)
    second = made()

    assert Client().get(f"/calendar/{first}/").status_code == 404
    assert entries(second)
    assert not any(first in str(value) or second in str(value) for value in _columns())


def test_calendar_ends_with_its_seat_and_its_account(plan, kh_lead, kh_desk):
    keys = [make_calendar_address(seat, now=timezone.now()) for seat in (kh_lead, kh_desk)]
    Seat.objects.filter(pk=kh_lead.pk).update(ends_on="2010-12-31")
    kh_desk.user.is_active = False
    kh_desk.user.save()

    assert [Client().get(f"/calendar/{key}/").status_code for key in keys] == [404, 404]


def _columns() -> list[Any]:
    return [value for row in CalendarFeed.objects.values() for value in row.values()]


def test_address_of_a_calendar_is_switched_off(kh_lead, client_of):
    key = make_calendar_address(kh_lead, now=timezone.now())
    assert feed_of_key(key, on=timezone.localdate()) is not None

    off = client_of(kh_lead).post("/notices/calendar/end/", follow=True)

    assert "The link of your calendar has ended." in off.text
    assert not CalendarFeed.objects.exists()
    assert feed_of_key(key, on=timezone.localdate()) is None
    assert Event.objects.get(verb="end_calendar").object_id == kh_lead.user_id
    with pytest.raises(Refused, match="has no link"):
        end_calendar_address(kh_lead, now=timezone.now())
