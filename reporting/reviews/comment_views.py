"""The pages of the comments on an answer."""

from django.http import Http404

from commit_portal.refusals import require
from commit_portal.workflow.views import ReadView, Values
from reporting.models import CountryReview
from reporting.reviews.answer_rows import path_to
from reporting.reviews.comments import answer_at
from reporting.reviews.sheet_page import sheet_or_404
from workplans.comments.permissions import may_read_comments
from workplans.comments.targets import CommentTarget
from workplans.comments.thread_page import StartThread
from workplans.comments.thread_rows import talk_at
from workplans.models import Seat
from workplans.request_context.request import SeatMixin


class AnswerComments(SeatMixin, ReadView):
    """The threads on the answer for one line or target."""

    template_name = "reporting/reviews/review_comments.html"

    def get_context_data(self, **kwargs: object) -> Values:
        sheet, where = _answer_or_404(self.actor, **self.kwargs)
        require(may_read_comments(self.actor, where.plan))
        context = {
            "path": path_to(sheet.review),
            "sheet": sheet,
            "place": where,
            "talk": talk_at(self.actor, where),
        }
        return super().get_context_data(**context | kwargs)


class CommentOnAnswer(StartThread):
    """Start a thread on the answer for one line or target."""

    def get_object(self) -> CommentTarget:
        return _answer_or_404(self.actor, **self.kwargs)[1]


def _answer_or_404(
    seat: Seat, year: int, stage: str, place: str, answer: str
) -> tuple[CountryReview, CommentTarget]:
    sheet = sheet_or_404(year, stage, place, seat)
    where = answer_at(sheet, answer)
    if where is None:
        raise Http404
    return sheet, where
