"""Who may read the reviews, and keep them."""

from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import ALLOWED, Permit, refusal
from reporting.models import Review
from workplans.models import Seat


def may_read_reviews(seat: Seat | None) -> Permit:
    """The state of a review is for the taskforces and the Secretariat; others read released editions."""
    if seat is not None and (seat.is_of_taskforce or seat.in_secretariat):
        return ALLOWED
    return refusal(
        _("Only the taskforces and the Secretariat can read the reviews. You can read the released reports.")
    )


def may_keep_reviews(seat: Seat, review: Review | None = None) -> Permit:
    """Plan, open and close reviews, and reopen one country: the regional office. `review` is for the walker."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(_("Only the regional office can open and close the reviews. Ask the regional office."))
