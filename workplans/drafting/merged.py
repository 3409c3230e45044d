"""What was typed into a line beside what others saved meanwhile: its contents by field."""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from commit_portal.refusals import Violation
from commit_portal.sheets.merge import Clash, names_in
from workplans.models import Activity, LineHistory
from workplans.plan.line_content import LineDraft, draft_from
from workplans.plan.line_history import LineContent, values_of
from workplans.statuses import Funding

MONEY = ("funding", "secretariat_cost", "cost_in_all")


@dataclass(frozen=True)
class Saved:
    """What became of a typed line.

    - `line`: as it is now; its row version is the mark for the next saving.
    - `mine`: the content that was typed.
    - `from_them`: fields with something of theirs in them that does not clash. `clashes`: what a person has to choose;
      nothing of it was written.
    - `meanwhile`: the changes of others since then, newest first, with their people.
    - `over`: the money was left as it was, because the cost does not fit (WP-3); with `cost_apart` only.
    - `asked_again`: the countries that had confirmed the line, and have to once more (WP-10).
    """

    line: Activity
    mine: LineContent
    from_them: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    meanwhile: tuple[LineHistory, ...] = ()
    over: Violation | None = None
    asked_again: tuple[str, ...] = ()

    @property
    def last(self) -> LineHistory | None:
        """The newest of their changes that is in the result or in a clash; None where nothing came in."""
        fields = {*self.from_them, *names_in(self.clashes)}
        return next((row for row in self.meanwhile if fields & set(row.after)), None)


def typed_values(
    base: LineContent, typed: Mapping[str, object] | LineDraft, only: Collection[str] | None
) -> LineContent:
    """The content that somebody typed: `base` with the fields of a draft, or of cleaned values, that were typed.

    `only` names those; without it, all of a draft, and of cleaned values those that are there.
    """
    if isinstance(typed, LineDraft):
        names: Set[str] = set(base if only is None else only)
        given = values_of(typed)
    else:
        names = set(typed if only is None else only) & set(base)
        given = values_of(draft_from(typed))
    mine = {name: given[name] if name in names else value for name, value in base.items()}
    if mine["funding"] == Funding.NONE and mine["secretariat_cost"] is None:
        # A line without Secretariat money has the cost zero (WP-14); a form leaves it empty.
        mine["secretariat_cost"] = Decimal(0)
    return mine


def fields_of(violations: Iterable[Violation]) -> frozenset[str]:
    """The fields that broken rules are about: of the two costs of WP-17 both."""
    named = {violation.field for violation in violations}
    return frozenset(named | ({"secretariat_cost"} if "cost_in_all" in named else set()))
