"""Which events a reader of a page may see."""

from __future__ import annotations

from commit_portal.messages import message, to_plain
from commit_portal.models import Event
from commit_portal.statuses import EventAudience
from workplans.models import Seat

# A glance, not an archive.
HISTORY_LENGTH = 10


def name_event(event: Event, name: str) -> None:
    """Say which of several things an event is about, on this page alone."""
    event.label = f"{name}:"
    if event.facts:
        event.facts = to_plain(message("trail.about", about=name, event=event.message))


def audiences_for(seat: Seat, *, inside: bool) -> set[EventAudience]:
    found = {EventAudience.READERS}
    if inside:
        found.add(EventAudience.BOTH)
    if seat.in_secretariat:
        found.add(EventAudience.SECRETARIAT)
    return found
