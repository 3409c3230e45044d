"""Years for reviews and reports: what a reader may see of them, and the count of their revisions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from commit_portal.db.compiled_queries import prepared
from commit_portal.statuses import EventAudience
from spa.queries import plans_continued
from workplans.models import AnnualCycle, Seat
from workplans.plan.locking import bump_revision
from workplans.plan.visibility import audience_of, versions_for_audience
from workplans.statuses import SECRETARIAT_ROLES, Audience

# Before a release they see nothing of a plan, not even a state.
OUTSIDERS = (Audience.PARTNERS, Audience.OBSERVERS)
# A glance, not an archive.
HISTORY_LENGTH = 10


def years() -> QuerySet[AnnualCycle]:
    """The years, newest first."""
    return AnnualCycle.objects.select_related("plan").order_by("-year")


@prepared()
def years_compared() -> QuerySet[AnnualCycle]:
    """The years and those that were loaded from documents, newest first."""
    return AnnualCycle.every.select_related("plan").order_by("-year")


def may_be_compared(earlier: AnnualCycle, cycle: AnnualCycle) -> bool:
    """Whether the answers of an earlier year are compared: its plan of action is the same, or targets continue it."""
    if earlier.year >= cycle.year or earlier.plan_id == cycle.plan_id:
        return earlier.year < cycle.year
    return earlier.plan_id in plans_continued(cycle.plan_id, cycle.plan.row_version, cycle.plan_revision)


def year_before(
    cycles: Iterable[AnnualCycle], cycle: AnnualCycle, asked: str | None = None
) -> AnnualCycle | None:
    """The last year before that may be compared, or the one that is asked for: only the same target is, or one that
    continues it.
    """
    comparable = (other for other in cycles if may_be_compared(other, cycle))
    return next((other for other in comparable if asked in (None, str(other.year))), None)


def year_followed_up(cycle: AnnualCycle) -> AnnualCycle | None:
    """The last year before, on whatever plan of action: what its SOM recommended is followed up."""
    return years().filter(year__lt=cycle.year).first()


def bump_with_later(cycle: AnnualCycle) -> None:
    """Count up the year and the later years that compare with its answers."""
    for year in (cycle, *(one for one in reversed(years_compared()) if may_be_compared(cycle, one))):
        bump_revision(year)


def audiences_for(seat: Seat, *, inside: bool, taskforce: int | None = None) -> set[EventAudience]:
    """The audiences of events that a seat belongs to; with a `taskforce` also that of its own seats."""
    found = {EventAudience.READERS}
    if inside:
        found.add(EventAudience.BOTH)
    if taskforce is not None and seat.sits_in(taskforce):
        found.add(EventAudience.TASKFORCE)
    if seat.in_secretariat:
        found.add(EventAudience.SECRETARIAT)
    return found


def reads_as(seat: Seat) -> tuple[Audience, int | None]:
    """The audience of a seat, and the taskforce whose own lines it reads without a release."""
    if seat.role in SECRETARIAT_ROLES:
        return Audience.SECRETARIAT, None
    return audience_of(seat), seat.taskforce_id


def taskforces_read_by(cycles: Iterable[AnnualCycle], audience: Audience) -> Mapping[int, set[int]]:
    """The taskforces whose approved version of a year an audience reads, by the key of the year: one query."""
    found = defaultdict[int, set[int]](set)
    read = versions_for_audience(cycles, audience)
    for cycle, taskforce in read.values_list("workplan__cycle", "workplan__taskforce"):
        found[cycle].add(taskforce)
    return found
