"""Queries about people: the seats that a reader may see, in groups, and the members of taskforces."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from commit_portal.forms.base import Values
from commit_portal.i18n.messages import say
from workplans.models import Seat, TaskforceMember
from workplans.models.seats import SeatQuerySet
from workplans.people.permissions import may_see_people_of
from workplans.plan.visibility import Reader
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Role


def seats_visible_to(seat: Seat | Reader) -> SeatQuerySet:
    """A taskforce sees its own seats and the Secretariat's; the Secretariat sees all; others see their own."""
    seats = Seat.objects.select_related("user", "taskforce__country", "partner", "ministry")
    own = Q(user=seat.user_id)
    if seat.in_secretariat:
        return seats.all()
    if may_see_people_of(seat, seat.taskforce_id) and seat.role in TASKFORCE_ROLES:
        return seats.filter(own | Q(role__in=SECRETARIAT_ROLES) | Q(taskforce=seat.taskforce_id))
    return seats.filter(own)


def seats_listed(seat: Seat, *, on: date) -> list[Values]:
    """The seats that a reader may see and that have not ended, group by group.

    The Secretariat comes first, then the countries in protocol order, partners, observers.
    """
    seats = [other for other in seats_visible_to(seat) if not other.is_over_on(on)]
    return [
        seat_row(other, on=on)
        for other in sorted(seats, key=lambda one: (*_group(one), str(one.role_label), str(one.user), one.pk))
    ]


def seat_row(seat: Seat, *, on: date) -> Values:
    """A seat as a row of the list, every value in words.

    `group` names its group in an address: "secretariat", the place of a taskforce, "partners" or "observers".
    """
    *_order, group, group_name = _group(seat)
    dates = say(gettext("From %(day)s"), day=seat.starts_on)
    if seat.ends_on is not None:
        dates = say(gettext("%(first)s to %(last)s"), first=seat.starts_on, last=seat.ends_on)
    return {
        "pk": seat.pk,
        "group": group,
        "group_name": group_name,
        "person": seat.user_id,
        "name": str(seat.user),
        "email": seat.user.email,
        "role": seat.role_label,
        "role_code": seat.role,
        "place": seat.place_label,
        "ministry": str(seat.ministry or ""),
        "seat": ", ".join((seat.role_label, seat.place_label)) if seat.partner_id else seat.role_label,
        "dates": dates,
        "starts_on": seat.starts_on,
        "held": seat.is_held_on(on),
        "waiting": seat.user.is_active and not seat.user.has_usable_password(),
        "closed": not seat.user.is_active,
    }


def members_visible_to(seat: Seat | Reader, *, on: date) -> QuerySet[TaskforceMember]:
    """Members on a day of the taskforces whose people the seat may see."""
    members = TaskforceMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
    if seat.in_secretariat:
        return members
    return members.filter(taskforce=seat.taskforce_id if seat.role in TASKFORCE_ROLES else None)


def members_by_taskforce(seat: Seat, *, on: date) -> dict[int, list[TaskforceMember]]:
    """Members of the taskforces whose people this seat may see, on a day, by the taskforce: one query."""
    found: dict[int, list[TaskforceMember]] = {}
    for member in members_visible_to(seat, on=on).select_related("ministry"):
        found.setdefault(member.taskforce_id, []).append(member)
    return found


def _group(seat: Seat) -> tuple[int, int, str, str]:
    if seat.role in SECRETARIAT_ROLES:
        return (0, 0, "secretariat", gettext("COMMIT Secretariat"))
    if seat.taskforce is not None:
        return (1, seat.taskforce.position, seat.taskforce.slug, seat.taskforce.name)
    if seat.role == Role.PARTNER:
        return (2, 0, "partners", gettext("Partners"))
    return (3, 0, "observers", gettext("Observers"))
