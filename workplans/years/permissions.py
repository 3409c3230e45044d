"""Who keeps the years, and if not, why."""

from __future__ import annotations

from commit_portal.messages import message
from commit_portal.permits import ALLOWED, Permit, refusal
from workplans.models import Seat


def may_keep_years(seat: Seat) -> Permit:
    """Open a year, set and extend its dates."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("year.regional_office_keeps"))
