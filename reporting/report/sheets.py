"""The sheets of the workbook, one a table of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext
from openpyxl import Workbook

from reporting.facts.shape import (
    ActivityFacts,
    Cell,
    CellStatus,
    Dataset,
    MoneyRow,
    RecommendationFacts,
    Span,
    sum_of,
)
from reporting.report.sheet import ReportSheet, Value
from reporting.words import values
from reporting.words.as_of import review_of_answer
from reporting.words.coverage import not_there
from spa.statuses import Scope
from workplans.fields import REPORTED


def add_comparison(book: Workbook, dataset: Dataset) -> None:
    """Table 2: the targets with their states by country."""
    head = [
        (gettext("Area"), 10),
        (gettext("Target"), 10),
        (gettext("Printed number"), 10),
        (gettext("Text"), 60),
        (gettext("Scope"), 10),
        (gettext("Due"), 12),
        *((f"{country.code} {country.name}", 18) for country in dataset.countries),
        (gettext("Regional"), 18),
        (gettext("Countries that achieved it"), 12),
        (gettext("Countries covered"), 12),
    ]
    sheet = ReportSheet(book, gettext("Comparison"), head, fixed=4)
    for area in dataset.areas:
        for target in area.targets:
            sheet.add(
                area.code,
                target.code,
                target.printed_number,
                target.text,
                str(Scope(target.scope.value).label),
                target.due_on,
                *(_state(cell) for cell in target.cells),
                _state(target.regional) if target.regional else str(values.NOT_ASKED),
                target.achieved,
                target.covered,
            )


def add_details(book: Workbook, dataset: Dataset) -> None:
    """Each cell of the comparison in a row of its own, with what is known of the answer."""
    missing = not_there(dataset.facts.audience)
    head = [
        (gettext("Area"), 10),
        (gettext("Target"), 10),
        (gettext("Country"), 10),
        (gettext("State"), 18),
        (gettext("Was"), 18),
        (gettext("Since"), 8),
        (gettext("Achieved on"), 12),
        (gettext("Activities"), 10),
        (gettext("Answered at"), 24),
        (gettext("Answered late"), 10),
        (gettext("Narrative"), 80),
    ]
    sheet = ReportSheet(book, gettext("Comparison details"), head, fixed=3)
    codes = [*(country.code for country in dataset.countries), gettext("Regional")]
    for area in dataset.areas:
        for target in area.targets:
            for code, cell in zip(codes, (*target.cells, target.regional), strict=True):
                if cell:
                    sheet.add(area.code, target.code, code, *_details(cell, missing))


def add_counts(book: Workbook, dataset: Dataset) -> None:
    """Table 1: activities by type and country."""
    missing = not_there(dataset.facts.audience)
    head = [
        (gettext("Code"), 16),
        (gettext("Type of activity"), 32),
        *((f"{country.code} {country.name}", 13) for country in dataset.countries),
        (gettext("Total"), 10),
    ]
    sheet = ReportSheet(book, gettext("Table 1"), head, fixed=2)
    for row in dataset.types:
        counts = (missing if count is None else count for count in row.by_country)
        sheet.add(row.code, row.name, *counts, row.total if dataset.activities_covered else missing)
    totals = (missing if total is None else total for total in dataset.activity_totals)
    total = dataset.activity_total if dataset.activities_covered else missing
    sheet.add("", gettext("Total"), *totals, total, bold=True)
    sheet.add("", gettext("Countries covered"), *([""] * len(dataset.countries)), dataset.activities_covered)


def add_money(book: Workbook, dataset: Dataset) -> None:
    """US dollars by workplan and by area, with their sums."""
    missing = not_there(dataset.facts.audience)
    head = [
        (gettext("What"), 12),
        (gettext("Code"), 10),
        (gettext("Name"), 36),
        (gettext("Ceiling"), 14),
        (gettext("Secretariat, approved"), 14),
        (gettext("Secretariat, spent"), 14),
        (gettext("Partners, accepted"), 14),
        (gettext("Partners, spent"), 14),
        (gettext("Activities"), 10),
        (gettext("Countries covered"), 10),
    ]
    sheet = ReportSheet(book, gettext("Money"), head, fixed=3)
    money = dataset.money
    for position, (country, row) in enumerate(zip(dataset.countries, money.by_country, strict=True)):
        total = dataset.activity_totals[position]
        if row is None:
            sheet.add(gettext("Country"), country.code, country.name, missing)
        else:
            activities = missing if total is None else total
            sheet.add(gettext("Country"), country.code, country.name, *_amounts(row), activities)
    if money.covered:
        count = dataset.activity_total
        sheet.add(
            gettext("Sum"),
            "",
            gettext("Countries"),
            *_amounts(money.countries),
            count,
            money.covered,
            bold=True,
        )
    else:
        sheet.add(gettext("Sum"), "", gettext("Countries"), missing, bold=True)
    if money.regional:
        regional = len(dataset.regional.activities)
        sheet.add(gettext("Regional"), "", gettext("Regional workplan"), *_amounts(money.regional), regional)
    else:
        sheet.add(gettext("Regional"), "", gettext("Regional workplan"), missing)
    _add_sums(sheet, dataset)


def _add_sums(sheet: ReportSheet, dataset: Dataset) -> None:
    """Everything together, then the areas."""
    money = dataset.money
    if money.covered or money.regional:
        amounts = _amounts(money.everything)[1:]
        sheet.add(
            gettext("Sum"), "", gettext("All workplans"), None, *amounts, None, money.covered, bold=True
        )
    if not money.covered:
        return
    titles = {area.code: area.title for area in dataset.areas}
    for area in money.by_area:
        name = titles.get(area.area_code, "")
        sheet.add(
            gettext("Area"),
            area.area_code,
            name,
            None,
            *_amounts(area.money)[1:],
            area.activities,
            area.covered,
        )
    if money.by_area:
        every = sum_of(area.money for area in money.by_area)
        count = sum(area.activities for area in money.by_area)
        sheet.add(
            gettext("Sum"),
            "",
            gettext("All areas"),
            None,
            *_amounts(every)[1:],
            count,
            money.covered,
            bold=True,
        )


def add_activities(book: Workbook, dataset: Dataset) -> None:
    """Every activity of an approved workplan."""
    missing = not_there(dataset.facts.audience)
    head = [
        (gettext("Workplan"), 10),
        (gettext("Code"), 14),
        (gettext("Title"), 50),
        (gettext("Area"), 10),
        (gettext("Type"), 16),
        (gettext("Targets"), 16),
        *((str(item.label), item.width) for item in REPORTED),
        (gettext("Planned from"), 12),
        (gettext("Planned until"), 12),
        (gettext("Actual from"), 12),
        (gettext("Actual until"), 12),
        (gettext("Secretariat cost"), 14),
        (gettext("Secretariat, spent"), 14),
        (gettext("Partners, accepted"), 14),
        (gettext("Partners, spent"), 14),
        (gettext("Partners"), 30),
        (gettext("Result"), 14),
        (gettext("Result reported at"), 24),
        (gettext("Secretariat, spent, reported at"), 24),
        (gettext("Partners, spent, reported at"), 24),
        (gettext("Withdrawn"), 10),
        (gettext("Shared with"), 20),
        (gettext("Narrative"), 80),
    ]
    sheet = ReportSheet(book, gettext("Activities"), head, fixed=2)
    types = {row.code: row.name for row in dataset.types}
    for chapter in dataset.chapters:
        if not chapter.released:
            sheet.add(chapter.country_code, missing)
        for activity in chapter.activities:
            sheet.add(chapter.country_code, *_activity(activity, types))
    if not dataset.regional.released:
        sheet.add(gettext("Regional"), missing)
    for activity in dataset.regional.activities:
        sheet.add(gettext("Regional"), *_activity(activity, types))


def add_recommendations(book: Workbook, dataset: Dataset) -> None:
    """The recommendations of the year and those followed up, a row for each addressee."""
    head = [
        (gettext("Meeting"), 12),
        (gettext("Number"), 8),
        (gettext("Recommendation"), 60),
        (gettext("About"), 20),
        (gettext("Due"), 12),
        (gettext("Addressed to"), 24),
        (gettext("Status"), 14),
        (gettext("Follow-up"), 60),
    ]
    sheet = ReportSheet(book, gettext("Recommendations"), head, fixed=2)
    for one in (*dataset.recommendations, *dataset.followed_up):
        for row in _addressees(one):
            sheet.add(
                values.said(one.meeting), one.number, one.text, values.said(one.about), one.due_on, *row
            )


def add_dates(book: Workbook, dataset: Dataset) -> None:
    """The steps and the meetings of the year, planned and actual."""
    head = [
        (gettext("What"), 12),
        (gettext("Number"), 8),
        (gettext("Name"), 40),
        (gettext("Planned from"), 12),
        (gettext("Planned until"), 12),
        (gettext("Actual from"), 12),
        (gettext("Actual until"), 12),
        (gettext("Planned place"), 26),
        (gettext("Actual place"), 26),
        (gettext("Actual dates are"), 28),
    ]
    sheet = ReportSheet(book, gettext("Dates"), head, fixed=3)
    for step in dataset.steps:
        sheet.add(
            gettext("Step"),
            step.number,
            values.step_name(step.number),
            *_span(step.planned),
            *_span(step.actual),
            "",
            "",
            values.basis_words(step.basis),
        )
    for meeting in dataset.meetings:
        places = (meeting.planned_place, meeting.actual_place)
        sheet.add(
            gettext("Meeting"),
            None,
            values.said(meeting.name),
            *_span(meeting.planned),
            *_span(meeting.actual),
            *places,
        )


def _state(cell: Cell) -> str:
    return str(values.CELL_WORDS[cell.status])


def _details(cell: Cell, missing: str) -> tuple[Value, ...]:
    return (
        _state(cell),
        str(values.CELL_WORDS[cell.was]) if cell.was else "",
        cell.since_year,
        cell.achieved_when,
        _activities_behind(cell, missing),
        review_of_answer(cell.said_at),
        gettext("yes") if cell.late else "",
        cell.narrative,
    )


def _activities_behind(cell: Cell, missing: str) -> Value:
    """The number of activities that serve the target; "Not asked" where the country is not asked about it."""
    if cell.status is CellStatus.REGIONAL:
        return str(values.NOT_ASKED)
    return missing if cell.activities is None else cell.activities


def _amounts(row: MoneyRow) -> tuple[Value, ...]:
    return (
        gettext("None set") if row.ceiling is None else row.ceiling,
        row.approved,
        gettext("Not reported") if row.spent_secretariat is None else row.spent_secretariat,
        row.accepted,
        gettext("Not reported") if row.spent_partners is None else row.spent_partners,
    )


def _activity(activity: ActivityFacts, types: Mapping[str, str]) -> tuple[Value, ...]:
    return (
        activity.code,
        activity.title,
        activity.area_code,
        types.get(activity.type_code, activity.type_code),
        ", ".join(activity.targets),
        *(activity.text(item.name) for item in REPORTED),
        *_span(activity.planned),
        *_span(activity.actual),
        activity.secretariat_cost,
        gettext("Not reported") if activity.spent_secretariat is None else activity.spent_secretariat,
        activity.accepted,
        gettext("Not reported") if activity.spent_partners is None else activity.spent_partners,
        ", ".join(activity.partners),
        str(values.RESULT_WORDS[activity.result]),
        review_of_answer(activity.said_at.result),
        review_of_answer(activity.said_at.spent_secretariat),
        review_of_answer(activity.said_at.spent_partners),
        gettext("yes") if activity.withdrawn else "",
        ", ".join(activity.shared_with),
        activity.narrative,
    )


def _addressees(one: RecommendationFacts) -> Iterable[tuple[str, str, str]]:
    if not one.addressees:
        yield (gettext("Nobody named"), gettext("Not reported"), "")
    for addressee in one.addressees:
        yield (
            values.addressee_name(addressee.name),
            str(values.RESULT_WORDS[addressee.result]),
            addressee.follow_up,
        )


def _span(span: Span) -> tuple[date | None, date | None]:
    return span.starts, span.ends
