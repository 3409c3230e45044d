"""Who may read the comparison."""

from commit_portal.i18n.messages import message
from commit_portal.refusals import ALLOWED, Permit, refusal
from workplans.models import Seat
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES


def may_read_comparison(seat: Seat | None) -> Permit:
    """Let taskforces and the Secretariat read it; others read released editions."""
    if seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES):
        return ALLOWED
    return refusal(message("comparison.in_editions"))
