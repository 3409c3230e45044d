"""From the trail to notices and mails: every event is told once, whenever a worker dies.

Events that are not told are found by what is missing (`Told`). An event's `Told`, notices and mails are written in one
transaction. Two workers at the same events: the database lets one of them through. What could not be told, or not be
reminded of, is tried again with a growing wait, then given up with its reason; the others go on. Where the database
itself is away, writing that down fails too, and the pass ends.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from environs import env

from commit_portal import clock
from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from commit_portal.i18n import message, to_plain
from commit_portal.mail.outbox import Fault, Mail, MailSettings, Notice, NoticeSeat, Told, digest_key
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event, User
from commit_portal.statuses import Delivery, MailCode, MailState, NoticeKind
from commit_portal.workflow.events import Tell
from reporting.notices.recipients import HeldSeats
from reporting.notices.routing import Subject, subject_of, tells_of
from workplans.models import Seat
from workplans.models.seats import role_kept
from workplans.statuses import Role

logger = logging.getLogger(__name__)

BATCH = 200
# How long it waits after each attempt; after one more it is given up.
AGAIN_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
MOST_ATTEMPTS = len(AGAIN_AFTER) + 1
FAILED = "mail_failed"
# What is told at once of one plan: after a mail, all of so long goes in the next one.
TOGETHER = timedelta(seconds=env.float("MAIL_TOGETHER_SECONDS", 600.0))

# A person, and the workplan by its year and the slug of its taskforce.
type Plan = tuple[int | None, object, object]


@dataclass(frozen=True)
class Telling:
    """One thing that is told to one seat. `at` is the moment of the event; `due_at` that of a mail at once."""

    seat: Seat
    key: str
    kind: NoticeKind
    facts: MailPayload
    at: datetime
    due_at: datetime

    @property
    def named(self) -> Values:
        """To whom and what, in the columns of a notice and of its mail."""
        return {"user_id": self.seat.user_id, "seat": self.seat.pk, "key": self.key}


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
    silent = [event for event in new if not tells_of(event)]
    Told.objects.bulk_create((Told(event=event) for event in silent), ignore_conflicts=True)
    seats: HeldSeats | None = None
    for _, deed in groupby((event for event in new if tells_of(event)), key=_deed):
        together, seats = list(deed), seats or HeldSeats(clock.today())
        problem = _tell(together, seats, now=now, mailed=mailed)
        if problem is None:
            continue
        # A bad event must not keep the others of its deed: they are told one by one.
        for event in together:
            own = _tell([event], seats, now=now, mailed=mailed) if len(together) > 1 else problem
            if own is not None:
                went_wrong(own, now=now, event=event)
    return len(new)


def tell_all(*, now: datetime, mailed: bool = True) -> None:
    """Tell every event."""
    while tell_events(now=now, mailed=mailed):
        pass


def write(tellings: Sequence[Telling], *, now: datetime, mailed: bool = True) -> int:
    """Write notices and mails for what these people were not told yet, and return how many notices.

    A person with several seats is told once, and it is kept for which seats. Without `mailed`, notices stand only on
    the page.
    """
    same = grouped(tellings, "seat.user_id", "key")
    told = Notice.objects.filter(user__in={user for user, _ in same}, key__in={key for _, key in same})
    known = set(told.values_list("user", "key"))
    # In one order for all workers: each locks the mails of one person after the other.
    new = [group[0] for name, group in sorted(same.items()) if name not in known]
    wishes = settings_of({telling.seat.user_id: telling.seat for telling in new}.values())
    lately = _mails_of_plans(wishes, now=now) if mailed and new else {}
    notices, mails = [], []
    for telling in new:
        own = wishes[telling.seat.user_id]
        mail = _mail_of(telling, own, lately, now=now) if mailed else None
        if mail is not None and mail.pk is None and mail not in mails:
            mails.append(mail)
        facts = telling.facts.to_plain()
        notices.append(Notice(**telling.named, kind=telling.kind, facts=facts, at=telling.at, mail=mail))
    Mail.objects.bulk_create(mails)
    made = Notice.objects.bulk_create(notices)
    further = [
        NoticeSeat(notice=notice, seat=seat)
        for notice in made
        for seat in dict.fromkeys(telling.seat.pk for telling in same[notice.user_id, notice.key])
        if seat != notice.seat
    ]
    NoticeSeat.objects.bulk_create(further)
    return len(notices)


@transaction.atomic
def move_to_held_seats(*, on: date) -> int:
    """Move notices whose seat has ended to another seat to which they were told. Returns how many were moved."""
    held = Seat.objects.held_on(on).filter(user__is_active=True)
    further = NoticeSeat.objects.filter(seat__in=held.values("pk"))
    moving = further.exclude(notice__seat__in=held.values("pk")).select_related("notice").order_by("-pk")
    # Of several seats, the first that was told.
    moved = {one.notice_id: one for one in moving}
    for one in moved.values():
        Notice.objects.filter(pk=one.notice_id).update(seat=one.seat)
        one.delete()
    return len(moved)


def settings_of(seats: Iterable[Seat]) -> dict[int, MailSettings]:
    """The settings of the holders of these seats, by the key of the user; made where there are none yet."""
    holders = {seat.user_id: seat for seat in seats}
    found = {own.user_id: own for own in MailSettings.objects.select_related("user").filter(user__in=holders)}
    missing = holders.keys() - found.keys()
    if missing:
        MailSettings.objects.bulk_create(
            (MailSettings(user_id=key) for key in missing), ignore_conflicts=True
        )
        made = MailSettings.objects.select_related("user").filter(user__in=missing)
        found |= {own.user_id: own for own in made}
    for key, own in found.items():
        own.zone = holders[key].zone.key
    return found


def digest_of(own: MailSettings, reach: Delivery, *, now: datetime) -> Mail:
    """The next daily or weekly mail of a person, locked: what is added to it is in it when it leaves."""
    after = now
    while True:
        due = own.next_digest(reach, now=after)
        key = digest_key(reach, timezone.localdate(due, own.clock))
        mail, _ = Mail.objects.get_or_create(
            user_id=own.user_id, key=key, defaults={"code": MailCode.DIGEST, "due_at": due}
        )
        locked = Mail.objects.select_for_update().filter(pk=mail.pk, state=MailState.WAITING).first()
        if locked is not None:
            return locked
        after = due


@transaction.atomic
def went_wrong(
    problem: Exception,
    *,
    now: datetime,
    event: Event | None = None,
    user: User | None = None,
    day: date | None = None,
) -> bool:
    """Note that an event could not be told, or a person not be reminded on a day. Returns whether it is given up.

    An event that is given up counts as told: nobody looks at it again. An attempt that another worker counted just now
    is not counted. The name of the fault is said, never its words: they may hold a text that not everybody may read.
    """
    # Logged first: the database may be what went wrong.
    logger.error("What was to be told went wrong.", exc_info=problem)
    fault, _ = Fault.objects.get_or_create(event=event, user=user, day=day)
    attempts = fault.attempts + 1
    is_last = attempts >= MOST_ATTEMPTS
    why = message("notice.fault", count=attempts, fault=type(problem).__name__)
    counted = Fault.objects.filter(pk=fault.pk, attempts=fault.attempts).update(
        attempts=attempts,
        again_at=None if is_last else now + AGAIN_AFTER[attempts - 1],
        failed_at=now if is_last else None,
        failure=to_plain(why),
    )
    if not (counted and is_last):
        return False
    tell_the_regional_office(now=now)
    if event is not None:
        Told.objects.bulk_create([Told(event=event)], ignore_conflicts=True)
    return True


def tell_the_regional_office(*, now: datetime) -> None:
    """Tell it once a day that mails or notices failed."""
    key = f"{FAILED}:{timezone.localdate(now).isoformat()}"
    facts = MailPayload(verb=FAILED, link=reverse("notices_failures"))
    try:
        with transaction.atomic():
            seats = HeldSeats(clock.today()).with_role(Role.REGIONAL_OFFICE)
            told = (Telling(seat, key, NoticeKind.WAITS, facts, at=clock.now(), due_at=now) for seat in seats)
            write(list(told), now=now)
    except Exception:
        # What failed stands on its page in any case.
        logger.exception("The regional office could not be told of a failure.")


def _tell(events: list[Event], seats: HeldSeats, *, now: datetime, mailed: bool) -> Exception | None:
    """Tell the events of one deed; what went wrong, or None where they are told, by us or by another worker."""
    try:
        with transaction.atomic():
            Told.objects.bulk_create(Told(event=event) for event in events)
            write(list(_tellings(events, seats, now=now)), now=now, mailed=mailed)
            Fault.objects.filter(event__in=events).delete()
    except Exception as problem:
        logger.debug("Event %s was not told now.", events[0].pk, exc_info=True)
        if not untold().filter(pk__in=[event.pk for event in events]).exists():
            # Another worker told it.
            return None
        return problem
    return None


def _tellings(events: Iterable[Event], seats: HeldSeats, *, now: datetime) -> Iterator[Telling]:
    """One telling for each row and seat: what one deed did to several activities is told together, of their plan."""
    together: dict[tuple[str, int, str], Telling] = {}
    for event in events:
        found = subject_of(event)
        for tell in tells_of(event):
            facts = _facts(event, tell, found)
            key = _key(event, tell, facts)
            for seat, kind in seats.told(tell, found):
                if seat.user_id == event.by_id:
                    continue
                # What is told once a day is told of each activity: another one of the deed may be told already.
                one = tell.says, seat.pk, key if tell.once_a_day else ""
                told = together.get(one)
                if told is None:
                    together[one] = Telling(seat, key, kind, facts, event.at, now)
                else:
                    more = replace(told.facts, count=(told.facts.count or 1) + 1, link=found.link())
                    together[one] = replace(told, facts=more)
    yield from together.values()


def _facts(event: Event, tell: Tell, found: Subject) -> MailPayload:
    return MailPayload(
        verb=tell.says,
        year=found.year,
        place=found.taskforce.slug if found.taskforce else "",
        number=found.number,
        role=role_kept(event.seat),
        day=found.day,
        count=1,
        link=found.link(tell.page),
        stage=found.stage,
        meeting=found.meeting,
        thread=found.thread,
        targets=_codes(event, "targets") if tell.naming else (),
        activities=_codes(event, "activities") if tell.naming else (),
    )


def _codes(event: Event, name: str) -> tuple[str, ...]:
    """The codes among the parameters of an event."""
    found = event.message.param(name)
    return tuple(map(str, found)) if isinstance(found, tuple) else ()


def _key(event: Event, tell: Tell, facts: MailPayload) -> str:
    if tell.once_a_day:
        day = timezone.localdate(event.at).isoformat()
        return f"{tell.says}:{facts.year}-{facts.place}-{facts.number}:{day}"
    return f"event:{event.pk}" if tells_of(event)[0] is tell else f"event:{event.pk}:{tell.says}"


def _deed(event: Event) -> tuple[Any, ...]:
    """What the events of one deed have in common: verb, object, moment and person, and the partner that they name."""
    partner = event.facts["params"].get("partner_key")
    return event.verb, event.content_type_id, event.object_id, event.at, event.by_id, partner


def _mails_of_plans(people: Iterable[int], *, now: datetime) -> dict[Plan, Mail]:
    """The newest mail on each plan to each of these people, of the last minutes or still to come.

    Their settings are locked, so that no other worker writes them another one meanwhile; and mails still to come, as in
    `digest_of`.
    """
    list(MailSettings.objects.select_for_update().filter(user__in=people).order_by("user"))
    sent = Mail.objects.filter(user__in=people, code=MailCode.NOTICE, due_at__gt=now - TOGETHER)
    locked = sent.select_for_update().order_by("due_at", "pk")
    # A reminder leaves at the person's hour: nothing else waits for that.
    return {_plan_of(mail.user_id, mail.params): mail for mail in locked if "task" not in mail.params}


def _mail_of(telling: Telling, own: MailSettings, lately: dict[Plan, Mail], *, now: datetime) -> Any:
    """The mail that holds a notice, or None. What is told at once of one plan soon after another mail waits for the next one."""
    reach = own.reach_of(telling.kind)
    if reach == Delivery.HERE:
        return None
    if reach != Delivery.AT_ONCE:
        return digest_of(own, reach, now=now)
    facts = telling.facts.to_plain()
    mail = Mail(**telling.named, code=MailCode.NOTICE, params=facts, due_at=telling.due_at)
    if telling.facts.task or not telling.facts.place:
        return mail
    plan = _plan_of(mail.user_id, facts)
    if last := lately.get(plan):
        if last.pk is None or (last.state == MailState.WAITING and last.due_at > now):
            return last
        mail.due_at = max(mail.due_at, last.due_at + TOGETHER)
    lately[plan] = mail
    return mail


def _plan_of(user: int | None, facts: Mapping[str, object]) -> Plan:
    return user, facts.get("year"), facts.get("place")
