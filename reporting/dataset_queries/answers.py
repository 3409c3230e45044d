"""The closed answers that an audience reads of a year and of the years before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from reporting.answers.answer_content import answers_in
from reporting.answers.queries import days_late
from reporting.dataset.rows import PROGRESS_FIELDS, AnswerRow, PartnerAnswer, ProgressRow
from reporting.dataset.targets import EvidenceFacts
from reporting.dataset.values import SaidAt
from reporting.models import ActivityProgress, Evidence, PartnerSpending, Review, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStatus, TargetProgress
from workplans.models import AnnualCycle
from workplans.statuses import Audience


class ReadSheet(NamedTuple):
    """A sheet whose closed answers are read."""

    taskforce: int
    said_at: SaidAt
    late: bool
    said_on: date | None


@dataclass(frozen=True)
class AnsweredYear:
    """What is read of a year. `stage` is its latest review with closed answers, or the one that is asked for.

    `sheets` has the sheets whose answers are read, by their keys, those of an earlier review first. `reviews` are
    the reviews that they belong to. `mid_year_on`: when the mid-year review closed, where a later one is shown.
    """

    stage: str = ""
    status: str = ""
    meeting: int | None = None
    sheets: Mapping[int, ReadSheet] = field(default_factory=dict)
    reviews: frozenset[int] = frozenset()
    mid_year_on: date | None = None


def sheets_of(cycles: list[AnnualCycle]) -> list[tuple[Any, ...]]:
    """Reviews of these years, each with its sheets, rows by round: one query."""
    rows = (
        Review.objects.filter(cycle__in=cycles)
        .exclude(status=ReviewStatus.PLANNED)
        .order_by("sheets__round")
        .values_list(
            "cycle_id",
            "pk",
            "stage",
            "status",
            "meeting_id",
            "closed_at",
            "sheets__pk",
            "sheets__taskforce_id",
            "sheets__status",
            "sheets__closed_at",
            "sheets__answered_on",
            "sheets__due_on",
        )
    )
    return list(rows)


def answered_in(rows: list[tuple[Any, ...]], cycle: int, wanted: str | None) -> AnsweredYear:
    """The last closed round of each taskforce, in every review of the year or in the wanted one alone.

    Of a review only the last round counts: it began as a copy (RV-1), so a blank there took an answer back.
    """
    rounds: dict[str, dict[int, tuple[int, ReadSheet]]] = defaultdict(dict)
    reviews: dict[str, tuple[int, str, int | None]] = {}
    closed_on: dict[str, date | None] = {}
    for year, review, stage, status, meeting, closed_at, sheet, taskforce, state, ended, *days in rows:
        if year != cycle or wanted not in (None, stage):
            continue
        reviews[stage] = review, status, meeting
        closed_on[stage] = closed_at and timezone.localdate(closed_at)
        if state == CountryReviewStatus.CLOSED:
            read = ReadSheet(taskforce, SaidAt(stage), days_late(*days) > 0, timezone.localdate(ended))
            rounds[stage][taskforce] = sheet, read
    shown = wanted or next((stage for stage in reversed(SaidAt) if rounds[stage]), "")
    _review, status, meeting = reviews.get(shown, (None, "", None))
    return AnsweredYear(
        stage=str(shown),
        status=status,
        meeting=meeting,
        sheets={sheet: read for stage in SaidAt for sheet, read in rounds[stage].values()},
        mid_year_on=closed_on.get(SaidAt.MID_YEAR) if shown != SaidAt.MID_YEAR else None,
        reviews=frozenset(review for stage, (review, *_rest) in reviews.items() if rounds[stage]),
    )


def read_alone(answered: AnsweredYear, taskforces: set[int]) -> AnsweredYear:
    """Leave only the sheets of these taskforces."""
    kept = {key: sheet for key, sheet in answered.sheets.items() if sheet.taskforce in taskforces}
    return replace(answered, sheets=kept)


def answer_rows(
    now: AnsweredYear, before: Mapping[int, AnsweredYear], targets: Collection[int] | None
) -> tuple[tuple[AnswerRow, ...], dict[tuple[int, int, int], str]]:
    """Answers for targets in this year, and the states in the years before: one query. For some targets the states alone.

    One that was taken back has no state, and ends what was said before.
    Words without a state say nothing.

    Asked by review: a list of hundreds of sheets costs more than reading the older rounds too.
    """
    reviews = frozenset[int]().union(*(year.reviews for year in (now, *before.values()) if year.sheets))
    found = TargetStatus.objects.filter(sheet__review__in=reviews).exclude(status="").order_by()
    columns = ["sheet_id", "target_id", "status"]
    if targets is None:
        columns += ["achieved_on", "narrative"]
    else:
        found = found.filter(target__in=targets)
    by_sheet: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for sheet, target, status, *said in found.values_list(*columns):
        answer = "" if status == TargetProgress.TAKEN_BACK else status
        by_sheet[sheet].append((target, answer, *said))
    return (
        tuple(
            AnswerRow(*sheet, *answer)
            for key, sheet in now.sheets.items()
            for answer in by_sheet.get(key, ())
        ),
        {
            (year, sheet.taskforce, target): answer
            for year, answered in before.items()
            for key, sheet in answered.sheets.items()
            for target, answer, *_said in by_sheet.get(key, ())
        },
    )


def progress_rows(now: AnsweredYear, released: set[int], *, partner_money: bool) -> tuple[ProgressRow, ...]:
    """Answers for activities of the taskforces whose lines are read: two queries.

    One and nothing of partners where the audience reads no amounts of them.
    """
    answers = ActivityProgress.objects.filter(sheet__in=list(now.sheets), sheet__taskforce__in=released)
    by_sheet: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    spending = _spending_of(now, released) if partner_money else {}
    for answer, key, *said in answers.order_by("pk").values_list(
        "pk", "sheet_id", "activity_id", *PROGRESS_FIELDS
    ):
        by_sheet[key].append((*said, tuple(spending.get(answer, ()))))
    return tuple(
        ProgressRow(*(*sheet[:3], *said, sheet.said_on))
        for key, sheet in now.sheets.items()
        for said in by_sheet[key]
    )


def _spending_of(now: AnsweredYear, released: set[int]) -> dict[int, list[PartnerAnswer]]:
    """What partners spent, by the key of the answer: one query."""
    found = PartnerSpending.objects.filter(
        progress__sheet__in=list(now.sheets), progress__sheet__taskforce__in=released
    ).select_related("partner")
    spending: dict[int, list[PartnerAnswer]] = defaultdict(list)
    for row in found:
        spending[row.progress_id].extend(answers_in([row]))
    return spending


def evidence_shown(
    now: AnsweredYear, released: set[int], audience: Audience, own: int | None
) -> dict[tuple[int, int | None, int | None], tuple[EvidenceFacts, ...]]:
    """What the lead ticked for these readers, each thing once; a taskforce reads its own as well: one query."""
    found: dict[tuple[int, int | None, int | None], dict[EvidenceFacts, None]] = defaultdict(dict)
    rows = Evidence.objects.kept().filter(sheet__in=list(now.sheets), sheet__taskforce__in=released)
    columns = ("sheet__taskforce", "activity_id", "target_id", "shown_to", "title", "sha256", "url")
    for taskforce, activity, target, shown_to, *facts in rows.order_by("at", "pk").values_list(*columns):
        if audience in shown_to or taskforce == own:
            found[taskforce, activity, target][EvidenceFacts(*facts)] = None
    return {key: tuple(facts) for key, facts in found.items()}
