"""The seat that the reader acts under: chosen, kept in the session, checked at every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from commit_portal import clock
from workplans.frame.request import PortalRequest
from workplans.frame.seats import seat_in_use, seats_held

SEAT_KEY = "seat"


class SeatMiddleware:
    """Sets `request.seat`: the chosen seat if it is held today, else the first held one, else None.

    Also sets `request.has_other_seats`: whether there is another seat to choose.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = cast(PortalRequest, request)
        held = list(seats_held(request.user, on=clock.today())) if request.user.is_authenticated else []
        known.seat = seat_in_use(held, request.session.get(SEAT_KEY)) if held else None
        known.has_other_seats = len(held) > 1
        return self.get_response(request)
