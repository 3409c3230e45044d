"""Which seat the reader acts under: chosen, kept in the session, checked at every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from commit_portal import clock
from workplans.queries import seat_in_use
from workplans.requests import PortalRequest

SEAT_KEY = "seat"


class SeatMiddleware:
    """Sets `request.seat`: the chosen seat while it is held, else the first one held today, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seat = None
        if request.user.is_authenticated:
            seat = seat_in_use(request.user, request.session.get(SEAT_KEY), on=clock.today())
        cast(PortalRequest, request).seat = seat
        return self.get_response(request)
