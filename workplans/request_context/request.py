"""The request as the pages meet it: signed in, with the seat that its reader acts under."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

from commit_portal.i18n.parsing import read_number
from commit_portal.refusals import NO_SEAT, Refused
from workplans.models import AnnualCycle, Seat

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """Types for the attributes that `SeatMiddleware`, the functions below and htmx set on Django's request."""

    seat: Seat | None
    seats: list[Seat]
    has_other_seats: bool
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
