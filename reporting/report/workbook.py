"""The dataset as an Excel workbook: one sheet a table, headings in the reader's language, stable codes."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext, pgettext

from reporting.dataset import Dataset
from reporting.report.numbering import Imprint
from reporting.report.sheets import FIGURES, add_activities, add_dates, add_recommendations
from reporting.report.worksheet_layout import Column, ColumnType, ReportTables, Value
from reporting.report_text import values, years as year_words
from reporting.report_text.coverage import answers_words
from reporting.report_text.editions import report_title
from reporting.report_text.money import spending_gaps, unapproved_words
from spa.statuses import PlanStage


def write_workbook(dataset: Dataset, imprint: Imprint, path: Path) -> None:
    """Write the whole workbook to a local file."""
    book = ReportTables()
    add_tables(book, dataset, imprint)
    # Beside the first sheet: a copy that somebody changed still says which edition it was.
    identifier = imprint.check_number
    path.write_bytes(book.as_workbook(report_title(dataset.facts.year), imprint.as_of, identifier))


def add_tables(book: ReportTables, dataset: Dataset, imprint: Imprint) -> None:
    """Write every table of an edition, the one about the edition first."""
    facts = dataset.facts
    about: list[tuple[str, Value]] = [
        (pgettext("noun", "Report"), report_title(facts.year)),
        (gettext("Year"), facts.year),
        (gettext("Edition"), imprint.edition or gettext("Draft, not for quotation")),
        (gettext("Readers"), str(values.AUDIENCE_WORDS[facts.audience])),
        (gettext("Date of the figures"), values.moment(imprint.as_of)),
        (gettext("Check number (SHA-256)"), imprint.check_number),
    ]
    texts = (text for part, text in dataset.texts.items() if not part.startswith("figure_"))
    about += [(gettext("Text of the regional office"), text) for text in texts]
    if since := dataset.since:
        title = gettext("What changed since edition %(edition)s") % {"edition": since.edition}
        about += [(title, text) for text in (since.why, *map(values.said, since.changes)) if text]
    _about(book, dataset, about)
    for add in (*FIGURES, add_activities):
        add(book, dataset)
    add_recommendations(book, dataset, on=imprint.on)
    add_dates(book, dataset, on=imprint.on)
    add_years(book, dataset, on=imprint.on)


def add_years(book: ReportTables, dataset: Dataset, *, on: date) -> None:
    """Each answer over the years and against its due date on a day; then Table 1 and money year after year."""
    if not dataset.earlier:
        return
    years = (*dataset.earlier, dataset)
    numbers = [one.facts.year for one in years]
    columns = year_words.answer_columns(gettext("Area"), dataset.earlier[-1].facts.year, numbers)
    head: list[Column] = [(name, width, ColumnType(kind)) for name, width, kind, _value in columns]
    answers = year_words.answers_in(dataset, on)
    rows = ([value(answer) for _name, _width, _kind, value in columns] for answer in answers)
    book.table(gettext("Years"), head, rows, fixed=2)
    counts = year_words.count_rows(years)
    money = year_words.money_rows(
        years, {"country": year_words.money_by_country, "area": year_words.money_by_area}
    )
    by_type = (gettext("Country"), pgettext("noun", "Type"))
    by_figure = (gettext("Figure"), gettext("Country or area"))
    for title, (part, name), kind, by_year in (
        (gettext("Activities by year"), by_type, ColumnType.COUNT, counts),
        (gettext("Money by year"), by_figure, ColumnType.MONEY, money),
    ):
        columns_of_years = ((str(year), 14, kind) for year in numbers)
        values_by_year = ((row.part, row.name, *row.values) for row in by_year)
        book.table(title, [(part, 30), (name, 40), *columns_of_years], values_by_year, fixed=2)


def comparison_workbook(dataset: Dataset, *, made_for: str, as_of: datetime) -> bytes:
    """What the comparison shows one reader, in the sheets of an edition. It is no edition and has no digest."""
    year, book = {"year": dataset.facts.year}, ReportTables()
    about: list[tuple[str, Value]] = [
        (
            gettext("Comparison"),
            gettext("COMMIT comparison %(year)s, not an edition of the annual report") % year,
        ),
        (gettext("Downloaded by"), made_for),
        (gettext("Date of the figures"), values.moment(as_of)),
    ]
    _about(book, dataset, about)
    for add in FIGURES:
        add(book, dataset)
    return book.as_workbook(gettext("COMMIT comparison %(year)s") % year, as_of)


def _about(book: ReportTables, dataset: Dataset, what: Iterable[tuple[str, Value]]) -> None:
    """The first sheet: what the workbook is, then what its figures cover."""
    facts = dataset.facts
    gaps = values.paragraph(unapproved_words(dataset), spending_gaps(dataset, percentages=False))
    everyone = len(dataset.countries)
    rows: list[tuple[str, Value]] = [
        *what,
        (gettext("Plan of action"), f"{facts.plan.code}, {facts.plan.title}"),
        (gettext("Status of the plan of action"), str(PlanStage(facts.plan.stage).label)),
        (gettext("Answers from"), values.said(facts.state_at) or gettext("no review yet")),
        (gettext("Provisional"), _yes_or_no(facts.provisional)),
        (gettext("Compared with the year"), facts.previous_year or gettext("none")),
        (gettext("Demonstration data"), _yes_or_no(facts.demonstration)),
        (gettext("Countries included in activities"), values.part_of(dataset.activities_covered, everyone)),
        (gettext("Countries included in money"), values.part_of(dataset.money.covered, everyone)),
        (gettext("Money"), gettext("US dollars")),
        (
            gettext("Money by target"),
            gettext(
                "National and regional activities. One activity can have several targets, so do not add up the rows."
            ),
        ),
        *(
            (pgettext("noun", "Note"), note)
            for note in (answers_words(dataset, countries=False), gaps, *map(values.said, dataset.notes))
            if note
        ),
    ]
    book.table(gettext("About"), [(gettext("What"), 28), (gettext("Value"), 90)], rows)


def _yes_or_no(so: bool) -> str:
    return gettext("yes") if so else gettext("no")
