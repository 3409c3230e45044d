"""Mark notices as read, choose how they reach one, keep the calendar's address, and send failed mails again."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from commit_portal.i18n.messages import message
from commit_portal.mail.outbox import Fault, Mail, MailSettings, Notice, Told
from commit_portal.mail.payload import MailPayload
from commit_portal.refusals import Refused, require
from commit_portal.statuses import Delivery, MailState, NoticeKind
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Actor, Themselves
from reporting.models import CalendarFeed
from reporting.notices.calendar_feed import hash_of
from reporting.notices.permissions import may_look_after_mails
from workplans.models import Seat


@transaction.atomic
def mark_as_read(user: Any, *, until: int, now: datetime) -> int:
    """Mark a person's notices as read up to the newest that the page showed, by its key. Returns how many were new."""
    return Notice.objects.filter(user=user, pk__lte=until, seen_at__isnull=True).update(seen_at=now)


@transaction.atomic
def open_notice(user: Any, notice: Notice, *, now: datetime) -> str:
    """Mark a notice of a person as read, and return the address of what it is about."""
    Notice.objects.filter(pk=notice.pk, user=user, seen_at__isnull=True).update(seen_at=now)
    return MailPayload.from_plain(notice.facts).link


@transaction.atomic
def save_mail_settings(own: MailSettings, *, by: Actor, now: datetime, **chosen: Any) -> None:
    """Save how each kind reaches the person, and at which hour; an event where one differs.

    What is in the outbox already stays there, but for the kinds that come no more by mail: their mails do not leave.
    """
    # Another window may have saved since the page was read: what is saved now is compared.
    saved = MailSettings.objects.select_for_update().get(pk=own.pk)
    changed = {name: value for name, value in chosen.items() if getattr(saved, name) != value}
    if not changed:
        return
    MailSettings.objects.filter(pk=own.pk).update(**changed)
    record_event("choose_mails", own.user, by=by, now=now, facts=message("mails.chosen"))
    stopped = [
        name for name, value in changed.items() if name in NoticeKind.values and value == Delivery.HERE
    ]
    _take_out_of_the_outbox(own.user, stopped)


def stop_mails(own: MailSettings, kinds: Collection[NoticeKind], *, now: datetime) -> None:
    """Let these kinds reach the person only on the page. Whoever has the link of a mail does it, without a seat."""
    by = Themselves(own.user, "seat.link_of_mail")
    save_mail_settings(own, by=by, now=now, **{kind.value: Delivery.HERE for kind in kinds})


@transaction.atomic
def make_calendar_address(seat: Seat, *, now: datetime) -> str:
    """Give the calendar of a seat a new address, and return its key: nothing else knows it. The old one ends."""
    key = secrets.token_urlsafe(16)
    CalendarFeed.objects.update_or_create(seat=seat, defaults={"key_hash": hash_of(key), "made_at": now})
    record_event("make_calendar", seat.user, by=seat, now=now, facts=message("calendar.address_made"))
    return key


@transaction.atomic
def end_calendar_address(seat: Seat, *, now: datetime) -> None:
    """End the address of a seat's calendar. Raises `Refused` where it has none."""
    ended, _ = CalendarFeed.objects.filter(seat=seat).delete()
    if not ended:
        raise Refused(message("calendar.has_no_address"))
    record_event("end_calendar", seat.user, by=seat, now=now, facts=message("calendar.address_ended"))


@transaction.atomic
def send_again(mail: Mail, *, by: Seat, now: datetime) -> None:
    """Put a mail that failed into the outbox again, with all its attempts. Raises `Refused` for any other."""
    require(may_look_after_mails(by))
    changed = Mail.objects.filter(pk=mail.pk, state=MailState.FAILED).update(
        state=MailState.WAITING,
        attempts=0,
        due_at=now,
        failure=None,
        failed_at=None,
        is_refused=False,
    )
    if not changed:
        raise Refused(message("mail.not_failed"))
    record_event("send_again", mail, by=by, now=now, facts=message("mail.sent_again"))


@transaction.atomic
def tell_again(key: int, *, by: Seat, now: datetime) -> None:
    """Let the worker tell an event that was given up, with all its attempts. `key` is that of the fault.

    Raises `Refused` where it is not given up, or not any more: somebody else may have done it, or it went well. The
    reminders of a day are not made again.
    """
    require(may_look_after_mails(by))
    given_up = Fault.objects.filter(pk=key, failed_at__isnull=False, event__isnull=False)
    # The reason stays until it goes well, or is given up again.
    if not given_up.update(attempts=0, again_at=now, failed_at=None):
        raise Refused(message("notice.not_given_up"))
    fault = Fault.objects.get(pk=key)
    Told.objects.filter(event=fault.event_id).delete()
    record_event("tell_again", fault, by=by, now=now, facts=message("notice.told_again"))


def _take_out_of_the_outbox(user: Any, kinds: Collection[str]) -> None:
    """Notices of these kinds stand only on the page now, and a mail that would hold nothing else does not leave."""
    waiting = Mail.objects.filter(user=user, state=MailState.WAITING)
    told = Notice.objects.filter(user=user, kind__in=kinds, mail__in=waiting.values("pk"))
    mails = list(waiting.select_for_update().filter(pk__in=list(told.values_list("mail", flat=True))))
    told.update(mail=None)
    empty = Mail.objects.filter(pk__in=[mail.pk for mail in mails], notices__isnull=True)
    empty.update(state=MailState.DROPPED)
