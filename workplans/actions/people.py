"""People: invited by the regional office, seated for a time, and free to choose which seat they act under."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from commit_portal.decisions import Refused, Violation, obey, require, unless_taken
from commit_portal.events import record_event
from commit_portal.lifecycle import MACHINE
from commit_portal.models import User
from commit_portal.words import day, span
from workplans.models import Partner, Seat, Taskforce
from workplans.permissions import may_edit_people
from workplans.statuses import TASKFORCE_ROLES, Role


@transaction.atomic
def invite_person(email: str, name: str, *, by: Seat, now: datetime) -> User:
    """Make an account without a password. The caller sends the link that sets one, on commit."""
    require(may_edit_people(by))
    user = _new_account(email, name, now=now)
    record_event("invite", user, by=by, now=now, said=f"invited {name}")
    return user


@transaction.atomic
def give_seat(
    user: User,
    role: str,
    *,
    taskforce: Taskforce | None = None,
    partner: Partner | None = None,
    starts_on: date,
    ends_on: date | None = None,
    by: Seat,
    now: datetime,
) -> Seat:
    """Seat somebody: for a taskforce, a desk, a partner, or for COMMIT as a whole.

    Nobody holds the same seat twice on one day: ending the one would end nothing.
    """
    require(may_edit_people(by))
    if user.pk == by.user_id and role in (*TASKFORCE_ROLES, Role.PARTNER):
        obey(
            Violation(
                "PEOPLE",
                "Nobody seats themselves for a government or a partner.",
                "Somebody else of the regional office gives you this seat.",
                field="role",
            )
        )
    needs_taskforce = role in (*TASKFORCE_ROLES, Role.DESK)
    if needs_taskforce and (taskforce is None or taskforce.is_regional):
        obey(Violation("PEOPLE", "Choose a country for this seat.", field="taskforce"))
    if role == Role.PARTNER and partner is None:
        obey(Violation("PEOPLE", "Choose a partner for this seat.", field="partner"))
    if ends_on and ends_on < starts_on:
        obey(Violation("PEOPLE", "A seat ends after it starts.", field="ends_on"))
    seat = Seat(
        user=_locked_user(user),
        role=role,
        taskforce=taskforce if needs_taskforce else None,
        partner=partner if role == Role.PARTNER else None,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    obey(_held_already(seat))
    seat.save()
    record_event("seat", user, by=by, now=now, said=f"gave the seat {seat.words}")
    _tell_the_country("seat", seat, f"gave {user} the seat {seat.words}", by=by, now=now)
    return seat


@transaction.atomic
def invite_to_seat(
    email: str,
    name: str,
    role: str,
    *,
    taskforce: Taskforce | None = None,
    partner: Partner | None = None,
    starts_on: date,
    ends_on: date | None = None,
    by: Seat,
    now: datetime,
) -> Seat:
    """Invite somebody and seat them, or neither: an account without a seat helps nobody."""
    user = invite_person(email, name, by=by, now=now)
    return give_seat(
        user,
        role,
        taskforce=taskforce,
        partner=partner,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        now=now,
    )


@transaction.atomic
def end_seat(seat: Seat, *, on: date, by: Seat, now: datetime) -> Seat:
    """End a seat; its last day is `on`. Nobody ends the seat they act under."""
    require(may_edit_people(by))
    fresh = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if fresh.pk == by.pk:
        raise Refused("You act under this seat. Somebody else of the regional office ends it.")
    if fresh.ends_on and fresh.ends_on <= on:
        raise Refused(
            f"The last day of this seat is {day(fresh.ends_on)} already. Only an earlier day ends it."
        )
    fresh.ends_on = max(on, fresh.starts_on)
    fresh.save(update_fields=["ends_on"])
    record_event("end_seat", fresh.user, by=by, now=now, said=f"ended the seat {fresh.words}")
    said = f"ended the seat {fresh.words} of {fresh.user}, with {day(fresh.ends_on)} as its last day"
    _tell_the_country("end_seat", fresh, said, by=by, now=now)
    return fresh


@transaction.atomic
def seat_first_person(email: str, name: str, *, now: datetime) -> Seat:
    """Seat the first person of the regional office of a portal that has none; nobody is there to ask.

    Raises `Refused` where somebody of the regional office is seated already, `RuleBroken` where the address
    is somebody's.
    """
    if Seat.objects.filter(role=Role.REGIONAL_OFFICE).exists():
        raise Refused("The regional office has people already. They invite others on the page People.")
    user = _new_account(email, name, now=now)
    seat = Seat.objects.create(user=user, role=Role.REGIONAL_OFFICE, starts_on=timezone.localdate(now))
    record_event("seat", user, by=MACHINE, now=now, said=f"gave the seat {seat.words}")
    return seat


def _locked_user(user: User) -> User:
    """Two who give the same seat at once come one after the other."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _held_already(seat: Seat) -> Violation | None:
    same = Seat.objects.held_between(seat.starts_on, seat.ends_on).filter(
        user=seat.user, role=seat.role, taskforce=seat.taskforce, partner=seat.partner
    )
    held = same.first()
    if held is None:
        return None
    return Violation(
        "PEOPLE",
        "Nobody holds the same seat twice.",
        f"{seat.user} holds it {span(held.starts_on, held.ends_on)}: end it first, or choose other days.",
        field="starts_on",
    )


def _tell_the_country(verb: str, seat: Seat, said: str, *, by: Seat, now: datetime) -> None:
    """A government reads who is seated for it, and who decides on its lines, without being told by anybody."""
    if seat.taskforce is not None:
        record_event(verb, seat.taskforce, by=by, now=now, said=said)


def _new_account(email: str, name: str, *, now: datetime) -> User:
    if User.objects.filter(email__iexact=email).exists():
        obey(
            Violation(
                "PEOPLE",
                "Somebody with this e-mail address is already in the portal.",
                "Give them a further seat instead.",
                field="email",
            )
        )
    with unless_taken("Somebody with this e-mail address was invited just now. Look at the list of people."):
        user = User.objects.create_user(email=email, name=name)
    user.invited_at = now
    user.save(update_fields=["invited_at"])
    return user
