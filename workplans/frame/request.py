"""The request as the pages meet it: signed in, with the seat that its reader acts under."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

from commit_portal.permits import NO_SEAT, Refused
from commit_portal.readers import read_number
from workplans.models import AnnualCycle, Seat

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """Only for type checkers: `SeatMiddleware`, the functions below and htmx's own set these on Django's request."""

    seat: Seat | None
    has_other_seats: bool
    year_shown: AnnualCycle
    made_up: bool
    htmx: HtmxDetails


def seat_of(request: HttpRequest) -> Seat:
    """The seat that the reader acts under; raises `Refused` for somebody who holds none today.

    Asked before anything is looked up, so the refusal says nothing about what there is.
    """
    seat = cast(PortalRequest, request).seat
    if seat is None:
        raise Refused(NO_SEAT)
    return seat


def number_sent(request: HttpRequest, name: str) -> int:
    """The row version, or another number, on the form; one that is missing or no number is never the current one."""
    return read_number(request.POST.get(name))


def say_made_up(request: HttpRequest, made_up: bool) -> None:
    """Tell the frame whether the page shows demonstration data; unless told, it goes by the portal and the year."""
    cast(PortalRequest, request).made_up = made_up
