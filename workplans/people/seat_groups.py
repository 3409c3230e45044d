"""Queries about people: the seats that a reader may see, in groups, and the members of taskforces."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from workplans.models import Seat, TaskforceMember
from workplans.models.seats import SeatQuerySet
from workplans.plan.visibility import Reader
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Role


def seats_visible_to(seat: Seat | Reader) -> SeatQuerySet:
    """A taskforce sees its own seats and the Secretariat's; the Secretariat sees all; others see their own."""
    seats = Seat.objects.select_related("user", "taskforce__country", "partner", "ministry")
    own = Q(user=seat.user_id)
    if seat.in_secretariat:
        return seats.all()
    if seat.role in TASKFORCE_ROLES:
        return seats.filter(own | Q(role__in=SECRETARIAT_ROLES) | Q(taskforce=seat.taskforce_id))
    return seats.filter(own)


def seats_listed(seat: Seat, *, on: date) -> list[Seat]:
    """The seats that a reader may see and that have not ended, group by group.

    The Secretariat comes first, then the countries in protocol order, partners, observers.
    """
    seats = [other for other in seats_visible_to(seat) if not other.is_over_on(on)]
    return sorted(seats, key=lambda one: (*group_of(one), str(one.role_label), str(one.user), one.pk))


def members_visible_to(seat: Seat | Reader, *, on: date) -> QuerySet[TaskforceMember]:
    """Members on a day of the taskforces whose people the seat may see."""
    members = TaskforceMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
    if seat.in_secretariat:
        return members
    return members.filter(taskforce=seat.taskforce_id if seat.role in TASKFORCE_ROLES else None)


def group_of(seat: Seat) -> tuple[int, int, str, str]:
    """The place of a seat's group in the list, the group in an address, and its name.

    In an address it is "secretariat", the place of a taskforce, "partners" or "observers".
    """
    if seat.role in SECRETARIAT_ROLES:
        return (0, 0, "secretariat", gettext("COMMIT Secretariat"))
    if seat.taskforce is not None:
        return (1, seat.taskforce.position, seat.taskforce.slug, seat.taskforce.name)
    if seat.role == Role.PARTNER:
        return (2, 0, "partners", gettext("Partners"))
    return (3, 0, "observers", gettext("Observers"))
