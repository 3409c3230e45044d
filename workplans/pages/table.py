"""The draft as a table on the page of its workplan, for those who edit it. Without JavaScript it is one form."""

from collections import Counter
from collections.abc import Callable, Mapping
from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.timezone import localdate

from commit_portal import clock
from commit_portal.http.resubmission import step_closed
from commit_portal.i18n import Words, and_list, ngettext_lazy
from commit_portal.workflow import Values
from workplans.drafting.views.steps import say_done
from workplans.fields import COLUMNS, OPENED
from workplans.lines.options import line_options_of
from workplans.models import Activity, Seat, Workplan
from workplans.pages.state_bar import calls_of
from workplans.plan.permissions import drafts, may_edit_workplan, may_keep_lines
from workplans.plan.plan_types import kind_of
from workplans.presentation.facts import submitted_words
from workplans.presentation.loaders import load_live_lines
from workplans.presentation.plan_header import PlanHeader, front_of
from workplans.presentation.step_links import address_parts, path_to, plan_url
from workplans.spreadsheets.sheet import HEADS as IN_FILE
from workplans.statuses import WorkplanStatus
from workplans.table.cells import HEADS, LABELS, LOOKS
from workplans.table.returned_lines import returned_lines
from workplans.table.rows import TableRow, areas_of_table, open_rows
from workplans.table.sheet import SentTable, fields_by_head, show_typed, with_pasted

type DraftPage = Callable[[HttpRequest, Seat, PlanHeader, SentTable | None], HttpResponse]


def kept_labels(seat: Seat, plan: Workplan) -> list[tuple[str, Words]]:
    """The fields whose words a browser may keep for this reader, with their labels; none for who has no table."""
    has_words = not kind_of(plan.taskforce).names_countries and drafts(seat, plan)
    return list(LABELS.items()) if has_words else []


def save_table(request: HttpRequest, seat: Seat, front: PlanHeader, page: DraftPage) -> HttpResponse:
    """Save what the table holds, then show it again: 422 with what could not be saved, 409 where others changed it.

    Where the plan was submitted meanwhile, what was typed is shown to be copied. Nobody but who drafts has a table to send: 405.
    """
    plan = front.workplan
    if kind_of(plan.taskforce).names_countries or not drafts(seat, plan):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    may = may_edit_workplan(seat, plan)
    lines = load_live_lines(plan, seat)
    if not may:
        unchanged = SentTable(request.POST, line_options_of(plan), seat, clock.now()).unchanged(lines)
        return step_closed(
            request,
            may.reason,
            said=submitted_words(plan, seat),
            path=path_to(plan),
            unchanged=unchanged,
            called={f"r{line.short_code}": f"{line.code} {line.title}" for line in lines},
        )
    options = line_options_of(plan)
    sent, left = with_pasted(request.POST, options, lines, IN_FILE)
    done = SentTable(sent, options, seat, clock.now())
    done.save_all(lines)
    done.closed += left
    if not done.is_whole:
        fresh = front_of(seat, *address_parts(plan))
        return page(request, seat, fresh or front, done)
    _say_saved(request, done)
    url = plan_url(plan)
    if done.steps:
        said, line = done.steps[-1]
        say_done(request, line, said)
        gone = urlencode([("withdrawn", one.short_code) for _, one in done.steps if one.is_withdrawn])
        return redirect(f"{url}{gone and '?'}{gone}#r{line.short_code}")
    if done.picked:
        return redirect(f"{url}#r{done.picked[0].short_code}-title")
    opened = request.POST.get("open", "")
    if opened.isdigit():
        url += f"?open={opened}#r{opened}"
    elif done.goes_on:
        url += f"#{done.goes_on}"
    elif plan.status == WorkplanStatus.RETURNED and "came_back" not in request.POST:
        url += "?view=table"
    return redirect(url)


def show_table(
    request: HttpRequest,
    seat: Seat,
    lines: list[Activity],
    context: Values,
    sent: SentTable | None,
    *,
    amends: Mapping[int, str] | None,
) -> HttpResponse:
    """The page of the table. `context` is that of the draft's page; `amends` what an amendment changes."""
    plan: Workplan = context["plan"]
    options, today = line_options_of(plan), localdate(clock.reading_time())
    may_add, page = bool(context["may_add"]), uuid4()
    order = request.GET.get("sort", "")
    areas = areas_of_table(options, lines, seat, today=today, may_add=may_add, page=page, order=order)
    open_rows(_opened(request, areas, sent), options, seat)
    if sent is not None:
        show_typed(areas, sent)
    called = calls_of(seat, context["front"])
    for area in areas:
        for row in area["rows"]:
            row.amended = (amends or {}).get(row.line.pk, "")
            row.called = called.get(row.key)
    faults = _faults(areas, sent)
    context |= {
        "areas": areas,
        "areas_have_lines": any(area["rows"] for area in areas),
        "columns": _columns(order),
        "has_years": any(row.has_years for area in areas for row in (*area["rows"], *area["empty"])),
        "page_key": page,
        "token": (sent.tokens[0] if sent else None) or page,
        "paste_url": plan_url(plan, "workplan_import"),
        "paste_heads": ["|".join(part) for part in zip(*fields_by_head(IN_FILE).items(), strict=True)],
        "code_stem": plan.code_of(0).removesuffix("000"),
        "faults": faults,
        # A step that was refused leaves no text unsaved.
        "is_unsaved": len(faults) > bool(sent and sent.step_fault),
        "reasons": _said_once(areas),
        "closed_rows": sent.closed if sent else [],
    }
    template, status = "workplans/table/workplan_table.html", HTTPStatus.OK
    # What was returned stands alone until somebody asks for the table.
    is_alone = "came_back" in request.POST if sent is not None else not request.GET
    if plan.status == WorkplanStatus.RETURNED and is_alone:
        answers = sent.answer_faults if sent is not None else {}
        rows = [row for area in areas for row in area["rows"]]
        if found := returned_lines(rows, options, today=today, sent=request.POST, faults=answers):
            template = "workplans/table/workplan_returned.html"
            faults += [(f"r{key}-answer", fault) for key, fault in answers.items()]
            others = sum(not (line.is_withdrawn or line.unlocked) for line in lines)
            context |= found | {"others": others, "may_keep": may_keep_lines(seat, plan)}
    if sent is not None:
        status = HTTPStatus.CONFLICT if sent.clashes else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, context, status=status)


def _opened(request: HttpRequest, areas: list[Values], sent: SentTable | None) -> list[TableRow]:
    """The row that is asked for, and those that were sent opened and come back."""
    wanted = request.GET.get("open") or request.POST.get("open")
    back = {prefix for prefix, typed in (sent.rows if sent else {}).items() if {*OPENED} & {*typed.form.sent}}
    rows: list[TableRow] = [row for area in areas for row in area["rows"] if not row.is_plain]
    return [row for row in rows if row.key == wanted or row.prefix in back]


def _columns(order: str) -> list[tuple[str, str, Words, str, str]]:
    """The columns: class, address, head, how they are sorted, and by what the next press of the head sorts them."""
    sorted_by = {order: "ascending"} if not order.startswith("-") else {order[1:]: "descending"}
    return [
        (*LOOKS[name], HEADS[name], sorted_by.get(name, ""), f"?sort={'-' if name == order else ''}{name}")
        for name in COLUMNS
    ]


def _faults(areas: list[Values], sent: SentTable | None) -> list[tuple[str, str]]:
    """What the summary of errors says: the place to go to, and the words."""
    found = [
        (f"{row.prefix}-{name}", words)
        for area in areas
        for row in (*area["rows"], *area["empty"])
        for name, words in row.summary
    ]
    if sent is not None and sent.menu_fault:
        # A returned plan shows no menu any more: the reason stands where lines are added.
        place = "add-reason"
        if area := next((area for area in areas if area["menu_fault"]), None):
            # The button that adds what is ticked; the first tick where nothing is.
            place = f"menu-{area['key']}"
            if area["menu"] and not area["is_ticked"]:
                place = f"m{area['menu'][0]['key']}"
        found.append((place, sent.menu_fault))
    if sent is not None and sent.step_fault:
        found.append(sent.step_fault)
    return found


def _said_once(areas: list[Values]) -> list[tuple[str, str]]:
    """The reasons that several rows have for being closed, each with its place: they stand once, above the rows."""
    closed = [row for area in areas for row in area["rows"] if row.reason and not row.comes_back]
    often = [reason for reason, count in Counter(row.reason for row in closed).items() if count > 1]
    places = {reason: f"closed-{number}" for number, reason in enumerate(often, start=1)}
    for row in closed:
        row.reason_at = places.get(row.reason, "")
    return [(place, reason) for reason, place in places.items()]


def _say_saved(request: HttpRequest, done: SentTable) -> None:
    count = done.written
    if done.picked:
        codes = and_list([line.short_code for line in done.picked])
        said = ngettext_lazy(
            "%(count)s activity is added: %(codes)s.", "%(count)s activities are added: %(codes)s."
        )
        messages.success(request, said % {"count": len(done.picked), "codes": codes})
    if done.way_said:
        messages.success(request, done.way_said)
    if count > bool(done.way_said):
        said = ngettext_lazy("%(count)s activity is saved.", "%(count)s activities are saved.")
        messages.success(request, said % {"count": count})
