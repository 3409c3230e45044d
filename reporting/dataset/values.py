"""The values that a dataset is made of: states and reviews by name, spans of days, and notes for sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class CellStatus(StrEnum):
    """The state of a target in a country (DESIGN 4)."""

    ACHIEVED = "achieved"
    IN_PROGRESS = "in_progress"
    NO_ACTIVITY = "no_activity"
    NOT_REPORTED = "not_reported"
    # A target that is not for the place, or whose text was added after the reviews of the year. Editions keep the value.
    NOT_ASKED = "regional"
    NOT_RELEASED = "not_released"
    # Of a year that is known from documents alone: they do not say it, or were not loaded.
    NOT_LOADED = "not_loaded"


class Result(StrEnum):
    """What became of an activity."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_STARTED = "not_started"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    NOT_REPORTED = "not_reported"


class Origin(StrEnum):
    """How a target relates to earlier ones. NEW: it continues none, where others of its plan of action do."""

    SAME = "same"
    PART = "part"
    MERGED = "merged"
    LINKED = "linked"
    NEW = "new"


class FollowUp(StrEnum):
    """What became of a recommendation at one addressee, with the values of `reporting.statuses.FollowUpStatus`.

    NOT_REPORTED: in older editions only, which froze an open one and a hidden one alike.
    """

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_FOLLOWED = "not_followed"
    NOT_RELEASED = "not_released"
    NOT_REPORTED = "not_reported"

    @classmethod
    def _missing_(cls, value: object) -> "FollowUp | None":
        """The word of an activity, which older editions were frozen with."""
        return cls.NOT_FOLLOWED if value == "cancelled" else None


# Nothing is known of what became of it, so it is not overdue either.
NO_FOLLOW_UP = (FollowUp.NOT_RELEASED, FollowUp.NOT_REPORTED)


class SaidAt(StrEnum):
    """The review of the year at which a taskforce gave an answer, the earlier one first."""

    MID_YEAR = "mid-year"
    SOM = "som"


class TargetScope(StrEnum):
    NATIONAL = "national"
    REGIONAL = "regional"
    BOTH = "both"


class Basis(StrEnum):
    """Where the actual dates of a step come from, where nobody recorded the step's own."""

    MEETING = "meeting"
    REVIEW_OPENED = "review_opened"
    REVIEW_CLOSED = "review_closed"


type Value = str | int | Decimal | Note | tuple[str | Note, ...]


# For a field that was added later: it is left out of the JSON while it is empty, so that older datasets keep their digest.
LEFT_OUT_EMPTY = {"left_out_empty": True}


@dataclass(frozen=True)
class Note:
    """A sentence as its code and its parameters in the order of their names; the sentence is made when it is read."""

    code: str
    params: tuple[tuple[str, Value], ...] = ()

    def param(self, name: str) -> Value | None:
        """A parameter by its name; None where there is none."""
        return dict(self.params).get(name)


def note(code: str, /, **params: Value) -> Note:
    return Note(code, tuple(sorted(params.items())))


@dataclass(frozen=True)
class Span:
    """Two dates, each of which may not be known. `ends` is the last day."""

    starts: date | None = None
    ends: date | None = None

    def __bool__(self) -> bool:
        return self.starts is not None or self.ends is not None


NO_DAYS = Span()
"""Neither day is known."""


def earliest(reviews: Iterable[SaidAt | None]) -> SaidAt | None:
    """The first of these reviews in the order of the year; None where there is none."""
    found = set(reviews)
    return next((review for review in SaidAt if review in found), None)
