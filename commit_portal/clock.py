"""The clock of what people do. In the demonstration it shows the demonstration's own day.

Machinery reads the real one (`django.utils.timezone`): sessions, signing in, rate limits, leases, heartbeats, the
sweep, and how long an uploaded spreadsheet waits.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from commit_portal.models import DemonstrationDay, Event

TICK = timedelta(microseconds=1)


def now() -> datetime:
    """The moment of an act. In the demonstration its day at this hour, and never before the act before it.

    A demonstration that is used again tomorrow has its day once more: what is done then still comes after what
    was done today.
    """
    real = timezone.now()
    day = demonstration_day()
    if day is None:
        return real
    # Its day at this hour of the offices' clock: by any other the act might bear the day after.
    moment = timezone.localtime(real).replace(year=day.year, month=day.month, day=day.day)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    last = Event.objects.filter(at__lt=midnight).aggregate(last=Max("at"))["last"]
    return max(moment, last + TICK) if last else moment


def today() -> date:
    """The day of an act, in the portal's time zone."""
    return demonstration_day() or timezone.localdate()


def demonstration_day() -> date | None:
    """The day on which the demonstration stands; None outside of it, and while it is not made yet."""
    if not settings.DEMO:
        return None
    try:
        return _day_written()
    except DemonstrationDay.DoesNotExist:
        return None


def stand_on(day: date) -> None:
    """Let the demonstration stand on a day, once and for all; each process keeps what it has read."""
    DemonstrationDay.objects.create(day=day)


def forget() -> None:
    """For tests, whose rows are rolled back."""
    _day_written.cache_clear()


@lru_cache(maxsize=1)
def _day_written() -> date:
    return DemonstrationDay.objects.get().day
