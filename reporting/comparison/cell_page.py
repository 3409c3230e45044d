"""What stands behind a cell of the matrix: the target, the answer, how it came to its state, and the activities that
serve it, as far as the reader may see them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from commit_portal.i18n import and_list, comma_list, day, has_cents, language_of, letter_start, money, span
from commit_portal.workflow import Values
from reporting.dataset import ActivityFacts, AreaFacts, Cell, CellStatus, Dataset, Facts, note, sum_of_known
from reporting.dataset.money import SupportFacts
from reporting.dataset.targets import TargetFacts
from reporting.dataset.totals import GIVEN, REGION, coded_cells, is_earlier, is_overdue
from reporting.dataset_queries.answers import AnswerRound
from reporting.meetings.recommendation_board import LOOKS
from reporting.report.cells import amount_words
from reporting.report_text import coverage, values
from reporting.report_text.findings import numbers_words
from reporting.statuses import ReviewStage, TargetProgress
from spa.statuses import name_of_code
from workplans.activity_codes import short_code

NO_ANSWER = (CellStatus.NOT_ASKED, CellStatus.NOT_RELEASED)
# What is drawn beside each other, and the characters of an explanation under it.
MOST, MOST_CHARACTERS = 6, 70
ORDER = ("no_activity", "in_progress", "achieved")


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
    part = dataset.parts[place if place == REGION else place.upper()]
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
        "state": coverage.review_of_answer(facts, cell.said_at) or values.said(facts.state_at),
        "loaded": values.paragraph(*(values.said(one) for one in facts.loaded if one != facts.own_sources)),
        # Their own language first.
        "words": sorted(words, key=lambda paragraph: not paragraph["language"]),
        "missing": coverage.not_there(facts.withheld_from, of_region=is_regional),
        "why_region": coverage.why_region_is_missing(facts.withheld_from) if is_regional else "",
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
    yield pgettext("last day", "Due"), day(found.target.due_on), ""
    if when := coverage.achieved_when(found.cell):
        yield gettext("Achieved on"), when, ""
    standing = [line for line in found.lines if not line.withdrawn]
    outside = any(line.spent.outside for line in found.lines)
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
            yield label, words % both, coverage.amount_as_of(stays)
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


def activities_behind(lines: Sequence[ActivityFacts], facts: Facts, place: str, *, on: date) -> list[Values]:
    """The lines of one workplan as a list shows them on a day; money with cents in all of them where one has any.

    `facts` are those of the page, `place` is the country's part of the address, or "regional".
    """
    cents = any(
        has_cents(amount)
        for line in lines
        for amount in (line.secretariat_cost, line.spent_secretariat, line.spent_partners)
        if amount
    )
    return [_activity(line, facts, place, cents=cents, on=on) for line in lines]


def _activity(line: ActivityFacts, facts: Facts, place: str, *, cents: bool, on: date) -> Values:
    number, shown = short_code(line.code), facts.stage
    partners = gettext("with %(partners)s") % {"partners": and_list(line.partners)} if line.partners else ""
    spent = [amount_words(one, cents=cents) for one in (line.spent_secretariat, line.spent_partners)]
    if not number:
        # What was loaded from a document has no code, no page and no answers.
        unknown = ("planned", "actual", "word", "spent_secretariat", "spent_partners")
        return {"title": line.title, "status": "not_loaded", **dict.fromkeys(unknown, gettext("Not loaded"))}
    under = (line.lead_body, partners, comma_list(line.shared_with))
    return {
        "code": number,
        "full": line.code,
        "title": line.title,
        "url": reverse("activity", args=[facts.year, place, number]),
        "is_overdue": line.is_overdue(on),
        "under": " · ".join(words for words in under if words),
        "planned": span(line.planned.starts, line.planned.ends),
        "actual": span(line.actual.starts, line.actual.ends) if line.actual else gettext("Not reported"),
        "status": "withdrawn" if line.withdrawn else line.result.value,
        "word": gettext("Withdrawn") if line.withdrawn else values.result_word(line),
        "as_of": coverage.as_of(shown, line.said_at.result, line.said_on),
        "narrative": line.narrative,
        "shown": line.evidence,
        "place": place,
        "spent_secretariat": spent[0],
        "secretariat_as_of": coverage.amount_as_of([is_earlier(shown, line.said_at.spent_secretariat)]),
        "cost": "" if line.secretariat_cost is None else money(line.secretariat_cost, cents=cents),
        "spent_partners": spent[1],
        "partners_as_of": coverage.amount_as_of([is_earlier(shown, line.said_at.spent_partners)]),
        "sources": [said for one in line.support for said in _sources(one, cents=cents)],
    }


def _sources(one: SupportFacts, *, cents: bool) -> list[str]:
    """A partner's part of a line, in words: what was accepted of it, what it spent, and its help in kind."""
    name = values.partner_name(one.partner)
    amounts = (
        (gettext("%(partner)s: US$%(amount)s accepted"), one.accepted),
        (gettext("%(partner)s: US$%(amount)s spent"), one.spent),
    )
    said = [
        words % {"partner": name, "amount": money(amount, cents=cents)}
        for words, amount in amounts
        if amount is not None
    ]
    words = gettext("%(partner)s: %(what)s · %(delivered)s")
    delivered = values.delivered_words(one.delivered)
    return said + [words % {"partner": name, "what": item, "delivered": delivered} for item in one.in_kind]


def track_of(rounds: Sequence[AnswerRound], year: int, opened: set[str], *, reads_words: bool) -> Values:
    """The last rounds, the oldest first, and what was `opened` and is not closed yet in the year of the page.

    With `reads_words` their explanations, as far as the dataset of the year has them.
    """
    steps = [*_said(rounds, reads_words=reads_words)]
    closed = {one.stage for one in rounds if one.year == year}
    for stage in ReviewStage:
        if stage in opened and stage not in closed:
            word = gettext("Not closed yet")
            steps.append({"status": "planned", "word": word, "when": values.review_name(stage, year)})
    return {"steps": steps[-MOST:], "left_out": len(steps[:-MOST])}


def _said(rounds: Sequence[AnswerRound], *, reads_words: bool) -> Iterator[Values]:
    before, answered, answered_in = "", "", 0
    for one in rounds:
        # Within a year an answer stays where the next review says nothing.
        stays = not one.status and one.year == answered_in
        if one.status:
            answered, answered_in = one.status, one.year
        said = answered if stays else one.status
        is_withdrawn = said == TargetProgress.TAKEN_BACK
        status = CellStatus.NOT_REPORTED if is_withdrawn or not said else CellStatus(said)
        moved_back = status in ORDER and before in ORDER and ORDER.index(status) < ORDER.index(before)
        before = status if said else before
        when = values.review_name(one.stage, one.year)
        if one.number > 1:
            numbered = gettext("%(review)s, version %(round)s of the answers")
            when = numbered % {"review": when, "round": one.number}
        if stays:
            when = gettext("%(review)s, as reported at mid-year") % {"review": when}
        words = one.narrative if reads_words and one.has_plan else ""
        cut = words[: letter_start(words, MOST_CHARACTERS)]
        yield {
            "status": status.value,
            "word": values.ANSWER_WITHDRAWN if is_withdrawn else values.CELL_WORDS[status],
            "moved_back": moved_back,
            "when": when,
            "words": words if cut == words else f"{cut}…",
            "language": language_of(words),
        }
