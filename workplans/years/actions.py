"""Open a year and remove it, choose its countries, its ceiling and its dates, move it to another revision."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import Message, Param, comma_list, message, say
from commit_portal.refusals import Violation, obey, require, unless_taken
from commit_portal.statuses import EventAudience
from commit_portal.workflow import fingerprint, record_event, require_unchanged
from spa.actions.texts import locked_plan
from spa.models import ActionPlan
from workplans.models import (
    COUNTRY_CEILING,
    Activity,
    AnnualCycle,
    CycleStep,
    Opening,
    Seat,
    Taskforce,
    Workplan,
)
from workplans.models.countries import regional
from workplans.plan.locking import announced_columns, bump_revision, bump_with_following, locked_workplan
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import left_by
from workplans.plan.rules import wp_1, wp_15
from workplans.statuses import Step, WorkplanStatus
from workplans.years.permissions import may_keep_years, may_set_step
from workplans.years.plans import is_closed, losses_of, plans_left_by, taskforces_active
from workplans.years.step_labels import NO_DAYS, Days, StepDays, days_of

# An event in the trail of a year is for whoever reads its plans.
_tell_readers = partial(record_event, audience=EventAudience.READERS)

# The code of what stands against the dates of a year and of its steps. No numbered rule speaks of them.
YEAR = "YEAR"
MOVES = MOVE_YEAR, ASK_FOR_TARGETS = "move_year", "ask_for_targets"
CHOOSE_COUNTRIES, REMOVE_YEAR, CHANGE_CEILING = "choose_countries", "remove_year", "change_ceiling"
SHOWN = (*MOVES, CHOOSE_COUNTRIES, CHANGE_CEILING)
ENDS_BEFORE_START = gettext_lazy("The last day is before the first day. Enter a later last day.")
IN_THE_FUTURE = gettext_lazy("%(day)s is in the future. Leave this field empty until that day.")
GIVE_A_DAY = gettext_lazy("Give a day from %(first)s to %(last)s.")
NOT_ADOPTED = gettext_lazy("Choose another adopted revision of the plan of action.")


def against_opening(year: int, *, starts_on: date, ends_on: date) -> Iterator[Violation]:
    """Violations of opening a year with these dates, all in the year itself. Asks nothing about its plan of action."""
    if AnnualCycle.every.filter(year=year).exists():
        said = _("%(year)s is already in the portal. Enter another year.")
        # Its days are those of the year that was meant.
        yield Violation(YEAR, say(said, year=str(year)), field="year")
        return
    outside = [*_outside({"starts_on": starts_on, "ends_on": ends_on}, year, year)]
    yield from outside
    if not outside and ends_on <= starts_on:
        yield Violation(YEAR, ENDS_BEFORE_START, field="ends_on")


def against_move(cycle: AnnualCycle, number: int, reason: str) -> Iterator[Violation]:
    """Violations of a move to a revision, also where activities would be left without a target or an area."""
    if number == cycle.plan_revision or not 1 <= number <= cycle.plan.revision:
        yield Violation(YEAR, NOT_ADOPTED)
    if is_closed(cycle) and not reason.strip():
        said = _("The year %(year)s is closed. Give the reason for the move.")
        yield Violation(YEAR, say(said, year=str(cycle)), field="reason")
    said = _(
        "Activities of %(year)s without a target or an area in revision %(number)s: %(plans)s. Ask the taskforces "
        "to change them first."
    )
    yield from _against_those_left(said, cycle, number)


def _outside(days: Mapping[str, date | None], first: int, last: int) -> Iterator[Violation]:
    """Violations of days, by their fields, that are outside the years from `first` to `last`."""
    begins, ends = date(first, 1, 1), date(last, 12, 31)
    for field, day in days.items():
        if day and not begins <= day <= ends:
            yield Violation(YEAR, say(GIVE_A_DAY, first=begins, last=ends), field=field)


@transaction.atomic
def open_year(
    year: int,
    plan: ActionPlan,
    *,
    starts_on: date,
    ends_on: date,
    by: Seat,
    now: datetime,
    country_ceiling: Decimal = COUNTRY_CEILING,
    regional_ceiling: Decimal | None = None,
    planned: Mapping[int, Days] | None = None,
    is_demo: bool = False,
) -> AnnualCycle:
    """Open a year with the `planned` days of its steps: one workplan for each taskforce active then, open to its desk.

    These are the year's columns for good. The plan's nominal end never stands in the way. Money is US dollars.
    Raises `Refused` for all but the regional office, `RuleBroken` (YEAR, WP-15), also with fields such as
    "planned_until_3", and `SomebodyWasFaster`.
    """
    require(may_keep_years(by))
    # Nobody changes its text between the question and the year that closes it (SPA-1).
    plan = locked_plan(plan)
    obey(wp_15(plan))
    steps = planned or dict.fromkeys(Step, NO_DAYS)
    obey(
        *against_opening(year, starts_on=starts_on, ends_on=ends_on),
        *chain.from_iterable(_against_planned(year, step, days) for step, days in steps.items()),
    )
    with unless_taken(say(_("Someone opened %(year)s just now. Look at the list of years."), year=str(year))):
        cycle = AnnualCycle.objects.create(
            year=year,
            plan=plan,
            plan_revision=plan.revision,
            starts_on=starts_on,
            ends_on=ends_on,
            opened_on=timezone.localdate(now),
            country_ceiling=country_ceiling,
            regional_ceiling=regional_ceiling,
            is_demo=is_demo,
        )
    CycleStep.objects.bulk_create(
        CycleStep(cycle=cycle, step=step, planned_from=first, planned_until=last)
        for step, (first, last) in steps.items()
    )
    for taskforce in taskforces_active(starts_on, ends_on):
        _open_plan(cycle, taskforce, by=by, now=now)
    facts = {"year": str(year), "plan": cycle.plan_title}
    _tell_readers("open_year", cycle, facts=facts, by=by, now=now)
    return cycle


def mark_of_plans(cycle: AnnualCycle) -> str:
    """The fingerprint of a year's workplans and ceilings, to detect that countries or ceilings are not as a page showed."""
    found = cycle.workplans.order_by("pk").values_list("pk", "ceiling", "next_ceiling", "next_ceiling_on")
    return fingerprint(*found)


@transaction.atomic
def choose_countries(
    cycle: AnnualCycle, countries: Collection[Taskforce], *, seen: str, reason: str, by: Seat, now: datetime
) -> AnnualCycle:
    """Let these countries take part in a year: the others leave it, as long as nothing is written in their workplan.

    Raises `Refused` for all but the regional office, `RuleBroken` (YEAR), and `StaleRow` where other countries take part
    than the page showed, whose mark was `seen` (`mark_of_plans`). Other years stay as they are.
    """
    require(may_keep_years(by))
    # Who opens, moves or removes a year waits here too. The year's own row is the last of the locks.
    locked_plan(cycle.plan)
    require_unchanged(cycle, seen=seen, now=mark_of_plans(cycle))
    cycle.refresh_from_db(fields=("country_ceiling", "next_ceiling", "next_ceiling_on"))
    plans = {plan.taskforce: plan for plan in cycle.workplans.exclude(regional("taskforce__"))}
    said = _(
        "By its first and last day, %(name)s is not in COMMIT in %(year)s. Remove the tick, or correct the days on the page "
        "of its lead body."
    )
    away = {*countries} - {*plans} - {*taskforces_active(cycle.starts_on, cycle.ends_on)}
    obey(*(Violation(YEAR, say(said, name=one.name, year=str(cycle)), field="countries") for one in away))
    for taskforce in countries:
        if taskforce not in plans:
            _open_plan(cycle, taskforce, by=by, now=now)
    for taskforce, plan in plans.items():
        if taskforce not in countries:
            _remove_plan(plan)
    facts = {"countries": tuple(taskforce.called for taskforce in countries)}
    _tell_readers(CHOOSE_COUNTRIES, cycle, facts=facts, by=by, now=now, note=reason)
    bump_revision(cycle)
    return cycle


@transaction.atomic
def change_ceiling(
    cycle: AnnualCycle,
    amount: Decimal,
    *,
    starts_on: date,
    country: Taskforce | None = None,
    reason: str,
    seen: str | None = None,
    by: Seat,
    now: datetime,
) -> AnnualCycle:
    """Announce the ceiling of every country in a year, or of one, from a day on. US dollars (ADR 36).

    Nothing of a plan above it is dropped: from that day on its funding never rises, and its next submission must fit (WP-3).
    Announced again before its first day, the newest one counts. Raises `Refused` for all but the regional office,
    `RuleBroken` (YEAR), and `StaleRow` where other ceilings are announced than the page showed (`mark_of_plans`).
    """
    require(may_keep_years(by))
    # Who opens, moves or removes a year waits here, so that no country joins in between. The year's own row is last.
    locked_plan(cycle.plan)
    require_unchanged(cycle, seen=seen, now=mark_of_plans(cycle))
    found, today = cycle.workplans.exclude(regional("taskforce__")), timezone.localdate(now)
    locked = [locked_workplan(plan) for plan in (found.filter(taskforce=country) if country else found)]
    # A closed one keeps the ceiling of its approved version.
    plans = [plan for plan in locked if plan.status != WorkplanStatus.CLOSED]
    obey(*_against_ceiling(cycle, plans, starts_on, today=today))
    announced = {"next_ceiling": amount, "next_ceiling_on": starts_on}
    facts: Mapping[str, Param] = {"ceiling": amount, "day": starts_on}
    for plan in plans:
        columns = {**announced_columns(plan, plan.committed), **announced}
        # The database asks for the event first (commit_portal/db/guards.toml).
        was: Mapping[str, Param] = {} if plan.ceiling is None else {"before": plan.ceiling}
        record_event(CHANGE_CEILING, plan, by=by, now=now, facts={**facts, **was}, note=reason)
        Workplan.objects.filter(pk=plan.pk).update(row_version=F("row_version") + 1, **columns)
    if country is None:
        fresh = AnnualCycle.objects.select_for_update().get(pk=cycle.pk)
        fresh.country_ceiling = fresh.ceiling_on(today)
        fresh.next_ceiling, fresh.next_ceiling_on = amount, starts_on
        _tell_readers(CHANGE_CEILING, cycle, facts=facts, by=by, now=now, note=reason)
        fresh.save(update_fields=["country_ceiling", *announced])
    bump_revision(cycle)
    return cycle


def _against_ceiling(
    cycle: AnnualCycle, plans: Collection[Workplan], starts_on: date, *, today: date
) -> Iterator[Violation]:
    """Violations of another ceiling from a day on. A plan above the one of today cannot get its earlier one back meanwhile."""
    if not plans:
        said = _("No workplan is open. A closed one keeps its ceiling. Choose another country.")
        yield Violation(YEAR, said, field="country")
    last = max(today, cycle.ends_on)
    if not today <= starts_on <= last:
        yield Violation(YEAR, say(GIVE_A_DAY, first=today, last=last), field="starts_on")
    above = tuple(plan.taskforce.name for plan in plans if plan.committed > (plan.ceiling_on(today) or 0))
    if above and starts_on > today:
        said = _(
            "Already above the present ceiling: %(plans)s. So the new ceiling must start today. Enter today as its first day."
        )
        yield Violation(YEAR, say(said, plans=above), field="starts_on")


@transaction.atomic
def remove_year(cycle: AnnualCycle, *, by: Seat, now: datetime) -> None:
    """Remove a year that was opened by mistake, while nothing stands in it: it can be opened again.

    Raises `Refused` for all but the regional office, and `RuleBroken` (YEAR) where somebody has worked in it.
    """
    require(may_keep_years(by))
    locked_plan(cycle.plan)
    for plan in cycle.workplans.all():
        _remove_plan(plan)
    record_event(REMOVE_YEAR, cycle, by=by, now=now, facts={"year": str(cycle)})
    with _unless_used(cycle):
        cycle.steps.all().delete()
        cycle.delete()


@transaction.atomic
def extend_year(
    cycle: AnnualCycle, *, starts_on: date, ends_on: date, note: str, by: Seat, now: datetime
) -> AnnualCycle:
    """Widen the dates within which activities run (WP-4).

    Raises `Refused` for all but the regional office, and `RuleBroken` (YEAR) for dates that narrow it or are far away.
    """
    require(may_keep_years(by))
    fresh = AnnualCycle.objects.select_for_update().get(pk=cycle.pk)
    if starts_on > fresh.starts_on or ends_on < fresh.ends_on:
        said = _(
            "You can make the period of the year longer, but not shorter. The dates are %(days)s now. "
            "Activities may already use these dates."
        )
        field = "ends_on" if ends_on < fresh.ends_on else "starts_on"
        obey(Violation(YEAR, say(said, days=_days(fresh.starts_on, fresh.ends_on)), field=field))
    obey(*_outside({"starts_on": starts_on, "ends_on": ends_on}, fresh.year - 1, fresh.year + 1))
    fresh.starts_on, fresh.ends_on = starts_on, ends_on
    fresh.save(update_fields=["starts_on", "ends_on"])
    facts = {"days": _days(starts_on, ends_on)}
    _tell_readers("extend_year", fresh, facts=facts, by=by, now=now, note=note)
    bump_revision(fresh)
    return fresh


@transaction.atomic
def move_year(
    cycle: AnnualCycle, number: int, *, seen: int | None = None, reason: str, by: Seat, now: datetime
) -> AnnualCycle:
    """Let a year follow another adopted revision of its plan of action. Answers to a dropped target stay stored.

    Raises `Refused` for all but the regional office, `RuleBroken` with the number of activities that would be left
    without a target, and with `seen`, the row version of the plan of action, `StaleRow`. No date ever moves a year.
    Each taskforce is told which of its activities lose which targets.
    """
    require(may_keep_years(by))
    plan = locked_plan(cycle.plan)
    require_unchanged(plan, seen=seen, now=plan.row_version)
    fresh = AnnualCycle.objects.select_for_update().get(pk=cycle.pk)
    fresh.plan = plan
    obey(*against_move(fresh, number, reason))
    losing = losses_of(Activity.objects.not_withdrawn().filter(workplan__cycle=fresh), number)
    fresh.plan_revision, fresh.asked_revision = number, None
    fresh.save(update_fields=["plan_revision", "asked_revision"])
    facts: Mapping[str, Param] = {"plan": str(plan), "number": number}
    _tell_readers(MOVE_YEAR, fresh, facts=facts, by=by, now=now, note=reason)
    for workplan in fresh.workplans.all():
        lost = losing.get(workplan.pk)
        said = message("workplan.moved_without" if lost else "workplan.moved", number=number, **lost or {})
        record_event(MOVE_YEAR, workplan, by=by, now=now, facts=said, audience=EventAudience.TASKFORCE)
    bump_with_following(fresh)
    return fresh


@transaction.atomic
def ask_for_targets(cycle: AnnualCycle, number: int, *, by: Seat, now: datetime) -> AnnualCycle:
    """Ask the taskforces whose activities have no target or no area in a revision to change them, for a move to it.

    Their officers and leads have a task for as long as such activities are there, and choose from that revision too.
    Asked for the revision that the year follows, the portal asks no more, unless activities have only texts of the other
    one. What is asked already is not asked again. Raises `Refused` for all but the regional office, and `RuleBroken`
    (YEAR) for a revision that is not adopted, or where no activity stops the move.
    """
    require(may_keep_years(by))
    fresh = AnnualCycle.objects.select_for_update().get(pk=cycle.pk)
    asked = number if number != fresh.plan_revision else None
    if asked == fresh.asked_revision:
        return fresh
    left = plans_left_by(fresh, number) if asked else []
    if not 1 <= number <= fresh.plan.revision:
        obey(Violation(YEAR, NOT_ADOPTED))
    elif not asked:
        why = _(
            "Activities of %(year)s already use a text that revision %(number)s does not have: %(plans)s. Move the year "
            "instead, or ask the taskforces to choose the earlier texts again."
        )
        obey(*_against_those_left(why, fresh, number))
    elif not left:
        obey(Violation(YEAR, _("No activity stops the move to this revision. You can move the year now.")))
    fresh.asked_revision = asked
    fresh.save(update_fields=["asked_revision"])
    losing = losses_of(left_by(number).filter(workplan__in=left), number)
    for plan in left:
        facts = {"number": number, "count": plan.stuck, **losing.get(plan.pk, {})}
        record_event(ASK_FOR_TARGETS, plan, by=by, now=now, facts=facts, audience=EventAudience.TASKFORCE)
    said = message("year.targets_asked" if asked else "year.targets_not_asked", number=number)
    _tell_readers(ASK_FOR_TARGETS, fresh, facts=said, by=by, now=now)
    return fresh


def mark_of_steps(cycle: AnnualCycle, seat: Seat) -> str:
    """The fingerprint of the dates of a year's steps, and of those that `seat` may set."""
    return fingerprint(*((days_of(step, {}), bool(may_set_step(seat, step))) for step in cycle.steps.all()))


@transaction.atomic
def set_step_dates(
    cycle: AnnualCycle, days: Mapping[int, StepDays], *, seen: str | None = None, by: Seat, now: datetime
) -> None:
    """Set the planned and actual dates of steps. They lock nothing; late steps are shown as late.

    Only steps with other dates than before are written, each with its event. Raises `Refused` for all but the regional
    office, and while a meeting keeps them, `RuleBroken` (YEAR) with fields such as "planned_until_3", and `StaleRow` where
    the dates are not as the page showed them, whose mark was `seen` (`mark_of_steps`).
    """
    require(may_keep_years(by))
    # All rows before the year: a review that joins a meeting locks the row of its step, then the year.
    steps = list(cycle.steps.select_for_update(of=("self",)).select_related("cycle"))
    require_unchanged(cycle, seen=seen, now=mark_of_steps(cycle, by))
    changed = [step for step in steps if days.get(step.step, days_of(step, {})) != days_of(step, {})]
    for step in changed:
        require(may_set_step(by, step))
    today = timezone.localdate(now)
    obey(*chain.from_iterable(_against_days(step, days[step.step], today) for step in changed))
    for step in changed:
        planned, actual = days[step.step]
        (step.planned_from, step.planned_until), (step.actual_from, step.actual_until) = planned, actual
        step.save()
        name = str(step.step)
        said = message("step.dates_set", step=name, planned=_days(*planned), actual=_days(*actual))
        _tell_readers("set_step", cycle, facts=said, by=by, now=now, label=name)
    if changed:
        bump_revision(cycle)


def _against_days(step: CycleStep, days: StepDays, today: date) -> Iterator[Violation]:
    """Violations of the days of a step, by the fields of the page. An actual day to come stays where it was saved before."""
    yield from _against_planned(step.cycle.year, step.step, days.planned)
    first, last = days.actual
    if first and last and last < first:
        yield Violation(YEAR, ENDS_BEFORE_START, field=f"actual_until_{step.step}")
    for column, day in zip(("actual_from", "actual_until"), days.actual, strict=True):
        if day and day > today and day != getattr(step, column):
            yield Violation(YEAR, say(IN_THE_FUTURE, day=day), field=f"{column}_{step.step}")


def _against_planned(year: int, step: int, days: Days) -> Iterator[Violation]:
    """Violations of the days for which a step of a year is planned, by the fields of the page."""
    first, last = days
    if first and last and last < first:
        yield Violation(YEAR, ENDS_BEFORE_START, field=f"planned_until_{step}")
    yield from _outside({f"planned_from_{step}": first, f"planned_until_{step}": last}, year - 1, year + 1)


def _open_plan(cycle: AnnualCycle, taskforce: Taskforce, *, by: Seat, now: datetime) -> None:
    """Make the empty draft of a taskforce in a year, open to its desk."""
    obey(wp_1(cycle, taskforce.pk))
    kind = kind_of(taskforce)
    workplan = Workplan.objects.create(cycle=cycle, taskforce=taskforce, **kind.ceilings(cycle))
    if kind.is_opened:
        Opening.objects.create(workplan=workplan, opened_at=now, opened_by=by.user)


def _remove_plan(plan: Workplan) -> None:
    """Remove a draft in which nothing was written yet. Raises `RuleBroken` (YEAR) for any other."""
    plan = locked_workplan(plan)
    with _unless_used(plan):
        if plan.needs or plan.round or plan.numbers_used:
            raise ProtectedError("It has been worked on.", {plan})
        plan.openings.filter(partner=None).delete()
        plan.delete()


@contextmanager
def _unless_used(row: Workplan | AnnualCycle) -> Iterator[None]:
    """Delete a row and what was made with it. Raises `RuleBroken` (YEAR) where anything else refers to it."""
    try:
        with transaction.atomic():
            yield
    except ProtectedError:
        said = _("Somebody has already worked in %(what)s. So it cannot be removed.")
        obey(Violation(YEAR, say(said, what=str(row))))


def _against_those_left(said: str, cycle: AnnualCycle, number: int) -> Iterator[Violation]:
    """A violation that counts the activities without a target or an area in a revision, by workplan, where there are any."""
    if left := plans_left_by(cycle, number):
        plans = comma_list(f"{plan.taskforce.name} ({plan.stuck})" for plan in left)
        yield Violation(YEAR, say(said, year=str(cycle), number=number, plans=plans))


def _days(first: date | None, last: date | None) -> Message:
    """A span of days as the trail keeps it."""
    if first is None:
        return message("days.last", last=last) if last else message("days.none")
    return message("days.both", first=first, last=last) if last else message("days.first", first=first)
