"""Comments on the answers of a taskforce: which answer an address names, and the links beside each answer."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from reporting.models import CountryReview
from reporting.reviews import queries
from workplans.comments.permissions import may_read_comments
from workplans.comments.queries import open_threads_by_answer
from workplans.comments.targets import CommentTarget
from workplans.comments.thread_rows import open_words
from workplans.models import Seat, Workplan


@dataclass(frozen=True)
class AnswerTalk:
    """The way from each answer of a sheet to its comments, with how many threads the reader finds open there."""

    sheet: CountryReview
    open: Counter[str]

    def at(self, slug: str) -> dict[str, str]:
        """The link beside the answer for a line ("003") or a target ("1.T1")."""
        review = self.sheet.review
        address = (review.cycle.year, review.stage, self.sheet.taskforce.slug, slug)
        return {"url": reverse("review_comments", args=address), "words": open_words(self.open[slug])}


def talk_of_sheet(sheet: CountryReview, seat: Seat, plan: Workplan | None) -> AnswerTalk | None:
    """The comments of a sheet and its plan, for who belongs to an audience of them: one query."""
    if plan is None or not may_read_comments(seat, plan):
        return None
    return AnswerTalk(sheet, open_threads_by_answer(seat, plan, sheet.review.stage))


def answer_at(sheet: CountryReview, slug: str) -> CommentTarget | None:
    """The answer that an address names; None where the sheet asks nothing of that name."""
    plan = queries.workplan_of_sheet(sheet)
    if plan is None:
        return None
    stage = sheet.review.stage
    lines = queries.activities_under_review(sheet, plan)
    line = next((line for line in lines if line.short_code == slug), None)
    if line is not None:
        line.activity.workplan = plan
        return CommentTarget(plan, line.activity, stage=stage)
    target = next((target for target in queries.targets_asked_of(sheet) if target.code == slug), None)
    return CommentTarget(plan, target=target, stage=stage) if target else None
