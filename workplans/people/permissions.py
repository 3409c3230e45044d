"""Who invites people and gives seats, and if not, why."""

from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import say
from commit_portal.models import User
from commit_portal.refusals import Permit, allowed_if
from workplans.models import Seat

CLOSED_ALREADY = gettext_lazy("The account of %(person)s is already closed. You do not need to do anything.")


def may_edit_people(seat: Seat) -> Permit:
    """Invite people, give and end seats: the regional office."""
    said = _("Only the regional office can invite people and give roles. Ask the regional office.")
    return allowed_if(seat.is_regional_office, said)


def may_close_account(seat: Seat, user: User) -> Permit:
    """Close somebody's account, or remove a lost second factor: the regional office, but nobody their own."""
    said = _("You cannot do this for your own account. Ask a colleague in the regional office to do it.")
    return may_edit_people(seat) and allowed_if(user.pk != seat.user_id, said)


def may_invite_again(seat: Seat, user: User) -> Permit:
    """Send the link to set a password again: the regional office, to somebody who has set none yet."""
    closed = _("The account of %(person)s is closed, so no e-mail was sent. Open the account again first.")
    needless = _("%(person)s already has a password. No e-mail was sent.")
    may = may_edit_people(seat) and allowed_if(user.is_active, say(closed, person=str(user)))
    return may and allowed_if(not user.has_usable_password(), say(needless, person=str(user)))
