"""The year behind a draft: its lines with their costs, what the draft has of them already, what chosen lines come to under
the ceiling, and which of them are proposed for the reserve.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from commit_portal import clock
from commit_portal.workflow.optimistic_locking import fingerprint
from reporting.carry_over import queries
from reporting.carry_over.copy import CarryChoice, CarryOption, Costs, costs_of, days_in
from spa.models import Area
from spa.queries import areas_of_plan
from workplans.models import Activity, AnnualCycle, Seat, VersionLine, Workplan, WorkplanVersion
from workplans.plan.queries import types_of
from workplans.presentation.loaders import load_version_lines


@dataclass(frozen=True)
class YearBehind:
    """`costs` and `there` by the key of the earlier activity; `areas` are those of the draft's plan of action.

    `drafted` are the lines of the draft, withdrawn ones too; `there` has those that it carries over already.
    """

    plan: Workplan
    version: WorkplanVersion
    lines: Sequence[VersionLine]
    answers: queries.LastAnswers
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
        offered = [
            (
                line.activity_id,
                str(self.costs[line.activity_id].approved),
                str(self.costs[line.activity_id].rest),
            )
            for line in self.lines
        ]
        return fingerprint(self.version.pk, offered)


def _stems(name: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w{4,}", name.casefold())}


def year_behind(plan: Workplan, seat: Seat) -> YearBehind | None:
    """The newest earlier year with an approved plan, as the seat may read it, in a fixed number of queries; or None."""
    version = queries.version_before(plan, seat)
    if version is None:
        return None
    # Of the types of today, a newer one is one that no earlier year has.
    approved = load_version_lines(
        version.workplan, version, seat, with_activity=True, has_supports=False, types=types_of(plan)
    )
    lines = [line for line in approved if not line.withdrawn]
    for line in lines:
        line.version = version
    drafted, answers = queries.drafted_lines(plan), queries.last_answers(version, seat)
    return YearBehind(
        plan=plan,
        version=version,
        lines=lines,
        answers=answers,
        costs={line.activity_id: costs_of(line, answers.of(line.activity_id).spent) for line in lines},
        drafted=drafted,
        there=queries.carried_into(drafted),
        areas={area.pk: area for area in areas_of_plan(plan.cycle.plan, plan.cycle.plan_revision)},
    )


@dataclass(frozen=True)
class DraftPreview:
    """The draft as it would be with what is chosen, and what it has (`kept`). Money is US dollars; `ceiling` may be None."""

    lines: int
    as_it_is: int
    only_the_rest: int
    in_reserve: int
    committed: Decimal
    ceiling: Decimal | None
    kept: Decimal

    @property
    def left(self) -> Decimal | None:
        """US dollars left under the ceiling, not below zero."""
        return None if self.ceiling is None else max(self.ceiling - self.committed, Decimal(0))

    @property
    def over(self) -> Decimal:
        """US dollars above the ceiling, or above what it has under a lowered one; zero where it fits."""
        most = self.committed if self.ceiling is None else max(self.ceiling, self.kept)
        return max(self.committed - most, Decimal(0))


def standing_of(behind: YearBehind, choices: Sequence[CarryChoice]) -> DraftPreview:
    """What the draft costs with what is chosen and not there yet. An unknown cost counts as zero; so does a line in reserve."""
    choices = new_of(behind, choices)
    counted = [choice for choice in choices if not choice.in_reserve]
    return DraftPreview(
        lines=len(choices),
        as_it_is=sum(choice.way == CarryOption.AS_IT_IS for choice in choices),
        only_the_rest=sum(choice.way == CarryOption.ONLY_THE_REST for choice in choices),
        in_reserve=len(choices) - len(counted),
        committed=behind.plan.committed + sum((cost_of(behind, choice) for choice in counted), Decimal(0)),
        ceiling=behind.plan.ceiling_on(clock.today()),
        kept=behind.plan.committed,
    )


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
    over = standing_of(behind, choices).over
    proposed = set()
    for choice in reversed(new_of(behind, choices)):
        if over <= 0:
            break
        if not choice.in_reserve and (cost := cost_of(behind, choice)):
            proposed.add(choice.line.activity_id)
            over -= cost
    return frozenset(proposed)
