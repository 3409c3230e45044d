"""The money while the desk decides: what is left under the ceiling now, and what the decisions would leave.

Sums of the server, in US dollars, over lines whose Secretariat money counts (WP-3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import message, say
from workplans.deciding.queue import Queue, counted
from workplans.models import Activity, Workplan
from workplans.plan.line_content import money_in_reserve
from workplans.plan.queries import Rounds
from workplans.statuses import Outcome, VersionKind


@dataclass(frozen=True)
class Room:
    """`approved` counts earlier approvals and those recorded in this round; `remaining` the lines still undecided.

    `ceiling` is None where the year sets none, `before` in the first round: what the plan asked for in the round that
    was decided last.
    """

    ceiling: Decimal | None
    approved: Decimal
    remaining: Decimal
    asked: Decimal
    before: Decimal | None
    in_reserve: tuple[Activity, ...]

    @property
    def left(self) -> Decimal | None:
        return None if self.ceiling is None else self.ceiling - self.approved

    @property
    def left_if_approved(self) -> Decimal | None:
        """What is left when every line without a decision is approved."""
        return None if self.left is None else self.left - self.remaining

    @property
    def difference(self) -> str:
        """What the plan asks for beside the round before."""
        more = self.asked - (self.before or 0)
        if not more:
            return _("The same")
        return str(message("cost.more" if more > 0 else "cost.less", amount=abs(more)))

    @property
    def reserve(self) -> Decimal:
        return money_in_reserve(self.in_reserve)

    @property
    def fitting(self) -> list[Activity]:
        """The lines in reserve that fit once all remaining lines are approved."""
        free = self.left_if_approved
        return [line for line in self.in_reserve if free and 0 < (line.secretariat_cost or 0) <= free]

    @property
    def fitting_codes(self) -> str:
        return and_list(line.short_code for line in self.fitting)

    def with_line(self, line: Activity) -> str:
        """What approving this one line would leave after the saved decisions; "" for a line that asks no money."""
        if not line.counted_cost:
            return ""
        if self.left is None:
            return say(_("US$%(cost)s."), cost=line.counted_cost)
        said = _("US$%(cost)s. With this and the saved decisions, US$%(left)s of US$%(ceiling)s is left.")
        return say(said, cost=line.counted_cost, left=self.left - line.counted_cost, ceiling=self.ceiling)

    def with_group(self, amount: Decimal) -> str:
        """What approving lines that cost an amount together would leave."""
        if self.left is None:
            return say(_("The total of these activities is US$%(amount)s."), amount=amount)
        said = _("If you approve these activities, US$%(left)s of US$%(ceiling)s is left.")
        return say(said, left=self.left - amount, ceiling=self.ceiling)

    def with_chosen(self, chosen: Mapping[int, Outcome], queue: Queue) -> Values:
        """What saving the outcomes chosen, by the number of the line, would leave. US dollars."""
        more = asked = Decimal(0)
        for line in queue.lines:
            if line.number in chosen:
                asked += line.activity.counted_cost * (chosen[line.number] == Outcome.APPROVE)
                was = line.decision is not None and line.decision.outcome == Outcome.APPROVE
                more += line.activity.counted_cost * ((chosen[line.number] == Outcome.APPROVE) - was)
        then = self.approved + more
        return {
            "number": len(chosen),
            "amount": asked,
            "now": self.approved,
            "then": then,
            "left": None if self.ceiling is None else self.ceiling - then,
            "approves": set(chosen.values()) == {Outcome.APPROVE},
        }


def room_while_deciding(plan: Workplan, queue: Queue, rounds: Rounds) -> Room:
    """The room of a submitted plan: one query, none in the first round."""
    before = None
    if rounds.decided:
        submitted = plan.versions.filter(kind=VersionKind.SUBMITTED, round__in=rounds.decided)
        before = submitted.order_by("-round").values_list("committed", flat=True).first()
    return Room(
        ceiling=plan.ceiling,
        approved=queue.so_far[1],
        remaining=counted(queue.undecided),
        asked=plan.committed,
        before=before,
        in_reserve=queue.in_reserve,
    )
