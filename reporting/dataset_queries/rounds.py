"""The closed answers of one taskforce for one target, round by round over the years of a plan of action."""

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from reporting.dataset.values import SaidAt
from reporting.models import CountryReview
from reporting.statuses import CountryReviewStatus, TargetProgress
from workplans.models import AnnualCycle, Workplan


class Round(NamedTuple):
    """A closed sheet, and what it says of the target: no status where it says nothing.

    `is_last`: no later round of the review is closed; readers see that one alone (RV-1). `reads_words`: the taskforce
    has an approved workplan of that year, else the dataset has no explanations of it.
    """

    sheet: int
    year: int
    stage: SaidAt
    number: int
    closed_on: date
    reads_words: bool
    is_last: bool
    status: str
    narrative: str

    @property
    def is_withdrawn(self) -> bool:
        return self.status == TargetProgress.TAKEN_BACK


def rounds_of(cycle: AnnualCycle, place: str, target: int) -> list[Round]:
    """The rounds until a year, the oldest first: one query. `target` is a key, `place` the slug of the taskforce."""
    closed = CountryReview.objects.filter(
        taskforce__slug=place,
        status=CountryReviewStatus.CLOSED,
        review__cycle__plan=cycle.plan_id,
        review__cycle__year__lte=cycle.year,
    )
    approved = Workplan.objects.filter(
        cycle=OuterRef("review__cycle"), taskforce=OuterRef("taskforce"), of_record__isnull=False
    )
    later = closed.filter(review=OuterRef("review"), round__gt=OuterRef("round"))
    rows = closed.annotate(
        said=FilteredRelation(
            "target_answers", condition=Q(target_answers__target=target, target_answers__status__gt="")
        ),
        year=F("review__cycle__year"),
        has_plan=Exists(approved),
        is_last=~Exists(later),
    ).order_by("year", "review__stage", "round")
    columns = ("pk", "year", "review__stage", "round", "closed_at", "has_plan", "is_last")
    return [
        Round(key, year, SaidAt(stage), number, timezone.localdate(at), plan, last, status or "", words or "")
        for key, year, stage, number, at, plan, last, status, words in rows.values_list(
            *columns, "said__status", "said__narrative"
        )
    ]
