"""The latest events of a year's editions."""

from __future__ import annotations

from collections.abc import Mapping

from commit_portal.events import events_about_all
from reporting.ground.trails import HISTORY_LENGTH, audiences_for, name_event
from reporting.models import AnnualReport
from workplans.models import Seat
from workplans.showing.trail import TrailRow, trail


def history_of_editions(editions: Mapping[int, str], seat: Seat) -> tuple[TrailRow, ...]:
    """Of editions that the seat may see, by their keys; the names say which one each sentence is about."""
    found = events_about_all(AnnualReport.objects.filter(pk__in=editions))
    events = list(found.filter(audience__in=audiences_for(seat, inside=False))[:HISTORY_LENGTH])
    for event in events:
        if name := editions[event.object_id]:
            name_event(event, name)
    return trail(events)
