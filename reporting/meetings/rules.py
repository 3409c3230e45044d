"""Rules of meetings."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import message
from commit_portal.refusals import Violation, broken
from reporting.meetings.queries import delegates_by_taskforce
from reporting.models import Meeting
from reporting.statuses import (
    KeptDays,
    MeetingKind,
)

# The sentence of the rule book.
RV_2 = _("Each country sends two delegates to the mid-year meeting, and six to ten to the SOM.")

# The code of what is wrong with a meeting or a recommendation, where no numbered rule speaks of it.
MEETING = "MEETING"

MID_YEAR_DELEGATES = (2, 2)
SOM_DELEGATES = (6, 10)


def rv_2(meeting: Meeting) -> tuple[Violation, ...]:
    """Return RV-2 for each country with fewer or more delegates: a warning, never a refusal.

    A meeting without names on record warns of nothing.
    """
    kinds = {part.kind for part in meeting.parts.all()}
    som = MeetingKind.SOM in kinds
    low, high = SOM_DELEGATES if som else MID_YEAR_DELEGATES
    said = "meeting.delegates_som" if som else "meeting.delegates_mid_year"
    return tuple(
        broken(rv_2, message(said, country=name, count=count), where=name)
        for name, count in delegates_by_taskforce(meeting)
        if not low <= count <= high
    )


def meeting_has_begun(meeting: Meeting, on: date) -> Violation | None:
    """Return a violation before the meeting's first day, when it cannot recommend anything.

    One without a day may have been held.
    """
    first = meeting.begins_on()
    if first is None or first <= on:
        return None
    return Violation(MEETING, message("meeting.not_begun", meeting=meeting.called, day=first))


def one_set_of_days(meeting: Meeting, different: Iterable[str], kept_days: str) -> Violation | None:
    """Return a question where the step and the meeting have different days and none is chosen.

    Days from public sources stay: choosing the step's instead is a violation.
    """
    if not any(different) or kept_days == KeptDays.MEETING:
        return None
    code = "review.two_sets_of_days"
    if meeting.source:
        code = "review.days_from_sources"
    elif kept_days == KeptDays.STEP:
        return None
    return Violation(MEETING, message(code, meeting=meeting.called), field="kept_days")
