"""What stands behind a cell of the matrix: the target, the answer, and the activities that serve it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.i18n.formatting import and_list, day, language_of, money
from commit_portal.workflow.views import Values
from reporting.comparison.drilldown import activities_behind, spent_words
from reporting.dataset.activities import ActivityFacts
from reporting.dataset.money import sum_of_known
from reporting.dataset.schema import Dataset
from reporting.dataset.targets import AreaFacts, Cell, RecommendationFacts, TargetFacts
from reporting.dataset.totals import REGION, coded_cells
from reporting.dataset.values import CellStatus, note
from reporting.report_text.as_of import achieved_when, review_of_answer
from reporting.report_text.coverage import not_there, why_region_is_missing
from reporting.report_text.targets import numbers_words
from reporting.report_text.values import (
    CELL_MEANINGS,
    REGIONAL_MEANINGS,
    RESULT_WORDS,
    WAS_WORDS,
    addressee_name,
    cell_word,
    printed_number,
    said,
)

NO_ANSWER = (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)


@dataclass(frozen=True)
class CellFound:
    """A cell of a dataset with its target, area and column. `lines` are the activities that serve the target there.

    `shared` are those of the regional workplan in which the country takes part. `released`: whether its lines are read.
    """

    dataset: Dataset
    area: AreaFacts
    target: TargetFacts
    place: str
    name: str
    cell: Cell
    released: bool
    lines: tuple[ActivityFacts, ...]
    shared: tuple[ActivityFacts, ...] = ()


def cell_found(dataset: Dataset, code: str, place: str) -> CellFound:
    """The cell of a target, by its code, and a place of the address. Raises `Http404` where there is none."""
    found = ((area, target) for area in dataset.areas for target in area.targets if target.code == code)
    area, target = next(found, (None, None))
    if area is None or target is None:
        raise Http404
    regional = dataset.regional
    serving = tuple(line for line in regional.activities if code in line.targets)
    if place == REGION and target.regional is not None:
        name = gettext("Regional")
        return CellFound(dataset, area, target, place, name, target.regional, regional.released, serving)
    for country, cell, chapter in zip(dataset.countries, target.cells, dataset.chapters, strict=True):
        if country.code.lower() == place:
            lines = tuple(line for line in chapter.activities if code in line.targets)
            shared = tuple(line for line in serving if country.code in line.shared_with)
            return CellFound(
                dataset, area, target, place, country.name, cell, chapter.released, lines, shared
            )
    raise Http404


def cell_of(found: CellFound, suffix: str) -> Values:
    """One cell as its page shows it; `suffix` is the query of the links to others."""
    dataset, target, cell = found.dataset, found.target, found.cell
    facts, is_regional = dataset.facts, found.place == REGION
    meanings = CELL_MEANINGS | (REGIONAL_MEANINGS if is_regional else {})
    words = [
        {"text": text, "language": language_of(text)} for text in cell.narrative.splitlines() if text.strip()
    ]
    lines = activities_behind(found.lines, facts.year, found.place, shown=facts.stage)
    shared = activities_behind(found.shared, facts.year, REGION, shown=facts.stage)
    return {
        "target": target,
        "printed": printed_number(target.printed_number) if numbers_words(found.area) else "",
        "area": found.area,
        "plan": facts.plan.title,
        "name": found.name,
        "cell": cell,
        "word": cell_word(cell),
        "was": WAS_WORDS[cell.was] if cell.was else "",
        "meaning": gettext("The answer was withdrawn.") if cell.withdrawn else meanings[cell.status],
        "state": review_of_answer(facts, cell.said_at) or said(facts.state_at),
        "closed_on": day(cell.said_on) if cell.said_on else "",
        "provisional": facts.provisional,
        # The titles that the lead shows these readers.
        "shown": cell.evidence,
        # Their own language first.
        "words": sorted(words, key=lambda paragraph: not paragraph["language"]),
        "released": found.released,
        "is_regional": is_regional,
        "missing": not_there(facts.audience),
        "why_region": why_region_is_missing(facts.audience) if is_regional else "",
        "planned_only": cell.status is CellStatus.NO_ACTIVITY,
        "activities": [*lines, *(row | {"is_regional": True} for row in shared)],
        "recommendations": [
            row for one in (*dataset.recommendations, *dataset.followed_up) if (row := _asked(one, found))
        ],
        "facts": _facts(found),
        "others": _others(found, suffix),
        "ways": _ways(found, suffix),
    }


def _facts(found: CellFound) -> list[tuple[str, str]]:
    """Days, and US dollars of the activities that serve the target, whole."""
    lines, rows = found.lines, [(gettext("Due"), day(found.target.due_on))]
    if when := achieved_when(found.cell):
        rows.append((gettext("Achieved on"), when))
    if lines:
        standing = [line for line in lines if not line.withdrawn]
        spent = sum_of_known(line.spent_secretariat for line in lines)
        planned = sum_of_known(line.secretariat_cost for line in standing)
        partners = sum_of_known(line.spent_partners for line in lines)
        rows += [
            (gettext("Secretariat, US$"), _spent_of(spent, planned)),
            (gettext("Partners, US$"), _spent_of(partners, sum_of_known(line.accepted for line in standing))),
        ]
    if ended := sum_of_known(line.ended_spending for line in lines):
        rows.append((gettext("Partners, reported at mid-year, no longer counted, US$"), money(ended)))
    return rows


def _spent_of(spent: Decimal | None, planned: Decimal | None) -> str:
    """ "600 of 1,000" US dollars; where nothing was planned, what was spent."""
    if not planned:
        return spent_words(spent)
    if spent is None:
        return gettext("Not reported, %(planned)s planned") % {"planned": money(planned)}
    return gettext("%(spent)s of %(planned)s") % {"spent": money(spent), "planned": money(planned)}


def _asked(one: RecommendationFacts, found: CellFound) -> Values | None:
    """A recommendation on the target, and what became of it in this place; None of another target."""
    if one.about != note("about.target", code=found.target.code):
        return None
    here = next((asked for asked in one.addressees if asked.code.lower() == found.place), None)
    said_to = {
        "meeting": said(one.meeting),
        "addressees": and_list(addressee_name(asked.name, begins=False) for asked in one.addressees),
    }
    return {
        "number": one.number,
        "text": one.text,
        "to": gettext("%(meeting)s, to %(addressees)s") % said_to,
        "due": day(one.due_on) if one.due_on else "",
        "status": here.result.value if here else "",
        "word": RESULT_WORDS[here.result] if here else "",
        "follow_up": here.follow_up if here else "",
    }


def _others(found: CellFound, suffix: str) -> list[Values]:
    """The target in every column, with the way there."""
    names = {country.code: country.name for country in found.dataset.countries} | {
        REGION: gettext("Regional")
    }
    return [
        {
            "name": names[code],
            "status": cell.status.value,
            "word": cell_word(cell),
            "url": _url(found, found.target, code.lower(), suffix) if cell.status not in NO_ANSWER else "",
            "current": code.lower() == found.place,
        }
        for code, cell in coded_cells(found.dataset, found.target)
    ]


def _ways(found: CellFound, suffix: str) -> list[Values]:
    """The same target in the next place, the target before and the one after in this place."""
    dataset, target = found.dataset, found.target
    columns = [code.lower() for code, cell in coded_cells(dataset, target) if cell.status not in NO_ANSWER]
    here = [
        one
        for one in dataset.targets
        for code, cell in coded_cells(dataset, one)
        if code.lower() == found.place and cell.status not in NO_ANSWER
    ]
    names = {country.code.lower(): country.name for country in dataset.countries} | {
        REGION: gettext("Regional")
    }
    ways = []
    if place := _after(columns, found.place):
        words = gettext("Same target, next: %(place)s") % {"place": names[place]}
        ways.append({"url": _url(found, target, place, suffix), "words": words})
    for words, order in (
        (gettext("%(place)s, target before: %(code)s"), here[::-1]),
        (gettext("%(place)s, next target: %(code)s"), here),
    ):
        if other := _after(order, target):
            url = _url(found, other, found.place, suffix)
            ways.append({"url": url, "words": words % {"place": found.name, "code": other.code}})
    return ways


def _after[Kind](row: Sequence[Kind], one: Kind) -> Kind | None:
    place = row.index(one) + 1 if one in row else len(row)
    return row[place] if place < len(row) else None


def _url(found: CellFound, target: TargetFacts, place: str, suffix: str) -> str:
    return reverse("comparison_cell", args=[found.dataset.facts.year, target.code, place]) + suffix
