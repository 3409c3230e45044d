"""The printed chapters that count activities: by type and country, and month by month."""

from __future__ import annotations

from typing import Any

from reporting.dataset import Dataset
from reporting.report import charts
from reporting.report.cells import count_cell
from reporting.report.numbering import Contents
from reporting.tallies import (
    even_shares,
    months_of_year,
    under_way,
)
from reporting.words import values
from reporting.words.sentences import (
    activities_held,
    busiest_month,
    most_frequent,
    nobody_is_read,
    of_countries,
    outside_guide,
)
from reporting.words.values import and_list

# Panels and columns of countries that a page holds, and rows that a chart holds on one page.
PANELS = 6
TYPE_COLUMNS = 8
CHART_ROWS = 24
MONTH_ROWS = 14


def activity_counts(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """Table 1: activities by type and country, and the guide of the year."""
    missing = values.not_there(dataset.facts.audience)
    numbers = contents.chapter("Activities by type and country", "counts")
    facts = dataset.facts
    totals, everyone = dataset.activity_totals, len(dataset.countries)
    covered = dataset.activities_covered
    if not covered:
        lead = f"{nobody_is_read(dataset)}: there are no activities to count."
        return {"heading": numbers.heading, "lead": lead, "known": False}
    caption = numbers.table(f"Activities by type and country, {facts.year}{of_countries(dataset, covered)}")
    names = [country.name for country in dataset.countries]
    most = max((value for row in dataset.types for value in row.by_country if value), default=1)
    panels = [
        charts.types_chart(
            names,
            dataset.types,
            first,
            last,
            most,
            f"Activities by type in {and_list(names[first:last])}. {most_frequent(dataset)} {caption.label} has the values.",
            missing,
        )
        for first, last in even_shares(everyone, PANELS)
    ]
    outside = outside_guide(dataset)
    biggest = max((total for total in totals if total), default=1)
    bars = [
        charts.guide_chart(
            names[first:last],
            totals[first:last],
            (facts.guide_min, facts.guide_max),
            biggest,
            f"Activities per country against the guide of {facts.guide_min} to {facts.guide_max}. {outside} "
            f"{caption.label} has the values.",
            missing,
        )
        for first, last in even_shares(everyone, CHART_ROWS)
    ]
    return {
        "known": True,
        "heading": numbers.heading,
        "lead": f"Each country makes its own choices. {activities_held(dataset)} {most_frequent(dataset)}",
        "caption": caption,
        "upright": everyone <= TYPE_COLUMNS,
        "columns": names,
        "types": [row.short for row in dataset.types],
        "rows": [
            {
                "name": row.name,
                "cells": [
                    {**count_cell(value, missing), "head": name}
                    for name, value in zip(names, row.by_country, strict=True)
                ],
                "total": f"{row.total:,}",
            }
            for row in dataset.types
        ],
        "totals": [
            {**count_cell(total, missing), "head": name} for name, total in zip(names, totals, strict=True)
        ],
        "total": f"{dataset.activity_total:,}",
        "countries": [
            {
                "name": name,
                "cells": [
                    {**count_cell(row.by_country[position], missing), "head": row.short}
                    for row in dataset.types
                ],
                "total": count_cell(totals[position], missing),
            }
            for position, name in enumerate(names)
        ],
        "type_totals": [{"text": f"{row.total:,}", "head": row.short} for row in dataset.types],
        "panels": panels,
        "panels_caption": numbers.chart("Activities by type, one panel per country, same scale"),
        "bars": bars,
        "bars_caption": numbers.chart(
            f"Activities per country against the guide of {facts.guide_min} to {facts.guide_max} a year"
        ),
    }


def when_activities_run(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """Activities under way month by month, planned and actual."""
    missing = values.not_there(dataset.facts.audience)
    numbers = contents.chapter("When activities run", "running")
    facts = dataset.facts
    months, cut = months_of_year(dataset)
    names = [country.name for country in dataset.countries]
    planned = [under_way(part, months, actual=False) for part in dataset.chapters]
    actual = [under_way(part, months, actual=True) for part in dataset.chapters]
    if all(row is None for row in planned):
        lead = f"{nobody_is_read(dataset)}: there are no dates of activities to show."
        return {"heading": numbers.heading, "lead": lead, "known": False}
    caption = numbers.table(f"Activities under way month by month, {facts.year}, planned and actual")
    most = max((value for row in (*planned, *actual) if row for value in row), default=1)
    peak = busiest_month(planned, months)
    panels = [
        charts.months_chart(
            names[first:last],
            planned[first:last],
            actual[first:last],
            months,
            most,
            f"Activities under way month by month in {and_list(names[first:last])}. {peak} {caption.label} has the values.",
            missing,
        )
        for first, last in even_shares(len(names), MONTH_ROWS)
    ]
    return {
        "known": True,
        "heading": numbers.heading,
        "lead": peak or "No activity has planned dates.",
        "charts": panels if peak else [],
        "chart_caption": numbers.chart(
            "Activities under way: planned (outline) and actual (filled), same scale"
        ),
        "caption": caption,
        "months": [values.MONTHS[when.month - 1] for when in months],
        "rows": [
            {
                "name": name,
                "kind": kind,
                "cells": [count_cell(value, missing) for value in row] if row else None,
                "missing": missing if plan is None else "Not reported",
            }
            for name, plan, done in zip(names, planned, actual, strict=True)
            for kind, row in (("planned", plan), ("actual", done))
        ],
        "span": len(months),
        "note": "An activity counts in every month in which it runs for a day or more. Actual dates are those that "
        "the taskforces reported; an activity that has not ended runs to the end of the year."
        + (f" The first {len(months)} months are shown." if cut else ""),
    }
