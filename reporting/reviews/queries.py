"""Reads of reviews as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Count, Exists, F, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from commit_portal import clock
from commit_portal.db.related_rows import aggregated
from commit_portal.i18n import activities_counted, and_list
from reporting.answers.answer_content import SAYS_NOTHING
from reporting.answers.queries import days_late_of
from reporting.models import ActivityProgress, AnswerHistory, CountryReview, Question, Review, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStage
from spa.models import Target, in_revision
from spa.queries import targets_in_force
from spa.statuses import Scope
from workplans.models import AnnualCycle, VersionLine, Workplan


def reviews_with_meetings() -> QuerySet[Review]:
    """Reviews in the order of the year, with their meetings."""
    rows = Review.objects.select_related("cycle__plan", "meeting").prefetch_related("meeting__parts")
    return rows.order_by("stage")


def newest_rounds(review: Review) -> list[CountryReview]:
    """The newest round of each taskforce, in protocol order."""
    sheets = review.sheets.select_related("taskforce__country", "submitted_by").order_by(
        "taskforce__position", "round"
    )
    return list({sheet.taskforce_id: sheet for sheet in sheets}.values())


def counted_rounds(review: Review) -> list[Any]:
    """Every round of each taskforce in protocol order, with how much of it is answered, not what: one query.

    - `lines` that it asks about, `answered` of them, and `unspent` ones without the Secretariat's spending
    - `answered_targets` that the year still has; `staying` and `staying_targets`: the mid-year answers that stay
    - `open_questions` of the desk, the first of them since `asked_at`
    - `changed_at`: the moment of the last answer, None before the first one
    """
    approved = Workplan.objects.filter(cycle=review.cycle_id, taskforce=OuterRef("taskforce"))
    lines = VersionLine.objects.filter(version=OuterRef("version_now"), withdrawn=False)
    said = ActivityProgress.objects.filter(sheet=OuterRef("pk"))
    is_asked = Exists(
        VersionLine.objects.filter(
            version=OuterRef(OuterRef("version_now")), activity=OuterRef("activity"), withdrawn=False
        )
    )
    asked = said.filter(is_asked)
    at_mid_year = CountryReview.objects.filter(
        review__cycle=review.cycle_id,
        review__stage=ReviewStage.MID_YEAR,
        taskforce=OuterRef("taskforce"),
        status=CountryReviewStatus.CLOSED,
    ).exclude(review=review)
    is_kept = in_revision(review.cycle.plan_revision, "target__")
    waiting = Question.objects.filter(sheet=OuterRef("pk"), answered_at__isnull=True)
    return list(
        review.sheets.select_related("taskforce__country", "submitted_by")
        .annotate(
            version_now=Case(
                When(status=CountryReviewStatus.OPEN, then=Subquery(approved.values("of_record")[:1])),
                default=F("version"),
                output_field=BigIntegerField(),
            ),
            before=Subquery(at_mid_year.order_by("-round").values("pk")[:1]),
        )
        .annotate(
            lines=_count(lines, "version"),
            answered=_count(asked.exclude(status=""), "sheet"),
            unspent=F("lines") - _count(asked.filter(spent_secretariat__isnull=False), "sheet"),
            staying=_count(_staying(ActivityProgress, "activity").filter(is_asked), "sheet"),
            staying_targets=_count(_staying(TargetStatus, "target").filter(is_kept), "sheet"),
            answered_targets=_count(
                TargetStatus.objects.filter(is_kept, sheet=OuterRef("pk")).exclude(status=""), "sheet"
            ),
            open_questions=_count(waiting, "sheet"),
            asked_at=Subquery(waiting.order_by("asked_at").values("asked_at")[:1]),
            changed_at=aggregated(AnswerHistory.objects.filter(sheet=OuterRef("pk")), "sheet", Max("at")),
        )
        .order_by("taskforce__position", "round")
    )


def targets_by_kind(cycle: AnnualCycle) -> dict[bool, int]:
    """How many targets a country answers, and the region (True): one query."""
    asked = Target.objects.in_revision(cycle.plan_revision).filter(plan=cycle.plan_id)
    targets = targets_in_force(asked, cycle.starts_on, cycle.ends_on)
    foreign = {True: Scope.NATIONAL, False: Scope.REGIONAL}
    return {kind: sum(target.scope != scope for target in targets) for kind, scope in foreign.items()}


def answers_lost(cycle: AnnualCycle, revision: int) -> QuerySet[TargetStatus]:
    """The submitted answers that nobody sees after a move of a year: of targets that a revision does not have, by place."""
    shown = in_revision(cycle.plan_revision, "target__") & ~in_revision(revision, "target__")
    hidden = TargetStatus.objects.filter(shown, sheet__review__cycle=cycle).exclude(status="")
    hidden = hidden.exclude(sheet__status=CountryReviewStatus.OPEN)
    order = ("sheet__taskforce__position", "target__area__position", "target__position", "sheet")
    return hidden.select_related("sheet__taskforce__country", "target").order_by(*order)


@dataclass(frozen=True)
class Received:
    """What a review has received: the newest round of each taskforce, as `counted_rounds` counts it."""

    review: Review
    sheets: Sequence[Any]

    @property
    def missing(self) -> list[Any]:
        """The sheets that are not submitted."""
        return [sheet for sheet in self.sheets if sheet.status == CountryReviewStatus.OPEN]

    @property
    def submitted(self) -> int:
        return len(self.sheets) - len(self.missing)

    @property
    def late(self) -> list[Any]:
        """The countries that have never submitted and are late, by their day. The region is the office's own."""
        now, ours = clock.reading_time(), [sheet for sheet in self.missing if not sheet.taskforce.is_regional]
        return [sheet for sheet in ours if not sheet.answered_on and days_late_of(sheet, now=now)]

    @property
    def to_remind(self) -> list[Any]:
        """Countries that are late, else those that have not submitted. The region is the office's own."""
        found = self.late or self.missing
        return [sheet for sheet in found if not sheet.taskforce.is_regional]

    @property
    def unspent(self) -> list[Any]:
        """The sheets without the Secretariat's spending for some of their activities."""
        return [sheet for sheet in self.sheets if sheet.unspent]

    @property
    def asked(self) -> list[Any]:
        """The sheets with a question of the desk that waits."""
        open_ones = (sheet for sheet in self.sheets if sheet.status != CountryReviewStatus.CLOSED)
        return [sheet for sheet in open_ones if sheet.open_questions]

    @property
    def names(self) -> dict[str, str]:
        """Whose sheets these are, in words."""
        lines = (f"{sheet.taskforce.name} ({activities_counted(sheet.unspent)})" for sheet in self.unspent)
        return {
            "missing": _names(self.missing),
            "to_remind": _names(self.to_remind),
            "unspent": and_list(lines),
            "asked": _names(self.asked),
        }

    @property
    def sums(self) -> dict[str, int]:
        """Lines without spending, and questions that wait, over all sheets."""
        return {
            "unspent": sum(sheet.unspent for sheet in self.unspent),
            "questions": sum(sheet.open_questions for sheet in self.asked),
        }

    def days_left(self, on: date) -> int:
        """Days until the last day for answers; 0 after it and without one."""
        due = self.review.answers_due_on
        return max((due - on).days, 0) if due else 0

    def days_to_meeting(self, on: date) -> int:
        """Days until the meeting of the review begins; 0 after that and without one."""
        begins = self.review.meeting.begins_on() if self.review.meeting else None
        return max((begins - on).days, 0) if begins else 0


def received(review: Review, rounds: Iterable[Any] | None = None) -> Received:
    """What a review has received. `rounds` are those of `counted_rounds`, where the page has read them."""
    newest = {sheet.taskforce_id: sheet for sheet in (counted_rounds(review) if rounds is None else rounds)}
    return Received(review, list(newest.values()))


def _staying(answers: type[ActivityProgress | TargetStatus], about: str) -> QuerySet[Any]:
    """What the sheet of `before` says of activities or targets, and the row of the query around it says nothing of."""
    later = answers._default_manager.filter(sheet=OuterRef(OuterRef("pk")), **{about: OuterRef(about)})
    closed = answers._default_manager.filter(sheet=OuterRef("before")).exclude(status__in=SAYS_NOTHING)
    return closed.exclude(Exists(later.exclude(status="")))


def _count(rows: QuerySet[Any], outer: str) -> Coalesce:
    """How many rows there are for the row of the query around them; `outer` is the field that names it."""
    return Coalesce(aggregated(rows, outer, Count("pk")), 0)


def _names(sheets: Iterable[Any]) -> str:
    return and_list(sheet.taskforce.name for sheet in sheets)
