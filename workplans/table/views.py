"""Rows of the table that save themselves: each answer is the row, as the page has it, and what changed with it.

200 saved; 422 with the fields that are not; 409 where somebody else changed the same, or the plan was closed; 401
where another person or nobody is signed in than the page was made for. A busy portal answers 503
(commit_portal.http.atomic_requests).
"""

from collections.abc import Iterable
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from commit_portal import clock
from commit_portal.db.related_rows import attach
from commit_portal.forms.base import Values
from commit_portal.i18n import and_list, money
from commit_portal.refusals import require
from commit_portal.sheets.views import closed, is_the_same_person, signed_out
from workplans.consultation.page import sum_in_words
from workplans.fields import names_in_sentence
from workplans.lines.options import line_options_of
from workplans.models import Activity, Seat
from workplans.plan.line_content import money_in_reserve
from workplans.plan.permissions import drafts, may_add_activity, may_edit_activity
from workplans.presentation import checklist
from workplans.presentation.loaders import activity_or_404, draft_or_404, load_lines_to_check, offers_to_lines
from workplans.request_context.request import seat_of
from workplans.statuses import ContributionStatus
from workplans.table import rows as table_rows
from workplans.table.cells import choices_of
from workplans.table.saving import TOGETHER, RowSaved, SentRows, prefixes_of, show_row
from workplans.table.sheet import ROW_GONE

# A longer text is not sent back: the page has it as it was typed.
SHORT = 120
# So many open points are sent as a whole with a saved row.
FEW = 8


@login_not_required
@require_POST
def row_save(request: HttpRequest, year: int, place: str, number: int | None = None) -> HttpResponse:
    """Save the fields of a line that were sent, or make a line of an empty row. Sent twice, it changes nothing more."""
    if not is_the_same_person(request):
        return signed_out()
    seat = seat_of(request)
    line = None if number is None else activity_or_404(request, year, place, number)
    plan = line.workplan if line else draft_or_404(request, year, place)
    may = may_edit_activity(seat, line) if line else may_add_activity(seat, plan)
    if not may and drafts(seat, plan):
        return closed(may.reason)
    require(may)
    rows = SentRows(request.POST, line_options_of(plan), seat, clock.now())
    if line:
        return _answer(request, rows.save(line), rows)
    prefix = next(prefixes_of(request.POST), "")
    form = rows.new_form(prefix)
    if form.area is None or prefix[0] != "n":
        return closed(ROW_GONE)
    typed = rows.add(form, form.area)
    return closed(typed.closed) if typed.closed else _answer(request, typed, rows)


@require_safe
def row_opened(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The opened part of a row, for the page to put below it. Raises `Refused` for who does not edit the line."""
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    require(may_edit_activity(seat, line))
    options = line_options_of(line.workplan)
    row = table_rows.row_of(line, options, choices_of(options), seat, today=localdate(clock.reading_time()))
    table_rows.open_rows([row], options, seat)
    return render(request, "workplans/table/table_opened.html", {"row": row, "fetched": True})


def sums_of(line: Activity, by: Seat, names: Iterable[str]) -> Values:
    """The money of the plan and of the line's area, and the open points, for `table_answer.html`. Two queries.

    Of many open points the `groups` of the fields with these `names`, and what is in no group; else all. The line gets
    its support, and the plan its lines.
    """
    plan = line.workplan
    load_lines_to_check([plan])
    lines, supports = plan.activities.all(), offers_to_lines(by, workplan=plan.pk)
    attach([line], "contributions", supports, by="activity")
    points = checklist.open_points(plan, by)
    shown, fields = checklist.by_field(points), {checklist.group_of(name) for name in names}
    groups = [group for group in shown["missing"] if group["name"] in fields]
    ceiling = plan.ceiling_on(clock.today())
    of_area = [item for item in lines if item.area_id == line.area_id]
    return {
        "sums": {
            "meter": f"{plan.committed:.2f}",
            "reserve": money(money_in_reserve(lines)),
            "asked": sum_in_words(supports, ContributionStatus.ASKED),
        },
        "ceiling": ceiling,
        "committed": plan.committed,
        "left": None if ceiling is None else ceiling - plan.committed,
        "room": plan.room_for(None, clock.today()),
        "summed": table_rows.sums_of_area(line.area, of_area),
        "points": checklist.points_shown(by, plan, points),
        "button": checklist.draft_button(by, plan, points),
        "open": shown,
        "groups": groups if fields and len(points) > FEW else None,
    }


def _answer(request: HttpRequest, typed: RowSaved, rows: SentRows) -> HttpResponse:
    """The row, the fields of its opened part that were sent or came in, the sums that it changed, and what is said."""
    line, choices = typed.line, choices_of(rows.options, chosen_alone=True)
    row = table_rows.TableRow(typed.prefix[1:], typed.prefix, choices)
    sums: Values = {}
    if line is not None:
        rows.options.fill([line])
        # A new line lacks most fields.
        names = () if row.is_new else {*typed.form.sent, *typed.from_them}
        sums = sums_of(line, rows.by, {one for name in names for one in (name, *TOGETHER.get(name, ()))})
        row = table_rows.row_of(line, rows.options, choices, rows.by, today=localdate(clock.reading_time()))
        row.values |= table_rows.words_of_opened(line)
    show_row(row, typed, rows)
    opened = [
        field
        for field in row.opened_fields
        if field[0] in typed.from_them or (field[0] in typed.form.sent and len(field[2]) <= SHORT)
    ]
    faulty = and_list(map(str, names_in_sentence(typed.faults)))
    context = {"row": row, "opened": opened, "faulty": faulty, "way_said": typed.way_said, **sums}
    status = HTTPStatus.OK if typed.is_whole else HTTPStatus.UNPROCESSABLE_ENTITY
    status = HTTPStatus.CONFLICT if typed.clashes else status
    return render(request, "workplans/table/table_answer.html", context, status=status)
