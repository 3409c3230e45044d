"""Editions whose frozen texts are full-width too: their figures are frozen once more, from the full-width rows."""

from django.utils import timezone

from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import digest_of_json, to_json
from reporting.dataset_queries import cache
from reporting.dataset_queries.rows import report_rows
from reporting.models import AnnualReport
from workplans.statuses import Audience


def freeze_again() -> None:
    """Freeze every edition anew; what the process remembers of the texts of before is forgotten."""
    cache.areas_read.cache_clear()
    cache.served_by.cache_clear()
    for report in AnnualReport.objects.select_related("cycle__plan"):
        rows = report_rows(report.cycle, Audience(report.audience), on=timezone.localdate(report.as_of))
        frozen = to_json(build_dataset(rows))
        AnnualReport.objects.filter(pk=report.pk).update(dataset=frozen, digest=digest_of_json(frozen))
