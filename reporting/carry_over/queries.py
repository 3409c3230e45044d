"""Reads of the year behind a draft: its approved lines, what was last said of them, and what the meeting asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Subquery

from reporting.answers.queries import sheets_visible_to
from reporting.models import ActivityProgress, Recommendation, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStage
from workplans.models import Activity, Seat, Workplan, WorkplanVersion
from workplans.plan.queries import keys_of_targets
from workplans.plan.visibility import versions_visible_to
from workplans.statuses import VersionKind


@dataclass(frozen=True)
class LastAnswer:
    """What a taskforce last said of one activity in the year, field by field. `spent` is US dollars.

    `provisional`: the fields whose word stands in answers that are not closed yet.
    """

    status: str = ""
    spent: Decimal | None = None
    narrative: str = ""
    provisional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LastAnswers:
    """The last answers of a year, by the keys of activities and of targets. `are_closed`: no later word can come."""

    activities: Mapping[int, LastAnswer] = field(default_factory=dict)
    targets: Mapping[int, str] = field(default_factory=dict)
    provisional_targets: frozenset[int] = frozenset()
    are_closed: bool = False

    def of(self, activity: int) -> LastAnswer:
        return self.activities.get(activity, LastAnswer())


def version_before(plan: Workplan, seat: Seat) -> WorkplanVersion | None:
    """The approved version of the newest earlier year that has one. A year without an approved plan is passed over."""
    return (
        versions_visible_to(seat)
        .filter(
            kind=VersionKind.OF_RECORD,
            pk=F("workplan__of_record"),
            workplan__taskforce=plan.taskforce_id,
            workplan__cycle__year__lt=plan.cycle.year,
        )
        .select_related("workplan__cycle__plan", "workplan__taskforce__country")
        .order_by("-workplan__cycle__year")
        .first()
    )


def drafted_lines(plan: Workplan) -> list[Any]:
    """The lines of a draft in the order of their numbers, withdrawn ones too, with the keys of their targets: one query."""
    return list(plan.activities.annotate(target_keys=keys_of_targets()).order_by("number"))


def carried_into(lines: Iterable[Activity]) -> dict[int, Activity]:
    """Those of a plan's lines that were carried over, by the key of the line they came from."""
    return {line.carried_from_id: line for line in lines if line.carried_from_id is not None}


def last_carried(plan: Workplan, seat: Seat) -> list[Activity]:
    """What is left of the lines that a person carried over last, together, in the order of their numbers."""
    carried = plan.activities.filter(carried_from__isnull=False, entered_by=seat.user_id)
    newest = carried.order_by("-entered_at").values("entered_at")[:1]
    return list(carried.filter(entered_at=Subquery(newest)).order_by("number"))


def last_answers(version: WorkplanVersion, seat: Seat) -> LastAnswers:
    """What the taskforce last said in the year of a version, as far as the seat reads its sheets: 3 queries.

    Of a review the newest round counts, also one that is not closed: the taskforce reads its own. A later review
    counts before an earlier one, field by field; a blank says nothing.
    """
    plan = version.workplan
    sheets = sheets_visible_to(seat).filter(review__cycle=plan.cycle_id, taskforce=plan.taskforce_id)
    newest = {sheet.review_id: sheet for sheet in sheets.order_by("review__stage", "round")}
    if not newest:
        return LastAnswers()
    order = {sheet.pk: place for place, sheet in enumerate(newest.values())}
    is_open = {sheet.pk: sheet.status != CountryReviewStatus.CLOSED for sheet in newest.values()}
    progress = ActivityProgress.objects.filter(sheet__in=order).select_related(None)
    answers: dict[int, LastAnswer] = {}
    for row in sorted(progress, key=lambda row: order[row.sheet_id]):
        before = answers.get(row.activity_id, LastAnswer())
        answers[row.activity_id] = _said_later(before, row, provisional=is_open[row.sheet_id])
    targets: dict[int, str] = {}
    provisional = set()
    statuses = TargetStatus.objects.filter(sheet__in=order).exclude(status="").order_by()
    for status in sorted(statuses, key=lambda row: order[row.sheet_id]):
        targets[status.target_id] = status.status
        provisional.discard(status.target_id)
        if is_open[status.sheet_id]:
            provisional.add(status.target_id)
    are_closed = all(sheet.status == CountryReviewStatus.CLOSED for sheet in newest.values())
    return LastAnswers(answers, targets, frozenset(provisional), are_closed)


def _said_later(before: LastAnswer, row: ActivityProgress, *, provisional: bool) -> LastAnswer:
    found = {"status": row.status, "spent": row.spent_secretariat, "narrative": row.narrative}
    said: dict[str, Any] = {name: value for name, value in found.items() if value not in ("", None)}
    still = before.provisional - said.keys()
    return replace(before, **said, provisional=still | said.keys() if provisional else still)


def recommended_to(version: WorkplanVersion) -> list[Recommendation]:
    """What the Senior Officials Meeting of the year asked of this taskforce, in the order of its list."""
    plan = version.workplan
    return list(
        Recommendation.objects.filter(
            Q(meeting__reviews__cycle=plan.cycle_id, meeting__reviews__stage=ReviewStage.SOM),
            addressees__taskforce=plan.taskforce_id,
        )
        .select_related("area__plan", "target", "meeting")
        .prefetch_related("meeting__parts")
        .order_by("meeting", "number")
        .distinct()
    )
