"""US dollars of workplans: approved, accepted and spent, and their sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.dataset.values import SaidAt, earliest

# What a document can say of a workplan.
AMOUNTS = ("approved", "spent_secretariat", "accepted", "spent_accepted", "spent_outside")


@dataclass(frozen=True)
class SpendingSaidAt:
    """The earliest review at which a part of the spending was reported; None where nothing was."""

    secretariat: SaidAt | None = None
    partners: SaidAt | None = None


@dataclass(frozen=True)
class MoneyRow:
    """US dollars of one workplan. Spending is None where it was not reported, `ceiling` where none is set.

    `spent_partners` is all that partners spent: `spent_accepted` of what was accepted of them, and `spent_outside`
    without it (`reporting.dataset.partner_support`). `accepted` is None where the audience reads no amounts of partners.
    """

    approved: Decimal
    accepted: Decimal | None
    ceiling: Decimal | None = None
    spent_secretariat: Decimal | None = None
    spent_partners: Decimal | None = None
    said_at: SpendingSaidAt = SpendingSaidAt()
    spent_accepted: Decimal | None = None
    spent_outside: Decimal | None = None

    @property
    def spent_within(self) -> Decimal | None:
        """US dollars that partners spent of what was accepted.

        Older editions know the sum alone: there all of it, where anything was accepted.
        """
        if self._has_parts:
            return self.spent_accepted
        return self.spent_partners if self.accepted else None

    @property
    def spent_apart(self) -> Decimal | None:
        """US dollars that partners spent outside what was accepted."""
        if self._has_parts:
            return self.spent_outside
        return None if self.accepted else self.spent_partners

    @property
    def _has_parts(self) -> bool:
        return self.spent_accepted is not None or self.spent_outside is not None


@dataclass(frozen=True)
class AreaMoney:
    """US dollars of the national workplans in one area, over `covered` countries."""

    area_code: str
    activities: int
    covered: int
    money: MoneyRow


@dataclass(frozen=True)
class Money:
    by_country: tuple[MoneyRow | None, ...]
    regional: MoneyRow | None
    by_area: tuple[AreaMoney, ...] = ()

    @property
    def covered(self) -> int:
        return sum(row is not None for row in self.by_country)

    @property
    def countries(self) -> MoneyRow:
        """The sum over the countries that are released."""
        return sum_of(row for row in self.by_country if row is not None)

    @property
    def everything(self) -> MoneyRow:
        """The sum over countries and region."""
        return sum_of(row for row in (*self.by_country, self.regional) if row is not None)


def sum_of(rows: Iterable[MoneyRow]) -> MoneyRow:
    """The sum of several rows. What is not known in one is left out; what is known in none stays unknown."""
    found = list(rows)
    accepted = [row.accepted for row in found]
    return MoneyRow(
        approved=sum((row.approved for row in found), Decimal(0)),
        accepted=None if None in accepted else sum(filter(None, accepted), Decimal(0)),
        ceiling=sum_of_known(row.ceiling for row in found),
        spent_secretariat=sum_of_known(row.spent_secretariat for row in found),
        spent_partners=sum_of_known(row.spent_partners for row in found),
        said_at=SpendingSaidAt(
            earliest(row.said_at.secretariat for row in found),
            earliest(row.said_at.partners for row in found),
        ),
        spent_accepted=sum_of_known(row.spent_within for row in found),
        spent_outside=sum_of_known(row.spent_apart for row in found),
    )


def sum_of_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """US dollars; None where none of the amounts is known: empty is not zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
