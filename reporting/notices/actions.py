"""Mark notices as read, choose how they reach one, and put failed mails into the outbox again."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from commit_portal.messages import message
from commit_portal.outbox import Mail, MailSettings, Notice
from commit_portal.permits import Refused, require
from commit_portal.statuses import MailState, NoticeKind, Reach
from reporting.models import CalendarFeed
from reporting.notices.calendars import hash_of
from reporting.notices.permissions import may_look_after_mails
from workplans.models import Seat


@transaction.atomic
def mark_as_read(user: Any, *, until: int, now: datetime) -> int:
    """Mark a person's notices as read up to the newest that the page showed, by its key. Returns how many were new."""
    return Notice.objects.filter(user=user, pk__lte=until, seen_at__isnull=True).update(seen_at=now)


@transaction.atomic
def save_mail_settings(own: MailSettings, **chosen: Any) -> None:
    """Save how each kind reaches the person, and at which hour. What is in the outbox already stays there."""
    MailSettings.objects.filter(pk=own.pk).update(**chosen)


def stop_mails(own: MailSettings, kinds: Collection[NoticeKind]) -> None:
    """Let these kinds reach the person only on the page. A mail that waits already still leaves."""
    if kinds:
        save_mail_settings(own, **{kind.value: Reach.HERE for kind in kinds})


@transaction.atomic
def make_calendar_address(seat: Seat, *, now: datetime) -> str:
    """Give the calendar of a seat a new address, and return its key: nothing else knows it. The old one ends."""
    key = secrets.token_urlsafe(16)
    CalendarFeed.objects.update_or_create(seat=seat, defaults={"key_hash": hash_of(key), "made_at": now})
    return key


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
