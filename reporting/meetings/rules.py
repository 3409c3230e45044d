"""Rules of meetings."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import ngettext_lazy, say
from commit_portal.refusals import Violation, broken
from reporting.meetings.queries import delegates_by_taskforce
from reporting.models import Meeting
from reporting.statuses import FollowUpStatus, KeptDays, MeetingKind

# The sentence of the rule book.
RV_2 = _("Each country sends two delegates to the mid-year meeting, and six to ten to the SOM.")

# The code of what is wrong with a meeting or a recommendation, where no numbered rule speaks of it.
MEETING = "MEETING"

AGENDA_CHARACTERS = 20_000
MID_YEAR_DELEGATES = (2, 2)
SOM_DELEGATES = (6, 10)
# What is said of a country that sends fewer or more.
OF_THE_MID_YEAR = ngettext_lazy(
    "%(country)s: %(count)s delegate. Each country sends two delegates to the mid-year meeting.",
    "%(country)s: %(count)s delegates. Each country sends two delegates to the mid-year meeting.",
)
OF_THE_SOM = ngettext_lazy(
    "%(country)s: %(count)s delegate. Each country sends six to ten delegates to the SOM.",
    "%(country)s: %(count)s delegates. Each country sends six to ten delegates to the SOM.",
)


def rv_2(meeting: Meeting) -> tuple[Violation, ...]:
    """Return RV-2 for each country with fewer or more delegates: a warning, never a refusal.

    A meeting without names on record warns of nothing.
    """
    som = any(part.kind == MeetingKind.SOM for part in meeting.parts.all())
    low, high = SOM_DELEGATES if som else MID_YEAR_DELEGATES
    said = OF_THE_SOM if som else OF_THE_MID_YEAR
    return tuple(
        broken(rv_2, say(said, country=name, count=count), where=name)
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
    said = _(
        "The first day of this meeting is %(day)s. From that day, the regional office can enter recommendations."
    )
    return Violation(MEETING, say(said, day=first))


def not_followed_gives_its_reason(status: str, words: str) -> Violation | None:
    """Return a violation where a recommendation is not followed, without words: the next SOM notes the reason."""
    if status != FollowUpStatus.NOT_FOLLOWED or words.strip():
        return None
    return Violation(MEETING, _("Give the reason. The next SOM sees this reason."), field="words")


def held_before(meeting: Meeting, year: int) -> Violation | None:
    """Return a violation where the meeting of a review was held before its year; it may be held long after it."""
    first = meeting.actual_from
    if first is None or first.year >= year:
        return None
    said = _("%(meeting)s was held on %(day)s, before the year %(year)s. Choose a later meeting.")
    words = say(said, meeting=meeting.called, day=first, year=str(year))
    return Violation(MEETING, words, field="meeting")


def one_set_of_days(meeting: Meeting, different: Iterable[str], kept_days: str) -> Violation | None:
    """Return a question where the step and the meeting have different days and none is chosen.

    Days from public sources stay, so of them nothing is asked: choosing the step's instead is a violation.
    """
    if not any(different) or kept_days == KeptDays.MEETING:
        return None
    said = _("The year and %(meeting)s have different dates for this review. Choose the dates to keep.")
    if meeting.source:
        said = _("The dates of %(meeting)s come from public sources. Choose the dates of the meeting.")
    if bool(meeting.source) != (kept_days == KeptDays.STEP):
        return None
    return Violation(MEETING, say(said, meeting=meeting.called), field="kept_days")
