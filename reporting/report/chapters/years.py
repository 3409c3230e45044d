"""The printed chapters of several years: what moved since the year before, sums by year, how far the plan of action came."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, pgettext

from commit_portal.i18n import Words, day as short_day, has_cents, say
from reporting.dataset import CellStatus, Dataset, SaidAt
from reporting.dataset.totals import GIVEN, REGION
from reporting.dataset.years import READ_EVERY_ANSWER, Movement, Verdict
from reporting.report.cells import StateCell, area_name, breakable, cell_of_region
from reporting.report.chapters.comparison import matrix_pages
from reporting.report.charts import progress_chart
from reporting.report.numbering import Contents
from reporting.report_text import values, years as year_words
from reporting.report_text.coverage import as_of
from reporting.report_text.values import CELL_WORDS, part_of
from spa.statuses import name_of_code

# Characters of a name for which the first column of a table is wide.
LONG_NAME = 40


def years_beside(dataset: Dataset, contents: Contents, *, on: date) -> dict[str, object]:
    """The answers beside those of the year before, area by area."""
    answers = year_words.answers_in(dataset, on)
    then = str(dataset.earlier[-1].facts.year)
    numbers = contents.chapter(say(gettext("What moved since %(year)s"), year=then), "years")
    read = [row for row in answers if row.cell.status is not CellStatus.NOT_RELEASED]
    moved = Counter(row.movement for row in read)
    caption = gettext("%(area)s: answers of %(year)s compared with %(then)s")
    note = gettext(
        "Coloured cells have changed. Where a bar is beside a cell, the earlier answer was better."
    )
    tables: list[dict[str, object]] = []
    for area, found in groupby(answers, lambda row: row.area):
        name = area_name(area.code, area.title)
        words = say(caption, area=name, year=str(dataset.facts.year), then=then)
        rows = [
            _target_row(dataset, list(each)) for _target, each in groupby(found, lambda row: row.of.target)
        ]
        tables += matrix_pages(
            dataset, numbers, words, rows, head=gettext("Target of the plan of action"), note=note
        )
    return {
        "figures": [
            (str(len(read)), gettext("answers of the countries and the region")),
            *(
                (str(moved[one]), say(said, year=then))
                for one, said in year_words.MOVED.items()
                if one is not Movement.FIRST or dataset.facts.audience in READ_EVERY_ANSWER
            ),
            (str(moved[Movement.NONE]), gettext("not reported or not compared")),
        ],
        "tables": tables,
    }


def year_by_year(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """Table 1 and money year after year, over all countries."""
    years, everyone = (*dataset.earlier, dataset), gettext("All countries")
    numbers = contents.chapter(gettext("Year by year"), "year-by-year")
    money = year_words.money_rows(years, {"printed": year_words.money_by_country})
    sums = [replace(row, name=row.part) for row in money if row.name == everyone]
    counts = [row for row in year_words.count_rows(years) if row.part == everyone]
    heads = [str(one.facts.year) for one in years]
    lead = gettext("What all countries planned and spent together, from %(first)s to %(last)s.")
    return {
        "lead": say(lead, first=heads[0], last=heads[-1]),
        "year_tables": [
            year_table(pgettext("noun", "Type"), heads, counts)
            | {"caption": numbers.table(gettext("Activities by type in all countries, year by year"))},
            year_table(gettext("Figure"), heads, sums)
            | {"caption": numbers.table(gettext("Money of all countries, year by year, in US dollars"))},
        ],
    }


def plan_end(dataset: Dataset, contents: Contents, *, on: date) -> dict[str, object]:
    """How far the plan of action came: all answers by year, by how many countries, and target by target."""
    plan = dataset.facts.plan.code
    numbers = contents.chapter(say(gettext("The end of %(plan)s"), plan=name_of_code(plan)), "plan-end")
    answers = [row for row in year_words.answers_in(dataset, on) if not row.of.ended]
    same = [one.facts.year for one in dataset.earlier if one.facts.plan.code == plan]
    years, everyone = [*same, dataset.facts.year], len(dataset.countries)
    caption = numbers.table(gettext("Targets by the number of countries that achieved them"))
    tables = [reached_table(answers, everyone) | {"caption": caption}]
    heads = [*map(str, years), gettext("Achieved in time"), gettext("Regional")]
    for area, found in groupby(answers, lambda row: row.area):
        words = gettext("%(area)s: countries that had achieved each target, year by year")
        words = breakable(say(words, area=area_name(area.code, area.title)))
        rows = [_end_row(list(each), years) for _code, each in groupby(found, lambda row: row.of.target)]
        table = year_table(pgettext("noun", "Target"), heads, rows)
        tables.append(table | {"caption": numbers.table(words)})
    drawn = progress_of(answers, years)
    return {
        "lead": drawn["finding"],
        "charts": drawn["charts"],
        "chart_caption": numbers.chart(
            gettext("All answers of the countries and the region, by status, year by year")
        ),
        "year_tables": tables,
    }


def reached_table(answers: Iterable[year_words.ComparedAnswer], countries: int) -> dict[str, Any]:
    """How far the plan of action came: by how many countries how many targets are achieved, and which."""
    heads = [pgettext("noun", "Targets"), gettext("Codes")]
    return year_table(gettext("Achieved"), heads, year_words.how_far(answers, countries), in_words=True)


def progress_of(answers: Sequence[year_words.ComparedAnswer], years: Sequence[int]) -> dict[str, Any]:
    """The answers of all places together by their status, year by year: the finding, the chart and its table."""
    if not answers:
        return {}
    by_status = (CellStatus.ACHIEVED, CellStatus.IN_PROGRESS, CellStatus.NO_ACTIVITY)
    words = [*(str(CELL_WORDS[status]) for status in by_status), gettext("No answer shown")]
    rows: dict[str, list[int]] = {}
    for year in years:
        found = Counter(row.of.by_year[year].status for row in answers if year in row.of.by_year)
        known = [found[status] for status in by_status]
        rows[str(year)] = [*known, found.total() - sum(known)]
    was, last = rows[str(years[0])], rows[str(years[-1])]
    finding = gettext("“Achieved”: %(now)s of %(all)s answers for %(year)s.")
    if len(years) > 1:
        finding = gettext(
            "“Achieved”: %(now)s of %(all)s answers for %(year)s, and %(was)s of %(before)s for %(then)s."
        )
    # What nobody answered, and what is not read, is no answer.
    given, before = sum(last[:-1]), sum(was[:-1])
    then, now = (_as_of_mid_year(answers, year) for year in (years[0], years[-1]))
    finding = say(finding, now=last[0], all=given, year=now, was=was[0], before=before, then=then)
    heads = [*words, pgettext("number of answers", "Asked")]
    table = [year_words.YearRow("", year, (*row, sum(row))) for year, row in rows.items()]
    chart = progress_chart(list(rows.items()), words, finding)
    return year_table(gettext("Year"), heads, table) | {"finding": finding, "charts": [chart]}


def _as_of_mid_year(answers: Iterable[year_words.ComparedAnswer], year: int) -> str:
    """The year; that its answers are those of mid-year where none was given later: others are of a whole year."""
    cells = [cell for row in answers if (cell := row.of.by_year.get(year))]
    if {cell.said_at for cell in cells if cell.status in GIVEN} != {SaidAt.MID_YEAR}:
        return str(year)
    return say(gettext("%(year)s (as reported at mid-year)"), year=str(year))


def year_table(
    name: Words, heads: Sequence[Words], rows: Sequence[year_words.YearRow], *, in_words: bool = False
) -> dict[str, Any]:
    """A table of rows over the years, of numbers or of words: every value as it is read, with the head of its column."""
    cents = any(isinstance(value, Decimal) and has_cents(value) for row in rows for value in row.values)
    return {
        "name": name,
        "heads": heads,
        "in_words": in_words,
        "is_wide": any(len(row.name) > LONG_NAME for row in rows),
        "rows": [
            (
                breakable(row.name),
                [(head, told(value, cents=cents)) for head, value in zip(heads, row.values, strict=True)],
            )
            for row in rows
        ],
    }


def told(value: str | int | float | Decimal | date | None, *, cents: bool) -> str:
    """A value in words: US dollars (with `cents` where one of the table has them), a day, a count, a text."""
    if isinstance(value, Decimal):
        return values.dollars(value, cents=cents)
    if isinstance(value, date):
        return short_day(value).replace(" ", "\u00a0")
    return "" if value is None else f"{value:,}" if isinstance(value, int | float) else value


def _target_row(dataset: Dataset, rows: Sequence[year_words.ComparedAnswer]) -> dict[str, object]:
    """A target in the countries and the region, and by how many it was achieved."""
    shown = dataset.facts.stage
    of, by_place = rows[0], {row.of.place: row for row in rows}
    achieved, read, _asked = year_words.achieved_in(rows, of.now)
    was = year_words.achieved_words(rows, of.then)
    before = "" if was == "–" else say(gettext("%(count)s in %(year)s"), count=was, year=str(of.then))
    return {
        "code": of.of.target.code,
        "text": breakable(
            say(gettext("%(text)s (due %(day)s)"), text=of.of.target.text, day=values.day(of.of.due))
        ),
        "cells": [_year_cell(by_place.get(one.code), shown) for one in dataset.countries],
        "regional": _year_cell(by_place.get(REGION), shown),
        "achieved": part_of(achieved, read) if read else "–",
        "before": before if read else "",
    }


def _year_cell(row: year_words.ComparedAnswer | None, shown: SaidAt | None) -> StateCell:
    """The status, what it was, and whether it is late: filled where it has moved."""
    if row is None:
        return cell_of_region(None)
    lines = (row.words, as_of(shown, row.cell.said_at, row.cell.said_on))
    verdict, late = row.of.verdict, (Verdict.LATE, Verdict.OVERDUE)
    return StateCell(
        row.cell.status.value,
        row.word(row.now),
        tuple(filter(None, lines)),
        (str(year_words.VERDICT_WORDS[verdict]),) if verdict in late else (),
        row.name,
        row.movement.value,
    )


def _end_row(rows: Sequence[year_words.ComparedAnswer], years: Sequence[int]) -> year_words.YearRow:
    region = next((row.word(row.now) for row in rows if row.of.place == REGION), str(values.NOT_ASKED))
    counts = (year_words.achieved_words(rows, year) for year in years)
    target = rows[0].of.target
    return year_words.YearRow(
        "", f"{target.code} {target.text}", (*counts, year_words.in_time_words(rows), region)
    )
