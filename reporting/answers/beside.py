"""Beside each answer of a sheet: its evidence, its comments, and the desk's questions, as far as one reader has them."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _, ngettext

from commit_portal.i18n.formatting import comma_list
from commit_portal.workflow.views import Values
from reporting.answers import permissions
from reporting.answers.answer_rows import sheet_url
from reporting.answers.sheet_data import SheetData
from reporting.models import Question
from reporting.statuses import CountryReviewStatus, EvidenceKind
from workplans.comments.permissions import may_read_comments
from workplans.comments.queries import open_threads_by_answer
from workplans.comments.thread_rows import open_words
from workplans.models import Seat


class Beside:
    """What one reader has beside the answers of a sheet: two queries, and one more for who reads comments.

    `asks`: the reader asks about answers, for the desk. `replies`: the reader answers these questions.
    """

    def __init__(self, data: SheetData, seat: Seat) -> None:
        sheet, plan = data.sheet, data.plan
        self.sheet, self.evidence = sheet, data.evidence[False]
        self.open_threads: Counter[str] | None = None
        if plan is not None and may_read_comments(seat, plan):
            self.open_threads = open_threads_by_answer(seat, plan, sheet.review.stage)
        is_open = sheet.status != CountryReviewStatus.CLOSED
        self.asks = is_open and bool(permissions.may_ask(seat, sheet.taskforce))
        self.replies = is_open and bool(permissions.answers_are_of(seat, sheet.taskforce))
        self.questions: dict[str, list[Question]] = {}
        for question in sheet.questions.select_related("activity", "target"):
            question.sheet = sheet
            self.questions.setdefault(question.slug, []).append(question)

    def at(self, slug: str) -> Values:
        """Beside the answer for an activity ("003") or a target ("1.T1")."""
        asked = {"questions": self.questions.get(slug, ()), "sheet": self.sheet, "replies": self.replies}
        talk = None
        if self.open_threads is not None:
            url = sheet_url(self.sheet, "review_comments", slug)
            talk = {"url": url, "words": open_words(self.open_threads[slug])}
        return {
            "talk": talk,
            "asked": asked | {"asks_at": slug if self.asks and not self.waits_at(slug) else ""},
            "evidence": {
                "url": sheet_url(self.sheet, "evidence", slug),
                "words": evidence_words(self.evidence.get(slug, Counter())),
            },
        }

    def each(self, rows: Iterable[Values]) -> list[Values]:
        """Answers that are only read, each with what stands beside it."""
        return [row | self.at(row["code"]) for row in rows]

    def waits_at(self, slug: str) -> bool:
        """Whether a question about this answer waits for the taskforce."""
        return any(question.is_waiting for question in self.questions.get(slug, ()))

    @property
    def to_answer(self) -> list[Question]:
        """The questions that this reader can answer."""
        questions = (question for of_slug in self.questions.values() for question in of_slug)
        return [question for question in questions if self.replies and question.is_waiting]


def evidence_words(kinds: Counter[str]) -> str:
    """ "2 files, 1 link", of the evidence of one answer by its kind."""
    links, files = kinds[EvidenceKind.LINK], kinds.total() - kinds[EvidenceKind.LINK]
    said = (
        ngettext("%(count)s file", "%(count)s files", files) % {"count": files} if files else "",
        ngettext("%(count)s link", "%(count)s links", links) % {"count": links} if links else "",
    )
    return comma_list(filter(None, said)) or _("None yet")
