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
    """The newest year that has started by a day, else the first to come. An opened next year changes nothing yet."""
    years = AnnualCycle.objects.select_related("plan")
    return years.filter(starts_on__lte=on).first() or years.last()


# Session key of the chosen year, for pages without a year in their address.
YEAR_KEY = "year"


def chosen_year(request: HttpRequest) -> AnnualCycle | None:
    """The year chosen on the page of the years, else the running one."""
    chosen = request.session.get(YEAR_KEY)
    found = AnnualCycle.objects.select_related("plan").filter(year=chosen).first() if chosen else None
    return found or running_year(clock.today())


def show_year(request: HttpRequest, cycle: AnnualCycle) -> None:
    """Hand the page's year to the frame, to spare a query."""
    cast(PortalRequest, request).year_shown = cycle
