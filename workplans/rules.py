"""The numbered rules of a workplan (docs/rules.md).

The first paragraph of a docstring is the rule's sentence, and its message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q

from commit_portal.decisions import Violation, broken
from commit_portal.messages import Message, message
from commit_portal.words import day, money
from spa.models import ActionPlan, MenuActivity, Target
from spa.queries import targets_in_force
from spa.statuses import PlanStage, Scope
from workplans.amendments import changes_of_amendment, needs_differ
from workplans.content import value_of
from workplans.fields import FIELDS
from workplans.kinds import NATIONAL, REGIONAL, PlanKind, kind_of
from workplans.models import (
    Activity,
    AnnualCycle,
    LineDecision,
    Workplan,
)
from workplans.models.standing import not_withdrawn
from workplans.queries import counted_cost, targets_of
from workplans.statuses import Funding, Outcome

type Rule = Callable[[Workplan], Violation | Iterable[Violation] | None]

NEEDED = tuple(item for item in FIELDS if item.lacking is not None)
"""The fields that a submitted plan has in every line (WP-5)."""


def wp_1(cycle: AnnualCycle, taskforce_id: int) -> Violation | None:
    """A taskforce has one workplan a year; so has the region."""
    if Workplan.objects.filter(cycle=cycle, taskforce=taskforce_id).exists():
        return broken(wp_1, f"There is already one for {cycle.year}.")
    return None


def wp_2(activity: Activity) -> Violation | None:
    """An activity belongs to one area of the year's plan of action and serves at least one target,
    where the area prints any.

    Any that it can serve: those for the others only, or not in force in the year, ask nothing of it (WP-12).
    """
    if activity.area.plan_id != activity.workplan.cycle.plan_id:
        return broken(
            wp_2,
            f"{activity.area.numbered} is not in {activity.workplan.cycle.plan}.",
            field="area",
            where=activity.short_code,
        )
    if targets_of(activity.area, activity.workplan) and not activity.target_links.all():
        return broken(
            wp_2,
            f"Choose a target of {activity.area.numbered} for {activity.code}.",
            field="targets",
            where=activity.short_code,
        )
    return None


def wp_3(workplan: Workplan, total: Decimal | None = None) -> Violation | None:
    """The Secretariat-supported cost of a country's workplan never exceeds the country ceiling."""
    if total is None:
        total = counted_cost(workplan)
    if workplan.ceiling is None or total <= workplan.ceiling:
        return None
    over = total - workplan.ceiling
    return broken(
        wp_3,
        f"With this the plan asks for US${money(total)}: US${money(over)} more than the ceiling of "
        f"US${money(workplan.ceiling)}.",
        field="secretariat_cost",
    )


def wp_4(activity: Activity) -> Violation | None:
    """An activity runs inside the year's implementation dates, and ends after it starts."""
    cycle = activity.workplan.cycle
    starts_on, ends_on = activity.starts_on, activity.ends_on
    if starts_on and ends_on and ends_on < starts_on:
        return broken(wp_4, "The activity ends before it starts.", field="ends_on", where=activity.short_code)
    for field, value in (("starts_on", starts_on), ("ends_on", ends_on)):
        if value and not cycle.starts_on <= value <= cycle.ends_on:
            return broken(
                wp_4,
                f"{day(value)} is outside {day(cycle.starts_on)} to {day(cycle.ends_on)}. "
                "The regional office may extend these dates.",
                field=field,
                where=activity.short_code,
            )
    return None


def wp_5(workplan: Workplan) -> Iterator[Violation]:
    """A submitted workplan has a title, type, dates, lead body and cost for every line."""
    lines = [line for line in workplan.activities.all() if not line.is_withdrawn]
    if not lines:
        yield broken(wp_5, "There is no activity yet.", field="activities")
    for line in lines:
        for field in _missing_in(line):
            yield broken(
                wp_5,
                str(message(f"activity.lacks_{field}", code=line.code)),
                field=field,
                where=line.short_code,
            )


def wp_6(workplan: Workplan) -> Violation | None:
    """Fewer than 15 or more than 25 activities is unusual."""
    # The guide is data of the year; the sentence names the proposal's own range. A warning, never a refusal.
    count = sum(not line.is_withdrawn for line in workplan.activities.all())
    cycle = workplan.cycle
    if not kind_of(workplan.taskforce).has_guide or cycle.guide_min <= count <= cycle.guide_max:
        return None
    return broken(wp_6, f"This plan has {count}; {cycle.guide_min} to {cycle.guide_max} is the guide.")


def wp_7(outcome: str, reason: str) -> Violation | None:
    """A return carries a reason, and every round's reason stays on record."""
    if outcome == Outcome.RETURN and not reason.strip():
        return broken(wp_7, "Say what should change.", field="reason")
    return None


def wp_8(activity: Activity, user_id: int) -> Violation | None:
    """Who entered or submitted a line does not decide on it."""
    hands = {activity.entered_by_id, activity.changed_by_id, activity.workplan.submitted_by_id}
    if user_id in hands:
        return broken(wp_8, f"Somebody else of the Secretariat decides on {activity.code}.")
    return None


def wp_9(workplan: Workplan) -> Iterator[Violation]:
    """A decision on an activity stands until the activity's content changes.

    It ends as well once a version of record says that the activity is withdrawn, or was moved to reserve and
    is marked so: what is brought back after that is decided on anew.
    """
    for line in workplan.activities.all():
        if line.is_returned:
            yield broken(
                wp_9,
                message("line.returned_unchanged", code=line.code),
                where=line.short_code,
            )


def wp_10(workplan: Workplan) -> Iterator[Violation]:
    """A regional activity brings together at least two countries, and each has confirmed
    before it is shown as taking part.
    """
    for line in workplan.activities.all():
        if line.is_withdrawn:
            continue
        parts = list(line.participations.all())
        confirmed = sum(part.confirmed_at is not None for part in parts)
        if len(parts) < 2:
            yield broken(
                wp_10, f"Name a second country for {line.code}.", field="countries", where=line.short_code
            )
        elif confirmed < len(parts):
            waiting = ", ".join(part.taskforce.name for part in parts if part.confirmed_at is None)
            yield broken(wp_10, f"{line.code} waits for {waiting}.", where=line.short_code)


def wp_11(workplan: Workplan, *, today: date) -> Violation | None:
    """A submission says when and by whom the plan was agreed inside the country."""
    if not workplan.agreed_on:
        return broken(wp_11, "Say on which day it was agreed.", field="agreed_on")
    if workplan.agreed_on > today:
        still_to_come = f"{day(workplan.agreed_on)} is still to come. Give the day on which it was agreed."
        return broken(wp_11, still_to_come, field="agreed_on")
    if not workplan.agreed_by.strip():
        return broken(wp_11, "Say which ministries agreed.", field="agreed_by")
    return None


def wp_12(activity: Activity, targets: Iterable[Target]) -> Iterator[Violation]:
    """An activity picks its targets and its menu activity in its own area: a country's among those
    for countries, a regional one's among those for the region.

    A target is picked while it is in force in the year: reviews and the comparison ask for no other.
    """
    cycle, taskforce = activity.workplan.cycle, activity.workplan.taskforce
    foreign = kind_of(taskforce).foreign_scope
    whose = "countries" if foreign == Scope.NATIONAL else "the region"
    picked: list[tuple[Target | MenuActivity, str]] = [(target, "targets") for target in targets]
    if activity.menu_activity is not None:
        picked.append((activity.menu_activity, "menu_activity"))
    for text, field in picked:
        if text.area_id != activity.area_id:
            yield broken(wp_12, f"{text.code} is not in {activity.area.numbered}.", field=field)
        elif text.scope == foreign:
            yield broken(wp_12, f"{text.code} is for {whose} only.", field=field)
        elif isinstance(text, Target) and not targets_in_force([text], cycle.starts_on, cycle.ends_on):
            yield broken(wp_12, f"{text.code} is not in force in {cycle.year}.", field=field)


LENGTHS = {item.name: item.limit for item in FIELDS if item.limit is not None}


def wp_13(activity: Activity) -> Iterator[Violation]:
    """The texts of an activity keep to the length that there is for each."""
    for field, limit in LENGTHS.items():
        length = len(getattr(activity, field))
        if length > limit:
            yield broken(
                wp_13,
                f"This one has {length:,} characters, and {limit:,} is the most. Shorten it.",
                field=field,
            )


def wp_14(activity: Activity) -> Violation | None:
    """An activity without Secretariat money costs the Secretariat nothing."""
    if activity.funding != Funding.NONE or not activity.secretariat_cost:
        return None
    return broken(
        wp_14,
        "Leave the cost empty, or choose another kind of Secretariat money.",
        field="secretariat_cost",
    )


def wp_15(plan: ActionPlan) -> Violation | None:
    """A year is opened on a plan of action that the governments have at least agreed in principle."""
    # From then on SPA-1 closes its text, which a draft still needs.
    if plan.status == PlanStage.DRAFT:
        return broken(wp_15, f"{plan} is a draft: record its agreement first.", field="plan")
    return None


def wp_16(activity: Activity) -> Violation | None:
    """An activity has a title from the beginning: its number is never given again."""
    if activity.title.strip():
        return None
    return broken(
        wp_16, "Give the activity a title; the rest may wait.", field="title", where=activity.short_code
    )


def is_unfinished(activity: Activity) -> bool:
    """Whether WP-5 still asks something of this line."""
    return not activity.is_withdrawn and any(_missing_in(activity))


def unfinished(of: str = "") -> Q:
    """What WP-5 asks of a line, asked of the database. `of` is the way to the lines, as in "activities__"."""
    lacks = Q()
    for item in NEEDED:
        lack = Q(**{f"{of}{item.name}": ""} if item.is_text else {f"{of}{item.name}__isnull": True})
        if item.name == "secretariat_cost":
            lack &= ~Q(**{f"{of}funding": Funding.NONE})
        lacks |= lack
    return not_withdrawn(of) & lacks


def _missing_in(line: Activity) -> Iterator[str]:
    """The fields that a submitted plan needs and this line lacks."""
    for item in NEEDED:
        if item.name == "secretariat_cost" and line.funding == Funding.NONE:
            continue
        if value_of(line, item.name) in (None, ""):
            yield item.name


def lines_fit_the_year(workplan: Workplan) -> Iterator[Violation]:
    """WP-2 and WP-4 asked of every line."""
    for line in workplan.activities.all():
        if line.is_withdrawn:
            continue
        for rule in (wp_2, wp_4):
            violation = rule(line)
            if violation:
                yield violation


def every_line_is_decided(undecided: int) -> Violation | None:
    """Decisions are sent all at once, when every line is decided."""
    if not undecided:
        return None
    words = "1 line is" if undecided == 1 else f"{undecided} lines are"
    return broken(every_line_is_decided, f"{words} still to be decided.")


def nothing_is_decided_yet(workplan: Workplan) -> Violation | None:
    """A submission is taken back only before a decision is recorded."""
    if LineDecision.objects.filter(activity__workplan=workplan, round=workplan.round).exists():
        return broken(
            nothing_is_decided_yet, "The Secretariat has begun to decide; ask it to return what you need."
        )
    return None


def something_is_of_record(workplan: Workplan) -> Violation | None:
    """A plan is closed once something of it is of record."""
    if workplan.of_record_id is not None:
        return None
    return broken(
        something_is_of_record, "Nothing of this one has been approved, so there is nothing to close."
    )


def something_was_approved_before(workplan: Workplan) -> Violation | None:
    """Only an amendment is dropped: a plan that was approved before it was opened."""
    if workplan.of_record_id is not None:
        return None
    return broken(something_was_approved_before, "This one is a first draft.")


def nothing_differs(workplan: Workplan) -> Violation | None:
    """An amendment is dropped once nothing in it differs from what was before."""
    if workplan.of_record_id is None:
        return None
    found: list[str | Message] = [change.activity.code for change in changes_of_amendment(workplan)]
    if needs_differ(workplan):
        found.append(message("amendment.needs"))
    if not found:
        return None
    code = kind_of(workplan.taskforce).amendment_still_differs
    return broken(nothing_differs, message(code, what=tuple(found)))


# What is missing before a plan is handed over. WP-11 is asked beside them, with the day of the submission.
BEFORE_HANDING_OVER: dict[PlanKind, tuple[Rule, ...]] = {
    NATIONAL: (wp_5, lines_fit_the_year, wp_9, wp_3),
    REGIONAL: (wp_5, lines_fit_the_year, wp_10, wp_3),
}
WORKPLAN_RULES = (
    wp_1,
    wp_2,
    wp_3,
    wp_4,
    wp_5,
    wp_6,
    wp_7,
    wp_8,
    wp_9,
    wp_10,
    wp_11,
    wp_12,
    wp_13,
    wp_14,
    wp_15,
    wp_16,
)
