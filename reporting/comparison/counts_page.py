"""Table 1 on the screen: activities by type and country, with the way to those that a cell counts."""

from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from commit_portal.workflow.views import Values
from reporting.comparison.cell_page import activities_behind
from reporting.dataset.activities import TypeCounts
from reporting.dataset.schema import CountryFacts, Dataset
from reporting.report.chapters.counts import guide_panels
from reporting.report_text.coverage import not_there, why_region_is_missing
from reporting.report_text.findings import outside_guide


def counts_of(dataset: Dataset) -> Values:
    """The rows and totals of Table 1; a country that is not read says so in each of its cells."""
    missing = not_there(dataset.facts.withheld_from)
    columns = list(zip(dataset.countries, dataset.activity_totals, strict=True))
    # Documents may tell of some types alone, so a sum of theirs is not held against the guide.
    is_drawn = dataset.activities_covered and not dataset.facts.is_loaded
    drawn = guide_panels(dataset) if is_drawn else []
    return {
        "charts": drawn,
        "finding": outside_guide(dataset) if drawn else "",
        "columns": [country.name for country in dataset.countries],
        "rows": [
            {
                "name": kind.name,
                "cells": [
                    _cell(count, country, missing, kind)
                    for count, country in zip(kind.by_country, dataset.countries, strict=True)
                ],
                "total": kind.total if kind.is_known else missing,
            }
            for kind in dataset.types
        ],
        "totals": [_cell(count, country, missing) for country, count in columns],
        "total": dataset.activity_total if dataset.activities_covered else missing,
        "regional": _regional(dataset),
        "is_loaded": dataset.facts.is_loaded,
    }


def behind_count(dataset: Dataset, place: str, code: str, on: date) -> Values | None:
    """The activities that a cell of Table 1 counts; None where there is no such cell, or it is not read."""
    kind = next((found for found in dataset.types if found.code == code), None)
    for at, (country, chapter) in enumerate(zip(dataset.countries, dataset.chapters, strict=True)):
        if kind and chapter.released and country.code.lower() == place:
            lines = [line for line in chapter.activities if line.type_code == code]
            return {
                "title": _counted(kind.by_country[at] or 0, country, kind),
                "activities": activities_behind(lines, dataset.facts, place, on=on),
            }
    return None


def _cell(
    count: int | None, country: CountryFacts, missing: str, kind: TypeCounts | None = None
) -> dict[str, str]:
    url = spoken = ""
    if count and kind:
        url = f"?{urlencode({'country': country.code.lower(), 'type': kind.code})}#behind"
        spoken = _counted(count, country, kind)
    value = missing if count is None else f"{count:,}"
    return {"name": country.name, "value": value, "url": url, "spoken": spoken}


def _counted(count: int, country: CountryFacts, kind: TypeCounts) -> str:
    said = ngettext(
        "%(country)s, %(type)s: %(count)s activity", "%(country)s, %(type)s: %(count)s activities", count
    )
    return said % {"country": country.name, "type": kind.name, "count": count}


def _regional(dataset: Dataset) -> str:
    """How many activities the regional workplan has, or why it is not read."""
    if not dataset.regional.released:
        return why_region_is_missing(dataset.facts.withheld_from)
    if dataset.facts.is_loaded:
        return gettext("The regional workplan is not counted here.")
    count = len(dataset.regional.activities)
    sentence = ngettext(
        "The regional workplan is not counted here. It has %(count)s activity.",
        "The regional workplan is not counted here. It has %(count)s activities.",
        count,
    )
    return sentence % {"count": count}
