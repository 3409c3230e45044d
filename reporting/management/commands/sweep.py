"""The loop beside each worker: editions whose doorbell was lost or whose worker is gone."""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from reporting import jobs

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Renders editions that no worker renders, without the broker. Ends on SIGTERM, after the one in hand."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")
        parser.add_argument("--alive", type=Path, help="a file to touch after each look, for health checks")
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            # Without this a loop whose database went away once fails for ever.
            close_old_connections()
            try:
                jobs.sweep_once(now=timezone.now())
            except DatabaseError:
                logger.warning("The sweep could not read the editions; it looks again.")
            else:
                if options["alive"]:
                    options["alive"].touch()
            if options["once"]:
                return
            stop.wait(options["every"])
