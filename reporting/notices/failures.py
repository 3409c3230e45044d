"""What could not be told, or not be reminded of: tried again with a growing wait, then given up with its reason.

One bad event never stops the others. Where the database itself is away, writing this down fails too, and the pass ends.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from commit_portal import clock
from commit_portal.i18n.messages import message, to_plain
from commit_portal.mail.outbox import Fault, Told
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event
from commit_portal.statuses import NoticeKind
from reporting.notices.composition import NoticeDraft, write
from reporting.notices.recipients import HeldSeats
from workplans.statuses import Role

logger = logging.getLogger(__name__)

# How long it waits after each attempt; after one more it is given up.
WAITS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
MOST_ATTEMPTS = len(WAITS) + 1
FAILED = "mail_failed"


def event_went_wrong(event: Event, problem: Exception, *, now: datetime) -> None:
    """Note that an event could not be told. After the last attempt it counts as told: nobody looks at it again."""
    logger.error("Event %s could not be told.", event.pk, exc_info=problem)
    with transaction.atomic():
        fault, _ = Fault.objects.get_or_create(event=event)
        if _count(fault, problem, now=now):
            Told.objects.bulk_create([Told(event=event)], ignore_conflicts=True)


def reminder_went_wrong(user: int, day: date, problem: Exception, *, now: datetime) -> bool:
    """Note that a person could not be reminded on a day, and return whether it is given up. `user` is a key."""
    logger.error("User %s could not be reminded.", user, exc_info=problem)
    with transaction.atomic():
        fault, _ = Fault.objects.get_or_create(user_id=user, day=day)
        return _count(fault, problem, now=now)


def went_well(events: Iterable[Event]) -> None:
    """Forget the faults of events that are told now, in the same transaction."""
    Fault.objects.filter(event__in=list(events)).delete()


def tell_the_regional_office(*, now: datetime) -> None:
    """Tell it once a day that mails or notices failed."""
    key = f"{FAILED}:{timezone.localdate(now).isoformat()}"
    facts = MailPayload(verb=FAILED, link="/notices/failures/")
    try:
        with transaction.atomic():
            seats = HeldSeats(clock.today()).with_role(Role.REGIONAL_OFFICE)
            write(
                [NoticeDraft(seat, key, NoticeKind.WAITS, facts, at=now, due_at=now) for seat in seats],
                now=now,
            )
    except Exception:
        # What failed stands on its page in any case.
        logger.exception("The regional office could not be told of a failure.")


def _count(fault: Fault, problem: Exception, *, now: datetime) -> bool:
    """Count an attempt, unless another worker did so just now. Returns whether it was the last one.

    The name of the fault is said, never its words: they may hold a text that not everybody may read.
    """
    attempts = fault.attempts + 1
    is_last = attempts >= MOST_ATTEMPTS
    why = message("notice.fault", count=attempts, fault=type(problem).__name__)
    counted = Fault.objects.filter(pk=fault.pk, attempts=fault.attempts).update(
        attempts=attempts,
        again_at=None if is_last else now + WAITS[attempts - 1],
        failed_at=now if is_last else None,
        failure=to_plain(why),
    )
    if counted and is_last:
        tell_the_regional_office(now=now)
    return bool(counted and is_last)
