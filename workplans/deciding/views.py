"""Deciding, as the desk sees it: the queue, one line at a time, and sending everything at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commit_portal import clock
from commit_portal.events import events_about
from commit_portal.forms import posted
from commit_portal.messages import Message, message
from commit_portal.pages import Attempt
from commit_portal.permits import require
from commit_portal.words import counted, day
from workplans.deciding.actions import approve_all_left, clear_decision, record_decision, send_decisions
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import Queue, QueueLine, decision_queue, last_round_sent, send_words
from workplans.frame.request import seat_of
from workplans.models import Workplan
from workplans.plan.content import FieldOfLine
from workplans.plan.lifecycle import AMEND, SEND_DECISIONS, SUBMIT, TAKE_BACK
from workplans.plan.marks import decisions_mark
from workplans.plan.permissions import may_decide
from workplans.plan.queries import rounds_of
from workplans.plan.rules import every_line_is_decided, wp_8
from workplans.showing.loading import texts_today, workplan_or_404
from workplans.statuses import LineState, Outcome, WorkplanStatus
from workplans.submitting.amending import reason_of_amendment

NO_VETO = (
    "The Secretariat decides on COMMIT’s support for each line. It has no veto over a government’s own plan."
)
MOVED_ON = "Somebody recorded or changed a decision meanwhile. Nothing was written: look at the list again."
LINE_MOVED_ON = _(
    "The taskforce has changed this line since you opened it. Nothing was recorded. The page shows the new line. "
    "Your text is still here."
)
HINTS = {
    Outcome.APPROVE: "The line becomes of record when the decisions are sent.",
    Outcome.RETURN: "The line goes back to the taskforce; say below what should change.",
    Outcome.NOTE: "The government’s own activity: it becomes of record when the decisions are sent.",
}


@require_safe
def decisions(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The queue of a submitted plan; otherwise what was decided last, and why nothing waits."""
    plan = _plan_to_decide(request, year, place)
    context = _context(plan)
    if plan.status != WorkplanStatus.SUBMITTED:
        return render(request, "workplans/decision_list.html", {**context, "sent": last_round_sent(plan)})
    queue = decision_queue(plan, texts_today(plan))
    first = queue.undecided[0] if queue.undecided else None
    return render(
        request,
        "workplans/decision_list.html",
        {
            **context,
            "queue": queue,
            "first": first,
            "taken_back_on": _taken_back_on(plan),
            "groups": _groups(queue, plan),
            "send": _send_words(queue),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """One line: what it says, what changed, the last reason, and the decision. POST records it.

    Where the line does not wait any more, a decision that was typed meanwhile is shown again with the reason.
    """
    plan = _plan_to_decide(request, year, place)
    if plan.status != WorkplanStatus.SUBMITTED:
        why = f"The plan is {plan.get_status_display().lower()}: nothing waits here."
        if request.method == "POST":
            return _too_late(request, plan, number, why)
        messages.warning(request, why)
        return redirect("decisions", year, place)
    texts = texts_today(plan)
    queue = decision_queue(plan, texts)
    line = queue.line(number)
    if line is None:
        if request.method == "POST" and plan.activities.filter(number=number).exists():
            return _too_late(request, plan, number, "This line does not wait for a decision in this round.")
        raise Http404("No line of this number waits for a decision.")
    form = DecisionForm(posted(request), line=line.activity, initial=_initial(line))
    attempt = Attempt(request, form, keeps=True)
    if attempt.is_due:
        with attempt:
            record_decision(
                line.activity,
                form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                by=seat_of(request),
                now=clock.now(),
            )
            return _go_on(request, plan, queue, line)
        if attempt.closed:
            return _too_late(request, plan, number, attempt.closed)
        if attempt.stale:
            form.add_error(None, LINE_MOVED_ON)
            attempt.show_theirs((), seen=line.activity.row_version)
    return render(
        request,
        "workplans/decision_form.html",
        {
            **_context(plan),
            "queue": queue,
            "groups": _groups(queue, plan, current=line),
            "line": line,
            "area": texts.name(line.activity.area),
            "facts": _facts(line),
            "before": _before(line, plan),
            "own_hands": wp_8(line.activity, seat_of(request).user_id),
            "form": form,
            "choices": _choices(form),
            "skip": queue.after(number),
            "send": _send_words(queue),
        },
        status=attempt.status,
    )


@require_POST
def decision_clear(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Take one recorded decision back; the line waits again."""
    plan = _plan_to_decide(request, year, place)
    activity = plan.activities.filter(number=number).first()
    if activity is None:
        raise Http404("There is no line of this number.")
    clear_decision(activity, by=seat_of(request), now=clock.now())
    messages.success(request, f"The decision on {activity.code} is cleared. The line waits again.")
    return redirect("decision", year, place, activity.short_code)


@require_http_methods(["GET", "HEAD", "POST"])
def decisions_approve_rest(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Approve every line that is left, after a look at which they are."""
    plan = _plan_to_decide(request, year, place)
    if plan.status != WorkplanStatus.SUBMITTED:
        return redirect("decisions", year, place)
    mark, queue = _read(plan)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            number = approve_all_left(
                plan, seen=request.POST.get("seen", ""), by=seat_of(request), now=clock.now()
            )
            messages.success(request, f"Recorded: {counted(number, 'line', 'lines')} that were left.")
            return redirect("decisions", year, place)
        if attempt.has_moved_on:
            messages.error(request, MOVED_ON)
            mark, queue = _read(plan)
    return render(
        request,
        "workplans/decision_approve_rest.html",
        {
            **_context(plan),
            "queue": queue,
            "mark": mark,
            "broken": attempt.broken,
            "left": len(queue.undecided),
        },
        status=attempt.status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decisions_send(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """What is about to be sent, as it will be read; POST sends all of it at once."""
    plan = _plan_to_decide(request, year, place)
    if plan.status != WorkplanStatus.SUBMITTED:
        return redirect("decisions", year, place)
    mark, queue = _read(plan)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            send_decisions(plan, seen=request.POST.get("seen", ""), by=seat_of(request), now=clock.now())
            return redirect("decisions_sent", year, place)
        if attempt.has_moved_on:
            messages.error(request, MOVED_ON)
            mark, queue = _read(plan)
    return render(
        request,
        "workplans/decision_send.html",
        {
            **_context(plan),
            "queue": queue,
            "mark": mark,
            "broken": attempt.broken,
            "send": _send_words(queue),
            "result": _result_of_sending(plan, queue),
        },
        status=attempt.status,
    )


@require_safe
def decisions_sent(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The confirmation after sending: what was sent, and what happens next."""
    plan = _plan_to_decide(request, year, place)
    sent = last_round_sent(plan)
    if sent is None or plan.status == WorkplanStatus.SUBMITTED:
        return redirect("decisions", year, place)
    return render(request, "workplans/decision_sent.html", {**_context(plan), "sent": sent})


def _plan_to_decide(request: HttpRequest, year: int, place: str) -> Workplan:
    """The plan, for who decides on it: strangers 404, readers 403 with the reason."""
    plan = workplan_or_404(request, year, place)
    require(may_decide(seat_of(request), plan))
    return plan


def _too_late(request: HttpRequest, plan: Workplan, number: int, why: str) -> HttpResponse:
    """What was typed, to be copied, and why it was not recorded. Nothing of the line: it may be a draft again."""
    outcome = request.POST.get("outcome", "")
    context = {
        **_context(plan),
        "code": f"{plan.taskforce.code}-{plan.cycle.year}-{number:03d}",
        "why": why,
        "outcome": Outcome(outcome).label if outcome in Outcome.values else "",
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "workplans/decision_too_late.html", context, status=409)


def _read(plan: Workplan) -> tuple[str, Queue]:
    """The mark of the round, then its queue: a decision that comes between makes the mark out of date.

    The other way round it would be covered by the mark although nobody was shown it.
    """
    return decisions_mark(plan), decision_queue(plan, texts_today(plan))


def _context(plan: Workplan) -> dict[str, Any]:
    year, place = plan.cycle.year, plan.taskforce.slug
    return {
        "plan": plan,
        "year": year,
        "place": place,
        "name": plan.taskforce.name,
        "year_url": reverse("year", args=[year]),
        "plan_url": reverse("workplan", args=[year, place]),
        "queue_url": reverse("decisions", args=[year, place]),
        "send_url": reverse("decisions_send", args=[year, place]),
        "rest_url": reverse("decisions_approve_rest", args=[year, place]),
        "submitted_on": day(plan.submitted_at),
        "submitted_by": str(plan.submitted_by) if plan.submitted_by else "",
        "why": reason_of_amendment(plan),
        "round": rounds_of(plan).shown(plan.round),
        "no_veto": NO_VETO,
    }


def _taken_back_on(plan: Workplan) -> str:
    """When the submission before this one was taken back undecided; "" where this one follows no such."""
    last = list(
        events_about(plan).filter(verb__in=(SUBMIT.name, TAKE_BACK.name, SEND_DECISIONS.name, AMEND.name))[:2]
    )
    if [event.verb for event in last] != [SUBMIT.name, TAKE_BACK.name]:
        return ""
    return day(last[1].at)


def _groups(queue: Queue, plan: Workplan, current: QueueLine | None = None) -> list[dict[str, Any]]:
    """The three groups of the queue, each line with its address and second line."""
    heads = (
        ("Changed since your decision", queue.changed),
        ("New", queue.new),
        ("Decided", queue.decided),
    )
    return [
        {
            "head": f"{head} ({len(lines)})",
            "lines": [
                {
                    "url": reverse("decision", args=[plan.cycle.year, plan.taskforce.slug, line.short_code]),
                    "code": line.short_code,
                    "full_code": line.activity.code,
                    "title": line.title,
                    "summary": line.summary,
                    "second": f"{line.words['area'].words} · {line.summary}"
                    if line.is_changed
                    else line.words["area"].words,
                    "reason": line.decision.reason if line.decision else "",
                    "cost": line.words["secretariat_cost"].words,
                    "status": line.mark[0],
                    "word": line.mark[1],
                    "decided": line.decision is not None,
                    "current": current is not None and current.number == line.number,
                }
                for line in lines
            ],
        }
        for head, lines in heads
        if lines
    ]


def _send_words(queue: Queue) -> dict[str, Any]:
    """The button, and why it is closed while a line waits."""
    left = len(queue.undecided)
    violation = every_line_is_decided(left)
    return {
        "label": send_words(len(queue.lines)),
        "open": violation is None,
        "reason": str(violation) if violation else "",
    }


def _result_of_sending(plan: Workplan, queue: Queue) -> list[Message]:
    """What the plan becomes when this is sent; while a line is undecided, what the decisions so far would make."""
    left, back = len(queue.undecided), len(queue.returned)
    said = [message("sending.undecided", count=left)] if left else []
    if back:
        said.append(message("sending.would_return" if left else "sending.returns", count=back))
    else:
        outcome = "sending.would_approve" if left else "sending.approves"
        said.append(message(outcome, country=plan.taskforce.name))
    said.append(message("sending.takes_effect"))
    if queue.reserve and not back:
        said.append(message("sending.reserve_waits", count=queue.reserve))
    return said


def _facts(line: QueueLine) -> list[FieldOfLine]:
    words = line.words
    return [words[name] for name in ("type", "targets", "lead_body", "starts_on", "secretariat_cost")]


def _before(line: QueueLine, plan: Workplan) -> dict[str, str] | None:
    """The last decision that was sent on this line, in words."""
    if line.before is None:
        return None
    rounds = rounds_of(plan)
    state = Outcome(line.before.outcome).state
    verb = state.label.lower()
    return {
        "round": str(rounds.shown(line.before.round)),
        "verb": verb,
        "on": day(line.before.sent_at),
        "reason": line.before.reason,
        "mark": "Changed since your return"
        if state == LineState.RETURNED
        else f"Changed since it was {verb}",
        "now": f"Round {rounds.shown(plan.round)}, now",
    }


def _initial(line: QueueLine) -> dict[str, Any]:
    """What is recorded already is shown, so that it can be changed; else neither radio is chosen."""
    initial: dict[str, Any] = {"seen": line.activity.row_version}
    if line.decision is not None:
        initial |= {"outcome": line.decision.outcome, "reason": line.decision.reason}
    return initial


def _choices(form: DecisionForm) -> list[dict[str, Any]]:
    chosen = form["outcome"].value()
    return [
        {
            "value": value,
            "label": label,
            "id": f"id_outcome_{place}",
            "hint": HINTS[Outcome(value)],
            "checked": value == chosen,
        }
        for place, (value, label) in enumerate(form.fields["outcome"].choices)
    ]


def _go_on(request: HttpRequest, plan: Workplan, queue: Queue, line: QueueLine) -> HttpResponse:
    """To the next line that waits; after the last one to the queue, where everything can be sent."""
    year, place = plan.cycle.year, plan.taskforce.slug
    following = queue.after(line.number)
    address = reverse("decision", args=[year, place, line.short_code])
    words = "<strong>Recorded.</strong> <a href='{}'>{}</a> can be changed until it is sent."
    said = format_html(words, address, line.activity.code)
    messages.success(request, said)
    if following is None:
        return redirect("decisions", year, place)
    return redirect("decision", year, place, following.short_code)
