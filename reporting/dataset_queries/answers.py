"""The closed answers that an audience reads of a year and of the years before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from sys import intern
from typing import Any, NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, TextField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from commit_portal.db.related_rows import grouped, listed
from reporting.answers.answer_content import answers_in
from reporting.answers.queries import days_late
from reporting.dataset import EvidenceFacts, SaidAt
from reporting.dataset.rows import PROGRESS_FIELDS, AnswerRow, ProgressRow
from reporting.dataset_queries.cache import Remembered
from reporting.models import ActivityProgress, CountryReview, Evidence, PartnerSpending, Review, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStatus, TargetProgress
from workplans.models import AnnualCycle, Workplan
from workplans.statuses import Audience

# Of what evidence is: a taskforce, and an activity or a target.
type EvidenceKey = tuple[int, int | None, int | None]


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
    `asked_until`: when the last review or round closed to a taskforce; not while its answers are open again, and of
    nobody while one of the reviews is open or the SOM's is still to come.
    """

    stage: str = ""
    status: str = ""
    meeting: int | None = None
    sheets: Mapping[int, ReadSheet] = field(default_factory=dict)
    reviews: frozenset[int] = frozenset()
    mid_year_on: date | None = None
    asked_until: Mapping[int, datetime] = field(default_factory=dict)


def sheets_of(cycles: Collection[int]) -> Mapping[int, list[tuple[Any, ...]]]:
    """Reviews of each of these years, by their keys, each with its sheets, rows by round: one query."""
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
    return listed((cycle, tuple(row)) for cycle, *row in rows)


def answered_in(rows: Iterable[tuple[Any, ...]], wanted: str | None) -> AnsweredYear:
    """The last closed round of each taskforce, in every review of a year or in the wanted one alone (`sheets_of`).

    Of a review only the last round counts: it began as a copy (RV-1), so a blank there took an answer back.
    """
    rounds: dict[str, dict[int, tuple[int, ReadSheet]]] = defaultdict(dict)
    reviews: dict[str, tuple[int, str, int | None]] = {}
    closed_on: dict[str, date | None] = {}
    asked_until: dict[int, datetime] = {}
    reopened: set[tuple[str, int]] = set()
    for review, stage, status, meeting, closed_at, sheet, taskforce, state, ended, *days in rows:
        if wanted not in (None, stage):
            continue
        reviews[stage] = review, status, meeting
        closed_on[stage] = closed_at and timezone.localdate(closed_at)
        if closings := [*filter(None, (closed_at, ended, asked_until.get(taskforce)))]:
            asked_until[taskforce] = max(closings)
        if state == CountryReviewStatus.CLOSED:
            read = ReadSheet(taskforce, SaidAt(stage), days_late(*days) > 0, timezone.localdate(ended))
            rounds[stage][taskforce] = sheet, read
            reopened.discard((stage, taskforce))
        elif taskforce in rounds[stage]:
            reopened.add((stage, taskforce))
    shown = wanted or next((stage for stage in reversed(SaidAt) if rounds[stage]), "")
    for _stage, taskforce in reopened:
        asked_until.pop(taskforce, None)
    is_over = all(closed_on.values()) and (wanted or SaidAt.SOM in closed_on)
    _review, status, meeting = reviews.get(shown, (None, "", None))
    return AnsweredYear(
        stage=str(shown),
        status=status,
        meeting=meeting,
        sheets={sheet: read for stage in SaidAt for sheet, read in rounds[stage].values()},
        mid_year_on=closed_on.get(SaidAt.MID_YEAR) if shown != SaidAt.MID_YEAR else None,
        asked_until=asked_until if is_over else {},
        reviews=frozenset(review for stage, (review, *_rest) in reviews.items() if rounds[stage]),
    )


def answers_by_sheet(
    years: Iterable[AnsweredYear], *columns: str, targets: Collection[int] | None = None
) -> Mapping[int, list[tuple[Any, ...]]]:
    """Target, state and these columns of the answers of years, by the key of the sheet: one query.

    One that was taken back has no state. Words without a state say nothing. Asked by review: a list of hundreds of
    sheets costs more than reading the older rounds too.
    """
    reviews = frozenset[int]().union(*(year.reviews for year in years))
    found = TargetStatus.objects.filter(sheet__review__in=reviews).exclude(status="").order_by()
    if targets is not None:
        found = found.filter(target__in=targets)
    by_sheet: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for sheet, target, status, *said in found.values_list("sheet_id", "target_id", "status", *columns):
        answer = "" if status == TargetProgress.TAKEN_BACK else intern(status)
        by_sheet[sheet].append((target, answer, *said))
    return by_sheet


def answers_read(
    years: Sequence[tuple[int, int, str | None]],
    columns: Sequence[str] = ("achieved_on", "narrative"),
    targets: Collection[int] | None = None,
) -> list[tuple[AnsweredYear, tuple[AnswerRow, ...]]]:
    """What is read of years by their keys, revisions and the review asked for, and the answers: two queries."""
    sheets = sheets_of([cycle for cycle, _revision, _stage in years])
    found = [answered_in(sheets[cycle], stage) for cycle, _revision, stage in years]
    said = answers_by_sheet(found, *columns, targets=targets)
    return [
        (year, tuple(AnswerRow(*sheet, *row) for key, sheet in year.sheets.items() for row in said[key]))
        for year in found
    ]


# Kept apart from the texts: where those change, the answers of many years are not read again.
answers_kept = Remembered(64, answers_read, lambda year: (year[0], year[2]))


class YearStates(NamedTuple):
    """The last closed states of a year, by taskforce and target, and the taskforces with a closed sheet.

    An answer that was taken back has no state, and ends what was said before.
    """

    taskforces: frozenset[int]
    states: Mapping[tuple[int, int], str]

    def read_alone(self, taskforces: Collection[int]) -> "YearStates":
        """Leave only those of these taskforces."""
        states = {key: state for key, state in self.states.items() if key[0] in taskforces}
        return YearStates(self.taskforces.intersection(taskforces), states)


def _states(years: Sequence[tuple[int, int]]) -> Iterator[YearStates]:
    for year, rows in answers_read([(*one, None) for one in years], ()):
        states = {(row.taskforce, row.target): row.status for row in rows}
        yield YearStates(frozenset(sheet.taskforce for sheet in year.sheets.values()), states)


# Of years by their keys and revisions, two queries for all that are not remembered: an action that changes an answer counts up.
states_of = Remembered(64, _states)


def progress_by_sheet(sheets: Collection[int], *, partner_money: bool) -> Mapping[int, list[tuple[Any, ...]]]:
    """What these sheets say of activities, each with the rows of partners' spending: two queries.

    One and nothing of partners where the audience reads no amounts of them.
    """
    found = PartnerSpending.objects.filter(progress__sheet__in=list(sheets)).select_related("partner")
    spending = grouped(found if partner_money else (), "progress_id")
    rows = ActivityProgress.objects.filter(sheet__in=list(sheets)).order_by("pk")
    answers = rows.values_list("pk", "sheet_id", "activity_id", *PROGRESS_FIELDS)
    return listed((sheet, (*said, spending[answer])) for answer, sheet, *said in answers)


def progress_rows(
    answered: AnsweredYear, by_sheet: Mapping[int, list[tuple[Any, ...]]]
) -> tuple[ProgressRow, ...]:
    """Answers for activities in a year (`progress_by_sheet`), with the names of partners in the year of the moment."""
    return tuple(
        ProgressRow(*(*sheet[:3], *said, answers_in(spent), sheet.said_on))
        for key, sheet in answered.sheets.items()
        for *said, spent in by_sheet.get(key, ())
    )


def evidence_shown(
    sheets: Collection[int], audience: Audience, own: int | None
) -> Mapping[int, Mapping[EvidenceKey, tuple[EvidenceFacts, ...]]]:
    """What the lead ticked for these readers, by the key of the year, each thing once: one query.

    A taskforce reads its own as well.
    """
    found: dict[int, dict[EvidenceKey, dict[EvidenceFacts, None]]] = defaultdict(lambda: defaultdict(dict))
    rows = Evidence.objects.kept().filter(sheet__in=list(sheets)).order_by("at", "pk")
    key = ("sheet__review__cycle", "sheet__taskforce", "activity_id", "target_id")
    columns = (*key, "shown_to", "title", "sha256", "url")
    for cycle, taskforce, activity, target, shown_to, *facts in rows.values_list(*columns):
        if audience in shown_to or taskforce == own:
            found[cycle][taskforce, activity, target][EvidenceFacts(*facts)] = None
    return {cycle: {about: tuple(facts) for about, facts in shown.items()} for cycle, shown in found.items()}


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
