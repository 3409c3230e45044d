"""The rows of the dataset: what an audience may see of a year, read from the database.

Answers of others are read through the dataset alone, so what they may not see is left out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from reporting.comparison import (
    AnswerRow,
    AreaRow,
    LineRow,
    PlanRow,
    ProgressRow,
    Rows,
    TypeRow,
)
from reporting.dataset import Addressee, Country, Facts, Plan, Recommendation, Result, Span, Step
from reporting.dataset import Meeting as MeetingFacts
from reporting.models import (
    ActivityProgress,
    Meeting,
    RecommendationAddressee,
    Review,
    TargetStatus,
)
from reporting.models import Recommendation as RecommendationRow
from reporting.queries import (
    OUTSIDERS,
    REVIEW_STEPS,
    about_of,
    place_of,
    reviews_of,
    taskforces_read_by,
    texts_about,
    year_followed_up,
    years,
)
from reporting.statuses import (
    CountryReviewStatus,
    FollowUpStatus,
    ReviewStage,
    ReviewStatus,
)
from reporting.unchanging import areas_at, served_by, text_of
from spa.models import ActivityType
from workplans.fields import REPORTED
from workplans.models import (
    AnnualCycle,
    CycleStep,
    VersionLine,
)
from workplans.queries import versions_for_audience
from workplans.statuses import Audience, Funding

FOLLOWED = {
    FollowUpStatus.OPEN: Result.NOT_REPORTED,
    FollowUpStatus.UNDER_WAY: Result.UNDER_WAY,
    FollowUpStatus.DONE: Result.DONE,
    FollowUpStatus.NOT_FOLLOWED: Result.CANCELLED,
}
# What stands for a version that the audience may not read.
_NOT_RELEASED = (None,) * 6
STAGE_WORDS: dict[str, str] = {
    ReviewStage.MID_YEAR: "the mid-year review",
    ReviewStage.SOM: "the review at the end of the year",
}


@dataclass(frozen=True)
class _Stage:
    """The stage that is shown of a year. `sheets` has the taskforce of each sheet whose closed answers stand."""

    review: int | None = None
    stage: str = ""
    status: str = ""
    sheets: Mapping[int, int] = field(default_factory=dict)
    late: frozenset[int] = frozenset()
    meeting: int | None = None


def report_rows(
    cycle: AnnualCycle,
    audience: Audience,
    *,
    on: date,
    stage: ReviewStage | str | None = None,
    own: int | None = None,
    compared: AnnualCycle | None = None,
    compare: bool = True,
    only_area: str | None = None,
) -> Rows:
    """Everything the audience may see of a year on a day, as plain rows for `build_dataset`.

    By that day a meeting of a later one is planned only, whatever is on record of it. `stage` None shows the
    latest stage with closed answers. `own` is the taskforce that reads: it sees its own lines without a
    release. `compared` is the year that "was" compares with, by default the last one on the
    same plan of action; a year on another plan has no target in common and compares nothing. Outsiders read of
    an earlier year what was released of it, whatever is released of this one (AR-3). With `only_area` the matrix
    of that area alone, of the first where no area has this code: five queries. A fixed number otherwise.
    """
    if compare and compared is None:
        compared = years(cycle.plan_id).filter(year__lt=cycle.year).first()
    if compared is not None and (not compare or compared.plan_id != cycle.plan_id):
        compared = None
    plans = _plans(cycle, audience, own)
    versions = {plan.taskforce: plan.version for plan in plans if plan.version is not None}
    sheets = _sheets([year for year in (cycle, compared) if year is not None])
    now = _stage_of(sheets, cycle.pk, stage)
    before = _stage_of(sheets, compared.pk, None) if compared else _Stage()
    outsiders = audience in OUTSIDERS
    if outsiders and compared is not None:
        before = _read_alone(before, taskforces_read_by(compared, audience))
    areas = areas_at(text_of(cycle))
    shown = areas if only_area is None else _area_or_first(areas, only_area)
    answers, earlier = _answers(now, before, None if only_area is None else shown)
    rows = Rows(
        facts=_facts(cycle, audience, now, compared if before.sheets else None),
        plans=plans,
        areas=areas,
        answers=tuple(answers),
        before=tuple(earlier),
        late=now.late,
        statuses_need_release=outsiders,
    )
    if only_area is None:
        rows = replace(rows, lines=_lines(versions.values()))
        return _with_the_rest(rows, cycle, now, set(versions), audience, on=on)
    code = "".join(area.code for area in shown)
    return replace(rows, only_area=code, served=served_by(tuple(versions.values()), tuple(_targets(shown))))


def _plans(cycle: AnnualCycle, audience: Audience, own: int | None) -> tuple[PlanRow, ...]:
    """Every taskforce of the year in protocol order, each with the version that the audience reads.

    The words on a plan (needs, when and by whom it was agreed) are those of that version. A taskforce that
    reads (`own`) reads its own version of record. One query for the Secretariat, which reads what is of record.
    """
    words = ("number", "ceiling", "needs", "agreed_on", "agreed_by")
    rows = cycle.workplans.order_by("taskforce__position").values_list(
        "taskforce_id",
        "taskforce__lead_body",
        "taskforce__country__code",
        "taskforce__country__name",
        "taskforce__country__own_name",
        "taskforce__country__own_language",
        "of_record_id",
        *(f"of_record__{name}" for name in words),
    )
    released: dict[int, tuple[Any, ...]] = {}
    if audience != Audience.SECRETARIAT:
        found = versions_for_audience(cycle, audience).values_list("workplan__taskforce_id", "pk", *words)
        released = {taskforce: version for taskforce, *version in found}
    plans = []
    for taskforce, lead_body, code, name, own_name, language, *of_record in rows:
        reads = audience == Audience.SECRETARIAT or (taskforce == own and of_record[0] is not None)
        version, number, ceiling, needs, agreed_on, agreed_by = (
            of_record if reads else released.get(taskforce, _NOT_RELEASED)
        )
        plans.append(
            PlanRow(
                taskforce=taskforce,
                country=Country(code, name, own_name, language) if code else None,
                version=version,
                version_number=number,
                ceiling=ceiling,
                lead_body=lead_body,
                needs=needs or "",
                agreed_on=agreed_on,
                agreed_by=agreed_by or "",
            )
        )
    return tuple(plans)


def _sheets(cycles: list[AnnualCycle]) -> list[tuple[Any, ...]]:
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
            "sheets__pk",
            "sheets__taskforce_id",
            "sheets__status",
            "sheets__is_late",
        )
    )
    return list(rows)


def _stage_of(rows: list[tuple[Any, ...]], cycle: int, wanted: str | None) -> _Stage:
    """The wanted stage; else the later one that has closed answers; per taskforce its last closed round."""
    found: dict[str, dict[int, tuple[int, bool]]] = defaultdict(dict)
    reviews: dict[str, tuple[int | None, str, int | None]] = {}
    for year, review, stage, status, meeting, sheet, taskforce, state, late in rows:
        if year != cycle:
            continue
        reviews[stage] = review, status, meeting
        if state == CountryReviewStatus.CLOSED:
            found[stage][taskforce] = sheet, late
    shown = wanted or next((name for name in (ReviewStage.SOM, ReviewStage.MID_YEAR) if found[name]), "")
    if not shown:
        return _Stage()
    review, status, meeting = reviews.get(shown, (None, "", None))
    sheets = found[shown]
    return _Stage(
        review=review,
        stage=str(shown),
        status=status,
        sheets={pk: taskforce for taskforce, (pk, _late) in sheets.items()},
        late=frozenset(taskforce for taskforce, (_pk, late) in sheets.items() if late),
        meeting=meeting,
    )


def _read_alone(stage: _Stage, taskforces: set[int]) -> _Stage:
    """The stage with the sheets of these taskforces alone."""
    kept = {sheet: taskforce for sheet, taskforce in stage.sheets.items() if taskforce in taskforces}
    return replace(stage, sheets=kept)


def _answers(
    now: _Stage, before: _Stage, areas: tuple[AreaRow, ...] | None
) -> tuple[list[AnswerRow], list[AnswerRow]]:
    """What stands in the sheets of both stages: one query. For some areas the statuses alone.

    Asked by review: a list of hundreds of sheets costs more than the rows of rounds that are passed over.
    """
    found = TargetStatus.objects.filter(
        sheet__review__in=[stage.review for stage in (now, before) if stage.sheets]
    ).order_by()
    columns = ["sheet_id", "target_id", "status"]
    if areas is None:
        columns += ["achieved_on", "narrative"]
    else:
        found = found.filter(target__in=_targets(areas))
    answers: list[AnswerRow] = []
    earlier: list[AnswerRow] = []
    for sheet, *answer in found.values_list(*columns):
        if sheet in now.sheets:
            answers.append(AnswerRow(now.sheets[sheet], *answer))
        elif sheet in before.sheets:
            earlier.append(AnswerRow(before.sheets[sheet], *answer))
    return answers, earlier


def _facts(cycle: AnnualCycle, audience: Audience, now: _Stage, compared: AnnualCycle | None) -> Facts:
    plan = cycle.plan
    return Facts(
        year=cycle.year,
        plan=Plan(
            code=plan.code,
            title=plan.title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            stage=plan.get_status_display().lower(),
            extended_to=plan.extended_to,
        ),
        audience=str(audience),
        demonstration=bool(settings.DEMO or cycle.is_demo),
        implementation=Span(cycle.starts_on, cycle.ends_on),
        guide_min=cycle.guide_min,
        guide_max=cycle.guide_max,
        state_at=STAGE_WORDS.get(now.stage, "") if now.sheets else "",
        provisional=now.status == ReviewStatus.OPEN,
        previous_year=compared.year if compared else None,
    )


def _area_or_first(areas: tuple[AreaRow, ...], code: str) -> tuple[AreaRow, ...]:
    """The area of this code, else the first; nothing where the plan has none."""
    return tuple(area for area in areas if area.code == code) or areas[:1]


def _targets(areas: tuple[AreaRow, ...]) -> list[int]:
    return [target.key for area in areas for target in area.targets]


def _lines(versions: Iterable[int]) -> tuple[LineRow, ...]:
    """The lines of all versions with what hangs on them: four queries."""
    lines = (
        VersionLine.objects.filter(version__in=versions)
        .order_by("version", "area__position", "code")
        .prefetch_related("target_links", "participations", "supports__partner")
    )
    return tuple(_line_row(line) for line in lines)


def _line_row(line: VersionLine) -> LineRow:
    gifts = list(line.supports.all())
    parts = sorted(line.participations.all(), key=lambda part: part.role != "host")
    return LineRow(
        version=line.version_id,
        activity=line.activity_id,
        targets=tuple(link.target_id for link in line.target_links.all()),
        code=line.code,
        title=line.title,
        area=line.area_id,
        type=line.type_id,
        texts=tuple((item.name, getattr(line, item.name)) for item in REPORTED),
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        cost=line.secretariat_cost if line.funding == Funding.COUNTED else None,
        withdrawn=line.withdrawn,
        accepted=sum((gift.amount or Decimal(0) for gift in gifts), Decimal(0)),
        partners=tuple(dict.fromkeys(str(gift.partner) for gift in gifts)),
        countries=tuple(part.taskforce_id for part in parts),
    )


def _with_the_rest(
    rows: Rows,
    cycle: AnnualCycle,
    now: _Stage,
    released: set[int],
    audience: Audience,
    *,
    on: date,
) -> Rows:
    """Progress, types, steps, meetings and recommendations, for editions and the pages with figures."""
    progress = ActivityProgress.objects.filter(
        sheet__in=list(now.sheets), sheet__taskforce__in=released
    ).values_list(
        "sheet__taskforce_id",
        "activity_id",
        "status",
        "actual_starts_on",
        "actual_ends_on",
        "spent_secretariat",
        "spent_partners",
        "narrative",
    )
    reviews = list(reviews_of(cycle).select_related("meeting__host", "meeting__planned_host"))
    gatherings = {review.meeting.pk: review.meeting for review in reviews if review.meeting}
    shown = gatherings.get(now.meeting) if now.meeting else None
    told = released if audience in OUTSIDERS else None
    return replace(
        rows,
        facts=_facts_at(rows.facts, shown),
        progress=tuple(ProgressRow(*row) for row in progress),
        types=tuple(TypeRow(kind.pk, kind.code, kind.title) for kind in ActivityType.objects.all()),
        steps=_steps(cycle, reviews, on),
        meetings=tuple(_meeting_facts(meeting, on) for meeting in gatherings.values()),
        recommendations=_recommendations(_made_at(_soms_of(cycle)), told, on=cycle.ends_on),
        followed_up=_followed_up(cycle, told, audience),
    )


def _steps(cycle: AnnualCycle, reviews: list[Review], on: date) -> tuple[Step, ...]:
    """The steps of the year. Where nobody recorded a review's days, those of its meeting or of the review stand."""
    held: dict[int, tuple[Span, str]] = {
        REVIEW_STEPS[ReviewStage(review.stage)]: _days_of_review(review, on) for review in reviews
    }
    steps = []
    for row in CycleStep.objects.filter(cycle=cycle).order_by("step"):
        actual, basis = held.get(row.step, (Span(), ""))
        if row.is_recorded:
            actual, basis = Span(row.actual_from, row.actual_until), ""
        planned = Span(row.planned_from, row.planned_until)
        steps.append(Step(row.step, row.get_step_display(), planned, actual, basis))
    return tuple(steps)


def _days_of_review(review: Review, on: date) -> tuple[Span, str]:
    meeting = review.meeting
    if meeting and meeting.is_held(on):
        return Span(meeting.actual_from, meeting.actual_until), "the days of the meeting"
    opened, closed = (
        timezone.localdate(moment) if moment else None for moment in (review.opened_at, review.closed_at)
    )
    if opened is None:
        return Span(), ""
    return Span(opened, closed), "the review, opened and closed" if closed else "the review, opened"


def days_of_reviews(cycle: AnnualCycle, on: date) -> dict[int, tuple[date | None, date | None]]:
    """By step of the year when its review was held, for the pages of the year, as an edition says it."""
    reviews = Review.objects.filter(cycle=cycle).select_related("meeting")
    days = {REVIEW_STEPS[ReviewStage(review.stage)]: _days_of_review(review, on)[0] for review in reviews}
    return {step: (span.starts, span.ends) for step, span in days.items()}


def _facts_at(facts: Facts, meeting: Meeting | None) -> Facts:
    if meeting is None or not facts.state_at:
        return facts
    name = str(meeting)
    return replace(facts, state_at=f"the {name}" if name.startswith("Regional") else name)


def _meeting_facts(meeting: Meeting, on: date) -> MeetingFacts:
    planned = Span(*meeting.days_planned(on))
    host, place = meeting.planned_host.name if meeting.planned_host else "", place_of(meeting)
    if meeting.actual_from and not meeting.is_held(on):
        return MeetingFacts(name=str(meeting), planned=planned, planned_place=place or host)
    return MeetingFacts(
        name=str(meeting),
        planned=planned,
        actual=Span(meeting.actual_from, meeting.actual_until),
        planned_place=host,
        actual_place=place,
    )


def _followed_up(cycle: AnnualCycle, told: set[int] | None, audience: Audience) -> tuple[Recommendation, ...]:
    """What the SOM of the year before recommended, unless the same meeting is this year's as well.

    Outsiders read a follow-up only of a taskforce that has released both years.
    """
    earlier = year_followed_up(cycle)
    if earlier is None:
        return ()
    if told is not None:
        told = told & taskforces_read_by(earlier, audience)
    before = _made_at(_soms_of(earlier)).exclude(meeting__in=_soms_of(cycle))
    return _recommendations(before, told, on=cycle.ends_on)


def _soms_of(cycle: AnnualCycle) -> QuerySet[Meeting]:
    return Meeting.objects.filter(reviews__cycle=cycle, reviews__stage=ReviewStage.SOM)


def _made_at(meetings: QuerySet[Meeting]) -> QuerySet[RecommendationRow]:
    return RecommendationRow.objects.filter(meeting__in=meetings)


def _recommendations(
    found: QuerySet[RecommendationRow], told: set[int] | None, *, on: date
) -> tuple[Recommendation, ...]:
    """Recommendations with the areas' names in force on a date.

    `told` are the taskforces whose follow-ups are read; None for all of them.
    """
    rows = list(
        found.select_related("meeting", "area__plan", "target")
        .prefetch_related(
            "meeting__parts",
            Prefetch("addressees", RecommendationAddressee.objects.select_related("taskforce__country")),
        )
        .order_by("number")
    )
    texts = texts_about(rows, on)
    return tuple(
        Recommendation(
            number=row.number,
            text=row.text,
            meeting=str(row.meeting),
            about=about_of(row, texts),
            due_on=row.due_on,
            addressees=tuple(
                _addressee(asked, hidden=told is not None and asked.taskforce_id not in told)
                for asked in row.addressees.all()
            ),
        )
        for row in rows
    )


def _addressee(asked: RecommendationAddressee, *, hidden: bool) -> Addressee:
    name = "The Secretariat" if asked.taskforce.is_regional else asked.taskforce.name
    if hidden:
        return Addressee(name)
    return Addressee(name, FOLLOWED[FollowUpStatus(asked.status)], asked.follow_up)
