"""The latest events of a review and of a sheet."""

from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import events_about, events_about_all
from commit_portal.workflow.views import Values
from reporting.models import CountryReview, Review
from reporting.reviews.lifecycle import REOPEN_ANSWERS
from reporting.reviews.queries import sheets_visible_to
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from workplans.models import Seat
from workplans.presentation.timeline import trail


def history_of_review(review: Review, seat: Seat) -> tuple[Values, ...]:
    """The review's page is read by the taskforces and the Secretariat.

    That a country's answers were reopened is said to those who read these answers: others keep seeing the last
    closed ones, and nothing of the work on the next.
    """
    about_sheets = events_about_all(sheets_visible_to(seat).filter(review=review))
    reopened = about_sheets.filter(verb=REOPEN_ANSWERS.name, audience__in=audiences_for(seat, inside=True))
    events = [*events_about(review).filter(audience__in=audiences_for(seat, inside=True))[:HISTORY_LENGTH]]
    events += reopened[:HISTORY_LENGTH]
    events.sort(key=lambda event: (event.at, event.pk), reverse=True)
    return trail(events[:HISTORY_LENGTH])


def history_of_sheet(sheet: CountryReview, seat: Seat) -> tuple[Values, ...]:
    """All rounds of the taskforce's answers in this review, for who reads the sheet."""
    rounds = CountryReview.objects.filter(review=sheet.review_id, taskforce=sheet.taskforce_id)
    audiences = audiences_for(seat, inside=True)
    if seat.sits_in(sheet.taskforce_id):
        audiences.add(EventAudience.TASKFORCE)
    return trail(events_about_all(rounds).filter(audience__in=audiences)[:HISTORY_LENGTH])
