"""What stands behind a cell of the matrix: the target, the answer, and the activities that serve it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.i18n.formatting import and_list, day, language_of, money
from commit_portal.workflow.views import Values
from reporting.comparison.drilldown import activities_behind
from reporting.dataset.activities import ActivityFacts
from reporting.dataset.money import sum_of_known
from reporting.dataset.partner_support import spent_in
from reporting.dataset.schema import Dataset
from reporting.dataset.targets import AreaFacts, Cell, TargetFacts
from reporting.dataset.totals import GIVEN, REGION, coded_cells, is_earlier, is_overdue
from reporting.dataset.values import CellStatus, note
from reporting.meetings.board import LOOKS
from reporting.report.cells import amount_words
from reporting.report_text import values
from reporting.report_text.as_of import achieved_when, amount_as_of, review_of_answer
from reporting.report_text.coverage import not_there, why_region_is_missing
from reporting.report_text.targets import numbers_words
from spa.statuses import name_of_code

NO_ANSWER = (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)


@dataclass(frozen=True)
class CellFound:
    """A cell of a dataset with its target, area and column; `place` is the column in the address.

    `lines` are the activities that serve the target there, `shared` those of the regional workplan in which the
    country takes part. `released`: whether its lines are read.
    """

    dataset: Dataset
    area: AreaFacts
    target: TargetFacts
    place: str
    name: str
    cell: Cell
    released: bool
    lines: list[ActivityFacts]
    shared: list[ActivityFacts]


def cell_found(dataset: Dataset, code: str, place: str) -> CellFound:
    """The cell of a target, by its code, in a place. Raises `Http404` where there is none."""
    found = [(area, target) for area in dataset.areas for target in area.targets if target.code == code]
    if not found or place not in _columns(dataset, found[0][1]):
        raise Http404
    area, target = found[0]
    parts = {chapter.country_code.lower(): chapter for chapter in dataset.chapters}
    part = dataset.regional if place == REGION else parts[place]
    lines = [line for line in part.activities if code in line.targets]
    shared = [
        line
        for line in dataset.regional.activities
        if code in line.targets and place.upper() in line.shared_with
    ]
    return CellFound(
        dataset, area, target, place, *_columns(dataset, target)[place], part.released, lines, shared
    )


def cell_of(found: CellFound, suffix: str, on: date) -> Values:
    """One cell as its page shows it on a day; `suffix` is the query of the links to others."""
    dataset, target, cell = found.dataset, found.target, found.cell
    facts, is_regional = dataset.facts, found.place == REGION
    meanings = values.CELL_MEANINGS | (values.REGIONAL_MEANINGS if is_regional else {})
    meaning = gettext("The answer was withdrawn.") if cell.withdrawn else str(meanings[cell.status])
    if cell.source:
        meaning = gettext("Loaded from: %(source)s.") % {"source": cell.source}
    words = [
        {"text": text, "language": language_of(text)} for text in cell.narrative.splitlines() if text.strip()
    ]
    lines = activities_behind(found.lines, facts, found.place, on=on)
    shared = activities_behind(found.shared, facts, REGION, on=on)
    rows = [*lines, *(row | {"is_regional": True} for row in shared)]
    return {
        "found": found,
        "printed": values.printed_number(target.printed_number) if numbers_words(found.area) else "",
        "is_overdue": is_overdue(target, cell, facts, on),
        "word": values.cell_word(cell),
        "was": gettext("In %(year)s it was: %(word)s.")
        % {"year": facts.previous_year, "word": values.CELL_WORDS[cell.was]}
        if cell.was
        else values.said(cell.continued),
        "descent": [and_list(map(_named, step.codes)) for step in target.steps if step.codes],
        "is_answered": cell.status in GIVEN,
        "meaning": meaning,
        "state": review_of_answer(facts, cell.said_at) or values.said(facts.state_at),
        "loaded": values.paragraph(*(values.said(one) for one in facts.loaded if one != facts.own_sources)),
        # Their own language first.
        "words": sorted(words, key=lambda paragraph: not paragraph["language"]),
        "missing": not_there(facts.withheld_from, of_region=is_regional),
        "why_region": why_region_is_missing(facts.withheld_from) if is_regional else "",
        # The region's 001 is not the country's.
        "activities": [row | {"code": row["full"]} for row in rows] if shared else rows,
        "recommendations": [*_recommendations(found, on)],
        "facts": [*_facts(found)],
        **_ways(found, suffix),
    }


def _named(code: str) -> str:
    """ "1.T3 of SPA II", from "spa-2:1.T3"."""
    plan, _colon, own = code.partition(":")
    return gettext("%(code)s of %(plan)s") % {"code": own, "plan": name_of_code(plan)}


def _facts(found: CellFound) -> Iterator[tuple[str, str, str]]:
    """Days, and US dollars of the activities that serve the target, whole, with the review of what stays."""
    yield gettext("Due"), day(found.target.due_on), ""
    if when := achieved_when(found.cell):
        yield gettext("Achieved on"), when, ""
    standing = [line for line in found.lines if not line.withdrawn]
    outside = any(spent_in(line.support, withdrawn=line.withdrawn).outside for line in found.lines)
    for label, spent, planned in (
        (gettext("Secretariat, US$"), "spent_secretariat", "secretariat_cost"),
        (gettext("Partners, US$"), "spent_partners", "accepted"),
    ):
        amount = sum_of_known(getattr(line, spent) for line in found.lines)
        whole = sum_of_known(getattr(line, planned) for line in standing)
        said_at = (getattr(line.said_at, spent) for line in found.lines)
        stays = [is_earlier(found.dataset.facts.stage, at) for at in said_at if at]
        # Offers say nothing of what others spent.
        compares = whole and not (outside and planned == "accepted")
        words = gettext("%(spent)s of %(planned)s") if compares else "%(spent)s"
        if found.lines and not found.dataset.facts.is_loaded:
            both = {"spent": amount_words(amount), "planned": money(whole)}
            yield label, words % both, amount_as_of(stays)
    if ended := sum_of_known(line.ended_spending for line in found.lines):
        yield gettext("Partners, reported at mid-year, no longer counted, US$"), money(ended), ""


def _recommendations(found: CellFound, on: date) -> Iterator[Values]:
    """What the SOMs of this year and the year before asked for the target, and what became of it in this place."""
    for one in (*found.dataset.recommendations, *found.dataset.followed_up):
        if one.about != note("about.target", code=found.target.code):
            continue
        here = next((asked for asked in one.addressees if asked.code.lower() == found.place), None)
        state = values.follow_up_state(here.result, one.due_on, on=on) if here else ""
        addressees = and_list(values.addressee_name(asked.name, begins=False) for asked in one.addressees)
        meeting = {"meeting": values.said(one.meeting), "addressees": addressees}
        yield {
            "number": one.numbered,
            "text": one.text,
            "to": gettext("%(meeting)s, to %(addressees)s") % meeting,
            "due": day(one.due_on) if one.due_on else "",
            "here": here,
            "state": LOOKS.get(state, state),
            "word": values.FOLLOW_UP_WORDS[state] if here else "",
        }


def _ways(found: CellFound, suffix: str) -> Values:
    """The target in every column; the next place, the target before and the one after, as links."""
    dataset, target = found.dataset, found.target

    def url(one: TargetFacts, place: str) -> str:
        return reverse("comparison_cell", args=[dataset.facts.year, one.code, place]) + suffix

    columns = _columns(dataset, target)
    answering = [place for place, (_name, cell) in columns.items() if cell.status not in NO_ANSWER]
    here = [
        one
        for one in dataset.targets
        if (column := _columns(dataset, one).get(found.place)) and column[1].status not in NO_ANSWER
    ]
    ways = [
        (url(target, place), gettext("Same target, next: %(place)s") % {"place": columns[place][0]})
        for place in _after(answering, found.place)
    ]
    for words, order in (
        (gettext("%(place)s, target before: %(code)s"), here[::-1]),
        (gettext("%(place)s, next target: %(code)s"), here),
    ):
        for one in _after(order, target):
            ways.append((url(one, found.place), words % {"place": found.name, "code": one.code}))
    others = [
        {
            "name": name,
            "status": cell.status.value,
            "word": values.cell_word(cell),
            "url": url(target, place) if place in answering else "",
            "current": place == found.place,
        }
        for place, (name, cell) in columns.items()
    ]
    return {"others": others, "ways": ways}


def _after[Kind](row: Sequence[Kind], one: Kind) -> Sequence[Kind]:
    """The one after it, if any."""
    return row[row.index(one) + 1 :][:1] if one in row else ()


def _columns(dataset: Dataset, target: TargetFacts) -> dict[str, tuple[str, Cell]]:
    """The cells of a target with the names of their columns, by place."""
    names = {country.code: country.name for country in dataset.countries} | {REGION: gettext("Regional")}
    return {code.lower(): (names[code], cell) for code, cell in coded_cells(dataset, target)}
