"""Processes that kill themselves while they store or remove a file; test_killed.py starts them and looks what is left.

python -m tests.reporting.evidence.killed prepare | sweep | add POINT | remove
"""

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save


def die(*_args: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class HalfAFile(FileSystemStorage):
    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(100))
        return die()


class AFileAlone(FileSystemStorage):
    def save(self, *args, **named):
        super().save(*args, **named)
        return die()


class NotDeleted(FileSystemStorage):
    delete = die


def left() -> dict[str, object]:
    """The files that rows name, the files that are there, and whether those of rows are whole."""
    from reporting.models import Evidence

    rows = list(Evidence.objects.kept())
    media = Path(settings.MEDIA_ROOT)
    return {
        "rows": [row.path for row in rows],
        "files": [str(path.relative_to(media)) for path in media.rglob("*.pdf")],
        "whole": all(storages["evidence"].size(row.path) == row.size for row in rows),
    }


STORES = {"half a file": HalfAFile, "a file alone": AFileAlone, "a row not committed": FileSystemStorage}


def main(what: str, point: str = "") -> None:
    django.setup()
    from reporting.answers.sheet_data import SheetData
    from reporting.evidence.actions import add_file, remove_evidence, sweep_evidence
    from reporting.evidence.upload_checks import checked
    from reporting.models import CountryReview, Evidence
    from reporting.reviews.actions import open_review
    from tests import cast
    from tests.reporting.evidence import files
    from workplans.models import Seat

    if what == "prepare":
        world = cast.make_world()
        cast.cambodia_agreed(world)
        open_review(world.cycle, "mid-year", by=world.seats["regional_office"], now=cast.NOW)
    elif what == "sweep":
        before = left()
        for path in Path(settings.MEDIA_ROOT).rglob("*.pdf"):
            os.utime(path, (cast.NOW.timestamp(), cast.NOW.timestamp()))
        sweep_evidence(now=cast.NOW + timedelta(hours=25))
        sys.stdout.write(json.dumps([before, left()]))
    else:
        store = NotDeleted if what == "remove" else STORES.get(point, FileSystemStorage)
        settings.STORAGES["evidence"] = {"BACKEND": f"{store.__module__}.{store.__name__}"}
        officer = Seat.objects.get(user__email="kh_officer@commit.example")
        sheet = CountryReview.objects.select_related("review__cycle__plan", "taskforce__country").get(
            taskforce__slug="kh"
        )
        if point == "a row not committed":
            post_save.connect(die, sender=Evidence)
        if what == "remove":
            remove_evidence(Evidence.objects.get(), note="Wrong", by=officer, now=cast.NOW)
        with checked(SimpleUploadedFile("report.pdf", files.pdf()), year=2011) as file:
            add_file(SheetData(sheet).row("001"), *file, title="Report", by=officer, now=cast.NOW)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
