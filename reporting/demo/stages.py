"""How far the year 2011 of the demonstration has come."""

from datetime import UTC, date, datetime
from enum import StrEnum


class Stage(StrEnum):
    DRAFTING = "drafting"
    APPROVAL = "approval"
    MID_YEAR = "midyear"
    SOM = "som"
    REPORT = "report"

    def reached(self, other: "Stage") -> bool:
        """Whether the year has come as far as `other`."""
        order = list(Stage)
        return order.index(self) >= order.index(other)


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in the Mekong region: the same date in every office."""
    return datetime(year, month, day, 3, 0, tzinfo=UTC)


# The portal of the demonstration begins before its first year: the reference data, the people and their seats.
BEGINNING = at(2008, 9, 1)
# The day that the visitors of a stage meet: all that is made for the stage happened before it.
DAYS = {
    Stage.DRAFTING: date(2011, 2, 16),
    Stage.APPROVAL: date(2011, 3, 7),
    Stage.MID_YEAR: date(2011, 6, 29),
    Stage.SOM: date(2012, 2, 20),
    Stage.REPORT: date(2012, 2, 21),
}
