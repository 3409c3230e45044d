"""The workplan as a spreadsheet: out for whoever reads it, back through a preview for whoever edits it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from commit_portal.decisions import RuleBroken, require
from commit_portal.rowversions import StaleRow
from commit_portal.spreadsheets import Row, Table, UnreadableFile, read_rows, write_csv, write_xlsx
from commit_portal.words import counted
from workplans.actions.importing import import_lines
from workplans.models import Activity, Workplan
from workplans.permissions import may_edit_activity, may_edit_workplan, may_read_draft
from workplans.queries import lines_of, live_lines, version_to_read
from workplans.requests import seat_of
from workplans.resources import ActivityResource, Preview, countries_of, preview_of
from workplans.views.loading import workplan_or_404

IMPORT_KEY = "workplan-import"
WIDTHS = {"Title": 44, "Lead body": 28, "Expected result": 40, "Description": 40, "Targets": 18}


@require_safe
def workplan_export(request: HttpRequest, year: int, place: str, suffix: str) -> HttpResponse:
    """The live lines for those who read the draft, else the version of record that is shown to them."""
    workplan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    if suffix not in ("xlsx", "csv"):
        raise Http404
    resource = ActivityResource(workplan)
    version = version_to_read(workplan, seat)
    if may_read_draft(seat, workplan):
        lines = [line for line in live_lines(workplan) if not line.is_withdrawn]
        state = f"Live lines; the plan is {workplan.get_status_display().lower()}"
        rows = [resource.row_of(line) for line in lines]
    elif version is not None:
        state = f"Version {version.number}, of record"
        rows = [resource.row_of(line) for line in lines_of(version) if not line.withdrawn]
    else:
        raise Http404
    name = f"{workplan.taskforce.code}-{year}-workplan.{suffix}"
    if suffix == "csv":
        return _attachment(write_csv(resource.columns, rows), name, "text/csv; charset=utf-8")
    body = write_xlsx(
        str(workplan),
        resource.columns,
        rows,
        about={
            "Workplan": str(workplan),
            "State": state,
            "Plan version": str(workplan.row_version),
            "How to": "Change cells and send the file back on the workplan's page. Leave Code empty for a new one.",
        },
        choices=resource.choices,
        widths=WIDTHS,
    )
    return _attachment(body, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def workplan_import(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Upload, then see what would change; nothing is written before it is confirmed."""
    workplan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    require(may_edit_workplan(seat, workplan))
    context: dict[str, Any] = {"workplan": workplan}
    if request.method != "POST":
        return render(request, "workplans/workplan_import.html", context)
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise UnreadableFile("Choose a file first.")
        table = read_rows(upload)
        context["preview"] = _preview(request, workplan, table)
    except UnreadableFile as unreadable:
        context["error"] = str(unreadable)
        return render(request, "workplans/workplan_import.html", context, status=400)
    request.session[IMPORT_KEY] = {
        "workplan": workplan.pk,
        "seen": workplan.row_version,
        "columns": table.columns,
        "rows": [[row.number, dict(row.cells)] for row in table.rows],
        "about": dict(table.about),
        "digest": table.digest,
    }
    return render(request, "workplans/workplan_import.html", context)


@require_POST
def workplan_import_confirm(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Write what the preview showed: judged again, all rows or none, through the actions."""
    workplan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    require(may_edit_workplan(seat, workplan))
    kept = request.session.get(IMPORT_KEY)
    here = reverse("workplan_import", args=[year, place])
    if not kept or kept["workplan"] != workplan.pk:
        messages.error(request, "There is no file waiting to be confirmed. Send it again.")
        return redirect(here)
    table = Table(
        tuple(kept["columns"]),
        tuple(Row(number, cells) for number, cells in kept["rows"]),
        kept["digest"],
        kept["about"],
    )
    preview = _preview(request, workplan, table)
    if not preview.may_be_confirmed:
        context = {"workplan": workplan, "preview": preview}
        return render(request, "workplans/workplan_import.html", context, status=400)
    rows = [
        (row.number, row.activity, row.draft)
        for row in preview.rows
        if row.kind in ("new", "changed") and row.draft is not None
    ]
    try:
        written = import_lines(workplan, rows, seen=kept["seen"], by=seat, now=timezone.now())
    except RuleBroken as broken:
        context = {"workplan": workplan, "preview": preview, "error": str(broken)}
        return render(request, "workplans/workplan_import.html", context, status=400)
    except StaleRow:
        sentence = (
            "The workplan has changed since you sent this file, so nothing was written. "
            "Download it again, or send the file again to compare it with the plan as it is now."
        )
        return render(
            request, "workplans/workplan_import.html", {"workplan": workplan, "error": sentence}, status=409
        )
    del request.session[IMPORT_KEY]
    messages.success(request, f"{counted(written, 'activity', 'activities')} written from the file.")
    return redirect(reverse("workplan", args=[year, place]))


def _preview(request: HttpRequest, workplan: Workplan, table: Table) -> Preview:
    seat = seat_of(request)

    def closed(activity: Activity) -> str:
        activity.workplan = workplan
        decision = may_edit_activity(seat, activity)
        if decision and workplan.taskforce.is_regional and countries_of(activity):
            return "A regional activity is changed on its page: its countries confirm it there."
        return "" if decision else decision.reason

    return preview_of(workplan, table, live_lines(workplan), closed)


def _attachment(body: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
