"""The steps of a year with their days, planned and actual."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, QuerySet
from django.utils import timezone

from commit_portal.db.compiled_queries import prepared
from reporting.dataset.schema import StepFacts
from reporting.dataset.values import Basis, Span
from reporting.meetings.days import REVIEW_STEPS, planned_days
from reporting.models import Review
from reporting.statuses import ReviewStage
from workplans.models import AnnualCycle, CycleStep
from workplans.years.step_labels import StepDays


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
    if meeting or review.closed_at is None:
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
