"""A target in each country and in the region, the areas of the plan (Table 2), and what meetings recommend."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from reporting.dataset import values


@dataclass(frozen=True)
class EvidenceFacts:
    """A title of evidence that the lead shows these readers, with the SHA-256 of the file or the address of the link."""

    title: str
    digest: str = ""
    url: str = ""

    @property
    def named(self) -> str:
        """The title and what it is known by, as an edition lists it."""
        return f"{self.title} ({self.digest or self.url})" if self.digest or self.url else self.title


@dataclass(frozen=True)
class Cell:
    """The state of one target in one country, or in the region.

    `activities` is None where the country has not released its lines; `late` when this answer came after
    the last day for answers. `said_on`: the day on which the answer was closed. `withdrawn`: the last answer was taken
    back, and the narrative is the reason; it counts as not reported. `continued`: what the earlier targets were, where
    this one merges them or is a part of one.
    """

    status: values.CellStatus
    since_year: int | None = None
    was: values.CellStatus | None = None
    activities: int | None = None
    said_at: values.SaidAt | None = None
    late: bool = False
    achieved_on: date | None = None
    narrative: str = ""
    said_on: date | None = field(default=None, metadata=values.LEFT_OUT_EMPTY)
    withdrawn: bool = field(default=False, metadata=values.LEFT_OUT_EMPTY)
    evidence: tuple[EvidenceFacts, ...] = field(default=(), metadata=values.LEFT_OUT_EMPTY)
    continued: values.Note | None = field(default=None, metadata=values.LEFT_OUT_EMPTY)
    # The document that it was loaded from.
    source: str = field(default="", metadata=values.LEFT_OUT_EMPTY)

    @property
    def achieved_when(self) -> date | int | None:
        """The day on which an achieved target was achieved, else the first year of the unbroken run.

        None where neither is known, and for a target that is not achieved.
        """
        if self.status is not values.CellStatus.ACHIEVED:
            return None
        return self.achieved_on or self.since_year


@dataclass(frozen=True)
class EarlierTargets:
    """What a target continues, by plan of action and code ("spa-2:1.T3"), and how it lies to that."""

    codes: tuple[str, ...]
    origin: values.Origin | None


@dataclass(frozen=True)
class TargetFacts:
    """A target as printed. `continues` are the earlier targets of the last step; `further` those of each step before."""

    code: str
    text: str
    scope: values.TargetScope
    cells: tuple[Cell, ...]
    regional: Cell | None = None
    printed_number: str = ""
    due_on: date | None = None
    continues: tuple[str, ...] = field(default=(), metadata=values.LEFT_OUT_EMPTY)
    origin: values.Origin | None = field(default=None, metadata=values.LEFT_OUT_EMPTY)
    further: tuple[EarlierTargets, ...] = field(default=(), metadata=values.LEFT_OUT_EMPTY)

    @property
    def steps(self) -> tuple[EarlierTargets, ...]:
        """What it continues one step back, two steps back and so on."""
        return EarlierTargets(self.continues, self.origin), *self.further

    @property
    def same(self) -> tuple[str, ...]:
        """The earlier targets that are the same one, the nearest first."""
        return tuple(one.codes[0] for one in self.steps if one.origin is values.Origin.SAME)

    def earlier_note(self, state: Callable[[str], values.CellStatus | None]) -> values.Note | None:
        """What earlier targets were in a place, where this one merges them or is a part of one.

        Those of the nearest step that has a state there. None where no state is known.
        """
        then = next((one for one in self.steps if any(map(state, one.codes))), self.steps[0])
        states = [state(code) for code in then.codes]
        if then.origin is values.Origin.MERGED and any(states):
            achieved = sum(found is values.CellStatus.ACHIEVED for found in states)
            return values.note("was.merged", achieved=achieved, count=len(states))
        if then.origin is values.Origin.PART and states[0]:
            return values.note(f"was.part_{states[0]}", code=then.codes[0].partition(":")[2])
        return None

    @property
    def achieved(self) -> int:
        """Countries that have achieved it. The region's own state is not one of them."""
        return sum(cell.status is values.CellStatus.ACHIEVED for cell in self.cells)

    def achieved_before(self, shown: values.SaidAt | None) -> int:
        """Countries that said so at an earlier review than the one that is shown, and have not answered since."""
        return sum(
            cell.status is values.CellStatus.ACHIEVED and cell.said_at not in (None, shown)
            for cell in self.cells
        )

    @property
    def is_asked(self) -> bool:
        """Whether all were asked whom it is for: not where its text was added after the reviews of the year."""
        cells = () if self.scope is values.TargetScope.REGIONAL else self.cells
        asked = (*cells, self.regional) if self.regional else cells
        return all(cell.status is not values.CellStatus.NOT_ASKED for cell in asked)

    @property
    def covered(self) -> int:
        """Countries that were asked and have released: the "6" of "5 of 6"."""
        outside = (values.CellStatus.NOT_ASKED, values.CellStatus.NOT_RELEASED, values.CellStatus.NOT_LOADED)
        return sum(cell.status not in outside for cell in self.cells)


@dataclass(frozen=True)
class AreaFacts:
    """An area of the plan. Without targets, where the plan's texts are not public, and beside one of its targets."""

    code: str
    title: str
    targets: tuple[TargetFacts, ...] = ()
    objective: str = ""


@dataclass(frozen=True)
class Addressee:
    """Whom a recommendation asks, and what became of it there.

    `code` is ISO 3166, or "regional"; the name is empty for the Secretariat.
    """

    name: str
    result: values.FollowUp = values.FollowUp.NOT_RELEASED
    follow_up: str = ""
    code: str = ""


@dataclass(frozen=True)
class RecommendationFacts:
    """`about`: a target, an area, or all areas. `meeting` is the name of the one that made it."""

    number: int
    text: str
    meeting: values.Note
    about: values.Note | None = None
    due_on: date | None = None
    addressees: tuple[Addressee, ...] = ()

    @property
    def numbered(self) -> str:
        """ "7.1", as `reporting.meetings.queries.number_of` says it."""
        parts = self.meeting.param("parts")
        first = parts[0] if isinstance(parts, tuple) else self.meeting
        of = isinstance(first, values.Note) and first.param("number")
        return f"{of}.{self.number}" if of else str(self.number)


@dataclass(frozen=True)
class MeetingFacts:
    """`name` with all its parts: SOM 8 and IMM 3. Places as "Bagan, Myanmar"."""

    name: values.Note
    planned: values.Span = values.NO_DAYS
    actual: values.Span = values.NO_DAYS
    planned_place: str = ""
    actual_place: str = ""
    called_off: bool = field(default=False, metadata=values.LEFT_OUT_EMPTY)
