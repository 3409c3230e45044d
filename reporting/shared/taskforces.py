"""The taskforces that a reader may read in a year."""

from collections.abc import Iterable

from django.db.models import QuerySet

from workplans.models import (
    AnnualCycle,
    Seat,
    Taskforce,
)
from workplans.plan.visibility import audience_of, versions_for_audience
from workplans.statuses import SECRETARIAT_ROLES, Audience


def reads_as(seat: Seat) -> tuple[Audience, int | None]:
    """The audience of a seat, and the taskforce whose own lines it reads without a release."""
    if seat.role in SECRETARIAT_ROLES:
        return Audience.SECRETARIAT, None
    return audience_of(seat), seat.taskforce_id


def taskforces_read_by(cycle: AnnualCycle, audience: Audience) -> set[int]:
    """The taskforces whose approved version an audience reads, by their keys."""
    return set(versions_for_audience(cycle, audience).values_list("workplan__taskforce", flat=True))


def taskforces(slugs: Iterable[str] | None = None) -> QuerySet[Taskforce]:
    """Taskforces in protocol order, the region last by its position."""
    found = Taskforce.objects.select_related("country").order_by("position")
    return found if slugs is None else found.filter(slug__in=list(slugs))
