"""The trail of events as far as a reader may see it, and what was done to a draft since a page showed it."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.translation import gettext

from commit_portal.db.compiled_queries import prepared
from commit_portal.forms.base import Values
from commit_portal.i18n import message, moment, say
from commit_portal.models import Event, User
from commit_portal.statuses import EventAudience
from commit_portal.workflow import events_about, said_on
from commit_portal.workflow.events import events_about_all
from workplans.models import LineHistory, Seat, Workplan
from workplans.plan.lifecycle import AMEND
from workplans.plan.plan_types import kind_of
from workplans.presentation.step_links import line_url
from workplans.statuses import IN_FORCE

# The verb of the event of needs in words.
WRITE_NEEDS = "needs"
ADDS = ("add", "carry")
# Steps that change a draft. What is changed in a line stands in the line's own history.
VERBS = (*ADDS, "withdraw", "restore", "undo", "keep", WRITE_NEEDS)


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


def newest_event(year: int, place: str) -> int:
    """The key of the last event about the plan at an address; 0 for none.

    A page reads it before the plan that it shows: what is added in between counts as new.
    """
    plans = Workplan.objects.filter(cycle__year=year, taskforce__slug=place)
    return events_about_all(plans).order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_since(plan: Workplan, reader: Seat, *, version: int, events: Q) -> list[Values]:
    """What changed since this version of the plan was shown, and in these events: one for a line, newest first.

    A line that was added since then is said to be added, whatever was typed into it afterwards.
    """
    found: dict[str, tuple[datetime, str, User | None]] = {}
    rows = LineHistory.objects.filter(activity__workplan=plan, plan_version__gt=version)
    for row in rows.select_related("activity", "by").order_by("plan_version"):
        code = row.activity.code
        found[code] = row.at, str(message("line.changed", code=code)), row.by
    steps = events_for(reader, plan).filter(events, verb__in=VERBS).select_related("by")
    for step in steps.order_by("pk"):
        before = found.get(step.label)
        if step.verb in ADDS or before is None or before[0] <= step.at:
            found[step.label] = step.at, str(step), step.by
    lines = {code: line_url(plan, number) for code, number in plan.activities.values_list("code", "number")}
    own, other = gettext("You, %(at)s"), gettext("%(person)s, %(at)s")
    return [
        {
            "said": said,
            "url": lines.get(code, ""),
            "who": say(own if by == reader.user else other, person=str(by), at=moment(at)),
        }
        for code, (at, said, by) in sorted(found.items(), key=lambda item: item[1][0], reverse=True)
    ]
