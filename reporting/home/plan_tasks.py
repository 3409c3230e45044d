"""Tasks of those who work on the plan of a country: officer, lead, members and country desk."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from commit_portal import clock
from commit_portal.db.compiled_queries import prepared
from commit_portal.forms.base import Values
from commit_portal.i18n import say
from reporting.home import task_facts
from reporting.home.review_tasks import recommendations_to_follow, sheets_waiting
from reporting.statuses import CountryReviewStatus
from workplans.book.lists import terms_of_holder
from workplans.ministries.messages import SUBMITTED_WITHOUT_YOU
from workplans.models import MinistryAnswer, Participation, Seat, Workplan
from workplans.models.activities import not_withdrawn
from workplans.models.names import still_runs
from workplans.plan.amendments import is_amendment
from workplans.plan.lifecycle import SUBMIT
from workplans.plan.visibility import Key
from workplans.presentation.checklist import Point, open_points
from workplans.presentation.loaders import load_lines_to_check
from workplans.statuses import DRAFTING, IN_FORCE, TASKFORCE_ROLES, Role, Step, WorkplanStatus

# How long before the last day of a role, or of its holder as a member, people are told.
ROLE_NOTICE = timedelta(days=30)


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
        if plan.status == WorkplanStatus.DRAFT and plan.lines and points:
            money = _about_money(plan)
            yield task_facts.plan_task(
                "finish_lines", plan, about, money, *open_now, due=drafted_by, **_next(points)
            )
        elif plan.status == WorkplanStatus.DRAFT:
            left = "finish_plan" if is_amendment(plan) else "check_plan"
            yield task_facts.plan_task(left if plan.lines else "start_plan", plan, about, due=drafted_by)
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
                due=drafted_by,
                params={"count": plan.returned or len(points)},
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
            draft, money = task_facts.about_plan(plan), _about_money(plan)
            yield task_facts.plan_task("submit_plan", plan, draft, money, *_about_points(points), **step)
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
            params={"count": left or plan.recorded},
        )
    yield from sheets_waiting(
        seat, "enter_spending", on, statuses=(CountryReviewStatus.OPEN, CountryReviewStatus.SUBMITTED)
    )


def roles_that_end(seat: Seat, on: date) -> Iterator[task_facts.Task]:
    """The task about roles that end, or whose holders end as members. Once all have ended it has no last day.

    An officer and a member have it about their own roles, a lead about all of the taskforce. The regional office has it
    about roles that go on.
    """
    found = _roles_that_end(
        seat.role, on=on, soon=on + ROLE_NOTICE, taskforce=seat.taskforce_id, user=seat.user_id
    )
    of_role = _("%(person)s, %(role)s: last day %(day)s.")
    of_member = _("%(person)s, %(role)s: last day as a member of the taskforce %(day)s.")
    about: list[str] = []
    for held in found:
        said = of_role if held.day == held.ends_on else of_member
        about.append(say(said, person=str(held.user), role=held.words, day=held.day))
    code = "role_ends" if seat.role == Role.LEAD else "own_role_ends"
    if found and seat.is_regional_office:
        # The page of the first member: it ends the role, or prolongs the term. No mail may name it.
        goes_to = reverse("book_row", args=["member", found[0].member])
        yield task_facts.Task("role_goes_on", "taskforces", tuple(about), goes_to=goes_to)
    elif found:
        due = min((held.day for held in found if held.day >= on), default=None)
        yield task_facts.Task(code, "people", tuple(about), due=due)


def _with_points(seat: Seat, plans: Sequence[Any]) -> list[tuple[Any, list[Point]]]:
    """The plans of a taskforce with what is open in each, as their own pages count it: one query."""
    load_lines_to_check([plan for plan in plans if plan.status in DRAFTING])
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
    return task_facts.plan_task("release_version", plan, approved, older, params={"version": version})


@prepared(on=DateField(), soon=DateField(), taskforce=BigIntegerField(), user=BigIntegerField())
def _roles_that_end(role: str, *, on: date, soon: date, taskforce: Key, user: int) -> QuerySet[Any]:
    """Roles that a reader is told of, without the same role of the person after them.

    `term` is the last day of the holder as a `member`, and `day` the earlier one of that and of the role's. A term that was
    over when the role began does not count: the role was given without it.
    """
    terms = terms_of_holder().exclude(ends_on__lt=OuterRef("starts_on"))
    roles = Seat.objects.filter(role__in=TASKFORCE_ROLES, stopped_at=None)
    again = roles.filter(user=OuterRef("user"), role=OuterRef("role"), taskforce=OuterRef("taskforce"))
    held = (
        roles.filter(still_runs(on), user__is_active=True)
        .exclude(Exists(again.filter(starts_on__gt=OuterRef("ends_on"))))
        .annotate(member=Subquery(terms.values("pk")[:1]), term=Subquery(terms.values("ends_on")[:1]))
        .annotate(day=Least(Coalesce("ends_on", "term"), Coalesce("term", "ends_on")))
        .order_by("day", "pk")
        .select_related("user", "taskforce__country")
    )
    if role == Role.REGIONAL_OFFICE:
        return held.filter(term__lt=on).exclude(ends_on__lte=soon)
    own = held.filter(day__lte=soon, taskforce=taskforce)
    return own if role == Role.LEAD else own.filter(user=user)


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
