"""Editions whose frozen texts are full-width too: their figures are frozen once more, from the full-width rows."""

from __future__ import annotations

from django.utils import timezone

from reporting.facts.building import build_dataset
from reporting.facts.frozen import digest_of_json, to_json
from reporting.gathering import remembered
from reporting.gathering.rows import report_rows
from reporting.models import AnnualReport
from workplans.statuses import Audience


def freeze_again() -> None:
    """Freeze every edition anew; what the process remembers of the texts of before is forgotten."""
    remembered.forget()
    for report in AnnualReport.objects.select_related("cycle__plan"):
        rows = report_rows(report.cycle, Audience(report.audience), on=timezone.localdate(report.as_of))
        frozen = to_json(build_dataset(rows))
        AnnualReport.objects.filter(pk=report.pk).update(dataset=frozen, digest=digest_of_json(frozen))
