"""Who may look after mails that were not sent."""

from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import ALLOWED, Permit, refusal
from workplans.models import Seat


def may_look_after_mails(seat: Seat) -> Permit:
    """The regional office sees which mails could not be sent, and sends them again."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(
        _("The regional office looks after e-mails that could not be sent. Write to the regional office.")
    )
