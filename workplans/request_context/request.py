"""The request as the pages meet it: signed in, with the seat that its reader acts under."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.db.models import IntegerField, QuerySet
from django.http import HttpRequest, HttpResponse

from commit_portal import clock
from commit_portal.db.compiled_queries import prepared
from commit_portal.http.base import Middleware
from commit_portal.i18n import read_number
from commit_portal.refusals import NO_SEAT, Refused
from workplans.models import AnnualCycle, Seat
from workplans.models.names import names_of, read_names_of

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """Types for the attributes that `SeatMiddleware`, the functions below and htmx set on Django's request."""

    seat: Seat | None
    seats: list[Seat]
    new_notices: int
    year_shown: AnnualCycle
    made_up: bool
    htmx: "HtmxDetails"


def seat_of(request: HttpRequest) -> Seat:
    """Get the seat that the reader acts under. Raises `Refused` for somebody who holds none today.

    Call it before any lookup: the refusal then tells nothing about what exists.
    """
    seat = cast(PortalRequest, request).seat
    if seat is None:
        raise Refused(NO_SEAT)
    return seat


def seats_of(request: HttpRequest) -> list[Seat]:
    """The seats that the reader holds today, the one in use among them."""
    return cast(PortalRequest, request).seats


def number_sent(request: HttpRequest, name: str) -> int:
    """Read a number of the form, a row version say. A missing or unreadable one never equals the current one."""
    return read_number(request.POST.get(name))


def say_made_up(request: HttpRequest, made_up: bool) -> None:
    """Tell the frame whether the page shows demonstration data. By default the portal and the year decide."""
    cast(PortalRequest, request).made_up = made_up


class NamesMiddleware(Middleware):
    """Reads names as they were in the year of the page's address (`workplans.models.names`)."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with names_of(None):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: Mapping[str, Any]
    ) -> None:
        """Find the year; the page is made and written inside of `__call__`, which forgets it again."""
        read_names_of(kwargs.get("year"))


class SeatMixin:
    """For a page or a step of somebody who holds a seat, before its other base."""

    request: HttpRequest

    @cached_property
    def actor(self) -> Seat:
        """The seat that the reader acts under. Raises `Refused` for somebody who holds none today."""
        return seat_of(self.request)

    @property
    def is_script(self) -> bool:
        """Whether a script asks, and swaps parts of the page that it has."""
        return bool(cast(PortalRequest, self.request).htmx)


@prepared()
def all_years() -> QuerySet[AnnualCycle]:
    """Every year with its plan of action, the newest first."""
    return AnnualCycle.objects.select_related("plan")


def year_of(year: int) -> AnnualCycle | None:
    """A year with its plan of action."""
    return next(iter(_with_number(year=year)), None)


@prepared(year=IntegerField())
def _with_number(*, year: int) -> QuerySet[AnnualCycle]:
    return AnnualCycle.objects.select_related("plan").filter(year=year)


# Session key of the chosen year, for pages without a year in their address.
YEAR_KEY = "year"


def chosen_year(request: HttpRequest) -> AnnualCycle | None:
    """The year chosen on the page of the years, else the running one."""
    return chosen_among(all_years(), request, on=clock.today())


def chosen_among(years: Sequence[AnnualCycle], request: HttpRequest, *, on: date) -> AnnualCycle | None:
    """The same, of `all_years`: the running year is the newest that has started by a day, else the first to come.

    An opened next year changes nothing yet.
    """
    chosen = request.session.get(YEAR_KEY)
    started = (cycle for cycle in years if cycle.starts_on <= on)
    first_to_come = years[-1] if years else None
    return next((cycle for cycle in years if cycle.year == chosen), None) or next(started, first_to_come)


def show_year(request: HttpRequest, cycle: AnnualCycle) -> None:
    """Hand the page's year to the frame, to spare a query."""
    cast(PortalRequest, request).year_shown = cycle
