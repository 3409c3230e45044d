"""Years for reviews and reports: reads, and the count of their revisions."""

from django.db.models import QuerySet

from workplans.models import AnnualCycle
from workplans.plan.locking import bump_revision
from workplans.statuses import Audience

# Before a release they see nothing of a plan, not even a state.
OUTSIDERS = (Audience.PARTNERS, Audience.OBSERVERS)


def years(plan_id: int | None = None) -> QuerySet[AnnualCycle]:
    """The years, newest first; those on one plan of action, where it is named."""
    cycles = AnnualCycle.objects.select_related("plan").order_by("-year")
    return cycles if plan_id is None else cycles.filter(plan=plan_id)


def year_followed_up(cycle: AnnualCycle) -> AnnualCycle | None:
    """The last year before, on whatever plan of action: what its SOM recommended is followed up."""
    return years().filter(year__lt=cycle.year).first()


def bump_with_following(*cycles: AnnualCycle) -> None:
    """Count up the years and the years after them, whose reports follow up what the meetings recommend.

    Each once and in the order of the years, else two meetings of neighbouring years block each other.
    """
    outdated: dict[int, AnnualCycle] = {}
    for cycle in cycles:
        following = AnnualCycle.objects.filter(year__gt=cycle.year).order_by("year").first()
        outdated |= {found.year: found for found in (cycle, following) if found is not None}
    for year in sorted(outdated):
        bump_revision(outdated[year])


def bump_with_later(cycle: AnnualCycle) -> None:
    """Count up the year and the later years on the same plan, which compare with its answers."""
    later = AnnualCycle.objects.filter(plan=cycle.plan_id, year__gt=cycle.year).order_by("year")
    for year in (cycle, *later):
        bump_revision(year)
