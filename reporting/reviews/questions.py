"""The desk's questions about single answers, as they are shown beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commit_portal.workflow.views import Values
from reporting.models import CountryReview, Question
from reporting.reviews import permissions
from reporting.statuses import CountryReviewStatus
from workplans.models import Seat


@dataclass(frozen=True)
class SheetQuestions:
    """The questions about the answers of a sheet, and whether this reader asks (the desk) or answers them."""

    sheet: CountryReview
    asks: bool
    replies: bool
    by_slug: Mapping[str, Sequence[Question]]

    def at(self, slug: str) -> Values:
        """For `answer_questions.html`, beside the answer for a line ("003") or a target ("1.T1")."""
        found = {"questions": self.by_slug.get(slug, ()), "sheet": self.sheet, "replies": self.replies}
        return found | {"asks_at": slug if self.asks and not self.waits_at(slug) else ""}

    def waits_at(self, slug: str) -> bool:
        """Whether a question about this answer waits for the taskforce."""
        return any(question.is_waiting for question in self.by_slug.get(slug, ()))

    @property
    def to_answer(self) -> list[Question]:
        """The questions that this reader can answer."""
        questions = (question for of_slug in self.by_slug.values() for question in of_slug)
        return [question for question in questions if self.replies and question.is_waiting]


def questions_of(sheet: CountryReview, seat: Seat) -> SheetQuestions:
    """The questions of a sheet by the answer that they are about: one query."""
    found: dict[str, list[Question]] = {}
    for question in sheet.questions.select_related("activity", "target"):
        question.sheet = sheet
        found.setdefault(question.slug, []).append(question)
    is_open = sheet.status != CountryReviewStatus.CLOSED
    return SheetQuestions(
        sheet,
        asks=is_open and bool(permissions.may_ask(seat, sheet.taskforce)),
        replies=is_open and bool(permissions.answers_are_of(seat, sheet.taskforce)),
        by_slug=found,
    )
