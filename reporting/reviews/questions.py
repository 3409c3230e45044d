"""The desk's questions about single answers, as they are shown beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from commit_portal.i18n.formatting import day
from commit_portal.workflow.views import Values
from reporting.models import CountryReview, Question
from reporting.reviews import permissions
from reporting.statuses import CountryReviewStatus
from workplans.models import Seat


@dataclass(frozen=True)
class SheetQuestions:
    """The questions about the answers of a sheet, and the links of one reader to ask and to answer."""

    sheet: CountryReview
    asks: bool
    replies: bool
    by_slug: Mapping[str, Sequence[Question]]

    def at(self, slug: str) -> Values:
        """What stands beside the answer for a line ("003") or a target ("1.T1"); `components` of a template."""
        questions = self.by_slug.get(slug, ())
        waits = any(question.answered_at is None for question in questions)
        review = self.sheet.review
        args = (review.cycle.year, review.stage, self.sheet.taskforce.slug, slug)
        return {
            "questions": [
                question_shown(question, self.sheet, replies=self.replies) for question in questions
            ],
            "ask_url": reverse("review_ask", args=args) if self.asks and not waits else "",
        }

    @property
    def waiting(self) -> list[Values]:
        """The questions that the taskforce has to answer, each with its address."""
        return [
            question_shown(question, self.sheet, replies=self.replies)
            for of_slug in self.by_slug.values()
            for question in of_slug
            if question.is_waiting
        ]


def questions_of(sheet: CountryReview, seat: Seat) -> SheetQuestions:
    """The questions of a sheet by the answer that they are about: one query."""
    found: dict[str, list[Question]] = {}
    for question in sheet.questions.select_related("activity", "target"):
        question.sheet = sheet
        found.setdefault(question.slug, []).append(question)
    closed = sheet.status == CountryReviewStatus.CLOSED
    return SheetQuestions(
        sheet,
        asks=bool(permissions.may_ask(seat, sheet)),
        replies=not closed and bool(permissions.answers_are_of(seat, sheet.taskforce)),
        by_slug=found,
    )


def question_shown(question: Question, sheet: CountryReview, *, replies: bool) -> Values:
    """A question with its answer, or with the reason why it has none."""
    review = sheet.review
    if question.answered_at is not None:
        answered = _("The taskforce answered on %(day)s.") % {"day": day(question.answered_at)}
        if not question.reply:
            answered = _("The taskforce changed the answer on %(day)s.") % {"day": day(question.answered_at)}
    elif sheet.status == CountryReviewStatus.CLOSED:
        answered = _("The question ended when the answers were closed.")
    else:
        answered = "" if replies else _("The taskforce has not answered yet.")
    return {
        "what": question.slug,
        "asked": _("The %(taskforce)s desk asks, %(day)s")
        % {"taskforce": sheet.taskforce.name, "day": day(question.asked_at)},
        "text": question.text,
        "answered": answered,
        "reply": question.reply,
        "url": reverse(
            "review_question", args=(review.cycle.year, review.stage, sheet.taskforce.slug, question.number)
        )
        if replies and question.is_waiting
        else "",
    }
