"""The dataset as an Excel workbook: one sheet a table, numbers as numbers, dates as dates, stable codes.

No cell is a formula: a text that a spreadsheet might take for one gets a leading apostrophe, as in every
spreadsheet of the portal (commit_portal.spreadsheets).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import get_language, gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from commit_portal.spreadsheets import cell_text
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
from reporting.report.context import Imprint
from reporting.words import values
from reporting.words.as_of import answers_words, review_of_answer
from reporting.words.coverage import not_there
from reporting.words.edition import report_title
from reporting.words.money import spending_gaps
from spa.statuses import PlanStage, Scope
from workplans.fields import REPORTED

Value = str | int | Decimal | date | None

LONGEST_TEXT = 32_767
MONEY = "#,##0.00"
DAY = "yyyy-mm-dd"
HEAD_FONT = Font(bold=True, color="FF12485A")
HEAD_FILL = PatternFill("solid", fgColor="FFF3F0E8")
HEAD_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
TEXT_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
PLAIN_ALIGNMENT = Alignment(vertical="top")


def write_workbook(dataset: Dataset, imprint: Imprint, path: Path) -> None:
    """Write the whole workbook to a local file."""
    book = Workbook(write_only=True)
    _describe(book, report_title(dataset.facts.year))
    book.properties.created = book.properties.modified = imprint.as_of.astimezone(UTC).replace(tzinfo=None)
    _about(book, dataset, _imprinted(dataset, imprint))
    _comparison(book, dataset)
    _table_1(book, dataset)
    _money(book, dataset)
    _activities(book, dataset)
    _recommendations(book, dataset)
    _dates(book, dataset)
    book.save(path)


def write_comparison(dataset: Dataset, *, made_for: str, as_of: datetime, to: BinaryIO) -> None:
    """What the pages of the comparison show one reader, in the sheets of an edition; it is none, and has no digest."""
    book = Workbook(write_only=True)
    year = {"year": dataset.facts.year}
    _describe(book, gettext("COMMIT comparison %(year)s") % year)
    about: list[tuple[str, Value]] = [
        (
            gettext("Comparison"),
            gettext("COMMIT comparison %(year)s, not an edition of the annual report") % year,
        ),
        (gettext("Made for"), made_for),
        (gettext("Figures of"), values.moment(as_of)),
    ]
    _about(book, dataset, about)
    _comparison(book, dataset)
    _table_1(book, dataset)
    _money(book, dataset)
    book.save(to)


class _Sheet:
    """Rows under one frozen head. Widths are in characters, and must be set before the first row."""

    def __init__(
        self, book: Workbook, title: str, head: Sequence[tuple[str, int]], *, fixed: int = 1
    ) -> None:
        self.sheet: WriteOnlyWorksheet = book.create_sheet(title)
        for position, (_, width) in enumerate(head, start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = width
        self.sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
        self.sheet.print_title_rows = "1:1"
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToWidth = 1
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.append([self._head(name) for name, _ in head])

    def add(self, *values: Value, bold: bool = False) -> None:
        self.sheet.append([self._cell(value, bold) for value in values])

    def _head(self, name: str) -> WriteOnlyCell:
        cell = self._text(name)
        cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, HEAD_ALIGNMENT
        return cell

    def _text(self, text: str) -> WriteOnlyCell:
        """As long as Excel allows; openpyxl guesses a type from a text, and ours are texts."""
        cell = WriteOnlyCell(self.sheet, cell_text(text)[:LONGEST_TEXT])
        cell.data_type = "s"
        return cell

    def _cell(self, value: Value, bold: bool) -> WriteOnlyCell:
        if isinstance(value, str):
            cell = self._text(value)
            cell.alignment = TEXT_ALIGNMENT
        else:
            cell = WriteOnlyCell(self.sheet, value)
            cell.alignment = PLAIN_ALIGNMENT
            if isinstance(value, Decimal):
                cell.number_format = MONEY
            elif isinstance(value, date):
                cell.number_format = DAY
        if bold:
            cell.font = Font(bold=True)
        return cell


def _describe(book: Workbook, title: str) -> None:
    """What the file says of itself, with the language that it is written in."""
    book.properties.title = title
    book.properties.creator = gettext("COMMIT Secretariat")
    book.properties.language = get_language()


def _imprinted(dataset: Dataset, imprint: Imprint) -> list[tuple[str, Value]]:
    facts = dataset.facts
    return [
        (gettext("Report"), report_title(facts.year)),
        (gettext("Year"), facts.year),
        (gettext("Edition"), imprint.edition),
        (gettext("Readers"), str(values.AUDIENCE_WORDS[facts.audience])),
        (gettext("Figures of"), values.moment(imprint.as_of)),
        (gettext("Digest (SHA-256)"), imprint.digest),
    ]


def _about(book: Workbook, dataset: Dataset, what: Iterable[tuple[str, Value]]) -> None:
    """What the workbook is, then what its figures are of."""
    facts = dataset.facts
    sheet = _Sheet(book, gettext("About"), [(gettext("What"), 28), (gettext("Value"), 90)])
    gaps, everyone = spending_gaps(dataset, percentages=False), len(dataset.countries)
    rows: list[tuple[str, Value]] = [
        *what,
        (gettext("Plan of action"), f"{facts.plan.code}, {facts.plan.title}"),
        (gettext("Stage of the plan"), str(PlanStage(facts.plan.stage).label)),
        (gettext("Answers of"), values.said(facts.state_at) or gettext("no review yet")),
        (gettext("Provisional"), _yes_or_no(facts.provisional)),
        (gettext("Compared with the year"), facts.previous_year or gettext("none")),
        (gettext("Demonstration data"), _yes_or_no(facts.demonstration)),
        (gettext("Countries covered by activities"), values.part_of(dataset.activities_covered, everyone)),
        (gettext("Countries covered by money"), values.part_of(dataset.money.covered, everyone)),
        (gettext("Money"), gettext("US dollars")),
        *(
            (gettext("Note"), note)
            for note in (answers_words(dataset, countries=False), gaps, *map(values.said, dataset.notes))
            if note
        ),
    ]
    for row in rows:
        sheet.add(*row)


def _comparison(book: Workbook, dataset: Dataset) -> None:
    missing = not_there(dataset.facts.audience)
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
    sheet = _Sheet(book, gettext("Comparison"), head, fixed=4)
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
    details = [
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
    sheet = _Sheet(book, gettext("Comparison details"), details, fixed=3)
    codes = [*(country.code for country in dataset.countries), gettext("Regional")]
    for area in dataset.areas:
        for target in area.targets:
            for code, cell in zip(codes, (*target.cells, target.regional), strict=True):
                if cell:
                    sheet.add(area.code, target.code, code, *_details(cell, missing))


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
    """How many lines serve the target; a country that is not asked of it has none to read, whatever is approved."""
    if cell.status is CellStatus.REGIONAL:
        return str(values.NOT_ASKED)
    return missing if cell.activities is None else cell.activities


def _table_1(book: Workbook, dataset: Dataset) -> None:
    missing = not_there(dataset.facts.audience)
    head = [
        (gettext("Code"), 16),
        (gettext("Type of activity"), 32),
        *((f"{country.code} {country.name}", 13) for country in dataset.countries),
        (gettext("Total"), 10),
    ]
    sheet = _Sheet(book, gettext("Table 1"), head, fixed=2)
    for row in dataset.types:
        counts = (missing if count is None else count for count in row.by_country)
        sheet.add(row.code, row.name, *counts, row.total if dataset.activities_covered else missing)
    totals = (missing if total is None else total for total in dataset.activity_totals)
    total = dataset.activity_total if dataset.activities_covered else missing
    sheet.add("", gettext("Total"), *totals, total, bold=True)
    sheet.add("", gettext("Countries covered"), *([""] * len(dataset.countries)), dataset.activities_covered)


def _money(book: Workbook, dataset: Dataset) -> None:
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
    sheet = _Sheet(book, gettext("Money"), head, fixed=3)
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


def _amounts(row: MoneyRow) -> tuple[Value, ...]:
    return (
        gettext("None set") if row.ceiling is None else row.ceiling,
        row.approved,
        gettext("Not reported") if row.spent_secretariat is None else row.spent_secretariat,
        row.accepted,
        gettext("Not reported") if row.spent_partners is None else row.spent_partners,
    )


def _activities(book: Workbook, dataset: Dataset) -> None:
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
    sheet = _Sheet(book, gettext("Activities"), head, fixed=2)
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


def _recommendations(book: Workbook, dataset: Dataset) -> None:
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
    sheet = _Sheet(book, gettext("Recommendations"), head, fixed=2)
    for one in (*dataset.recommendations, *dataset.followed_up):
        for row in _addressees(one):
            sheet.add(one.meeting, one.number, one.text, values.said(one.about), one.due_on, *row)


def _addressees(one: RecommendationFacts) -> Iterable[tuple[str, str, str]]:
    if not one.addressees:
        yield (gettext("Nobody named"), gettext("Not reported"), "")
    for addressee in one.addressees:
        yield (
            values.addressee_name(addressee.name),
            str(values.RESULT_WORDS[addressee.result]),
            addressee.follow_up,
        )


def _dates(book: Workbook, dataset: Dataset) -> None:
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
    sheet = _Sheet(book, gettext("Dates"), head, fixed=3)
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
            gettext("Meeting"), None, meeting.name, *_span(meeting.planned), *_span(meeting.actual), *places
        )


def _yes_or_no(so: bool) -> str:
    return gettext("yes") if so else gettext("no")


def _span(span: Span) -> tuple[date | None, date | None]:
    return span.starts, span.ends
