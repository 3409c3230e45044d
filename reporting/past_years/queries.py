"""The past years of a plan of action: which can be loaded, and what is loaded of them."""

from collections import Counter
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from commit_portal.forms.base import Values
from reporting.models import AnnualReport, PastRow
from reporting.statuses import PastKind, ReportStatus
from spa.models import ActionPlan
from workplans.models import AnnualCycle


def years_to_load(plan: ActionPlan, on: date) -> list[int]:
    """The years of a plan of action that are over on a day and that were not planned in the portal."""
    taken = set(AnnualCycle.every.exclude(plan=plan, is_loaded=True).values_list("year", flat=True))
    years = range(plan.starts_on.year, min(plan.runs_until.year + 1, on.year))
    return [year for year in years if year not in taken]


def past_rows(plan: ActionPlan) -> QuerySet[PastRow]:
    """All rows of the past years of a plan of action, year by year."""
    beside = ("cycle", "taskforce__country", "target", "type", "loaded_by")
    return PastRow.objects.filter(cycle__plan=plan).select_related(*beside)


def edition_on(cycle: AnnualCycle) -> AnnualReport | None:
    """The first edition whose frozen figures name the documents of a loaded year."""
    found = AnnualReport.objects.editions().exclude(status=ReportStatus.FAILED)
    # As `reporting.dataset.serialization` writes the note "loaded.year".
    for told in ('"loaded.year"', f'"year":"{cycle.year}"'):
        found = found.filter(dataset__contains=told)
    return found.light().select_related("cycle").order_by("cycle__year", "edition").first()


def loaded_years(plan: ActionPlan) -> list[Values]:
    """The loaded years of a plan, each with its number of rows by kind, its sources, and who loaded it last."""
    return [
        {
            "year": year,
            "counts": [(kind.label, Counter(row.kind for row in rows)[kind]) for kind in PastKind],
            "sources": sorted({row.source for row in rows}),
            "last": max(rows, key=lambda row: row.loaded_at),
        }
        for year, found in groupby(past_rows(plan), lambda row: row.cycle.year)
        for rows in [list(found)]
    ]
