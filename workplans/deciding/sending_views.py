"""Approving what is left, and sending all decisions of a round at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.i18n.messages import Message, message
from commit_portal.workflow.action_attempts import Attempt, Way
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.deciding.ceiling_left import room_while_deciding
from workplans.deciding.queue import Queue, decision_queue, last_round_sent
from workplans.deciding.queue_page import context_of, plan_to_decide, send_button
from workplans.models import Workplan
from workplans.plan.fingerprints import decisions_mark
from workplans.plan.lifecycle import SEND_DECISIONS
from workplans.plan.queries import rounds_of
from workplans.presentation.loaders import texts_today
from workplans.presentation.step_links import step_not_open, step_taken
from workplans.request_context.request import seat_of
from workplans.statuses import WorkplanStatus

MOVED_ON = _("Someone saved or changed a decision before you, so nothing was saved. Look at the list again.")


@require_http_methods(["GET", "HEAD", "POST"])
def decisions_approve_rest(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Approve every remaining line, after a page that lists them."""
    seat = seat_of(request)
    plan = plan_to_decide(request, year, place)
    if page := step_not_open(request, plan, SEND_DECISIONS, by=seat, below=_way_to_decisions(plan)):
        return page
    mark, queue = _read(plan)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            number = approve_all_left(plan, seen=request.POST.get("seen", ""), by=seat, now=clock.now())
            messages.success(
                request,
                ngettext("Saved %(count)s decision.", "Saved %(count)s decisions.", number)
                % {"count": number},
            )
            return redirect("decisions", year, place)
        if page := step_taken(request, plan, SEND_DECISIONS, attempt, by=seat, below=_way_to_decisions(plan)):
            return page
        if attempt.has_moved_on:
            messages.error(request, MOVED_ON)
            mark, queue = _read(plan)
    rounds = rounds_of(plan)
    room = room_while_deciding(plan, queue, rounds)
    return render(
        request,
        "workplans/deciding/decision_approve_rest.html",
        {
            **context_of(plan, rounds),
            "queue": queue,
            "room": room.with_group(room.remaining),
            "mark": mark,
            "broken": attempt.broken,
            "left": len(queue.undecided),
        },
        status=attempt.status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decisions_send(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """All decisions of the round, as the taskforce will read them. POST sends them at once."""
    seat = seat_of(request)
    plan = plan_to_decide(request, year, place)
    if page := step_not_open(request, plan, SEND_DECISIONS, by=seat, below=_way_to_decisions(plan)):
        return page
    mark, queue = _read(plan)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            send_decisions(plan, seen=request.POST.get("seen", ""), by=seat, now=clock.now())
            return redirect("decisions_sent", year, place)
        if page := step_taken(request, plan, SEND_DECISIONS, attempt, by=seat, below=_way_to_decisions(plan)):
            return page
        if attempt.has_moved_on:
            messages.error(request, MOVED_ON)
            mark, queue = _read(plan)
    return render(
        request,
        "workplans/deciding/decision_send.html",
        {
            **context_of(plan),
            "queue": queue,
            "mark": mark,
            "broken": attempt.broken,
            "send": send_button(queue),
            "first": queue.undecided[0] if queue.undecided else None,
            "result": _result_of_sending(plan, queue),
        },
        status=attempt.status,
    )


@require_safe
def decisions_sent(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """What was sent, and what happens next."""
    plan = plan_to_decide(request, year, place)
    sent = last_round_sent(plan)
    if sent is None or plan.status == WorkplanStatus.SUBMITTED:
        return redirect("decisions", year, place)
    return render(request, "workplans/deciding/decision_sent.html", {**context_of(plan), "sent": sent})


def _way_to_decisions(plan: Workplan) -> list[Way]:
    url = reverse("decisions", args=[plan.cycle.year, plan.taskforce.slug])
    return [(gettext("Decisions"), url)]


def _read(plan: Workplan) -> tuple[str, Queue]:
    """The fingerprint of the round, then its lines: a decision in between makes the fingerprint old.

    The other way round the fingerprint would cover a decision that the page does not show.
    """
    return decisions_mark(plan), decision_queue(plan, texts_today(plan))


def _result_of_sending(plan: Workplan, queue: Queue) -> list[Message]:
    """What the plan becomes after sending. While a line is undecided, what the decisions so far would make."""
    left, back = len(queue.undecided), len(queue.returned)
    said = [message("sending.so_far")] if left else []
    if back:
        said.append(message("sending.would_return" if left else "sending.returns", count=back))
    else:
        outcome = "sending.would_approve" if left else "sending.approves"
        said.append(message(outcome, country=plan.taskforce.name))
    said.append(message("sending.takes_effect"))
    if queue.reserve and not back:
        said.append(message("sending.reserve_waits", count=queue.reserve))
    return said
