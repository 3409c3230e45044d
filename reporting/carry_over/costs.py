"""What a line may cost in its next year: the approved amount, or the rest that was not spent."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from workplans.models import VersionLine
from workplans.statuses import Funding


class CarryOption(models.TextChoices):
    """What becomes of a line of the year behind."""

    LEAVE = "leave", _("Do not continue")
    AS_IT_IS = "as_it_is", _("Continue with the full amount")
    ONLY_THE_REST = "rest", _("Continue with the unspent amount")


@dataclass(frozen=True)
class Costs:
    """US dollars of a line for each way; `approved` is None where no cost was given yet.

    `rest` is None where that is so, or where nobody has reported what was spent.
    `ways` are those that are offered: the rest only where some is left, or where it is not known.
    """

    approved: Decimal | None
    spent: Decimal | None
    asks_money: bool

    @property
    def rest(self) -> Decimal | None:
        """Approved less spent, not below zero."""
        if self.approved is None or self.spent is None:
            return None
        return max(self.approved - self.spent, Decimal(0))

    @property
    def ways(self) -> tuple[CarryOption, ...]:
        if not self.asks_money or (self.rest is not None and self.rest in (Decimal(0), self.approved)):
            return CarryOption.LEAVE, CarryOption.AS_IT_IS
        return CarryOption.LEAVE, CarryOption.AS_IT_IS, CarryOption.ONLY_THE_REST

    def of(self, way: CarryOption) -> Decimal | None:
        """The cost of the new line; None is "not given yet"."""
        return self.rest if way == CarryOption.ONLY_THE_REST else self.approved


def costs_of(line: VersionLine, spent: Decimal | None) -> Costs:
    """What the line may cost in its next year. Money that was not spent never raises the ceiling."""
    approved = line.secretariat_cost
    return Costs(approved, spent, asks_money=line.funding != Funding.NONE and bool(approved))
