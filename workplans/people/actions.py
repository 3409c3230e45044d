"""Invite people, give and end seats, close accounts and open them again."""

from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import Message, message, say, span
from commit_portal.mail.outbox import post_to_person
from commit_portal.models import User
from commit_portal.refusals import Refused, Violation, obey, require, unless_taken
from commit_portal.statuses import MailCode
from commit_portal.workflow import MACHINE, record_event
from workplans.models import Ministry, Partner, Seat, Taskforce
from workplans.people import permissions
from workplans.people.rules import PEOPLE, ministry_fits_the_seat
from workplans.statuses import TASKFORCE_ROLES, Role

OVER_ALREADY = gettext_lazy(
    "This role has ended. Its last day was %(day)s. Give a new role if the person needs one."
)


@transaction.atomic
def invite_again(user: User, *, by: Seat, now: datetime) -> None:
    """Put another mail with the link into the outbox. Raises `Refused` where no link is needed."""
    fresh = _locked_user(user)
    require(permissions.may_invite_again(by, fresh))
    post_to_person(fresh, MailCode.INVITATION, now=timezone.now())
    record_event("invite_again", fresh, by=by, now=now)


@transaction.atomic
def give_seat(
    user: User,
    role: str,
    *,
    taskforce: Taskforce | None = None,
    partner: Partner | None = None,
    ministry: Ministry | None = None,
    starts_on: date,
    ends_on: date | None = None,
    by: Seat,
    now: datetime,
) -> Seat:
    """Give a seat: of a taskforce and perhaps of a ministry in it, a desk, a partner, or of COMMIT as a whole.

    A person holds the same seat only once on a day. Raises `Refused` and `RuleBroken`.
    """
    require(permissions.may_edit_people(by))
    if user.pk == by.user_id and role in (*TASKFORCE_ROLES, Role.PARTNER):
        said = _(
            "You cannot give yourself a role of a government or a partner. Ask a colleague in the regional office."
        )
        obey(Violation(PEOPLE, said, field="role"))
    needs_taskforce = role in (*TASKFORCE_ROLES, Role.DESK)
    if needs_taskforce and (taskforce is None or taskforce.is_regional):
        obey(Violation(PEOPLE, _("Choose a country for this role."), field="taskforce"))
    if role == Role.PARTNER and partner is None:
        obey(Violation(PEOPLE, _("Choose a partner for this role."), field="partner"))
    if taskforce is not None and partner is not None:
        unneeded = "partner" if needs_taskforce else "taskforce"
        obey(Violation(PEOPLE, _("This role does not need this field. Leave it empty."), field=unneeded))
    if ends_on and ends_on < starts_on:
        said = _("The last day is before the first day. Enter a later last day.")
        obey(Violation(PEOPLE, said, field="ends_on"))
    obey(ministry_fits_the_seat(role, taskforce, ministry))
    seat = Seat(
        user=_locked_user(user),
        role=role,
        taskforce=taskforce if needs_taskforce else None,
        partner=partner if role == Role.PARTNER else None,
        ministry=ministry,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    obey(_held_already(seat))
    seat.save()
    told = message("seat.given_to", person=str(user), seat=seat.described)
    _record("seat", seat, message("seat.given", seat=seat.described), told, by=by, now=now)
    return seat


@transaction.atomic
def invite_to_seat(email: str, name: str, role: str, *, by: Seat, now: datetime, **held: Any) -> Seat:
    """Make an account without a password and give it a seat, or neither; a mail has the link that sets the password.

    `held` is the place and the days, as `give_seat` takes them.
    """
    require(permissions.may_edit_people(by))
    user = _new_account(email, name, now=now)
    record_event("invite", user, by=by, now=now, facts={"name": name})
    post_to_person(user, MailCode.INVITATION, now=timezone.now())
    return give_seat(user, role, **held, by=by, now=now)


@transaction.atomic
def name_ministry(seat: Seat, ministry: Ministry | None, *, by: Seat, now: datetime) -> Seat:
    """Say for which ministry of its taskforce a seat is, or for none. What it answered before stays as it was.

    Raises `Refused`, or `RuleBroken` for a ministry that does not fit the seat.
    """
    require(permissions.may_edit_people(by))
    fresh = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    obey(ministry_fits_the_seat(fresh.role, fresh.taskforce, ministry))
    if fresh.ministry == ministry:
        return fresh
    fresh.ministry = ministry
    fresh.save(update_fields=["ministry"])
    named = {"person": str(fresh.user), "ministry": str(ministry or "")}
    said = message("seat.ministry_named" if ministry else "seat.ministry_taken_off", **named)
    _record("name_ministry", fresh, said, said, by=by, now=now)
    return fresh


@transaction.atomic
def end_seat(seat: Seat, *, ends_on: date, by: Seat, now: datetime) -> Seat:
    """End a seat on its last day.

    Raises `Refused` for the seat in use and for one that was stopped, and `RuleBroken` for one that ends before.
    """
    fresh = _seat_to_end(seat, by=by)
    if fresh.stopped_at:
        raise Refused(say(OVER_ALREADY, day=fresh.ends_on))
    if fresh.ends_on and fresh.ends_on <= ends_on:
        said = _(
            "The last day of this role is %(day)s. Enter an earlier day, or give the role again from the next day on."
        )
        obey(Violation(PEOPLE, say(said, day=fresh.ends_on), field="ends_on"))
    fresh.ends_on = max(ends_on, fresh.starts_on)
    fresh.save(update_fields=["ends_on"])
    facts = message("seat.ended_on", seat=fresh.described, day=fresh.ends_on)
    told = message("seat.ended_of", person=str(fresh.user), seat=fresh.described, day=fresh.ends_on)
    _record("end_seat", fresh, facts, told, by=by, now=now)
    return fresh


@transaction.atomic
def stop_seat(seat: Seat, *, by: Seat, now: datetime) -> Seat:
    """End a seat at once: from the next request on it is not held, also where it was given today.

    Raises `Refused` for the seat in use, and for a seat that has ended.
    """
    fresh = _seat_to_end(seat, by=by)
    today = timezone.localdate(now)
    if fresh.is_over_on(today):
        raise Refused(say(OVER_ALREADY, day=fresh.ends_on))
    fresh.ends_on, fresh.stopped_at = max(today, fresh.starts_on), now
    fresh.save(update_fields=["ends_on", "stopped_at"])
    told = message("seat.stopped_of", person=str(fresh.user), seat=fresh.described)
    _record("stop_seat", fresh, message("seat.stopped", seat=fresh.described), told, by=by, now=now)
    return fresh


@transaction.atomic
def close_account(user: User, *, by: Seat, now: datetime) -> User:
    """Close an account: its sessions end at once, its links to set a password stop working, nobody signs in.

    Its seats and its history stay. Raises `Refused` for one's own account, and for one that is closed.
    """
    require(permissions.may_close_account(by, user))
    fresh = _locked_user(user)
    if not fresh.is_active:
        raise Refused(say(permissions.CLOSED_ALREADY, person=str(fresh)))
    fresh.is_active = False
    fresh.sessions_ended += 1
    fresh.save(update_fields=["is_active", "sessions_ended"])
    _record_account("close_account", fresh, "account.closed", by=by, now=now)
    return fresh


@transaction.atomic
def reopen_account(user: User, *, by: Seat, now: datetime) -> User:
    """Open a closed account again, with the password and the seats that it has. Raises `Refused` for an open one."""
    require(permissions.may_edit_people(by))
    fresh = _locked_user(user)
    if fresh.is_active:
        said = _("The account of %(person)s is already open. You do not need to do anything.")
        raise Refused(say(said, person=str(fresh)))
    fresh.is_active = True
    fresh.save(update_fields=["is_active"])
    _record_account("reopen_account", fresh, "account.reopened", by=by, now=now)
    return fresh


@transaction.atomic
def remove_factors(user: User, *, by: Seat, now: datetime) -> User:
    """Remove the second factors of somebody who lost them. Their sessions end, and they get a mail.

    Raises `Refused` for one's own account, and for one without a second factor.
    """
    require(permissions.may_close_account(by, user))
    fresh = _locked_user(user)
    if not Authenticator.objects.filter(user=fresh).delete()[0]:
        said = _("%(person)s has no second factor. You do not need to do anything.")
        raise Refused(say(said, person=str(fresh)))
    fresh.sessions_ended += 1
    fresh.save(update_fields=["sessions_ended"])
    record_event("remove_factors", fresh, by=by, now=now)
    post_to_person(fresh, MailCode.ACCOUNT, now=timezone.now(), change="factors_removed")
    return fresh


@transaction.atomic
def seat_first_person(email: str, name: str, *, now: datetime) -> Seat:
    """Seat the first person of the regional office of a portal that has none; the machine does it.

    Raises `Refused` where somebody of the regional office is seated already, `RuleBroken` where the address
    is somebody's.
    """
    if Seat.objects.filter(role=Role.REGIONAL_OFFICE).exists():
        raise Refused(_("The regional office already has people. Ask one of them to invite you."))
    user = _new_account(email, name, now=now)
    seat = Seat.objects.create(user=user, role=Role.REGIONAL_OFFICE, starts_on=timezone.localdate(now))
    record_event("seat", user, by=MACHINE, now=now, facts=message("seat.given", seat=seat.described))
    return seat


def _locked_user(user: User) -> User:
    """The account, locked: two people may give the same seat at once."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _seat_to_end(seat: Seat, *, by: Seat) -> Seat:
    """The seat, locked. Raises `Refused` for the seat in use, and for who may not end seats."""
    require(permissions.may_edit_people(by))
    fresh = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if fresh.pk == by.pk:
        raise Refused(_("You use this role now. Ask a colleague in the regional office to end your role."))
    return fresh


def _held_already(seat: Seat) -> Violation | None:
    same = Seat.objects.held_between(seat.starts_on, seat.ends_on).filter(
        user=seat.user, role=seat.role, taskforce=seat.taskforce, partner=seat.partner
    )
    held = same.first()
    if held is None:
        return None
    days = span(held.starts_on, held.ends_on)
    said = _("%(person)s already has this role (%(days)s). End that role first, or choose other days.")
    return Violation(PEOPLE, say(said, person=str(seat.user), days=days), field="starts_on")


def _record(verb: str, seat: Seat, said: Message, told: Message, *, by: Seat, now: datetime) -> None:
    """Write the event for the person, and `told` for the taskforce: a government reads who has its seats and who decides."""
    record_event(verb, seat.user, by=by, now=now, facts=said)
    if seat.taskforce is not None:
        record_event(verb, seat.taskforce, by=by, now=now, facts=told)


def _record_account(verb: str, user: User, code: str, *, by: Seat, now: datetime) -> None:
    """Write the event for the person by the message of this code, and for each taskforce that the person holds a seat of."""
    record_event(verb, user, by=by, now=now, facts=message(code))
    told = message(f"{code}_of", person=str(user))
    held = Seat.objects.held_on(timezone.localdate(now)).filter(user=user)
    for taskforce in Taskforce.objects.filter(seats__in=held).distinct():
        record_event(verb, taskforce, by=by, now=now, facts=told)


def _new_account(email: str, name: str, *, now: datetime) -> User:
    if User.objects.filter(email__iexact=email).exists():
        said = _("A person with this e-mail address has an account. Give the person another role.")
        obey(Violation(PEOPLE, said, field="email"))
    with unless_taken(_("Someone invited this e-mail address just now. Look at the list of people.")):
        user = User.objects.create_user(email=email, name=name)
    user.invited_at = now
    user.save(update_fields=["invited_at"])
    return user
