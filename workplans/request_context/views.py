"""The reader of a page or a step: the seat that acts."""

from functools import cached_property

from django.http import HttpRequest

from workplans.models import Seat
from workplans.request_context.request import seat_of


class SeatMixin:
    """For a page or a step of somebody who holds a seat, before its other base."""

    request: HttpRequest

    @cached_property
    def actor(self) -> Seat:
        """The seat that the reader acts under. Raises `Refused` for somebody who holds none today."""
        return seat_of(self.request)
