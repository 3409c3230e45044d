"""Tasks, their deadlines, and the plans that they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n.messages import Message, Words, message
from commit_portal.models import Event
from reporting.models import Review
from reporting.statuses import CountryReviewStatus
from workplans.models import AnnualCycle, Contribution, CycleStep, Release, Workplan
from workplans.models.activity_conditions import awaiting_decision, not_withdrawn, recorded, returned
from workplans.plan.amendments import is_amendment
from workplans.plan.lifecycle import AMEND
from workplans.plan.queries import approved_before
from workplans.plan.rules import unfinished
from workplans.statuses import Audience, ContributionStatus, Step, WorkplanStatus

LIVE = not_withdrawn("activities__")
RECORDED = recorded(F("round"), "activities__decisions__")
# The number of the version that the other taskforces read, if any.
THEY_READ = Release.objects.filter(
    version__workplan=OuterRef("pk"), audience=Audience.TASKFORCES, ended_at__isnull=True
).order_by("-version__number")
# How many offers of partners wait for an answer; None for none.
OFFERED = (
    Contribution.objects.filter(activity__workplan=OuterRef("pk"), status=ContributionStatus.OFFERED)
    .order_by()
    .values("activity__workplan")
    .annotate(number=Count("pk"))
    .values("number")
)
NEVER_SENT = Q(status=WorkplanStatus.DRAFT, of_record__isnull=True)
# Approved before: only then can a plan be amended. A returned first draft has an approved version too.
APPROVED_BEFORE = Exists(
    Event.objects.filter(
        content_type__app_label="workplans",
        content_type__model="workplan",
        object_id=OuterRef("pk"),
        verb=AMEND.name,
    )
)


@dataclass(frozen=True)
class HomeTask:
    """One thing to do. `title` begins with a verb; `about` are sentences; `due` is None where no date is set.

    A task that others owe has no verb: the reader can do nothing.
    """

    title: Words
    url: str
    about: tuple[Words, ...]
    due: date | None = None
    owed_by_others: bool = False

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on

    def when(self, on: date) -> str:
        """5 days late, today, in 9 days."""
        if self.due is None:
            return ""
        days = (self.due - on).days
        if days < 0:
            return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
        if days == 0:
            return gettext("today")
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


class Deadlines:
    """All years, and the planned ends of their steps: one query, at first use."""

    def __init__(self, years: Sequence[AnnualCycle]) -> None:
        self.years = years

    @cached_property
    def _steps(self) -> dict[tuple[int, int], CycleStep]:
        return {(row.cycle_id, row.step): row for row in all_steps()}

    @cached_property
    def reviews(self) -> list[Any]:
        """The reviews of all years, with how many sheets are `asked` and are still `open_sheets`. One query."""
        return all_reviews()

    def steps_of(self, cycle: AnnualCycle) -> list[CycleStep]:
        return [row for (year, _), row in self._steps.items() if year == cycle.pk]

    def step(self, cycle: AnnualCycle, step: Step) -> CycleStep | None:
        return self._steps.get((cycle.pk, step))

    def has_dates(self, cycle: AnnualCycle) -> bool:
        """Whether any of the nine steps has a date, planned or actual."""
        steps = filter(None, (self.step(cycle, step) for step in Step))
        return any(
            row.planned_from or row.planned_until or row.actual_from or row.actual_until for row in steps
        )

    def of_plan(self, plan: Any, step: Step) -> date | None:
        """Deadline of a plan in a step; None for an amendment: the year's dates are those of first drafts.

        The plan is annotated with `approved_before`.
        """
        return None if plan.approved_before else self.until(plan.cycle, step)

    def until(self, cycle: AnnualCycle, step: Step) -> date | None:
        row = self.step(cycle, step)
        return row.planned_until if row else None


@prepared()
def all_steps() -> QuerySet[CycleStep]:
    return CycleStep.objects.all()


@prepared()
def all_reviews() -> QuerySet[Any]:
    return Review.objects.select_related("meeting").annotate(
        asked=Count("sheets", distinct=True),
        open_sheets=Count("sheets", filter=Q(sheets__status=CountryReviewStatus.OPEN), distinct=True),
    )


def worked_on(on: Any) -> QuerySet[Workplan]:
    """Plans that are not closed, in whatever step of the year: they are amended during reviews too.

    After the year's end a draft that was never submitted waits for nobody.
    """
    return Workplan.objects.exclude(status=WorkplanStatus.CLOSED).exclude(NEVER_SENT, cycle__ends_on__lt=on)


@prepared(on=DateField(), taskforce=BigIntegerField())
def plans_of_taskforce(*statuses: str, on: Any, taskforce: Any) -> QuerySet[Any]:
    """The plans of one taskforce with their counts: all, or those in one of the statuses."""
    plans = plans_with_counts(on).filter(taskforce=taskforce)
    return plans.filter(status__in=statuses) if statuses else plans


def plans_with_counts(on: Any) -> QuerySet[Any]:
    """Plans of `worked_on` with their counts."""
    return (
        worked_on(on)
        .select_related("cycle", "taskforce__country", "submitted_by", "of_record")
        .annotate(
            lines=Count("activities", filter=LIVE, distinct=True),
            unfinished=Count("activities", filter=unfinished("activities__"), distinct=True),
            returned=Count("activities", filter=returned("activities__"), distinct=True),
            to_decide=Count("activities", filter=awaiting_decision("activities__"), distinct=True),
            recorded=Count("activities__decisions", filter=RECORDED, distinct=True),
            offered=Subquery(OFFERED),
            they_read=Subquery(THEY_READ.values("version__number")[:1]),
            approved_before=APPROVED_BEFORE,
            has_year_behind=Exists(approved_before(OuterRef("taskforce"), OuterRef("cycle__year"))),
        )
        .order_by("cycle__year")
    )


def offers_to_answer(plan: Any, deadlines: Deadlines) -> Iterator[HomeTask]:
    """The task to answer what partners offer for a plan, where there is any."""
    if plan.offered:
        yield HomeTask(
            message("task.answer_offers", count=plan.offered, plan=plan_name(plan)),
            reverse("consultation", args=[plan.cycle.year, plan.taskforce.slug]),
            (message("about.offers_wait"),),
            deadlines.of_plan(plan, Step.CONSULT),
        )


def is_young(plan: Any) -> bool:
    """Whether a first draft has fewer lines than usual, and an earlier year has an approved plan to start from.

    The plan is annotated as `plans_with_counts` says.
    """
    first_draft = plan.status == WorkplanStatus.DRAFT and plan.of_record_id is None
    return first_draft and plan.has_year_behind and plan.lines < plan.cycle.guide_min


def plan_url(plan: Workplan) -> str:
    return reverse("workplan", args=[plan.cycle.year, plan.taskforce.slug])


def plan_name(plan: Workplan) -> Message:
    """ "workplan 2011", "amendment of the regional workplan 2011"."""
    kind = "regional" if plan.taskforce.is_regional else "first"
    if is_amendment(plan):
        kind = "regional_amendment" if plan.taskforce.is_regional else "amendment"
    return message(f"task_plan.{kind}", year=str(plan.cycle.year))


def about_plan(plan: Any) -> Message:
    country, version = plan.taskforce.name, str(plan.of_record.number) if plan.of_record else ""
    if plan.taskforce.is_regional and is_amendment(plan):
        return message("about.regional_amendment", version=version, count=plan.lines)
    if plan.taskforce.is_regional:
        return message("about.regional_draft", count=plan.lines)
    if is_amendment(plan):
        return message("about.amendment", country=country, version=version, count=plan.lines)
    if plan.status == WorkplanStatus.RETURNED:
        return message("about.returned", country=country, count=plan.lines)
    return message("about.draft", country=country, count=plan.lines)
