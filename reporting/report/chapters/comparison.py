"""The printed chapters of the targets: by country, and since the year before."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from commit_portal.i18n import and_list
from reporting.dataset import AreaFacts, CellStatus, Dataset, TargetFacts
from reporting.dataset.totals import LEGEND, answers_given, coded_cells, even_shares, states_given, tally_of
from reporting.dataset.years import Effort, effort_of
from reporting.report import cells
from reporting.report.numbering import Contents, Numbers
from reporting.report_text import values
from reporting.report_text.coverage import achieved_of, no_states
from reporting.report_text.findings import lead_of_progress, matrix_note
from reporting.report_text.years import EFFORTS

# Columns of countries that a landscape page holds.
MATRIX_COLUMNS = 6


def the_comparison(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """Table 2: each area's targets by country, and the Regional column."""
    numbers = contents.chapter(
        gettext("The comparison: targets by country"), "comparison", gettext("The comparison")
    )
    known = states_given(dataset)
    notes = {
        area.code: cells.written(text)
        for area in dataset.areas
        if (text := dataset.texts.get(f"note_{area.code}"))
    }
    tables: list[dict[str, object]] = []
    caption = gettext("%(area)s: status of each target by country")
    if review := values.said(dataset.facts.state_at):
        caption = gettext("%(area)s: status of each target by country, as reported at %(review)s")
    for area in dataset.areas if known else ():
        if not area.targets:
            continue
        tables += matrix_pages(
            dataset,
            numbers,
            caption % {"area": cells.area_name(area.code, area.title), "review": review},
            _matrix_rows(dataset, area),
            head=cells.due_head(area.targets),
            note=matrix_note(dataset.facts, area),
            office=notes.pop(area.code, ""),
        )
    codes = [area.code for area in dataset.areas if not area.targets]
    unserved = [
        {"code": row.target.code, "text": cells.breakable(row.target.text), "effort": EFFORTS[row.effort]}
        for row in effort_of(dataset)
        if tables and dataset.activities_covered and row.effort is not Effort.SERVED
    ]
    return {
        "lead": "" if known or not dataset.targets else no_states(dataset),
        "tables": tables,
        "unserved": unserved,
        "unserved_caption": numbers.table_of(unserved, gettext("Targets that nobody works on")),
        "legend": [
            cells.state_alone(status)
            for status in CellStatus
            if status in LEGEND
            or any(cell.status is status for target in dataset.targets for cell in target.cells)
            or (status is CellStatus.NOT_ASKED and any(target.regional is None for target in dataset.targets))
        ],
        # Of areas that have no table.
        "notes": [
            {"area": cells.breakable(cells.area_name(area.code, area.title)), "text": notes[area.code]}
            for area in dataset.areas
            if area.code in notes
        ],
        "without": cells.breakable(and_list(codes)),
    }


def matrix_pages(
    dataset: Dataset,
    numbers: Numbers,
    caption: str,
    rows: Sequence[Any],
    *,
    head: str,
    note: str,
    office: str = "",
) -> Iterator[dict[str, object]]:
    """Targets by country, as many countries in each table as a page holds; what the office wrote stands at the first."""
    for share in even_shares(len(dataset.countries), MATRIX_COLUMNS):
        columns, part = dataset.countries[share], ""
        if columns != dataset.countries:
            names = {"first": columns[0].name, "last": columns[-1].name}
            part = gettext("%(first)s to %(last)s") % names
        yield {
            "caption": numbers.table(cells.breakable(caption), part),
            "columns": [{"code": country.code, "name": cells.breakable(country.name)} for country in columns],
            "head": head,
            "office": "" if share.start else office,
            "complete": columns[-1] == dataset.countries[-1],
            "rows": [row | {"cells": row["cells"][share]} for row in rows],
            "note": note,
        }


def _matrix_rows(dataset: Dataset, area: AreaFacts) -> list[dict[str, object]]:
    """A row for each target of an area, with the cells of the countries."""
    columns, shown = dataset.countries, dataset.facts.stage
    return [
        {
            **_head_of(area, target),
            "cells": [
                cells.state_cell(cell, country.name, shown=shown)
                for country, cell in zip(columns, target.cells, strict=True)
            ],
            "regional": cells.cell_of_region(target.regional, shown=shown),
            "achieved": achieved_of(target, shown),
        }
        for target in area.targets
    ]


def _head_of(area: AreaFacts, target: TargetFacts) -> dict[str, object]:
    """What each row says of its target."""
    name = cells.area_name(area.code, area.title)
    return {"area": name, "code": target.code, "text": cells.target_text(area, target)}


def progress(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """What changed since the year before, and how far the due dates are."""
    before = dataset.facts.previous_year
    title = gettext("Progress and due dates")
    if before:
        title = gettext("Progress since %(year)s, and due dates") % {"year": before}
    numbers = contents.chapter(title, "progress")
    names = {country.code: country.name for country in dataset.countries}
    changes = [
        {
            **_head_of(area, target),
            "where": names.get(code, gettext("Regional")),
            "was": cells.state_alone(cell.was),
            "now": cells.state_alone(cell.status),
        }
        for area in dataset.areas
        for target in area.targets
        for code, cell in coded_cells(dataset, target)
        if cell.was is not None
    ]
    count = len(changes)
    if dataset.earlier:
        # They stand in the chapter of the years.
        changes = []
    end_of_year = date(dataset.facts.year, 12, 31)
    counted_states, due = answers_given(dataset), gettext("Due date of each target, at the end of %(year)s")
    review = values.said(dataset.facts.state_at)
    if counted_states and review:
        due = gettext("Due date of each target, and countries in each status, as reported at %(review)s")
    return {
        "counted": counted_states,
        "short": not changes and not dataset.targets,
        "lead": lead_of_progress(dataset, count),
        "has_before": bool(before),
        "before_head": gettext("In %(year)s") % {"year": before},
        "due_head": gettext("Due, and time left after %(year)s") % {"year": dataset.facts.year},
        "changes_caption": numbers.table_of(
            changes, gettext("Targets with a new status since %(year)s") % {"year": before}
        ),
        "changes": changes,
        "due_caption": numbers.table(due % {"year": dataset.facts.year, "review": review}),
        "due": [
            {
                **_head_of(area, target),
                "due": values.month(target.due_on) if target.due_on else gettext("none set"),
                "left": cells.time_left(target, end_of_year),
                "passed": bool(
                    target.due_on and target.due_on <= end_of_year and target.achieved < target.covered
                ),
                # Of countries in each state; dashes where no answer may be shown.
                **{
                    status.value: str(count) if target.covered else "–"
                    for status, count in tally_of([target]).items()
                },
            }
            for area in dataset.areas
            for target in area.targets
        ],
    }
