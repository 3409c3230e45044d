"""Tasks of reviews and meetings: answers and recommendations."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n.messages import Message, message
from reporting.home.task_facts import HomeTask
from reporting.meetings.queries import recommendations_waiting
from reporting.models import CountryReview, RecommendationAddressee, Review
from reporting.statuses import CountryReviewStatus, ReviewStatus
from workplans.models import Seat
from workplans.models.countries import regional
from workplans.plan.visibility import READER, Reader, keys_of


def sheets_waiting(
    seat: Seat, task: str, *, statuses: tuple[str, ...] = (CountryReviewStatus.OPEN,)
) -> Iterator[HomeTask]:
    """Sheets that are not submitted, also of a closed review: those will be late.

    The regional office answers for the region.

    Answers that are given back after the review has closed have no deadline.
    """
    for sheet in _sheets(seat.is_regional_office, *statuses, taskforce=seat.taskforce_id):
        after_closing = sheet.reopened_because and sheet.review.status == ReviewStatus.CLOSED
        yield HomeTask(
            message(task, review=review_name(sheet.review)),
            reverse("review_sheet", args=[sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug]),
            _about_sheet(sheet),
            None if after_closing else sheet.review.answers_due_on,
        )


def recommendations_to_follow(seat: Seat) -> Iterator[HomeTask]:
    """Recommendations to the seat's taskforce: one task for each meeting, due with the first of them."""
    waiting = _recommendations(seat.role, **keys_of(seat))
    for meeting, rows in groupby(waiting, key=lambda row: row.recommendation.meeting):
        asked = list(rows)
        recommendations = [row.recommendation for row in asked]
        first = {
            "number": str(recommendations[0].number),
            "text": Truncator(recommendations[0].text).words(20),
        }
        if len(asked) == 1:
            address = [meeting.slug, recommendations[0].number, asked[0].taskforce.slug]
            url = reverse("recommendation_follow_up", args=address)
            about = message("about.recommendation", **first)
        else:
            url = reverse("meeting", args=[meeting.slug])
            about = message("about.first_recommendation", **first)
        yield HomeTask(
            message("task.follow_up", count=len(asked), meeting=str(meeting)),
            url,
            (about,),
            min((one.due_on for one in recommendations if one.due_on), default=None),
        )


@prepared(taskforce=BigIntegerField())
def _sheets(is_regional: bool, *statuses: str, taskforce: Any) -> QuerySet[CountryReview]:
    own = regional("taskforce__") if is_regional else Q(taskforce=taskforce)
    sheets = CountryReview.objects.filter(own, status__in=statuses)
    return sheets.select_related("review__cycle", "taskforce__country")


@prepared(**READER)
def _recommendations(
    role: str, *, taskforce: Any, partner: Any, now: Any
) -> QuerySet[RecommendationAddressee]:
    return recommendations_waiting(Reader(role, taskforce, partner, now))


def review_name(review: Review) -> Message:
    """ "mid-year review 2011"."""
    return message(f"task_review.{review.stage}", year=str(review.cycle.year))


def _about_sheet(sheet: CountryReview) -> tuple[Message, ...]:
    if sheet.taskforce.is_regional:
        about = message("about.region_open")
    elif sheet.status == CountryReviewStatus.SUBMITTED:
        about = message("about.sheet_submitted", country=sheet.taskforce.name)
    else:
        about = message("about.sheet_open", country=sheet.taskforce.name)
    if not sheet.reopened_because:
        return (about,)
    return about, message("about.opened_again", reason=sheet.reopened_because)
