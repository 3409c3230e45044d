"""The matrix of the comparison page: the rows of Table 2 for one area, with the cells as HTML.

The cells are written here and not in the template: a template works out some ten nodes a cell, and there is a
cell for every target and country. What comes from people is escaped, once a column.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import quote, urlencode

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext

from commit_portal.i18n.formatting import day
from reporting.dataset.schema import Facts, YearTargets
from reporting.dataset.targets import Cell, TargetFacts
from reporting.dataset.totals import is_overdue
from reporting.dataset.values import CellStatus
from reporting.report_text import values
from reporting.report_text.coverage import as_of, not_there


@dataclass(frozen=True)
class _Column:
    """Escaped once: the name at the cell (on a narrow screen it is the label), whose cell it is, the address."""

    name: str
    spoken: str
    place: str
    missing: str
    look: str = ""


class _Words:
    """The words of all cells in the reader's language, looked up once, with what they are about, on a day."""

    def __init__(self, facts: Facts, on: date) -> None:
        self.facts, self.on = facts, on
        self.states = {status: str(word) for status, word in values.CELL_WORDS.items()}
        self.was = {status: str(word) for status, word in values.WAS_WORDS.items()}
        self.not_asked, self.withdrawn = str(values.NOT_ASKED), str(values.ANSWER_WITHDRAWN)
        self.late, self.overdue = gettext("answered late"), gettext("overdue")
        # What links are called: few words, said in many cells.
        self.links = dict[tuple[CellStatus, int | None, str], str]()

    def behind(self, cell: Cell, missing: str) -> str:
        """`link_words` of a cell."""
        key = cell.status, cell.activities, missing
        if key not in self.links:
            self.links[key] = link_words(cell, missing)
        return self.links[key]


def rows_of(
    matrix: YearTargets, base: str, *, stage: str | None, status: CellStatus | None, on: date
) -> tuple[Mapping[str, object], ...]:
    """The rows of a matrix on a day, under the comparison's address `base`; with a `status` only targets that have it.

    Each is a target and its cells: the countries in protocol order, and the Regional column.
    """
    suffix = f"?{urlencode({'stage': stage})}" if stage else ""
    missing = gettext("Workplan: %(word)s") % {"word": not_there(matrix.facts.audience)}
    if matrix.facts.is_loaded:
        missing = gettext("Details")
    # Read aloud behind the link: "2 activities, Cambodia, target 1.T1".
    spoken = escape(gettext(", %(country)s, target %(code)s"))
    columns = [
        _Column(
            name,
            spoken % {"country": name.replace("%", "%%"), "code": "%(code)s"},
            escape(country.code.lower()),
            missing,
        )
        for country, name in ((country, escape(country.name)) for country in matrix.countries)
    ]
    # The region answers whether it has a workplan or not: beside its answer "Not approved yet" would deny it.
    spoken = escape(gettext(", the region, target %(code)s"))
    look = ' class="regional"'
    columns.append(_Column(gettext("Regional"), spoken, "regional", gettext("Details"), look))
    words = _Words(matrix.facts, on)
    numbered = any(target.printed_number for target in matrix.targets)
    ends = matrix.facts.plan.last_day
    # Frozen: a process keeps them for every reader who asks for the same.
    return tuple(
        MappingProxyType(
            {
                "code": target.code,
                "text": target.text,
                "printed": values.printed_number(target.printed_number) if numbered else "",
                "due": gettext("due %(day)s") % {"day": day(target.due_on)} if target.due_on != ends else "",
                # Each a string that is escaped.
                "cells": mark_safe(
                    "".join(
                        _cell(
                            target, cell, column, f"{base}{quote(target.code)}/{column.place}/{suffix}", words
                        )
                        for cell, column in zip((*target.cells, target.regional), columns, strict=True)
                    )
                ),
            }
        )
        for target in matrix.targets
        if status is None or any(cell.status is status for cell in cells_of(target))
    )


def cells_of(target: TargetFacts) -> tuple[Cell, ...]:
    """The cells that somebody answers: the region's own too, where the region answers the target."""
    return (*target.cells, *((target.regional,) if target.regional else ()))


def link_words(cell: Cell, missing: str) -> str:
    """What the way behind a cell is called; empty where there is none. `missing` where the plan is not read.

    A country may say that nothing was done yet and have lines for it all the same: then they are planned.
    """
    if cell.status in (CellStatus.REGIONAL, CellStatus.NOT_RELEASED):
        return ""
    if cell.activities is None:
        return missing
    if not cell.activities:
        return gettext("Details")
    if cell.status is CellStatus.NO_ACTIVITY:
        words = ngettext("%(count)s activity planned", "%(count)s activities planned", cell.activities)
    else:
        words = ngettext("See %(count)s activity", "See %(count)s activities", cell.activities)
    return words % {"count": f"{cell.activities:,}"}


def _cell(target: TargetFacts, cell: Cell | None, column: _Column, address: str, words: _Words) -> str:
    head = f'<td role="cell" data-label="{column.name}"{column.look}'
    if cell is None:
        return f'{head} data-status="regional"><span class="word">{words.not_asked}</span></td>'
    link = ""
    if text := words.behind(cell, column.missing):
        spoken = column.spoken % {"code": escape(target.code)}
        link = f' <a href="{address}">{text}<span class="visually-hidden">{spoken}</span></a>'
    word = words.withdrawn if cell.withdrawn else words.states[cell.status]
    below = (
        words.was[cell.was] if cell.was else escape(values.said(cell.continued)),
        as_of(words.facts.stage, cell.said_at, cell.said_on),
        words.late if cell.late else "",
    )
    small = "".join(f' <span class="was">{line}</span>' for line in below if line)
    if is_overdue(target, cell, words.facts, words.on):
        small = f' <span class="was late">{words.overdue}</span>{small}'
    return f'{head} data-status="{cell.status.value}"><span class="word">{word}</span>{link}{small}</td>'
