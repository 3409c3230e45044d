"""An open review for the regional office: who has answered how much, who is late, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commit_portal import clock
from commit_portal.i18n.formatting import activities_counted, and_list
from reporting.answers.lateness import days_late_of
from reporting.models import Review
from reporting.reviews.queries import counted_rounds
from reporting.statuses import CountryReviewStatus


@dataclass(frozen=True)
class Received:
    """What a review has received: the newest round of each taskforce, as `counted_rounds` counts it."""

    review: Review
    sheets: Sequence[Any]

    @property
    def missing(self) -> list[Any]:
        """The sheets that are not submitted."""
        return [sheet for sheet in self.sheets if sheet.status == CountryReviewStatus.OPEN]

    @property
    def submitted(self) -> int:
        return len(self.sheets) - len(self.missing)

    @property
    def late(self) -> list[Any]:
        """The countries that have never submitted and are late, by their day. The region is the office's own."""
        now, ours = clock.reading_time(), [sheet for sheet in self.missing if not sheet.taskforce.is_regional]
        return [sheet for sheet in ours if not sheet.answered_on and days_late_of(sheet, now=now)]

    @property
    def to_remind(self) -> list[Any]:
        """Countries that are late, else those that have not submitted. The region is the office's own."""
        found = self.late or self.missing
        return [sheet for sheet in found if not sheet.taskforce.is_regional]

    @property
    def unspent(self) -> list[Any]:
        """The sheets without the Secretariat's spending for some of their activities."""
        return [sheet for sheet in self.sheets if sheet.unspent]

    @property
    def asked(self) -> list[Any]:
        """The sheets with a question of the desk that waits."""
        open_ones = (sheet for sheet in self.sheets if sheet.status != CountryReviewStatus.CLOSED)
        return [sheet for sheet in open_ones if sheet.open_questions]

    @property
    def names(self) -> dict[str, str]:
        """Whose sheets these are, in words."""
        lines = (f"{sheet.taskforce.name} ({activities_counted(sheet.unspent)})" for sheet in self.unspent)
        return {
            "missing": _names(self.missing),
            "to_remind": _names(self.to_remind),
            "unspent": and_list(lines),
            "asked": _names(self.asked),
        }

    @property
    def sums(self) -> dict[str, int]:
        """Lines without spending, and questions that wait, over all sheets."""
        return {
            "unspent": sum(sheet.unspent for sheet in self.unspent),
            "questions": sum(sheet.open_questions for sheet in self.asked),
        }

    def days_left(self, on: date) -> int:
        """Days until the last day for answers; 0 after it and without one."""
        due = self.review.answers_due_on
        return max((due - on).days, 0) if due else 0

    def days_to_meeting(self, on: date) -> int:
        """Days until the meeting of the review begins; 0 after that and without one."""
        begins = self.review.meeting.begins_on() if self.review.meeting else None
        return max((begins - on).days, 0) if begins else 0


def received(review: Review, rounds: Iterable[Any] | None = None) -> Received:
    """What a review has received. `rounds` are those of `counted_rounds`, where the page has read them."""
    newest = {sheet.taskforce_id: sheet for sheet in (counted_rounds(review) if rounds is None else rounds)}
    return Received(review, list(newest.values()))


def _names(sheets: Iterable[Any]) -> str:
    return and_list(sheet.taskforce.name for sheet in sheets)
