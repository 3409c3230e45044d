"""Years of one plan of action beside each other: what moved, what is late, and what nobody works on.

Pure, as all of `reporting.dataset`. Each year comes in as the dataset that one audience reads of it, so nothing is here
that the comparison of that year does not show to the same readers (AR-3).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporting.dataset.schema import CountryFacts, Dataset
from reporting.dataset.targets import AreaHead, Cell, TargetFacts
from reporting.dataset.totals import REGION, coded_cells, day_is_over
from reporting.dataset.values import CellStatus

# The states that an answer moves through, the lowest first.
ORDER = (CellStatus.NO_ACTIVITY, CellStatus.IN_PROGRESS, CellStatus.ACHIEVED)
# Readers to whom an approved plan is never hidden: every plan, and the plan of the region.
READ_EVERY_PLAN, READ_THE_REGION = ("secretariat",), ("secretariat", "taskforces")


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
    """Whether an activity serves a target. NOT_KNOWN where none does that is read, and a plan is hidden."""

    NOBODY = "nobody"
    NOT_KNOWN = "not_known"
    SERVED = "served"


@dataclass(frozen=True)
class Answers:
    """What one place answered for a target, by year; a year in which it was not asked is left out.

    `place` is the code of a country, or REGION. `verdict` is of the last year of the span.
    """

    area: AreaHead
    target: TargetFacts
    place: str
    due: date
    by_year: Mapping[int, Cell]
    verdict: Verdict

    def movement(self, then: int, now: int) -> Movement:
        """How the answer of a year lies to that of an earlier one."""
        was, current = self._state(then), self._state(now)
        if current not in ORDER:
            return Movement.NONE
        if was in ORDER:
            step = ORDER.index(current) - ORDER.index(was)
            return Movement.FORWARD if step > 0 else Movement.BACK if step < 0 else Movement.SAME
        is_first = all(self._state(year) not in ORDER for year in self.by_year if year < now)
        return Movement.FIRST if is_first else Movement.NONE

    def _state(self, year: int) -> CellStatus | None:
        return self.by_year[year].status if year in self.by_year else None


@dataclass(frozen=True)
class PlanSpan:
    """The years of a plan of action. `answers` are in the order of the plan, of each target in protocol order."""

    years: tuple[int, ...]
    countries: tuple[CountryFacts, ...]
    answers: tuple[Answers, ...]


@dataclass(frozen=True)
class TargetEffort:
    """Who works on a target: the number of activities by the code of a country, or REGION; withdrawn ones are not counted.

    `hidden` are the codes of the plans that the audience does not read.
    """

    area: AreaHead
    target: TargetFacts
    activities: Mapping[str, int]
    hidden: tuple[str, ...]

    @property
    def effort(self) -> Effort:
        if self.activities:
            return Effort.SERVED
        return Effort.NOT_KNOWN if self.hidden else Effort.NOBODY


def build_span(years: Sequence[Dataset], today: date) -> PlanSpan:
    """The years beside each other, the oldest first. Texts, due dates and countries are those of the last one.

    A target that the last year does not have any more stands behind the others of its area.
    """
    years = sorted(years, key=lambda one: one.facts.year)
    last = years[-1].facts
    ends = {one.facts.year: one.facts.year_ends for one in years}
    cells: dict[tuple[str, str], dict[int, Cell]] = {}
    for one in years:
        for target in one.targets:
            for place, cell in coded_cells(one, target):
                if cell.status is not CellStatus.REGIONAL:
                    cells.setdefault((target.code, place), {})[one.facts.year] = cell
    answers = []
    for area, target in _targets_of(years):
        due = target.due_on or last.plan.last_day
        for place in (*(country.code for country in years[-1].countries), REGION):
            if by_year := cells.get((target.code, place)):
                verdict = verdict_of(by_year.get(last.year), due, last.year, ends, today)
                answers.append(Answers(area, target, place, due, by_year, verdict))
    return PlanSpan(tuple(ends), years[-1].countries, tuple(answers))


def verdict_of(cell: Cell | None, due: date, year: int, ends: Mapping[int, date], today: date) -> Verdict:
    """The answer of a year against a due date; `ends` are the last days of the years that are read.

    A target that is not achieved is overdue once its day is over. Achieved without a day, it was in time where the first
    year that said so had ended by then.
    """
    if cell is None or cell.status not in ORDER:
        return Verdict.NOT_KNOWN
    if cell.status is not CellStatus.ACHIEVED:
        return Verdict.OVERDUE if day_is_over(due, ends[year], today) else Verdict.DUE_LATER
    if cell.achieved_on:
        return Verdict.IN_TIME if cell.achieved_on <= due else Verdict.LATE
    first = cell.since_year or year
    return Verdict.IN_TIME if ends.get(first, date(first, 12, 31)) <= due else Verdict.DAY_NOT_KNOWN


def effort_of(dataset: Dataset) -> tuple[TargetEffort, ...]:
    """Who works on each target of a year, in the order of the plan."""
    audience = dataset.facts.audience
    parts = {chapter.country_code: chapter.activities for chapter in dataset.chapters}
    parts[REGION] = dataset.regional.activities
    hidden = tuple(
        chapter.country_code
        for chapter in dataset.chapters
        if not chapter.released and audience not in READ_EVERY_PLAN
    )
    if not dataset.regional.released and audience not in READ_THE_REGION:
        hidden = (*hidden, REGION)
    found = []
    for area in dataset.areas:
        for target in area.targets:
            counts = {
                place: sum(target.code in line.targets and not line.withdrawn for line in lines)
                for place, lines in parts.items()
            }
            serving = {place: count for place, count in counts.items() if count}
            found.append(TargetEffort(AreaHead(area.code, area.title), target, serving, hidden))
    return tuple(found)


def _targets_of(years: Sequence[Dataset]) -> Iterator[tuple[AreaHead, TargetFacts]]:
    """Each target once in its last text, area by area."""
    areas: dict[str, AreaHead] = {}
    targets: dict[str, dict[str, TargetFacts]] = {}
    for one in reversed(years):
        for area in one.areas:
            areas.setdefault(area.code, AreaHead(area.code, area.title))
            for target in area.targets:
                targets.setdefault(area.code, {}).setdefault(target.code, target)
    for code, found in targets.items():
        for target in found.values():
            yield areas[code], target
