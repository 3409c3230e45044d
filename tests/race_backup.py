"""A portal that is backed up while people add and remove files; tests/reporting/backups/test_drill.py loses its machine."""

import io
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from commit_portal.models import Event
from commit_portal.refusals import SomebodyWasFaster
from reporting.answers.sheet_data import SheetData
from reporting.backups import actions
from reporting.editions.successors import EDITIONS
from reporting.evidence.actions import ADD, REMOVE, STORE, add_file, remove_evidence
from reporting.evidence.upload_checks import checked
from reporting.models import AnnualReport, CountryReview, Evidence
from reporting.queue.worker import render
from reporting.reviews.actions import open_review
from tests import cast, race, report_rows, report_samples, threads
from tests.reporting.evidence import files
from workplans.models import Seat

# Files of an answer that are kept while others are removed.
KEPT = 4


def prepare() -> None:
    """A year with an open review, one file of evidence and an edition that was really printed."""
    world = cast.make_world()
    cast.cambodia_agreed(world)
    open_review(world.cycle, "mid-year", by=world.seats["regional_office"], now=cast.NOW)
    report_rows.make_edition(world.cycle, of=report_samples.few_pages(), audience="partners")
    assert render(EDITIONS, AnnualReport.objects.get().pk)
    _add()


def write() -> int:
    """Add files, and remove the oldest, until the back-up is made; how many were added."""
    added = 0
    race.meet("ready")
    while not Path(settings.VAR, "backed-up").exists():
        added += 1
        _add()
        if Evidence.objects.kept().count() > KEPT:
            with suppress(SomebodyWasFaster):
                _remove()
    return added


def back_up(path: str) -> str:
    """Back up in the middle of it; what the command said."""
    said = io.StringIO()
    race.meet("ready")
    while Evidence.objects.count() < KEPT:
        pass
    try:
        call_command("backup", path, stdout=said)
    finally:
        Path(settings.VAR, "backed-up").touch()
    return said.getvalue()


def removed_meanwhile() -> dict[str, object]:
    """Back up while somebody removes a file before it is read; what was not there, and what the back-up holds."""
    lacked, keep = [], actions._keep

    def removed_first(archive: ZipFile, place: str, members: dict[str, str]) -> bool:
        if place.startswith(STORE) and not lacked:
            threads.beside(_remove).join()
        there = keep(archive, place, members)
        lacked.extend([] if there else [place])
        return there

    with patch.object(actions, "_keep", removed_first):
        manifest, _check = actions.back_up(io.BytesIO())
    return {"lacked": len(lacked), "members": len(manifest["members"]), "missing": manifest["missing"]}


def look() -> dict[str, object]:
    """What a restored portal has: rows beside the trail, its files beside their rows, and where its edition lies."""
    told = Event.objects.filter(verb__in=(ADD, REMOVE)).values_list("verb", flat=True)
    kept = list(Evidence.objects.kept())
    whole = [sha256(storages["evidence"].open(row.path).read()).hexdigest() == row.sha256 for row in kept]
    return {
        "kept by the trail": list(told).count(ADD) - list(told).count(REMOVE),
        "kept": len(kept),
        "whole": all(whole),
        "edition": AnnualReport.objects.get().pdf.path,
    }


def _add() -> None:
    sheet = CountryReview.objects.select_related("review__cycle__plan", "taskforce__country").get(
        taskforce__slug="kh"
    )
    with checked(SimpleUploadedFile("report.pdf", files.pdf()), year=2011) as file:
        add_file(SheetData(sheet).row("001"), *file, title="Report", by=_officer(), now=timezone.now())


def _remove() -> None:
    oldest = Evidence.objects.kept().earliest("at", "pk")
    remove_evidence(oldest, note="Wrong", by=_officer(), now=timezone.now())


def _officer() -> Seat:
    return Seat.objects.get(user__email="kh_officer@commit.example")
