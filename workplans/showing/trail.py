"""The trail of events as far as a reader may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from commit_portal.events import events_about
from commit_portal.models import Event
from commit_portal.statuses import EventAudience
from workplans.models import Seat, Workplan
from workplans.plan.kinds import kind_of


@dataclass(frozen=True)
class TrailRow:
    said: str
    second: str
    note: str


def events_for(seat: Seat, workplan: Workplan) -> QuerySet[Event]:
    """Events that this seat may read. Who did what inside the taskforce stays there."""
    audiences = {EventAudience.READERS}
    if seat.sits_in(workplan.taskforce_id):
        audiences |= {EventAudience.TASKFORCE, EventAudience.BOTH}
    if seat.is_desk_of(workplan.taskforce_id) or seat.is_regional_office:
        audiences |= {EventAudience.SECRETARIAT, EventAudience.BOTH}
    if kind_of(workplan.taskforce).drafts(seat, workplan):
        audiences.add(EventAudience.TASKFORCE)
    return events_about(workplan).filter(audience__in=audiences)


def trail(events: Iterable[Event]) -> tuple[TrailRow, ...]:
    """Events as sentences: what happened, then the day and the seat."""
    return tuple(TrailRow(str(event), event.when_and_who, event.note) for event in events)
