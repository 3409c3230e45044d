"""The pages of the comparison: the matrix, Table 1's counts, money, and what stands behind a cell."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.files.spreadsheets import XLSX_TYPE
from commit_portal.http.too_many_requests import counted_export
from commit_portal.i18n.formatting import day
from commit_portal.refusals import require
from reporting.comparison.cell_page import cell_of
from reporting.comparison.counts_page import behind_count, counts_of
from reporting.comparison.matrix_page import (
    FOUR,
    filters_of,
    latest,
    lead_of,
    legend_of,
    next_area,
    note_of,
    reading_of,
)
from reporting.comparison.money_page import money_of
from reporting.comparison.permissions import may_read_comparison
from reporting.comparison.selection import (
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
from reporting.dataset.schema import Dataset
from reporting.editions.queries import editions_in_force
from reporting.report.workbook import write_comparison
from reporting.report_text.values import NO_TARGETS, paragraph, said
from workplans.models import AnnualCycle, Seat
from workplans.request_context.active_year import all_years, show_year
from workplans.request_context.request import seat_of
from workplans.statuses import Audience

# Each audience has its own edition 1.
IN_EDITION: dict[str, Promise] = {
    Audience.TASKFORCES: _("The comparison %(year)s, in edition %(edition)s for the taskforces"),
    Audience.PARTNERS: _("The comparison %(year)s, in edition %(edition)s for partners"),
    Audience.OBSERVERS: _("The comparison %(year)s, in edition %(edition)s for observers"),
}


@dataclass(frozen=True)
class _Opened:
    """The year of a page, with the years that it may be compared with, and who reads."""

    seat: Seat
    cycle: AnnualCycle
    cycles: list[AnnualCycle]


@require_safe
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    """Table 2: one area at a time, the countries in protocol order, and the Regional column beside them."""
    opened = _open(request, year)
    cycle, cycles = opened.cycle, opened.cycles
    if not may_read_comparison(opened.seat):
        return _only_editions(request, cycle)
    stage, compared = chosen(request, cycles, cycle)
    code = area_code(request, cycle)
    asked = asked_by(opened.seat, cycle, compared=compared, stage=stage)
    matrix = matrix_of(asked, code)
    wanted = next((status for status in FOUR if status == request.GET.get("status")), None)
    rows = matrix_rows_of(asked, code, wanted, get_language() or "")
    context = {
        "year": year,
        "heading": _heading(len(matrix.countries), year),
        "lead": lead_of(matrix, stage),
        "latest": latest(request, asked, code),
        "area": matrix.area,
        "no_targets": NO_TARGETS,
        "area_word": cycle.plan.part_word,
        "filters": filters_of(cycle, cycles, matrix, stage, compared, wanted),
        "next": next_area(request, cycle, matrix),
        "workbook": _workbook(request, year),
        "legend": legend_of(matrix),
        "note": note_of(matrix, len(rows)),
        "reading": reading_of(matrix, cycle.plan),
        "columns": [country.name for country in matrix.countries],
        "rows": rows,
        "tabs": _tabs(year, "comparison"),
    }
    return render(request, "reporting/comparison/comparison_matrix.html", context)


@require_safe
@counted_export
def comparison_workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The comparison as a workbook: all areas, Table 1 and money, as this reader's pages show them."""
    seat = seat_of(request)
    cycles = all_years()
    cycle = cycle_or_404(cycles, year)
    require(may_read_comparison(seat))
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
    """Table 1: approved activities by type and country. A country that has not released says so."""
    opened = _open(request, year)
    if not may_read_comparison(opened.seat):
        return _only_editions(request, opened.cycle)
    compared = year_before(opened.cycles, opened.cycle)
    dataset = dataset_of(asked_by(opened.seat, opened.cycle, compared=compared))
    context = {
        "year": year,
        "lead": _covered(dataset),
        **counts_of(dataset),
        "behind": behind_count(dataset, request.GET.get("country", ""), request.GET.get("type", "")),
        "tabs": _tabs(year, "comparison_counts"),
    }
    return render(request, "reporting/comparison/comparison_counts.html", context)


@require_safe
def comparison_money(request: HttpRequest, year: int) -> HttpResponse:
    """Money by country: ceiling, approved, partners, spent. Totals cover what is released, and say so."""
    opened = _open(request, year)
    if not may_read_comparison(opened.seat):
        return _only_editions(request, opened.cycle)
    compared = year_before(opened.cycles, opened.cycle)
    stage = stage_asked(request.GET.get("stage", ""))
    dataset = dataset_of(asked_by(opened.seat, opened.cycle, compared=compared, stage=stage))
    context = {
        "year": year,
        "lead": _covered(dataset),
        **money_of(dataset),
        "tabs": _tabs(year, "comparison_money"),
    }
    return render(request, "reporting/comparison/comparison_money.html", context)


@require_safe
def comparison_cell(request: HttpRequest, year: int, code: str, place: str) -> HttpResponse:
    """What stands behind a cell, as far as the reader may see it; the rest says "Not released"."""
    opened = _open(request, year)
    if not may_read_comparison(opened.seat):
        return _only_editions(request, opened.cycle)
    stage, compared = chosen(request, opened.cycles, opened.cycle)
    dataset = dataset_of(asked_by(opened.seat, opened.cycle, compared=compared, stage=stage))
    context = {"year": year, **cell_of(dataset, code, place)}
    query = {"area": context["area"].code, **({"stage": stage} if stage else {})}
    context["back"] = f"{reverse('comparison', args=[year])}?{urlencode(query)}"
    return render(request, "reporting/comparison/comparison_cell.html", context)


def _open(request: HttpRequest, year: int) -> _Opened:
    cycles = all_years()
    cycle = cycle_or_404(cycles, year)
    show_year(request, cycle)
    return _Opened(seat_of(request), cycle, cycles)


def _only_editions(request: HttpRequest, cycle: AnnualCycle) -> HttpResponse:
    """Partners and observers read the comparison in editions: those that they can read, this year's first."""
    released = [
        {
            "year": edition.cycle.year,
            "title": str(IN_EDITION[edition.audience])
            % {"year": edition.cycle.year, "edition": edition.edition},
            "url": reverse("report_edition", args=[edition.cycle.year, edition.audience, edition.edition]),
            "since": gettext("Released on %(day)s") % {"day": day(edition.released_at)},
        }
        for edition in editions_in_force(seat_of(request))
    ]
    context = {
        "year": cycle.year,
        "editions": [one for one in released if one["year"] == cycle.year],
        "others": [one for one in released if one["year"] != cycle.year],
    }
    return render(request, "reporting/comparison/comparison_released.html", context)


def _heading(countries: int, year: int) -> str:
    heading = ngettext(
        "Progress of %(count)s country on the targets, %(year)s",
        "Progress of %(count)s countries on the targets, %(year)s",
        countries,
    )
    return heading % {"count": countries, "year": year}


def _covered(dataset: Dataset) -> str:
    """Whose plans are missing and what totals cover, in the words that an edition would freeze."""
    if dataset.notes:
        return paragraph(*map(said, dataset.notes))
    count = len(dataset.countries)
    words = ngettext(
        "The table includes %(count)s country.", "The table includes all %(count)s countries.", count
    )
    return words % {"count": count}


def _workbook(request: HttpRequest, year: int) -> str:
    query = urlencode(kept(request, "stage", "with"))
    return reverse("comparison_workbook", args=[year]) + (f"?{query}" if query else "")


def _tabs(year: int, here: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(name, args=[year]), "current": name == here}
        for name, label in (
            ("comparison", gettext("Targets")),
            ("comparison_counts", gettext("Activities by type")),
            ("comparison_money", gettext("Money")),
        )
    ]
