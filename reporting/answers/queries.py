"""Reads of the answers of a taskforce, and what a seat may see of them."""

from collections import Counter
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from reporting.models import CountryReview, Evidence
from reporting.statuses import CountryReviewStatus
from spa.models import Target
from spa.queries import areas_of_plan, targets_in_force
from workplans import models
from workplans.activity_codes import padded
from workplans.models.countries import regional
from workplans.plan.plan_types import kind_of
from workplans.statuses import TASKFORCE_ROLES, Role


def sheets_visible_to(seat: models.Seat) -> QuerySet[CountryReview]:
    """Sheets with all their answers: a taskforce its own, a desk its country's and the region's, the regional
    office every one (`permissions.may_read_answers`). Others read closed answers in the comparison, as far as they are released.
    """
    sheets = CountryReview.objects.select_related("review__cycle__plan", "taskforce__country")
    if seat.role == Role.REGIONAL_OFFICE:
        return sheets
    if seat.role == Role.DESK:
        return sheets.filter(Q(taskforce=seat.taskforce_id) | regional("taskforce__"))
    if seat.role in TASKFORCE_ROLES:
        return sheets.filter(taskforce=seat.taskforce_id)
    return sheets.none()


def places_in_question(sheet: CountryReview) -> set[str]:
    """The answers of a sheet with a question of the desk that the taskforce has not answered (`RowKind.of`)."""
    return {question.place for question in sheet.questions.filter(answered_at__isnull=True)}


def workplan_of_sheet(sheet: CountryReview) -> models.Workplan | None:
    """The workplan of the sheet's taskforce and year."""
    if CountryReview.opened_with.is_cached(sheet) and sheet.opened_with is not None:
        plan: models.Workplan | None = sheet.opened_with.workplan
    else:
        found = models.Workplan.objects.filter(cycle=sheet.review.cycle_id, taskforce=sheet.taskforce_id)
        plan = found.select_related("of_record").first()
    if plan is not None:
        plan.taskforce, plan.cycle = sheet.taskforce, sheet.review.cycle
    return plan


def version_under_review(sheet: CountryReview, plan: models.Workplan | None) -> models.WorkplanVersion | None:
    """The approved version while the sheet is open; once submitted, the version that it was submitted with."""
    if sheet.status != CountryReviewStatus.OPEN:
        return sheet.version
    return plan.of_record if plan else None


def activities_under_review(
    sheet: CountryReview, plan: models.Workplan | None = None
) -> QuerySet[models.VersionLine]:
    """The lines that a sheet asks about: approved and not withdrawn (RV-3). `plan` is its workplan, where it is known."""
    version = version_under_review(sheet, plan or workplan_of_sheet(sheet))
    if version is None:
        return models.VersionLine.objects.none()
    return (
        models.VersionLine.objects.filter(version=version, withdrawn=False)
        .select_related("area", "type", "activity")
        .prefetch_related(
            Prefetch("target_links", models.VersionLineTarget.objects.select_related("target")),
            Prefetch("supports", models.VersionLineSupport.objects.select_related("partner")),
        )
    )


def targets_asked_of(sheet: CountryReview) -> list[Target]:
    """A country is not asked for a target of the region, nor the region for a national one."""
    cycle, foreign = sheet.review.cycle, kind_of(sheet.taskforce).foreign_scope
    asked = (
        target
        for area in areas_of_plan(cycle.plan, cycle.plan_revision)
        for target in area.targets.all()
        if target.scope != foreign
    )
    return targets_in_force(asked, cycle.starts_on, cycle.ends_on)


def evidence_by_answer(sheet: CountryReview) -> dict[bool, dict[str, Counter[str]]]:
    """How many files and links there are, by the answer in its address ("003", "1.T1") and by their kind: one query.

    Those that nobody sees before a question about personal data is answered (True), and those that are shown.
    """
    found: dict[bool, dict[str, Counter[str]]] = {True: {}, False: {}}
    rows = Evidence.objects.filter(sheet=sheet, removed_at__isnull=True)
    for number, target, kind, waits in rows.values_list(
        "activity__number", "target__code", "kind", "awaits_answer"
    ):
        found[waits].setdefault(target or padded(number), Counter())[kind] += 1
    return found


def day_in(taskforce: models.Taskforce, now: datetime) -> date:
    """The day in the country of a taskforce; for the region, in the offices."""
    return now.astimezone(taskforce.zone).date()


def days_late(answered_on: date | None, due_on: date | None) -> int:
    """Days from the last day for answers to a later submission; 0 in time, without a last day, and before submitting."""
    return max((answered_on - due_on).days, 0) if answered_on and due_on else 0


def days_late_of(sheet: CountryReview, *, now: datetime) -> int:
    """Days that the answers of a sheet are late; of answers that were never submitted, if they were submitted now."""
    if sheet.answered_on:
        return days_late(sheet.answered_on, sheet.due_on)
    return days_late(day_in(sheet.taskforce, now), sheet.review.answers_due_on)
