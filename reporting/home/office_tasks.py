"""Tasks of the regional office: its own plan, the years with their reviews, revisions of plans of action, failed editions."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from commit_portal.i18n import Param, Words, say
from reporting.home import task_facts
from reporting.home.review_tasks import recommendations_to_follow, review_name, sheets_waiting
from reporting.meetings.days_shown import REVIEW_STEPS, planned_days
from reporting.models import AnnualReport
from reporting.statuses import ReportStatus, ReviewStage, ReviewStatus
from spa.models import PlanRevision
from spa.statuses import PlanStage
from workplans.models import Activity, AnnualCycle, Seat
from workplans.models.countries import regional
from workplans.plan.queries import declines_that_stand
from workplans.statuses import Step, WorkplanStatus

# Days before a review's meeting on which the reminder to open it begins.
REVIEW_NOTICE = 30
# How long the newest year has run when the task to open the next one begins.
OPENED_AFTER = timedelta(days=180)


def for_regional_office(seat: Seat, deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    yield from _failed_editions()
    yield from _revisions_to_endorse(seat)
    yield from _regional_plan(seat, deadlines, on)
    yield from _years_to_keep(deadlines, on)
    yield from _report_to_release(deadlines)
    yield from sheets_waiting(seat, "answer_for_the_region", on)
    yield from recommendations_to_follow(seat, on)


def _failed_editions() -> Iterator[task_facts.Task]:
    """Failed editions without a newer finished one for the same readers."""
    for report in _failed():
        why = report.failure_words or _("The portal does not know the reason.")
        year, number = report.cycle.year, report.edition
        params = {"year": str(year), "edition": str(number)}
        about = (why, _("No file was made."))
        yield task_facts.Task(
            "failed_edition", "report", about, task_facts.PlanKey(year), (year,), number, params=params
        )


def _revisions_to_endorse(seat: Seat) -> Iterator[task_facts.Task]:
    """Revisions of a plan of action that a colleague proposed. Their address has a typed name, which no mail may hold."""
    for revision in _proposed():
        if revision.proposed_by_id != seat.user_id:
            plan = revision.plan
            proposed = say(_("%(person)s proposed the revision."), person=str(revision.proposed_by))
            yield task_facts.Task(
                "endorse_revision",
                "spa:plan_list",
                (proposed, _("A second person must record the endorsement.")),
                params={"plan": str(plan), "number": revision.number},
                button=_("Check the revision"),
                goes_to=reverse("spa:plan_endorse", args=[plan.code]),
            )


@prepared()
def _proposed() -> QuerySet[PlanRevision]:
    proposed = PlanRevision.objects.filter(status=PlanStage.AGREED, proposed_by__isnull=False)
    return proposed.select_related("plan", "proposed_by")


@prepared()
def _failed() -> QuerySet[AnnualReport]:
    failed = AnnualReport.objects.editions().light().not_overtaken().filter(status=ReportStatus.FAILED)
    return failed.select_related("cycle")


@prepared(on=DateField())
def _regional_plans(on: date) -> QuerySet[Any]:
    """The regional plans with their counts."""
    return (
        task_facts.plans_with_counts(on)
        .filter(regional("taskforce__"))
        .annotate(
            unconfirmed=Count(
                "activities__participations",
                filter=task_facts.LIVE & Q(activities__participations__confirmed_at__isnull=True),
                distinct=True,
            )
        )
    )


def _regional_plan(seat: Seat, deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    plans = _regional_plans(on=on)
    # Lines that name fewer than two countries (WP-10) by draft, with the last country that `declined`.
    has_lines = any(plan.status == WorkplanStatus.DRAFT and plan.lines for plan in plans)
    alone = grouped(_lines_with_fewer_than_two(on=on) if has_lines else (), "workplan_id")
    for plan in plans:
        due, about = deadlines.of_plan(plan, Step.REGIONAL), task_facts.about_plan(plan)
        yield from task_facts.offers_to_answer(plan, deadlines)
        yield from task_facts.targets_to_choose(plan, seat)
        for line in alone.get(plan.pk, ()):
            code = "another_country" if line.declined else "second_country"
            # The sentence of the first names the country that declined.
            named = {"country": line.declined} if line.declined else {}
            why = _("A regional activity needs at least two countries.")
            params = {"code": line.code, **named}
            yield task_facts.plan_task(
                code, plan, why, page="activity", number=line.number, params=params, due=due
            )
        if plan.status == WorkplanStatus.SUBMITTED and plan.submitted_by_id != seat.user_id:
            proposed = say(
                _("%(person)s proposed the workplan on %(day)s. A second person approves it."),
                person=str(plan.submitted_by),
                day=plan.submitted_at,
            )
            yield task_facts.plan_task("put_in_force", plan, proposed, due=due)
        elif plan.status != WorkplanStatus.DRAFT:
            continue
        elif not plan.lines:
            yield task_facts.plan_task("start_plan", plan, about, due=due)
        elif plan.unconfirmed:
            asked = _(
                "The lead of each country must confirm that the country takes part. Each lead sees this task on the home page."
            )
            count = {"count": plan.unconfirmed}
            yield task_facts.plan_task(
                "answers_owed", plan, about, asked, params=count, due=due, owed_by_others=True
            )
        elif plan.pk not in alone:
            yield task_facts.plan_task("propose", plan, about, due=due)


@prepared(on=DateField())
def _lines_with_fewer_than_two(on: date) -> QuerySet[Any]:
    declined = declines_that_stand().filter(label=OuterRef("code"))
    lines = (
        Activity.objects.not_withdrawn()
        .filter(
            workplan__in=task_facts.worked_on(on).filter(regional("taskforce__"), status=WorkplanStatus.DRAFT)
        )
        .annotate(named=Count("participations"), declined=Subquery(declined.values("country")[:1]))
    )
    return lines.filter(named__lt=2).order_by("number")


def _years_to_keep(deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    """The next year to open, years without dates, reviews to open soon or to close, closed ones that wait for countries."""
    newest = next(iter(deadlines.years), None)
    if newest and newest.starts_on + OPENED_AFTER <= on:
        about, year = _("The form suggests dates for the steps of the year."), newest.year + 1
        key, params = task_facts.PlanKey(year), {"year": str(year)}
        yield task_facts.Task("open_next_year", "year_open", (about,), key, (), params=params)
    reviews = {(review.cycle_id, review.stage): review for review in deadlines.reviews}
    for cycle in deadlines.years:
        if cycle.ends_on >= on and not deadlines.has_dates(cycle):
            undated = _("None of the nine steps of the year has a date yet.")
            yield _year_task("date_year", cycle, undated, page="year_steps")
        for stage, step in REVIEW_STEPS.items():
            review = reviews.get((cycle.pk, stage))
            if review is None or review.status == ReviewStatus.PLANNED:
                planned, _until = planned_days(cycle, deadlines.step(cycle, step), review, on)
                yield from _review_to_open(cycle, stage, planned, on)
            elif review.status == ReviewStatus.OPEN or review.owed:
                received = _("The portal has received %(answered)s of %(asked)s sets of answers.")
                about = say(received, answered=review.asked - review.open_sheets, asked=review.asked)
                owed = review.status == ReviewStatus.CLOSED
                code = "late_answers" if owed else "close_review"
                when: Values = {"due": review.answers_due_on, "owed_by_others": owed}
                yield _year_task(code, cycle, about, page="review", args=(stage,), stage=stage, **when)


def _review_to_open(
    cycle: AnnualCycle, stage: ReviewStage, planned: date | None, on: date
) -> Iterator[task_facts.Task]:
    if planned is None:
        if cycle.starts_on <= on <= cycle.ends_on:
            about = _("No date is planned yet.")
            yield _year_task("date_review", cycle, about, page="year_steps", stage=stage)
    elif (planned - on).days <= REVIEW_NOTICE:
        about = say(_("Planned for %(day)s."), day=planned)
        yield _year_task(
            "open_review", cycle, about, page="review_open", args=(stage,), stage=stage, due=planned
        )


def _report_to_release(deadlines: task_facts.Deadlines) -> Iterator[task_facts.Task]:
    """The annual report of the newest year whose SOM review is closed, until an edition of it is released."""
    closed = {
        one.cycle_id: one
        for one in deadlines.reviews
        if one.stage == ReviewStage.SOM and one.status == ReviewStatus.CLOSED
    }
    cycle = next((cycle for cycle in deadlines.years if cycle.pk in closed), None)
    if cycle and not closed[cycle.pk].is_reported:
        about = _("No edition of the annual report is released yet.")
        step = deadlines.step(cycle, Step.REPORT)
        due = step.planned_until if step else None
        yield _year_task("release_report", cycle, about, page="report", due=due)


def _year_task(
    code: str,
    cycle: AnnualCycle,
    *about: Words,
    page: str,
    args: tuple[int | str, ...] = (),
    stage: str = "",
    **more: Any,
) -> task_facts.Task:
    """A task of a year, or of one of its reviews."""
    year, key, args = str(cycle.year), task_facts.PlanKey(cycle.year), (cycle.year, *args)
    params: dict[str, Param] = {"review": review_name(stage, year)} if stage else {"year": year}
    return task_facts.Task(code, page, about, key, args, stage=stage, params=params, **more)
