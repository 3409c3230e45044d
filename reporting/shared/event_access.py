"""Which events a reader of a page may see."""

from commit_portal.i18n.messages import Message, message
from commit_portal.models import Event
from commit_portal.statuses import EventAudience
from reporting.shared import messages as messages
from workplans.models import Seat

# A glance, not an archive.
HISTORY_LENGTH = 10


def said_about(event: Event, name: str) -> Message:
    """What the event says, after the name of the thing that it is about."""
    return message("trail.about", about=name, event=event.message)


def audiences_for(seat: Seat, *, inside: bool) -> set[EventAudience]:
    found = {EventAudience.READERS}
    if inside:
        found.add(EventAudience.BOTH)
    if seat.in_secretariat:
        found.add(EventAudience.SECRETARIAT)
    return found
