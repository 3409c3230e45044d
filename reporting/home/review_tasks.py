"""Tasks of reviews and meetings: answers and recommendations."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commit_portal import clock
from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n import Message, message, say
from reporting.answers.queries import day_in
from reporting.home.task_facts import PlanKey, Task
from reporting.meetings.queries import number_of, recommendations_waiting
from reporting.models import CountryReview
from reporting.statuses import CountryReviewStatus, ReviewStatus
from workplans.models import Seat
from workplans.models.countries import regional
from workplans.plan.visibility import Key

# The tasks of who answers.
ANSWERING = ("answer", "answer_and_submit")


def sheets_waiting(
    seat: Seat, code: str, on: date, *, statuses: tuple[str, ...] = (CountryReviewStatus.OPEN,)
) -> Iterator[Task]:
    """Sheets that are not submitted, also of a closed review. The regional office answers for the region.

    They are late by the day in their country. Answers that were submitted before have no last day once that day is over
    or their review is closed: they are given back, and no later than they were.

    Who answers has a task for each question of the desk too, until the answers are closed. It has no last day.
    """
    done: set[int] = set()
    for sheet in _sheets(seat.is_regional_office, taskforce=seat.taskforce_id):
        year, stage, place = sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug
        if sheet.asked and code in ANSWERING:
            yield Task(
                "answer_question",
                "review_question",
                (sheet.asked_text,),
                PlanKey(year, place),
                (year, stage, place, sheet.asked),
                stage=stage,
                params={"what": sheet.asked_about, "review": review_name(stage, str(year))},
            )
        if sheet.status not in statuses or sheet.pk in done:
            continue
        done.add(sheet.pk)
        due = sheet.review.answers_due_on
        today = on + (day_in(sheet.taskforce, clock.reading_time()) - clock.today())
        is_over = sheet.review.status == ReviewStatus.CLOSED or (due and due < today)
        yield Task(
            code,
            "review_sheet",
            _about_sheet(sheet, code),
            PlanKey(year, place),
            (year, stage, place),
            stage=stage,
            due=None if sheet.answered_on and is_over else due,
            today=today,
            params={"review": review_name(stage, str(year))},
        )


def recommendations_to_follow(seat: Seat, on: date) -> Iterator[Task]:
    """Recommendations to the seat's taskforce: one task for each meeting, due with the first of them."""
    if seat.taskforce:
        on += day_in(seat.taskforce, clock.reading_time()) - clock.today()
    waiting = recommendations_waiting(seat, on=on)
    for meeting, rows in groupby(waiting, key=lambda row: row.recommendation.meeting):
        asked = list(rows)
        recommendations = [row.recommendation for row in asked]
        first = {
            "number": number_of(recommendations[0]),
            "text": Truncator(recommendations[0].text).words(20),
        }
        page, about = "meeting", say(_("The first recommendation: %(number)s %(text)s"), **first)
        args: tuple[int | str, ...] = (meeting.slug,)
        if len(asked) == 1:
            page, about = "recommendation_follow_up", say(_("%(number)s %(text)s"), **first)
            args = (meeting.slug, recommendations[0].number, asked[0].taskforce.slug)
        yield Task(
            "follow_up",
            page,
            (about,),
            args=args,
            meeting=meeting.slug,
            due=min((one.due_on for one in recommendations if one.due_on), default=None),
            today=on,
            params={"count": len(asked), "meeting": str(meeting)},
        )


@prepared(taskforce=BigIntegerField())
def _sheets(is_regional: bool, *, taskforce: Key) -> QuerySet[Any]:
    """The sheets that are not closed, once for each question that waits (`asked`), or once."""
    own = regional("taskforce__") if is_regional else Q(taskforce=taskforce)
    sheets = CountryReview.objects.filter(own).exclude(status=CountryReviewStatus.CLOSED)
    waiting = FilteredRelation("questions", condition=Q(questions__answered_at__isnull=True))
    return (
        sheets.annotate(waiting=waiting)
        .annotate(
            asked=F("waiting__number"),
            asked_text=F("waiting__text"),
            asked_about=Coalesce("waiting__activity__code", "waiting__target__code"),
        )
        .select_related("review__cycle", "taskforce__country")
    )


def review_name(stage: str, year: str) -> Message:
    """ "mid-year review 2011"."""
    return message(f"task_review.{stage}", year=year)


def _about_sheet(sheet: CountryReview, code: str) -> tuple[str, ...]:
    if sheet.taskforce.is_regional:
        about = _("The answers of the region are not submitted yet.")
    elif sheet.status == CountryReviewStatus.SUBMITTED:
        about = say(_("The answers of %(country)s are submitted."), country=sheet.taskforce.name)
    else:
        said = _("The answers of %(country)s are not submitted yet.")
        if code == "enter_spending":
            said = _("%(country)s has not submitted its answers yet. You can already enter the spending.")
        about = say(said, country=sheet.taskforce.name)
    if not sheet.reopened_because:
        return (about,)
    return about, say(_("The answers were opened again. Reason: %(reason)s"), reason=sheet.reopened_because)
