"""People of the regional office who add to one list of the book at the same moment, in processes of their own.

The negative control is the same race without the lock, in which all of them look before anybody writes.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from commit_portal.refusals import RuleBroken
from tests import cast, race, race_processes
from workplans.book import actions, rules
from workplans.book.lists import PARTNERS
from workplans.models import Partner, Seat
from workplans.statuses import Role

ROUNDS = race_processes.rounds(5)


def prepare() -> None:
    cast.make_world()


def add(racer: str) -> Counter[str]:
    """In each round a partner of the same acronym."""
    tally = Counter[str]()
    for turn in range(ROUNDS):
        values = {"name": f"Fund {racer} of {turn}", "acronym": f"FUND{turn}", "kind": "un"}
        race.meet("ready")
        try:
            actions.add_to_book(PARTNERS, values, sure=True, by=_office(), now=cast.NOW)
        except RuleBroken:
            tally["refused"] += 1
    return tally


def add_without_the_lock(racer: str) -> Counter[str]:
    actions._locked = lambda row: row
    rules.is_free = _then_waits(rules.is_free)
    return add(racer)


def _then_waits(rule: Callable[..., Any]) -> Callable[..., Any]:
    def looks(*of: Any, **how: Any) -> Any:
        found = rule(*of, **how)
        race.meet("looked")
        return found

    return looks


def found() -> list[int]:
    """How many partners share each acronym."""
    return [*Counter(partner.slug for partner in Partner.objects.filter(name__startswith="Fund")).values()]


def _office() -> Seat:
    return Seat.objects.filter(role=Role.REGIONAL_OFFICE)[0]
