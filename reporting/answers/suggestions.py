"""Which state the activities of a target suggest, for those who fill in the sheet; never printed. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.statuses import ProgressStatus, TargetProgress

# An answer that was withdrawn says nothing.
SAYS_NOTHING = frozenset({"", ProgressStatus.TAKEN_BACK})
BEGUN = frozenset({ProgressStatus.UNDER_WAY, ProgressStatus.DONE})


@dataclass(frozen=True)
class Suggestion:
    """A state of a target, never above "In progress"; with `asks`, whether the target is met is asked."""

    state: TargetProgress
    asks: bool = False


@dataclass(frozen=True)
class Earlier:
    """What was closed for a target at an earlier review."""

    year: int
    at_mid_year: bool
    status: str

    @property
    def is_achieved(self) -> bool:
        return self.status == TargetProgress.ACHIEVED


def suggested(statuses: Iterable[str]) -> Suggestion | None:
    """The state that the activities of a target suggest, by their answers ("" where there is none yet).

    None without an activity, and where none has begun and some are not answered.
    """
    found = list(statuses)
    if any(status in BEGUN for status in found):
        return Suggestion(TargetProgress.IN_PROGRESS, all(status == ProgressStatus.DONE for status in found))
    if not found or SAYS_NOTHING & set(found):
        return None
    return Suggestion(TargetProgress.NO_ACTIVITY)


def says_more(status: str, suggestion: Suggestion | None) -> bool:
    """Whether a state is more than the activities suggest."""
    order = (TargetProgress.NO_ACTIVITY, TargetProgress.IN_PROGRESS, TargetProgress.ACHIEVED)
    if suggestion is None or status not in order:
        return False
    return order.index(TargetProgress(status)) > order.index(suggestion.state) and not suggestion.asks
