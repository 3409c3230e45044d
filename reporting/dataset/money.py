"""US dollars of workplans and of partners' support: approved, accepted and spent, and their sums.

Spending stands beside what was approved or accepted; it compares only workplans that reported spending.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from reporting.dataset.values import LEFT_OUT_EMPTY, SaidAt, earliest

if TYPE_CHECKING:
    from reporting.dataset.activities import ActivityFacts

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
    without it (`spent_in`). `accepted` is None where the audience reads no amounts of partners. `secured` is what grants
    pay of the approved amount, for the Secretariat alone, and None where they pay nothing.
    """

    approved: Decimal
    accepted: Decimal | None
    ceiling: Decimal | None = None
    spent_secretariat: Decimal | None = None
    spent_partners: Decimal | None = None
    said_at: SpendingSaidAt = SpendingSaidAt()
    spent_accepted: Decimal | None = None
    spent_outside: Decimal | None = None
    secured: Decimal | None = field(default=None, metadata=LEFT_OUT_EMPTY)

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


# The heading of the activities of all areas.
AREAS = "areas"


@dataclass(frozen=True)
class BudgetFact:
    """US dollars that a budget has for a heading, a value of `spa.statuses.BudgetHeading`."""

    heading: str
    amount: Decimal


@dataclass(frozen=True)
class Money:
    """US dollars of a year. `budget` is what the plan of action asks for, in the order of its headings.

    `unapproved_ceilings` has the ceiling of each country whose workplan is not approved, for the Secretariat alone; it
    is empty where all are.
    """

    by_country: tuple[MoneyRow | None, ...]
    regional: MoneyRow | None
    by_area: tuple[AreaMoney, ...] = ()
    budget: tuple[BudgetFact, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)
    unapproved_ceilings: tuple[Decimal | None, ...] = field(default=(), metadata=LEFT_OUT_EMPTY)

    @property
    def asked(self) -> Decimal | None:
        """What the budget has for the activities of all areas."""
        return next((one.amount for one in self.budget if one.heading == AREAS), None)

    @property
    def covered(self) -> int:
        return sum(row is not None for row in self.by_country)

    @property
    def unapproved(self) -> int:
        """How many national workplans are not approved, as far as the reader reads their ceilings."""
        return sum(ceiling is not None for ceiling in self.unapproved_ceilings)

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
        secured=sum_of_known(row.secured for row in found),
    )


def sum_of_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """US dollars; None where none of the amounts is known: empty is not zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def compared_in(rows: Sequence[MoneyRow]) -> MoneyRow:
    """The money of these workplans that can be compared: of each kind, only of workplans that reported its spending."""
    secretariat = sum_of(secretariat_reported(rows))
    partners = sum_of(row for row in rows if row.spent_within is not None)
    return replace(secretariat, accepted=partners.accepted, spent_accepted=partners.spent_within)


def secretariat_reported(rows: Iterable[MoneyRow]) -> list[MoneyRow]:
    return [row for row in rows if row.spent_secretariat is not None]


@dataclass(frozen=True)
class SupportFacts:
    """One partner's part of an activity; `partner` is empty for partners that are not named.

    `accepted` is None where no money of it was accepted, `spent` where none was reported. `in_kind` has the help that
    was accepted, in words, and `delivered` whether it has come: "yes", "partly" or "no", empty where not reported.
    """

    partner: str
    accepted: Decimal | None = None
    spent: Decimal | None = None
    in_kind: tuple[str, ...] = ()
    delivered: str = ""


@dataclass(frozen=True)
class SpentMoney:
    """US dollars that partners spent: of what they agreed to, and outside it. None where none was reported."""

    accepted: Decimal | None = None
    outside: Decimal | None = None


@dataclass(frozen=True)
class HelpInKind:
    """Help in kind that was accepted for the activity with this code, and whether it has come."""

    activity: str
    items: tuple[str, ...]
    delivered: str


@dataclass(frozen=True)
class PartnerMoney:
    """One partner over several activities; the name is empty for partners that are not named. Nothing is approved of it."""

    name: str
    money: MoneyRow
    in_kind: tuple[HelpInKind, ...] = ()


def accepted_in(support: Iterable[SupportFacts]) -> Decimal:
    """US dollars accepted of all partners of an activity."""
    return sum((one.accepted for one in support if one.accepted is not None), Decimal(0))


def spent_in(support: Iterable[SupportFacts], *, withdrawn: bool) -> SpentMoney:
    """What partners spent on an activity. One that was withdrawn gave its accepted money back."""
    found = list(support)
    of_accepted = [one for one in found if one.accepted is not None and not withdrawn]
    return SpentMoney(
        sum_of_known(one.spent for one in of_accepted),
        sum_of_known(one.spent for one in found if one not in of_accepted),
    )


def money_by_partner(lines: Iterable["ActivityFacts"]) -> tuple[PartnerMoney, ...]:
    """US dollars and help in kind of each partner over activities, by name; partners that are not named stand last.

    Over all activities of a dataset, the region's among them, their sums are those of `Money.everything`.
    """
    found: dict[str, list[tuple[ActivityFacts, SupportFacts]]] = defaultdict(list)
    for line in lines:
        for one in line.support:
            found[one.partner].append((line, one))
    return tuple(_of_partner(name, found[name]) for name in sorted(found, key=lambda name: (not name, name)))


def _of_partner(name: str, parts: Sequence[tuple["ActivityFacts", SupportFacts]]) -> PartnerMoney:
    spent = [spent_in((one,), withdrawn=line.withdrawn) for line, one in parts]
    kept = [(line.code, one) for line, one in parts if not line.withdrawn]
    money = MoneyRow(
        approved=Decimal(0),
        accepted=accepted_in(one for _code, one in kept),
        spent_accepted=sum_of_known(one.accepted for one in spent),
        spent_outside=sum_of_known(one.outside for one in spent),
    )
    in_kind = (HelpInKind(code, one.in_kind, one.delivered) for code, one in kept if one.in_kind)
    return PartnerMoney(name, money, tuple(in_kind))
