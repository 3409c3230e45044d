"""Counting up the revision of a year and of those that compare with it."""

from workplans.models import AnnualCycle
from workplans.plan.locking import bump_revision


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
