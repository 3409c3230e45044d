"""Reminders of the deadlines of a seat.

They come three days before a deadline, on its day, and once when it was missed. They are made once a day for each person,
an hour before the hour at which they get mail, by their own clock. So what is to be in the daily mail is there when it leaves.
Where nobody ran at that hour, they are made up to half a day later. Real days: in the demonstration no deadline of its year
comes near.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commit_portal import clock
from commit_portal.db.related_rows import grouped
from commit_portal.mail.outbox import Fault, MailSettings
from commit_portal.mail.payload import MailPayload
from commit_portal.statuses import NoticeKind
from reporting.home.task_facts import LATE_WITH_THEM, Deadlines, Task
from reporting.home.task_list import waiting_for
from reporting.notices.dispatch import Telling, settings_of, went_wrong, write
from reporting.notices.recipients import HeldSeats
from workplans.models import AnnualCycle, Seat
from workplans.statuses import TASKFORCE_ROLES, Role

logger = logging.getLogger(__name__)

AHEAD = timedelta(hours=1)
# How long after it the reminders of an hour are still made.
LATE = timedelta(hours=12)
# Whether a ministry has answered is told to its taskforce alone: who is told of no delay could conclude that it said no.
OF_TASKFORCE = "answer_for_ministry"
# Days before a deadline, and after it.
NEAR, LONG_AGO = 3, 7


def remind_all(*, now: datetime) -> int:
    """Make the reminders of everybody whose hour is near, and return how many notices were written."""
    seats = HeldSeats(clock.today())
    held = grouped(seats.with_role(*Role.values), "user_id")
    wishes = settings_of(own[0] for own in held.values())
    waiting = set(Fault.objects.filter(again_at__gt=now, user__in=held).values_list("user", "day"))
    written = 0
    for key, own in held.items():
        day = _day_to_remind(wishes[key], now=now)
        if day is None or (key, day) in waiting:
            continue
        try:
            written += _remind(wishes[key], own, seats, day=day, now=now)
        except Exception as problem:
            # A fault in one person's tasks must not keep everybody else's reminders.
            logger.debug("User %s was not reminded now.", key, exc_info=True)
            if went_wrong(problem, now=now, user=wishes[key].user, day=day):
                MailSettings.objects.filter(pk=wishes[key].pk).update(reminded_on=day)
    return written


def _day_to_remind(own: MailSettings, *, now: datetime) -> date | None:
    """The day whose reminders are due now; None long after the hour and before it, and where they were made.

    An hour may lie so that the reminders of a day are due on the evening before, or still on the next morning.
    """
    soon = (now + AHEAD).astimezone(own.clock)
    day = soon.date() if soon.hour >= own.hour else soon.date() - timedelta(days=1)
    is_due = now < _hour_of(own, day) - AHEAD + LATE and (own.reminded_on is None or own.reminded_on < day)
    return day if is_due else None


def _hour_of(own: MailSettings, day: date) -> datetime:
    return datetime.combine(day, time(own.hour), tzinfo=own.clock)


@transaction.atomic
def _remind(own: MailSettings, held: Sequence[Seat], seats: HeldSeats, *, day: date, now: datetime) -> int:
    not_yet = Q(reminded_on__isnull=True) | Q(reminded_on__lt=day)
    if not MailSettings.objects.filter(not_yet, pk=own.pk).update(reminded_on=day):
        return 0
    Fault.objects.filter(user=own.user_id, day=day).delete()
    due_at = _hour_of(own, day)
    # Made late, after midnight: what was due yesterday was missed, and is not due today.
    on = max(day, timezone.localdate(now, own.clock))
    years = Deadlines([*AnnualCycle.objects.all()])
    tellings = [
        Telling(seat, f"due:{task.name}:{when}", NoticeKind.WAITS, facts, at=clock.now(), due_at=due_at)
        for one in held
        for task in waiting_for(one, on=on)
        for seat, when, facts in _reminders(task, one, seats, years, on)
    ]
    return write(tellings, now=now)


def _reminders(
    task: Task, held: Seat, seats: HeldSeats, years: Deadlines, day: date
) -> Iterator[tuple[Seat, str, MailPayload]]:
    """What is told of a task on a day: to whom it waits for and, where it was missed, to the desk.

    The second part is for the key: the last day of the task, and which reminder of it this is.
    """
    if task.due is None or task.owed_by_others:
        return
    left = (task.due - day).days
    due = task.due.isoformat()
    if 0 < left <= NEAR:
        verb = "due_tomorrow" if left == 1 else "due_before"
        yield held, f"{due}:before", task.notice(verb, days_left=left)
    elif left == 0:
        yield held, f"{due}:today", task.notice("due_today")
    elif -LONG_AGO <= left < 0 and not years.opened_after(task):
        yield held, f"{due}:missed", task.notice("due_missed")
        if held.role in TASKFORCE_ROLES and task.code != OF_TASKFORCE:
            late = replace(task.notice(LATE_WITH_THEM), place=held.taskforce.slug if held.taskforce else "")
            for desk in seats.in_taskforces([held.taskforce_id], Role.DESK):
                yield desk, f"{due}:late", late
