"""Seats that somebody holds, and the one in use."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import (
    F,
    QuerySet,
)

from workplans.models import (
    Seat,
)


def seats_held(user: Any, *, on: date) -> QuerySet[Seat]:
    """Seats that somebody holds on a day, those of a country first."""
    return (
        Seat.objects.held_on(on)
        .filter(user=user)
        .select_related("user", "taskforce__country", "partner")
        # PostgreSQL and SQLite sort missing values to different ends by default.
        .order_by(F("taskforce__position").asc(nulls_last=True), "role", "pk")
    )


def seat_in_use(held: Sequence[Seat], chosen: int | None) -> Seat | None:
    """The chosen seat while it is held, else the first of those held, else none."""
    return next((seat for seat in held if seat.pk == chosen), held[0] if held else None)
