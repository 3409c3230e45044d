"""From the trail to notices and mails: every event is told once, whenever a worker dies.

Events that are not told are found by what is missing (`Told`). An event's `Told`, notices and mails are written in one
transaction. Two workers at the same events: the database lets one of them through. A bad event waits and is tried again
(`faults`); the others go on.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from commit_portal import clock
from commit_portal.mail.outbox import Fault, Told
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event
from reporting.notices.composition import NoticeDraft, write
from reporting.notices.event_context import EventContext, about, day_of, role_of
from reporting.notices.failures import event_went_wrong, went_well
from reporting.notices.recipients import HeldSeats
from reporting.notices.routing import NOBODY, TABLE, Route

logger = logging.getLogger(__name__)

BATCH = 200


def untold() -> QuerySet[Event]:
    """Events that are not told yet, the oldest first."""
    events = Event.objects.select_related("content_type").order_by("pk")
    return events.filter(~Exists(Told.objects.filter(event=OuterRef("pk"))))


def tell_events(*, now: datetime, mailed: bool = True) -> int:
    """Tell a batch of events, and return how many were looked at. `now` is the real time."""
    waits = Fault.objects.filter(event=OuterRef("pk"), again_at__gt=now)
    new = list(untold().filter(~Exists(waits))[:BATCH])
    if not new:
        return 0
    silent = [event for event in new if not _rows(event)]
    Told.objects.bulk_create((Told(event=event) for event in silent), ignore_conflicts=True)
    seats: HeldSeats | None = None
    for _, deed in groupby((event for event in new if _rows(event)), key=_deed):
        together, seats = list(deed), seats or HeldSeats(clock.today())
        problem = _tell(together, seats, now=now, mailed=mailed)
        if problem is None:
            continue
        # A bad event must not keep the others of its deed: they are told one by one.
        for event in together:
            own = _tell([event], seats, now=now, mailed=mailed) if len(together) > 1 else problem
            if own is not None:
                event_went_wrong(event, own, now=now)
    return len(new)


def tell_all(*, now: datetime, mailed: bool = True) -> None:
    """Tell every event."""
    while tell_events(now=now, mailed=mailed):
        pass


def _tell(events: list[Event], seats: HeldSeats, *, now: datetime, mailed: bool) -> Exception | None:
    """Tell the events of one deed; what went wrong, or None where they are told, by us or by another worker."""
    try:
        with transaction.atomic():
            Told.objects.bulk_create(Told(event=event) for event in events)
            write(list(_tellings(events, seats, now=now)), now=now, mailed=mailed)
            went_well(events)
    except Exception as problem:
        logger.debug("Event %s was not told now.", events[0].pk, exc_info=True)
        if not untold().filter(pk__in=[event.pk for event in events]).exists():
            # Another worker told it.
            return None
        return problem
    return None


def _tellings(events: Iterable[Event], seats: HeldSeats, *, now: datetime) -> Iterator[NoticeDraft]:
    """One telling for each row and seat: what one deed did to several activities is told together."""
    together: dict[tuple[str, int, str], NoticeDraft] = {}
    for event in events:
        found = about(event)
        for row in _rows(event):
            facts = _facts(event, row, found)
            key = _key(event, row, facts)
            for seat in seats.of(row.who, found):
                if seat.user_id == event.by_id:
                    continue
                # What is told once a day is told of each activity: another one of the deed may be told already.
                one = row.says, seat.pk, key if row.once_a_day else ""
                told = together.get(one)
                if told is None:
                    together[one] = NoticeDraft(seat, key, row.kind, facts, event.at, now)
                else:
                    more = replace(told.facts, count=(told.facts.count or 1) + 1)
                    together[one] = replace(told, facts=more)
    yield from together.values()


def _facts(event: Event, row: Route, found: EventContext) -> MailPayload:
    return MailPayload(
        verb=row.says,
        year=found.year,
        place=found.place,
        number=found.number,
        role=role_of(event),
        day=day_of(event),
        count=1,
        link=found.link,
        stage=found.stage,
    )


def _key(event: Event, row: Route, facts: MailPayload) -> str:
    if row.once_a_day:
        day = timezone.localdate(event.at).isoformat()
        return f"{row.says}:{facts.year}-{facts.place}-{facts.number}:{day}"
    is_first = _rows(event)[0] is row
    return f"event:{event.pk}" if is_first else f"event:{event.pk}:{row.says}"


def _rows(event: Event) -> tuple[Route, ...]:
    return TABLE.get(f"{event.content_type.model}.{event.verb}", NOBODY)


def _deed(event: Event) -> tuple[Any, ...]:
    """What the events of one deed have in common: verb, object, moment and person, and the partner that they name."""
    partner = event.facts["params"].get("partner_key")
    return event.verb, event.content_type_id, event.object_id, event.at, event.by_id, partner
