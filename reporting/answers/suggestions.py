"""What an answer is asked, and which state the activities of a target suggest. Pure: no database, no clock.

A question asks for a sentence and refuses nothing. A suggestion is for those who fill in the sheet: it is never printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from commit_portal.i18n.messages import say
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
    achieved_on: date | None = None

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


def achieved_no_more(code: str, status: str, words: str, earlier: Iterable[Earlier]) -> str:
    """A target that was achieved when it was last answered, and is not any more without a word why (RV-7); "" if not."""
    last = next((one for one in reversed([*earlier]) if one.status), None)
    if last is None or not last.is_achieved or not status or status == TargetProgress.ACHIEVED or words:
        return ""
    said = (
        _("Target %(code)s was achieved at mid-year %(year)s. Write why it is not achieved any more.")
        if last.at_mid_year
        else _("Target %(code)s was achieved in %(year)s. Write why it is not achieved any more.")
    )
    return say(said, code=code, year=str(last.year))


def nothing_behind(
    code: str, status: str, words: str, activities: Iterable[str], *, has_evidence: bool = False
) -> str:
    """An achieved target without an activity done, evidence or words (RV-8); "" if not."""
    if status != TargetProgress.ACHIEVED or words or has_evidence or ProgressStatus.DONE in activities:
        return ""
    return say(
        _("Target %(code)s is achieved, but none of its activities is done. Write what was achieved."),
        code=code,
    )


def achieved_later(
    code: str, status: str, achieved_on: date | None, words: str, earlier: Iterable[Earlier]
) -> str:
    """A target whose day is later than the year in which it was first reported achieved (RV-9); "" if not."""
    first = next((one for one in earlier if one.is_achieved), None)
    if status != TargetProgress.ACHIEVED or words or first is None or achieved_on is None:
        return ""
    if achieved_on.year <= first.year:
        return ""
    said = _("Target %(code)s was first reported as achieved in %(year)s. Write why the day is %(day)s.")
    return say(said, code=code, year=str(first.year), day=achieved_on)


def money_of_nobody(code: str, amount: Decimal | None, words: str) -> str:
    """US dollars of partners that are not named, without a word whose they are; "" if not."""
    if not amount or words:
        return ""
    said = _("%(code)s: no partner is named for US$%(amount)s. Write who spent this money.")
    return say(said, code=code, amount=amount)


def spent_without_words(code: str, amounts: Iterable[Decimal | None], words: str) -> str:
    """Money that was spent on an activity without a word what for; "" if not."""
    total = sum((amount for amount in amounts if amount), Decimal(0))
    if not total or words:
        return ""
    return say(_("US$%(amount)s was spent on %(code)s. Write what happened."), code=code, amount=total)


def words_without_state(code: str, status: str, words: str) -> str:
    """An answer with words and no status; "" if not."""
    if status or not words:
        return ""
    return say(_("%(code)s has an explanation and no status. Choose a status."), code=code)
