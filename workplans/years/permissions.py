"""Who keeps the years, and if not, why."""

from __future__ import annotations

from collections.abc import Callable

from commit_portal.messages import message
from commit_portal.permits import ALLOWED, Permit, refusal
from workplans.models import CycleStep, Seat

type Keeper = Callable[[CycleStep], Permit]

_keepers: list[Keeper] = []


def may_keep_years(seat: Seat) -> Permit:
    """Open a year, set and extend its dates."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("year.regional_office_keeps"))


def may_set_step(seat: Seat, step: CycleStep) -> Permit:
    """Set the days of a step: the regional office, unless something else keeps them (`register_keeper`)."""
    permits = (may_keep_years(seat), *(keeper(step) for keeper in _keepers))
    return next((permit for permit in permits if not permit), ALLOWED)


def register_keeper(keeper: Keeper) -> None:
    """Ask `keeper` before the days of a step are set. An app above may keep them elsewhere, and refuses then."""
    _keepers.append(keeper)
