"""The sheets of the targets: by country, and each answer in a row of its own."""

from django.utils.translation import gettext, pgettext

from reporting.dataset.schema import Dataset, Facts
from reporting.dataset.targets import Cell
from reporting.dataset.values import CellStatus
from reporting.report.worksheet_layout import Column, ColumnType, ReportTables, Value
from reporting.report_text import values
from reporting.report_text.as_of import review_of_answer
from reporting.report_text.coverage import not_there
from spa.statuses import Scope


def add_comparison(book: ReportTables, dataset: Dataset) -> None:
    """Table 2: the targets with their states by country."""
    head: list[Column] = [
        (gettext("Area"), 10),
        (pgettext("noun", "Target"), 10),
        (gettext("Number in the plan of action"), 10),
        (gettext("Text"), 60),
        (gettext("Scope"), 10),
        (pgettext("last day", "Due"), 12, ColumnType.DAY),
        *((f"{country.code} {country.name}", 18) for country in dataset.countries),
        (gettext("Regional"), 18),
        (gettext("Countries that achieved the target"), 12, ColumnType.COUNT),
        (gettext("Countries included"), 12, ColumnType.COUNT),
    ]
    sheet = book.table(gettext("Comparison"), head, fixed=4)
    for area in dataset.areas:
        for target in area.targets:
            sheet.add(
                area.code,
                target.code,
                target.printed_number,
                target.text,
                str(Scope(target.scope.value).label),
                target.due_on,
                *(values.cell_word(cell) for cell in target.cells),
                values.cell_word(target.regional) if target.regional else str(values.NOT_ASKED),
                target.achieved,
                target.covered,
            )


def add_details(book: ReportTables, dataset: Dataset) -> None:
    """Each cell of the comparison in a row of its own, with what is known of the answer."""
    missing = not_there(dataset.facts.audience)
    head: list[Column] = [
        (gettext("Area"), 10),
        (pgettext("noun", "Target"), 10),
        (gettext("Country"), 10),
        (gettext("Status"), 18),
        (pgettext("status before", "Was"), 18),
        (gettext("Since"), 8, ColumnType.YEAR),
        (gettext("Achieved on"), 12),
        (gettext("Activities"), 10, ColumnType.COUNT),
        (gettext("Answered at"), 24),
        (gettext("Answers closed on"), 12, ColumnType.DAY),
        (gettext("Answered late"), 10),
        (gettext("Explanation"), 80),
        (gettext("Evidence, with the SHA-256 of the file"), 80),
    ]
    sheet = book.table(gettext("Comparison details"), head, fixed=3)
    codes = [*(country.code for country in dataset.countries), gettext("Regional")]
    for area in dataset.areas:
        for target in area.targets:
            for code, cell in zip(codes, (*target.cells, target.regional), strict=True):
                if cell:
                    sheet.add(area.code, target.code, code, *_details(dataset.facts, cell, missing))


def _details(facts: Facts, cell: Cell, missing: str) -> tuple[Value, ...]:
    # The number of activities that serve the target, where the country is asked about it.
    activities: Value = missing if cell.activities is None else cell.activities
    if cell.status is CellStatus.REGIONAL:
        activities = str(values.NOT_ASKED)
    return (
        values.cell_word(cell),
        str(values.CELL_WORDS[cell.was]) if cell.was else values.said(cell.continued),
        cell.since_year,
        cell.achieved_when,
        activities,
        review_of_answer(facts, cell.said_at),
        cell.said_on,
        gettext("yes") if cell.late else "",
        cell.narrative,
        "\n".join(one.named for one in cell.evidence),
    )
