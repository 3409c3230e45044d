"""The comparison: the matrix of targets and countries, Table 1's counts, money, and what stands behind a cell.

Each process remembers datasets, never pages: one per year, revision, day, audience and, for a taskforce, per taskforce.
Values are formatted once, here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.decisions import require
from commit_portal.spreadsheets import XLSX_TYPE
from commit_portal.words import counted, day, has_cents, money, sentence, span
from reporting import permissions, queries
from reporting.as_of import achieved_when, answers_words, as_of, review_of_answer
from reporting.comparison import build_dataset
from reporting.dataset import (
    Activity,
    Area,
    Cell,
    CellStatus,
    Country,
    Dataset,
    MoneyRow,
    SaidAt,
    Scope,
    Target,
    TypeCounts,
)
from reporting.matrix import Row, rows_of
from reporting.rows import STAGE_WORDS, report_rows
from reporting.sentences import matrix_note, numbers_words, of_countries, spending_gaps
from reporting.spending import columns_with_cents, partners_reported, secretariat_reported
from reporting.statuses import ReviewStage
from reporting.tallies import sum_of_areas, tally_of
from reporting.unchanging import areas_at, text_of
from reporting.wording import (
    CELL_MEANINGS,
    CELL_WORDS,
    NOT_ASKED,
    NOT_ASKED_MEANING,
    REGIONAL_MEANINGS,
    RESULT_WORDS,
    and_list,
    not_there,
    printed_number,
    why_region_is_missing,
)
from reporting.workbook import write_comparison
from workplans.models import AnnualCycle, Seat
from workplans.requests import seat_of, show_year
from workplans.statuses import Audience

FOUR = (CellStatus.ACHIEVED, CellStatus.IN_PROGRESS, CellStatus.NO_ACTIVITY, CellStatus.NOT_REPORTED)
STAGES = {ReviewStage.MID_YEAR: "Mid-year", ReviewStage.SOM: "End of year"}


@require_safe
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    """Table 2: one area at a time, the countries in protocol order, and the Regional column beside them."""
    seat = seat_of(request)
    cycles = list(queries.years())
    cycle = _cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    stage, compared = _chosen(request, cycles, cycle)
    area_code = _area_code(request, cycle)
    asked = asked_by(seat, cycle, compared=compared, stage=stage, only_area=area_code)
    dataset = dataset_of(asked)
    area, following = _area(dataset, area_code)
    wanted = next((status for status in FOUR if status == request.GET.get("status")), None)
    rows = matrix_of(asked, wanted)
    context = {
        "dataset": dataset,
        "year": cycle.year,
        "lead": _lead(dataset, stage),
        "latest": _latest(request, asked, dataset),
        "area": area,
        "area_word": cycle.plan.area_word,
        "filters": _filters(cycle, cycles, dataset, area, stage, compared, wanted),
        "next": _next(request, cycle, following),
        "workbook": _workbook(request, year),
        "legend": _legend(area),
        "note": _note(dataset, area, len(rows)),
        "columns": [country.name for country in dataset.countries],
        "rows": rows,
        "tabs": _tabs(year, "comparison"),
    }
    return render(request, "reporting/comparison_matrix.html", context)


@require_safe
def comparison_workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The comparison as a workbook: all areas, Table 1 and money, as this reader's pages show them."""
    seat = seat_of(request)
    cycles = list(queries.years())
    cycle = _cycle_or_404(cycles, year)
    require(permissions.may_read_comparison(seat))
    stage, compared = _chosen(request, cycles, cycle)
    body = BytesIO()
    write_comparison(
        dataset_of(asked_by(seat, cycle, compared=compared, stage=stage)),
        made_for=f"{seat.user.name}, {seat.words}",
        as_of=clock.now(),
        to=body,
    )
    return HttpResponse(
        body.getvalue(),
        headers={
            "Content-Type": XLSX_TYPE,
            "Content-Disposition": f'attachment; filename="comparison-{year}.xlsx"',
            "Cache-Control": "no-store",
        },
    )


@require_safe
def comparison_counts(request: HttpRequest, year: int) -> HttpResponse:
    """Table 1: activities of record by type and country. A country that has not released says so."""
    seat = seat_of(request)
    cycles = list(queries.years())
    cycle = _cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    dataset = dataset_of(asked_by(seat, cycle, compared=_before(cycles, cycle)))
    missing = not_there(dataset.facts.audience)
    context = {
        "dataset": dataset,
        "year": year,
        "lead": _covered(dataset),
        "columns": [country.name for country in dataset.countries],
        "rows": [
            {
                "name": kind.name,
                "cells": [
                    _cell_count(count, country, missing, kind)
                    for count, country in zip(kind.by_country, dataset.countries, strict=True)
                ],
                "total": kind.total if dataset.activities_covered else missing,
            }
            for kind in dataset.types
        ],
        "totals": [
            _cell_count(count, country, missing)
            for count, country in zip(dataset.activity_totals, dataset.countries, strict=True)
        ],
        "total": dataset.activity_total if dataset.activities_covered else missing,
        "behind": _behind_count(dataset, request.GET.get("country", ""), request.GET.get("type", "")),
        "regional": len(dataset.regional.activities) if dataset.regional.released else None,
        "regional_missing": why_region_is_missing(dataset.facts.audience),
        "tabs": _tabs(year, "comparison_counts"),
    }
    return render(request, "reporting/comparison_counts.html", context)


@require_safe
def comparison_money(request: HttpRequest, year: int) -> HttpResponse:
    """Money by country: ceiling, approved, partners, spent. Totals cover what is released, and say so."""
    seat = seat_of(request)
    cycles = list(queries.years())
    cycle = _cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    dataset = dataset_of(
        asked_by(seat, cycle, compared=_before(cycles, cycle), stage=_stage(request.GET.get("stage", "")))
    )
    titles = {area.code: area.title for area in dataset.areas}
    cents = columns_with_cents(dataset.money.by_country)
    in_areas = columns_with_cents(row.money for row in dataset.money.by_area)
    known = [row for row in dataset.money.by_country if row]
    reported = {
        "secretariat_reported": _reported(dataset, secretariat_reported(known)),
        "partners_reported": _reported(dataset, partners_reported(known)),
    }
    context = {
        "dataset": dataset,
        "year": year,
        "lead": _covered(dataset),
        "rows": [
            _money_row(country.name, row, cents)
            for country, row in zip(dataset.countries, dataset.money.by_country, strict=True)
        ],
        "total": {
            **_money_row(
                f"Together, {dataset.money.covered} of {len(dataset.countries)}",
                dataset.money.countries,
                cents,
            ),
            **reported,
        }
        if dataset.money.covered
        else None,
        "regional": _money_row(
            "Regional", dataset.money.regional, columns_with_cents([dataset.money.regional])
        ),
        "missing": not_there(dataset.facts.audience),
        "areas": [
            {
                **_money_row(f"{row.area_code}. {titles.get(row.area_code, '')}", row.money, in_areas),
                "activities": row.activities,
            }
            for row in dataset.money.by_area
        ]
        if dataset.money.covered
        else [],
        "areas_total": {
            **_money_row("All areas", sum_of_areas(dataset), in_areas),
            "activities": sum(row.activities for row in dataset.money.by_area),
            **reported,
        },
        "gaps": spending_gaps(dataset, percentages=False),
        "state": dataset.facts.state_at,
        "tabs": _tabs(year, "comparison_money"),
    }
    return render(request, "reporting/comparison_money.html", context)


@require_safe
def comparison_cell(request: HttpRequest, year: int, code: str, place: str) -> HttpResponse:
    """What stands behind a cell, as far as the reader may see it; the rest says "Not released"."""
    seat = seat_of(request)
    cycles = list(queries.years())
    cycle = _cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    stage, compared = _chosen(request, cycles, cycle)
    dataset = dataset_of(asked_by(seat, cycle, compared=compared, stage=stage))
    target = next((found for found in dataset.targets if found.code == code), None)
    if target is None:
        raise Http404
    name, cell, released, lines = _behind(dataset, target, place)
    meanings = CELL_MEANINGS | (REGIONAL_MEANINGS if place == "regional" else {})
    area = next(area for area in dataset.areas if target in area.targets)
    context = {
        "dataset": dataset,
        "year": year,
        "target": target,
        "printed": printed_number(target.printed_number) if numbers_words(area) else "",
        "area": area,
        "name": name,
        "cell": {
            "status": cell.status.value,
            "word": CELL_WORDS[cell.status],
            "was": CELL_WORDS[cell.was].lower() if cell.was else "",
            "late": cell.late,
        },
        "meaning": meanings[cell.status],
        "state": review_of_answer(cell.said_at) or dataset.facts.state_at,
        "provisional": dataset.facts.provisional,
        "due": day(target.due_on),
        "achieved": achieved_when(cell),
        "narrative": cell.narrative,
        "released": released,
        "missing": not_there(dataset.facts.audience),
        "why_region": why_region_is_missing(dataset.facts.audience) if place == "regional" else "",
        "planned_only": cell.status is CellStatus.NO_ACTIVITY,
        "activities": _activities(lines, year, place, shown=dataset.facts.stage),
        "back": f"{reverse('comparison', args=[year])}?{urlencode({'area': area.code, **({'stage': stage} if stage else {})})}",
    }
    return render(request, "reporting/comparison_cell.html", context)


@dataclass(frozen=True)
class Asked:
    """What a reader asks the comparison for. Two that are equal have the same answer: the revisions see to it."""

    year: int
    revision: int
    plan: tuple[int, int]
    compared: tuple[int, int] | None
    audience: Audience
    own: int | None
    on: date
    stage: str | None
    only_area: str | None
    cycle: AnnualCycle = field(compare=False, repr=False)
    cycle_compared: AnnualCycle | None = field(compare=False, repr=False)


def asked_by(
    seat: Seat,
    cycle: AnnualCycle,
    *,
    compared: AnnualCycle | None,
    stage: str | None = None,
    only_area: str | None = None,
) -> Asked:
    audience, own = queries.reads_as(seat)
    return Asked(
        year=cycle.pk,
        revision=cycle.revision,
        plan=(cycle.plan_id, cycle.plan.row_version),
        compared=(compared.pk, compared.revision) if compared else None,
        audience=audience,
        own=own,
        on=clock.today(),
        stage=stage,
        only_area=only_area,
        cycle=cycle,
        cycle_compared=compared,
    )


@lru_cache(maxsize=64)
def dataset_of(asked: Asked) -> Dataset:
    """The dataset of this reader, built once in a process while nothing that it shows has changed."""
    return build_dataset(
        report_rows(
            asked.cycle,
            asked.audience,
            on=asked.on,
            stage=asked.stage,
            own=asked.own,
            compared=asked.cycle_compared,
            compare=asked.cycle_compared is not None,
            only_area=asked.only_area,
        )
    )


@lru_cache(maxsize=64)
def matrix_of(asked: Asked, status: CellStatus | None) -> tuple[Row, ...]:
    """The rows of the area that is asked for, formatted once: they say nothing about who reads."""
    dataset = dataset_of(asked)
    area, _following = _area(dataset, asked.only_area or "")
    base = reverse("comparison", args=[asked.cycle.year])
    return rows_of(dataset, area, base, stage=asked.stage, status=status) if area else ()


def _only_editions(request: HttpRequest, cycle: AnnualCycle) -> HttpResponse:
    """Partners and observers read the comparison in editions: those that they can read, this year's first."""
    released = [
        {
            "year": edition.cycle.year,
            "title": f"The comparison {edition.cycle.year}, in edition {edition.edition} of the annual report",
            "url": reverse("report_edition", args=[edition.cycle.year, edition.audience, edition.edition]),
            "since": f"Released on {day(edition.released_at)}",
        }
        for edition in queries.editions_in_force(seat_of(request))
    ]
    context = {
        "year": cycle.year,
        "editions": [one for one in released if one["year"] == cycle.year],
        "others": [one for one in released if one["year"] != cycle.year],
    }
    return render(request, "reporting/comparison_released.html", context)


def _cycle_or_404(cycles: list[AnnualCycle], year: int) -> AnnualCycle:
    found = next((cycle for cycle in cycles if cycle.year == year), None)
    if found is None:
        raise Http404
    return found


def _before(cycles: list[AnnualCycle], cycle: AnnualCycle) -> AnnualCycle | None:
    """The last year before on the same plan of action: only the same target is compared."""
    return next(
        (other for other in cycles if other.year < cycle.year and other.plan_id == cycle.plan_id), None
    )


def _stage(asked: str) -> str | None:
    return asked if asked in ReviewStage.values else None


def _area_code(request: HttpRequest, cycle: AnnualCycle) -> str:
    """An area of the plan, else the first one: codes that are made up must not fill what the process remembers."""
    codes = [area.code for area in areas_at(text_of(cycle))]
    asked = request.GET.get("area", "")
    return asked if asked in codes else next(iter(codes), "")


def _chosen(
    request: HttpRequest, cycles: list[AnnualCycle], cycle: AnnualCycle
) -> tuple[str | None, AnnualCycle | None]:
    """The review and the year to compare with, from the address; what is not there is the default."""
    asked = request.GET.get("with")
    if asked is None:
        return _stage(request.GET.get("stage", "")), _before(cycles, cycle)
    compared = next(
        (
            other
            for other in cycles
            if str(other.year) == asked and other.plan_id == cycle.plan_id and other.year < cycle.year
        ),
        None,
    )
    return _stage(request.GET.get("stage", "")), compared


def _area(dataset: Dataset, code: str) -> tuple[Area | None, Area | None]:
    """The area that is asked for, else the first; and the one after it."""
    codes = [area.code for area in dataset.areas]
    if not codes:
        return None, None
    place = codes.index(code) if code in codes else 0
    following = dataset.areas[place + 1] if place + 1 < len(codes) else None
    return dataset.areas[place], following


def _lead(dataset: Dataset, stage: str | None) -> str:
    facts = dataset.facts
    if facts.stage is None:
        first = f"{sentence(STAGE_WORDS[stage])} has no" if stage else "No review of this year has"
        return f"{first} closed answers yet: every cell reads “Not reported”."
    words = f"Closed answers of {facts.state_at}."
    if facts.provisional:
        words = f"{words[:-1]}, provisional: the review is still open."
    earlier = answers_words(dataset, countries=False)
    said = f"{words}{f' {earlier}' if earlier else ''}{_unanswered(dataset)}"
    return f"{said} Each cell leads to the activities behind it."


def _latest(request: HttpRequest, asked: Asked, dataset: Dataset) -> dict[str, str] | None:
    """The way to the closed answers that there are, where the review that is asked for has none."""
    if not asked.stage or dataset.facts.stage is not None:
        return None
    state = dataset_of(replace(asked, stage=None)).facts.state_at
    query = urlencode({"area": asked.only_area, **_kept(request, "status", "with")})
    return {"state": state, "url": f"?{query}"} if state else None


def _unanswered(dataset: Dataset) -> str:
    """How many countries have answered no target of what is shown; they read "Not reported"."""
    targets = [target for area in dataset.areas for target in area.targets]
    columns = zip(*(target.cells for target in targets), strict=True)
    silent = [
        country.name
        for country, cells in zip(dataset.countries, columns, strict=False)
        if all(cell.status in (CellStatus.NOT_REPORTED, CellStatus.REGIONAL) for cell in cells)
        and any(cell.status is CellStatus.NOT_REPORTED for cell in cells)
    ]
    if not silent:
        return ""
    answered = counted(len(silent), "country has", "countries have")
    return f" {answered} answered none of the targets below: {and_list(silent)}."


def _covered(dataset: Dataset) -> str:
    """Whose plans are missing and what totals cover, in the words that an edition would freeze."""
    return " ".join(dataset.notes) or f"All {len(dataset.countries)} countries are covered."


def _filters(
    cycle: AnnualCycle,
    cycles: list[AnnualCycle],
    dataset: Dataset,
    area: Area | None,
    stage: str | None,
    compared: AnnualCycle | None,
    wanted: CellStatus | None,
) -> dict[str, list[tuple[str, str, bool]]]:
    """The choices of the filter: value, label, chosen."""
    same = [other for other in cycles if other.plan_id == cycle.plan_id and other.year < cycle.year]
    return {
        "areas": [(item.code, f"{item.code}. {item.title}", item == area) for item in dataset.areas],
        "stages": [
            ("", "The latest", stage is None),
            *((str(value), label, stage == value) for value, label in STAGES.items()),
        ],
        "statuses": [
            ("", "All four", wanted is None),
            *((str(value), CELL_WORDS[value], wanted == value) for value in FOUR),
        ],
        "years": [
            *(
                (str(other.year), str(other.year), compared is not None and other.pk == compared.pk)
                for other in same
            ),
            ("none", "No other year", compared is None),
        ],
    }


def _next(request: HttpRequest, cycle: AnnualCycle, following: Area | None) -> dict[str, str] | None:
    if following is None:
        return None
    query = urlencode({"area": following.code, **_kept(request, "stage", "status", "with")})
    return {"label": f"Next: {cycle.plan.area_word} {following.code}", "url": f"?{query}"}


def _workbook(request: HttpRequest, year: int) -> str:
    query = urlencode(_kept(request, "stage", "with"))
    return reverse("comparison_workbook", args=[year]) + (f"?{query}" if query else "")


def _kept(request: HttpRequest, *names: str) -> dict[str, str]:
    """What is chosen already, for a link that keeps it."""
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _legend(area: Area | None) -> list[dict[str, Any]]:
    """The four states with the countries' answers in each, as an edition counts them; then what has no answer."""
    if area is None:
        return []
    marks = [
        {"status": status.value, "word": CELL_WORDS[status], "count": count}
        for status, count in tally_of(area.targets).items()
    ]
    look = CellStatus.REGIONAL.value
    return [*marks, *({"status": look, "word": word, "count": ""} for word, _meaning in _not_asked(area))]


def _not_asked(area: Area) -> list[tuple[str, str]]:
    """The words of the cells that nobody is asked for, as far as the area has such, and what they mean."""
    found = []
    if any(target.scope is Scope.REGIONAL for target in area.targets):
        found.append((CELL_WORDS[CellStatus.REGIONAL], CELL_MEANINGS[CellStatus.REGIONAL]))
    if any(target.regional is None for target in area.targets):
        found.append((NOT_ASKED, NOT_ASKED_MEANING))
    return found


def _note(dataset: Dataset, area: Area | None, shown: int) -> str:
    """What the counts above are of, and how to read the matrix, of which `shown` targets stand below."""
    if area is None:
        return "This plan of action has no areas in the portal yet."
    number, answers = len(area.targets), sum(tally_of(area.targets).values())
    plan = dataset.facts.plan
    ends = plan.extended_to or plan.ends_on
    chosen = f"{shown} of them shown, " if shown < number else ""
    return (
        f"{counted(number, 'target')}, {chosen}{counted(answers, 'answer')} asked of countries; the plan of action "
        f"runs to {day(ends)}. “Not reported” means that no answer has come in; it is not “no activity”. "
        f"{matrix_note(dataset, area)}"
        + "".join(f" “{word}”: {meaning[0].lower()}{meaning[1:]}" for word, meaning in _not_asked(area))
    )


def _cell_count(
    count: int | None, country: Country, missing: str, kind: TypeCounts | None = None
) -> dict[str, str]:
    """A cell of Table 1, with the way to the activities that it counts."""
    return {
        "name": country.name,
        "value": missing if count is None else f"{count:,}",
        "url": f"?{urlencode({'country': country.code.lower(), 'type': kind.code})}#behind"
        if count and kind
        else "",
        "spoken": f"{kind.name}, {country.name}" if kind else "",
    }


def _behind_count(dataset: Dataset, place: str, code: str) -> dict[str, Any] | None:
    """The activities that a cell of Table 1 counts, as far as they are released to the reader."""
    kind = next((found for found in dataset.types if found.code == code), None)
    for country, chapter in zip(dataset.countries, dataset.chapters, strict=True):
        if kind and chapter.released and country.code.lower() == place:
            lines = [line for line in chapter.activities if line.type_code == code]
            return {
                "title": f"{country.name}: {kind.name}, {counted(len(lines), 'activity', 'activities')}",
                "activities": _activities(lines, dataset.facts.year, place, shown=dataset.facts.stage),
            }
    return None


def _money_row(name: str, row: MoneyRow | None, cents: frozenset[str]) -> dict[str, Any]:
    """US dollars, written with cents in the columns that have any."""
    if row is None:
        return {"name": name, "released": False}
    return {
        "name": name,
        "released": True,
        "ceiling": money(row.ceiling, cents="ceiling" in cents),
        "approved": money(row.approved, cents="approved" in cents),
        "accepted": money(row.accepted, cents="accepted" in cents),
        "spent_secretariat": _spent(row.spent_secretariat, cents="spent_secretariat" in cents),
        "spent_partners": _spent(row.spent_partners, cents="spent_partners" in cents),
    }


def _reported(dataset: Dataset, rows: list[MoneyRow]) -> str:
    """Under a sum of spending: "1 of 6 countries"; empty where all have reported, and where none has."""
    return of_countries(dataset, len(rows)).removeprefix(", ") if rows else ""


def _spent(amount: Decimal | None, *, cents: bool = False) -> str:
    return "Not reported" if amount is None else money(amount, cents=cents)


def _behind(dataset: Dataset, target: Target, place: str) -> tuple[str, Cell, bool, list[Activity]]:
    """The name of the column, its cell, whether its lines are released, and those that serve the target."""
    if place == "regional":
        if target.regional is None:
            raise Http404
        lines = dataset.regional.activities
        return "Regional", target.regional, dataset.regional.released, _serving(lines, target)
    for country, cell, chapter in zip(dataset.countries, target.cells, dataset.chapters, strict=True):
        if country.code.lower() == place:
            return country.name, cell, chapter.released, _serving(chapter.activities, target)
    raise Http404


def _serving(lines: tuple[Activity, ...], target: Target) -> list[Activity]:
    return [line for line in lines if target.code in line.targets]


def _activities(
    lines: list[Activity], year: int, place: str, *, shown: SaidAt | None
) -> list[dict[str, Any]]:
    """The lines as a list shows them; money with cents in all of them where one has any."""
    amounts = [amount for line in lines for amount in (line.spent_secretariat, line.spent_partners) if amount]
    cents = any(has_cents(amount) for amount in amounts)
    return [_activity(line, year, place, cents=cents, shown=shown) for line in lines]


def _activity(line: Activity, year: int, place: str, *, cents: bool, shown: SaidAt | None) -> dict[str, Any]:
    return {
        "code": line.code.rpartition("-")[2],
        "full": line.code,
        "title": line.title,
        "url": f"{reverse('comparison', args=[year]).removesuffix('comparison/')}{place}/{line.code.rpartition('-')[2]}/",
        "lead_body": line.lead_body,
        "planned": span(line.planned.starts, line.planned.ends),
        "actual": span(line.actual.starts, line.actual.ends) if line.actual else "Not reported",
        "status": "withdrawn" if line.withdrawn else line.result.value,
        "word": "Withdrawn" if line.withdrawn else RESULT_WORDS[line.result],
        "as_of": as_of(shown, line.said_at.result),
        "narrative": line.narrative,
        "partners": and_list(line.partners),
        "spent_secretariat": _spent(line.spent_secretariat, cents=cents),
        "spent_partners": _spent(line.spent_partners, cents=cents),
        "shared_with": ", ".join(line.shared_with),
    }


def _tabs(year: int, here: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(name, args=[year]), "current": name == here}
        for name, label in (
            ("comparison", "Targets"),
            ("comparison_counts", "Activities by type"),
            ("comparison_money", "Money"),
        )
    ]
