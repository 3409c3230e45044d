"""Who may read the reviews, and keep them."""

from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import Permit, allowed_if
from reporting.models import Review
from workplans.models import Seat


def may_read_reviews(seat: Seat | None) -> Permit:
    """The state of a review is for the taskforces and the Secretariat; others read released editions."""
    said = _(
        "Only the taskforces and the Secretariat can read the reviews. You can read the released reports."
    )
    return allowed_if(seat is not None and (seat.is_of_taskforce or seat.in_secretariat), said)


def may_keep_reviews(seat: Seat, review: Review | None = None) -> Permit:
    """Plan, open and close reviews, and reopen one country: the regional office. `review` is for the walker."""
    said = _("Only the regional office can open and close the reviews. Ask the regional office.")
    return allowed_if(seat.is_regional_office, said)
