"""Partners' support: what each adds to an activity, and the sums by partner. US dollars, and help in kind as items.

Money that was accepted stands beside what was spent of it. What was spent without accepted money stands apart: by a
partner that is not named, by one whose money was not accepted, or on an activity that was withdrawn.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.dataset.money import sum_of_known


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

    @property
    def together(self) -> Decimal | None:
        return sum_of_known((self.accepted, self.outside))


@dataclass(frozen=True)
class HelpInKind:
    """Help in kind that was accepted for the activity with this code, and whether it has come."""

    activity: str
    items: tuple[str, ...]
    delivered: str


@dataclass(frozen=True)
class PartnerMoney:
    """One partner over several activities; the name is empty for partners that are not named."""

    name: str
    accepted: Decimal
    spent: SpentMoney
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


def by_partner(lines: Iterable[tuple[str, tuple[SupportFacts, ...], bool]]) -> tuple[PartnerMoney, ...]:
    """The sums of each partner over activities by their code, support, and whether withdrawn; by name.

    Partners that are not named stand last.
    """
    found: dict[str, list[tuple[str, SupportFacts, bool]]] = defaultdict(list)
    for code, support, withdrawn in lines:
        for one in support:
            found[one.partner].append((code, one, withdrawn))
    return tuple(_partner(name, found[name]) for name in sorted(found, key=lambda name: (not name, name)))


def _partner(name: str, parts: list[tuple[str, SupportFacts, bool]]) -> PartnerMoney:
    spent = [spent_in((one,), withdrawn=withdrawn) for _code, one, withdrawn in parts]
    return PartnerMoney(
        name,
        accepted_in(one for _code, one, withdrawn in parts if not withdrawn),
        SpentMoney(sum_of_known(one.accepted for one in spent), sum_of_known(one.outside for one in spent)),
        tuple(
            HelpInKind(code, one.in_kind, one.delivered)
            for code, one, withdrawn in parts
            if one.in_kind and not withdrawn
        ),
    )
