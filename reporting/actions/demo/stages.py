"""How far the year 2011 of the demonstration has come."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum


class Stage(StrEnum):
    DRAFTING = "drafting"
    APPROVAL = "approval"
    MID_YEAR = "midyear"
    SOM = "som"
    REPORT = "report"

    def reached(self, other: Stage) -> bool:
        """Whether the year has come as far as `other`."""
        order = list(Stage)
        return order.index(self) >= order.index(other)


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in the Mekong region: the same date in every office."""
    return datetime(year, month, day, 3, 0, tzinfo=UTC)
