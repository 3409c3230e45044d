"""Who sees people and gives seats, and if not, why."""

from commit_portal.i18n.messages import message
from commit_portal.models import User
from commit_portal.refusals import ALLOWED, Permit, refusal
from workplans.models import Seat
from workplans.plan.visibility import Reader
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES


def may_edit_people(seat: Seat) -> Permit:
    """Invite people, give and end seats: the regional office."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("people.regional_office_invites"))


def may_close_account(seat: Seat, user: User) -> Permit:
    """Close somebody's account: the regional office, but nobody their own."""
    may = may_edit_people(seat)
    return refusal(message("account.own")) if may and user.pk == seat.user_id else may


def may_invite_again(seat: Seat, user: User) -> Permit:
    """Send the link to set a password again: the regional office, to somebody who has set none yet."""
    may = may_edit_people(seat)
    if may and not user.is_active:
        return refusal(message("account.closed_gets_no_link", person=str(user)))
    if may and user.has_usable_password():
        return refusal(message("person.has_a_password", person=str(user)))
    return may


def may_name_signing_bodies(seat: Seat) -> Permit:
    """Name the bodies that sign printed workplans: the regional office."""
    return ALLOWED if seat.is_regional_office else refusal(message("taskforce.office_names_who_signs"))


def may_see_people_of(seat: Seat | Reader, taskforce_id: int | None) -> bool:
    """Own country and Secretariat; the Secretariat sees all; partners and observers only themselves."""
    if seat.role in SECRETARIAT_ROLES:
        return True
    return seat.role in TASKFORCE_ROLES and taskforce_id in (None, seat.taskforce_id)
