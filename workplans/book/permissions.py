"""Who keeps the book, and if not, why."""

from django.utils.translation import gettext as _

from commit_portal.refusals import ALLOWED, Permit, refusal
from workplans.models import Seat


def may_keep_book(seat: Seat) -> Permit:
    """Add, rename and end countries, lead bodies, ministries, partners and members: the regional office."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(
        _("Only the regional office can change countries, ministries and partners. Ask the regional office.")
    )
