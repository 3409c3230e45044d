"""The loop beside each worker: editions whose doorbell was lost or whose worker is gone.

It also ends the openings of drafts whose last day has passed (CO-10).

At its start and every hour it also removes what workers that were killed have left behind: report files in the
store that are older than a day and named by no edition, and folders of as old a render (reporting.queue.orphans).
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from commit_portal import clock
from reporting.editions.succession import take_place
from reporting.queue.orphans import remove_left_folders, remove_orphans
from reporting.queue.sweep import sweep_once
from workplans.consultation.ending import end_passed_openings

logger = logging.getLogger(__name__)

TIDYING_SECONDS = 3600.0


class Command(BaseCommand):
    help = (
        "Renders editions that no worker renders, without the broker, and removes report files that no edition "
        "names. Ends on SIGTERM, after the edition in hand."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")
        parser.add_argument(
            "--alive",
            type=Path,
            help="a file to touch after each look and at each heartbeat, for health checks",
        )
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        alive: Path | None = options["alive"]
        touch = alive.touch if alive else lambda: None
        tidied: float | None = None
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            # Without this a loop whose database went away once fails for ever.
            close_old_connections()
            try:
                sweep_once(now=timezone.now(), then=take_place, alive=touch)
                end_passed_openings(now=clock.now())
                if tidied is None or time.monotonic() - tidied > TIDYING_SECONDS:
                    tidied = time.monotonic()
                    remove_orphans(now=timezone.now())
                    remove_left_folders(now=timezone.now())
            except DatabaseError:
                logger.warning("The sweep could not read the editions; it looks again.")
            except OSError:
                logger.exception("The sweep could not look through the store; it does so later.")
            else:
                touch()
            if options["once"]:
                return
            stop.wait(options["every"])
