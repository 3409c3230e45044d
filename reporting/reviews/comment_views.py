"""The pages of the comments on an answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal.refusals import require
from reporting.models import CountryReview
from reporting.reviews.answer_rows import path_to
from reporting.reviews.comments import answer_at
from reporting.reviews.sheet_page import sheet_or_404
from workplans.comments.permissions import may_read_comments
from workplans.comments.targets import CommentTarget
from workplans.comments.thread_page import start_page
from workplans.comments.thread_rows import talk_at
from workplans.request_context.request import seat_of


@require_safe
def review_comments(request: HttpRequest, year: int, stage: str, place: str, answer: str) -> HttpResponse:
    """The threads on the answer for one line or target."""
    seat = seat_of(request)
    sheet, where = _answer_or_404(request, year, stage, place, answer)
    require(may_read_comments(seat, where.plan))
    context = {
        "path": path_to(sheet.review),
        "sheet": sheet,
        "place": where,
        "talk": talk_at(seat, where),
    }
    return render(request, "reporting/reviews/review_comments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_comment(request: HttpRequest, year: int, stage: str, place: str, answer: str) -> HttpResponse:
    """Start a thread on the answer for one line or target."""
    return start_page(request, _answer_or_404(request, year, stage, place, answer)[1])


def _answer_or_404(
    request: HttpRequest, year: int, stage: str, place: str, answer: str
) -> tuple[CountryReview, CommentTarget]:
    sheet = sheet_or_404(year, stage, place, seat_of(request))
    where = answer_at(sheet, answer)
    if where is None:
        raise Http404
    return sheet, where
