"""The lists and tables over the years: the answers beside those of an earlier one, with their file; and one address each for
the due dates, Table 1, and money.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain, groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext, pgettext_lazy

from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf
from commit_portal.i18n import Words, day, say
from commit_portal.workflow import Values
from reporting.dataset import CellStatus, Dataset
from reporting.dataset.money import money_by_partner, sum_of
from reporting.dataset.years import Movement, Verdict
from reporting.report.chapters.years import year_table
from reporting.report_text import years as year_words
from reporting.report_text.coverage import not_there
from reporting.report_text.values import partner_name
from reporting.report_text.years import ComparedAnswer, answer_columns

SHOW = "show"
# What the page may be filtered by, in the order of its choices.
KINDS: dict[str, Promise] = {
    Movement.BACK: _("Answers that moved back"),
    Movement.FORWARD: _("Answers that moved forward"),
    Movement.FIRST: _("Answers reported for the first time"),
    Verdict.OVERDUE: _("Answers not achieved by the due date"),
    Verdict.LATE: _("Answers achieved late"),
    CellStatus.NOT_REPORTED: _("Answers not reported"),
}


def area_filter(area_word: Words) -> Filter[Any]:
    """The choice of an area, in the order of the rows."""
    return Filter(
        "area", area_word, lambda row: [FilterChoice(row.area.code, f"{row.area.code}. {row.area.title}")]
    )


def show_filter(kinds: Mapping[str, Promise], of: Callable[[Any], Collection[str]]) -> Filter[Any]:
    """The choice of what is shown: one of these kinds, of which a row has none, one or several."""

    offered = {
        kind: FilterChoice(kind, str(label), place) for place, (kind, label) in enumerate(kinds.items())
    }
    return Filter(
        SHOW, pgettext("action", "Show"), lambda row: [offered[kind] for kind in of(row) if kind in offered]
    )


def shown_url(within: FilteredList[Any], value: str) -> str:
    """The address that shows one kind of rows within the chosen area."""
    return f"{within.query}&{SHOW}={value}" if within.query else f"?{SHOW}={value}"


def figure_of(
    within: FilteredList[Any], count: int, words: Words, value: str = "", *, is_late: bool = False
) -> Values:
    """A figure above a table. It leads to the rows of the chosen area that it counts, where those may be shown alone."""
    url = shown_url(within, value) if count and value else ""
    return {"count": count, "words": words, "url": url, "late": is_late and count}


def shown_in(listed: FilteredList[Any]) -> Values:
    """The list, and how much of it is shown in words."""
    counted = ngettext("Showing %(count)s row.", "Showing %(count)s rows.", len(listed.rows))
    return {"listed": listed, "counted": say(counted, count=len(listed.rows))}


def list_of(area_word: Words, years: Sequence[int]) -> ListOf[ComparedAnswer]:
    """What the page of several years offers: the last of them compared with the first."""
    column, then, now = Column[ComparedAnswer], years[0], years[-1]
    return ListOf(
        filters=(area_filter(area_word), show_filter(KINDS, lambda row: row.kinds)),
        columns=(
            *(
                column(head, value, width)
                for head, width, _kind, value in answer_columns(area_word, then, years)
            ),
            column(say(_("Explanation %(year)s"), year=str(then)), lambda row: row.was.narrative, 60),
            column(say(_("Explanation %(year)s"), year=str(now)), lambda row: row.cell.narrative, 60),
        ),
    )


@dataclass(frozen=True)
class YearTable:
    """What its link says, its title, the heads of its parts and of its rows, and its rows.

    A table of targets has a column a place, and none where no year is compared; the others have one a year.
    """

    label: Promise
    title: Promise
    heads: tuple[Promise, Promise]
    rows: Callable[[Sequence[Dataset], date], Iterable[year_words.YearRow]]
    of_targets: bool = False

    def list_of(self, years: Sequence[Dataset]) -> ListOf[year_words.YearRow]:
        """What the page offers: its first filter is the part."""
        columns = [str(year.facts.year) for year in years]
        if self.of_targets:
            places = year_words.place_names(years[-1].countries).values()
            columns = [pgettext("last day", "Due"), *places, gettext("Countries, achieved in time")]
        return ListOf((part_filter(self.heads[0]),), columns=columns_of(*self.heads, columns))


def page_of(board: ListOf[Any], listed: FilteredList[Any], *, in_words: bool) -> list[Values]:
    """A table for each part, of numbers or of words, every value as its column in the file has it."""
    _part, name, *heads = (column.head for column in board.columns)
    parts = [(part, list(rows)) for part, rows in groupby(listed.rows, lambda row: row.part)]
    values = [(head, value) for row in listed.rows for head, value in zip(heads, row.values, strict=True)]
    dollars = {str(head) for head, value in values if isinstance(value, Decimal)}
    return [
        year_table(rows[0].head or name, heads, rows, in_words=in_words) | {"title": part, "dollars": dollars}
        for part, rows in parts
    ]


def columns_of(part: Words, name: Words, heads: Iterable[Words]) -> tuple[Column[Any], ...]:
    """The part and the name of a row, and a column for each of its values."""

    def column(at: int, head: Words) -> Column[year_words.YearRow]:
        return Column(head, lambda row: row.values[at], 16)

    values = (column(at, head) for at, head in enumerate(heads))
    return (Column(part, lambda row: row.part, 30), Column(name, lambda row: row.name, 40), *values)


def part_filter(part: Words) -> Filter[Any]:
    """The choice of a part, in the order of the rows."""
    return Filter("part", part, lambda row: [FilterChoice(row.part, row.part)])


def time_rows(years: Sequence[Dataset], today: date) -> Iterator[year_words.YearRow]:
    """Each target against its due date, by country."""
    answers = year_words.answers_of(years, years[0].facts.year, today)
    for target, found in groupby(answers, lambda row: row.of.target):
        rows = list(found)
        of = {row.of.place: _against_due_date(row) for row in rows}
        places = (
            of.get(place, gettext("Not asked")) for place in year_words.place_names(years[-1].countries)
        )
        area = f"{rows[0].area.code}. {rows[0].area.title}"
        yield year_words.YearRow(area, target.code, (rows[0].of.due, *places, year_words.in_time_words(rows)))


def taskforce_rows(years: Sequence[Dataset]) -> Iterator[year_words.YearRow]:
    """Table 1 year after year, all types first and then each: all countries, each of them, and the region beside them."""
    rows = list(year_words.count_rows(years))
    *kinds, everything = dict.fromkeys(row.name for row in rows)
    codes = {kind.name: kind.code for year in years for kind in year.types}
    for kind in (everything, *kinds):
        yield from (replace(row, part=kind, name=row.part) for row in rows if row.name == kind)
        region = (
            sum(codes.get(kind) in (None, line.type_code) for line in year.regional.activities)
            if year.regional.released and not year.facts.is_loaded
            else not_there(year.facts.withheld_from, of_region=True)
            for year in years
        )
        yield year_words.YearRow(kind, gettext("Regional"), tuple(region))


def partner_rows(years: Sequence[Dataset]) -> Iterator[year_words.YearRow]:
    """Money of each partner over all workplans, the region's among them; none of a year in which a country's is not read."""
    of = {year.facts.year: {one.name: one.money for one in money_by_partner(year.lines)} for year in years}
    names = sorted({name for found in of.values() for name in found}, key=lambda name: (not name, name))

    def named(year: Dataset) -> year_words.NamedMoney:
        # No document names partners: of a loaded year nothing is read.
        covered = 0 if year.facts.is_loaded else year.money.covered
        rows: year_words.NamedMoney = {}
        for name in names:
            money = of[year.facts.year].get(name)
            if money or covered < len(year.countries):
                rows[name] = partner_name(name), year_words.whole(year, covered, money)
        return rows | {" ": (gettext("All partners"), year_words.whole(year, covered, year.money.everything))}

    return year_words.money_rows(years, {"partner": named}, year_words.OF_PARTNERS)


def money_by_type(year: Dataset) -> year_words.NamedMoney:
    """The money of the national workplans by type, which no edition keeps of an earlier year."""
    read = [part.activities for part in year.chapters if part.released]
    of = {kind.code: [line for line in chain(*read) if line.type_code == kind.code] for kind in year.types}
    sums = {code: year_words.whole(year, len(read), sum_of(line.money for line in of[code])) for code in of}
    return {kind.code: (kind.name, sums[kind.code]) for kind in year.types}


def _against_due_date(row: year_words.ComparedAnswer) -> str:
    """ "Achieved in time, 14 Sep 2010"."""
    words = str(year_words.VERDICT_WORDS[row.of.verdict])
    when = row.of.by_year[max(row.of.by_year)].achieved_when
    if when is None:
        return words
    return say(
        _("%(verdict)s, %(when)s"), verdict=words, when=day(when) if isinstance(when, date) else str(when)
    )


MONEY_BY: dict[str, Callable[[Dataset], year_words.NamedMoney]] = {
    "country": year_words.money_by_country,
    "area": year_words.money_by_area,
    "type": money_by_type,
}
TABLES = {
    "time": YearTable(
        _("Due dates"),
        _("Targets and their due dates"),
        (_("Area"), pgettext_lazy("noun", "Target")),
        time_rows,
        of_targets=True,
    ),
    "counts": YearTable(
        _("Activities by type"),
        _("Activities by type"),
        (_("Country"), pgettext_lazy("noun", "Type")),
        lambda years, _today: year_words.count_rows(years),
    ),
    "taskforces": YearTable(
        _("Activities by country"),
        _("Activities by country"),
        (pgettext_lazy("noun", "Type"), _("Country")),
        lambda years, _today: taskforce_rows(years),
    ),
    "money": YearTable(
        _("Money"),
        _("Money, in US dollars"),
        (_("Figure"), _("Country, area or type")),
        lambda years, _today: year_words.money_rows(years, MONEY_BY),
    ),
    "partners": YearTable(
        _("Partners"),
        _("Money of partners, in US dollars"),
        (_("Figure"), _("Partner")),
        lambda years, _today: partner_rows(years),
    ),
}
