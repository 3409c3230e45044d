"""The closed answers of one taskforce for one target, round by round over the years of a plan of action."""

from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, TextField, Value
from django.db.models.functions import Coalesce

from reporting.models import CountryReview
from reporting.statuses import CountryReviewStatus
from workplans.models import AnnualCycle, Workplan


class AnswerRound(NamedTuple):
    """The last closed round of a review, which readers see (RV-1): its number, and what it says of the target.

    No status where it says nothing. Without an approved workplan of its year, the dataset has no explanations of it.
    """

    sheet: int
    year: int
    stage: str
    number: int
    has_plan: bool
    status: str
    narrative: str


def rounds_of(cycle: AnnualCycle, place: str, target: int) -> list[AnswerRound]:
    """The rounds until a year, the oldest first: one query. `target` is a key, `place` the slug of the taskforce."""
    closed = CountryReview.objects.filter(
        taskforce__slug=place,
        status=CountryReviewStatus.CLOSED,
        review__cycle__plan=cycle.plan_id,
        review__cycle__year__lte=cycle.year,
    )
    later = closed.filter(review=OuterRef("review"), round__gt=OuterRef("round"))
    approved = Workplan.objects.filter(
        cycle=OuterRef("review__cycle"), taskforce=OuterRef("taskforce"), of_record__isnull=False
    )
    # Words before a status are no answer.
    answered = Q(target_answers__target=target, target_answers__status__gt="")
    said = FilteredRelation("target_answers", condition=answered)
    rows = closed.filter(~Exists(later)).annotate(
        said=said,
        year=F("review__cycle__year"),
        has_plan=Exists(approved),
        state=Coalesce("said__status", Value(""), output_field=TextField()),
        words=Coalesce("said__narrative", Value(""), output_field=TextField()),
    )
    columns = ("pk", "year", "review__stage", "round", "has_plan", "state", "words")
    return list(map(AnswerRound._make, rows.order_by("year", "review__stage").values_list(*columns)))
