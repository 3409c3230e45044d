"""The year behind a draft: its approved lines, what was last said of them, and what the draft has of them already.

A new line takes over the content, a year later, and never what others said of it. Then what chosen lines come to under
the ceiling, and which of them are proposed for the reserve.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Subquery

from commit_portal import clock
from commit_portal.db.related_rows import all_placed
from commit_portal.forms.base import Values
from commit_portal.workflow import fingerprint
from reporting.answers.queries import sheets_visible_to
from reporting.carry_over.costs import CarryOption, Costs, costs_of
from reporting.models import ActivityProgress, Recommendation, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStage
from spa.models import Area
from spa.queries import areas_of_plan
from workplans.fields import CARRIED, FieldKind
from workplans.models import Activity, AnnualCycle, Seat, VersionLine, Workplan, WorkplanVersion
from workplans.plan.line_content import LineDraft, draft_from, held_by, targets_of_line
from workplans.plan.queries import keys_of_targets, menu_of, targets_of, types_of
from workplans.plan.visibility import versions_visible_to
from workplans.presentation.loaders import load_version_lines
from workplans.statuses import Funding
from workplans.years.step_labels import years_later


@dataclass(frozen=True)
class LastAnswer:
    """What a taskforce last said of one activity in the year, field by field. `spent` is US dollars.

    `provisional`: the fields whose word stands in answers that are not closed yet.
    """

    status: str = ""
    spent: Decimal | None = None
    narrative: str = ""
    provisional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LastAnswers:
    """The last answers of a year, by the keys of activities and of targets. `are_closed`: no later word can come."""

    activities: Mapping[int, LastAnswer] = field(default_factory=dict)
    targets: Mapping[int, str] = field(default_factory=dict)
    provisional_targets: frozenset[int] = frozenset()
    are_closed: bool = False

    def of(self, activity: int) -> LastAnswer:
        return self.activities.get(activity, LastAnswer())


def version_before(plan: Workplan, seat: Seat) -> WorkplanVersion | None:
    """The approved version of the newest earlier year that has one. A year without an approved plan is passed over."""
    approved = versions_visible_to(seat).filter(
        pk=F("workplan__of_record"), workplan__taskforce=plan.taskforce_id
    )
    earlier = approved.filter(workplan__cycle__year__lt=plan.cycle.year).order_by("-workplan__cycle__year")
    return earlier.select_related("workplan__cycle__plan", "workplan__taskforce__country").first()


def last_carried(plan: Workplan, seat: Seat) -> list[Activity]:
    """What is left of the lines that a person carried over last, together, in the order of their numbers."""
    carried = plan.activities.filter(carried_from__isnull=False, entered_by=seat.user_id)
    newest = carried.order_by("-entered_at").values("entered_at")[:1]
    return list(carried.filter(entered_at=Subquery(newest)).order_by("number"))


def last_answers(version: WorkplanVersion, seat: Seat) -> LastAnswers:
    """What the taskforce last said in the year of a version, as far as the seat reads its sheets: 3 queries.

    Of a review the newest round counts, also one that is not closed: the taskforce reads its own. A later review
    counts before an earlier one, field by field; a blank says nothing.
    """
    plan = version.workplan
    sheets = sheets_visible_to(seat).filter(review__cycle=plan.cycle_id, taskforce=plan.taskforce_id)
    newest = {sheet.review_id: sheet for sheet in sheets.order_by("review__stage", "round")}
    if not newest:
        return LastAnswers()
    order = {sheet.pk: place for place, sheet in enumerate(newest.values())}
    is_open = {sheet.pk: sheet.status != CountryReviewStatus.CLOSED for sheet in newest.values()}
    progress = ActivityProgress.objects.filter(sheet__in=order).select_related(None)
    answers: dict[int, LastAnswer] = {}
    for row in sorted(progress, key=lambda row: order[row.sheet_id]):
        before = answers.get(row.activity_id, LastAnswer())
        found = {"status": row.status, "spent": row.spent_secretariat, "narrative": row.narrative}
        said: dict[str, Any] = {name: value for name, value in found.items() if value not in ("", None)}
        still = before.provisional - said.keys()
        unsure = still | said.keys() if is_open[row.sheet_id] else still
        answers[row.activity_id] = replace(before, **said, provisional=unsure)
    statuses = TargetStatus.objects.filter(sheet__in=order).exclude(status="").order_by()
    last = {row.target_id: row for row in sorted(statuses, key=lambda row: order[row.sheet_id])}
    return LastAnswers(
        answers,
        {key: row.status for key, row in last.items()},
        frozenset(key for key, row in last.items() if is_open[row.sheet_id]),
        are_closed=not any(is_open.values()),
    )


def recommended_to(version: WorkplanVersion) -> list[Recommendation]:
    """What the Senior Officials Meeting of the year asked of this taskforce, in the order of its list."""
    plan = version.workplan
    of_year = {"meeting__reviews__cycle": plan.cycle_id, "meeting__reviews__stage": ReviewStage.SOM}
    found = Recommendation.objects.filter(**of_year, addressees__taskforce=plan.taskforce_id).distinct()
    found = found.select_related("area__plan", "target", "meeting").prefetch_related("meeting__parts")
    return list(found.order_by("meeting", "number"))


@dataclass(frozen=True)
class CarryChoice:
    """A line that goes on: the way, the area that it serves in the new year, and whether it waits in reserve.

    `starts_on`: the day on which it starts instead of one that has passed.
    """

    line: VersionLine
    way: CarryOption
    area: Area
    in_reserve: bool = False
    starts_on: date | None = None


def carried(choice: CarryChoice, costs: Costs, plan: Workplan, *, active: Collection[int] = ()) -> LineDraft:
    """The draft of the new line.

    Copied: what `workplans.fields` says is carried, with its days a year later. Of another plan of action neither
    targets nor activity area: nothing says which of them follow from which. Never copied: decisions, support of
    partners and with it the total cost, comments. Its countries that are `active` in the year, by the keys of their
    taskforces, are asked anew whether they take part.
    """
    line = choice.line
    values = {item.name: held_by(line, item.name) for item in CARRIED}
    values |= {
        item.name: _next(values[item.name], line, plan) for item in CARRIED if item.kind is FieldKind.DAY
    }
    values["starts_on"], values["ends_on"] = days_in(plan, line, choice.starts_on)
    funding = Funding.COUNTED if line.funding == Funding.RESERVE else Funding(line.funding)
    values |= {
        "area": choice.area,
        "menu_activity": None,
        "targets": (),
        "countries": [part.taskforce for part in line.participations.all() if part.taskforce_id in active],
        "funding": Funding.RESERVE if choice.in_reserve and funding == Funding.COUNTED else funding,
        "secretariat_cost": costs.of(choice.way),
    }
    if line.area.plan_id == plan.cycle.plan_id:
        if line.menu_activity in menu_of(choice.area, plan):
            values["menu_activity"] = line.menu_activity
        # Those that a line of this year can still serve (WP-12).
        open_to_it = {target.pk for target in targets_of(choice.area, plan)}
        values["targets"] = [target for target in targets_of_line(line) if target.pk in open_to_it]
    return replace(draft_from(values), carried_from=line.activity)


def days_in(
    plan: Workplan, line: VersionLine, starts_on: date | None = None
) -> tuple[date | None, date | None]:
    """The first and last day of a line in the plan's year.

    With `starts_on` it starts on that day instead, and lasts as long as before, at most until the year ends.
    """
    first, last = (_next(day, line, plan) for day in (line.starts_on, line.ends_on))
    if starts_on is None or first is None:
        return first, last
    return starts_on, last and min(starts_on + (last - first), plan.cycle.ends_on)


def _next(day: date | None, line: VersionLine, plan: Workplan) -> date | None:
    """A date in the plan's year; empty where that day is outside the year (WP-4): the line is unfinished then."""
    cycle = plan.cycle
    if day is None:
        return None
    then = years_later(cycle.year - line.version.workplan.cycle.year, day)
    return then if cycle.starts_on <= then <= cycle.ends_on else None


@dataclass(frozen=True)
class YearBehind:
    """`costs` and `there` by the key of the earlier activity, the costs in the order of the lines.

    `areas` are those of the draft's plan of action.
    `drafted` are the lines of the draft in the order of their numbers, withdrawn ones too, with the keys of their
    targets; `there` has those that it carries over already.
    """

    plan: Workplan
    version: WorkplanVersion
    lines: Sequence[VersionLine]
    answers: LastAnswers
    costs: Mapping[int, Costs]
    drafted: Sequence[Any]
    there: Mapping[int, Activity]
    areas: Mapping[int, Area]

    @property
    def cycle(self) -> AnnualCycle:
        return self.version.workplan.cycle

    @property
    def changes_plan(self) -> bool:
        """Whether the draft's year is planned on another plan of action: areas with the same code are others."""
        return self.cycle.plan_id != self.plan.cycle.plan_id

    @property
    def to_choose(self) -> list[VersionLine]:
        """The lines that the draft does not have yet."""
        return [line for line in self.lines if line.activity_id not in self.there]

    def begun(self, today: date) -> list[VersionLine]:
        """The lines to choose that would start on a day that has passed, in a year that has not ended."""
        starts = [(line, days_in(self.plan, line)[0]) for line in self.to_choose]
        ended = today > self.plan.cycle.ends_on
        return [] if ended else [line for line, first in starts if first is not None and first < today]

    def area_like(self, name: str) -> Area | None:
        """The one area of the draft's plan of action whose title has a word of this name; None for none or several.

        Words are compared by their first six letters: "Preventive" is like "Prevention".
        """
        words = _stems(name)
        found = [area for area in self.areas.values() if words & _stems(area.title)]
        return found[0] if len(found) == 1 else None

    @property
    def mark(self) -> str:
        """A mark of what the page offers: another approved version or other spending gives another one."""
        offered = [(key, str(costs.approved), str(costs.rest)) for key, costs in self.costs.items()]
        return fingerprint(self.version.pk, offered)


def _stems(name: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w{4,}", name.casefold())}


def year_behind(plan: Workplan, seat: Seat) -> YearBehind | None:
    """The newest earlier year with an approved plan, as the seat may read it, in a fixed number of queries; or None."""
    version = version_before(plan, seat)
    if version is None:
        return None
    # Of the types of today, a newer one is one that no earlier year has.
    approved = load_version_lines(
        version.workplan, version, seat, with_activity=True, has_supports=False, types=types_of(plan)
    )
    lines = all_placed((line for line in approved if not line.withdrawn), "version", version)
    drafted = list(plan.activities.annotate(target_keys=keys_of_targets()).order_by("number"))
    answers = last_answers(version, seat)
    return YearBehind(
        plan=plan,
        version=version,
        lines=lines,
        answers=answers,
        costs={line.activity_id: costs_of(line, answers.of(line.activity_id).spent) for line in lines},
        drafted=drafted,
        there={line.carried_from_id: line for line in drafted if line.carried_from_id is not None},
        areas={area.pk: area for area in areas_of_plan(plan.cycle.plan, plan.cycle.plan_revision)},
    )


def standing_of(behind: YearBehind, choices: Sequence[CarryChoice]) -> Values:
    """The draft as it would be with what is chosen and not there yet. Money is US dollars; `ceiling` may be None.

    An unknown cost counts as zero; so does a line in reserve. `left` under the ceiling is not below zero. `over` is what is
    above the ceiling, or above what the draft has under a lowered one; zero where it fits.
    """
    choices = new_of(behind, choices)
    counted = [choice for choice in choices if not choice.in_reserve]
    ceiling, kept = behind.plan.ceiling_on(clock.today()), behind.plan.committed
    committed = kept + sum((cost_of(behind, choice) for choice in counted), Decimal(0))
    return {
        "lines": len(choices),
        "as_it_is": sum(choice.way == CarryOption.AS_IT_IS for choice in choices),
        "only_the_rest": sum(choice.way == CarryOption.ONLY_THE_REST for choice in choices),
        "committed": committed,
        "ceiling": ceiling,
        "left": None if ceiling is None else max(ceiling - committed, Decimal(0)),
        "over": Decimal(0) if ceiling is None else max(committed - max(ceiling, kept), Decimal(0)),
    }


def new_of(behind: YearBehind, choices: Sequence[CarryChoice]) -> list[CarryChoice]:
    """The choices that would make a line: the draft has the others already."""
    return [choice for choice in choices if choice.line.activity_id not in behind.there]


def cost_of(behind: YearBehind, choice: CarryChoice) -> Decimal:
    """US dollars of one chosen line; zero where it is not known."""
    return behind.costs[choice.line.activity_id].of(choice.way) or Decimal(0)


def reserve_to_propose(behind: YearBehind, choices: Sequence[CarryChoice]) -> frozenset[int]:
    """The last of the chosen lines, until the others fit under the ceiling, by the key of the earlier activity.

    Empty where all of them fit, or no ceiling is set.
    """
    over = standing_of(behind, choices)["over"]
    proposed = set()
    for choice in reversed(new_of(behind, choices)):
        if over <= 0:
            break
        if not choice.in_reserve and (cost := cost_of(behind, choice)):
            proposed.add(choice.line.activity_id)
            over -= cost
    return frozenset(proposed)
