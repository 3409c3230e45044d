"""The printed chapters in which the countries stand beside each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from reporting import charts, wording
from reporting.as_of import achieved_of
from reporting.cells import (
    StateCell,
    area_line,
    area_name,
    count_cell,
    counted_areas,
    due_counts,
    due_head,
    key_figure,
    money_cells,
    not_asked_cell,
    spending_figure,
    state_cell,
    target_text,
    time_left,
)
from reporting.dataset import (
    CellStatus,
    Dataset,
)
from reporting.linebreaks import breakable
from reporting.numbering import Contents
from reporting.sentences import (
    activities_held,
    busiest_month,
    covered_words,
    findings,
    lead_of_money,
    lead_of_progress,
    lead_of_summary,
    lead_of_year,
    matrix_note,
    most_frequent,
    no_states,
    nobody_is_read,
    of_countries,
    outside_guide,
    so_many_countries,
    spending_gaps,
)
from reporting.spending import spending_in_areas, spending_of
from reporting.tallies import (
    LEGEND,
    answers_given,
    asked_of_countries,
    coded_cells,
    even_shares,
    months_of_year,
    states_given,
    steps_and_whether_over,
    sum_of_areas,
    tally_of,
    title_of_area,
    under_way,
)
from reporting.wording import and_list, columns_with_cents, counted, number_word, sentence

# Columns of countries that a landscape page holds, and rows that a chart holds on one page.
MATRIX_COLUMNS = 6
TYPE_COLUMNS = 8
CHART_ROWS = 24
MONEY_ROWS = 16
MONTH_ROWS = 14


def summary(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """The year in key figures and findings, and the areas of the plan of action."""
    numbers = contents.chapter("Summary", "summary")
    targets = dataset.targets
    tally = tally_of(targets)
    everyone = sum(bool(target.covered) and target.achieved == target.covered for target in targets)
    money = [row for row in dataset.money.by_country if row]
    figures = []
    if dataset.activities_covered:
        figures.append(
            key_figure(
                f"{dataset.activity_total:,}",
                f"activities in the national workplans{covered_words(dataset)}",
            )
        )
    if answers_given(dataset):
        figures += [
            key_figure(
                f"{tally[CellStatus.ACHIEVED]} of {sum(tally.values())}",
                f"country answers say achieved, on {counted(asked_of_countries(targets), 'target')} with a published text",
            ),
            key_figure(
                str(everyone), "of these targets achieved by every country that has released its answers"
            ),
        ]
    if money:
        figures.append(spending_figure(money))
    known = bool(figures)
    return {
        "heading": numbers.heading,
        "figures": figures,
        "lead": lead_of_summary(dataset, tally),
        "findings": [breakable(finding) for finding in findings(dataset)],
        "caption": numbers.table(
            f"The areas of the plan of action in figures{of_countries(dataset, dataset.money.covered)}"
        )
        if known
        else None,
        "areas": [area_line(dataset, area) for area in dataset.areas] if known else [],
        "note": "Counts of answers add up the countries; the Regional column is a state of its own and is not in "
        "them. US dollars are the Secretariat-supported cost of the national workplans.",
    }


def the_year(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """The nine steps of the year, planned and actual (chart and table)."""
    numbers = contents.chapter("The year, planned and actual", "year")
    late = [step for step in dataset.steps if "late" in wording.difference(step.planned, step.actual)]
    finding = (
        f"{sentence(counted(len(late), 'step'))} of {len(dataset.steps)} ended later than planned"
        if late
        else "no step ended later than planned"
    )
    chart = charts.steps_chart(
        dataset.steps,
        f"Planned and actual dates of the {number_word(len(dataset.steps))} steps of the year; {finding.lower()}. "
        "The table that follows has the dates.",
    )
    return {
        "heading": numbers.heading,
        "lead": lead_of_year(dataset),
        "chart": chart,
        "chart_caption": numbers.chart("The steps of the year: planned (outline) and actual (filled)"),
        "caption": numbers.table("The steps of the year, planned and actual"),
        "steps": [
            {
                "number": step.number,
                "name": breakable(wording.step_name(step.number)),
                "planned": wording.days(step.planned)
                or wording.no_dates(over=over or step.actual.ends is not None),
                "actual": wording.days(step.actual) or wording.no_dates(over=over),
                "basis": wording.basis_words(step.basis),
                "difference": (words := wording.difference(step.planned, step.actual, over=over)),
                "late": "late" in words,
            }
            for step, over in steps_and_whether_over(dataset)
        ],
    }


def the_comparison(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """Table 2: each area's targets by country, and the Regional column."""
    numbers = contents.chapter("The comparison: targets by country", "comparison", "The comparison")
    state_at = f" at {wording.said(dataset.facts.state_at)}" if dataset.facts.state_at else ""
    known = states_given(dataset)
    tables: list[dict[str, Any]] = []
    for area in dataset.areas if known else ():
        if not area.targets:
            continue
        for first, last in even_shares(len(dataset.countries), MATRIX_COLUMNS):
            shown = ""
            if last - first < len(dataset.countries):
                shown = f", {dataset.countries[first].name} to {dataset.countries[last - 1].name}"
            complete = last == len(dataset.countries)
            tables.append(
                {
                    "caption": numbers.table(
                        breakable(
                            f"{area_name(area.code, area.title)}: state of each target{state_at}, by country{shown}"
                        )
                    ),
                    "columns": [
                        {"code": country.code, "name": breakable(country.name)}
                        for country in dataset.countries[first:last]
                    ],
                    "head": due_head(area.targets),
                    "complete": complete,
                    "rows": [
                        {
                            "code": target.code,
                            "text": target_text(area, target),
                            "cells": [
                                state_cell(cell, country.name, shown=dataset.facts.stage)
                                for country, cell in zip(
                                    dataset.countries[first:last], target.cells[first:last], strict=True
                                )
                            ],
                            "regional": state_cell(target.regional, shown=dataset.facts.stage)
                            if target.regional
                            else not_asked_cell(),
                            "achieved": achieved_of(target, dataset.facts.stage),
                        }
                        for target in area.targets
                    ],
                    "note": matrix_note(dataset.facts, area),
                }
            )
    return {
        "heading": numbers.heading,
        "lead": "" if known or not dataset.targets else no_states(dataset),
        "tables": tables,
        "legend": [
            StateCell(status.value, wording.CELL_WORDS[status])
            for status in CellStatus
            if status in LEGEND
            or any(cell.status is status for target in dataset.targets for cell in target.cells)
        ]
        + [not_asked_cell()] * any(target.regional is None for target in dataset.targets),
        "without": _areas_without_targets(dataset),
    }


def _areas_without_targets(dataset: Dataset) -> list[str]:
    """Which areas of the plan have no table, and why, in a sentence."""
    codes = [area.code for area in dataset.areas if not area.targets]
    if not codes:
        return []
    return [breakable(f"Without a table: {counted_areas(codes)}. {wording.NO_TARGETS}")]


def activity_counts(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """Table 1: activities by type and country, and the guide of the year."""
    missing = wording.not_there(dataset.facts.audience)
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
        for first, last in even_shares(everyone, MATRIX_COLUMNS)
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


def money_by_country(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """US dollars by country and by area: ceiling, approved, accepted, spent."""
    missing = wording.not_there(dataset.facts.audience)
    numbers = contents.chapter("Money", "money")
    money, year = dataset.money, dataset.facts.year
    if not money.covered and not money.regional:
        return {"heading": numbers.heading, "lead": lead_of_money(dataset), "known": False}
    names = [country.name for country in dataset.countries]
    caption = numbers.table(f"Money by country, {year}, in US dollars{of_countries(dataset, money.covered)}")
    amounts = [
        amount
        for row in money.by_country
        if row
        for amount in (row.ceiling, row.approved, row.accepted, row.spent_secretariat, row.spent_partners)
        if amount
    ]
    most = max(amounts, default=Decimal(1))
    panels = [
        charts.money_chart(
            names[first:last],
            money.by_country[first:last],
            most,
            f"Approved and spent per country, in US dollars. {lead_of_money(dataset)} {caption.label} has the values.",
            missing,
        )
        for first, last in (even_shares(len(names), MONEY_ROWS) if money.covered else ())
    ]
    covered = (
        sentence(so_many_countries(dataset))
        if money.covered == len(names)
        else f"{money.covered} of {len(names)} countries"
    )
    read = [row for row in money.by_country if row]
    cents = columns_with_cents([*read, money.regional])
    rows = [
        money_cells(name, row, missing, cents=cents)
        for name, row in zip(names, money.by_country, strict=True)
    ]
    together = spending_of([*read, *([money.regional] if money.regional else [])])
    sums = [
        money_cells(
            covered, money.countries if read else None, missing, cents=cents, spending=spending_of(read)
        ),
        money_cells("Regional workplan", money.regional, missing, cents=cents),
        {
            **money_cells("All workplans", money.everything, cents=cents, spending=together),
            "ceiling": "–",
        },
    ]
    in_areas = columns_with_cents(row.money for row in money.by_area)
    return {
        "known": True,
        "heading": numbers.heading,
        "lead": lead_of_money(dataset),
        "caption": caption,
        "rows": rows,
        "countries": sums[0],
        "regional": sums[1],
        "all": sums[2],
        "screen_rows": [*rows, *sums],
        "charts": panels,
        "chart_caption": numbers.chart(
            "Approved and spent per country, in US dollars. Figures in the bars: spent"
        ),
        "areas_caption": numbers.table(
            f"Money of the national workplans by area, {year}, in US dollars{of_countries(dataset, money.covered)}"
        ),
        "areas": [
            {
                **money_cells(
                    breakable(area_name(row.area_code, title_of_area(dataset, row.area_code))),
                    row.money,
                    cents=in_areas,
                    spending=spending_in_areas(dataset, [row]),
                ),
                "activities": f"{row.activities:,}",
            }
            for row in money.by_area
            if read
        ],
        "areas_total": {
            **money_cells(
                "All areas",
                sum_of_areas(dataset),
                cents=in_areas,
                spending=spending_in_areas(dataset, money.by_area),
            ),
            "activities": f"{sum(row.activities for row in money.by_area):,}",
        },
        "partial": spending_gaps(dataset),
    }


def progress(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """What changed since the year before, and how far the due dates are."""
    before = dataset.facts.previous_year
    title = f"Progress since {before}, and due dates" if before else "Progress and due dates"
    numbers = contents.chapter(title, "progress")
    names = {country.code: country.name for country in dataset.countries}
    changes = [
        {
            "code": target.code,
            "text": target_text(area, target),
            "where": names.get(code, "Regional"),
            "was": StateCell(cell.was.value, wording.CELL_WORDS[cell.was]),
            "now": StateCell(cell.status.value, wording.CELL_WORDS[cell.status]),
        }
        for area in dataset.areas
        for target in area.targets
        for code, cell in coded_cells(dataset, target)
        if cell.was is not None
    ]
    end_of_year = date(dataset.facts.year, 12, 31)
    counted_states = answers_given(dataset)
    return {
        "counted": counted_states,
        "heading": numbers.heading,
        "lead": lead_of_progress(dataset, len(changes)),
        "before": before,
        "changes_caption": numbers.table(f"Targets whose state changed since {before}") if changes else None,
        "changes": changes,
        "due_caption": numbers.table(
            f"Targets against their due dates, at the end of {dataset.facts.year}"
            f"{': countries in each state' if counted_states else ''}"
        ),
        "due": [
            {
                "code": target.code,
                "text": target_text(area, target),
                "due": wording.month(target.due_on) if target.due_on else "none set",
                "left": time_left(target, end_of_year),
                "passed": bool(
                    target.due_on and target.due_on <= end_of_year and target.achieved < target.covered
                ),
                **due_counts(target),
            }
            for area in dataset.areas
            for target in area.targets
        ],
    }


def when_activities_run(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """Activities under way month by month, planned and actual."""
    missing = wording.not_there(dataset.facts.audience)
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
        "months": [wording.MONTHS[when.month - 1] for when in months],
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
