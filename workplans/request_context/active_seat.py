"""Seats that somebody holds, and the one in use."""

from datetime import date
from typing import Any, cast

from django.db.models import BigIntegerField, Count, DateField, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from commit_portal import clock
from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import aggregated
from commit_portal.http.base import Middleware
from commit_portal.models import Notice
from workplans.models import Seat
from workplans.request_context.request import PortalRequest


def seats_held(user: int | None, *, on: date) -> QuerySet[Seat]:
    """Seats that somebody holds on a day, those of a country first."""
    return (
        Seat.objects.held_on(on)
        .filter(user=user)
        .select_related("user", "taskforce__country", "partner")
        # PostgreSQL and SQLite sort missing values to different ends by default.
        .order_by(F("taskforce__position").asc(nulls_last=True), "role", "pk")
    )


SEAT_KEY = "seat"


class SeatMiddleware(Middleware):
    """Sets `request.seat`: the chosen seat if it is held today, else the first held one, else None.

    Also sets `request.seats`: all that are held, and `request.new_notices`: how many notices of all held seats are new.
    Both come with the query of the seats.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = cast(PortalRequest, request)
        user = request.user
        held = _seats_of(user=user.pk, on=clock.today()) if user.is_authenticated else []
        chosen = request.session.get(SEAT_KEY) if held else None
        known.seat = next((seat for seat in held if seat.pk == chosen), held[0] if held else None)
        known.seats = list(held)
        known.new_notices = sum(seat.new_notices for seat in held)
        return self.get_response(request)


@prepared(user=BigIntegerField(), on=DateField())
def _seats_of(*, user: int, on: date) -> QuerySet[Any]:
    """The seats that a person holds on a day, each with the number of its new notices."""
    new = Notice.objects.filter(seat=OuterRef("pk"), user=OuterRef("user"), seen_at__isnull=True)
    return seats_held(user, on=on).annotate(new_notices=Coalesce(aggregated(new, "seat", Count("pk")), 0))
