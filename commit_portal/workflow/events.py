"""The trail: every change leaves an event, in the same transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from commit_portal.i18n import common_messages as common_messages
from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import Message, message, to_plain
from commit_portal.models import Event
from commit_portal.statuses import EventAudience

if TYPE_CHECKING:
    from commit_portal.workflow.lifecycle import Actor

# The verb under which reference data enters the portal.
LOAD = "load"


def record_event(
    verb: str,
    about: models.Model,
    *,
    by: "Actor | None",
    now: datetime,
    facts: Message,
    note: str = "",
    label: str = "",
    audience: EventAudience = EventAudience.BOTH,
) -> Event:
    """Write one event about an object; `label` names a part of it (an activity's code, say).

    `facts` is the message that the trail says, stored as its code and parameters; the sentence is made when
    somebody reads it. `by` is None only for what the machine does by itself.
    """
    event = _event(verb, about, by=by, now=now, facts=facts, note=note, label=label, audience=audience)
    event.save()
    return event


def record_events(
    about: models.Model,
    told: Iterable[tuple[str, str, Message]],
    *,
    by: "Actor",
    now: datetime,
    audience: EventAudience = EventAudience.BOTH,
) -> None:
    """Write many events about one object at once: the verb, the label and the facts of each. One query."""
    Event.objects.bulk_create(
        _event(verb, about, by=by, now=now, facts=facts, note="", label=label, audience=audience)
        for verb, label, facts in told
    )


def _event(
    verb: str,
    about: models.Model,
    *,
    by: "Actor | None",
    now: datetime,
    facts: Message,
    note: str,
    label: str,
    audience: EventAudience,
) -> Event:
    return Event(
        verb=verb,
        content_type=ContentType.objects.get_for_model(about),
        object_id=about.pk,
        label=label,
        facts=to_plain(facts),
        note=note.strip(),
        by=by.user if by else None,
        seat=to_plain(by.described if by else message("seat.portal")),
        at=now,
        audience=audience,
    )


def said_by(event: Event, reader: Any = None) -> str:
    """Who did it, under which seat, and when by the offices' clock. `reader` is the user who reads it, where known."""
    at = timezone.localtime(event.at)
    if reader is not None and event.by_id == reader.pk:
        return gettext("you, on %(day)s at %(time)s") % {"day": day(at), "time": f"{at:%H:%M}"}
    who = {"person": event.by, "seat": event.seat_words, "day": day(at), "time": f"{at:%H:%M}"}
    return gettext("%(person)s, %(seat)s, on %(day)s at %(time)s") % who


def said_on(event: Event) -> str:
    """The day and the seat. In the demonstration reference data has no day: it was not known so early."""
    if event.verb == LOAD and settings.DEMO:
        return gettext("Real reference data, loaded by %(seat)s") % {"seat": event.seat_words}
    return gettext("%(day)s, %(seat)s") % {"day": day(event.at), "seat": event.seat_words}


def events_about(about: models.Model) -> models.QuerySet[Event]:
    """The trail of one object, newest first; the caller narrows it to the reader's audiences."""
    return Event.objects.filter(
        content_type=ContentType.objects.get_for_model(about), object_id=about.pk
    ).order_by("-at", "-pk")


def events_about_all(rows: models.QuerySet[Any]) -> models.QuerySet[Event]:
    """The trail of several objects of one kind, newest first; narrowed by the caller likewise."""
    return Event.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model), object_id__in=rows.values("pk")
    ).order_by("-at", "-pk")
