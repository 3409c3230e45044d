"""Counts, sums and shares of a dataset that are worked out for the page and not stored."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise
from math import ceil

from reporting.dataset.activities import Chapter as CountryPart
from reporting.dataset.money import AreaMoney, MoneyRow, sum_of
from reporting.dataset.schema import REGION, Dataset, Facts, YearFigures, YearTargets
from reporting.dataset.targets import Cell, EvidenceFacts, MeetingFacts, TargetFacts
from reporting.dataset.values import CellStatus, Result, SaidAt, TargetScope

MOST_MONTHS = 18

GIVEN = (CellStatus.ACHIEVED, CellStatus.IN_PROGRESS, CellStatus.NO_ACTIVITY)
LEGEND = (*GIVEN, CellStatus.NOT_REPORTED)


def som_of(dataset: Dataset) -> MeetingFacts | None:
    """The meeting whose answers are shown, if it is one of this year's meetings."""
    state_at = dataset.facts.state_at
    if state_at is None or state_at.code != "state_at.meeting":
        return None
    named = [meeting for meeting in dataset.meetings if meeting.name == state_at.param("name")]
    return named[0] if named else None


def even_shares(total: int, most: int) -> list[slice]:
    """Even shares of at most `most`: thirteen by six is 5, 4, 4 and not 6, 6, 1."""
    parts = max(1, ceil(total / most))
    size, rest = divmod(total, parts)
    edges = (size * part + min(part, rest) for part in range(parts + 1))
    return [slice(*share) for share in pairwise(edges)]


def is_overdue(target: TargetFacts, cell: Cell, facts: Facts, on: date) -> bool:
    """Whether a target is not achieved in a place although its day is over (`day_is_over`).

    Without an answer nothing is known: that is never overdue.
    """
    due = target.due_on or facts.plan.last_day
    is_open = cell.status in (CellStatus.IN_PROGRESS, CellStatus.NO_ACTIVITY)
    return is_open and day_is_over(due, facts.year_ends, on)


def day_is_over(due: date, year_ends: date, on: date) -> bool:
    """Whether the day of a target is over on a day, and the year of its answer reached it."""
    return due < on and due <= year_ends


def tally_of(targets: Iterable[TargetFacts]) -> dict[CellStatus, int]:
    """Country answers in each of the four states of the legend; of a loaded year, with what is not loaded as the fourth."""
    found = Counter(cell.status for target in targets for cell in target.cells)
    legend = (*GIVEN, CellStatus.NOT_LOADED) if found[CellStatus.NOT_LOADED] else LEGEND
    return {status: found[status] for status in legend}


def answers_given(dataset: YearFigures) -> bool:
    """Whether any country's answer is read. "Not reported" is none, and what is not released is not read."""
    return any(cell.status in GIVEN for target in dataset.targets for cell in target.cells)


def states_given(dataset: YearFigures) -> bool:
    """Whether any state of a target is read, a country's or the region's own."""
    region = (target.regional for target in dataset.targets)
    return answers_given(dataset) or any(cell is not None and cell.status in GIVEN for cell in region)


def is_earlier(shown: SaidAt | None, said_at: SaidAt | None) -> bool:
    """Whether an answer was given at an earlier review than the one that is shown."""
    return said_at is not None and said_at is not shown


def answers_as_of(dataset: YearTargets, *, countries: bool = True) -> int:
    """How many answers are of an earlier review than the one that is shown; countries', or the region's as well."""
    return sum(
        is_earlier(dataset.facts.stage, cell.said_at)
        for target in dataset.targets
        for code, cell in coded_cells(dataset, target)
        if not countries or code != REGION
    )


def named_money(dataset: YearFigures) -> list[tuple[str, MoneyRow]]:
    """The workplans that are read with their money, by the name of the country; the region's last, without one."""
    names = {country.code: country.name for country in dataset.countries}
    return [(names.get(code, ""), row) for code, row in dataset.money_by_place.items() if row]


def reads_partner_money(dataset: YearFigures) -> bool:
    """Whether the audience reads amounts of partners; outsiders read their names alone."""
    return dataset.facts.is_loaded or all(row.accepted is not None for _name, row in named_money(dataset))


def asked_of_countries(targets: Sequence[TargetFacts]) -> int:
    """How many of the targets countries were asked, not the region alone."""
    return sum(target.scope is not TargetScope.REGIONAL and target.is_asked for target in targets)


def moves(dataset: Dataset) -> tuple[int, int]:
    """Answers of countries that moved towards achieved, and away from it, since the previous year."""
    order = GIVEN[::-1]
    pairs = [
        (order.index(cell.was), order.index(cell.status))
        for target in dataset.targets
        for cell in target.cells
        if cell.was in order and cell.status in order
    ]
    return sum(now > was for was, now in pairs), sum(now < was for was, now in pairs)


def coded_cells(dataset: YearTargets, target: TargetFacts) -> Iterable[tuple[str, Cell]]:
    """A target's cells with the codes of their columns, the Regional one last."""
    for country, cell in zip(dataset.countries, target.cells, strict=True):
        yield country.code, cell
    if target.regional:
        yield REGION, target.regional


def evidence_in(dataset: Dataset) -> dict[str, tuple[EvidenceFacts, ...]]:
    """What its readers are shown of evidence, by answer: "KH-2011-003", "1.T1 KH"."""
    parts = (dataset.regional.activities, *(chapter.activities for chapter in dataset.chapters))
    shown = {line.code: line.evidence for line in chain(*parts)}
    for target in dataset.targets:
        shown |= {f"{target.code} {code}": cell.evidence for code, cell in coded_cells(dataset, target)}
    return {answer: evidence for answer, evidence in shown.items() if evidence}


def months_of_year(dataset: Dataset) -> tuple[list[date], bool]:
    """The first days of the months of the year's implementation, and whether they were cut at 18."""
    span, year = dataset.facts.implementation, dataset.facts.year
    when = (span.starts or date(year, 1, 1)).replace(day=1)
    last = span.ends or date(year, 12, 31)
    months: list[date] = []
    while when <= last and len(months) < MOST_MONTHS:
        months.append(when)
        when = month_after(when)
    return months, when <= last


def under_way(part: CountryPart, months: Sequence[date], *, actual: bool) -> list[int] | None:
    """How many activities of a chapter run in each month.

    None where the plan is not released (AR-3), and of the actual dates where nothing was reported: it is not zero.
    """
    if not part.released:
        return None
    if actual and all(line.result is Result.NOT_REPORTED and not line.actual for line in part.activities):
        return None
    spans = [activity.actual if actual else activity.planned for activity in part.activities]
    return [
        sum(
            span.starts is not None
            and span.starts < month_after(when)
            and (span.ends is None or span.ends >= when)
            for span in spans
        )
        for when in months
    ]


def month_after(when: date) -> date:
    """The first day of the month after that of a day."""
    return date(when.year + when.month // 12, when.month % 12 + 1, 1)


def compared_in_areas(dataset: Dataset, rows: Sequence[AreaMoney]) -> MoneyRow:
    """`compared_in` for areas: what belongs to countries that have not reported is not compared."""
    codes = {row.area_code for row in rows}
    money = sum_of(row.money for row in rows)
    approved, accepted = money.approved, money.accepted or Decimal(0)
    for country, part in zip(dataset.money.by_country, dataset.chapters, strict=True):
        lines = [line for line in part.activities if line.area_code in codes and not line.withdrawn]
        if country and country.spent_secretariat is None:
            approved -= sum((line.secretariat_cost or Decimal(0) for line in lines), Decimal(0))
        if country and country.spent_within is None:
            accepted -= sum((line.accepted or Decimal(0) for line in lines), Decimal(0))
    return replace(money, approved=approved, accepted=accepted)
