"""The page of two years: the finding, the matrix, the lists of what moved, and the due dates."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain, groupby
from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext_lazy

from commit_portal.addresses import address
from commit_portal.http.filters import FilteredList, files_of
from commit_portal.i18n import Words, comma_list, day, language_of, letter_start, say
from commit_portal.workflow import Values
from reporting.dataset import AreaFacts, CellStatus, CountryFacts, Facts, SaidAt, YearTargets
from reporting.dataset.totals import GIVEN, REGION
from reporting.dataset.years import ORDER, Movement, Verdict
from reporting.report.chapters.years import progress_of, reached_table, year_table
from reporting.report_text import years as year_words
from reporting.report_text.coverage import as_of, not_there, why_region_is_missing
from reporting.report_text.values import CELL_WORDS, NOT_ASKED, cell_word, paragraph, part_of, said
from reporting.report_text.years import VERDICT_WORDS, ComparedAnswer, YearRow, place_names
from reporting.years.tables import KINDS, TABLES, figure_of, list_of, shown_in, shown_url
from spa.statuses import name_of_code

# What is listed of the answers that moved forward, where nobody asks for all; the characters of an explanation.
MOST, MOST_CHARACTERS = 10, 300
# Verdicts that a cell names.
LATE = {Verdict.OVERDUE: pgettext_lazy("tally", "overdue"), Verdict.LATE: gettext_lazy("achieved late")}
DUE_HEADS = (
    pgettext_lazy("last day", "Due"),
    *VERDICT_WORDS.values(),
    pgettext_lazy("number of answers", "Asked"),
)

type Listed = FilteredList[ComparedAnswer]

# The answers that are counted together.
GROUPS: dict[CellStatus | None, Words] = {one: CELL_WORDS[one] for one in reversed(ORDER)}
GROUPS[None] = gettext_lazy("No answer shown")

LINK = '<a href="{}">{}<span class="visually-hidden">{}</span></a>'
CELL = '<td role="cell" data-label="{}"{} data-status="{}" data-move="{}"><span class="word">{}</span>{}</td>'
HEAD = '<th role="rowheader" scope="row"><span class="code">{}</span> {}{}</th>'
VALUE = '<td role="cell" data-label="{}">{}</td>'
# One mark a year; the link says the same in words.
STRIP = '<span class="was strip" aria-hidden="true">{}</span>'
MARK, SMALL = '<span data-status="{}"></span>', ' <span class="was">{}</span>'


@dataclass(frozen=True)
class YearsRead:
    """Years as one reader reads them on a day, the oldest first, to compare the last of `years` with one `then`.

    Two are equal where their years are the same objects (`YearTargets`), so what hangs on them is built once in a process
    while nothing that it shows has changed. `told` are the years that may be chosen.
    """

    years: tuple[YearTargets, ...]
    told: tuple[int, ...]
    then: int
    on: date
    area_word: str
    language: str | None

    @property
    def shown(self) -> list[int]:
        """The years from the earlier one on."""
        return [one.facts.year for one in self.years if one.facts.year >= self.then]


@lru_cache(maxsize=64)
def answers_of(read: YearsRead) -> tuple[ComparedAnswer, ...]:
    """The answers of the last of these years beside those of an earlier one."""
    return year_words.answers_of(year_words.with_earlier_names(read.years, read.then), read.then, read.on)


def ways_of(told: Sequence[int], then: int, now: int, table: str = "") -> Values:
    """The links to the other tables of years, and to other first and last years, where there is a choice."""
    views = {"": pgettext_lazy("noun", "Changes")} | {key: one.label for key, one in TABLES.items()}

    def link(label: Words, first: int, last: int, view: str = table) -> tuple[Words, str, bool]:
        url = address("years_table", first, last, view) if view else address("years_beside", first, last)
        return label, url, (first, last, view) == (then, now, table)

    between = say(gettext("%(then)s to %(now)s:"), then=str(then), now=str(now))
    ways = (
        (between, [link(label, then, now, view) for view, label in views.items()]),
        (gettext("Compare with:"), [link(str(one), one, now) for one in told if one < now]),
        (gettext("Last year:"), [link(str(one), then, one) for one in told if one > then]),
    )
    return {"ways": [(about, links) for about, links in ways if len(links) > 1]}


@lru_cache(maxsize=16)
def body_of(read: YearsRead, query: str, agenda: tuple[tuple[str, int], ...]) -> SafeString:
    """All below the head of the page as HTML, filtered as the query of the list asks: nothing else says who reads.

    `agenda` has the keys of the targets by their codes, for a reader who keeps the meetings.
    """
    then, area_word = read.then, read.area_word
    now = year_words.with_earlier_names(read.years, then)[-1]
    years, rows = read.shown, answers_of(read)
    board = list_of(area_word, years)
    chosen = QueryDict(query.removeprefix("?"))
    listed = board.shown(chosen, rows)
    within = replace(board, filters=board.filters[:1]).shown(chosen, rows)
    page = page_of(within, listed, now, years) | shown_in(listed)
    page |= {"area_word": area_word, "then": str(then), "now": str(now.facts.year)}
    back = [row for row in listed.rows if row.movement is Movement.BACK]
    if back and (keys := dict(agenda)):
        answers = ((("target", keys[row.of.target.code]), ("place", row.of.place.lower())) for row in back)
        page["agenda_url"] = f"{address('recommendation_new')}?{urlencode([*chain.from_iterable(answers)])}"
    page |= ways_of(read.told, then, now.facts.year)
    page["files"] = files_of("years_beside_file", then, now.facts.year)
    return render_to_string("reporting/years/years_tables.html", page)


def page_of(within: Listed, listed: Listed, now: YearTargets, years: Sequence[int]) -> Values:
    """What the page shows of several years: the answers `within` the chosen area, and those of them that are `listed`."""
    shown = {row.of.target.code for row in listed.rows}
    moved = Counter((row.area, row.movement) for row in within.rows)
    areas: dict[AreaFacts, list[Values]] = {}
    for (area, target), rows in groupby(within.rows, lambda row: (row.area, row.of.target)):
        if target.code in shown:
            areas.setdefault(area, []).append(_row(list(rows), now))
    return {
        "figures": [*_figures(within)],
        "columns": place_names(now.countries),
        "areas": [
            {
                "area": area,
                "rows": rows,
                "back": moved[area, Movement.BACK],
                "forward": moved[area, Movement.FORWARD],
            }
            for area, rows in areas.items()
        ],
        "from_to": _from_to(within.rows) if within.rows else {},
        "parts": _parts_of(within.rows, years, now.countries),
        "plan_ends": now.facts.plan.last_day,
        "lists": [*_lists(within, listed, now.facts)],
        "due_heads": DUE_HEADS,
    }


def plans_beside(years: Sequence[YearTargets], on: date) -> Iterator[Values]:
    """Each plan of action in its own years, the earlier one first: of plans whose targets nobody has linked."""
    for plan, found in groupby(years, lambda one: one.facts.plan.code):
        own = year_words.with_earlier_names(list(found))
        first, last = own[0].facts.year, own[-1].facts.year
        title = gettext("%(plan)s, %(then)s to %(now)s") if first < last else gettext("%(plan)s, %(now)s")
        answers = year_words.answers_of(own, first, on)
        yield {
            "title": say(title, plan=name_of_code(plan), then=str(first), now=str(last)),
            "url": address("years_beside", first, last) if first < last else address("comparison", last),
            "parts": _parts_of(answers, [one.facts.year for one in own], own[-1].countries),
        }


def lead_of(years: Iterable[Facts]) -> str:
    """The review whose answers are shown of each year, the last year first, or that it has none."""
    sentences = []
    for facts in years:
        if facts.own_sources:
            sentences.append(said(facts.own_sources))
            continue
        sentence = gettext("No review of %(year)s is closed yet.")
        if facts.state_at:
            sentence = gettext("%(year)s: answers of %(review)s.")
        sentences.append(say(sentence, year=str(facts.year), review=said(facts.state_at)))
        if facts.provisional:
            sentences.append(gettext("The answers are provisional, because the review is still open."))
    return paragraph(*sentences)


def _figures(within: Listed) -> Iterator[Values]:
    """The finding: how many answers moved, and how many are late. Each leads to what it counts."""
    found = Counter(chain.from_iterable(row.kinds for row in within.rows))
    then = within.rows[0].then if within.rows else ""
    same = say(gettext("Answers as in %(year)s"), year=str(then))
    for value, words in (*KINDS.items(), (Movement.SAME, same)):
        if found[value] or value in (Movement.BACK, Movement.FORWARD, Verdict.OVERDUE):
            shown, is_late = value if value in KINDS else "", value in (Movement.BACK, Verdict.OVERDUE)
            yield figure_of(within, found[value], str(words), shown, is_late=is_late)


def _parts_of(
    answers: Sequence[ComparedAnswer], years: Sequence[int], countries: Sequence[CountryFacts]
) -> list[Values]:
    """How far the targets came: all answers, what each taskforce achieved, and by how many countries each was achieved."""
    if not answers:
        return []
    heads, places = [*map(str, years)], place_names(countries).items()
    rows = [
        YearRow("", name, tuple(_achieved_by([row for row in answers if row.of.place == place], years)))
        for place, name in places
    ]
    reached = gettext("Progress of the plan of action by %(year)s")
    found = (
        (gettext("All answers, year by year"), progress_of(answers, years)),
        (
            gettext("Targets achieved by each taskforce, as last reported in each year"),
            year_table(gettext("Taskforce"), heads, rows)
            | {"finding": gettext("The order is not a ranking. Only answers that are known are counted.")},
        ),
        (say(reached, year=heads[-1]), reached_table(answers, len(countries))),
    )
    return [{"title": title, **table} for title, table in found if table["rows"]]


def _achieved_by(answers: Iterable[ComparedAnswer], years: Iterable[int]) -> Iterator[str]:
    """ "4 of 6" for each year: of the targets that a taskforce was asked. A year without any answer is never "0 of 6"."""
    by_year = [row.of.by_year for row in answers]
    for year in years:
        cells = [cells[year].status for cells in by_year if year in cells]
        if any(status in GIVEN for status in cells):
            read = [status for status in cells if status not in year_words.UNREAD]
            yield part_of(read.count(CellStatus.ACHIEVED), len(read))
        else:
            yield str(CELL_WORDS[cells[0]]) if cells else "–"


def _from_to(rows: Sequence[ComparedAnswer]) -> Values:
    """All answers counted: what they were in the earlier year by what they are."""
    pairs = ([one.status if one.status in GROUPS else None for one in (row.was, row.cell)] for row in rows)
    counted = Counter(map(tuple, pairs))
    then, now = (
        [say(gettext("%(year)s: %(note)s"), year=str(year), note=word) for word in GROUPS.values()]
        for year in (rows[0].then, rows[0].now)
    )
    table = [
        YearRow("", word, tuple(counted[was, one] for one in GROUPS))
        for was, word in zip(GROUPS, then, strict=True)
    ]
    return year_table(gettext("Answers"), now, table)


def _row(answers: list[ComparedAnswer], now: YearTargets) -> Values:
    """The rows of a target: its cells, and how many of its answers are in time, late and overdue: none where it was removed."""
    of, of_place = answers[0].of, {row.of.place: row for row in answers}
    names, due = place_names(now.countries).items(), day(of.due)
    verdicts = Counter(row.of.verdict for row in answers if not row.of.removed)
    values: tuple[str | int, ...] = (due, *(verdicts[one] for one in VERDICT_WORDS), verdicts.total())
    first = say(gettext("due %(day)s"), day=due) if of.due != now.facts.plan.last_day else ""
    cells = [(_cell(of_place.get(one), name, one, now.facts.stage, get_language()),) for one, name in names]
    return {
        "matrix": _head(of.target.code, of.target.text, first) + format_html_join("", "{}", cells),
        "due": _due_row(of.target.code, tuple(zip(map(str, DUE_HEADS), values, strict=True))),
    }


@lru_cache(maxsize=1024)
def _head(code: str, text: str, due: str) -> SafeString:
    """The head of a target's row as HTML, kept by what it shows, as its cells are."""
    return format_html(HEAD, code, text, format_html(' <span class="second">{}</span>', due) if due else "")


@lru_cache(maxsize=1024)
def _due_row(code: str, cells: tuple[tuple[str, str | int], ...]) -> SafeString:
    """The row of a target among the due dates as HTML: each value with the head of its column."""
    return format_html('<th role="rowheader" scope="row">{}</th>{}', code, format_html_join("", VALUE, cells))


@lru_cache(maxsize=4096)
def _cell(
    row: ComparedAnswer | None, name: str, place: str, stage: SaidAt | None, language: str | None
) -> SafeString:
    """A cell as HTML, kept by what it shows: a change of the year changes few of some hundred cells.

    It is no template: that works out some twenty nodes a cell.
    """
    status, move = CellStatus.NOT_ASKED, Movement.NONE
    shown, small = escape(str(NOT_ASKED)), SafeString()
    said = tuple[str, ...]()
    if row is not None and row.cell.status is not CellStatus.NOT_ASKED:
        cell = row.cell
        status, move = cell.status, row.movement
        spoken = say(gettext(", %(place)s, target %(code)s"), place=name, code=row.of.target.code)
        years = [year for year in row.of.by_year if year >= row.then]
        if len(years) > len((row.then, row.now)):
            each = gettext("%(year)s: %(status)s")
            told = comma_list(say(each, year=str(year), status=row.word(year)) for year in years)
            spoken = say(gettext("%(place)s (%(years)s)"), place=spoken, years=told)
            # A mark stands for each of several years.
            marks = ((row.of.by_year[year].status.value,) for year in years)
            small = format_html(STRIP, format_html_join("", MARK, marks))
        said = (row.words, str(LATE.get(row.of.verdict, "")), as_of(stage, cell.said_at, cell.said_on))
        shown = format_html(LINK, _url(row), cell_word(cell), spoken)
    elif row is not None and row.of.ended:
        said = (row.words,)
    small += format_html_join("", SMALL, ((words,) for words in said if words))
    look = SafeString(' class="regional"' if place == REGION else "")
    return format_html(CELL, name, look, status.value, move.value, shown, small)


def _lists(within: Listed, listed: Listed, now: Facts) -> Iterator[Values]:
    """What moved back, what moved forward, and what is reported for the first time, in the words of the taskforces."""
    is_asked = listed.query != within.query
    all_forward = gettext("Show all %(count)s answers that moved forward")
    all_first = gettext("Show all %(count)s answers that are reported for the first time")
    for value, none, all_words in (
        (Movement.BACK, gettext("No answer moved back."), ""),
        (Movement.FORWARD, gettext("No answer moved forward."), all_forward),
        (Movement.FIRST, gettext("No answer is reported for the first time."), all_first),
    ):
        rows = [row for row in listed.rows if row.movement is value]
        if rows or not is_asked:
            count = ngettext("%(count)s answer", "%(count)s answers", len(rows))
            cut = rows[: None if is_asked or value is Movement.BACK else MOST]
            yield {
                "title": KINDS[value],
                "count": say(count, count=len(rows)) if rows else "",
                "none": none,
                "rows": [_moved(row, now) for row in cut],
                "all_url": shown_url(within, value) if len(cut) < len(rows) else "",
                "all_words": say(all_words, count=len(rows)),
            }


def _moved(row: ComparedAnswer, now: Facts) -> Values:
    words = row.cell.narrative
    cut = words[: letter_start(words, MOST_CHARACTERS)]
    if row.cell.activities is not None:
        none = gettext("No explanation")
    elif row.of.place == REGION:
        none = paragraph(
            why_region_is_missing(now.withheld_from), gettext("So the explanation is not shown.")
        )
    else:
        none = say(gettext("Explanation: %(word)s"), word=not_there(now.withheld_from))
    return {
        "title": say(gettext("%(place)s, target %(code)s"), place=row.name, code=row.of.target.code),
        "url": _url(row),
        "states": [
            (year, cell.status.value, cell_word(cell))
            for year, cell in ((row.then, row.was), (row.now, row.cell))
        ],
        "words": cut if cut == words else f"{cut}…",
        "language": language_of(words),
        "none": none,
    }


def _url(row: ComparedAnswer) -> str:
    """The page of the answer in the later year, compared with the earlier one."""
    cell = f"{quote(row.of.target.code)}/{row.of.place.lower()}/?with={row.then}"
    return f"{address('comparison', row.now)}{cell}"
