"""The steps of a year with their days, its meetings, what they recommend, and what became of that, as facts."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, QuerySet
from django.utils import timezone

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n import to_plain
from reporting.dataset import CountryFacts, FollowUp, Span, note
from reporting.dataset.schema import StepFacts
from reporting.dataset.serialization import note_from_plain
from reporting.dataset.targets import Addressee, MeetingFacts, RecommendationFacts
from reporting.dataset.totals import REGION
from reporting.dataset.values import Basis, Note
from reporting.meetings.days_shown import REVIEW_STEPS, planned_days, schedule_of
from reporting.meetings.queries import about_of, texts_about
from reporting.models import Meeting, Recommendation as RecommendationRow, RecommendationAddressee, Review
from reporting.statuses import ReviewStage
from workplans.models import AnnualCycle, Country, CycleStep
from workplans.years.step_labels import StepDays


def country_facts(country: Country | None) -> CountryFacts | None:
    """A country with the name of the year of the moment; None for the region."""
    if country is None:
        return None
    return CountryFacts(country.code, str(country), country.own_name, country.own_language)


def step_facts(
    cycle: AnnualCycle, steps: Iterable[CycleStep], reviews: Iterable[Review], on: date
) -> tuple[StepFacts, ...]:
    """The steps of the year in their order, from its rows.

    A step without actual days of its own has those of its meeting, or of the review.
    """
    joined = {int(REVIEW_STEPS[ReviewStage(review.stage)]): review for review in reviews}
    held = {step: _days_of_review(review, on) for step, review in joined.items()}
    facts = []
    for row in steps:
        actual, basis = held.get(row.step, (Span(), None))
        if row.is_recorded:
            actual, basis = Span(row.actual_from, row.actual_until), None
        planned = Span(*planned_days(cycle, row, joined.get(row.step), on))
        facts.append(StepFacts(row.step, planned, actual, basis))
    return tuple(facts)


def _days_of_review(review: Review, on: date) -> tuple[Span, Basis | None]:
    """The days of its meeting, once it was held: a meeting is over, also where only its first day is known.

    Closing a review holds no meeting. The mid-year review alone may do without one: then its own days count.
    """
    meeting = review.meeting
    if meeting and meeting.is_held(on):
        return Span(meeting.actual_from, meeting.actual_until or meeting.actual_from), Basis.MEETING
    if review.stage == ReviewStage.SOM or review.opened_at is None:
        return Span(), None
    opened = timezone.localdate(review.opened_at)
    if (meeting and not meeting.is_called_off) or review.closed_at is None:
        return Span(opened), Basis.REVIEW_OPENED
    return Span(opened, timezone.localdate(review.closed_at)), Basis.REVIEW_CLOSED


def days_of_reviews(
    cycle: AnnualCycle, on: date, reviews: Iterable[Review] | None = None
) -> dict[int, StepDays]:
    """By step of the year when its review is planned and was held, for the pages of the year, as an edition says it.

    `reviews` of the year with their meetings are read unless they are given.
    """
    days = {}
    for review in _reviews_of(cycle=cycle.pk) if reviews is None else reviews:
        held, _basis = _days_of_review(review, on)
        days[int(REVIEW_STEPS[ReviewStage(review.stage)])] = StepDays(
            planned_days(cycle, None, review, on), (held.starts, held.ends)
        )
    return days


@prepared(cycle=BigIntegerField())
def _reviews_of(cycle: int) -> QuerySet[Review]:
    return Review.objects.filter(cycle=cycle).select_related("meeting")


def name_of(meeting: Meeting) -> Note:
    """The name of a meeting by its parts, or its address where it has none yet."""
    called = meeting.called
    if isinstance(called, str):
        return note("meeting.without_parts", name=called)
    return note_from_plain(to_plain(called))


def meeting_facts(meeting: Meeting, on: date) -> MeetingFacts:
    schedule = schedule_of(meeting, on)
    return MeetingFacts(
        name=name_of(meeting),
        planned=Span(*schedule.planned),
        actual=Span(*schedule.actual),
        planned_place=schedule.planned_place,
        actual_place=schedule.place,
        called_off=meeting.is_called_off,
    )


def recommendation_facts(
    found: Iterable[RecommendationRow],
    meetings: set[int],
    told: set[int] | None,
    cycle: AnnualCycle | None,
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
