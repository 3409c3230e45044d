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

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from commit_portal.spreadsheets import cell_text
from reporting import wording
from reporting.as_of import answers_words, review_of_answer
from reporting.dataset import Activity, Cell, CellStatus, Dataset, MoneyRow, Recommendation, Span, sum_of
from reporting.printing import Imprint
from reporting.sentences import spending_gaps

Value = str | int | Decimal | date | None

LONGEST_TEXT = 32_767
MONEY = "#,##0.00"
DAY = "yyyy-mm-dd"
HEAD_FONT = Font(bold=True, color="FF12485A")
HEAD_FILL = PatternFill("solid", fgColor="FFF3F0E8")
HEAD_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
TEXT_ALIGNMENT = Alignment(wrap_text=True, vertical="top")
PLAIN_ALIGNMENT = Alignment(vertical="top")

NOT_REPORTED = "Not reported"


def write_workbook(dataset: Dataset, imprint: Imprint, path: Path) -> None:
    """Write the whole workbook to a local file."""
    book = Workbook(write_only=True)
    book.properties.title = f"COMMIT Annual Report {dataset.facts.year}"
    book.properties.creator = "COMMIT Secretariat"
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
    book.properties.title = f"COMMIT comparison {dataset.facts.year}"
    book.properties.creator = "COMMIT Secretariat"
    about: list[tuple[str, Value]] = [
        ("Comparison", f"COMMIT comparison {dataset.facts.year}, not an edition of the annual report"),
        ("Made for", made_for),
        ("Figures as they stood on", wording.moment(as_of)),
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


def _imprinted(dataset: Dataset, imprint: Imprint) -> list[tuple[str, Value]]:
    facts = dataset.facts
    return [
        ("Report", f"COMMIT Annual Report {facts.year}"),
        ("Year", facts.year),
        ("Edition", imprint.edition),
        ("For", wording.AUDIENCE_WORDS[facts.audience]),
        ("Figures as they stood on", wording.moment(imprint.as_of)),
        ("Digest (SHA-256)", imprint.digest),
    ]


def _about(book: Workbook, dataset: Dataset, what: Iterable[tuple[str, Value]]) -> None:
    """What the workbook is, then what its figures are of."""
    facts = dataset.facts
    sheet = _Sheet(book, "About", [("What", 28), ("Value", 90)])
    gaps = spending_gaps(dataset, percentages=False)
    rows: list[tuple[str, Value]] = [
        *what,
        ("Plan of action", f"{facts.plan.code}, {facts.plan.title}"),
        ("Stage of the plan", str(wording.PLAN_STAGE_WORDS[facts.plan.stage])),
        ("Answers of", wording.said(facts.state_at) or "no review yet"),
        ("Provisional", "yes" if facts.provisional else "no"),
        ("Compared with the year", facts.previous_year or "none"),
        ("Demonstration data", "yes" if facts.demonstration else "no"),
        ("Countries covered by activities", f"{dataset.activities_covered} of {len(dataset.countries)}"),
        ("Countries covered by money", f"{dataset.money.covered} of {len(dataset.countries)}"),
        ("Money", "US dollars"),
        *(
            ("Note", note)
            for note in (answers_words(dataset, countries=False), gaps, *map(wording.said, dataset.notes))
            if note
        ),
    ]
    for row in rows:
        sheet.add(*row)


def _comparison(book: Workbook, dataset: Dataset) -> None:
    missing = wording.not_there(dataset.facts.audience)
    head = [
        ("Area", 10),
        ("Target", 10),
        ("Printed number", 10),
        ("Text", 60),
        ("Scope", 10),
        ("Due", 12),
        *((f"{country.code} {country.name}", 18) for country in dataset.countries),
        ("Regional", 18),
        ("Countries that achieved it", 12),
        ("Countries covered", 12),
    ]
    sheet = _Sheet(book, "Comparison", head, fixed=4)
    for area in dataset.areas:
        for target in area.targets:
            sheet.add(
                area.code,
                target.code,
                target.printed_number,
                target.text,
                target.scope.value,
                target.due_on,
                *(_state(cell) for cell in target.cells),
                _state(target.regional) if target.regional else wording.NOT_ASKED,
                target.achieved,
                target.covered,
            )
    details = [
        ("Area", 10),
        ("Target", 10),
        ("Country", 10),
        ("State", 18),
        ("Was", 18),
        ("Since", 8),
        ("Achieved on", 12),
        ("Activities", 10),
        ("Answered at", 24),
        ("Answered late", 10),
        ("Narrative", 80),
    ]
    sheet = _Sheet(book, "Comparison details", details, fixed=3)
    codes = [*(country.code for country in dataset.countries), "Regional"]
    for area in dataset.areas:
        for target in area.targets:
            for code, cell in zip(codes, (*target.cells, target.regional), strict=True):
                if cell:
                    sheet.add(area.code, target.code, code, *_details(cell, missing))


def _state(cell: Cell) -> str:
    return wording.CELL_WORDS[cell.status]


def _details(cell: Cell, missing: str) -> tuple[Value, ...]:
    return (
        _state(cell),
        wording.CELL_WORDS[cell.was] if cell.was else "",
        cell.since_year,
        cell.achieved_when,
        _activities_behind(cell, missing),
        review_of_answer(cell.said_at),
        "yes" if cell.late else "",
        cell.narrative,
    )


def _activities_behind(cell: Cell, missing: str) -> Value:
    """How many lines serve the target; a country that is not asked of it has none to read, whatever is of record."""
    if cell.status is CellStatus.REGIONAL:
        return wording.NOT_ASKED
    return missing if cell.activities is None else cell.activities


def _table_1(book: Workbook, dataset: Dataset) -> None:
    missing = wording.not_there(dataset.facts.audience)
    head = [
        ("Code", 16),
        ("Type of activity", 32),
        *((f"{country.code} {country.name}", 13) for country in dataset.countries),
        ("Total", 10),
    ]
    sheet = _Sheet(book, "Table 1", head, fixed=2)
    for row in dataset.types:
        counts = (missing if count is None else count for count in row.by_country)
        sheet.add(row.code, row.name, *counts, row.total if dataset.activities_covered else missing)
    totals = (missing if total is None else total for total in dataset.activity_totals)
    total = dataset.activity_total if dataset.activities_covered else missing
    sheet.add("", "Total", *totals, total, bold=True)
    sheet.add("", "Countries covered", *([""] * len(dataset.countries)), dataset.activities_covered)


def _money(book: Workbook, dataset: Dataset) -> None:
    missing = wording.not_there(dataset.facts.audience)
    head = [
        ("What", 12),
        ("Code", 10),
        ("Name", 36),
        ("Ceiling", 14),
        ("Secretariat, approved", 14),
        ("Secretariat, spent", 14),
        ("Partners, accepted", 14),
        ("Partners, spent", 14),
        ("Activities", 10),
        ("Countries covered", 10),
    ]
    sheet = _Sheet(book, "Money", head, fixed=3)
    money = dataset.money
    for position, (country, row) in enumerate(zip(dataset.countries, money.by_country, strict=True)):
        total = dataset.activity_totals[position]
        if row is None:
            sheet.add("Country", country.code, country.name, missing)
        else:
            activities = missing if total is None else total
            sheet.add("Country", country.code, country.name, *_amounts(row), activities)
    if money.covered:
        count = dataset.activity_total
        sheet.add("Sum", "", "Countries", *_amounts(money.countries), count, money.covered, bold=True)
    else:
        sheet.add("Sum", "", "Countries", missing, bold=True)
    if money.regional:
        regional = len(dataset.regional.activities)
        sheet.add("Regional", "", "Regional workplan", *_amounts(money.regional), regional)
    else:
        sheet.add("Regional", "", "Regional workplan", missing)
    if money.covered or money.regional:
        amounts = _amounts(money.everything)[1:]
        sheet.add("Sum", "", "All workplans", None, *amounts, None, money.covered, bold=True)
    if not money.covered:
        return
    titles = {area.code: area.title for area in dataset.areas}
    for area in money.by_area:
        name = titles.get(area.area_code, "")
        sheet.add(
            "Area", area.area_code, name, None, *_amounts(area.money)[1:], area.activities, area.covered
        )
    if money.by_area:
        every = sum_of(area.money for area in money.by_area)
        count = sum(area.activities for area in money.by_area)
        sheet.add("Sum", "", "All areas", None, *_amounts(every)[1:], count, money.covered, bold=True)


def _amounts(row: MoneyRow) -> tuple[Value, ...]:
    return (
        "None set" if row.ceiling is None else row.ceiling,
        row.approved,
        NOT_REPORTED if row.spent_secretariat is None else row.spent_secretariat,
        row.accepted,
        NOT_REPORTED if row.spent_partners is None else row.spent_partners,
    )


def _activities(book: Workbook, dataset: Dataset) -> None:
    missing = wording.not_there(dataset.facts.audience)
    head = [
        ("Workplan", 10),
        ("Code", 14),
        ("Title", 50),
        ("Area", 10),
        ("Type", 16),
        ("Targets", 16),
        ("Lead body", 30),
        ("Planned from", 12),
        ("Planned until", 12),
        ("Actual from", 12),
        ("Actual until", 12),
        ("Secretariat cost", 14),
        ("Secretariat, spent", 14),
        ("Partners, accepted", 14),
        ("Partners, spent", 14),
        ("Partners", 30),
        ("Result", 14),
        ("Result reported at", 24),
        ("Secretariat, spent, reported at", 24),
        ("Partners, spent, reported at", 24),
        ("Withdrawn", 10),
        ("Shared with", 20),
        ("Narrative", 80),
    ]
    sheet = _Sheet(book, "Activities", head, fixed=2)
    types = {row.code: row.name for row in dataset.types}
    for chapter in dataset.chapters:
        if not chapter.released:
            sheet.add(chapter.country_code, missing)
        for activity in chapter.activities:
            sheet.add(chapter.country_code, *_activity(activity, types))
    if not dataset.regional.released:
        sheet.add("Regional", missing)
    for activity in dataset.regional.activities:
        sheet.add("Regional", *_activity(activity, types))


def _activity(activity: Activity, types: Mapping[str, str]) -> tuple[Value, ...]:
    return (
        activity.code,
        activity.title,
        activity.area_code,
        types.get(activity.type_code, activity.type_code),
        ", ".join(activity.targets),
        activity.lead_body,
        *_span(activity.planned),
        *_span(activity.actual),
        activity.secretariat_cost,
        NOT_REPORTED if activity.spent_secretariat is None else activity.spent_secretariat,
        activity.accepted,
        NOT_REPORTED if activity.spent_partners is None else activity.spent_partners,
        ", ".join(activity.partners),
        wording.RESULT_WORDS[activity.result],
        review_of_answer(activity.said_at.result),
        review_of_answer(activity.said_at.spent_secretariat),
        review_of_answer(activity.said_at.spent_partners),
        "yes" if activity.withdrawn else "",
        ", ".join(activity.shared_with),
        activity.narrative,
    )


def _recommendations(book: Workbook, dataset: Dataset) -> None:
    head = [
        ("Meeting", 12),
        ("Number", 8),
        ("Recommendation", 60),
        ("About", 20),
        ("Due", 12),
        ("Addressed to", 24),
        ("Status", 14),
        ("Follow-up", 60),
    ]
    sheet = _Sheet(book, "Recommendations", head, fixed=2)
    for one in (*dataset.recommendations, *dataset.followed_up):
        for row in _addressees(one):
            sheet.add(one.meeting, one.number, one.text, wording.said(one.about), one.due_on, *row)


def _addressees(one: Recommendation) -> Iterable[tuple[str, str, str]]:
    if not one.addressees:
        yield ("Nobody named", NOT_REPORTED, "")
    for addressee in one.addressees:
        yield (
            wording.addressee_name(addressee.name),
            wording.RESULT_WORDS[addressee.result],
            addressee.follow_up,
        )


def _dates(book: Workbook, dataset: Dataset) -> None:
    head = [
        ("What", 12),
        ("Number", 8),
        ("Name", 40),
        ("Planned from", 12),
        ("Planned until", 12),
        ("Actual from", 12),
        ("Actual until", 12),
        ("Planned place", 26),
        ("Actual place", 26),
        ("Actual dates are", 28),
    ]
    sheet = _Sheet(book, "Dates", head, fixed=3)
    for step in dataset.steps:
        sheet.add(
            "Step",
            step.number,
            wording.step_name(step.number),
            *_span(step.planned),
            *_span(step.actual),
            "",
            "",
            wording.basis_words(step.basis),
        )
    for meeting in dataset.meetings:
        places = (meeting.planned_place, meeting.actual_place)
        sheet.add("Meeting", None, meeting.name, *_span(meeting.planned), *_span(meeting.actual), *places)


def _span(span: Span) -> tuple[date | None, date | None]:
    return span.starts, span.ends
