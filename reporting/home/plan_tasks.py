"""Tasks of those who work on a country's plan: taskforce, desk and partner."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n.messages import Message, Words, message
from reporting.home.review_tasks import recommendations_to_follow, sheets_waiting
from reporting.home.task_facts import (
    APPROVED_BEFORE,
    Deadlines,
    HomeTask,
    about_plan,
    is_young,
    offers_to_answer,
    plan_name,
    plan_url,
    plans_of_taskforce,
    plans_with_counts,
    worked_on,
)
from reporting.statuses import CountryReviewStatus
from workplans.deciding.queue import send_words
from workplans.models import MinistryAnswer, Participation, Seat, Workplan
from workplans.models.activity_conditions import not_withdrawn
from workplans.plan.amendments import is_amendment
from workplans.statuses import IN_FORCE, Step, WorkplanStatus


def for_officer(seat: Seat, deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    for plan in plans_of_taskforce(on=on, taskforce=seat.taskforce_id):
        if is_young(plan):
            yield HomeTask(
                message("task.start_from_last_year", plan=plan_name(plan)),
                reverse("last_year", args=[plan.cycle.year, plan.taskforce.slug]),
                (about_plan(plan), message("about.nothing_is_typed_twice")),
                deadlines.of_plan(plan, Step.DRAFT) if not plan.lines else None,
            )
            if not plan.lines:
                continue
        if plan.status == WorkplanStatus.DRAFT:
            if plan.unfinished:
                title = message("task.finish_lines", count=plan.unfinished, plan=plan_name(plan))
            elif is_amendment(plan):
                title = message("task.finish_plan", plan=plan_name(plan))
            elif not plan.lines:
                title = message("task.start_plan", plan=plan_name(plan))
            else:
                title = message("task.check_plan", plan=plan_name(plan))
            yield HomeTask(title, plan_url(plan), (about_plan(plan),), deadlines.of_plan(plan, Step.DRAFT))
        elif plan.status == WorkplanStatus.RETURNED and plan.returned:
            yield HomeTask(
                message("task.change_lines", count=plan.returned),
                plan_url(plan),
                (_returned_by_desk(plan), message("about.each_has_a_reason")),
                deadlines.of_plan(plan, Step.APPROVE),
            )
    yield from sheets_waiting(seat, "task.answer")
    yield from recommendations_to_follow(seat)


def for_lead(seat: Seat, deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    for plan in plans_of_taskforce(on=on, taskforce=seat.taskforce_id):
        due = deadlines.of_plan(plan, Step.APPROVE)
        yield from offers_to_answer(plan, deadlines)
        if plan.status == WorkplanStatus.DRAFT:
            gaps = (message("about.unfinished", count=plan.unfinished),) if plan.unfinished else ()
            yield HomeTask(
                message("task.submit_plan", plan=plan_name(plan)),
                plan_url(plan),
                (about_plan(plan), *gaps),
                due,
            )
        elif plan.status == WorkplanStatus.RETURNED:
            left = (
                message("about.to_change", count=plan.returned)
                if plan.returned
                else message("about.nothing_to_change")
            )
            yield HomeTask(
                message("task.submit_again", plan=plan_name(plan)),
                plan_url(plan),
                (_returned_by_desk(plan), left),
                due,
            )
        if plan.status == WorkplanStatus.APPROVED and plan.they_read != plan.of_record.number:
            yield _release(plan)
    yield from _participations(seat, deadlines, on)
    yield from sheets_waiting(seat, "task.answer_and_submit")
    yield from recommendations_to_follow(seat)


def for_member(seat: Seat, deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    for plan in _plans_to_read(on=on, taskforce=seat.taskforce_id, ministry=seat.ministry_id):
        # To read is no duty with a last day.
        title, url, about, due = "task.read_plan", plan_url(plan), [about_plan(plan)], None
        if plan.is_asked:
            title = "task.answer_for_ministry"
            url = reverse("ministry_answer", args=[plan.cycle.year, plan.taskforce.slug])
            about.append(message("about.ministry_is_asked"))
            due = deadlines.of_plan(plan, Step.APPROVE)
        yield HomeTask(message(title, plan=plan_name(plan)), url, tuple(about), due)
    yield from sheets_waiting(seat, "task.read_answers")


def for_desk(seat: Seat, deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    for plan in plans_of_taskforce(WorkplanStatus.SUBMITTED, on=on, taskforce=seat.taskforce_id):
        left, again = plan.to_decide - plan.recorded, plan.of_record_id is not None
        about = "about.submitted_again" if again else "about.submitted"
        if left:
            title: Words = message("task.decide_again" if again else "task.decide", count=left)
        else:
            title = send_words(plan.recorded)
        yield HomeTask(
            title,
            reverse("decisions", args=[plan.cycle.year, plan.taskforce.slug]),
            (message(about, country=plan.taskforce.name, day=plan.submitted_at),),
            deadlines.of_plan(plan, Step.APPROVE),
        )
    yield from sheets_waiting(
        seat,
        "task.enter_spending",
        statuses=(CountryReviewStatus.OPEN, CountryReviewStatus.SUBMITTED),
    )


def _returned_by_desk(plan: Any) -> Message:
    return message("about.returned_by_desk", country=plan.taskforce.name, day=plan.decided_at)


def _release(plan: Any) -> HomeTask:
    """The task to release the approved version; the other taskforces may read an older one."""
    approved = message("about.approved", country=plan.taskforce.name, day=plan.decided_at)
    if plan.they_read is None:
        return HomeTask(
            message("task.release", plan=plan_name(plan)),
            plan_url(plan),
            (approved, message("about.not_released")),
        )
    version = str(plan.of_record.number)
    return HomeTask(
        message("task.release_version", version=version, plan=plan_name(plan)),
        plan_url(plan),
        (approved, message("about.older_released", older=str(plan.they_read), version=version)),
    )


@prepared(on=DateField(), taskforce=BigIntegerField(), ministry=BigIntegerField())
def _plans_to_read(on: Any, taskforce: Any, ministry: Any) -> QuerySet[Any]:
    """The plans that a taskforce works on, and whether each waits for a ministry. A submission ends its asking."""
    asked = MinistryAnswer.objects.filter(
        Q(answered_at__isnull=True) | Q(answered_at__lt=F("asked_at")),
        Q(workplan__submitted_at__isnull=True) | Q(workplan__submitted_at__lt=F("asked_at")),
        workplan=OuterRef("pk"),
        ministry=ministry,
    )
    return (
        plans_with_counts(on)
        .filter(taskforce=taskforce, status__in=(WorkplanStatus.DRAFT, WorkplanStatus.RETURNED))
        .annotate(is_asked=Exists(asked))
    )


@prepared(on=DateField(), taskforce=BigIntegerField())
def _plans_to_confirm(on: Any, taskforce: Any) -> QuerySet[Any, int]:
    """The key of the plan for each line that asks for the country's word."""
    return (
        Participation.objects.filter(
            not_withdrawn("activity__"),
            taskforce=taskforce,
            confirmed_at__isnull=True,
            activity__workplan__in=worked_on(on),
        )
        .exclude(activity__workplan__status__in=IN_FORCE)
        .values_list("activity__workplan", flat=True)
    )


def _participations(seat: Seat, deadlines: Deadlines, on: date) -> Iterator[HomeTask]:
    rows = _plans_to_confirm(on=on, taskforce=seat.taskforce_id)
    asking = Workplan.objects.select_related("cycle").annotate(approved_before=APPROVED_BEFORE)
    plans = asking.in_bulk(set(rows)) if rows else {}
    for key, plan in plans.items():
        yield HomeTask(
            message("task.confirm", count=sum(row == key for row in rows)),
            reverse("workplan", args=[plan.cycle.year, "regional"]),
            (message("about.confirm_first"),),
            deadlines.of_plan(plan, Step.REGIONAL),
        )
