"""The rows of the dataset: what an audience may see of a year, read from the database.

Answers of others are read through the dataset alone, so what they may not see is left out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from reporting.facts.rows import AnswerRow, AreaRow, BeforeRow, LineRow, PlanRow, ProgressRow, Rows, TypeRow
from reporting.facts.shape import (
    Addressee,
    Basis,
    CountryFacts,
    Facts,
    MeetingFacts,
    Note,
    PlanFacts,
    RecommendationFacts,
    ReportedText,
    Result,
    SaidAt,
    Span,
    StepFacts,
    note,
)
from reporting.facts.tallies import REGION
from reporting.gathering.remembered import areas_at, served_by, text_of
from reporting.ground.taskforces import taskforces_read_by
from reporting.ground.years import OUTSIDERS, year_followed_up, years
from reporting.meetings.days import REVIEW_STEPS, planned_days
from reporting.meetings.queries import about_of, place_of, texts_about
from reporting.models import (
    ActivityProgress,
    Meeting,
    RecommendationAddressee,
    Review,
    TargetStatus,
)
from reporting.models import Recommendation as RecommendationRow
from reporting.reviews.queries import reviews_of
from reporting.statuses import (
    CountryReviewStatus,
    FollowUpStatus,
    MeetingKind,
    ReviewStage,
    ReviewStatus,
)
from spa.models import ActivityType
from workplans.fields import REPORTED
from workplans.models import (
    AnnualCycle,
    CycleStep,
    VersionLine,
)
from workplans.plan.visibility import versions_for_audience
from workplans.statuses import Audience, Funding
from workplans.years.steps import StepDays

FOLLOWED = {
    FollowUpStatus.OPEN: Result.NOT_REPORTED,
    FollowUpStatus.UNDER_WAY: Result.UNDER_WAY,
    FollowUpStatus.DONE: Result.DONE,
    FollowUpStatus.NOT_FOLLOWED: Result.CANCELLED,
}


# What stands for a version that the audience may not read.
_NOT_RELEASED = (None,) * 6


STATE_AT: dict[str, Note] = {
    ReviewStage.MID_YEAR: note("state_at.mid_year"),
    ReviewStage.SOM: note("state_at.som"),
}


class _Sheet(NamedTuple):
    """A sheet whose closed answers are read."""

    taskforce: int
    said_at: SaidAt
    late: bool


@dataclass(frozen=True)
class _Answered:
    """What is read of a year. `stage` is its latest review with closed answers, or the one that is asked for.

    `sheets` has the sheets whose answers are read, by their keys, those of an earlier review first. `reviews` are
    the reviews that they belong to.
    """

    stage: str = ""
    status: str = ""
    meeting: int | None = None
    sheets: Mapping[int, _Sheet] = field(default_factory=dict)
    reviews: frozenset[int] = frozenset()


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

    By that day a meeting of a later one is planned only, whatever is on record of it. `stage` None reads what each
    taskforce last said in the year: an answer stands, with the review that it was given at, until another one
    replaces it, and a blank says nothing. A stage is read alone. `own` is the taskforce that reads: it sees its own
    lines without a release. `compared` is the year that "was" compares with, by default the last one on the
    same plan of action; a year on another plan has no target in common and compares nothing. Outsiders read of
    an earlier year what was released of it, whatever is released of this one (AR-3). With `only_area` the matrix
    of that area alone, of the first where no area has this code: six queries. A fixed number otherwise, and one
    more for each earlier year that outsiders read.
    """
    earlier = list(years(cycle.plan_id).filter(year__lt=cycle.year)) if compare else []
    if compared is None and earlier:
        compared = earlier[0]
    if compared not in earlier:
        compared = None
    plans = _plans(cycle, audience, own)
    versions = {plan.taskforce: plan.version for plan in plans if plan.version is not None}
    sheets = _sheets([cycle, *earlier])
    now = _answered(sheets, cycle.pk, stage)
    before = {year.year: _answered(sheets, year.pk, None) for year in earlier}
    outsiders = audience in OUTSIDERS
    if outsiders:
        before = {
            year.year: _read_alone(before[year.year], taskforces_read_by(year, audience)) for year in earlier
        }
    areas = areas_at(text_of(cycle))
    shown = areas if only_area is None else _area_or_first(areas, only_area)
    answers, answers_before = _answers(now, before, None if only_area is None else shown)
    rows = Rows(
        facts=_facts(
            cycle, audience, now, compared.year if compared and before[compared.year].sheets else None
        ),
        plans=plans,
        areas=areas,
        answers=answers,
        before=answers_before,
        years_before=tuple(before),
        statuses_need_release=outsiders,
    )
    if only_area is None:
        rows = replace(rows, lines=_lines(versions.values()))
        return _with_the_rest(rows, cycle, now, set(versions), audience, on=on)
    return replace(rows, served=served_by(tuple(versions.values()), tuple(_targets(shown))))


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
                country=CountryFacts(code, name, own_name, language) if code else None,
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


def _answered(rows: list[tuple[Any, ...]], cycle: int, wanted: str | None) -> _Answered:
    """The last closed round of each taskforce, in every review of the year or in the wanted one alone.

    Within a review the last round stands by itself: it began as a copy (RV-1), so a blank there took an answer back.
    """
    rounds: dict[str, dict[int, tuple[int, bool]]] = defaultdict(dict)
    reviews: dict[str, tuple[int, str, int | None]] = {}
    for year, review, stage, status, meeting, sheet, taskforce, state, late in rows:
        if year != cycle or wanted not in (None, stage):
            continue
        reviews[stage] = review, status, meeting
        if state == CountryReviewStatus.CLOSED:
            rounds[stage][taskforce] = sheet, late
    shown = wanted or next((stage for stage in reversed(SaidAt) if rounds[stage]), "")
    _review, status, meeting = reviews.get(shown, (None, "", None))
    return _Answered(
        stage=str(shown),
        status=status,
        meeting=meeting,
        sheets={
            sheet: _Sheet(taskforce, stage, late)
            for stage in SaidAt
            for taskforce, (sheet, late) in rounds[stage].items()
        },
        reviews=frozenset(review for stage, (review, *_rest) in reviews.items() if rounds[stage]),
    )


def _read_alone(answered: _Answered, taskforces: set[int]) -> _Answered:
    """The year with the sheets of these taskforces alone."""
    kept = {key: sheet for key, sheet in answered.sheets.items() if sheet.taskforce in taskforces}
    return replace(answered, sheets=kept)


def _answers(
    now: _Answered, before: Mapping[int, _Answered], areas: tuple[AreaRow, ...] | None
) -> tuple[tuple[AnswerRow, ...], tuple[BeforeRow, ...]]:
    """Targets' answers of this year and of the years before: one query. For some areas the statuses alone.

    Asked by review: a list of hundreds of sheets costs more than the rows of rounds that are passed over.
    """
    reviews = frozenset[int]().union(*(year.reviews for year in (now, *before.values()) if year.sheets))
    found = TargetStatus.objects.filter(sheet__review__in=reviews).order_by()
    columns = ["sheet_id", "target_id", "status"]
    if areas is None:
        columns += ["achieved_on", "narrative"]
    else:
        found = found.filter(target__in=_targets(areas))
    by_sheet: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *answer in found.values_list(*columns):
        by_sheet[key].append(tuple(answer))
    return (
        tuple(AnswerRow(*sheet, *answer) for key, sheet in now.sheets.items() for answer in by_sheet[key]),
        tuple(
            BeforeRow(year, sheet.taskforce, target, status)
            for year, answered in before.items()
            for key, sheet in answered.sheets.items()
            for target, status, *_rest in by_sheet[key]
        ),
    )


def _facts(cycle: AnnualCycle, audience: Audience, now: _Answered, compared: int | None) -> Facts:
    plan = cycle.plan
    return Facts(
        year=cycle.year,
        plan=PlanFacts(
            code=plan.code,
            title=plan.title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            stage=plan.status,
            extended_to=plan.extended_to,
        ),
        audience=str(audience),
        demonstration=bool(settings.DEMO or cycle.is_demo),
        implementation=Span(cycle.starts_on, cycle.ends_on),
        guide_min=cycle.guide_min,
        guide_max=cycle.guide_max,
        state_at=STATE_AT.get(now.stage) if now.sheets else None,
        stage=SaidAt(now.stage) if now.sheets else None,
        provisional=now.status == ReviewStatus.OPEN,
        previous_year=compared,
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
        texts=tuple(ReportedText(item.name, getattr(line, item.name)) for item in REPORTED),
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
    now: _Answered,
    released: set[int],
    audience: Audience,
    *,
    on: date,
) -> Rows:
    """Progress, types, steps, meetings and recommendations, for editions and the pages with figures."""
    progress = _progress(now, released)
    reviews = list(reviews_of(cycle).select_related("meeting__host", "meeting__planned_host"))
    gatherings = {review.meeting.pk: review.meeting for review in reviews if review.meeting}
    shown = gatherings.get(now.meeting) if now.meeting else None
    told = released if audience in OUTSIDERS else None
    return replace(
        rows,
        facts=_facts_at(rows.facts, shown),
        progress=progress,
        types=tuple(TypeRow(kind.pk, kind.code, kind.title) for kind in ActivityType.objects.all()),
        steps=_steps(cycle, reviews, on),
        meetings=tuple(_meeting_facts(meeting, on) for meeting in gatherings.values()),
        recommendations=_recommendations(_made_at(_soms_of(cycle)), told, on=cycle.ends_on),
        followed_up=_followed_up(cycle, told, audience),
    )


def _progress(now: _Answered, released: set[int]) -> tuple[ProgressRow, ...]:
    """What the sheets of the taskforces whose lines are read say of activities: one query."""
    columns = (
        "status",
        "actual_starts_on",
        "actual_ends_on",
        "spent_secretariat",
        "spent_partners",
        "narrative",
    )
    found = ActivityProgress.objects.filter(sheet__in=list(now.sheets), sheet__taskforce__in=released)
    by_sheet: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *said in found.order_by("pk").values_list("sheet_id", "activity_id", *columns):
        by_sheet[key].append(tuple(said))
    return tuple(ProgressRow(*sheet, *said) for key, sheet in now.sheets.items() for said in by_sheet[key])


def _steps(cycle: AnnualCycle, reviews: list[Review], on: date) -> tuple[StepFacts, ...]:
    """The steps of the year. A step without days of its own has those of its meeting, or of the review."""
    joined = {int(REVIEW_STEPS[ReviewStage(review.stage)]): review for review in reviews}
    held = {step: _days_of_review(review, on) for step, review in joined.items()}
    steps = []
    for row in CycleStep.objects.filter(cycle=cycle).order_by("step"):
        actual, basis = held.get(row.step, (Span(), None))
        if row.is_recorded:
            actual, basis = Span(row.actual_from, row.actual_until), None
        planned = Span(*planned_days(row, joined.get(row.step), on))
        steps.append(StepFacts(row.step, planned, actual, basis))
    return tuple(steps)


def _days_of_review(review: Review, on: date) -> tuple[Span, Basis | None]:
    meeting = review.meeting
    if meeting and meeting.is_held(on):
        return Span(meeting.actual_from, meeting.actual_until), Basis.MEETING
    opened, closed = (
        timezone.localdate(moment) if moment else None for moment in (review.opened_at, review.closed_at)
    )
    if opened is None:
        return Span(), None
    return Span(opened, closed), Basis.REVIEW_CLOSED if closed else Basis.REVIEW_OPENED


def days_of_reviews(cycle: AnnualCycle, on: date) -> dict[int, StepDays]:
    """By step of the year when its review is planned and was held, for the pages of the year, as an edition says it."""
    days = {}
    for review in Review.objects.filter(cycle=cycle).select_related("meeting"):
        held, _basis = _days_of_review(review, on)
        days[int(REVIEW_STEPS[ReviewStage(review.stage)])] = StepDays(
            planned_days(None, review, on), (held.starts, _last_day(review, held, on))
        )
    return days


def _last_day(review: Review, held: Span, on: date) -> date | None:
    """A meeting that was held is over, also where only its first day is known."""
    met = review.meeting is not None and review.meeting.is_held(on)
    return held.ends or (held.starts if met else None)


def _facts_at(facts: Facts, meeting: Meeting | None) -> Facts:
    if meeting is None or not facts.state_at:
        return facts
    senior = any(part.kind != MeetingKind.REGIONAL_TASKFORCE for part in meeting.parts.all())
    code = "state_at.meeting" if senior else "state_at.taskforce_meeting"
    return replace(facts, state_at=note(code, name=_name_of(meeting)))


def _name_of(meeting: Meeting) -> Note:
    """The name of a meeting by its parts, or its address where it has none yet."""
    parts = tuple(
        note(called.code, **{name: str(value) for name, value in called.params})
        for called in (part.called for part in meeting.parts.all())
    )
    if not parts:
        return note("meeting.without_parts", name=meeting.slug)
    return parts[0] if len(parts) == 1 else note("meeting.together", parts=parts)


def _meeting_facts(meeting: Meeting, on: date) -> MeetingFacts:
    planned = Span(*meeting.days_planned(on))
    host, place = meeting.planned_host.name if meeting.planned_host else "", place_of(meeting)
    if meeting.actual_from and not meeting.is_held(on):
        return MeetingFacts(name=_name_of(meeting), planned=planned, planned_place=place or host)
    return MeetingFacts(
        name=_name_of(meeting),
        planned=planned,
        actual=Span(meeting.actual_from, meeting.actual_until),
        planned_place=host,
        actual_place=place,
    )


def _followed_up(
    cycle: AnnualCycle, told: set[int] | None, audience: Audience
) -> tuple[RecommendationFacts, ...]:
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
) -> tuple[RecommendationFacts, ...]:
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
        RecommendationFacts(
            number=row.number,
            text=row.text,
            meeting=_name_of(row.meeting),
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
    country = asked.taskforce.country
    name, code = (country.name, country.code) if country else ("", REGION)
    if hidden:
        return Addressee(name, code=code)
    return Addressee(name, FOLLOWED[FollowUpStatus(asked.status)], asked.follow_up, code)
