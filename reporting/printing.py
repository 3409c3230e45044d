"""A dataset as the printed report shows it: every value formatted once, here, in Python.

Pure: the same dataset and imprint give the same page. Templates under print/ only place what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from reporting import charts, wording
from reporting.cells import (
    StateCell,
    achieved_of,
    activity_groups,
    activity_line,
    area_line,
    area_name,
    count_cell,
    counted_areas,
    due_counts,
    due_head,
    key_figure,
    money_cells,
    not_asked_cell,
    recommendation_row,
    spending_figure,
    state_cell,
    time_left,
)
from reporting.dataset import (
    CellStatus,
    Dataset,
    MoneyRow,
    Result,
)
from reporting.linebreaks import breakable
from reporting.sentences import (
    brief_of_country,
    busiest_month,
    covered_words,
    findings,
    lead_of_country,
    lead_of_meeting,
    lead_of_money,
    lead_of_progress,
    lead_of_summary,
    lead_of_year,
    matrix_note,
    most_frequent,
    of_countries,
    outside_guide,
    plan_words,
    so_many_countries,
    so_many_taskforces,
    spending_gaps,
)
from reporting.tallies import (
    LEGEND,
    asked_of_countries,
    even_shares,
    months_of_year,
    named_cells,
    som_of,
    sum_of_areas,
    tally_of,
    title_of_area,
    under_way,
)
from reporting.wording import and_list, counted, counted_word, number_word, sentence

# Columns of countries that a landscape page holds, and rows that a chart holds on one page.
MATRIX_COLUMNS = 6
TYPE_COLUMNS = 8
CHART_ROWS = 24
MONEY_ROWS = 16
MONTH_ROWS = 14


@dataclass(frozen=True)
class Imprint:
    """What belongs to the edition and not to its figures: number, digest, and when they were frozen (UTC)."""

    edition: int
    digest: str
    as_of: datetime

    @property
    def short_digest(self) -> str:
        return f"{self.digest[:4]} {self.digest[4:8]}"


@dataclass(frozen=True)
class Caption:
    """ "Table 3.1" and one sentence without a full stop."""

    label: str
    text: str


@dataclass(frozen=True)
class Heading:
    """A chapter's place: `running` stands in the head of its later pages and in the bookmark."""

    number: int
    title: str
    anchor: str
    running: str


class _Contents:
    """Numbers the chapters in the order of printing, and the tables and charts in each."""

    def __init__(self) -> None:
        self.groups: list[tuple[str, list[Heading]]] = []
        self._chapters = count(1)

    def group(self, title: str) -> None:
        self.groups.append((title, []))

    def chapter(self, title: str, anchor: str, running: str = "") -> _Numbers:
        heading = Heading(next(self._chapters), title, anchor, running or title)
        self.groups[-1][1].append(heading)
        return _Numbers(heading)


class _Numbers:
    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self._tables, self._charts = count(1), count(1)

    def table(self, text: str) -> Caption:
        return Caption(f"Table {self.heading.number}.{next(self._tables)}", text)

    def chart(self, text: str) -> Caption:
        return Caption(f"Chart {self.heading.number}.{next(self._charts)}", text)


def print_context(dataset: Dataset, imprint: Imprint) -> dict[str, Any]:
    """Everything that print/report.html places."""
    contents = _Contents()
    contents.group(sentence(f"the {so_many_countries(dataset)} together"))
    chapters: dict[str, Any] = {
        "summary": _summary(dataset, contents),
        "year_steps": _year(dataset, contents),
        "comparison": _comparison(dataset, contents),
        "counts": _counts(dataset, contents),
        "money": _money(dataset, contents),
        "progress": _progress(dataset, contents),
        "running": _running(dataset, contents),
    }
    contents.group("Country by country")
    chapters["countries"] = [
        _country(dataset, position, contents) for position in range(len(dataset.countries))
    ]
    contents.group("Across borders, and what comes next")
    chapters["regional"] = _regional(dataset, contents)
    chapters["meeting"] = _meeting(dataset, contents)
    chapters["reading"] = _reading(dataset, imprint, contents)
    return {**_front(dataset, imprint), **chapters, "contents": contents.groups}


def _front(dataset: Dataset, imprint: Imprint) -> dict[str, Any]:
    facts = dataset.facts
    plan = facts.plan
    ends = plan.extended_to or plan.ends_on
    som = som_of(dataset)
    presented = ""
    if som and som.actual:
        presented = f"Presented after {som.name}, {som.actual_place}, {wording.days(som.actual)}"
    return {
        "year": facts.year,
        "title": f"COMMIT Annual Report {facts.year}",
        "subtitle": f"{sentence(number_word(len(dataset.countries)))} governments compared on the targets of the "
        f"{plan.title}, {plan.starts_on.year}–{ends.year}",
        "description": f"The {so_many_countries(dataset)} of COMMIT compared on the targets of the {plan.title} in {facts.year}.",
        "keywords": f"COMMIT, {plan.title}, {facts.year}, annual report, human trafficking",
        "governments": dataset.countries if len(dataset.countries) <= 12 else (),
        "government_count": len(dataset.countries),
        "edition": imprint.edition,
        "short_digest": imprint.short_digest,
        "as_of": wording.day(imprint.as_of),
        "audience": wording.AUDIENCE_WORDS[facts.audience],
        "presented": presented,
        "demonstration": facts.demonstration,
    }


# The chapters, in the order of printing.


def _summary(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("Summary", "summary")
    targets = dataset.targets
    tally = tally_of(targets)
    everyone = sum(bool(target.covered) and target.achieved == target.covered for target in targets)
    money = dataset.money.countries
    figures = [
        key_figure(
            f"{dataset.activity_total:,}", f"activities in the national workplans{covered_words(dataset)}"
        ),
        key_figure(
            f"{tally[CellStatus.ACHIEVED]} of {sum(tally.values())}",
            f"country answers say achieved, on {counted(asked_of_countries(targets), 'target')} with a published text",
        ),
        key_figure(str(everyone), "of these targets achieved by every country that has released its answers"),
        spending_figure(money),
    ]
    return {
        "heading": numbers.heading,
        "figures": figures,
        "lead": lead_of_summary(dataset, tally),
        "findings": [breakable(finding) for finding in findings(dataset)],
        "caption": numbers.table(
            f"The areas of the plan of action in figures{of_countries(dataset, dataset.money.covered)}"
        ),
        "areas": [area_line(dataset, area) for area in dataset.areas],
        "note": "Counts of answers add up the countries; the Regional column is a state of its own and is not in "
        "them. US dollars are the Secretariat-supported cost of the national workplans.",
    }


def _year(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
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
                "name": breakable(step.name),
                "planned": wording.days(step.planned) or "no dates yet",
                "actual": wording.days(step.actual) or "no dates yet",
                "difference": (words := wording.difference(step.planned, step.actual)),
                "late": "late" in words,
            }
            for step in dataset.steps
        ],
    }


def _comparison(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("The comparison: targets by country", "comparison", "The comparison")
    state_at = f" at {dataset.facts.state_at}" if dataset.facts.state_at else ""
    tables: list[dict[str, Any]] = []
    for area in dataset.areas:
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
                            "number": target.number,
                            "text": breakable(target.text),
                            "cells": [
                                state_cell(cell, country.name)
                                for country, cell in zip(
                                    dataset.countries[first:last], target.cells[first:last], strict=True
                                )
                            ],
                            "regional": state_cell(target.regional) if target.regional else not_asked_cell(),
                            "achieved": achieved_of(target),
                        }
                        for target in area.targets
                    ],
                    "note": matrix_note(dataset, area),
                }
            )
    return {
        "heading": numbers.heading,
        "tables": tables,
        "legend": [
            StateCell(status.value, wording.CELL_WORDS[status])
            for status in CellStatus
            if status in LEGEND
            or any(cell.status is status for target in dataset.targets for cell in target.cells)
        ],
        "without": _areas_without_targets(dataset),
    }


def _areas_without_targets(dataset: Dataset) -> list[str]:
    """A sentence for each reason why areas of the plan have no table."""
    reasons: dict[str, list[str]] = {}
    for area in dataset.areas:
        if not area.targets:
            reasons.setdefault(area.note or "The plan prints no targets for them.", []).append(area.code)
    return [breakable(f"Without a table: {counted_areas(codes)}. {note}") for note, codes in reasons.items()]


def _counts(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("Activities by type and country", "counts")
    facts = dataset.facts
    totals, everyone = dataset.activity_totals, len(dataset.countries)
    covered = dataset.activities_covered
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
        )
        for first, last in even_shares(everyone, CHART_ROWS)
    ]
    return {
        "heading": numbers.heading,
        "lead": f"Each country makes its own choices. In {facts.year} {so_many_taskforces(dataset, covered)} carried "
        f"{counted(dataset.activity_total, 'activity', 'activities')}. {most_frequent(dataset)}",
        "caption": caption,
        "upright": everyone <= TYPE_COLUMNS,
        "columns": names,
        "types": [row.short for row in dataset.types],
        "rows": [
            {
                "name": row.name,
                "cells": [
                    {**count_cell(value), "head": name}
                    for name, value in zip(names, row.by_country, strict=True)
                ],
                "total": f"{row.total:,}",
            }
            for row in dataset.types
        ],
        "totals": [{**count_cell(total), "head": name} for name, total in zip(names, totals, strict=True)],
        "total": f"{dataset.activity_total:,}",
        "countries": [
            {
                "name": name,
                "cells": [
                    {**count_cell(row.by_country[position]), "head": row.short} for row in dataset.types
                ],
                "total": count_cell(totals[position]),
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


def _money(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("Money", "money")
    money, year = dataset.money, dataset.facts.year
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
        )
        for first, last in even_shares(len(names), MONEY_ROWS)
    ]
    covered = (
        sentence(so_many_countries(dataset))
        if money.covered == len(names)
        else f"{money.covered} of {len(names)} countries"
    )
    rows = [money_cells(name, row) for name, row in zip(names, money.by_country, strict=True)]
    sums = [
        money_cells(covered, money.countries),
        money_cells("Regional workplan", money.regional),
        {**money_cells("All workplans", money.everything), "ceiling": "–"},
    ]
    return {
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
                    breakable(area_name(row.area_code, title_of_area(dataset, row.area_code))), row.money
                ),
                "activities": f"{row.activities:,}",
            }
            for row in money.by_area
        ],
        "areas_total": {
            **money_cells("All areas", sum_of_areas(dataset)),
            "activities": f"{sum(row.activities for row in money.by_area):,}",
        },
        "partial": spending_gaps(dataset),
    }


def _progress(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    before = dataset.facts.previous_year
    title = f"Progress since {before}, and due dates" if before else "Progress and due dates"
    numbers = contents.chapter(title, "progress")
    changes = [
        {
            "number": target.number,
            "text": breakable(target.text),
            "where": where,
            "was": StateCell(cell.was.value, wording.CELL_WORDS[cell.was]),
            "now": StateCell(cell.status.value, wording.CELL_WORDS[cell.status]),
        }
        for target in dataset.targets
        for where, cell in named_cells(dataset, target)
        if cell.was is not None
    ]
    end_of_year = date(dataset.facts.year, 12, 31)
    return {
        "heading": numbers.heading,
        "lead": lead_of_progress(dataset, len(changes)),
        "before": before,
        "changes_caption": numbers.table(f"Targets whose state changed since {before}") if before else None,
        "changes": changes,
        "due_caption": numbers.table(
            f"Targets against their due dates, at the end of {dataset.facts.year}: countries in each state"
        ),
        "due": [
            {
                "number": target.number,
                "text": breakable(target.text),
                "due": wording.month(target.due_on) if target.due_on else "none set",
                "left": time_left(target, end_of_year),
                "passed": bool(
                    target.due_on and target.due_on <= end_of_year and target.achieved < target.covered
                ),
                **due_counts(target),
            }
            for target in dataset.targets
        ],
    }


def _running(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("When activities run", "running")
    facts = dataset.facts
    months, cut = months_of_year(dataset)
    names = [country.name for country in dataset.countries]
    planned = [under_way(part, months, actual=False) for part in dataset.chapters]
    actual = [under_way(part, months, actual=True) for part in dataset.chapters]
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
        )
        for first, last in even_shares(len(names), MONTH_ROWS)
    ]
    return {
        "heading": numbers.heading,
        "lead": peak or "No dates of activities are released to the readers of this edition.",
        "charts": panels if peak else [],
        "chart_caption": numbers.chart(
            "Activities under way: planned (outline) and actual (filled), same scale"
        ),
        "caption": caption,
        "months": [wording.MONTHS[when.month - 1] for when in months],
        "rows": [
            {"name": name, "kind": kind, "cells": [count_cell(value) for value in row] if row else None}
            for name, plan, done in zip(names, planned, actual, strict=True)
            for kind, row in (("planned", plan), ("actual", done))
        ],
        "span": len(months),
        "note": "An activity counts in every month in which it runs for a day or more. Actual dates are those that "
        "the taskforces reported; an activity that has not ended runs to the end of the year."
        + (f" The first {len(months)} months are shown." if cut else ""),
    }


def _country(dataset: Dataset, position: int, contents: _Contents) -> dict[str, Any]:
    country, part = dataset.countries[position], dataset.chapters[position]
    numbers = contents.chapter(country.name, f"country-{country.code.lower()}")
    context: dict[str, Any] = {
        "heading": numbers.heading,
        "country": country,
        "released": part.released,
        "audience": wording.AUDIENCE_WORDS[dataset.facts.audience],
    }
    if not part.released:
        return {**context, **_states_of_country(dataset, position, numbers)}
    money = dataset.money.by_country[position]
    shared = [activity for activity in dataset.regional.activities if activity.code in part.shared]
    state_at = f" at {dataset.facts.state_at}" if dataset.facts.state_at else ""
    return {
        **context,
        "figures": _figures_of_country(dataset, position, money),
        "lead": lead_of_country(dataset, position),
        "brief": [breakable(line) for line in brief_of_country(dataset, position, money)],
        "needs": [breakable(line) for line in part.needs.splitlines() if line.strip()],
        "caption": numbers.table(f"Activities by area, with cost and result{state_at}"),
        "prefix": f"{country.code}-{dataset.facts.year % 100:02}",
        "groups": activity_groups(dataset, part),
        "words": [
            {"code": activity.code.rsplit("-", 1)[-1], "text": breakable(activity.narrative)}
            for activity in part.activities
            if activity.narrative
        ],
        **_states_of_country(dataset, position, numbers),
        "shared_caption": numbers.table("Regional activities that it shares with other countries")
        if shared
        else None,
        "shared": [activity_line(dataset, activity, whole_code=True) for activity in shared],
    }


def _regional(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("The regional workplan", "regional")
    activities = dataset.regional.activities
    return {
        "heading": numbers.heading,
        "released": dataset.regional.released,
        "lead": f"{sentence(counted_word(len(activities), 'activity', 'activities'))} brought two or more countries "
        "together. Each is counted once here and named under every country that takes part."
        if activities
        else "The regional workplan has no activities in this edition.",
        "caption": numbers.table(f"Regional activities, {dataset.facts.year}"),
        "lines": [activity_line(dataset, activity, whole_code=True) for activity in activities],
        "words": [
            {"code": activity.code, "text": breakable(activity.narrative)}
            for activity in activities
            if activity.narrative
        ],
    }


def _meeting(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("Recommendations and meetings", "meeting")
    made, followed = dataset.recommendations, dataset.followed_up
    return {
        "heading": numbers.heading,
        "lead": lead_of_meeting(dataset),
        "caption": numbers.table(f"Recommendations of {made[0].meeting}") if made else None,
        "made": [recommendation_row(one) for one in made],
        "followed_caption": numbers.table(f"Recommendations of {followed[0].meeting}, followed up")
        if followed
        else None,
        "followed": [recommendation_row(one) for one in followed],
        "meetings_caption": numbers.table("Meetings of the year, planned and held"),
        "meetings": [
            {
                "name": breakable(meeting.name),
                "planned": wording.days(meeting.planned) or "no dates yet",
                "planned_place": breakable(meeting.planned_place),
                "actual": wording.days(meeting.actual) or "not held yet",
                "actual_place": breakable(meeting.actual_place),
            }
            for meeting in dataset.meetings
        ],
    }


def _reading(dataset: Dataset, imprint: Imprint, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("How to read this report", "reading")
    hidden = [
        country.name
        for country, part in zip(dataset.countries, dataset.chapters, strict=True)
        if not part.released
    ]
    return {
        "heading": numbers.heading,
        "digest": [imprint.digest[start : start + 8] for start in range(0, 64, 8)],
        "as_of": wording.moment(imprint.as_of),
        "states": [
            {"state": StateCell(status.value, wording.CELL_WORDS[status]), "meaning": meaning}
            for status, meaning in wording.CELL_MEANINGS.items()
        ],
        "caption": numbers.table("The states and what they mean"),
        "hidden": f"{and_list(hidden)} {'has' if len(hidden) == 1 else 'have'} not released the workplan to "
        f"{wording.AUDIENCE_WORDS[dataset.facts.audience]}; totals say how many countries they cover."
        if hidden
        else "",
        "provisional": dataset.facts.provisional,
        "plan_words": plan_words(dataset),
        "notes": [breakable(note) for note in dataset.notes],
    }


def _figures_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[dict[str, str]]:
    part = dataset.chapters[position]
    cells = [target.cells[position] for target in dataset.targets]
    asked = [cell for cell in cells if cell.status not in (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)]
    achieved = sum(cell.status is CellStatus.ACHIEVED for cell in asked)
    progress = sum(cell.status is CellStatus.IN_PROGRESS for cell in asked)
    done = sum(activity.result is Result.DONE for activity in part.activities)
    state_at = f" by {dataset.facts.state_at}" if dataset.facts.state_at else ""
    figures = [
        key_figure(str(dataset.activity_totals[position] or 0), "activities in the workplan of record"),
        key_figure(str(done), f"of them done{state_at}"),
        key_figure(f"{achieved} of {len(asked)}", f"targets achieved, {progress} in progress")
        if asked
        else key_figure("–", "no target of this plan has a published text"),
    ]
    if money:
        figures.append(spending_figure(money))
    return figures


def _states_of_country(dataset: Dataset, position: int, numbers: _Numbers) -> dict[str, Any]:
    rows = [
        {
            "number": target.number,
            "text": breakable(target.text),
            "state": state_cell(target.cells[position]),
            "narrative": breakable(target.cells[position].narrative),
        }
        for target in dataset.targets
        if target.cells[position].status is not CellStatus.REGIONAL
    ]
    state_at = f" at {dataset.facts.state_at}" if dataset.facts.state_at else ""
    return {
        "targets": rows,
        "targets_caption": numbers.table(f"State of the targets{state_at}") if rows else None,
    }
