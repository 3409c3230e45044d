"""The printed chapters that open the report: the summary, and the year planned and actual."""

from __future__ import annotations

from typing import Any

from reporting.dataset import (
    CellStatus,
    Dataset,
)
from reporting.report import charts
from reporting.report.cells import (
    area_line,
    key_figure,
    spending_figure,
)
from reporting.report.linebreaks import breakable
from reporting.report.numbering import Contents
from reporting.tallies import (
    answers_given,
    asked_of_countries,
    steps_and_whether_over,
    tally_of,
)
from reporting.words import values
from reporting.words.sentences import (
    covered_words,
    findings,
    lead_of_summary,
    lead_of_year,
    of_countries,
)
from reporting.words.values import counted, number_word, sentence


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
        "short": not known,
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
    late = [step for step in dataset.steps if "late" in values.difference(step.planned, step.actual)]
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
                "name": breakable(values.step_name(step.number)),
                "planned": values.days(step.planned)
                or values.no_dates(over=over or step.actual.ends is not None),
                "actual": values.days(step.actual) or values.no_dates(over=over),
                "basis": values.basis_words(step.basis),
                "difference": (words := values.difference(step.planned, step.actual, over=over)),
                "late": "late" in words,
            }
            for step, over in steps_and_whether_over(dataset)
        ],
    }
