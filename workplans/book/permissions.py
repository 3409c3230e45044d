"""Who keeps the book, and if not, why."""

from django.utils.translation import gettext as _

from commit_portal.refusals import Permit, allowed_if
from workplans.models import Seat


def may_keep_book(seat: Seat) -> Permit:
    """Add, rename and end countries, lead bodies, ministries, partners and members: the regional office."""
    said = _(
        "Only the regional office can change countries, ministries and partners. Ask the regional office."
    )
    return allowed_if(seat.is_regional_office, said)
