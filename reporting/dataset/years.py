"""Years beside each other, of one plan of action or of several by descent: what moved, what is late, what nobody works on.

Pure, as all of `reporting.dataset`. Each year comes in as the dataset that one audience reads of it, so nothing is here
that the comparison of that year does not show to the same readers (AR-3).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial

from reporting.dataset.schema import Dataset, YearFigures, YearTargets
from reporting.dataset.targets import AreaFacts, Cell, TargetFacts
from reporting.dataset.totals import REGION, coded_cells, day_is_over, states_given
from reporting.dataset.values import CellStatus, Note, Origin

# The states that an answer moves through, the lowest first.
ORDER = (CellStatus.NO_ACTIVITY, CellStatus.IN_PROGRESS, CellStatus.ACHIEVED)
# Readers to whom an approved plan is never hidden: every plan, and the plan of the region.
READ_EVERY_PLAN, READ_THE_REGION = ("secretariat",), ("secretariat", "taskforces")
READ_EVERY_ANSWER = READ_THE_REGION


# The answers by target and place, and by year.
type _Cells = dict[tuple[str, str], dict[int, Cell]]


class Movement(StrEnum):
    """How an answer lies to the one of an earlier year. NONE where one of both is missing and the other is not the first."""

    SAME = "same"
    FORWARD = "forward"
    BACK = "back"
    FIRST = "first"
    NONE = "none"


class Verdict(StrEnum):
    """An answer against the day on which the target is due. Without an answer nothing is known: it is never overdue."""

    IN_TIME = "in_time"
    LATE = "late"
    DAY_NOT_KNOWN = "day_not_known"
    OVERDUE = "overdue"
    DUE_LATER = "due_later"
    NOT_KNOWN = "not_known"


class Effort(StrEnum):
    """Whether an activity serves a target. NOT_KNOWN where none does that is read, and a plan is hidden, or was made
    before the target was added.
    """

    NOBODY = "nobody"
    NOT_KNOWN = "not_known"
    SERVED = "served"


@dataclass(frozen=True)
class Answers:
    """What one place answered for a target, by year; a year in which it was not asked is left out.

    `place` is the code of a country, or REGION. `verdict` is of the last of these years, or of the last one that has the
    target. `earlier` has by year what the earlier targets were, where this one merges them or is a part of one. `ended`:
    the last year does not have the target; `later` are the codes of those that continue it. `removed`: a revision of
    its plan removed it. Who reads only what was released learns of no answer that it is the first.
    """

    area: AreaFacts
    target: TargetFacts
    place: str
    due: date
    by_year: Mapping[int, Cell]
    verdict: Verdict
    earlier: Mapping[int, Note] = field(default_factory=dict)
    ended: bool = False
    later: tuple[str, ...] = ()
    removed: bool = False
    every_answer_is_read: bool = True

    def movement(self, then: int, now: int) -> Movement:
        """How the answer of a year lies to that of an earlier one."""
        was, current = self._state(then), self._state(now)
        if current not in ORDER:
            return Movement.NONE
        if was in ORDER:
            step = ORDER.index(current) - ORDER.index(was)
            return Movement.FORWARD if step > 0 else Movement.BACK if step < 0 else Movement.SAME
        # Of a year that is not loaded nobody knows.
        known = (*ORDER, CellStatus.NOT_LOADED)
        is_first = (
            self.every_answer_is_read
            and then not in self.earlier
            and all(self._state(year) not in known for year in self.by_year if year < now)
        )
        return Movement.FIRST if is_first else Movement.NONE

    def _state(self, year: int) -> CellStatus | None:
        return self.by_year[year].status if year in self.by_year else None


@dataclass(frozen=True)
class TargetEffort:
    """Who works on a target: the number of activities by the code of a country, or REGION; withdrawn ones are not counted.

    `hidden` are the codes of the plans that the audience does not read, or that do not know the target.
    """

    area: AreaFacts
    target: TargetFacts
    activities: Mapping[str, int]
    hidden: tuple[str, ...]

    @property
    def effort(self) -> Effort:
        if self.activities:
            return Effort.SERVED
        return Effort.NOT_KNOWN if self.hidden else Effort.NOBODY


def earlier_year(year: Dataset) -> YearFigures | None:
    """What the report of a later year keeps of a year; None where no status is read."""
    if not states_given(year):
        return None
    return YearFigures(year.facts, year.countries, year.areas, year.types, year.money)


def build_answers(years: Sequence[YearTargets], today: date) -> tuple[Answers, ...]:
    """The answers of years beside each other, in the order of the last plan, of each target in protocol order.

    Texts, due dates and countries are those of the last year.
    An earlier target that is the same stands in one row with the later one. A target that the last year does not have any
    more stands behind the others of its area, one of an earlier plan of action behind them all, and one that was split
    above the first of its parts; without a day of its own it was due at the end of its own plan.
    """
    years = sorted(years, key=lambda one: one.facts.year)
    last = years[-1].facts
    ends = {one.facts.year: one.facts.year_ends for one in years}
    newest = _newest_of(years)
    cells: _Cells = {}
    for one in years:
        for target in one.targets:
            key = newest(_key(one, target))
            for place, cell in coded_cells(one, target):
                if cell.status is not CellStatus.NOT_ASKED:
                    cells.setdefault((key, place), {})[one.facts.year] = cell
    kept = {newest(_key(years[-1], target)) for target in years[-1].targets}
    later: dict[str, list[str]] = {}
    for target in years[-1].targets:
        for past in {past for step in target.steps for past in step.codes}:
            later.setdefault(past, []).append(target.code)
    answers = []
    for key, area, target, plan_ends in _targets_of(years, newest):
        due, ended, after = target.due_on or plan_ends, key not in kept, tuple(later.get(key, ()))
        for place in (*(country.code for country in years[-1].countries), REGION):
            if by_year := cells.get((key, place)):
                said_in = max(by_year) if ended else last.year
                verdict = verdict_of(by_year.get(said_in), due, said_in, ends, today, ended=ended)
                notes = {
                    year: found
                    for year in ends
                    if year not in by_year
                    and (found := target.earlier_note(partial(_known, cells, newest, place, year)))
                }
                # Those of an earlier plan are named with it.
                end = ended, after, ended and ":" not in target.code, last.audience in READ_EVERY_ANSWER
                answers.append(Answers(area, target, place, due, by_year, verdict, notes, *end))
    return tuple(answers)


def verdict_of(
    cell: Cell | None, due: date, year: int, ends: Mapping[int, date], today: date, *, ended: bool = False
) -> Verdict:
    """The answer of a year against a due date; `ends` are the last days of the years that are read.

    A target that is not achieved is overdue once its day is over; of one that has `ended` before, nobody said what it was
    on that day. Achieved without a day, it was in time where the first year that said so had ended by then.
    """
    if cell is None or cell.status not in ORDER:
        return Verdict.NOT_KNOWN
    if cell.status is not CellStatus.ACHIEVED:
        if day_is_over(due, ends[year], today):
            return Verdict.OVERDUE
        return Verdict.NOT_KNOWN if ended and due < today else Verdict.DUE_LATER
    if cell.achieved_on:
        return Verdict.IN_TIME if cell.achieved_on <= due else Verdict.LATE
    first = cell.since_year or year
    return Verdict.IN_TIME if ends.get(first, date(first, 12, 31)) <= due else Verdict.DAY_NOT_KNOWN


def effort_of(dataset: Dataset) -> tuple[TargetEffort, ...]:
    """Who works on each target of a year, in the order of the plan."""
    audience = dataset.facts.audience
    parts = {code: part.activities for code, part in dataset.parts.items()}
    hidden = tuple(
        chapter.country_code
        for chapter in dataset.chapters
        if not chapter.released and audience not in READ_EVERY_PLAN
    )
    if not dataset.regional.released and audience not in READ_THE_REGION:
        hidden = (*hidden, REGION)
    if dataset.facts.is_loaded:
        # A document that does not say what activities are for does not say that nobody works on a target.
        hidden = tuple(
            place for place, lines in parts.items() if not (lines and all(line.targets for line in lines))
        )
    found = []
    for area in dataset.areas:
        for target in area.targets:
            counts = {
                place: sum(target.code in line.targets and not line.withdrawn for line in lines)
                for place, lines in parts.items()
            }
            serving = {place: count for place, count in counts.items() if count}
            unknown = hidden if target.is_asked else tuple(parts)
            found.append(TargetEffort(AreaFacts(area.code, area.title), target, serving, unknown))
    return tuple(found)


def _key(year: YearTargets, target: TargetFacts) -> str:
    """A target by its plan of action and its code, as `TargetFacts.continues` has it."""
    return f"{year.facts.plan.code}:{target.code}"


def _known(
    cells: _Cells, newest: Callable[[str], str], place: str, year: int, code: str
) -> CellStatus | None:
    """The state of a target in a place and year, where one is known."""
    found = cells.get((newest(code), place), {}).get(year)
    return found.status if found and found.status in ORDER else None


def _newest_of(years: Sequence[YearTargets]) -> Callable[[str], str]:
    """From a target to the newest one that is the same, over all plans of action of these years."""
    following = {code: _key(one, target) for one in years for target in one.targets for code in target.same}

    def newest(key: str) -> str:
        while key in following:
            key = following[key]
        return key

    return newest


def _targets_of(
    years: Sequence[YearTargets], newest: Callable[[str], str]
) -> Iterator[tuple[str, AreaFacts, TargetFacts, date]]:
    """Each target once in its last text, area by area, with the last day of its plan.

    What is of another plan of action is named with it.
    """
    plan = years[-1].facts.plan.code
    areas: dict[str, AreaFacts] = {}
    targets: dict[str, dict[str, tuple[TargetFacts, date]]] = {}
    seen: set[str] = set()
    for one in reversed(years):
        named_with = "" if one.facts.plan.code == plan else f"{one.facts.plan.code}:"
        for area in one.areas:
            place = f"{named_with}{area.code}"
            areas.setdefault(place, AreaFacts(place, area.title))
            for target in area.targets:
                key = newest(_key(one, target))
                if key not in seen:
                    seen.add(key)
                    named = replace(target, code=f"{named_with}{target.code}")
                    targets.setdefault(place, {})[key] = named, one.facts.plan.last_day
    every = {key: one for found in targets.values() for key, one in found.items()}
    for place, found in targets.items():
        for key, (target, _plan_ends) in found.items():
            split = (newest(step.codes[0]) for step in reversed(target.steps) if step.origin is Origin.PART)
            yield from ((each, areas[place], *every.pop(each)) for each in (*split, key) if each in every)
