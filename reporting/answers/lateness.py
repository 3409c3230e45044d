"""Whether answers are late: submitted, by the day in that country, after the last day for answers, and for no other reason.

Their first submission counts, with the last day of that moment: neither a later last day nor a correction changes it.
"""

from datetime import date, datetime

from reporting.models import CountryReview
from workplans.models import Taskforce


def day_in(taskforce: Taskforce, now: datetime) -> date:
    """The day in the country of a taskforce; for the region, in the offices."""
    return now.astimezone(taskforce.zone).date()


def days_late(answered_on: date | None, due_on: date | None) -> int:
    """Days from the last day for answers to a later submission; 0 in time, without a last day, and before submitting."""
    return max((answered_on - due_on).days, 0) if answered_on and due_on else 0


def days_late_of(sheet: CountryReview, *, now: datetime) -> int:
    """Days that the answers of a sheet are late; of answers that were never submitted, if they were submitted now."""
    if sheet.answered_on:
        return days_late(sheet.answered_on, sheet.due_on)
    return days_late(day_in(sheet.taskforce, now), sheet.review.answers_due_on)
