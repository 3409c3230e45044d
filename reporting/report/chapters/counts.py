"""The printed chapters that count activities: by type and country, and month by month."""

from datetime import date
from itertools import zip_longest

from django.utils.translation import gettext

from commit_portal.i18n import and_list
from reporting.dataset import Dataset
from reporting.dataset.totals import even_shares, months_of_year, under_way
from reporting.report import charts
from reporting.report.cells import count_cell
from reporting.report.drawing import Chart
from reporting.report.numbering import Contents, values_in
from reporting.report_text import values
from reporting.report_text.coverage import nobody_is_read, not_there, of_countries
from reporting.report_text.findings import activities_held, busiest_month, most_frequent, outside_guide

# Panels and columns of countries that a page holds, and rows that a chart holds on one page.
PANELS = 6
TYPE_COLUMNS = 8
CHART_ROWS = 24
MONTH_ROWS = 14
# The counts of this year are those of the proposal (its Table 1), in the demonstration too.
COUNTED_BY_THE_PROPOSAL = 2009


def guide_panels(dataset: Dataset, source: str = "") -> list[Chart]:
    """Activities of each country beside the recommended number, as many on a chart as a page holds.

    `source` says where the values are.
    """
    guide = {"low": dataset.facts.guide_min, "high": dataset.facts.guide_max}
    recommended = gettext("Activities by country. The recommended number is %(low)s to %(high)s.") % guide
    words = values.paragraph(recommended, outside_guide(dataset), source)
    shares = even_shares(len(dataset.countries), CHART_ROWS)
    return [charts.guide_chart(dataset, share, words) for share in shares]


def activity_counts(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """Table 1: activities by type and country, and the guide of the year."""
    missing = not_there(dataset.facts.audience)
    numbers = contents.chapter(gettext("Activities by type and country"), "counts")
    facts = dataset.facts
    totals, everyone = dataset.activity_totals, len(dataset.countries)
    covered = dataset.activities_covered
    if not covered:
        lead = values.paragraph(nobody_is_read(dataset), gettext("There are no activities to count."))
        return {"lead": lead, "known": False}
    caption = numbers.table(
        gettext("Activities by type and country, %(year)s") % {"year": facts.year},
        of_countries(dataset, covered),
    )
    names = [country.name for country in dataset.countries]
    # The types stand in rows, the countries in columns; many countries stand in rows.
    upright, kinds = everyone <= TYPE_COLUMNS, [row.short for row in dataset.types]
    heads, sides = (names, [row.name for row in dataset.types]) if upright else (kinds, names)
    counted = [(*row.by_country, row.total) for row in dataset.types] + [(*totals, dataset.activity_total)]
    table = [
        [count_cell(value, missing, head) for value, head in zip(row, (*heads, ""), strict=True)]
        for row in (counted if upright else zip(*counted, strict=True))
    ]
    panels = [
        charts.types_chart(
            dataset,
            share,
            values.paragraph(
                gettext("Activities by type in %(countries)s.") % {"countries": and_list(names[share])},
                most_frequent(dataset),
                values_in(caption),
            ),
        )
        for share in even_shares(everyone, PANELS)
    ]
    bars = guide_panels(dataset, values_in(caption))
    guide = {"low": facts.guide_min, "high": facts.guide_max}
    return {
        "known": True,
        "lead": values.paragraph(
            gettext("Each country chooses its own activities."),
            activities_held(dataset),
            most_frequent(dataset),
        ),
        "caption": caption,
        "is_made_up": facts.demonstration and facts.year != COUNTED_BY_THE_PROPOSAL,
        "upright": upright,
        "columns": heads,
        "rows": [
            {"name": name, "cells": cells, "total": total}
            for name, (*cells, total) in zip(sides, table[:-1], strict=True)
        ],
        "sums": table[-1],
        "panels": panels,
        "panels_caption": numbers.chart(
            gettext("Activities by type: one chart for each country, all with the same scale")
        ),
        "bars": bars,
        "bars_caption": numbers.chart(
            gettext("Activities by country, and the recommended number: %(low)s to %(high)s a year") % guide
        ),
    }


def when_activities_run(dataset: Dataset, contents: Contents, *, on: date) -> dict[str, object]:
    """Activities under way month by month, planned, and actual until a day."""
    missing = not_there(dataset.facts.audience)
    numbers = contents.chapter(gettext("When activities run"), "running")
    facts = dataset.facts
    months, cut = months_of_year(dataset)
    names = [country.name for country in dataset.countries]
    planned = [under_way(part, months, actual=False) for part in dataset.chapters]
    begun = [when for when in months if when <= on]
    actual = [under_way(part, begun, actual=True) for part in dataset.chapters]
    if all(row is None for row in planned):
        lead = values.paragraph(nobody_is_read(dataset), gettext("There are no dates of activities to show."))
        return {"lead": lead, "known": False}
    caption = numbers.table(
        gettext("Activities under way month by month, %(year)s, planned and actual") % {"year": facts.year}
    )
    most = max((value for row in (*planned, *actual) if row for value in row), default=1)
    peak = busiest_month(planned, months)
    rows = list(zip(names, planned, actual, strict=True))
    panels = [
        charts.months_chart(
            rows[share],
            months,
            most,
            values.paragraph(
                gettext("Activities under way month by month in %(countries)s.")
                % {"countries": and_list(names[share])},
                peak,
                values_in(caption),
            ),
            missing,
        )
        for share in even_shares(len(names), MONTH_ROWS)
    ]
    return {
        "known": True,
        "lead": peak or gettext("No activity has planned dates."),
        "charts": panels if peak else [],
        "chart_caption": numbers.chart(
            gettext("Activities under way: planned (outline) and actual (filled), same scale")
        ),
        "caption": caption,
        "months": [values.month_name(when) for when in months],
        "rows": [
            {
                "name": name,
                "kind": kind,
                "dates": dates,
                "cells": [
                    count_cell(value, "–", values.month_name(when))
                    for when, value in zip_longest(months, row)
                ]
                if row
                else None,
                "missing": missing if plan is None else gettext("Not reported"),
            }
            for name, plan, done in rows
            for kind, dates, row in (
                ("planned", gettext("planned"), plan),
                ("actual", gettext("actual"), done),
            )
        ],
        "span": len(months),
        "cut": cut,
    }
