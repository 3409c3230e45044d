"""The trail of events as far as a reader may see it."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet

from commit_portal.db.compiled_queries import prepared
from commit_portal.forms.base import Values
from commit_portal.models import Event
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import events_about, said_on
from workplans.models import Seat, Workplan
from workplans.plan.lifecycle import AMEND
from workplans.plan.plan_types import kind_of
from workplans.statuses import IN_FORCE


def events_for(seat: Seat, workplan: Workplan) -> QuerySet[Event]:
    """Events that this seat may read. Who did what inside the taskforce stays there."""
    return events_about(workplan).filter(audience__in=audiences_of(seat, workplan))


def recent_events(seat: Seat, workplan: Workplan, most: int) -> tuple[list[Event], Event | None]:
    """The newest events that this seat may read, and the one that opened the last amendment, if any: one query."""
    audiences = sorted(audiences_of(seat, workplan))
    kind = ContentType.objects.get_for_model(workplan)
    found = _recent(most, *audiences, kind=kind.pk, workplan=workplan.pk)
    opened = next((event for event in found if event.verb == AMEND.name), None)
    return [event for event in found if event.audience in audiences][:most], opened


def reason_of_amendment(plan: Workplan) -> Event | None:
    """The event that opened the current amendment; None for a first plan.

    Only an amendment opens an approved plan again, so the last one that was opened is the current one.
    """
    if plan.of_record_id is None or plan.status in IN_FORCE:
        return None
    return events_about(plan).filter(verb=AMEND.name).select_related("by").first()


@prepared(kind=BigIntegerField(), workplan=BigIntegerField())
def _recent(most: int, *audiences: str, kind: int, workplan: int) -> QuerySet[Event]:
    events = Event.objects.filter(content_type=kind, object_id=workplan).order_by("-at", "-pk")
    shown = events.filter(audience__in=audiences).values("pk")[:most]
    opened = events.filter(verb=AMEND.name).values("pk")[:1]
    return events.filter(Q(pk__in=shown) | Q(pk__in=opened)).select_related("by")


def audiences_of(seat: Seat, workplan: Workplan) -> set[EventAudience]:
    """The audiences of events that this seat belongs to."""
    audiences = {EventAudience.READERS}
    if seat.sits_in(workplan.taskforce_id):
        audiences |= {EventAudience.TASKFORCE, EventAudience.BOTH}
    if seat.is_desk_of(workplan.taskforce_id) or seat.is_regional_office:
        audiences |= {EventAudience.SECRETARIAT, EventAudience.BOTH}
    if kind_of(workplan.taskforce).drafts(seat, workplan):
        audiences.add(EventAudience.TASKFORCE)
    return audiences


def trail(events: Iterable[Event]) -> tuple[Values, ...]:
    """Events as sentences: what happened, then the day and the seat."""
    return tuple({"said": str(event), "second": said_on(event), "note": event.note} for event in events)
