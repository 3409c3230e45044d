"""The foot of a page: what happened last, as far as the reader may know it.

Whoever reads a page at all has passed its own door; here each sentence is held against its audience.
"""

from __future__ import annotations

from collections.abc import Mapping

from commit_portal.events import events_about, events_about_all
from commit_portal.messages import message, to_plain
from commit_portal.models import Event
from commit_portal.statuses import EventAudience
from reporting.lifecycle import REOPEN_ANSWERS
from reporting.models import AnnualReport, CountryReview, Meeting, Review
from reporting.permissions import may_read_recommendations
from reporting.queries import sheets_visible_to
from workplans.models import Seat
from workplans.views.lines import TrailRow, trail

# A glance, not an archive.
HISTORY_LENGTH = 10


def history_of_review(review: Review, seat: Seat) -> tuple[TrailRow, ...]:
    """The review's page is read by the taskforces and the Secretariat.

    That a country's answers were reopened is said to those who read these answers: others keep seeing the last
    closed ones, and nothing of the work on the next.
    """
    about_sheets = events_about_all(sheets_visible_to(seat).filter(review=review))
    reopened = about_sheets.filter(verb=REOPEN_ANSWERS.name, audience__in=_audiences(seat, inside=True))
    events = [*events_about(review).filter(audience__in=_audiences(seat, inside=True))[:HISTORY_LENGTH]]
    events += reopened[:HISTORY_LENGTH]
    events.sort(key=lambda event: (event.at, event.pk), reverse=True)
    return trail(events[:HISTORY_LENGTH])


def history_of_sheet(sheet: CountryReview, seat: Seat) -> tuple[TrailRow, ...]:
    """All rounds of the taskforce's answers in this review, for who reads the sheet."""
    rounds = CountryReview.objects.filter(review=sheet.review_id, taskforce=sheet.taskforce_id)
    audiences = _audiences(seat, inside=True)
    if seat.sits_in(sheet.taskforce_id):
        audiences.add(EventAudience.TASKFORCE)
    return trail(events_about_all(rounds).filter(audience__in=audiences)[:HISTORY_LENGTH])


def history_of_meeting(meeting: Meeting, seat: Seat) -> tuple[TrailRow, ...]:
    """Dates and hosts are public; what was recommended and became of it is not."""
    audiences = _audiences(seat, inside=bool(may_read_recommendations(seat)))
    return trail(events_about(meeting).filter(audience__in=audiences)[:HISTORY_LENGTH])


def history_of_editions(editions: Mapping[int, str], seat: Seat) -> tuple[TrailRow, ...]:
    """Of editions that the seat may see, by their keys; the names say which one each sentence is about."""
    found = events_about_all(AnnualReport.objects.filter(pk__in=editions))
    events = list(found.filter(audience__in=_audiences(seat, inside=False))[:HISTORY_LENGTH])
    for event in events:
        if name := editions[event.object_id]:
            _name(event, name)
    return trail(events)


def _name(event: Event, name: str) -> None:
    """Say which of several things an event is about, on this page alone."""
    event.label = f"{name}:"
    if event.facts:
        event.facts = to_plain(message("trail.about", about=name, event=event.message))


def _audiences(seat: Seat, *, inside: bool) -> set[EventAudience]:
    found = {EventAudience.READERS}
    if inside:
        found.add(EventAudience.BOTH)
    if seat.in_secretariat:
        found.add(EventAudience.SECRETARIAT)
    return found
