"""Editions whose frozen texts are full-width too: their figures are frozen once more, from the full-width rows."""

from typing import Any

from django.utils import timezone

from commit_portal.i18n import message, to_plain
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import digest_of_json, to_json
from reporting.dataset_queries import cache
from reporting.dataset_queries.rows import report_rows
from reporting.models import AnnualReport
from workplans.statuses import Audience

WHY = to_plain(message("failure.fonts_missing", fonts=("１",), packages=("２", "３")))
# The columns of a job of the queue on its way, and of one that failed.
ON_ITS_WAY: dict[str, dict[str, Any]] = {
    "waiting": {"status": "queued"},
    "waiting again": {"status": "queued", "failure": WHY, "attempts": 1},
    "rendering": {"status": "rendering", "token": "x", "progress": 40, "step": 3, "attempts": 2},
    "failed": {"status": "failed", "failure": WHY, "step": 1, "attempts": 3},
}


def freeze_again() -> None:
    """Freeze every edition anew; what the process remembers of the texts of before is forgotten."""
    cache.areas_read.cache_clear()
    cache.served_by.cache_clear()
    for report in AnnualReport.objects.select_related("cycle__plan"):
        rows = report_rows(report.cycle, Audience(report.audience), on=timezone.localdate(report.as_of))
        frozen = to_json(build_dataset(rows))
        AnnualReport.objects.filter(pk=report.pk).update(dataset=frozen, digest=digest_of_json(frozen))
