"""The year behind a draft, as one thing: its lines with their costs, and what the draft has of them already."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commit_portal.workflow.optimistic_locking import fingerprint
from reporting.carry_over import queries
from reporting.carry_over.copy import Costs, costs_of, days_in
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
