"""What chosen lines come to under the ceiling, and which of them are proposed for the reserve."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from commit_portal import clock
from reporting.carry_over.copy import CarryChoice, CarryOption
from reporting.carry_over.previous_year import YearBehind


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
