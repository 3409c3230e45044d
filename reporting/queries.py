"""Reads of reviews, meetings and years, and what a seat may see of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from reporting.dataset import Dataset, Note, note
from reporting.models import (
    ActivityProgress,
    AnnualReport,
    CountryReview,
    Meeting,
    RecommendationAddressee,
    Review,
)
from reporting.models import Recommendation as RecommendationRow
from reporting.statuses import CountryReviewStatus, FollowUpStatus, ReportStatus, ReviewStage, ReviewStatus
from reporting.tallies import coded_cells
from spa.models import Target
from spa.queries import PlanTexts, targets_in_force, texts_in_force
from workplans.models import (
    AnnualCycle,
    CycleStep,
    Seat,
    Taskforce,
    VersionLine,
    Workplan,
    WorkplanVersion,
)
from workplans.queries import audience_of, foreign_scope, lines_of, versions_for_audience
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Audience, Role, Step

# The step of the year in which each review has its dates.
REVIEW_STEPS = {ReviewStage.MID_YEAR: Step.MID_YEAR, ReviewStage.SOM: Step.SOM}
DAYS = ("planned", "actual")
# Before a release they see nothing of a plan, not even a state.
OUTSIDERS = (Audience.PARTNERS, Audience.OBSERVERS)


def years(plan_id: int | None = None) -> QuerySet[AnnualCycle]:
    """The years, newest first; those on one plan of action, where it is named."""
    cycles = AnnualCycle.objects.select_related("plan").order_by("-year")
    return cycles if plan_id is None else cycles.filter(plan=plan_id)


def year_followed_up(cycle: AnnualCycle) -> AnnualCycle | None:
    """The last year before, on whatever plan of action: what its SOM recommended is followed up."""
    return years().filter(year__lt=cycle.year).first()


def years_before_in(report: AnnualReport, dataset: Dataset) -> QuerySet[AnnualCycle]:
    """The years before that an edition may tell of, newest first.

    Those are the year that "was" compares with, the years since which a state has been the same, and the year
    that is followed up, on whatever plan of action. `dataset` is what was frozen in the edition.
    """
    followed = year_followed_up(report.cycle)
    told = Q(year__in=[year.year for year in (followed,) if year is not None])
    cells = (cell for target in dataset.targets for _code, cell in coded_cells(dataset, target))
    since = [cell.since_year for cell in cells if cell.since_year is not None]
    compared = [dataset.facts.previous_year] if dataset.facts.previous_year else []
    if first := min((*since, *compared), default=None):
        told |= Q(plan=report.cycle.plan_id, year__gte=first, year__lt=report.cycle.year)
    return years().filter(told)


def reviews_of(cycle: AnnualCycle) -> QuerySet[Review]:
    """The year's reviews in the order of the year, with their meetings."""
    return (
        Review.objects.filter(cycle=cycle)
        .select_related("cycle__plan", "meeting")
        .prefetch_related("meeting__parts")
        .order_by("stage")
    )


def review_of(year: int, stage: str) -> Review | None:
    return (
        Review.objects.filter(cycle__year=year, stage=stage)
        .select_related("cycle__plan", "meeting")
        .prefetch_related("meeting__parts")
        .first()
    )


def sheets_visible_to(seat: Seat) -> QuerySet[CountryReview]:
    """Sheets with all their answers: a taskforce its own, a desk its country's and the region's, the regional
    office every one. Others read closed answers in the comparison, as far as they are released.
    """
    sheets = CountryReview.objects.select_related("review__cycle__plan", "taskforce__country")
    if seat.role == Role.REGIONAL_OFFICE:
        return sheets
    if seat.role == Role.DESK:
        return sheets.filter(Q(taskforce=seat.taskforce_id) | Q(taskforce__country__isnull=True))
    if seat.role in TASKFORCE_ROLES:
        return sheets.filter(taskforce=seat.taskforce_id)
    return sheets.none()


def sheet_in_hand(review: Review, taskforce_id: int, seat: Seat) -> CountryReview | None:
    """The newest round of a taskforce, as far as this seat may read it."""
    return (
        sheets_visible_to(seat)
        .filter(review=review, taskforce=taskforce_id)
        .select_related("version", "submitted_by")
        .order_by("-round")
        .first()
    )


def last_closed_rounds(review: Review) -> dict[int, CountryReview]:
    """Per taskforce the round that every reader sees (RV-1)."""
    closed = review.sheets.filter(status=CountryReviewStatus.CLOSED).order_by("round")
    return {sheet.taskforce_id: sheet for sheet in closed}


def was_in_time(sheet: CountryReview) -> bool:
    """Whether it corrects answers that had come before the review closed.

    Submitted answers are given back in the round that they were submitted in, and only while the review is open;
    closed ones go into the next round.
    """
    if sheet.round == 1:
        return bool(sheet.reopened_because)
    before = CountryReview.objects.get(
        review=sheet.review_id, taskforce=sheet.taskforce_id, round=sheet.round - 1
    )
    return not before.is_late


def would_be_late(sheet: CountryReview) -> bool:
    """Whether answers that are submitted now are late: after the review closed, where a day was set for them."""
    review = sheet.review
    closed = review.status == ReviewStatus.CLOSED
    return closed and review.answers_due_on is not None and not was_in_time(sheet)


def closed_at_mid_year(sheet: CountryReview) -> CountryReview | None:
    """The taskforce's last closed mid-year answers of the same year; at the mid-year itself none."""
    if sheet.review.stage == ReviewStage.MID_YEAR:
        return None
    found = review_of(sheet.review.cycle.year, ReviewStage.MID_YEAR)
    return last_closed_rounds(found).get(sheet.taskforce_id) if found else None


def newest_rounds(review: Review) -> list[CountryReview]:
    """Per taskforce the round that is worked on, in protocol order."""
    sheets = review.sheets.select_related("taskforce__country", "submitted_by").order_by(
        "taskforce__position", "round"
    )
    return list({sheet.taskforce_id: sheet for sheet in sheets}.values())


def steps_of_reviews(cycle: AnnualCycle) -> dict[str, CycleStep]:
    """By stage of review the step of the year that plans it."""
    steps = {row.step: row for row in cycle.steps.all()}
    return {stage: steps[step] for stage, step in REVIEW_STEPS.items() if step in steps}


def step_of_review(cycle: AnnualCycle, stage: str) -> CycleStep:
    """The step of the year in which a review is held."""
    return cycle.steps.get(step=REVIEW_STEPS[ReviewStage(stage)])


def meeting_of_step(step: CycleStep) -> Meeting | None:
    """The meeting that keeps the days of a step: the one its review is joined to."""
    stage = next((stage for stage, number in REVIEW_STEPS.items() if number == step.step), None)
    return (
        Meeting.objects.filter(reviews__cycle=step.cycle_id, reviews__stage=stage).first() if stage else None
    )


def planned_days(step: CycleStep | None, review: Review | None, on: date) -> tuple[date | None, date | None]:
    """The days for which a review is planned: those of its meeting, else those of the step."""
    if review is not None and review.meeting is not None:
        return review.meeting.days_planned(on)
    return (step.planned_from, step.planned_until) if step else (None, None)


def different_days(step: CycleStep, meeting: Meeting) -> tuple[str, ...]:
    """Which days, "planned" or "actual", a step and a meeting both have, and not the same."""
    return tuple(
        kind
        for kind in DAYS
        if days_of(step, kind) != (None, None)
        and days_of(meeting, kind) not in ((None, None), days_of(step, kind))
    )


def days_of(held: CycleStep | Meeting, kind: str) -> tuple[date | None, date | None]:
    """The first and last day of a step or a meeting, "planned" or "actual"."""
    return getattr(held, f"{kind}_from"), getattr(held, f"{kind}_until")


def workplan_of_sheet(sheet: CountryReview) -> Workplan | None:
    return (
        Workplan.objects.filter(cycle=sheet.review.cycle_id, taskforce=sheet.taskforce_id)
        .select_related("of_record")
        .first()
    )


def version_under_review(sheet: CountryReview) -> WorkplanVersion | None:
    """What is of record while the sheet is open; what was, once it is submitted."""
    if sheet.status != CountryReviewStatus.OPEN:
        return sheet.version
    workplan = workplan_of_sheet(sheet)
    return workplan.of_record if workplan else None


def activities_under_review(sheet: CountryReview) -> QuerySet[VersionLine]:
    """The lines that are answered: of record and not withdrawn (RV-3)."""
    version = version_under_review(sheet)
    if version is None:
        return VersionLine.objects.none()
    return lines_of(version).filter(withdrawn=False)


def targets_asked_of(sheet: CountryReview) -> list[Target]:
    """A country is not asked for a target of the region, nor the region for a national one."""
    cycle = sheet.review.cycle
    asked = (
        Target.objects.filter(plan=cycle.plan_id)
        .exclude(scope=foreign_scope(sheet.taskforce))
        .select_related("area__plan")
        .order_by("area__position", "position")
    )
    return targets_in_force(asked, cycle.starts_on, cycle.ends_on)


def delegates_by_taskforce(meeting: Meeting) -> list[tuple[str, int]]:
    """How many came for each country; countries without a name on record are left out."""
    rows = (
        Taskforce.objects.filter(delegate__meeting=meeting, country__isnull=False)
        .annotate(number=Count("delegate"))
        .select_related("country")
    )
    return [(taskforce.name, taskforce.number) for taskforce in rows]


def meetings() -> QuerySet[Meeting]:
    """Every meeting, the newest first. Dates and hosts are public; what was said there is not."""
    return (
        Meeting.objects.select_related("host", "planned_host")
        .prefetch_related("parts", "reviews__cycle")
        .order_by(F("actual_from").desc(nulls_first=True), F("planned_from").desc(nulls_first=True), "-pk")
    )


def meetings_from_the_next(on: date) -> list[Meeting]:
    """Every meeting: what is next first, then what has no day yet, then what was held, the latest first.

    On a day a meeting of a later day is still to come, whatever is recorded of it. Meetings of the past without a
    date come last.
    """
    return sorted(meetings(), key=lambda meeting: _place_in_list(meeting, on))


def _place_in_list(meeting: Meeting, on: date) -> tuple[int, int]:
    if meeting.actual_from and meeting.is_held(on):
        return 2, -meeting.actual_from.toordinal()
    first, last = meeting.days_planned(on)
    begins, ends = first or last, last or first
    if begins is None or ends is None:
        return (1 if meeting.planned_host_id else 3), 0
    return (0, begins.toordinal()) if ends >= on else (1, -begins.toordinal())


def meetings_to_join(cycle: AnnualCycle, joined: int | None) -> QuerySet[Meeting]:
    """Meetings that a review may be joined to: without actual days, or begun in or after its year; and its own.

    One that is still to come may be joined too.
    """
    return meetings().filter(Q(actual_from__isnull=True) | Q(actual_from__gte=cycle.starts_on) | Q(pk=joined))


def recommendations_of(meeting: Meeting) -> QuerySet[RecommendationRow]:
    return meeting.recommendations.select_related("area__plan", "target").prefetch_related(
        Prefetch("addressees", RecommendationAddressee.objects.select_related("taskforce__country"))
    )


def recommendations_waiting(seat: Seat) -> QuerySet[RecommendationAddressee]:
    """What meetings have asked of the seat's taskforce (the regional office: of the region), while nobody there
    has said what became of it; by meeting and number, in two queries.
    """
    whose = Q(taskforce__country__isnull=True) if seat.is_regional_office else Q(taskforce=seat.taskforce_id)
    return (
        RecommendationAddressee.objects.filter(whose, status=FollowUpStatus.OPEN)
        .select_related("taskforce", "recommendation__meeting")
        .prefetch_related("recommendation__meeting__parts")
        .order_by("recommendation__meeting__pk", "recommendation__number")
    )


def addressee_of(slug: str, number: int, place: str) -> RecommendationAddressee | None:
    return (
        RecommendationAddressee.objects.filter(
            recommendation__meeting__slug=slug, recommendation__number=number, taskforce__slug=place
        )
        .select_related("taskforce__country", "recommendation__meeting", "recommendation__area__plan")
        .select_related("recommendation__target")
        .first()
    )


def cycles_of_meeting(meeting: Meeting) -> QuerySet[AnnualCycle]:
    """The years that a meeting serves."""
    return AnnualCycle.objects.filter(reviews__meeting=meeting).distinct()


def place_of(meeting: Meeting) -> str:
    """ "Bagan, Myanmar": where the meeting was held, as far as it is known."""
    country = meeting.host.name if meeting.host else ""
    if not country or country in meeting.venue:
        return meeting.venue or country
    return f"{meeting.venue}, {country}" if meeting.venue else country


def texts_about(recommendations: Iterable[RecommendationRow], on: date) -> PlanTexts:
    """What the areas that recommendations speak of are called on a date: a query a plan of action, mostly one."""
    plans = {row.area.plan for row in recommendations if row.area is not None}
    return PlanTexts(
        {key: text for plan in plans for key, text in texts_in_force(plan, on).corrected.items()}
    )


def about_of(recommendation: RecommendationRow, texts: PlanTexts) -> Note:
    """What a recommendation speaks of; an area by its name in `texts`."""
    if recommendation.target is not None:
        return note("about.target", code=recommendation.target.code)
    if recommendation.area is not None:
        return note("about.area", name=texts.name(recommendation.area))
    return note("about.all_areas")


def editions_in_force(seat: Seat | None) -> QuerySet[AnnualReport]:
    """The edition of each year that the seat's audience reads now, the newest year first; one query."""
    return (
        AnnualReport.objects.visible_to(seat)
        .filter(status=ReportStatus.RELEASED)
        .light()
        .select_related("cycle")
        .order_by("-cycle__year")
    )


def reads_as(seat: Seat) -> tuple[Audience, int | None]:
    """The audience of a seat, and the taskforce whose own lines it reads without a release."""
    if seat.role in SECRETARIAT_ROLES:
        return Audience.SECRETARIAT, None
    return audience_of(seat), seat.taskforce_id


def taskforces_read_by(cycle: AnnualCycle, audience: Audience) -> set[int]:
    """Whose version of record an audience reads of a year."""
    return set(versions_for_audience(cycle, audience).values_list("workplan__taskforce", flat=True))


def progress_by_activity(sheet: CountryReview) -> dict[int, ActivityProgress]:
    return {row.activity_id: row for row in sheet.progress.all()}


def answers_by_target(sheet: CountryReview) -> dict[int, Any]:
    return {row.target_id: row for row in sheet.target_answers.all()}


def taskforces(slugs: Iterable[str] | None = None) -> QuerySet[Taskforce]:
    """Taskforces in protocol order, the region last by its position."""
    found = Taskforce.objects.select_related("country").order_by("position")
    return found if slugs is None else found.filter(slug__in=list(slugs))
