"""The comparison: the matrix of targets and countries, Table 1's counts, money, and what stands behind a cell.

Values are formatted once, here.
"""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.permits import require
from commit_portal.spreadsheets import XLSX_TYPE
from commit_portal.words import counted, day, has_cents, money, span
from reporting.comparison import permissions as comparison_permissions
from reporting.comparison.asking import (
    area_code,
    asked_by,
    chosen,
    cycle_or_404,
    dataset_of,
    kept,
    matrix_of,
    matrix_rows_of,
    stage_asked,
    year_before,
)
from reporting.comparison.matrix_page import (
    FOUR,
    filters_of,
    latest,
    lead_of,
    legend_of,
    next_area,
    note_of,
)
from reporting.editions import queries as editions_queries
from reporting.facts.shape import (
    ActivityFacts,
    Cell,
    CellStatus,
    CountryFacts,
    Dataset,
    MoneyRow,
    SaidAt,
    TargetFacts,
    TypeCounts,
)
from reporting.facts.spending import partners_reported, secretariat_reported
from reporting.facts.tallies import sum_of_areas
from reporting.ground import years as ground_years
from reporting.report.workbook import write_comparison
from reporting.words.as_of import achieved_when, as_of, review_of_answer
from reporting.words.coverage import not_there, of_countries, why_region_is_missing
from reporting.words.money import spending_gaps
from reporting.words.targets import numbers_words
from reporting.words.values import (
    CELL_MEANINGS,
    CELL_WORDS,
    NO_TARGETS,
    REGIONAL_MEANINGS,
    RESULT_WORDS,
    and_list,
    columns_with_cents,
    printed_number,
    said,
)
from workplans.frame.request import seat_of
from workplans.frame.year import show_year
from workplans.models import AnnualCycle


@require_safe
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    """Table 2: one area at a time, the countries in protocol order, and the Regional column beside them."""
    seat = seat_of(request)
    cycles = list(ground_years.years())
    cycle = cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not comparison_permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    stage, compared = chosen(request, cycles, cycle)
    code = area_code(request, cycle)
    asked = asked_by(seat, cycle, compared=compared, stage=stage)
    matrix = matrix_of(asked, code)
    wanted = next((status for status in FOUR if status == request.GET.get("status")), None)
    rows = matrix_rows_of(asked, code, wanted, get_language() or "")
    context = {
        "year": cycle.year,
        "lead": lead_of(matrix, stage),
        "latest": latest(request, asked, code),
        "area": matrix.area,
        "no_targets": NO_TARGETS,
        "area_word": cycle.plan.area_word,
        "filters": filters_of(cycle, cycles, matrix, stage, compared, wanted),
        "next": next_area(request, cycle, matrix),
        "workbook": _workbook(request, year),
        "legend": legend_of(matrix),
        "note": note_of(matrix, len(rows)),
        "columns": [country.name for country in matrix.countries],
        "rows": rows,
        "tabs": _tabs(year, "comparison"),
    }
    return render(request, "reporting/comparison_matrix.html", context)


@require_safe
def comparison_workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The comparison as a workbook: all areas, Table 1 and money, as this reader's pages show them."""
    seat = seat_of(request)
    cycles = list(ground_years.years())
    cycle = cycle_or_404(cycles, year)
    require(comparison_permissions.may_read_comparison(seat))
    stage, compared = chosen(request, cycles, cycle)
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
    cycles = list(ground_years.years())
    cycle = cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not comparison_permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    dataset = dataset_of(asked_by(seat, cycle, compared=year_before(cycles, cycle)))
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
    cycles = list(ground_years.years())
    cycle = cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not comparison_permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    dataset = dataset_of(
        asked_by(
            seat, cycle, compared=year_before(cycles, cycle), stage=stage_asked(request.GET.get("stage", ""))
        )
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
        "state": said(dataset.facts.state_at),
        "tabs": _tabs(year, "comparison_money"),
    }
    return render(request, "reporting/comparison_money.html", context)


@require_safe
def comparison_cell(request: HttpRequest, year: int, code: str, place: str) -> HttpResponse:
    """What stands behind a cell, as far as the reader may see it; the rest says "Not released"."""
    seat = seat_of(request)
    cycles = list(ground_years.years())
    cycle = cycle_or_404(cycles, year)
    show_year(request, cycle)
    if not comparison_permissions.may_read_comparison(seat):
        return _only_editions(request, cycle)
    stage, compared = chosen(request, cycles, cycle)
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
            "was": CELL_WORDS[cell.was] if cell.was else "",
            "late": cell.late,
        },
        "meaning": meanings[cell.status],
        "state": review_of_answer(cell.said_at) or said(dataset.facts.state_at),
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


def _only_editions(request: HttpRequest, cycle: AnnualCycle) -> HttpResponse:
    """Partners and observers read the comparison in editions: those that they can read, this year's first."""
    released = [
        {
            "year": edition.cycle.year,
            "title": f"The comparison {edition.cycle.year}, in edition {edition.edition} of the annual report",
            "url": reverse("report_edition", args=[edition.cycle.year, edition.audience, edition.edition]),
            "since": f"Released on {day(edition.released_at)}",
        }
        for edition in editions_queries.editions_in_force(seat_of(request))
    ]
    context = {
        "year": cycle.year,
        "editions": [one for one in released if one["year"] == cycle.year],
        "others": [one for one in released if one["year"] != cycle.year],
    }
    return render(request, "reporting/comparison_released.html", context)


def _covered(dataset: Dataset) -> str:
    """Whose plans are missing and what totals cover, in the words that an edition would freeze."""
    return " ".join(map(said, dataset.notes)) or f"All {len(dataset.countries)} countries are covered."


def _workbook(request: HttpRequest, year: int) -> str:
    query = urlencode(kept(request, "stage", "with"))
    return reverse("comparison_workbook", args=[year]) + (f"?{query}" if query else "")


def _cell_count(
    count: int | None, country: CountryFacts, missing: str, kind: TypeCounts | None = None
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
    return of_countries(dataset, len(rows)) if rows else ""


def _spent(amount: Decimal | None, *, cents: bool = False) -> str:
    return "Not reported" if amount is None else money(amount, cents=cents)


def _behind(dataset: Dataset, target: TargetFacts, place: str) -> tuple[str, Cell, bool, list[ActivityFacts]]:
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


def _serving(lines: tuple[ActivityFacts, ...], target: TargetFacts) -> list[ActivityFacts]:
    return [line for line in lines if target.code in line.targets]


def _activities(
    lines: list[ActivityFacts], year: int, place: str, *, shown: SaidAt | None
) -> list[dict[str, Any]]:
    """The lines as a list shows them; money with cents in all of them where one has any."""
    amounts = [amount for line in lines for amount in (line.spent_secretariat, line.spent_partners) if amount]
    cents = any(has_cents(amount) for amount in amounts)
    return [_activity(line, year, place, cents=cents, shown=shown) for line in lines]


def _activity(
    line: ActivityFacts, year: int, place: str, *, cents: bool, shown: SaidAt | None
) -> dict[str, Any]:
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
