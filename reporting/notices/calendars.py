"""The calendar of a seat: its deadlines, the steps of the years and the meetings.

It stands behind an address that asks for no sign-in. So it holds dates and facts (`commit_portal.mail.payload`), and ends
with its seat.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _
from icalendar import Calendar, Event as Entry

from commit_portal.models import Event
from commit_portal.refusals import Refused
from commit_portal.workflow import events_about, record_event
from reporting.home.task_list import waiting_for
from reporting.meetings.days_shown import parts_words
from reporting.meetings.queries import meetings
from reporting.models import CalendarFeed, Meeting
from reporting.notices.access import names_of_places, task_of
from workplans.models import CycleStep, Seat
from workplans.statuses import Step
from workplans.years.step_labels import Days

# How often a program should ask again.
ASK_AGAIN = timedelta(hours=6)
# Years that ended longer ago are left out, and meetings that were held before.
KEPT = timedelta(days=366)
# The last change of a year or a meeting, by its kind and key.
type Changes = Mapping[tuple[str, int], datetime]


@transaction.atomic
def make_calendar_address(seat: Seat, *, now: datetime) -> str:
    """Give the calendar of a seat a new address, and return its key: nothing else knows it. The old one ends."""
    key = secrets.token_urlsafe(16)
    CalendarFeed.objects.update_or_create(seat=seat, defaults={"key_hash": hash_of(key), "made_at": now})
    record_event("make_calendar", seat.user, by=seat, now=now)
    return key


@transaction.atomic
def end_calendar_address(seat: Seat, *, now: datetime) -> None:
    """End the address of a seat's calendar. Raises `Refused` where it has none."""
    ended, _by_model = CalendarFeed.objects.filter(seat=seat).delete()
    if not ended:
        raise Refused(_("Your calendar has no link. You do not need to do anything."))
    record_event("end_calendar", seat.user, by=seat, now=now)


def hash_of(key: str) -> str:
    """What is kept of the key in an address."""
    return hashlib.sha256(key.encode()).hexdigest()


def feed_of_key(key: str, *, on: date) -> CalendarFeed | None:
    """The calendar behind an address; None where there is none, or where its seat is not held on the day."""
    feed = (
        CalendarFeed.objects.filter(key_hash=hash_of(key), seat__user__is_active=True)
        .select_related("seat__user", "seat__taskforce__country", "seat__partner")
        .first()
    )
    return feed if feed is not None and feed.seat.is_held_on(on) else None


@dataclass(frozen=True)
class Dated:
    """An entry of whole days, both of them in it. `stamp`: when it was changed last; None where nobody keeps that."""

    name: str
    said: str
    first: date
    last: date
    stamp: datetime | None = None
    about: str = ""


def calendar_of(feed: CalendarFeed, *, on: date) -> bytes:
    """The calendar as RFC 5545 writes it."""
    calendar = _calendar()
    calendar.add("x-wr-calname", gettext("COMMIT Portal"))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    # When each year and meeting was changed last, by the trail.
    changes = Event.objects.filter(content_type__model__in=("annualcycle", "meeting")).order_by()
    last = changes.values_list("content_type__model", "object_id").annotate(last=Max("at"))
    for one in dates_of(feed.seat, on=on, changed={(model, key): at for model, key, at in last}):
        calendar.add_component(_entry(one, feed.made_at))
    return bytes(calendar.to_ical())


def entry_of_meeting(meeting: Meeting, address: str, *, place: str, now: datetime) -> Calendar:
    """A meeting for the calendar of who gets mail at an address: the entry of the feed, by its UID.

    RFC 5546: METHOD asks the program to write the entry (REQUEST), or to take it out (CANCEL) where the meeting is called
    off, has no day, or nobody comes under this address any more. Each event counts SEQUENCE up: the newest entry stays.
    """
    first, last = meeting.begins_on(), meeting.ends_on()
    comes = bool(first) and not meeting.is_called_off and meeting.delegates.filter(email=address).exists()
    # An entry needs a day, also one that is taken out.
    day = first or timezone.localdate(now)
    about = parts_words(meeting)
    entry = _entry(Dated(f"meeting-{meeting.slug}", str(meeting), day, last or day, about=about), now)
    entry.add("sequence", events_about(meeting).count())
    entry.add("status", "CONFIRMED" if comes else "CANCELLED")
    entry.add("organizer", f"mailto:{settings.REGIONAL_OFFICE_EMAIL}")
    entry.add("attendee", f"mailto:{address}")
    entry.add("location", place)
    calendar = _calendar()
    calendar.add("method", "REQUEST" if comes else "CANCEL")
    calendar.add_component(entry)
    return calendar


def dates_of(seat: Seat, *, on: date, changed: Changes | None = None) -> list[Dated]:
    """What the calendar of a seat holds on a day, the earliest first, with when it was `changed` last where that is known."""
    found = (*_steps(changed or {}, on), *_meetings(changed or {}, on), *_deadlines(seat, on))
    return sorted(found, key=lambda one: (one.first, one.last, one.name))


def _steps(changed: Changes, on: date) -> Iterator[Dated]:
    """Steps with days of their own: as they were, and as planned where that is not known yet. A review's may be the
    meeting's.
    """
    found = list(CycleStep.objects.filter(cycle__ends_on__gte=on - KEPT).select_related("cycle"))
    for step in found:
        first, last = step.actual_from or step.planned_from, step.actual_until or step.planned_until
        # One that began after its planned end is still under way, and one that still runs goes on until today.
        ended = [one.step for one in found if one.cycle_id == step.cycle_id and one.actual_until]
        began = step.actual_from is not None and step.actual_from <= on and step.actual_until is None
        runs = began and not Step.is_over(step.step, ended)
        days = first, max(first, last, *([on] if runs else ())) if first and last else last
        year = str(step.cycle.year)
        said = gettext("%(year)s: %(step)s") % {"year": year, "step": step.get_step_display()}
        yield from _dated(f"step-{year}-{step.step}", said, days, changed.get(("annualcycle", step.cycle_id)))


def _meetings(changed: Changes, on: date) -> Iterator[Dated]:
    for meeting in meetings():
        held = meeting.is_held(on)
        days = (meeting.actual_from, meeting.actual_until) if held else meeting.days_planned(on)
        if (days[1] or days[0] or on) >= on - KEPT:
            stamp = changed.get(("meeting", meeting.pk))
            yield from _dated(f"meeting-{meeting.slug}", str(meeting), days, stamp, parts_words(meeting))


def _deadlines(seat: Seat, on: date) -> Iterator[Dated]:
    places = names_of_places()
    for task in waiting_for(seat, on=on):
        if not task.owed_by_others:
            said = task_of(task.notice("due_today"), places)
            yield from _dated(f"due-{task.name}", said, (task.due, None))


def _dated(
    name: str, said: str, days: Days, stamp: datetime | None = None, about: str = ""
) -> Iterator[Dated]:
    """An entry; nothing where no day is known."""
    first, last = days[0] or days[1], days[1] or days[0]
    if first is not None and last is not None:
        yield Dated(name, said, first, last, stamp, about)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//COMMIT Portal//EN")
    calendar.add("version", "2.0")
    return calendar


def _entry(one: Dated, made_at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{one.name}@{settings.MAIL_DOMAIN}")
    entry.add("summary", one.said)
    entry.add("dtstart", one.first)
    # RFC 5545 does not count the last day.
    entry.add("dtend", one.last + timedelta(days=1))
    entry.add("dtstamp", one.stamp or made_at)
    entry.add("transp", "TRANSPARENT")
    if one.about:
        entry.add("description", one.about)
    return entry
