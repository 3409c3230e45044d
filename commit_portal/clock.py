"""The clock of what people do; in the demonstration it shows the demonstration's own day.

Machinery reads the real one (`django.utils.timezone`): sessions, signing in, rate limits, leases, heartbeats, the
sweep, and how long an uploaded spreadsheet waits.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from commit_portal.models import DemonstrationDay, Event

TICK = timedelta(microseconds=1)


def now() -> datetime:
    """Return the moment of an act. In the demonstration: its day at this hour, never before the last act.

    A demonstration that is used again tomorrow has the same day again. Acts of tomorrow still come after those of
    today.
    """
    moment = reading_time()
    if demonstration_day() is None:
        return moment
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    last = Event.objects.filter(at__lt=midnight).aggregate(last=Max("at"))["last"]
    return max(moment, last + TICK) if last else moment


def reading_time() -> datetime:
    """Return the moment of a reading: as `now`, but in the demonstration it may lie before the last act of today."""
    real = timezone.now()
    day = demonstration_day()
    if day is None:
        return real
    # Its day at this hour of the offices' clock: by another clock it might be the day after.
    return timezone.localtime(real).replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """Return the day of an act, in the portal's time zone."""
    return demonstration_day() or timezone.localdate()


def demonstration_day() -> date | None:
    """Return the day of the demonstration; None outside of it, and while it is not made yet."""
    if not settings.DEMO:
        return None
    try:
        return day_written()
    except DemonstrationDay.DoesNotExist:
        return None


def stand_on(day: date) -> None:
    """Set the day of the demonstration, once; each process keeps what it has read."""
    DemonstrationDay.objects.create(day=day)


@lru_cache(maxsize=1)
def day_written() -> date:
    """Return the day that was set, which each process reads once. Raises `DoesNotExist` before it is."""
    return DemonstrationDay.objects.get().day
