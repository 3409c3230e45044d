"""Who may look after mails that were not sent."""

from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import Permit, allowed_if
from workplans.models import Seat


def may_look_after_mails(seat: Seat) -> Permit:
    """The regional office sees which mails could not be sent, and sends them again."""
    said = _("The regional office looks after e-mails that could not be sent. Write to the regional office.")
    return allowed_if(seat.is_regional_office, said)
