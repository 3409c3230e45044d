"""The annual report from the command line: the same action and the same job, in the foreground."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from commit_portal import clock
from commit_portal.lifecycle import MACHINE
from commit_portal.permits import RuleBroken
from reporting.editions.actions import ask_for_edition
from reporting.editions.succession import take_place
from reporting.queue.claim import render
from reporting.queue.sweep import fail_the_exhausted
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle
from workplans.statuses import Audience


class Command(BaseCommand):
    help = "Makes an edition of a year's annual report and writes its PDF and its workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--pdf", type=_file_to_write, help="where to write the PDF")
        parser.add_argument("--xlsx", type=_file_to_write, help="where to write the workbook")
        parser.add_argument("--audience", choices=Audience.values, default=Audience.SECRETARIAT.value)
        parser.add_argument(
            "--why", default="Asked for from the command line.", help="why another edition is needed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cycle = AnnualCycle.objects.filter(year=options["year"]).first()
        if cycle is None:
            raise CommandError(f"There is no year {options['year']} in this portal.")
        try:
            report = ask_for_edition(
                cycle,
                Audience(options["audience"]),
                by=MACHINE,
                now=clock.now(),
                why=options["why"],
                ring_the_bell=False,
            )
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        while report.is_on_its_way:
            fail_the_exhausted(now=timezone.now())
            if not render(report.pk, then=take_place):
                report.refresh_from_db()
                if report.status == ReportStatus.RENDERING:
                    raise CommandError("A worker is making this edition now. Ask again in a minute.")
            report.refresh_from_db()
        if not report.is_finished:
            raise CommandError(f"The report could not be made. {report.failure_words}")
        for path, stored in ((options["pdf"], report.pdf), (options["xlsx"], report.workbook)):
            if path:
                with stored.open("rb") as file:
                    _write(path, file.read())
        self.stdout.write(
            f"Edition {report.edition}, {report.pages} pages, digest {report.digest[:8]}: "
            f"{report.frozen().activity_total} activities."
        )


def _file_to_write(typed: str) -> Path:
    """Asked before anything is made, so that no edition is made for nothing."""
    path = Path(typed)
    if not path.parent.is_dir():
        raise ArgumentTypeError(f"there is no folder {path.parent} to write {path.name} into.")
    return path


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(
            f"{path} could not be written: {error.strerror}. The edition is made, and can be downloaded."
        ) from error
