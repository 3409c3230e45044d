"""The calendar of a seat: the steps of the years, the meetings, and the seat's own deadlines.

It stands behind an address that asks for no sign-in. So it holds dates and facts (`commit_portal.mail_facts`), and no
word of a plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext
from icalendar import Calendar
from icalendar import Event as Entry

from commit_portal.models import Event
from reporting.meetings.queries import meetings
from reporting.models import CalendarFeed, Meeting
from reporting.notices.titles import names_of_places, task_of
from reporting.notices.waits import tasks_of
from workplans.models import CycleStep

# Years that ended longer ago are left out, and meetings that were held before.
KEPT = timedelta(days=366)
# How often a program should ask again.
ASK_AGAIN = timedelta(hours=6)


def hash_of(key: str) -> str:
    """What is kept of the key in an address."""
    return hashlib.sha256(key.encode()).hexdigest()


def feed_behind(key: str, *, on: date) -> CalendarFeed | None:
    """The calendar behind an address; None where there is none, or where its seat is not held on the day."""
    feed = (
        CalendarFeed.objects.filter(key_hash=hash_of(key), seat__user__is_active=True)
        .select_related("seat__user", "seat__taskforce__country", "seat__partner")
        .first()
    )
    return feed if feed is not None and feed.seat.is_held_on(on) else None


def calendar_of(feed: CalendarFeed, *, on: date) -> bytes:
    """The calendar as RFC 5545 writes it."""
    calendar = Calendar()
    calendar.add("prodid", "-//COMMIT Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("COMMIT Portal"))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    changed = _last_changes()
    for entry in (*_steps(feed, changed, on), *_meetings(feed, changed, on), *_deadlines(feed, on)):
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _steps(feed: CalendarFeed, changed: dict[tuple[str, int], datetime], on: date) -> Iterator[Entry]:
    """Steps with days of their own: as they were, and as planned where that is not known yet. A review's may be the
    meeting's.
    """
    for step in CycleStep.objects.filter(cycle__ends_on__gte=on - KEPT).select_related("cycle"):
        first, last = step.actual_from or step.planned_from, step.actual_until or step.planned_until
        # One that began after its planned end is still under way.
        days = first, max(first, last) if first and last else last
        year = str(step.cycle.year)
        said = gettext("%(year)s: %(step)s") % {"year": year, "step": step.get_step_display()}
        stamp = changed.get(("annualcycle", step.cycle_id), feed.made_at)
        yield from _entry(f"step-{year}-{step.step}", said, days, stamp)


def _meetings(feed: CalendarFeed, changed: dict[tuple[str, int], datetime], on: date) -> Iterator[Entry]:
    for meeting in meetings():
        days = _days_of(meeting, on)
        if (days[1] or days[0] or on) >= on - KEPT:
            stamp = changed.get(("meeting", meeting.pk), feed.made_at)
            yield from _entry(f"meeting-{meeting.slug}", str(meeting), days, stamp)


def _deadlines(feed: CalendarFeed, on: date) -> Iterator[Entry]:
    places = names_of_places()
    for task in tasks_of(feed.seat, on=on):
        if not task.owed_by_others:
            said = task_of(task.facts("due_today"), places)
            yield from _entry(f"due-{task.short_name}", said, (task.due, None), feed.made_at)


def _days_of(meeting: Meeting, on: date) -> tuple[date | None, date | None]:
    if meeting.is_held(on):
        return meeting.actual_from, meeting.actual_until
    return meeting.days_planned(on)


def _entry(name: str, said: str, days: tuple[date | None, date | None], stamp: datetime) -> Iterator[Entry]:
    """An entry of whole days; nothing where no day is known. The last day is in it, as RFC 5545 does not count."""
    first, last = days[0] or days[1], days[1] or days[0]
    if first is None or last is None:
        return
    entry = Entry()
    entry.add("uid", f"{name}@{settings.MAIL_DOMAIN}")
    entry.add("summary", said)
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))
    entry.add("dtstamp", stamp)
    entry.add("transp", "TRANSPARENT")
    yield entry


def _last_changes() -> dict[tuple[str, int], datetime]:
    """When each year and meeting was changed last, by the trail."""
    changes = Event.objects.filter(content_type__model__in=("annualcycle", "meeting")).order_by()
    last = changes.values_list("content_type__model", "object_id").annotate(last=Max("at"))
    return {(model, key): at for model, key, at in last}
