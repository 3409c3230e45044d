"""The annual report from the command line: the same action and the same job, in the foreground."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.refusals import RuleBroken
from commit_portal.workflow import MACHINE
from reporting.editions.actions import ask_for_edition
from reporting.editions.successors import EDITIONS
from reporting.queue.sweep import fail_the_exhausted
from reporting.queue.worker import render
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
        parser.add_argument("--why", default="", help="why another edition is needed")

    def handle(self, *args: object, **options: Any) -> None:
        cycle = AnnualCycle.objects.filter(year=options["year"]).first()
        if cycle is None:
            unknown = gettext("There is no year %(year)s in this portal.") % {"year": options["year"]}
            raise CommandError(unknown)
        asked: dict[str, Any] = {"audience": Audience(options["audience"]), "why": options["why"]}
        try:
            report = ask_for_edition(cycle, **asked, by=MACHINE, now=clock.now(), ring_the_bell=False)
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        while report.is_on_its_way:
            fail_the_exhausted(EDITIONS, now=timezone.now())
            if not render(EDITIONS, report.pk):
                report.refresh_from_db()
                if report.status == ReportStatus.RENDERING:
                    raise CommandError(gettext("A worker is making this edition now. Try again in a minute."))
            report.refresh_from_db()
        if not report.is_finished:
            raise CommandError(report.failure_words)
        for path, stored in ((options["pdf"], report.pdf), (options["xlsx"], report.workbook)):
            if path:
                with stored.open("rb") as file:
                    _write(path, file.read())
        made = gettext(
            "Edition %(edition)s is made. Pages: %(pages)s. Check number: %(digest)s. Activities: %(activities)s."
        )
        counts = {"pages": report.pages, "activities": report.frozen().activity_total}
        self.stdout.write(made % {"edition": report.edition, "digest": report.digest[:8], **counts})


def _file_to_write(typed: str) -> Path:
    """The path to write to. Raises before anything is made, so that no edition is made for nothing."""
    path = Path(typed)
    if not path.parent.is_dir():
        refused = gettext(
            "There is no folder %(folder)s. Make the folder, or name another folder for %(file)s."
        )
        raise ArgumentTypeError(refused % {"folder": path.parent, "file": path.name})
    return path


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        refused = gettext(
            "The command could not write %(path)s (%(reason)s). The edition is made. Download the edition in the portal."
        )
        raise CommandError(refused % {"path": path, "reason": error.strerror}) from error
