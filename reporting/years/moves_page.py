"""The page of two years: the finding, the matrix, the lists of what moved, and the due dates."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from commit_portal.http.filters import FilteredList
from commit_portal.i18n.formatting import day, language_of
from commit_portal.i18n.messages import say
from commit_portal.i18n.search_normalization import letter_start
from commit_portal.workflow.views import Values
from reporting.dataset.schema import Dataset, Facts
from reporting.dataset.span import Movement, Verdict, last_day
from reporting.dataset.targets import AreaHead
from reporting.dataset.totals import REGION
from reporting.dataset.values import CellStatus
from reporting.report_text.as_of import as_of
from reporting.report_text.coverage import not_there, region_not_there
from reporting.report_text.values import NOT_ASKED, cell_word, paragraph, said
from reporting.years.moves import VERDICT_WORDS, AnswerBeside, place_names, shown_url

# What is listed of the answers that moved forward, where nobody asks for all; the characters of an explanation.
MOST, MOST_CHARACTERS = 10, 300
# Verdicts that the finding and a cell name.
LATE = {Verdict.OVERDUE: pgettext_lazy("tally", "overdue"), Verdict.LATE: gettext_lazy("achieved late")}


def page_of(within: FilteredList[AnswerBeside], listed: FilteredList[AnswerBeside], now: Dataset) -> Values:
    """What the page shows of two years: the answers `within` the chosen area, and those of them that are `listed`."""
    shown = {row.of.target.code for row in listed.rows}
    areas = [
        (
            area,
            [
                _row(list(rows), now)
                for code, rows in groupby(found, lambda row: row.of.target.code)
                if code in shown
            ],
        )
        for area, found in groupby(within.rows, lambda row: row.area)
    ]
    return {
        "figures": [*_figures(within)],
        "columns": place_names(now.countries),
        "areas": [
            {"area": area, "rows": rows, "moved": _moved_in(area, within)} for area, rows in areas if rows
        ],
        "plan_ends": last_day(now.facts),
        "lists": [*_lists(within, listed, now.facts)],
        "verdicts": VERDICT_WORDS.values(),
    }


def lead_of(years: Iterable[Facts]) -> str:
    """The review whose answers are shown of each year, the last year first, or that it has none."""
    sentences = []
    for facts in years:
        sentence = gettext("No review of %(year)s is closed yet.")
        if facts.state_at:
            sentence = gettext("%(year)s: answers of %(review)s.")
        sentences.append(say(sentence, year=str(facts.year), review=said(facts.state_at)))
        if facts.provisional:
            sentences.append(gettext("The answers are provisional, because the review is still open."))
    return paragraph(*sentences)


def _figures(within: FilteredList[AnswerBeside]) -> Iterator[Values]:
    """The finding: how many answers moved, and how many are late. Each leads to what it counts."""
    found = Counter(chain.from_iterable((row.movement, row.of.verdict) for row in within.rows))
    then = within.rows[0].then if within.rows else ""
    for value, words in (
        (Movement.BACK, gettext("slipped back")),
        (Movement.FORWARD, gettext("moved forward")),
        (Movement.FIRST, gettext("reported for the first time")),
        (Movement.SAME, say(gettext("as in %(year)s"), year=str(then))),
        *LATE.items(),
    ):
        if found[value] or value in (Movement.BACK, Movement.FORWARD, Verdict.OVERDUE):
            yield {
                "count": found[value],
                "words": words,
                "url": shown_url(within, value) if found[value] and value is not Movement.SAME else "",
                "late": found[value] and value in (Movement.BACK, Verdict.OVERDUE),
            }


def _row(answers: list[AnswerBeside], now: Dataset) -> Values:
    """A target with its answers in every column, and how many of them are in time, late and overdue."""
    of = answers[0].of
    found = {row.of.place: row for row in answers}
    verdicts = Counter(row.of.verdict for row in answers)
    return {
        "target": of.target,
        "due": day(of.due),
        "due_first": of.due != last_day(now.facts),
        "cells": [
            _cell(found.get(place), name, place, now.facts)
            for place, name in place_names(now.countries).items()
        ],
        "verdicts": [(word, verdicts[one]) for one, word in VERDICT_WORDS.items()],
        "asked": len(answers),
    }


def _cell(row: AnswerBeside | None, name: str, place: str, now: Facts) -> Values:
    values: Values = {"name": name, "regional": place == REGION}
    if row is None or (cell := row.cell).status is CellStatus.REGIONAL:
        return values | {"status": CellStatus.REGIONAL.value, "word": NOT_ASKED, "move": Movement.NONE.value}
    small = (
        row.words,
        LATE.get(row.of.verdict, ""),
        as_of(now.stage, cell.said_at, cell.said_on),
    )
    return values | {
        "status": cell.status.value,
        "word": cell_word(cell),
        "move": row.movement.value,
        "url": _url(row),
        "spoken": say(gettext(", %(place)s, target %(code)s"), place=name, code=row.of.target.code),
        "small": [words for words in small if words],
    }


def _moved_in(area: AreaHead, within: FilteredList[AnswerBeside]) -> str:
    """How many answers of an area moved, in words."""
    found = Counter(row.movement for row in within.rows if row.area == area)
    back = ngettext("%(count)s slipped back", "%(count)s slipped back", found[Movement.BACK])
    forward = ngettext("%(count)s moved forward", "%(count)s moved forward", found[Movement.FORWARD])
    both = ((back, found[Movement.BACK]), (forward, found[Movement.FORWARD]))
    return " · ".join(say(words, count=count) for words, count in both if count)


def _lists(
    within: FilteredList[AnswerBeside], listed: FilteredList[AnswerBeside], now: Facts
) -> Iterator[Values]:
    """What slipped, then what moved forward, in the words of the taskforces."""
    is_asked = listed.query != within.query
    for value, title, none in (
        (Movement.BACK, gettext("What slipped back"), gettext("No answer slipped back.")),
        (Movement.FORWARD, gettext("What moved forward"), gettext("No answer moved forward.")),
    ):
        rows = [row for row in listed.rows if row.movement is value]
        if rows or not is_asked:
            count = ngettext("%(count)s answer", "%(count)s answers", len(rows))
            cut = rows[: None if is_asked or value is Movement.BACK else MOST]
            yield {
                "title": title,
                "count": say(count, count=len(rows)) if rows else "",
                "none": none,
                "rows": [_moved(row, now) for row in cut],
                "all_url": shown_url(within, value) if len(cut) < len(rows) else "",
                "all_words": say(gettext("Show all %(count)s answers that moved forward"), count=len(rows)),
            }


def _moved(row: AnswerBeside, now: Facts) -> Values:
    words = row.cell.narrative
    cut = words[: letter_start(words, MOST_CHARACTERS)]
    hidden = region_not_there if row.of.place == REGION else not_there
    return {
        "title": say(gettext("%(place)s, target %(code)s"), place=row.name, code=row.of.target.code),
        "url": _url(row),
        "states": [
            (year, cell.status.value, cell_word(cell))
            for year, cell in ((row.then, row.was), (row.now, row.cell))
        ],
        "words": cut if cut == words else f"{cut}…",
        "language": language_of(words),
        "none": gettext("No explanation")
        if row.cell.activities is not None
        else say(gettext("Explanation: %(word)s"), word=hidden(now.audience)),
    }


def _url(row: AnswerBeside) -> str:
    """The page of the answer in the later year, compared with the earlier one."""
    cell = reverse("comparison_cell", args=[row.now, row.of.target.code, row.of.place.lower()])
    return f"{cell}?with={row.then}"
