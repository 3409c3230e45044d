"""The year that a page is about: the one in its address, the chosen one, or the running one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

from commit_portal import clock
from workplans.models import AnnualCycle

if TYPE_CHECKING:
    pass
from datetime import date

from workplans.frame.request import PortalRequest


def running_year(on: date) -> AnnualCycle | None:
    """The newest year that has started by a day, else the first to come: opening the next one changes nothing yet."""
    years = AnnualCycle.objects.select_related("plan")
    return years.filter(starts_on__lte=on).first() or years.last()


# In the session: the year that pages without one in their address go by.
YEAR_KEY = "year"


def chosen_year(request: HttpRequest) -> AnnualCycle | None:
    """The year that was chosen on the page of the years, else the one that runs."""
    chosen = request.session.get(YEAR_KEY)
    found = AnnualCycle.objects.select_related("plan").filter(year=chosen).first() if chosen else None
    return found or running_year(clock.today())


def show_year(request: HttpRequest, cycle: AnnualCycle) -> None:
    """Hand the frame the year that the page has read already, so that it is read once."""
    cast(PortalRequest, request).year_shown = cycle
