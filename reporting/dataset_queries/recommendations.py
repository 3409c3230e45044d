"""Meetings of a year, what they recommend, and what became of that, as facts."""

from collections.abc import Iterable
from datetime import date

from commit_portal.i18n.messages import to_plain
from reporting.dataset.serialization import note_from_plain
from reporting.dataset.targets import Addressee, MeetingFacts, RecommendationFacts
from reporting.dataset.totals import REGION
from reporting.dataset.values import FollowUp, Note, Span, note
from reporting.meetings.queries import about_of, place_of, texts_about
from reporting.models import Meeting, Recommendation as RecommendationRow, RecommendationAddressee
from workplans.models import AnnualCycle


def name_of(meeting: Meeting) -> Note:
    """The name of a meeting by its parts, or its address where it has none yet."""
    called = meeting.called
    if isinstance(called, str):
        return note("meeting.without_parts", name=called)
    return note_from_plain(to_plain(called))


def meeting_facts(meeting: Meeting, on: date) -> MeetingFacts:
    planned = Span(*meeting.days_planned(on))
    host, place = str(meeting.planned_host or ""), place_of(meeting)
    if meeting.actual_from and not meeting.is_held(on):
        return MeetingFacts(name=name_of(meeting), planned=planned, planned_place=place or host)
    return MeetingFacts(
        name=name_of(meeting),
        planned=planned,
        actual=Span(meeting.actual_from, meeting.actual_until),
        planned_place=host,
        actual_place=place,
    )


def recommendation_facts(
    found: Iterable[RecommendationRow],
    meetings: set[int],
    told: set[int] | None,
    cycle: AnnualCycle,
    *,
    on: date,
) -> tuple[RecommendationFacts, ...]:
    """Those of the recommendations found that meetings of a year made, with the areas' names as they read on a date.

    `told` are the taskforces whose follow-ups are read; None for all of them.
    """
    found = [one for one in found if one.meeting_id in meetings]
    texts = texts_about([row.area for row in found], on, cycle)
    return tuple(
        RecommendationFacts(
            number=row.number,
            text=row.text,
            meeting=name_of(row.meeting),
            about=about_of(row, texts),
            due_on=row.due_on,
            addressees=tuple(
                _addressee(asked, hidden=told is not None and asked.taskforce_id not in told)
                for asked in row.addressees.all()
            ),
        )
        for row in found
    )


def _addressee(asked: RecommendationAddressee, *, hidden: bool) -> Addressee:
    country = asked.taskforce.country
    name, code = (str(country), country.code) if country else ("", REGION)
    if hidden:
        return Addressee(name, code=code)
    return Addressee(name, FollowUp(asked.status.value), asked.words, code)
