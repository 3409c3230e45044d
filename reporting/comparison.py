"""The comparison as a pure function: rows in, one frozen dataset out (STYLE, rule 9).

No ORM, no clock, no request. `reporting.rows.report_rows` reads the rows and leaves out what the audience
may not see; what is missing there is "Not released" here, never zero. Money is US dollars.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from reporting.dataset import (
    Activity,
    Area,
    AreaMoney,
    Cell,
    CellStatus,
    Chapter,
    Country,
    Dataset,
    Facts,
    Meeting,
    Money,
    MoneyRow,
    Recommendation,
    RegionalWorkplan,
    Result,
    Scope,
    Span,
    Step,
    Target,
    TypeCounts,
    sum_of,
    sum_of_known,
)
from reporting.wording import why_missing


@dataclass(frozen=True)
class PlanRow:
    """A taskforce of the year. `country` is None for the region, `version` None where not released."""

    taskforce: int
    country: Country | None
    version: int | None
    version_number: int | None = None
    ceiling: Decimal | None = None
    lead_body: str = ""
    needs: str = ""
    agreed_on: date | None = None
    agreed_by: str = ""


@dataclass(frozen=True)
class TargetRow:
    key: int
    code: str
    text: str
    scope: str
    printed_number: str
    due_on: date


@dataclass(frozen=True)
class AreaRow:
    key: int
    code: str
    title: str
    objective: str
    targets: tuple[TargetRow, ...]


@dataclass(frozen=True)
class TypeRow:
    key: int
    code: str
    title: str


@dataclass(frozen=True)
class LineRow:
    """A line of a version of record. `countries` are keys of taskforces that take part, the host first.

    `texts` are its reported texts by the name of their field.
    """

    version: int
    activity: int
    targets: tuple[int, ...]
    code: str = ""
    title: str = ""
    area: int = 0
    type: int | None = None
    texts: tuple[tuple[str, str], ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    cost: Decimal | None = None
    withdrawn: bool = False
    accepted: Decimal = Decimal(0)
    partners: tuple[str, ...] = ()
    countries: tuple[int, ...] = ()


class ServedRow(NamedTuple):
    """How many lines of a version serve a target."""

    version: int
    target: int
    lines: int


class AnswerRow(NamedTuple):
    """What a taskforce answered for a target, in the last closed round of the stage that is shown."""

    taskforce: int
    target: int
    status: str
    achieved_on: date | None = None
    narrative: str = ""


@dataclass(frozen=True)
class ProgressRow:
    taskforce: int
    activity: int
    status: str
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    spent_secretariat: Decimal | None = None
    spent_partners: Decimal | None = None
    narrative: str = ""


@dataclass(frozen=True)
class Rows:
    """Everything that a dataset is made of. `statuses_need_release` is about outsiders: partners, observers.

    With `only_area`, the code of an area, other areas have no targets, answers are statuses alone, `served` stands
    for `lines`, and all that is not the matrix stays empty and reads "Not released": a short way to the
    comparison page, not an edition.
    """

    facts: Facts
    plans: tuple[PlanRow, ...]
    areas: tuple[AreaRow, ...]
    answers: tuple[AnswerRow, ...]
    lines: tuple[LineRow, ...] = ()
    served: tuple[ServedRow, ...] = ()
    before: tuple[AnswerRow, ...] = ()
    late: frozenset[int] = frozenset()
    progress: tuple[ProgressRow, ...] = ()
    types: tuple[TypeRow, ...] = ()
    steps: tuple[Step, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    followed_up: tuple[Recommendation, ...] = ()
    statuses_need_release: bool = False
    only_area: str | None = None


@dataclass(frozen=True)
class _Book:
    """The rows, looked up by key."""

    rows: Rows
    answers: dict[tuple[int, int], AnswerRow]
    before: dict[tuple[int, int], AnswerRow]
    progress: dict[tuple[int, int], ProgressRow]
    lines: dict[int, list[LineRow]]
    served: dict[tuple[int, int], int]
    areas: dict[int, str]
    types: dict[int, str]
    targets: dict[int, str]
    countries: dict[int, str]


def build_dataset(rows: Rows) -> Dataset:
    """The dataset of one audience and year, as `reporting.dataset` says how it is filled."""
    book = _book(rows)
    nations = [plan for plan in rows.plans if plan.country is not None]
    region = next((plan for plan in rows.plans if plan.country is None), None)
    countries = tuple(plan.country for plan in nations if plan.country is not None)
    areas = tuple(
        Area(area.code, area.title)
        if rows.only_area not in (None, area.code)
        else _area(book, area, nations, region)
        for area in rows.areas
    )
    if rows.only_area is not None:
        return Dataset(
            facts=rows.facts,
            countries=countries,
            steps=rows.steps,
            areas=areas,
            types=(),
            money=Money(by_country=(None,) * len(countries), regional=None),
            chapters=tuple(Chapter(country.code, released=False) for country in countries),
            regional=RegionalWorkplan(released=False),
        )
    activities = {plan.taskforce: _activities(book, plan) for plan in rows.plans}
    shared = activities[region.taskforce] if region else ()
    return Dataset(
        facts=rows.facts,
        countries=countries,
        steps=rows.steps,
        areas=areas,
        types=tuple(_type_counts(book, kind, nations) for kind in rows.types),
        money=_money(book, nations, region, activities),
        chapters=tuple(_chapter(book, plan, activities[plan.taskforce], shared) for plan in nations),
        regional=RegionalWorkplan(
            released=bool(region and region.version),
            activities=shared,
            version=region.version_number if region else None,
        ),
        meetings=rows.meetings,
        recommendations=rows.recommendations,
        followed_up=rows.followed_up,
        notes=_notes(rows, nations),
    )


def _book(rows: Rows) -> _Book:
    lines: dict[int, list[LineRow]] = defaultdict(list)
    served = defaultdict(int, {(row.version, row.target): row.lines for row in rows.served})
    for line in rows.lines:
        lines[line.version].append(line)
        for target in line.targets:
            served[line.version, target] += 1
    return _Book(
        rows=rows,
        answers={(row.taskforce, row.target): row for row in rows.answers},
        before={(row.taskforce, row.target): row for row in rows.before},
        progress={(row.taskforce, row.activity): row for row in rows.progress},
        lines=lines,
        served=served,
        areas={area.key: area.code for area in rows.areas},
        types={kind.key: kind.code for kind in rows.types},
        targets={target.key: target.code for area in rows.areas for target in area.targets},
        countries={plan.taskforce: plan.country.code for plan in rows.plans if plan.country},
    )


def _area(book: _Book, area: AreaRow, nations: list[PlanRow], region: PlanRow | None) -> Area:
    note = "" if area.targets else "The texts of the targets are not public, and not in the portal."
    return Area(
        code=area.code,
        title=area.title,
        objective="" if area.objective == "not printed" else area.objective,
        note=note,
        targets=tuple(
            Target(
                code=target.code,
                text=target.text,
                scope=Scope(target.scope),
                cells=tuple(_national_cell(book, plan, target) for plan in nations),
                regional=_cell(book, region, target) if region and target.scope != Scope.NATIONAL else None,
                printed_number=target.printed_number,
                due_on=target.due_on,
            )
            for target in area.targets
        ),
    )


def _national_cell(book: _Book, plan: PlanRow, target: TargetRow) -> Cell:
    if target.scope == Scope.REGIONAL:
        return Cell(CellStatus.REGIONAL)
    return _cell(book, plan, target)


def _cell(book: _Book, plan: PlanRow, target: TargetRow) -> Cell:
    if plan.version is None and book.rows.statuses_need_release:
        return Cell(CellStatus.NOT_RELEASED)
    key = (plan.taskforce, target.key)
    answer, before = book.answers.get(key), book.before.get(key)
    status = CellStatus(answer.status) if answer else CellStatus.NOT_REPORTED
    told = answer if plan.version is not None else None
    same = before is not None and before.status == status
    return Cell(
        status=status,
        since_year=book.rows.facts.previous_year if same else None,
        was=CellStatus(before.status) if before and not same else None,
        activities=None if plan.version is None else book.served.get((plan.version, target.key), 0),
        late=answer is not None and plan.taskforce in book.rows.late,
        achieved_on=told.achieved_on if told else None,
        narrative=told.narrative if told else "",
    )


def _type_counts(book: _Book, kind: TypeRow, nations: list[PlanRow]) -> TypeCounts:
    """A row of Table 1; None where the country has not released its lines."""
    return TypeCounts(
        code=kind.code,
        name=kind.title,
        short=kind.title,
        by_country=tuple(
            None
            if plan.version is None
            else sum(line.type == kind.key for line in book.lines.get(plan.version, ()))
            for plan in nations
        ),
    )


def _activities(book: _Book, plan: PlanRow) -> tuple[Activity, ...]:
    if plan.version is None:
        return ()
    return tuple(_activity(book, plan, line) for line in book.lines.get(plan.version, ()))


def _activity(book: _Book, plan: PlanRow, line: LineRow) -> Activity:
    progress = book.progress.get((plan.taskforce, line.activity))
    activity = Activity(
        code=line.code,
        title=line.title,
        area_code=book.areas.get(line.area, ""),
        type_code=book.types.get(line.type, "") if line.type is not None else "",
        texts=line.texts,
        targets=tuple(book.targets[key] for key in line.targets if key in book.targets),
        planned=Span(line.starts_on, line.ends_on),
        secretariat_cost=line.cost,
        accepted=line.accepted,
        partners=line.partners,
        shared_with=tuple(book.countries[key] for key in line.countries if key in book.countries),
        withdrawn=line.withdrawn,
    )
    if progress is None:
        return activity
    return replace(
        activity,
        actual=Span(progress.actual_starts_on, progress.actual_ends_on),
        spent_secretariat=progress.spent_secretariat,
        spent_partners=progress.spent_partners,
        result=Result(progress.status) if progress.status else Result.NOT_REPORTED,
        narrative=progress.narrative,
    )


def _money(
    book: _Book,
    nations: list[PlanRow],
    region: PlanRow | None,
    activities: dict[int, tuple[Activity, ...]],
) -> Money:
    released = [plan for plan in nations if plan.version is not None]
    by_area = []
    for area in book.rows.areas:
        found = [
            [line for line in activities[plan.taskforce] if line.area_code == area.code] for plan in released
        ]
        by_area.append(
            AreaMoney(
                area_code=area.code,
                activities=sum(len(lines) for lines in found),
                covered=len(released),
                money=sum_of(_money_of(tuple(lines)) for lines in found),
            )
        )
    return Money(
        by_country=tuple(_plan_money(plan, activities[plan.taskforce]) for plan in nations),
        regional=_plan_money(region, activities[region.taskforce]) if region else None,
        by_area=tuple(by_area),
    )


def _plan_money(plan: PlanRow, lines: tuple[Activity, ...]) -> MoneyRow | None:
    if plan.version is None:
        return None
    return replace(_money_of(lines), ceiling=plan.ceiling)


def _money_of(lines: tuple[Activity, ...]) -> MoneyRow:
    """What stands approved: a line withdrawn since gave its money back, but what was spent on it stays."""
    standing = [line for line in lines if not line.withdrawn]
    return MoneyRow(
        approved=sum((line.secretariat_cost or Decimal(0) for line in standing), Decimal(0)),
        accepted=sum((line.accepted for line in standing), Decimal(0)),
        spent_secretariat=sum_of_known(line.spent_secretariat for line in lines),
        spent_partners=sum_of_known(line.spent_partners for line in lines),
    )


def _chapter(
    book: _Book, plan: PlanRow, lines: tuple[Activity, ...], shared: tuple[Activity, ...]
) -> Chapter:
    code = plan.country.code if plan.country else ""
    late = plan.taskforce in book.rows.late
    if plan.version is None:
        return Chapter(code, released=False, late=late and not book.rows.statuses_need_release)
    return Chapter(
        country_code=code,
        released=True,
        activities=lines,
        shared=tuple(line.code for line in shared if code in line.shared_with),
        lead_body=plan.lead_body,
        needs=plan.needs,
        agreed_on=plan.agreed_on,
        agreed_by=plan.agreed_by,
        version=plan.version_number,
        late=late,
    )


def _notes(rows: Rows, nations: list[PlanRow]) -> tuple[str, ...]:
    hidden = [plan.country.name for plan in nations if plan.version is None and plan.country]
    if not hidden:
        return ()
    read = len(nations) - len(hidden)
    covered = f"Totals cover {read} of {len(nations)} countries." if read else "There are no totals."
    return (f"{why_missing(hidden, rows.facts.audience)}. {covered}",)
