"""The loop beside each worker: editions, forms and lists whose doorbell was lost or whose worker is gone.

It also ends the openings of drafts whose last day has passed (CO-10), tells what happened, reminds of deadlines and
sends mails (reporting.notices). In the demonstration it releases the editions that its first round makes.

At its start and every hour it also removes what workers that were killed have left behind: files in the
store that are older than a day and named by no row, and folders of as old a render (reporting.queue.orphans); and
files of evidence about which nobody has answered for a day (reporting.evidence.actions).
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone

from commit_portal import clock
from commit_portal.caches import forget_old_attempts
from commit_portal.db.guards import require_guards
from reporting.demo.years import made_editions_of_2009
from reporting.editions.actions import release_edition
from reporting.editions.successors import EDITIONS
from reporting.evidence.actions import sweep_evidence
from reporting.notices.dispatch import move_to_held_seats, tell_all, tell_events
from reporting.notices.reminders import remind_all
from reporting.notices.send import forget_typed_addresses, send_due
from reporting.printed.lifecycle import FORMS, LISTS
from reporting.queue.jobs import JobKind
from reporting.queue.orphans import remove_left_folders, remove_orphans
from reporting.queue.sweep import sweep_once
from workplans.consultation.actions.openings import end_passed_openings
from workplans.models import Seat
from workplans.statuses import Role

logger = logging.getLogger(__name__)

TIDYING_SECONDS = 3600.0
REMINDING_SECONDS = 60.0
KINDS: tuple[JobKind[Any], ...] = (EDITIONS, FORMS, LISTS)


class Command(BaseCommand):
    help = (
        "Renders editions, forms and lists that no worker renders, without the broker, tells people what happened by notices "
        "and mail, and removes files that no row names. Ends on SIGTERM, after the job in hand."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")
        parser.add_argument(
            "--alive",
            type=Path,
            help="a file to touch after each look and at each heartbeat, for health checks",
        )
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *args: object, **options: Any) -> None:
        require_guards()
        stop = threading.Event()
        alive: Path | None = options["alive"]
        touch = alive.touch if alive else lambda: None
        tidied: float | None = None
        reminded: float | None = None
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            # Without this a loop whose database went away once fails for ever.
            close_old_connections()
            try:
                _sweep(touch)
                end_passed_openings(now=clock.now())
                tell_all(now=timezone.now())
                _finish_demonstration()
                if reminded is None or time.monotonic() - reminded > REMINDING_SECONDS:
                    reminded = time.monotonic()
                    move_to_held_seats(on=clock.today())
                    remind_all(now=timezone.now())
                send_due(alive=touch)
                if tidied is None or time.monotonic() - tidied > TIDYING_SECONDS:
                    tidied = time.monotonic()
                    _tidy()
            except DatabaseError:
                logger.warning("The sweep could not read the queue; it looks again.")
            except OSError:
                logger.exception("The sweep could not look through the store; it does so later.")
            else:
                touch()
            if options["once"]:
                return
            stop.wait(options["every"])


def _sweep(touch: Callable[[], None]) -> None:
    for kind in KINDS:
        sweep_once(kind, now=timezone.now(), alive=touch)


def _finish_demonstration() -> None:
    """Release its editions in the name of who asked. It is told on the page only: the readers are made up."""
    for edition in made_editions_of_2009() if settings.DEMO else ():
        with transaction.atomic():
            seat = Seat.objects.get(user=edition.asked_by, role=Role.REGIONAL_OFFICE)
            release_edition(edition, by=seat, now=clock.now())
            tell_events(now=timezone.now(), mailed=False)


def _tidy() -> None:
    for kind in KINDS:
        remove_orphans(kind.rows, now=timezone.now())
    sweep_evidence(now=timezone.now())
    remove_left_folders(now=timezone.now())
    forget_typed_addresses(now=timezone.now())
    forget_old_attempts()
