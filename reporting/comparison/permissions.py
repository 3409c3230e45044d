"""Who may read the comparison."""

from django.utils.translation import gettext as _

from commit_portal.refusals import ALLOWED, Permit, allowed_if, refusal
from workplans.models import Seat
from workplans.statuses import Role


def may_read_comparison(seat: Seat | None) -> Permit:
    """Let taskforces and the Secretariat read it; others read released editions."""
    said = _(
        "Partners and observers can read the comparison in the annual report. Open a report that is "
        "released to you."
    )
    return allowed_if(seat is not None and (seat.is_of_taskforce or seat.in_secretariat), said)


def may_read_own_support(seat: Seat) -> Permit:
    """Let a partner read its own support over the years. Who reads the comparison finds all partners' money there."""
    if seat.role == Role.PARTNER:
        return ALLOWED
    if not may_read_comparison(seat):
        return refusal(_("This page is for partners. Open a report that is released to you."))
    return refusal(_("This page is for partners. To see their support, open “Comparison”, then “Money”."))
