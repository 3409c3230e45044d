"""Reads of years for reviews and reports."""

from django.db.models import QuerySet

from workplans.models import (
    AnnualCycle,
)
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
