"""Tasks, their deadlines, and the plans that they are about."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import aggregated
from commit_portal.i18n import Message, Param, Words, message, ngettext_lazy, say
from commit_portal.mail.payload import MailPayload
from reporting.models import AnnualReport, Review
from reporting.statuses import CountryReviewStatus
from spa.queries import newest_type
from workplans.models import Activity, AnnualCycle, Contribution, CycleStep, Release, Seat, Workplan
from workplans.models.activities import awaiting_decision, not_withdrawn, recorded, returned
from workplans.models.countries import regional
from workplans.plan.amendments import is_amendment
from workplans.plan.lifecycle import AMEND
from workplans.plan.permissions import may_change_or_amend
from workplans.plan.queries import asked_to_change, left_to_carry, was_amended
from workplans.plan.visibility import Key
from workplans.statuses import Audience, ContributionStatus, Step, WorkplanStatus

# The address of what a partner is asked; it names the partner.
OF_PARTNER = "support_change_offer"
# What a desk is told of a task that is late, and not its own.
LATE_WITH_THEM = "late_with_them"

LIVE = not_withdrawn("activities__")
RECORDED = recorded(F("round"), "activities__decisions__")
# The number of the version that the other taskforces read, if any.
THEY_READ = Release.objects.filter(
    version__workplan=OuterRef("pk"), audience=Audience.TASKFORCES, ended_at__isnull=True
).order_by("-version__number")
# How many offers of partners wait for an answer; None for none.
OFFERED = aggregated(
    Contribution.objects.filter(activity__workplan=OuterRef("pk"), status=ContributionStatus.OFFERED),
    "activity__workplan",
    Count("pk"),
)
NEVER_SENT = Q(status=WorkplanStatus.DRAFT, of_record__isnull=True)


class PlanKey(NamedTuple):
    """A workplan by its year and the slug of its taskforce; without a slug, the whole year."""

    year: int
    place: str = ""


@dataclass(frozen=True)
class Task:
    """What somebody has to do, as facts: the home page, mails, the calendar and reminders are made of it.

    - `code` is a row of `reporting.home.messages.TASKS`, and `params` are those of its title.
    - `page` and `args` are the name and the parts of its address; without `args`, those of the plan.
    - `number`: of an activity; `stage`: of a review; `meeting`: the slug of one.
    - `about` are sentences for the home page alone. `due` is None where no date is set.
    - `today` is the day in the country that is to answer, where that is not the portal's.
    - What others owe has no verb: the reader can do nothing.
    """

    code: str
    page: str
    about: tuple[Words, ...] = ()
    plan: PlanKey | None = None
    args: tuple[int | str, ...] | None = None
    number: int | None = None
    stage: str = ""
    meeting: str = ""
    due: date | None = None
    today: date | None = None
    owed_by_others: bool = False
    params: Mapping[str, Param] = field(default_factory=dict)
    # The words and the address of its button, where they are not those of its page.
    button: Words = ""
    goes_to: str = ""

    @property
    def title(self) -> Message:
        """Its sentence on the home page."""
        return message(f"task.{self.code}", **self.params)

    @property
    def _parts(self) -> tuple[int | str, ...]:
        """The parts of its address."""
        return self.args if self.args is not None else self.plan or ()

    @property
    def url(self) -> str:
        return reverse(self.page, args=self._parts)

    @property
    def name(self) -> str:
        """The task among all tasks, short enough for the key of a notice. Another address of its page changes nothing."""
        place = " ".join(map(str, (self.page, *self._parts)))
        return f"{self.code}:{hashlib.sha256(place.encode()).hexdigest()[:12]}"

    def notice(self, verb: str, *, days_left: int | None = None) -> MailPayload:
        """The facts of a notice about it. No mail names a partner, so its link is then to the activity."""
        year, place = self.plan or (None, "")
        return MailPayload(
            verb=verb,
            task=self.code,
            year=year,
            place=place,
            number=self.number,
            day=self.due,
            count=days_left,
            stage=self.stage,
            meeting=self.meeting,
            link=reverse("activity", args=(year, place, self.number))
            if self.page == OF_PARTNER
            else self.url,
        )

    def is_meant_by(self, facts: MailPayload) -> bool:
        """Whether a notice is about it. One of a late task names the taskforce that is late, and not the plan."""
        own = self.notice(facts.verb)
        if facts.verb == LATE_WITH_THEM:
            own = replace(own, place=facts.place)
        return replace(facts, count=None, link="/") == replace(own, link="/")

    def follows_from(self, facts: MailPayload) -> bool:
        """Whether a notice about something else is a reason to do it: of the same plan, activity, review or meeting."""
        own = self.notice(facts.verb)
        if facts.year is None:
            return bool(facts.meeting) and facts.meeting == own.meeting
        same = ((own.place, facts.place), (own.number, facts.number))
        alike = (facts.year, facts.stage) == (own.year, own.stage)
        return alike and all(mine == theirs for mine, theirs in same if mine and theirs)

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < (self.today or on)


def in_order(task: Task) -> tuple[bool, bool, date]:
    """The order of tasks: partners that wait for an answer, then the earliest day, then those without a day."""
    return task.code != "answer_offers", task.due is None, task.due or date.max


class Deadlines:
    """All years, and the planned ends of their steps: one query, at first use."""

    def __init__(self, years: Sequence[AnnualCycle]) -> None:
        self.years = years

    @cached_property
    def _steps(self) -> dict[tuple[int, int], CycleStep]:
        return {(row.cycle_id, row.step): row for row in all_steps()}

    @cached_property
    def reviews(self) -> list[Any]:
        """The reviews of all years: taskforces `asked`, their `open_sheets`, those `owed` by countries that never submitted.

        None is owed once the office has closed the country's workplan, or opened a later review. `is_reported`: an edition
        of the annual report of its year is released.
        """
        return all_reviews()

    def opened_after(self, task: Task) -> bool:
        """Whether the year of a task was opened after its last day."""
        year, due = task.plan and task.plan.year, task.due
        return due is not None and any(one.was_opened_after(due) for one in self.years if one.year == year)

    def steps_of(self, cycle: AnnualCycle) -> list[CycleStep]:
        return [row for (year, _), row in self._steps.items() if year == cycle.pk]

    def step(self, cycle: AnnualCycle, step: Step) -> CycleStep | None:
        return self._steps.get((cycle.pk, step))

    def has_dates(self, cycle: AnnualCycle) -> bool:
        """Whether any of the nine steps has a date, planned or actual."""
        days = ("planned_from", "planned_until", "actual_from", "actual_until")
        return any(getattr(row, day) for row in self.steps_of(cycle) for day in days)

    def of_plan(self, plan: Any, step: Step) -> date | None:
        """Deadline of a plan in a step; None for an amendment: the year's dates are those of first drafts.

        The plan is annotated with `approved_before`.
        """
        row = None if plan.approved_before else self.step(plan.cycle, step)
        return row.planned_until if row else None

    def of_task(self, plan: Any, seat: Seat) -> date | None:
        """Deadline of what a seat has to do with a country's plan, the same as in its state bar."""
        return self.of_plan(plan, WorkplanStatus(plan.status).due_step(seat.role))


@prepared()
def all_steps() -> QuerySet[CycleStep]:
    return CycleStep.objects.all()


@prepared()
def all_reviews() -> QuerySet[Any]:
    still_open = Q(sheets__status=CountryReviewStatus.OPEN)
    never = Q(sheets__answered_on=None) & ~regional("sheets__taskforce__")
    plans = Workplan.objects.filter(cycle=OuterRef("cycle"), taskforce=OuterRef("sheets__taskforce"))
    later = Review.objects.filter(opened_at__gt=OuterRef("opened_at"))
    editions = AnnualReport.objects.filter(cycle=OuterRef("cycle"), released_at__isnull=False)
    waits = Exists(plans.exclude(status=WorkplanStatus.CLOSED)) & ~Exists(later)
    return Review.objects.select_related("meeting").annotate(
        asked=Count("sheets__taskforce", distinct=True),
        open_sheets=Count("sheets", filter=still_open),
        owed=Count("sheets", filter=still_open & never & waits),
        is_reported=Exists(editions),
    )


def worked_on(on: date) -> QuerySet[Workplan]:
    """Plans that are not closed, in whatever step of the year: they are amended during reviews too.

    After the year's end a draft that was never submitted waits for nobody.
    """
    return Workplan.objects.exclude(status=WorkplanStatus.CLOSED).exclude(NEVER_SENT, cycle__ends_on__lt=on)


@prepared(on=DateField(), taskforce=BigIntegerField())
def plans_of_taskforce(*statuses: str, on: date, taskforce: Key) -> QuerySet[Any]:
    """The plans of one taskforce with their counts: all, or those in one of the statuses."""
    plans = plans_with_counts(on).filter(taskforce=taskforce)
    return plans.filter(status__in=statuses) if statuses else plans


def plans_with_counts(on: date) -> QuerySet[Any]:
    """Plans of `worked_on` with their counts, but empty drafts of a year in which no step is planned to have begun yet."""
    steps = CycleStep.objects.filter(cycle=OuterRef("cycle"))
    is_to_come = Exists(steps.filter(planned_from__gt=on)) & ~Exists(steps.filter(planned_from__lte=on))
    return (
        worked_on(on)
        .exclude(NEVER_SENT, is_to_come, ~Exists(Activity.objects.filter(workplan=OuterRef("pk"))))
        .select_related("cycle__plan", "taskforce__country", "submitted_by", "of_record")
        .annotate(
            newest_type=newest_type(),
            lines=Count("activities", filter=LIVE, distinct=True),
            returned=Count("activities", filter=returned("activities__"), distinct=True),
            to_decide=Count("activities", filter=awaiting_decision("activities__"), distinct=True),
            recorded=Count("activities__decisions", filter=RECORDED, distinct=True),
            offered=OFFERED,
            they_read=Subquery(THEY_READ.values("version__number")[:1]),
            approved_before=was_amended(),
            left_to_carry=Exists(left_to_carry()),
            **asked_to_change(),
        )
        .order_by("cycle__year")
    )


def offers_to_answer(plan: Any, deadlines: Deadlines) -> Iterator[Task]:
    """The task to answer what partners offer for a plan, where there is any."""
    if plan.offered:
        yield plan_task(
            "answer_offers",
            plan,
            gettext("Accept each offer, or decline it and give a reason. The partner needs your answer."),
            page="consultation",
            due=deadlines.of_plan(plan, Step.CONSULT),
            params={"count": plan.offered},
        )


def targets_to_choose(plan: Any, seat: Seat) -> Iterator[Task]:
    """The task to change activities before the year moves to another revision of its plan of action, where there is any.

    Nobody can change those of a submitted workplan. Those of an approved one are changed in an amendment.
    """
    amends = plan.status == WorkplanStatus.APPROVED
    if plan.stuck and may_change_or_amend(seat, plan):
        asked = gettext("The target or the area is not in revision %(number)s of the plan of action.")
        yield plan_task(
            "choose_targets",
            plan,
            say(asked, number=plan.cycle.asked_revision),
            gettext(
                "Choose targets of this revision for these activities. If you need an amendment, the Secretariat must "
                "approve the amendment. Then the regional office can move the year to this revision."
            ),
            page="activity",
            number=plan.first_stuck,
            button=AMEND.label if amends else "",
            goes_to=reverse(AMEND.page, args=[plan.cycle.year, plan.taskforce.slug]) if amends else "",
            params={"count": plan.stuck},
        )


def is_young(plan: Any) -> bool:
    """Whether a first draft has fewer lines than usual, and lines of the newest earlier year are not carried over.

    The plan is annotated as `plans_with_counts` says.
    """
    first_draft = plan.status == WorkplanStatus.DRAFT and plan.of_record_id is None
    return first_draft and plan.left_to_carry and plan.lines < plan.cycle.guide_min


def plan_task(
    code: str,
    plan: Workplan,
    /,
    *about: Words,
    page: str = "workplan",
    number: int | None = None,
    params: Mapping[str, Param] | None = None,
    **more: Any,
) -> Task:
    """A task on a page of a plan, which its title may name as `plan`: "amendment of the regional workplan 2011".

    `params` are those of its title beside the plan, `more` what else a `Task` has.
    """
    key = PlanKey(plan.cycle.year, plan.taskforce.slug)
    kind = "amendment" if is_amendment(plan) else "draft"
    region = "regional_" if plan.taskforce.is_regional else ""
    named = message(f"task_plan.{region}{kind}", year=str(plan.cycle.year))
    args = None if number is None else (*key, number)
    return Task(code, page, about, key, args, number, params={"plan": named, **(params or {})}, **more)


def about_plan(plan: Any) -> str:
    count, is_regional = plan.lines, plan.taskforce.is_regional
    if is_amendment(plan):
        said = ngettext_lazy(
            "%(country)s amends version %(version)s. The workplan has %(count)s activity.",
            "%(country)s amends version %(version)s. The workplan has %(count)s activities.",
        )
        if is_regional:
            said = ngettext_lazy(
                "Amendment of version %(version)s. The workplan has %(count)s activity.",
                "Amendment of version %(version)s. The workplan has %(count)s activities.",
            )
    elif is_regional:
        said = ngettext_lazy("Draft with %(count)s activity.", "Draft with %(count)s activities.")
    elif plan.status == WorkplanStatus.RETURNED:
        said = ngettext_lazy(
            "The workplan was returned to %(country)s with %(count)s activity.",
            "The workplan was returned to %(country)s with %(count)s activities.",
        )
    else:
        said = ngettext_lazy(
            "Draft of %(country)s with %(count)s activity.", "Draft of %(country)s with %(count)s activities."
        )
    version = str(plan.of_record.number) if plan.of_record else ""
    return say(said, country=plan.taskforce.name, version=version, count=count)
