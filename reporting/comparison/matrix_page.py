"""The matrix of the comparison page with its words and choices, and what its address asks for: the year, the review, the
area, and the year to compare with.

The cells of its rows (Table 2, of one area) are written here as HTML and not in the template: a template works out some
ten nodes a cell, and there is a cell for every target and country.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from commit_portal.addresses import found_or_404
from commit_portal.i18n import day
from commit_portal.workflow import Values
from reporting.dataset import Cell, CellStatus, SaidAt, TargetFacts, TargetScope, YearTargets
from reporting.dataset.totals import REGION, asked_of_countries, is_overdue, tally_of
from reporting.dataset_queries.cache import areas_at
from reporting.dataset_queries.shared_datasets import Asked, matrix_of
from reporting.report_text import values
from reporting.report_text.coverage import answers_words, as_of, not_there
from reporting.report_text.findings import matrix_note
from reporting.report_text.values import CELL_WORDS, NOT_ASKED, paragraph, said
from reporting.shared.years import may_be_compared
from reporting.statuses import ReviewStage
from spa.models import AREA_WORD, ActionPlan
from workplans.models import AnnualCycle

CELL = '<td role="cell" data-label="{}"{} data-status="{}"><span class="word">{}</span>{}</td>'
LINK = ' <a href="{}">{}<span class="visually-hidden">{}</span></a>'
SMALL = ' <span class="{}">{}</span>'


class _Column(NamedTuple):
    """A country or the region: its name (on a narrow screen the label of a cell), and its place in the address.

    `missing` is what the way behind a cell is called where the workplan is not read, `spoken` what is read aloud behind it.
    """

    name: str
    place: str
    missing: str
    spoken: str


def states_of(matrix: YearTargets) -> tuple[CellStatus, ...]:
    """What the matrix can be filtered by: the states that it counts."""
    return tuple(tally_of(matrix.targets))


def facts_of(matrix: YearTargets, plan: ActionPlan) -> Values:
    """What the sentences of the page are made of (`matrix_lead.html`): its answers, whose they are, and of which review."""
    facts, states = matrix.facts, [states_of(matrix)[-1]]
    if _holds_not_asked(matrix):
        states.append(CellStatus.NOT_ASKED)
    return {
        "matrix": matrix,
        "review": said(facts.state_at),
        "loaded": paragraph(*map(said, facts.loaded)),
        "of_mid_year": answers_words(matrix, countries=False),
        "silent": _silent(matrix),
        "asked": asked_of_countries(matrix.targets),
        "answers": sum(tally_of(matrix.targets).values()),
        "of_region": [one.code for one in matrix.targets if one.scope is TargetScope.REGIONAL],
        "calls_areas_otherwise": plan.area_word != AREA_WORD,
        "meanings": [(CELL_WORDS[status], values.CELL_MEANINGS[status]) for status in states],
        "how_to_read": matrix_note(facts, matrix.area) if matrix.area else "",
    }


def latest(request: HttpRequest, asked: Asked, area: str) -> dict[str, str] | None:
    """The way to the closed answers that there are, where the review that is asked for has none."""
    if not asked.stage or matrix_of(asked, area).facts.stage is not None:
        return None
    state = said(matrix_of(replace(asked, stage=None), area).facts.state_at)
    return {"state": state, "url": kept(request, "status", "with", area=area)} if state else None


def _silent(matrix: YearTargets) -> list[str]:
    """The countries that have answered no target of what is shown; they read "Not reported"."""
    columns = zip(*(target.cells for target in matrix.targets), strict=True)
    return [
        country.name
        for country, cells in zip(matrix.countries, columns, strict=False)
        if all(cell.status in (CellStatus.NOT_REPORTED, CellStatus.NOT_ASKED) for cell in cells)
        and any(cell.status is CellStatus.NOT_REPORTED for cell in cells)
    ]


def filters_of(
    asked: Asked, cycles: Iterable[AnnualCycle], matrix: YearTargets, wanted: CellStatus | None
) -> dict[str, list[tuple[str, str, bool]]]:
    """The choices of the filter: value, label, chosen."""
    cycle, stage, compared = asked.cycle, asked.stage, asked.cycle_compared
    same = [other for other in cycles if may_be_compared(other, cycle)]
    shown = matrix.area.code if matrix.area else ""
    return {
        "areas": [(item.code, f"{item.code}. {item.title}", item.code == shown) for item in areas_at(cycle)],
        "stages": []
        if cycle.is_loaded
        else [
            ("", gettext("The latest answers"), stage is None),
            *((value, str(label), stage == value) for value, label in ReviewStage.choices),
        ],
        "statuses": [
            ("", gettext("All statuses"), wanted is None),
            *((str(value), str(CELL_WORDS[value]), wanted == value) for value in states_of(matrix)),
        ],
        "years": [
            *((str(other.year), str(other.year), other == compared) for other in same),
            ("none", gettext("Do not compare"), compared is None),
        ],
    }


def next_area(request: HttpRequest, cycle: AnnualCycle, matrix: YearTargets) -> dict[str, str] | None:
    """The way to the area after this one."""
    codes = [area.code for area in areas_at(cycle)]
    following = codes[codes.index(matrix.area.code) + 1 :] if matrix.area else []
    if not following:
        return None
    label = gettext("Next: %(area)s %(code)s") % {"area": cycle.plan.part_word, "code": following[0]}
    return {"label": label, "url": kept(request, "stage", "status", "with", area=following[0])}


def legend_of(matrix: YearTargets) -> list[Values]:
    """The four states with the countries' answers in each, as an edition counts them; then what has no answer."""
    if not matrix.targets:
        return []
    marks = [
        {"status": status.value, "word": CELL_WORDS[status], "count": count}
        for status, count in tally_of(matrix.targets).items()
    ]
    if _holds_not_asked(matrix):
        marks.append({"status": CellStatus.NOT_ASKED.value, "word": NOT_ASKED, "count": ""})
    return marks


def _holds_not_asked(matrix: YearTargets) -> bool:
    """Whether the area has a target that the region, or the countries, are not asked."""
    return any(
        target.scope is TargetScope.REGIONAL or target.regional is None or not target.is_asked
        for target in matrix.targets
    )


@lru_cache(maxsize=64)
def matrix_rows_of(
    asked: Asked, area: str, status: CellStatus | None, language: str
) -> tuple[Mapping[str, object], ...]:
    """The rows of the matrix, formatted once in the language that is active: they say nothing about who reads."""
    base = reverse("comparison", args=[asked.cycle.year])
    return rows_of(matrix_of(asked, area), base, stage=asked.stage, status=status, on=asked.on)


def cycle_or_404(cycles: list[AnnualCycle], year: int) -> AnnualCycle:
    return found_or_404(next((cycle for cycle in cycles if cycle.year == year), None))


def stage_asked(asked: str) -> str | None:
    return asked if asked in ReviewStage.values else None


def area_code(request: HttpRequest, cycle: AnnualCycle) -> str:
    """An area of the plan, else the first one: codes that are made up must not fill what the process remembers."""
    codes = [area.code for area in areas_at(cycle)]
    asked = request.GET.get("area", "")
    return asked if asked in codes else next(iter(codes), "")


def not_compared(request: HttpRequest, compared: AnnualCycle | None) -> str:
    """Why the year of the address is not compared with; "" where it is, or where none is asked for."""
    asked = request.GET.get("with", "none")
    if compared is not None or asked == "none":
        return ""
    said = gettext(
        "You cannot compare with this year here. Choose an earlier year of the same plan of action."
    )
    year = gettext(
        "You cannot compare with %(year)s here. Choose an earlier year of the same plan of action."
    )
    return year % {"year": asked} if re.fullmatch(r"[0-9]{4}", asked) else said


def kept(request: HttpRequest, *names: str, **more: str) -> str:
    """The end of an address that keeps what is chosen already."""
    chosen = {name: request.GET[name] for name in names if request.GET.get(name)}
    query = urlencode(more | chosen)
    return f"?{query}" if query else ""


def rows_of(
    matrix: YearTargets, base: str, *, stage: str | None, status: CellStatus | None, on: date
) -> tuple[Mapping[str, object], ...]:
    """The rows of a matrix on a day, under the comparison's address `base`; with a `status` only targets that have it.

    Each is a target and its cells: the countries in protocol order, and the Regional column.
    """
    query = f"?{urlencode({'stage': stage})}" if stage else ""
    missing = gettext("Workplan: %(word)s") % {"word": not_there(matrix.facts.audience)}
    if matrix.facts.is_loaded:
        missing = gettext("Details")
    # As in "2 activities, Cambodia, target 1.T1".
    spoken = gettext(", %(country)s, target %(code)s")
    columns = [_Column(one.name, one.code.lower(), missing, spoken) for one in matrix.countries]
    # The region answers whether it has a workplan or not: beside its answer "Not approved yet" would deny it.
    spoken = gettext(", the region, target %(code)s")
    columns.append(_Column(gettext("Regional"), REGION, gettext("Details"), spoken))

    def cells_of(target: TargetFacts) -> Iterator[tuple[SafeString]]:
        for cell, column in zip((*target.cells, target.regional), columns, strict=True):
            url = f"{base}{quote(target.code)}/{column.place}/{query}"
            overdue = cell is not None and is_overdue(target, cell, matrix.facts, on)
            yield (_cell(target.code, cell, column, url, matrix.facts.stage, overdue, get_language()),)

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
                "cells": format_html_join("", "{}", cells_of(target)),
            }
        )
        for target in matrix.targets
        if status is None or any(cell and cell.status is status for cell in (*target.cells, target.regional))
    )


def link_words(cell: Cell, missing: str) -> str:
    """What the way behind a cell is called; empty where there is none. `missing` where the plan is not read.

    A country may say that nothing was done yet and have lines for it all the same: then they are planned.
    """
    if cell.status in (CellStatus.NOT_ASKED, CellStatus.NOT_RELEASED):
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


@lru_cache(maxsize=4096)
def _cell(
    code: str,
    cell: Cell | None,
    column: _Column,
    url: str,
    stage: SaidAt | None,
    overdue: bool,
    _language: str | None,
) -> SafeString:
    """A cell as HTML, kept by what it shows, as those of two years are (`reporting.years.years_beside_page`)."""
    look = SafeString(' class="regional"' if column.place == REGION else "")
    if cell is None:
        return format_html(CELL, column.name, look, "regional", NOT_ASKED, "")
    behind = SafeString()
    if text := link_words(cell, column.missing):
        spoken = column.spoken % {"country": column.name, "code": code}
        behind = format_html(LINK, url, text, spoken)
    below = (
        ("was late", gettext("overdue") if overdue else ""),
        ("was", values.was_words(cell)),
        ("was", as_of(stage, cell.said_at, cell.said_on)),
        ("was", gettext("answered late") if cell.late else ""),
    )
    behind += format_html_join("", SMALL, (line for line in below if line[1]))
    return format_html(CELL, column.name, look, cell.status.value, values.cell_word(cell), behind)
