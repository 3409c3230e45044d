"""Tasks of the regional office: its plan, the years, the reviews, failed editions."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n.messages import message
from reporting.home.review_tasks import recommendations_to_follow, review_name, sheets_waiting
from reporting.home.task_facts import (
    LIVE,
    Deadlines,
    HomeTask,
    about_plan,
    offers_to_answer,
    plan_name,
    plan_url,
    plans_with_counts,
    worked_on,
)
from reporting.meetings.days import REVIEW_STEPS, planned_days
from reporting.models import AnnualReport, Review
from reporting.statuses import ReportStatus, ReviewStage, ReviewStatus
from workplans.models import Activity, AnnualCycle, Seat, Workplan
from workplans.models.countries import regional
from workplans.plan.queries import declines_that_stand
from workplans.statuses import Step, WorkplanStatus

# Days before a review's meeting on which the reminder to open it begins.
REVIEW_NOTICE = 30


def for_regional_office(seat: Seat, deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    yield from _failed_editions()
    yield from _regional_plan(seat, deadlines, on)
    yield from _years_to_keep(deadlines, on)
    yield from sheets_waiting(seat, "task.answer_for_the_region")
    yield from recommendations_to_follow(seat)


def _failed_editions() -> Iterator[HomeTask]:
    """Failed editions without a newer finished one for the same readers."""
    for report in _failed():
        yield HomeTask(
            message("task.failed_edition", year=str(report.cycle.year)),
            reverse("report", args=[report.cycle.year]),
            (report.failure_words or message("about.no_reason_given"), message("about.nothing_published")),
        )


@prepared()
def _failed() -> QuerySet[AnnualReport]:
    failed = AnnualReport.objects.light().not_overtaken().filter(status=ReportStatus.FAILED)
    return failed.select_related("cycle")


@prepared(on=DateField())
def _regional_plans(on: Any) -> QuerySet[Any]:
    """The regional plans with their counts."""
    return (
        plans_with_counts(on)
        .filter(regional("taskforce__"))
        .annotate(
            unconfirmed=Count(
                "activities__participations",
                filter=LIVE & Q(activities__participations__confirmed_at__isnull=True),
                distinct=True,
            ),
        )
    )


def _regional_plan(seat: Seat, deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    plans = _regional_plans(on=on)
    drafted = any(plan.status == WorkplanStatus.DRAFT and plan.lines for plan in plans)
    alone = _lines_alone(on) if drafted else {}
    for plan in plans:
        due, about = deadlines.of_plan(plan, Step.REGIONAL), about_plan(plan)
        yield from offers_to_answer(plan, deadlines)
        for line in alone.get(plan.pk, ()):
            yield _second_country(plan, line, due)
        if plan.status == WorkplanStatus.SUBMITTED and plan.submitted_by_id != seat.user_id:
            yield HomeTask(
                message("task.put_in_force", plan=plan_name(plan)),
                plan_url(plan),
                (message("about.proposed", person=str(plan.submitted_by), day=plan.submitted_at),),
                due,
            )
        elif plan.status != WorkplanStatus.DRAFT:
            continue
        elif not plan.lines:
            yield HomeTask(message("task.start_plan", plan=plan_name(plan)), plan_url(plan), (about,), due)
        elif plan.unconfirmed:
            yield HomeTask(
                message("task.answers_owed", count=plan.unconfirmed, plan=plan_name(plan)),
                plan_url(plan),
                (about, message("about.leads_are_asked")),
                due,
                owed_by_others=True,
            )
        elif plan.pk not in alone:
            yield HomeTask(message("task.propose", plan=plan_name(plan)), plan_url(plan), (about,), due)


def _lines_alone(on: date) -> dict[int, list[Any]]:
    """Lines that name fewer than two countries (WP-10) by draft, with the last country that `declined`."""
    alone = defaultdict(list)
    for line in _lines_with_fewer_than_two(on=on):
        alone[line.workplan_id].append(line)
    return alone


@prepared(on=DateField())
def _lines_with_fewer_than_two(on: Any) -> QuerySet[Any]:
    declined = declines_that_stand().filter(label=OuterRef("code"))
    lines = (
        Activity.objects.not_withdrawn()
        .filter(
            workplan__in=worked_on(on).filter(regional("taskforce__"), status=WorkplanStatus.DRAFT),
        )
        .annotate(named=Count("participations"), declined=Subquery(declined.values("country")[:1]))
    )
    return lines.filter(named__lt=2).order_by("number")


def _second_country(plan: Workplan, line: Any, due: date | None) -> HomeTask:
    declined = (message("about.declined", country=line.declined),) if line.declined else ()
    return HomeTask(
        message("task.another_country" if declined else "task.second_country", code=line.code),
        reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.number]),
        (*declined, message("about.two_countries")),
        due,
    )


def _years_to_keep(deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    """Years without dates, reviews to open soon, and open reviews to close."""
    reviews = {(review.cycle_id, review.stage): review for review in deadlines.reviews}
    for cycle in deadlines.years:
        if cycle.ends_on >= on and not deadlines.has_dates(cycle):
            yield HomeTask(
                message("task.date_year", year=str(cycle.year)),
                reverse("year", args=[cycle.year]),
                (message("about.no_step_dated"),),
            )
        for stage, step in REVIEW_STEPS.items():
            review = reviews.get((cycle.pk, stage))
            if review is None or review.status == ReviewStatus.PLANNED:
                planned, _until = planned_days(deadlines.step(cycle, step), review, on)
                yield from _review_to_open(cycle, stage, planned, on)
            elif review.status == ReviewStatus.OPEN:
                review.cycle = cycle
                yield HomeTask(
                    message("task.close_review", review=review_name(review)),
                    reverse("review", args=[cycle.year, review.stage]),
                    (
                        message(
                            "about.answered", answered=review.asked - review.open_sheets, asked=review.asked
                        ),
                    ),
                    review.answers_due_on,
                )


def _review_to_open(
    cycle: AnnualCycle, stage: ReviewStage, planned: date | None, on: date
) -> Iterator[HomeTask]:
    review = review_name(Review(cycle=cycle, stage=stage))
    url = reverse("reviews", args=[cycle.year])
    if planned is None:
        if cycle.starts_on <= on <= cycle.ends_on:
            yield HomeTask(
                message("task.date_review", review=review), url, (message("about.no_date_planned"),)
            )
    elif (planned - on).days <= REVIEW_NOTICE:
        about = message("about.planned_for", day=planned)
        yield HomeTask(message("task.open_review", review=review), url, (about,), planned)
