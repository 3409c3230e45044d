"""A dataset as the printed report shows it: every value formatted once, here, in Python.

Pure: the same dataset and imprint give the same page. Templates under print/ only place what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from math import ceil
from typing import Any

from reporting import charts, wording
from reporting.dataset import (
    Activity,
    Area,
    Cell,
    CellStatus,
    Dataset,
    MoneyRow,
    Recommendation,
    Result,
    Scope,
    Target,
    sum_of,
)
from reporting.dataset import Chapter as CountryPart
from reporting.linebreaks import breakable
from reporting.wording import and_list, counted, dollars, number_word, sentence

# Columns of countries that a landscape page holds, and rows that a chart holds on one page.
MATRIX_COLUMNS = 6
TYPE_COLUMNS = 8
CHART_ROWS = 24
MONEY_ROWS = 16
MONTH_ROWS = 14
MOST_MONTHS = 18

NOT_RELEASED = "Not released"


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
class StateCell:
    """A state in print: its look (class), its word, and small lines under it (`changed` in rust)."""

    look: str
    word: str
    lines: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    column: str = ""


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
    contents.group(sentence(f"the {_countries(dataset)} together"))
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


def _countries(dataset: Dataset) -> str:
    return f"{number_word(len(dataset.countries))} countries"


def _of_countries(dataset: Dataset, covered: int) -> str:
    """A clause for captions where not every country is covered; empty where all are."""
    everyone = len(dataset.countries)
    return "" if covered == everyone else f", {covered} of {everyone} countries"


def _front(dataset: Dataset, imprint: Imprint) -> dict[str, Any]:
    facts = dataset.facts
    plan = facts.plan
    ends = plan.extended_to or plan.ends_on
    som = _som(dataset)
    presented = ""
    if som and som.actual.ends:
        presented = f"Presented after {som.name}, {som.actual_place}, {wording.days(som.actual)}"
    return {
        "year": facts.year,
        "title": f"COMMIT Annual Report {facts.year}",
        "subtitle": f"{sentence(number_word(len(dataset.countries)))} governments compared on the targets of the "
        f"{plan.title}, {plan.starts_on.year}–{ends.year}",
        "description": f"The {_countries(dataset)} of COMMIT compared on the targets of {plan.code} in {facts.year}.",
        "keywords": f"COMMIT, {plan.code}, {facts.year}, annual report, human trafficking",
        "governments": dataset.countries if len(dataset.countries) <= 12 else (),
        "government_count": len(dataset.countries),
        "edition": imprint.edition,
        "short_digest": imprint.short_digest,
        "as_of": wording.day(imprint.as_of),
        "audience": wording.AUDIENCE_WORDS[facts.audience],
        "presented": presented,
        "demonstration": facts.demonstration,
    }


def _som(dataset: Dataset) -> Any:
    """The meeting whose answers are shown, if it is one of this year's meetings."""
    named = [meeting for meeting in dataset.meetings if meeting.name == dataset.facts.state_at]
    return named[0] if named else None


# The chapters, in the order of printing.


def _summary(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("Summary", "summary")
    targets = dataset.targets
    tally = _tally(targets)
    everyone = sum(bool(target.covered) and target.achieved == target.covered for target in targets)
    money = dataset.money.countries
    figures = [
        _figure(
            f"{dataset.activity_total:,}", f"activities in the national workplans{_covered_words(dataset)}"
        ),
        _figure(
            f"{tally[CellStatus.ACHIEVED]} of {sum(tally.values())}",
            f"country answers say achieved, on {counted(_asked(targets), 'target')} with a published text",
        ),
        _figure(str(everyone), "of these targets achieved by every country that has released its answers"),
        _figure(
            f"{wording.percent_of(money.spent_secretariat, money.approved)}%"
            if money.spent_secretariat is not None and money.approved
            else "not reported",
            f"of US${dollars(money.approved)} Secretariat support spent",
        ),
    ]
    return {
        "heading": numbers.heading,
        "figures": figures,
        "lead": _lead_of_summary(dataset, tally),
        "findings": [breakable(finding) for finding in _findings(dataset)],
        "caption": numbers.table(
            f"The areas of {dataset.facts.plan.code} in figures{_of_countries(dataset, dataset.money.covered)}"
        ),
        "areas": [_area_line(dataset, area) for area in dataset.areas],
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
        "lead": _lead_of_year(dataset),
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
        for first, last in _shares(len(dataset.countries), MATRIX_COLUMNS):
            shown = ""
            if last - first < len(dataset.countries):
                shown = f", {dataset.countries[first].name} to {dataset.countries[last - 1].name}"
            complete = last == len(dataset.countries)
            tables.append(
                {
                    "caption": numbers.table(
                        breakable(
                            f"{area.code}, {area.title}: state of each target{state_at}, by country{shown}"
                        )
                    ),
                    "columns": [
                        {"code": country.code, "name": breakable(country.name)}
                        for country in dataset.countries[first:last]
                    ],
                    "head": _due_head(area.targets),
                    "complete": complete,
                    "rows": [
                        {
                            "number": target.printed_number or "–",
                            "text": breakable(target.text),
                            "cells": [
                                _state(cell, country.name)
                                for country, cell in zip(
                                    dataset.countries[first:last], target.cells[first:last], strict=True
                                )
                            ],
                            "regional": _state(target.regional) if target.regional else _not_asked(),
                            "achieved": _achieved_of(target),
                        }
                        for target in area.targets
                    ],
                    "note": _matrix_note(dataset, area),
                }
            )
    return {
        "heading": numbers.heading,
        "tables": tables,
        "legend": [
            StateCell(status.value, wording.CELL_WORDS[status])
            for status in CellStatus
            if status in _LEGEND
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
    return [breakable(f"Without a table: {and_list(codes)}. {note}") for note, codes in reasons.items()]


def _counts(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("Activities by type and country", "counts")
    facts = dataset.facts
    totals, everyone = dataset.activity_totals, len(dataset.countries)
    covered = dataset.activities_covered
    caption = numbers.table(f"Activities by type and country, {facts.year}{_of_countries(dataset, covered)}")
    names = [country.name for country in dataset.countries]
    most = max((value for row in dataset.types for value in row.by_country if value), default=1)
    panels = [
        charts.types_chart(
            names,
            dataset.types,
            first,
            last,
            most,
            f"Activities by type in {and_list(names[first:last])}. {_most_frequent(dataset)} {caption.label} has the values.",
        )
        for first, last in _shares(everyone, MATRIX_COLUMNS)
    ]
    outside = _outside_guide(dataset)
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
        for first, last in _shares(everyone, CHART_ROWS)
    ]
    return {
        "heading": numbers.heading,
        "lead": f"Each country makes its own choices. In {facts.year} {_taskforces(dataset, covered)} carried "
        f"{counted(dataset.activity_total, 'activity', 'activities')}. {_most_frequent(dataset)}",
        "caption": caption,
        "upright": everyone <= TYPE_COLUMNS,
        "columns": names,
        "types": [row.short for row in dataset.types],
        "rows": [
            {
                "name": row.name,
                "cells": [
                    {**_count(value), "head": name} for name, value in zip(names, row.by_country, strict=True)
                ],
                "total": f"{row.total:,}",
            }
            for row in dataset.types
        ],
        "totals": [{**_count(total), "head": name} for name, total in zip(names, totals, strict=True)],
        "total": f"{dataset.activity_total:,}",
        "countries": [
            {
                "name": name,
                "cells": [{**_count(row.by_country[position]), "head": row.short} for row in dataset.types],
                "total": _count(totals[position]),
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
    caption = numbers.table(f"Money by country, {year}, in US dollars{_of_countries(dataset, money.covered)}")
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
            f"Approved and spent per country, in US dollars. {_lead_of_money(dataset)} {caption.label} has the values.",
        )
        for first, last in _shares(len(names), MONEY_ROWS)
    ]
    covered = (
        sentence(_countries(dataset))
        if money.covered == len(names)
        else f"{money.covered} of {len(names)} countries"
    )
    rows = [_money_row(name, row) for name, row in zip(names, money.by_country, strict=True)]
    sums = [
        _money_row(covered, money.countries),
        _money_row("Regional workplan", money.regional),
        {**_money_row("All workplans", money.everything), "ceiling": "–"},
    ]
    return {
        "heading": numbers.heading,
        "lead": _lead_of_money(dataset),
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
            f"Money of the national workplans by area, {year}, in US dollars{_of_countries(dataset, money.covered)}"
        ),
        "areas": [
            {
                **_money_row(breakable(f"{row.area_code}, {_area_title(dataset, row.area_code)}"), row.money),
                "activities": f"{row.activities:,}",
            }
            for row in money.by_area
        ],
        "areas_total": {
            **_money_row("All areas", _sum_areas(dataset)),
            "activities": f"{sum(row.activities for row in money.by_area):,}",
        },
        "partial": _spending_gaps(dataset),
    }


def _progress(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    before = dataset.facts.previous_year
    title = f"Progress since {before}, and due dates" if before else "Progress and due dates"
    numbers = contents.chapter(title, "progress")
    changes = [
        {
            "number": target.printed_number or "–",
            "text": breakable(target.text),
            "where": where,
            "was": StateCell(cell.was.value, wording.CELL_WORDS[cell.was]),
            "now": StateCell(cell.status.value, wording.CELL_WORDS[cell.status]),
        }
        for target in dataset.targets
        for where, cell in _named_cells(dataset, target)
        if cell.was is not None
    ]
    end_of_year = date(dataset.facts.year, 12, 31)
    return {
        "heading": numbers.heading,
        "lead": _lead_of_progress(dataset, len(changes)),
        "before": before,
        "changes_caption": numbers.table(f"Targets whose state changed since {before}") if before else None,
        "changes": changes,
        "due_caption": numbers.table(
            f"Targets against their due dates, at the end of {dataset.facts.year}: countries in each state"
        ),
        "due": [
            {
                "number": target.printed_number or "–",
                "text": breakable(target.text),
                "due": wording.month(target.due_on) if target.due_on else "none set",
                "left": _time_left(target, end_of_year),
                "passed": bool(
                    target.due_on and target.due_on <= end_of_year and target.achieved < target.covered
                ),
                **_due_counts(target),
            }
            for target in dataset.targets
        ],
    }


def _running(dataset: Dataset, contents: _Contents) -> dict[str, Any]:
    numbers = contents.chapter("When activities run", "running")
    facts = dataset.facts
    months, cut = _months_of_year(dataset)
    names = [country.name for country in dataset.countries]
    planned = [_under_way(part, months, actual=False) for part in dataset.chapters]
    actual = [_under_way(part, months, actual=True) for part in dataset.chapters]
    caption = numbers.table(f"Activities under way month by month, {facts.year}, planned and actual")
    most = max((value for row in (*planned, *actual) if row for value in row), default=1)
    peak = _peak(planned, months)
    panels = [
        charts.months_chart(
            names[first:last],
            planned[first:last],
            actual[first:last],
            months,
            most,
            f"Activities under way month by month in {and_list(names[first:last])}. {peak} {caption.label} has the values.",
        )
        for first, last in _shares(len(names), MONTH_ROWS)
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
            {"name": name, "kind": kind, "cells": [_count(value) for value in row] if row else None}
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
        "lead": _lead_of_country(dataset, position),
        "brief": [breakable(line) for line in _brief_of_country(dataset, position, money)],
        "needs": [breakable(line) for line in part.needs.splitlines() if line.strip()],
        "caption": numbers.table(f"Activities by area, with cost and result{state_at}"),
        "prefix": f"{country.code}-{dataset.facts.year % 100:02}",
        "groups": _activity_groups(dataset, part),
        "words": [
            {"code": activity.code.rsplit("-", 1)[-1], "text": breakable(activity.narrative)}
            for activity in part.activities
            if activity.narrative
        ],
        **_states_of_country(dataset, position, numbers),
        "shared_caption": numbers.table("Regional activities that it shares with other countries")
        if shared
        else None,
        "shared": [_activity_line(dataset, activity, whole_code=True) for activity in shared],
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
        "lines": [_activity_line(dataset, activity, whole_code=True) for activity in activities],
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
        "lead": _lead_of_meeting(dataset),
        "caption": numbers.table(f"Recommendations of {made[0].meeting}") if made else None,
        "made": [_recommendation(one) for one in made],
        "followed_caption": numbers.table(f"Recommendations of {followed[0].meeting}, followed up")
        if followed
        else None,
        "followed": [_recommendation(one) for one in followed],
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
        "plan": dataset.facts.plan,
        "notes": [breakable(note) for note in dataset.notes],
    }


# Cells and rows.

_LEGEND = (CellStatus.ACHIEVED, CellStatus.IN_PROGRESS, CellStatus.NO_ACTIVITY, CellStatus.NOT_REPORTED)


def _figure(value: str, words: str) -> dict[str, str]:
    return {"value": value, "words": words}


def _state(cell: Cell, column: str = "") -> StateCell:
    lines, changed = [], []
    if cell.was is not None:
        changed.append(f"was: {wording.CELL_WORDS[cell.was].lower()}")
    elif cell.since_year is not None:
        lines.append(f"{'in' if cell.status is CellStatus.ACHIEVED else 'since'} {cell.since_year}")
    if cell.late:
        changed.append("answered late")
    return StateCell(cell.status.value, wording.CELL_WORDS[cell.status], tuple(lines), tuple(changed), column)


def _not_asked() -> StateCell:
    return StateCell("not-asked", "National")


def _result(result: Result, *, withdrawn: bool = False) -> StateCell:
    lines = ("withdrawn later",) if withdrawn else ()
    return StateCell(wording.RESULT_LOOKS[result].value, wording.RESULT_WORDS[result], (), lines)


def _achieved_of(target: Target) -> str:
    return f"{target.achieved} of {target.covered}" if target.covered else "–"


def _count(value: int | None) -> dict[str, Any]:
    if value is None:
        return {"text": NOT_RELEASED, "kind": "unknown"}
    return {"text": f"{value:,}", "kind": "" if value else "zero"}


def _money_row(name: str, row: MoneyRow | None) -> dict[str, Any]:
    if row is None:
        return {"name": name, "released": False}
    spent = [amount for amount in (row.spent_secretariat, row.spent_partners) if amount is not None]
    return {
        "name": name,
        "released": True,
        "ceiling": dollars(row.ceiling) if row.ceiling is not None else "none set",
        "no_ceiling": row.ceiling is None,
        "approved": dollars(row.approved),
        "spent": _amount(row.spent_secretariat),
        "percent": wording.percent_of(row.spent_secretariat, row.approved),
        "accepted": dollars(row.accepted),
        "partners": _amount(row.spent_partners),
        "partners_percent": wording.percent_of(row.spent_partners, row.accepted),
        "all": dollars(sum(spent, Decimal(0))) if spent else "not reported",
    }


def _amount(amount: Decimal | None) -> str:
    return "not reported" if amount is None else dollars(amount)


def _activity_groups(dataset: Dataset, part: CountryPart) -> list[dict[str, Any]]:
    """One group an area, in the plan's order; a line's own subtotal is Secretariat-supported money."""
    groups = []
    for area in dataset.areas:
        lines = [activity for activity in part.activities if activity.area_code == area.code]
        if lines:
            cost = sum((line.secretariat_cost or Decimal(0) for line in lines), Decimal(0))
            groups.append(
                {
                    "name": breakable(f"{area.code}, {area.title}"),
                    "count": counted(len(lines), "activity", "activities"),
                    "cost": dollars(cost),
                    "lines": [_activity_line(dataset, line) for line in lines],
                }
            )
    return groups


def _activity_line(dataset: Dataset, activity: Activity, *, whole_code: bool = False) -> dict[str, Any]:
    year = dataset.facts.year
    planned, actual = wording.months(activity.planned, year), wording.months(activity.actual, year)
    names = {country.code: country.name for country in dataset.countries}
    return {
        "code": activity.code if whole_code else activity.code.rsplit("-", 1)[-1],
        "title": breakable(activity.title),
        "under": breakable(_under_title(dataset, activity)),
        "lead_body": breakable(activity.lead_body) or "not named",
        "when": planned or "no dates yet",
        "ran": f"ran {actual}" if actual and actual != planned else "",
        "cost": dollars(activity.secretariat_cost) if activity.secretariat_cost is not None else "none",
        "partners": f"+ {dollars(activity.accepted)}" if activity.accepted else "",
        "state": _result(activity.result, withdrawn=activity.withdrawn),
        "countries": and_list(names.get(code, code) for code in activity.shared_with)
        if len(activity.shared_with) < len(names)
        else f"All {number_word(len(names))} countries",
    }


def _under_title(dataset: Dataset, activity: Activity) -> str:
    """The second line: the targets by their printed numbers, and the partners."""
    printed = {target.code: target.printed_number for target in dataset.targets}
    numbers = [printed[code] for code in activity.targets if printed.get(code)]
    with_targets = f"{'Targets' if len(numbers) > 1 else 'Target'} {and_list(numbers)}" if numbers else ""
    with_partners = f"with {and_list(activity.partners)}" if activity.partners else ""
    return " · ".join(part for part in (with_targets, with_partners) if part)


def _recommendation(one: Recommendation) -> dict[str, Any]:
    """One row: its addressees grouped by what became of it, so that six equal answers are one line."""
    groups: dict[tuple[Result, str], list[str]] = {}
    for addressee in one.addressees:
        groups.setdefault((addressee.result, addressee.follow_up), []).append(addressee.name)
    answers = [
        {"names": breakable(and_list(names)), "follow_up": breakable(follow_up), "state": _result(result)}
        for (result, follow_up), names in groups.items()
    ] or [{"names": "nobody named", "follow_up": "", "state": _result(Result.NOT_REPORTED)}]
    return {
        "number": one.number,
        "text": breakable(one.text),
        "about": breakable(one.about),
        "due": wording.month(one.due_on) if one.due_on else "no date",
        "first": answers[0],
        "more": answers[1:],
        "rows": len(answers),
    }


# Sentences.


def _lead_of_summary(dataset: Dataset, tally: dict[CellStatus, int]) -> str:
    facts = dataset.facts
    answers = sum(tally.values())
    if not answers:
        return f"In {facts.year} {_taskforces(dataset, dataset.activities_covered)} carried " + (
            f"{counted(dataset.activity_total, 'activity', 'activities')}."
        )
    where = f"By {facts.state_at}" if facts.state_at else f"In {facts.year}"
    return (
        f"{where}, {tally[CellStatus.ACHIEVED]} of {answers} country answers said achieved and "
        f"{tally[CellStatus.IN_PROGRESS]} in progress; {tally[CellStatus.NO_ACTIVITY]} said no activity yet, and "
        f"{tally[CellStatus.NOT_REPORTED]} {'is' if tally[CellStatus.NOT_REPORTED] == 1 else 'are'} not reported."
    )


def _findings(dataset: Dataset) -> list[str]:
    facts = dataset.facts
    found = [
        f"{sentence(_taskforces(dataset, dataset.activities_covered))} carried "
        f"{counted(dataset.activity_total, 'activity', 'activities')} of their own. {_most_frequent(dataset)}",
    ]
    regional = len(dataset.regional.activities)
    if dataset.regional.released and regional:
        found.append(
            f"{sentence(counted_word(regional, 'activity', 'activities'))} of the regional workplan brought two or "
            "more countries together."
        )
    forward, back = _moves(dataset)
    if facts.previous_year and forward + back:
        found.append(
            f"Since {facts.previous_year}, {counted(forward, 'answer')} moved forward"
            + (f" and {counted(back, 'answer')} moved back." if back else "; none moved back.")
        )
    found.append(_lead_of_money(dataset))
    late = [
        country.name for country, part in zip(dataset.countries, dataset.chapters, strict=True) if part.late
    ]
    if late:
        found.append(f"Answers came after the review closed from {and_list(late)}.")
    hidden = [
        country.name
        for country, part in zip(dataset.countries, dataset.chapters, strict=True)
        if not part.released
    ]
    if hidden:
        found.append(
            f"Not released to {wording.AUDIENCE_WORDS[facts.audience]}: {and_list(hidden)}. Totals say how many "
            "countries they cover."
        )
    if facts.provisional:
        found.append(f"The answers are provisional: {facts.state_at or 'the review'} has not closed.")
    return found


def _lead_of_year(dataset: Dataset) -> str:
    span = dataset.facts.implementation
    lead = ""
    if span.starts and span.ends:
        first = wording.LONG_MONTHS[span.starts.month - 1]
        starts = first if span.starts.year == span.ends.year else f"{first} {span.starts.year}"
        lead = f"The workplan year ran from {starts} to {wording.LONG_MONTHS[span.ends.month - 1]} {span.ends.year}. "
    som = _som(dataset)
    if som and som.actual.ends:
        when = f"{wording.LONG_MONTHS[som.actual.ends.month - 1]} {som.actual.ends.year}"
        place = f", in {som.actual_place}" if som.actual_place else ""
        return f"{lead}{som.name} reviewed it in {when}{place}."
    return f"{lead}No Senior Officials Meeting has reviewed it yet."


def _lead_of_money(dataset: Dataset) -> str:
    money = dataset.money
    total = money.countries
    if not money.covered:
        return "No country has released its money to the readers of this edition."
    over = [row for row in money.by_country if row and row.ceiling is not None and row.approved > row.ceiling]
    ceilings = {row.ceiling for row in money.by_country if row}
    one = next(iter(ceilings)) if len(ceilings) == 1 else None
    first = (
        "No workplan passed its ceiling"
        if not over
        else sentence(f"{counted_word(len(over), 'workplan')} passed the ceiling")
    )
    first += f" of US${dollars(one)}." if one is not None else "."
    if total.spent_secretariat and total.spent_partners is not None:
        ratio = total.spent_partners / total.spent_secretariat
        first += (
            f" For every dollar of Secretariat support that was spent, partners spent US${ratio:.2f} more."
        )
    elif total.spent_secretariat is None:
        first += " Spending has not been reported yet."
    return first


def _lead_of_progress(dataset: Dataset, changes: int) -> str:
    before = dataset.facts.previous_year
    if not before:
        return "There is no earlier year to compare with: only a state of the same target is ever compared."
    if not changes:
        return f"No state has changed since {before}."
    forward, back = _moves(dataset)
    return (
        f"Since {before}, {counted(forward, 'answer')} of countries moved forward and "
        f"{counted(back, 'answer') if back else 'none'} moved back."
    )


def _lead_of_country(dataset: Dataset, position: int) -> str:
    name = dataset.countries[position].name
    total = dataset.activity_totals[position] or 0
    rows = [(row.by_country[position] or 0, row.name) for row in dataset.types]
    most, kind = max(rows, key=lambda row: row[0], default=(0, ""))
    if not most:
        return f"{name} carried no activities in {dataset.facts.year}."
    ties = [title for number, title in rows if number == most]
    if len(ties) > 1:
        return f"{name} carried {counted(total, 'activity', 'activities')}, most of them in {and_list(_mid(t) for t in ties)}."
    return f"{sentence(_mid(kind))} was the largest part of the workplan: {most} of {counted(total, 'activity', 'activities')}."


def _brief_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[str]:
    part = dataset.chapters[position]
    lines = []
    if part.lead_body:
        lines.append(f"The taskforce is led by {_the(part.lead_body)}.")
    if part.agreed_on:
        by = f" between {part.agreed_by}" if part.agreed_by else ""
        lines.append(f"The workplan was agreed inside the country on {wording.day(part.agreed_on)}{by}.")
    if money and money.accepted:
        lines.append(
            f"Partners agreed to carry US${dollars(money.accepted)} beside the Secretariat’s support."
        )
    names = {country.code: country.name for country in dataset.countries}
    mine = dataset.countries[position].code
    shared = [a for a in dataset.regional.activities if a.code in part.shared]
    others = [code for code in names if code != mine and any(code in a.shared_with for a in shared)]
    if others and len(others) < len(names) - 1:
        lines.append(f"It shares regional activities with {and_list(names[code] for code in others)}.")
    elif others:
        lines.append("It shares regional activities with all the other countries.")
    if part.late:
        lines.append("Its answers came after the review closed; they are shown in full and marked late.")
    return lines


def _lead_of_meeting(dataset: Dataset) -> str:
    som = _som(dataset)
    made, followed = len(dataset.recommendations), len(dataset.followed_up)
    what = f"made {counted_word(made, 'recommendation')}" + (
        f" and followed up {number_word(followed)}" if followed else ""
    )
    if som and som.actual.ends:
        when = f"{wording.LONG_MONTHS[som.actual.ends.month - 1]} {som.actual.ends.year}"
        place = f" in {som.actual_place}," if som.actual_place else ""
        return f"{som.name} met{place} in {when}. It {what}."
    if made or followed:
        return f"The review of {dataset.facts.year} {what}."
    return "No Senior Officials Meeting has reviewed this year yet, and there are no recommendations to follow up."


def _figures_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[dict[str, str]]:
    part = dataset.chapters[position]
    cells = [target.cells[position] for target in dataset.targets]
    asked = [cell for cell in cells if cell.status not in (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)]
    achieved = sum(cell.status is CellStatus.ACHIEVED for cell in asked)
    progress = sum(cell.status is CellStatus.IN_PROGRESS for cell in asked)
    done = sum(activity.result is Result.DONE for activity in part.activities)
    state_at = f" by {dataset.facts.state_at}" if dataset.facts.state_at else ""
    figures = [
        _figure(str(dataset.activity_totals[position] or 0), "activities in the workplan of record"),
        _figure(str(done), f"of them done{state_at}"),
        _figure(f"{achieved} of {len(asked)}", f"targets achieved, {progress} in progress")
        if asked
        else _figure("–", "no target of this plan has a published text"),
    ]
    if money and money.spent_secretariat is not None and money.approved:
        ceiling = f"; ceiling US${dollars(money.ceiling)}" if money.ceiling is not None else ""
        figures.append(
            _figure(
                f"{wording.percent_of(money.spent_secretariat, money.approved)}%",
                f"of US${dollars(money.approved)} spent{ceiling}",
            )
        )
    elif money:
        figures.append(_figure(dollars(money.approved), "US dollars approved; spending not reported"))
    return figures


def _states_of_country(dataset: Dataset, position: int, numbers: _Numbers) -> dict[str, Any]:
    rows = [
        {
            "number": target.printed_number or "–",
            "text": breakable(target.text),
            "state": _state(target.cells[position]),
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


# Sums and shares.


def _shares(total: int, most: int) -> list[tuple[int, int]]:
    """(first, last) of even shares of at most `most`: thirteen by six is 5, 4, 4 and not 6, 6, 1."""
    parts = max(1, ceil(total / most))
    size, rest = divmod(total, parts)
    shares, first = [], 0
    for part in range(parts):
        last = first + size + (part < rest)
        shares.append((first, last))
        first = last
    return shares


def _tally(targets: Iterable[Target]) -> dict[CellStatus, int]:
    tally = dict.fromkeys(_LEGEND, 0)
    for target in targets:
        for cell in target.cells:
            if cell.status in tally:
                tally[cell.status] += 1
    return tally


def _asked(targets: Sequence[Target]) -> int:
    return sum(target.scope is not Scope.REGIONAL for target in targets)


def _moves(dataset: Dataset) -> tuple[int, int]:
    """Answers of countries that moved towards achieved, and away from it, since the previous year."""
    order = (CellStatus.NO_ACTIVITY, CellStatus.IN_PROGRESS, CellStatus.ACHIEVED)
    pairs = [
        (order.index(cell.was), order.index(cell.status))
        for target in dataset.targets
        for cell in target.cells
        if cell.was in order and cell.status in order
    ]
    return sum(now > was for was, now in pairs), sum(now < was for was, now in pairs)


def _named_cells(dataset: Dataset, target: Target) -> Iterable[tuple[str, Cell]]:
    for country, cell in zip(dataset.countries, target.cells, strict=True):
        yield country.name, cell
    if target.regional:
        yield "Regional", target.regional


def _area_line(dataset: Dataset, area: Area) -> dict[str, Any]:
    tally = _tally(area.targets)
    money = next((row for row in dataset.money.by_area if row.area_code == area.code), None)
    return {
        "name": breakable(f"{area.code}, {area.title}"),
        "targets": str(len(area.targets)) if area.targets else "not public",
        "counts": [str(tally[status]) for status in _LEGEND] if area.targets else [],
        "activities": f"{money.activities:,}" if money else "–",
        "approved": dollars(money.money.approved) if money else "–",
        "spent": _amount(money.money.spent_secretariat) if money else "–",
    }


def _area_title(dataset: Dataset, code: str) -> str:
    return next((area.title for area in dataset.areas if area.code == code), "")


def _sum_areas(dataset: Dataset) -> MoneyRow:
    return sum_of(row.money for row in dataset.money.by_area)


def _spending_gaps(dataset: Dataset) -> str:
    silent = [
        country.name
        for country, row in zip(dataset.countries, dataset.money.by_country, strict=True)
        if row and row.spent_secretariat is None
    ]
    return (
        f"Spending is not reported by {and_list(silent)}; sums are over what is reported." if silent else ""
    )


def _due_head(targets: Sequence[Target]) -> str:
    due = {target.due_on for target in targets}
    one = next(iter(due))
    if len(due) == 1 and one is not None:
        end = (one.month, one.day) == (12, 31)
        return f"Target of the plan of action, due by {'end' if end else wording.month(one)} {one.year if end else ''}".strip()
    return "Target of the plan of action"


def _due_counts(target: Target) -> dict[str, str]:
    tally = _tally([target])
    if not target.covered:
        return dict.fromkeys(("achieved", "in_progress", "no_activity", "not_reported"), "–")
    return {status.value: str(tally[status]) for status in _LEGEND}


def _time_left(target: Target, end_of_year: date) -> str:
    if target.due_on is None:
        return "–"
    months = (target.due_on.year - end_of_year.year) * 12 + target.due_on.month - end_of_year.month
    if months <= 0:
        return "due date reached"
    if months % 12 == 0:
        return f"{counted_word(months // 12, 'year')} left"
    return f"{counted(months, 'month')} left"


def _matrix_note(dataset: Dataset, area: Area) -> str:
    printed = [target.printed_number for target in area.targets]
    twice = sorted({number for number in printed if number and printed.count(number) > 1})
    missing = "" in printed and any(printed)
    said = []
    if twice or missing:
        parts = [f"prints {and_list(twice)} twice"] if twice else []
        parts += ["leaves a target without one"] if missing else []
        said.append(f"Numbers are as printed in the plan, which {' and '.join(parts)}.")
    said.append("The Regional column is a state of its own, not a sum.")
    if dataset.facts.previous_year:
        said.append(f"“Was” marks a change of the same target since {dataset.facts.previous_year}.")
    if any(cell.status is CellStatus.NOT_RELEASED for target in area.targets for cell in target.cells):
        said.append("“Achieved” counts the countries that have released their answers.")
    return " ".join(said)


def _months_of_year(dataset: Dataset) -> tuple[list[date], bool]:
    span, year = dataset.facts.implementation, dataset.facts.year
    when = (span.starts or date(year, 1, 1)).replace(day=1)
    last = span.ends or date(year, 12, 31)
    months: list[date] = []
    while when <= last and len(months) < MOST_MONTHS:
        months.append(when)
        when = date(when.year + when.month // 12, when.month % 12 + 1, 1)
    return months, when <= last


def _under_way(part: CountryPart, months: Sequence[date], *, actual: bool) -> list[int] | None:
    if not part.released:
        return None
    spans = [activity.actual if actual else activity.planned for activity in part.activities]
    counts = []
    for when in months:
        following = date(when.year + when.month // 12, when.month % 12 + 1, 1)
        counts.append(
            sum(
                span.starts is not None
                and span.starts < following
                and (span.ends is None or span.ends >= when)
                for span in spans
            )
        )
    return counts


def _peak(planned: Sequence[Sequence[int] | None], months: Sequence[date]) -> str:
    totals = [sum(row[at] for row in planned if row) for at in range(len(months))]
    most = max(totals, default=0)
    if not most:
        return ""
    when = months[totals.index(most)]
    return f"Most work was planned for {wording.LONG_MONTHS[when.month - 1]}: {counted(most, 'activity', 'activities')} at once."


def _taskforces(dataset: Dataset, covered: int) -> str:
    everyone = len(dataset.countries)
    if covered == everyone:
        return f"the {number_word(everyone)} taskforces"
    return f"the {counted_word(covered, 'taskforce')} that released their plans, of {everyone},"


def _covered_words(dataset: Dataset) -> str:
    covered, everyone = dataset.activities_covered, len(dataset.countries)
    return "" if covered == everyone else f" of {covered} of {everyone} countries"


def _most_frequent(dataset: Dataset) -> str:
    most = max((row.total for row in dataset.types), default=0)
    if not most:
        return ""
    kinds = [_mid(row.name) for row in dataset.types if row.total == most]
    return f"{sentence(and_list(kinds))} {'was' if len(kinds) == 1 else 'were'} the most frequent type."


def _outside_guide(dataset: Dataset) -> str:
    low, high = dataset.facts.guide_min, dataset.facts.guide_max
    pairs = list(zip(dataset.countries, dataset.activity_totals, strict=True))
    above = [country.name for country, total in pairs if total is not None and total > high]
    below = [country.name for country, total in pairs if total is not None and total < low]
    if not above and not below:
        return "Every country is within it."
    parts = [f"Above it: {and_list(above)}."] if above else []
    parts += [f"Below it: {and_list(below)}."] if below else []
    return " ".join(parts)


def counted_word(number: int, one: str, many: str = "") -> str:
    """ "six recommendations": as `wording.counted`, small numbers in words."""
    return f"{number_word(number)} {one if number == 1 else many or one + 's'}"


def _mid(name: str) -> str:
    """A type's name inside a sentence: "Training" as "training", "NPA" as it stands."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _the(name: str) -> str:
    return name if name.startswith(("The ", "the ", "All-")) else f"the {name}"
