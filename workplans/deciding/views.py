"""Deciding: the desk's table of lines, opened in place, and the decisions that it records."""

from collections.abc import Collection
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import Message, message
from commit_portal.workflow.events import events_about
from workplans.deciding.ceiling_left import room_while_deciding
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import Queue, QueueLine, last_round_sent
from workplans.deciding.queue_page import Desk, context_of, desk_of, plan_to_decide, read_queue, send_button
from workplans.deciding.record import (
    Taken,
    keep_what_was_typed,
    lost_row,
    numbers_typed,
    record_rows,
    rows_sent,
    rows_that_do_not_wait,
)
from workplans.models import Workplan
from workplans.plan.lifecycle import AMEND, SEND_DECISIONS, SUBMIT, TAKE_BACK
from workplans.plan.queries import rounds_of
from workplans.request_context.request import PortalRequest, seat_of
from workplans.statuses import WorkplanStatus

NOTHING_CHOSEN = _("Choose a decision first, or tick the activities that you approve.")


@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The table of a submitted plan's lines. POST records what was chosen, row by row.

    Else the decisions sent last, and why no line waits.
    """
    plan = plan_to_decide(request, year, place)
    if plan.status != WorkplanStatus.SUBMITTED:
        if request.method == "POST":
            return _too_late(request, plan)
        context = {**context_of(plan), "sent": last_round_sent(plan)}
        return render(request, "workplans/deciding/decision_list.html", context)
    if request.method == "POST":
        return _take(request, plan)
    return _table(request, plan, read_queue(plan))


@require_safe
def decision(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The table with one line opened: the address of a line."""
    plan = plan_to_decide(request, year, place)
    if plan.status != WorkplanStatus.SUBMITTED:
        messages.warning(request, str(SEND_DECISIONS.why_closed[plan.status]))
        return redirect("decisions", year, place)
    queue = read_queue(plan)
    if queue.line(number) is None:
        raise Http404("No line of this number waits for a decision.")
    return _table(request, plan, queue, opened={number})


def _table(
    request: HttpRequest,
    plan: Workplan,
    queue: Queue,
    *,
    taken: Taken | None = None,
    opened: Collection[int] = (),
) -> HttpResponse:
    forms = taken.forms(queue) if taken else {}
    desk = desk_of(seat_of(request), plan, queue, forms=forms, opened={*opened, *forms})
    return _page(
        request,
        plan,
        desk,
        lost=taken.lost if taken else [],
        nothing_chosen=NOTHING_CHOSEN if taken and taken.is_empty else "",
        status=taken.status if taken else 200,
    )


def _page(request: HttpRequest, plan: Workplan, desk: Desk, *, status: int, **more: Any) -> HttpResponse:
    context = {**context_of(plan, desk.rounds), **_sums(desk), "taken_back_on": _taken_back_on(plan), **more}
    return render(request, "workplans/deciding/decision_list.html", context, status=status)


def _take(request: HttpRequest, plan: Workplan) -> HttpResponse:
    """Record what was sent. A script gets the parts that changed; without one the table comes, or the next line."""
    before = read_queue(plan)
    if request.POST.get("do") == "count":
        return _count(request, plan, before)
    taken = record_rows(request, plan, before)
    plan.refresh_from_db()
    if plan.status != WorkplanStatus.SUBMITTED:
        return _too_late(request, plan)
    queue = read_queue(plan)
    keep_what_was_typed(taken, queue)
    if cast(PortalRequest, request).htmx and not taken.lost and not taken.is_empty:
        return _changed_parts(request, plan, before, queue, taken)
    if taken.recorded:
        messages.success(request, _recorded(plan, taken.recorded))
    if taken.back is not None:
        messages.success(request, str(_said_of_taking_back(taken.back)))
    if taken.status != 200 or taken.back is not None:
        return _table(request, plan, queue, taken=taken)
    return _go_on(plan, queue, taken.recorded)


def _count(request: HttpRequest, plan: Workplan, queue: Queue) -> HttpResponse:
    """Say what the choices in the table would leave of the room. Records nothing, and keeps what is typed.

    A script gets the sentence only; without one the table comes with all that was chosen.
    """
    sent = rows_sent(request, queue)
    chosen = {number: form.chosen for number, form in sent.items() if form.chosen is not None}
    if cast(PortalRequest, request).htmx:
        room = room_while_deciding(plan, queue, rounds_of(plan))
        context = {"chosen": _torn(plan, sent) or room.with_chosen(chosen, queue)}
        return render(request, "workplans/deciding/decision_chosen.html", context)
    lost = rows_that_do_not_wait(request, plan, queue)
    lines = {line.number: line.activity for line in queue.lines}
    forms = {number: DecisionForm(line=lines[number], initial=form.typed) for number, form in sent.items()}
    # A ticked row shows its choice folded as well.
    opened = {number for number, form in sent.items() if not form.is_only_ticked}
    desk = desk_of(seat_of(request), plan, queue, forms=forms, opened=opened)
    return _page(
        request,
        plan,
        desk,
        lost=lost,
        chosen=_torn(plan, sent) or desk.room.with_chosen(chosen, queue),
        status=409 if lost else 200,
    )


def _torn(plan: Workplan, sent: dict[int, DecisionForm]) -> Message | None:
    """The first line that is ticked and has another decision chosen: no sum is true before one of both is removed."""
    torn = next((number for number, form in sent.items() if form.is_torn), None)
    return None if torn is None else message("room.ticked_and_returned", code=plan.code_of(torn))


def _changed_parts(
    request: HttpRequest, plan: Workplan, before: Queue, queue: Queue, taken: Taken
) -> HttpResponse:
    """The rows that changed, the room and the sums, with what is said aloud and the line to go to."""
    forms = taken.forms(queue)
    desk = desk_of(seat_of(request), plan, queue, forms=forms, opened=forms)
    changed = taken.changed()
    following = queue.after(taken.recorded[-1]) if taken.recorded and not taken.refused else None
    return render(
        request,
        "workplans/deciding/decision_parts.html",
        {
            **context_of(plan, desk.rounds),
            **_sums(desk),
            "changed": [row for row in desk.lines if row.line.number in changed],
            "moved": [row for row in desk.moved(before) if row.line.number not in changed],
            "said": _said_aloud(desk, taken, following),
            "next": following,
            "goes_on": bool(taken.recorded) and not taken.refused,
        },
        status=taken.status,
    )


def _sums(desk: Desk) -> dict[str, Any]:
    queue = desk.queue
    return {
        "queue": queue,
        "desk": desk,
        "room": desk.room,
        "first": next((line for line in queue.in_order if line.decision is None), None),
        "send": send_button(queue),
    }


def _said_aloud(desk: Desk, taken: Taken, following: QueueLine | None) -> list[Message]:
    """What a screen reader says after recording: what was not recorded, else the place to go on."""
    if refused := [
        message("decision.said_not_recorded", code=row.line.activity.code, reason=words)
        for row, _place, words in desk.errors
    ]:
        return refused
    if taken.back is not None:
        return [_said_of_taking_back(taken.back)]
    count = len(desk.lines)
    if following is None:
        return [message("decision.said_last", count=count)]
    return [message("decision.said_recorded", left=len(desk.queue.undecided), count=count)]


def _said_of_taking_back(line: QueueLine) -> Message:
    return message("decision.said_taken_back", code=line.activity.code)


def _recorded(plan: Workplan, recorded: list[int]) -> str:
    if len(recorded) > 1:
        said = ngettext("Saved %(count)s decision.", "Saved %(count)s decisions.", len(recorded))
        return said % {"count": len(recorded)}
    (number,) = recorded
    address = reverse("decision", args=[plan.cycle.year, plan.taskforce.slug, f"{number:03d}"])
    recorded_one = {"address": f"{address}#line-{number:03d}", "code": plan.code_of(number)}
    return render_to_string("workplans/deciding/decision_recorded.html", recorded_one)


def _go_on(plan: Workplan, queue: Queue, recorded: list[int]) -> HttpResponse:
    """Go to the next undecided line; after several, and after the last one, to the table, where all can be sent."""
    year, place = plan.cycle.year, plan.taskforce.slug
    following = queue.after(recorded[-1])
    if following is None or len(recorded) > 1:
        return redirect("decisions", year, place)
    address = reverse("decision", args=[year, place, following.short_code])
    return redirect(f"{address}#line-{following.short_code}")


def _too_late(request: HttpRequest, plan: Workplan) -> HttpResponse:
    """What was typed, for copying, and why it was not recorded."""
    why = SEND_DECISIONS.why_closed[plan.status]
    lost = [lost_row(request, plan, number, why) for number in numbers_typed(request)]
    context = {**context_of(plan), "why": why, "lost": lost}
    return render(request, "workplans/deciding/decision_too_late.html", context, status=409)


def _taken_back_on(plan: Workplan) -> str:
    """The day on which the submission before this one was taken back without a decision; "" where none was."""
    last = list(
        events_about(plan).filter(verb__in=(SUBMIT.name, TAKE_BACK.name, SEND_DECISIONS.name, AMEND.name))[:2]
    )
    if [event.verb for event in last] != [SUBMIT.name, TAKE_BACK.name]:
        return ""
    return day(last[1].at)
