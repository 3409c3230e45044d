"""Reads of reviews and sheets, and what a seat may see of them."""

from django.db.models import Prefetch, Q, QuerySet

from reporting.models import ActivityProgress, CountryReview, Review, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus
from spa.models import Target
from spa.queries import areas_of_plan, targets_in_force
from workplans.models import (
    AnnualCycle,
    Seat,
    VersionLine,
    VersionLineSupport,
    VersionLineTarget,
    Workplan,
    WorkplanVersion,
)
from workplans.models.countries import regional
from workplans.plan.plan_types import kind_of
from workplans.statuses import TASKFORCE_ROLES, Role


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
        return sheets.filter(Q(taskforce=seat.taskforce_id) | regional("taskforce__"))
    if seat.role in TASKFORCE_ROLES:
        return sheets.filter(taskforce=seat.taskforce_id)
    return sheets.none()


def sheet_at(year: int, stage: str, place: str, seat: Seat) -> CountryReview | None:
    """The newest round of a taskforce's answers, as far as this seat may read it."""
    return (
        sheets_visible_to(seat)
        .filter(review__cycle__year=year, review__stage=stage, taskforce__slug=place)
        .select_related("review__meeting", "version", "submitted_by")
        .order_by("-round")
        .first()
    )


def last_closed_rounds(review: Review) -> dict[int, CountryReview]:
    """The round of each taskforce that every reader sees (RV-1)."""
    closed = review.sheets.filter(status=CountryReviewStatus.CLOSED).order_by("round")
    return {sheet.taskforce_id: sheet for sheet in closed}


def was_in_time(sheet: CountryReview) -> bool:
    """Whether the sheet corrects answers that came before the review closed.

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
    """Whether answers submitted now would be late: after the review closed, where a day was set for them."""
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
    """The newest round of each taskforce, in protocol order."""
    sheets = review.sheets.select_related("taskforce__country", "submitted_by").order_by(
        "taskforce__position", "round"
    )
    return list({sheet.taskforce_id: sheet for sheet in sheets}.values())


def workplan_of_sheet(sheet: CountryReview) -> Workplan | None:
    """The workplan of the sheet's taskforce and year."""
    plan = (
        Workplan.objects.filter(cycle=sheet.review.cycle_id, taskforce=sheet.taskforce_id)
        .select_related("of_record")
        .first()
    )
    if plan is not None:
        plan.taskforce, plan.cycle = sheet.taskforce, sheet.review.cycle
    return plan


def version_under_review(sheet: CountryReview, plan: Workplan | None) -> WorkplanVersion | None:
    """The approved version while the sheet is open; once submitted, the version that it was submitted with."""
    if sheet.status != CountryReviewStatus.OPEN:
        return sheet.version
    return plan.of_record if plan else None


def activities_under_review(sheet: CountryReview, plan: Workplan | None = None) -> QuerySet[VersionLine]:
    """The lines that a sheet asks about: approved and not withdrawn (RV-3). `plan` is its workplan, where it is known."""
    version = version_under_review(sheet, plan or workplan_of_sheet(sheet))
    if version is None:
        return VersionLine.objects.none()
    return (
        VersionLine.objects.filter(version=version, withdrawn=False)
        .select_related("area", "type", "activity")
        .prefetch_related(
            Prefetch("target_links", VersionLineTarget.objects.select_related("target")),
            Prefetch("supports", VersionLineSupport.objects.select_related("partner")),
        )
    )


def targets_asked_of(sheet: CountryReview) -> list[Target]:
    """A country is not asked for a target of the region, nor the region for a national one."""
    cycle, foreign = sheet.review.cycle, kind_of(sheet.taskforce).foreign_scope
    asked = (
        target
        for area in areas_of_plan(cycle.plan)
        for target in area.targets.all()
        if target.scope != foreign
    )
    return targets_in_force(asked, cycle.starts_on, cycle.ends_on)


def progress_by_activity(sheet: CountryReview) -> dict[int, ActivityProgress]:
    """What is said of each activity, with the spending of its partners: 3 queries."""
    rows = sheet.progress.prefetch_related("partner_spending__partner")
    return {row.activity_id: row for row in rows}


def answers_by_target(sheet: CountryReview) -> dict[int, TargetStatus]:
    return {row.target_id: row for row in sheet.target_answers.all()}
