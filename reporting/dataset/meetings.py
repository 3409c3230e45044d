"""Meetings of the year, what they recommend, and what became of it."""

from dataclasses import dataclass
from datetime import date

from reporting.dataset.values import NO_DAYS, Note, Result, Span


@dataclass(frozen=True)
class Addressee:
    """Whom a recommendation asks, and what became of it there.

    `code` is ISO 3166, or "regional"; the name is empty for the Secretariat.
    """

    name: str
    result: Result = Result.NOT_REPORTED
    follow_up: str = ""
    code: str = ""


@dataclass(frozen=True)
class RecommendationFacts:
    """`about`: a target, an area, or all areas. `meeting` is the name of the one that made it."""

    number: int
    text: str
    meeting: Note
    about: Note | None = None
    due_on: date | None = None
    addressees: tuple[Addressee, ...] = ()


@dataclass(frozen=True)
class MeetingFacts:
    """`name` with all its parts: SOM 8 and IMM 3. Places as "Bagan, Myanmar"."""

    name: Note
    planned: Span = NO_DAYS
    actual: Span = NO_DAYS
    planned_place: str = ""
    actual_place: str = ""
