"""The workplan as a spreadsheet: out for whoever reads it, back through a preview for whoever edits it.

A file is read and compared outside of a transaction, so that nobody waits for that: the actions open their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commit_portal import clock
from commit_portal.files.spreadsheets import (
    XLSX_TYPE,
    Sheet,
    Table,
    UnreadableFile,
    as_pasted,
    read_pasted,
    read_rows,
    rows_kept,
    rows_to_keep,
    write_csv,
    write_xlsx,
)
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n.formatting import and_list, day
from commit_portal.i18n.messages import Words, message
from commit_portal.models import Event
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt
from commit_portal.workflow.views import Values
from workplans.consultation.actions.openings import END_OPENING, OPEN
from workplans.consultation.permissions import may_ask_for
from workplans.drafting.both import moment
from workplans.models import Activity, LineHistory, LineImport, Seat, VersionLine, Workplan
from workplans.plan.amendments import lines_in_force, set_aside
from workplans.plan.line_history import contents_at
from workplans.plan.permissions import (
    drafts,
    may_add_activity,
    may_edit_activity,
    may_edit_workplan,
    may_read_draft,
)
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import lines_of, live_lines
from workplans.plan.visibility import version_to_read
from workplans.presentation.history_links import came_from
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.timeline import events_for
from workplans.releasing.actions import END_RELEASE, RELEASE
from workplans.request_context.request import seat_of
from workplans.spreadsheets.actions import import_lines, keep_lines
from workplans.spreadsheets.cells import THEIRS
from workplans.spreadsheets.columns import (
    COVER,
    HEADS,
    HOW_TO_LINE,
    PLAN_LINE,
    STATE_LINE,
    TAKEN_LINE,
    VERSION_LINE,
    Columns,
    plan_code,
)
from workplans.spreadsheets.marked import marked_workbook
from workplans.spreadsheets.preview import Beginning, WorkbookPreview, countries_of, preview_of
from workplans.spreadsheets.queries import changes_since, lines_waiting, lines_with_links
from workplans.spreadsheets.reading import check_file
from workplans.spreadsheets.support_sheet import (
    SUPPORT,
    SUPPORT_SHEET,
    askings_of,
    support_rows,
    support_sheet,
)
from workplans.statuses import Funding

# In the address of a comparison: the rows that wait, and whether they were pasted.
WAITING, PASTED = "waiting", "pasted"
# The button that ticks theirs in every choice, for a browser without scripts.
KEEP_THEIRS = "keep_theirs"
# How often rows are merged again where the plan changes between their merge and their lock.
TRIES = 3
ABOUT_READERS = (OPEN, END_OPENING, RELEASE, END_RELEASE)


@require_safe
@counted_export
def workplan_export(request: HttpRequest, year: int, place: str, suffix: str) -> HttpResponse:
    """The live lines for those who read the draft, else the approved version that is shown to them.

    What an amendment changed before it was set aside is in force nowhere: the lines of record are written instead.
    """
    workplan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    if suffix not in ("xlsx", "csv"):
        raise Http404
    columns = Columns(workplan)
    about: dict[str, Words] = {PLAN_LINE: plan_code(workplan)}
    version = version_to_read(workplan, seat)
    reads_draft = bool(may_read_draft(seat, workplan))
    further: list[Sheet] = []
    written: Sequence[Activity | VersionLine]
    if reads_draft and (aside := set_aside(workplan)):
        about[STATE_LINE] = message("rows.version_aside", number=str(aside.record.number))
        written = [line for line in lines_in_force(aside.record, lines_of) if not line.withdrawn]
    elif reads_draft:
        written = lines = [line for line in lines_with_links(workplan) if not line.is_withdrawn]
        columns.ground.fill(lines)
        about[STATE_LINE] = message("rows.live", state=workplan.get_status_display())
        about[VERSION_LINE] = str(workplan.row_version)
        about[TAKEN_LINE] = clock.now().isoformat(" ", timespec="seconds")
        about[HOW_TO_LINE] = message("rows.how_to")
        further = [support_sheet(workplan, seat)]
    elif version is not None:
        # Nothing of the live plan: its row version counts up with every save of a draft.
        about[STATE_LINE] = message("rows.version", number=str(version.number))
        written = [line for line in lines_of(version) if not line.withdrawn]
    else:
        raise Http404
    earlier = came_from(seat, workplan)
    rows = [columns.row_of(line, earlier) for line in written]
    name = f"{workplan.taskforce.code}-{year}-workplan.{suffix}"
    if suffix == "csv":
        return _attachment(write_csv(columns.heads, rows), name, "text/csv; charset=utf-8")
    body = write_xlsx(
        str(workplan),
        columns.heads,
        rows,
        about={str(COVER[name]): str(said) for name, said in about.items()},
        choices=columns.choices,
        widths=columns.widths,
        further=further,
    )
    return _attachment(body, name, XLSX_TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.non_atomic_requests
def workplan_import(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Upload, then see what would change; nothing is written before it is confirmed.

    What would change has an address of its own, which can be read again. Where the plan was submitted meanwhile, rows
    that were pasted stay on the page.
    """
    workplan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    attempt = Attempt(
        request,
        may=may_edit_workplan(seat, workplan),
        keeps=drafts(seat, workplan),
    )
    pasted = request.POST.get("rows", "")
    if request.method != "POST" and WAITING in request.GET:
        return _compared(request, seat, workplan, attempt)
    if not attempt.is_due:
        return _page(request, workplan, attempt, pasted=pasted)
    try:
        checked = check_file(workplan, _table(request, pasted))
        support = support_rows(checked.table)
    except UnreadableFile as unreadable:
        return _page(request, workplan, attempt, status=422, error=str(unreadable), pasted=pasted)
    with attempt:
        upload = request.FILES.get("file")
        kept = rows_to_keep(checked.table.rows), rows_to_keep(support)
        about: Values = {
            "digest": checked.table.digest,
            "columns": checked.table.columns,
            "made_from": checked.made_from,
            "file_name": str(upload.name) if upload else "",
            "taken_at": checked.taken_at,
        }
        waiting = keep_lines(workplan, *kept, by=seat, now=timezone.now(), **about)
        here = {WAITING: waiting.pk, **({PASTED: 1} if pasted.strip() else {})}
        return redirect(f"{reverse('workplan_import', args=[year, place])}?{urlencode(here)}")
    return _page(request, workplan, attempt, pasted=pasted)


def _compared(request: HttpRequest, seat: Seat, workplan: Workplan, attempt: Attempt) -> HttpResponse:
    """What the rows that wait would change. Without them, after the confirmation say, the page asks for rows again.

    What changes in the plan after this page is noticed at the confirmation.
    """
    waiting = lines_waiting(workplan, seat, request.GET.get(WAITING, ""), now=timezone.now())
    if waiting is None:
        return redirect("workplan_import", workplan.cycle.year, workplan.taskforce.slug)
    pasted = as_pasted(rows_kept(waiting.rows), HEADS) if PASTED in request.GET else ""
    preview = _preview(seat, workplan, waiting)
    return _shown(request, seat, workplan, attempt, waiting, preview, pasted=pasted)


@require_safe
@counted_export
def workplan_import_marked(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The rows that wait as a workbook again, with what is wrong in comments of its cells."""
    workplan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    require(may_edit_workplan(seat, workplan))
    waiting = lines_waiting(workplan, seat, request.GET.get(WAITING, ""), now=timezone.now())
    if waiting is None:
        raise Http404("No file of yours waits here.")
    body = marked_workbook(workplan, seat, waiting, _preview(seat, workplan, waiting))
    return _attachment(body, f"{workplan.taskforce.code}-{year}-workplan-to-correct.xlsx", XLSX_TYPE)


@require_POST
@transaction.non_atomic_requests
def workplan_import_confirm(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Write what the preview showed: merged and judged again, all rows or none, through the actions.

    Where the plan changes just now, the rows are merged with it again. What then has to be chosen is shown.
    """
    workplan = workplan_or_404(request, year, place)
    seat = seat_of(request)
    pasted = request.POST.get("rows", "")
    attempt = Attempt(request, may=may_edit_workplan(seat, workplan), keeps=drafts(seat, workplan))
    if not attempt.is_due:
        return _page(request, workplan, attempt, pasted=pasted)
    waiting = lines_waiting(workplan, seat, request.POST.get("waiting", ""), now=timezone.now())
    if waiting is None:
        messages.error(request, str(message("rows.none_waits")))
        return redirect("workplan_import", year, place)
    for _try in range(TRIES):
        preview = _preview(seat, workplan, waiting, request.POST)
        if stop := _why_not_yet(preview, workplan, request.POST):
            return _shown(request, seat, workplan, attempt, waiting, preview, pasted=pasted, **stop)
        attempt = Attempt(request, may=may_edit_workplan(seat, workplan), keeps=drafts(seat, workplan))
        with attempt:
            _write(request, workplan, waiting, preview, by=seat)
            return redirect("workplan", year, place)
        if not attempt.has_moved_on:
            break
        workplan = workplan_or_404(request, year, place)
    if attempt.closed:
        return _page(request, workplan, attempt, pasted=pasted)
    preview = _preview(seat, workplan, waiting, request.POST)
    error = message("rows.plan_changed") if attempt.has_moved_on else " ".join(map(str, attempt.broken))
    status = 409 if attempt.has_moved_on else 422
    return _shown(
        request, seat, workplan, attempt, waiting, preview, pasted=pasted, status=status, error=error
    )


def _why_not_yet(preview: WorkbookPreview, workplan: Workplan, sent: Mapping[str, str]) -> Values:
    """What the page of a preview says that is not written yet; nothing where it can be written."""
    if KEEP_THEIRS in sent:
        return {"ticked": THEIRS}
    if not preview.may_be_confirmed:
        return {"status": 422}
    if preview.unanswered:
        is_new = sent.get("seen", "") != str(workplan.row_version)
        return {"status": 409 if is_new else 422, "is_asked": True}
    return {}


def _write(
    request: HttpRequest, workplan: Workplan, waiting: LineImport, preview: WorkbookPreview, *, by: Seat
) -> None:
    askings = [
        (row.line, row.partner, row.draft)
        for row in preview.askings
        if row.line and row.partner and row.draft
    ]
    written = import_lines(
        waiting, preview.to_write, askings, seen=workplan.row_version, by=by, now=clock.now()
    )
    if written or not askings:
        messages.success(request, str(message("rows.written", count=written)))
    if askings:
        messages.success(request, str(message("rows.asked", count=len(askings))))


def _table(request: HttpRequest, pasted: str) -> Table:
    """The rows of the file, or those that were pasted: one of the two."""
    upload = request.FILES.get("file")
    if upload is not None and pasted.strip():
        raise UnreadableFile(message("rows.file_and_pasted"))
    if upload is not None:
        return read_rows(upload, further={SUPPORT: SUPPORT_SHEET})
    if pasted.strip():
        return read_pasted(pasted)
    raise UnreadableFile(message("rows.no_file"))


def _page(
    request: HttpRequest, workplan: Workplan, attempt: Attempt, *, status: int = 0, **more: Any
) -> HttpResponse:
    """The page of an import; `status` where the file itself is not in order."""
    context = {
        "workplan": workplan,
        "plan": workplan,
        "attempt": attempt,
        "in_reserve": Funding.RESERVE.label,
        "funding": HEADS["funding"],
        **more,
    }
    return render(
        request, "workplans/spreadsheets/workplan_import.html", context, status=status or attempt.status
    )


def _shown(
    request: HttpRequest,
    seat: Seat,
    workplan: Workplan,
    attempt: Attempt,
    waiting: LineImport,
    preview: WorkbookPreview,
    *,
    status: int = 0,
    is_asked: bool = False,
    **more: Any,
) -> HttpResponse:
    """The page with a preview. `is_asked` says that somebody confirmed it without choosing."""
    since = waiting.taken_at if waiting.plan_version != workplan.row_version else None
    others = [message("row.quoted", words=head) for head in waiting.columns if head not in HEADS]
    context = {
        "preview": preview,
        "waiting": waiting,
        "changed": _changed_since(seat, workplan, since),
        "is_merged": waiting.plan_version != workplan.row_version,
        "unanswered": preview.unanswered if is_asked else (),
        "not_read": message("rows.not_read", heads=tuple(others), count=len(others)) if others else "",
        "marked": f"{reverse('workplan_import_marked', args=[workplan.cycle.year, workplan.taskforce.slug])}"
        f"?{urlencode({WAITING: waiting.pk})}",
        "columns_count": len(preview.heads) + 3,
        **more,
    }
    return _page(request, workplan, attempt, status=status, **context)


@dataclass(frozen=True)
class ChangedLine:
    """What was done to one line, or to the plan as a whole (no name), since a file was made."""

    name: str
    url: str
    said: tuple[str, ...]
    second: str


def _changed_since(seat: Seat, workplan: Workplan, since: datetime | None) -> list[ChangedLine]:
    """What happened to each line since, by its code, as far as this seat reads the trail.

    Who else reads the plan changes nothing in its lines, and is left out.
    """
    if since is None:
        return []
    events = events_for(seat, workplan).filter(at__gte=since).exclude(verb__in=ABOUT_READERS)
    by_label: dict[str, list[Event]] = {}
    for event in events.select_related("by").order_by("at", "pk"):
        by_label.setdefault(event.label, []).append(event)
    lines = {line.code: line for line in workplan.activities.all()}
    rows = []
    for label in sorted(by_label):
        found = by_label[label]
        line = lines.get(label)
        at = timezone.localtime(found[-1].at)
        who = and_list(dict.fromkeys(f"{event.by}, {event.seat_words}" for event in found))
        rows.append(
            ChangedLine(
                name=f"{label} {line.title}".strip() if line else "",
                url=reverse("activity", args=[workplan.cycle.year, workplan.taskforce.slug, line.number])
                if line
                else "",
                said=tuple(dict.fromkeys(str(event) for event in found)),
                second=f"{day(at)}, {at:%H:%M}: {who}",
            )
        )
    return rows


def _preview(
    seat: Seat, workplan: Workplan, waiting: LineImport, sent: Mapping[str, str] | None = None
) -> WorkbookPreview:
    """What confirming would do, with the answers that were sent."""

    def why_closed(activity: Activity) -> Words:
        activity.workplan = workplan
        may = may_edit_activity(seat, activity)
        if may and kind_of(workplan.taskforce).names_countries and countries_of(activity):
            return message("row.countries_confirm")
        return may.reason

    def why_not_asked(activity: Activity) -> Words:
        activity.workplan = workplan
        return may_ask_for(seat, activity).reason

    lines = list(live_lines(workplan))
    preview = preview_of(
        workplan,
        rows_kept(waiting.rows),
        lines,
        why_closed,
        may_add_activity(seat, workplan).reason,
        order=waiting.columns,
        begun=_beginning(workplan, waiting, lines),
        earlier=came_from(seat, workplan),
        sent=sent,
    )
    return replace(preview, askings=askings_of(rows_kept(waiting.support), lines, why_not_asked))


def _beginning(workplan: Workplan, waiting: LineImport, lines: Iterable[Activity]) -> Beginning | None:
    """What the rows were made from; None where the plan is still so."""
    if waiting.plan_version == workplan.row_version:
        return None
    taken = waiting.taken_at
    since = changes_since(workplan, waiting.plan_version)
    return Beginning(
        contents_at(workplan, waiting.plan_version),
        frozenset(line.pk for line in lines if taken is not None and line.entered_at > taken),
        {key: _saved_by(rows[-1]) for key, rows in since.items()},
        {
            key: moment(rows[-1].at)
            for key, rows in since.items()
            if all(row.by_id == waiting.by_id for row in rows)
        },
    )


def _saved_by(row: LineHistory) -> str:
    at = timezone.localtime(row.at)
    return str(message("rows.saved_by", person=str(row.by), day=at.date(), time=f"{at:%H:%M}"))


def _attachment(body: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
