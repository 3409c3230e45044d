"""Who may look after mails that were not sent."""

from commit_portal.i18n.messages import message
from commit_portal.refusals import ALLOWED, Permit, refusal
from workplans.models import Seat


def may_look_after_mails(seat: Seat) -> Permit:
    """The regional office sees which mails could not be sent, and sends them again."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("mail.office_only"))
