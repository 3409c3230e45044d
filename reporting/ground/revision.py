"""Counting up the revision of a year and of those that compare with it."""

from __future__ import annotations

from workplans.models import AnnualCycle
from workplans.plan.locking import bump_revision


def bump_with_following(*cycles: AnnualCycle) -> None:
    """What a meeting recommends is followed up in the report of the year after: that one is out of date too.

    Each once, in the order of the years: two meetings of neighbouring years would lock each other out otherwise.
    """
    outdated: dict[int, AnnualCycle] = {}
    for cycle in cycles:
        following = AnnualCycle.objects.filter(year__gt=cycle.year).order_by("year").first()
        outdated |= {found.year: found for found in (cycle, following) if found is not None}
    for year in sorted(outdated):
        bump_revision(outdated[year])


def bump_with_later(cycle: AnnualCycle) -> None:
    """Later years on the same plan compare with the answers of this one: they are out of date too."""
    later = AnnualCycle.objects.filter(plan=cycle.plan_id, year__gt=cycle.year).order_by("year")
    for year in (cycle, *later):
        bump_revision(year)
