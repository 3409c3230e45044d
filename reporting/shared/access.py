"""What a reader may see: events, and the taskforces of a year."""

from collections.abc import Iterable

from django.db.models import QuerySet

from commit_portal.statuses import EventAudience
from workplans.models import AnnualCycle, Seat, Taskforce
from workplans.plan.visibility import audience_of, versions_for_audience
from workplans.statuses import SECRETARIAT_ROLES, Audience

# A glance, not an archive.
HISTORY_LENGTH = 10


def audiences_for(seat: Seat, *, inside: bool) -> set[EventAudience]:
    found = {EventAudience.READERS}
    if inside:
        found.add(EventAudience.BOTH)
    if seat.in_secretariat:
        found.add(EventAudience.SECRETARIAT)
    return found


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
