"""Who may read the comparison."""

from __future__ import annotations

from commit_portal.permits import ALLOWED, Permit, refusal
from workplans.models import Seat
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES


def may_read_comparison(seat: Seat | None) -> Permit:
    """Taskforces and the Secretariat; others read released editions."""
    if seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES):
        return ALLOWED
    return refusal("Partners and observers read the comparison in a released report.")
