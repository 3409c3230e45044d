"""Write what people are told: a notice for each, and the mail that holds it. Call it inside a transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commit_portal.mail.outbox import Mail, MailSettings, Notice, NoticeSeat
from commit_portal.mail.payload import MailPayload
from commit_portal.statuses import Delivery, MailCode, MailState, NoticeKind
from workplans.models import Seat


@dataclass(frozen=True)
class NoticeDraft:
    """One thing that is told to one seat. `at` is the moment of the event; `due_at` that of a mail at once."""

    seat: Seat
    key: str
    kind: NoticeKind
    facts: MailPayload
    at: datetime
    due_at: datetime


def write(tellings: Sequence[NoticeDraft], *, now: datetime, mailed: bool = True) -> int:
    """Write notices and mails for what these people were not told yet, and return how many notices.

    A person with several seats is told once, and it is kept for which seats. Without `mailed`, notices stand only on
    the page.
    """
    first: dict[tuple[int, str], NoticeDraft] = {}
    seats: dict[tuple[int, str], dict[int, None]] = {}
    for telling in tellings:
        name = telling.seat.user_id, telling.key
        first.setdefault(name, telling)
        seats.setdefault(name, {})[telling.seat.pk] = None
    known = set(
        Notice.objects.filter(
            user__in={user for user, _ in first}, key__in={key for _, key in first}
        ).values_list("user", "key")
    )
    # In one order for all workers: each locks the daily mail of one person after the other.
    new = [telling for name, telling in sorted(first.items()) if name not in known]
    wishes = settings_of({telling.seat.user_id: telling.seat for telling in new}.values())
    notices, mails = [], []
    for telling in new:
        own = wishes[telling.seat.user_id]
        mail = _mail_of(telling, own, now=now) if mailed else None
        if mail is not None and mail.pk is None:
            mails.append(mail)
        notices.append(
            Notice(
                user_id=telling.seat.user_id,
                seat=telling.seat.pk,
                key=telling.key,
                kind=telling.kind,
                facts=telling.facts.to_plain(),
                at=telling.at,
                mail=mail,
            )
        )
    Mail.objects.bulk_create(mails)
    made = Notice.objects.bulk_create(notices)
    further = [
        NoticeSeat(notice=notice, seat=seat)
        for notice in made
        for seat in seats[notice.user_id, notice.key]
        if seat != notice.seat
    ]
    if further:
        NoticeSeat.objects.bulk_create(further)
    return len(notices)


@transaction.atomic
def move_to_held_seats(*, on: date) -> int:
    """Move notices whose seat has ended to another seat to which they were told. Returns how many were moved."""
    held = Seat.objects.held_on(on).filter(user__is_active=True)
    further = NoticeSeat.objects.filter(seat__in=held.values("pk"))
    moving = further.exclude(notice__seat__in=held.values("pk")).select_related("notice").order_by("pk")
    moved: dict[int, NoticeSeat] = {}
    for one in moving:
        moved.setdefault(one.notice_id, one)
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
        key = f"{reach}:{timezone.localdate(due, own.clock).isoformat()}"
        mail, _ = Mail.objects.get_or_create(
            user_id=own.user_id, key=key, defaults={"code": MailCode.DIGEST, "due_at": due}
        )
        locked = Mail.objects.select_for_update().filter(pk=mail.pk, state=MailState.WAITING).first()
        if locked is not None:
            return locked
        after = due


def _mail_of(telling: NoticeDraft, own: MailSettings, *, now: datetime) -> Any:
    reach = own.reach_of(telling.kind)
    if reach == Delivery.HERE:
        return None
    if reach == Delivery.AT_ONCE:
        return Mail(
            user_id=telling.seat.user_id,
            seat=telling.seat.pk,
            key=telling.key,
            code=MailCode.NOTICE,
            params=telling.facts.to_plain(),
            due_at=telling.due_at,
        )
    return digest_of(own, reach, now=now)
