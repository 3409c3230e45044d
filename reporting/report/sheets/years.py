"""The sheets of several years, where an edition keeps earlier ones: the answers, Table 1 and money."""

from datetime import date

from django.utils.translation import gettext, pgettext

from reporting.dataset.schema import Dataset
from reporting.report.worksheet_layout import Column, ColumnType, ReportTables
from reporting.report_text import years as span_words


def add_years(book: ReportTables, dataset: Dataset, *, on: date) -> None:
    """Each answer over the years and against its due date on a day; then Table 1 and money year after year."""
    if not dataset.earlier:
        return
    years = (*dataset.earlier, dataset)
    numbers = [one.facts.year for one in years]
    columns = span_words.answer_columns(gettext("Area"), dataset.earlier[-1].facts.year, numbers)
    head: list[Column] = [(name, width, ColumnType(kind)) for name, width, kind, _value in columns]
    sheet = book.table(gettext("Years"), head, fixed=2)
    for answer in span_words.answers_in(dataset, on):
        sheet.add(*(value(answer) for _name, _width, _kind, value in columns))
    counts = span_words.count_rows(years)
    money = span_words.money_rows(
        years, {"country": span_words.money_by_country, "area": span_words.money_by_area}
    )
    by_type = (gettext("Country"), pgettext("noun", "Type"))
    by_figure = (gettext("Figure"), gettext("Country or area"))
    for title, (part, name), kind, rows in (
        (gettext("Activities by year"), by_type, ColumnType.COUNT, counts),
        (gettext("Money by year"), by_figure, ColumnType.MONEY, money),
    ):
        columns_of_years = ((str(year), 14, kind) for year in numbers)
        sheet = book.table(title, [(part, 30), (name, 40), *columns_of_years], fixed=2)
        for row in rows:
            sheet.add(row.part, row.name, *row.values)
