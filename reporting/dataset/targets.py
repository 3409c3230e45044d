"""A target in each country and in the region, and the areas of the plan: Table 2."""

from dataclasses import dataclass
from datetime import date

from reporting.dataset.values import CellStatus, SaidAt, TargetScope


@dataclass(frozen=True)
class Cell:
    """The state of one target in one country, or in the region.

    `activities` is None where the country has not released its lines; `late` when this answer came after
    its review closed.
    """

    status: CellStatus
    since_year: int | None = None
    was: CellStatus | None = None
    activities: int | None = None
    said_at: SaidAt | None = None
    late: bool = False
    achieved_on: date | None = None
    narrative: str = ""

    @property
    def achieved_when(self) -> date | int | None:
        """The day on which an achieved target was achieved, else the first year of the unbroken run.

        None where neither is known, and for a target that is not achieved.
        """
        if self.status is not CellStatus.ACHIEVED:
            return None
        return self.achieved_on or self.since_year


@dataclass(frozen=True)
class TargetFacts:
    code: str
    text: str
    scope: TargetScope
    cells: tuple[Cell, ...]
    regional: Cell | None = None
    printed_number: str = ""
    due_on: date | None = None

    @property
    def achieved(self) -> int:
        """Countries that have achieved it. The region's own state is not one of them."""
        return sum(cell.status is CellStatus.ACHIEVED for cell in self.cells)

    def achieved_before(self, shown: SaidAt | None) -> int:
        """Countries that said so at an earlier review than the one that is shown, and have not answered since."""
        return sum(
            cell.status is CellStatus.ACHIEVED and cell.said_at not in (None, shown) for cell in self.cells
        )

    @property
    def covered(self) -> int:
        """Countries that were asked and have released: the "6" of "5 of 6"."""
        outside = (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)
        return sum(cell.status not in outside for cell in self.cells)


@dataclass(frozen=True)
class AreaFacts:
    """An area of the plan. Without targets, where the plan's texts are not public."""

    code: str
    title: str
    targets: tuple[TargetFacts, ...] = ()
    objective: str = ""


@dataclass(frozen=True)
class AreaHead:
    """An area without its targets, for ways to it."""

    code: str
    title: str
