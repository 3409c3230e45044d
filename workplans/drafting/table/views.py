"""Rows of the table that save themselves: each answer says what became of one row, and changes no field of it.

200 saved; 422 with the fields that are not; 409 where somebody else changed the same, or the plan was closed; 401
where another person or nobody is signed in than the page was made for. A busy portal answers 503
(commit_portal.http.atomic_requests).
"""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from commit_portal import clock
from commit_portal.i18n.parsing import read_number
from commit_portal.refusals import require
from workplans.drafting.table.answers import answer_of
from workplans.drafting.table.forms import NewRowForm, RowForm
from workplans.drafting.table.rows import Choices, open_row, row_of
from workplans.drafting.table.saving import RowSaved, add_row, save_row
from workplans.drafting.table.sheet import area_of_new, key_of, tokens_of, way_out_of
from workplans.drafting.ways_out import WayOut
from workplans.lines.ground import Ground, ground_of
from workplans.models import Seat
from workplans.plan.permissions import drafts, may_add_activity, may_edit_activity
from workplans.presentation.loaders import activity_or_404, draft_or_404, texts_today
from workplans.request_context.request import seat_of


@login_not_required
@require_POST
def row_save(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Save the fields of one line that were sent. Sent twice, it changes nothing."""
    if not _is_the_same_person(request):
        return _signed_out()
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    may = may_edit_activity(seat, line)
    if not may and drafts(seat, line.workplan):
        return _closed(may.reason)
    require(may)
    ground, prefix = ground_of(line.workplan), f"r{line.short_code}"
    form = RowForm(request.POST, ground=ground, area=line.area, prefix=prefix)
    seen, now = read_number(request.POST.get(f"{prefix}-v")), clock.now()
    way_out = way_out_of(request.POST, prefix)
    token, unanswered = tokens_of(request.POST)
    saved = save_row(
        line, form, seen=seen, by=seat, now=now, way_out=way_out, token=token, unanswered=unanswered
    )
    return _answer(saved, form, ground, seat, way_out)


@login_not_required
@require_POST
def row_add(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Make a line of an empty row. Its key makes a repeat harmless: the same line is saved again."""
    if not _is_the_same_person(request):
        return _signed_out()
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    may = may_add_activity(seat, plan)
    if not may and drafts(seat, plan):
        return _closed(may.reason)
    require(may)
    prefix = request.POST.get("row", "")
    ground = ground_of(plan)
    area = area_of_new(ground, prefix)
    if area is None:
        return JsonResponse({}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    form = NewRowForm(request.POST, ground=ground, area=area, prefix=prefix)
    key, way_out = key_of(request.POST.get(f"{prefix}-key")), way_out_of(request.POST, prefix)
    token, unanswered = tokens_of(request.POST)
    saved = add_row(
        plan,
        area,
        form,
        key=key,
        by=seat,
        now=clock.now(),
        way_out=way_out,
        token=token,
        unanswered=unanswered,
    )
    return _closed(saved.closed) if saved.closed else _answer(saved, form, ground, seat, way_out)


@require_safe
def row_opened(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The opened part of a row, for the page to put below it. Raises `Refused` for who does not edit the line."""
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    require(may_edit_activity(seat, line))
    ground = ground_of(line.workplan)
    row = row_of(line, ground, Choices(ground), seat, now=clock.reading_time())
    open_row(row, line, ground, texts_today(line.workplan), seat)
    return render(request, "workplans/drafting/table_opened.html", {"row": row, "fetched": True})


def _answer(
    saved: RowSaved, form: RowForm, ground: Ground, seat: Seat, way_out: WayOut | None
) -> JsonResponse:
    status = HTTPStatus.OK
    if saved.clashes:
        status = HTTPStatus.CONFLICT
    elif not saved.is_whole:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    way = way_out.way if way_out else None
    answer = answer_of(saved, form, ground, reader=seat.user, now=clock.reading_time(), way=way)
    # Escaped, a Khmer text takes six bytes for three.
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def _is_the_same_person(request: HttpRequest) -> bool:
    """Whether the page that sends was made for who is signed in now: its typing is nobody else's."""
    return request.user.is_authenticated and str(request.user.pk) == request.POST.get("person")


def _signed_out() -> JsonResponse:
    return JsonResponse({}, status=HTTPStatus.UNAUTHORIZED)


def _closed(reason: object) -> JsonResponse:
    return JsonResponse({"closed": str(reason)}, status=HTTPStatus.CONFLICT)
