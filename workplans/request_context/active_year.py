"""The year that a page is about: the one in its address, the chosen one, or the running one."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest

from commit_portal import clock
from commit_portal.db.compiled_queries import prepared
from workplans.models import AnnualCycle
from workplans.request_context.request import PortalRequest


@prepared()
def all_years() -> QuerySet[AnnualCycle]:
    """Every year with its plan of action, the newest first."""
    return AnnualCycle.objects.select_related("plan")


def running_year(on: date) -> AnnualCycle | None:
    """The newest year that has started by a day, else the first to come. An opened next year changes nothing yet."""
    return _running(all_years(), on)


# Session key of the chosen year, for pages without a year in their address.
YEAR_KEY = "year"


def chosen_year(request: HttpRequest) -> AnnualCycle | None:
    """The year chosen on the page of the years, else the running one."""
    return chosen_among(all_years(), request)


def chosen_among(years: Sequence[AnnualCycle], request: HttpRequest) -> AnnualCycle | None:
    """The same, of `all_years`."""
    chosen = request.session.get(YEAR_KEY)
    return next((cycle for cycle in years if cycle.year == chosen), None) or _running(years, clock.today())


def _running(years: Sequence[AnnualCycle], on: date) -> AnnualCycle | None:
    return next((cycle for cycle in years if cycle.starts_on <= on), years[-1] if years else None)


def show_year(request: HttpRequest, cycle: AnnualCycle) -> None:
    """Hand the page's year to the frame, to spare a query."""
    cast(PortalRequest, request).year_shown = cycle
