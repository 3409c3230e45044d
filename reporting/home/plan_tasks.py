"""Tasks of those who work on plans: taskforce and desk on a country's, the regional office on its own; and its tasks of the
years, the reviews and failed editions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from commit_portal import clock
from commit_portal.db.compiled_queries import prepared
from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Param, Words, say
from reporting.home import task_facts
from reporting.home.review_tasks import recommendations_to_follow, review_name, sheets_waiting
from reporting.meetings.days import REVIEW_STEPS, planned_days
from reporting.models import AnnualReport
from reporting.statuses import CountryReviewStatus, ReportStatus, ReviewStage, ReviewStatus
from spa.models import PlanRevision
from spa.statuses import PlanStage
from workplans.ministries.messages import SUBMITTED_WITHOUT_YOU
from workplans.models import Activity, AnnualCycle, MinistryAnswer, Participation, Seat, Workplan
from workplans.models.activities import not_withdrawn
from workplans.models.countries import regional
from workplans.plan.amendments import is_amendment
from workplans.plan.lifecycle import SUBMIT
from workplans.plan.queries import declines_that_stand
from workplans.plan.visibility import Key
from workplans.presentation.checklist import Point, open_points
from workplans.presentation.loaders import load_lines_to_check
from workplans.statuses import IN_FORCE, Step, WorkplanStatus

# Days before a review's meeting on which the reminder to open it begins.
REVIEW_NOTICE = 30


def for_officer(seat: Seat, deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    for plan, points in _with_points(seat, task_facts.plans_of_taskforce(on=on, taskforce=seat.taskforce_id)):
        yield from task_facts.targets_to_choose(plan, seat)
        drafted_by, about = deadlines.of_task(plan, seat), task_facts.about_plan(plan)
        open_now = _about_points(points)
        if task_facts.is_young(plan):
            yield task_facts.plan_task(
                "start_from_last_year",
                plan,
                about,
                _("Choose the activities to continue. You do not need to write them again."),
                page="last_year",
                due=None if plan.lines else drafted_by,
            )
            if not plan.lines:
                continue
        if plan.status == WorkplanStatus.DRAFT:
            if not plan.lines:
                yield task_facts.plan_task("start_plan", plan, about, due=drafted_by)
            elif points:
                money = _about_money(plan)
                yield task_facts.plan_task(
                    "finish_lines", plan, about, money, *open_now, due=drafted_by, **_next(points)
                )
            elif is_amendment(plan):
                yield task_facts.plan_task("finish_plan", plan, about, due=drafted_by)
            else:
                yield task_facts.plan_task("check_plan", plan, about, due=drafted_by)
        elif plan.status == WorkplanStatus.RETURNED and points:
            yield task_facts.plan_task(
                "change_lines",
                plan,
                _returned_by_desk(plan),
                _(
                    "Read the reason of each returned activity. The lead can also keep a returned activity if "
                    "the Secretariat pays nothing for it."
                ),
                *open_now,
                due=deadlines.of_task(plan, seat),
                count=plan.returned or len(points),
                **_next(points),
            )
    yield from sheets_waiting(seat, "answer", on)
    yield from recommendations_to_follow(seat, on)


def for_lead(seat: Seat, deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    plans = _plans_of_lead(on=on, taskforce=seat.taskforce_id)
    for plan, points in _with_points(seat, [one for one in plans if one.taskforce_id == seat.taskforce_id]):
        due = deadlines.of_task(plan, seat)
        step: Values = {
            "due": due,
            "button": _("Check and submit"),
            "goes_to": reverse(SUBMIT.page, args=[plan.cycle.year, plan.taskforce.slug]),
        }
        yield from task_facts.offers_to_answer(plan, deadlines)
        yield from task_facts.targets_to_choose(plan, seat)
        if plan.status == WorkplanStatus.DRAFT:
            yield task_facts.plan_task(
                "submit_plan",
                plan,
                task_facts.about_plan(plan),
                _about_money(plan),
                *_about_points(points),
                **step,
            )
        elif plan.status == WorkplanStatus.RETURNED:
            left = _about_points(points) or [_("All returned activities are done.")]
            yield task_facts.plan_task("submit_again", plan, _returned_by_desk(plan), *left, **step)
        if plan.status == WorkplanStatus.APPROVED and plan.they_read != plan.of_record.number:
            yield _release(plan)
    for plan in filter(lambda one: one.asked, plans):
        yield task_facts.Task(
            "confirm",
            "workplan",
            (_("The other countries see the name of your country only after you confirm."),),
            task_facts.PlanKey(plan.cycle.year, "regional"),
            due=deadlines.of_plan(plan, Step.REGIONAL),
            params={"count": plan.asked},
            button=_("Open the regional workplan"),
        )
    yield from sheets_waiting(seat, "answer_and_submit", on)
    yield from recommendations_to_follow(seat, on)


def for_member(seat: Seat, deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    for plan in _plans_to_read(on=on, taskforce=seat.taskforce_id, ministry=seat.ministry_id):
        if plan.is_asked:
            about = [task_facts.about_plan(plan), _("The lead asks whether your ministry agrees.")]
            if plan.status == WorkplanStatus.SUBMITTED:
                about = [str(SUBMITTED_WITHOUT_YOU)]
            due = deadlines.of_task(plan, seat)
            yield task_facts.plan_task("answer_for_ministry", plan, *about, page="ministry_answer", due=due)
        elif plan.status != WorkplanStatus.SUBMITTED and not plan.has_answered:
            # To read is no duty with a last day. Who has answered has read it.
            yield task_facts.plan_task("read_plan", plan, task_facts.about_plan(plan))
    yield from sheets_waiting(seat, "read_answers", on)


def for_desk(seat: Seat, deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    for plan in task_facts.plans_of_taskforce(WorkplanStatus.SUBMITTED, on=on, taskforce=seat.taskforce_id):
        left, again = plan.to_decide - plan.recorded, plan.of_record_id is not None
        decide = "decide_again" if again else "decide"
        send = "send" if plan.recorded else "send_nothing_new"
        said = _("The lead of the %(country)s taskforce submitted the workplan on %(day)s.")
        if again:
            said = _("The %(country)s taskforce submitted the workplan again on %(day)s.")
        yield task_facts.plan_task(
            decide if left else send,
            plan,
            say(said, country=plan.taskforce.name, day=plan.submitted_at),
            page="decisions",
            due=deadlines.of_task(plan, seat),
            count=left or plan.recorded,
        )
    yield from sheets_waiting(
        seat, "enter_spending", on, statuses=(CountryReviewStatus.OPEN, CountryReviewStatus.SUBMITTED)
    )


def _with_points(seat: Seat, plans: Sequence[Any]) -> list[tuple[Any, list[Point]]]:
    """The plans of a taskforce with what is open in each, as their own pages count it: one query."""
    drafting = (WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
    load_lines_to_check([plan for plan in plans if plan.status in drafting])
    return [(plan, open_points(plan, seat)) for plan in plans]


def _about_points(points: Sequence[Point]) -> list[str]:
    said = ngettext("%(count)s point open.", "%(count)s points open.", len(points))
    return [say(said, count=len(points))] if points else []


def _about_money(plan: Workplan) -> str:
    ceiling = plan.ceiling_on(clock.today())
    if ceiling is None:
        return say(_("US$%(amount)s."), amount=plan.committed)
    return say(_("US$%(amount)s of %(ceiling)s."), amount=plan.committed, ceiling=ceiling)


def _next(points: Sequence[Point]) -> Values:
    """The button that leads to the first open point."""
    url = next((point.url for point in points if point.url), "")
    return {"button": _("Next open point"), "goes_to": url} if url else {}


def _returned_by_desk(plan: Workplan) -> str:
    return say(
        _("The country desk returned activities of %(country)s on %(day)s."),
        country=plan.taskforce.name,
        day=plan.decided_at,
    )


def _release(plan: Any) -> task_facts.Task:
    """The task to release the approved version; the other taskforces may read an older one."""
    approved = say(
        _("The workplan of %(country)s was approved on %(day)s."),
        country=plan.taskforce.name,
        day=plan.decided_at,
    )
    if plan.they_read is None:
        unread = _("The other taskforces cannot read the workplan until you release it.")
        return task_facts.plan_task("release", plan, approved, unread)
    version = str(plan.of_record.number)
    older = say(
        _("The other taskforces read version %(older)s. Version %(version)s is not released to them yet."),
        older=str(plan.they_read),
        version=version,
    )
    return task_facts.plan_task("release_version", plan, approved, older, version=version)


@prepared(on=DateField(), taskforce=BigIntegerField(), ministry=BigIntegerField())
def _plans_to_read(on: date, taskforce: Key, ministry: int | None) -> QuerySet[Any]:
    """The plans that a taskforce works on or has submitted, whether each waits for a ministry, and has its answer.

    The question stays open after a submission, and ends with an approval.
    """
    own = MinistryAnswer.objects.filter(workplan=OuterRef("pk"), ministry=ministry)
    asked = own.filter(Q(answered_at__isnull=True) | Q(answered_at__lt=F("asked_at")))
    return (
        task_facts.plans_with_counts(on)
        .filter(taskforce=taskforce)
        .exclude(status__in=IN_FORCE)
        .annotate(is_asked=Exists(asked), has_answered=Exists(own.filter(answered_at__isnull=False)))
    )


@prepared(on=DateField(), taskforce=BigIntegerField())
def _plans_of_lead(on: date, taskforce: Key) -> QuerySet[Any]:
    """The plans of a taskforce, and those with activities that it has to confirm, with their number."""
    live = Participation.objects.filter(not_withdrawn("activity__"), activity__workplan=OuterRef("pk"))
    unconfirmed = live.filter(taskforce=taskforce, confirmed_at=None).order_by().values("activity__workplan")
    asked = Subquery(unconfirmed.annotate(number=Count("pk")).values("number"))
    plans = task_facts.plans_with_counts(on).annotate(asked=asked)
    return plans.filter(Q(taskforce=taskforce) | Q(asked__gt=0) & ~Q(status__in=IN_FORCE))


def for_regional_office(seat: Seat, deadlines: task_facts.Deadlines, on: date) -> Iterator[task_facts.Task]:
    yield from _failed_editions()
    yield from _revisions_to_endorse(seat)
    yield from _regional_plan(seat, deadlines, on)
    yield from _years_to_keep(deadlines, on)
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
                (proposed, _("A second person records the endorsement.")),
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
    alone = defaultdict(list)
    if any(plan.status == WorkplanStatus.DRAFT and plan.lines for plan in plans):
        for line in _lines_with_fewer_than_two(on=on):
            alone[line.workplan_id].append(line)
    for plan in plans:
        due, about = deadlines.of_plan(plan, Step.REGIONAL), task_facts.about_plan(plan)
        yield from task_facts.offers_to_answer(plan, deadlines)
        yield from task_facts.targets_to_choose(plan, seat)
        for line in alone.get(plan.pk, ()):
            code = "another_country" if line.declined else "second_country"
            # The sentence of the first names the country that declined.
            named = {"country": line.declined} if line.declined else {}
            why = _("A regional activity needs at least two countries.")
            yield task_facts.plan_task(
                code, plan, why, due=due, page="activity", number=line.number, code=line.code, **named
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
            yield task_facts.plan_task(
                "answers_owed", plan, about, asked, due=due, owed_by_others=True, count=plan.unconfirmed
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
    """Years without dates, reviews to open soon, open ones to close, and closed ones that wait for countries."""
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
                owed, due = review.status == ReviewStatus.CLOSED, review.answers_due_on
                code = "late_answers" if owed else "close_review"
                yield _year_task(
                    code, cycle, about, page="review", args=(stage,), stage=stage, due=due, owed=owed
                )


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


def _year_task(
    code: str,
    cycle: AnnualCycle,
    *about: Words,
    page: str,
    args: tuple[int | str, ...] = (),
    stage: str = "",
    due: date | None = None,
    owed: bool = False,
) -> task_facts.Task:
    """A task of a year, or of one of its reviews."""
    year, key, args = str(cycle.year), task_facts.PlanKey(cycle.year), (cycle.year, *args)
    params: dict[str, Param] = {"review": review_name(stage, year)} if stage else {"year": year}
    return task_facts.Task(
        code, page, about, key, args, stage=stage, due=due, owed_by_others=owed, params=params
    )
