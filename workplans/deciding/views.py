"""Deciding: the list of lines, and one line at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commit_portal import clock
from commit_portal.events import events_about
from commit_portal.forms import posted
from commit_portal.messages import Message, Words, message
from commit_portal.pages import Attempt
from commit_portal.words import day
from workplans.comments.place import Place
from workplans.comments.reading import talk_at
from workplans.deciding.actions import clear_decision, record_decision
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import Queue, QueueLine, decision_queue, last_round_sent
from workplans.deciding.queue_page import context_of, plan_to_decide, send_button
from workplans.frame.request import seat_of
from workplans.models import Workplan
from workplans.plan.content import FieldOfLine
from workplans.plan.lifecycle import AMEND, SEND_DECISIONS, SUBMIT, TAKE_BACK
from workplans.plan.queries import rounds_of
from workplans.plan.rules import wp_8
from workplans.showing.loading import texts_today
from workplans.statuses import Outcome, WorkplanStatus

LINE_MOVED_ON = _(
    "The taskforce has changed this line since you opened it. Nothing was recorded. "
    "The page shows the new line. Your text is still here."
)
HINTS = {
    Outcome.APPROVE: _("The line enters the approved version when you send the decisions."),
    Outcome.RETURN: _("The line goes back to the taskforce. Say below what should change."),
    Outcome.NOTE: _("This is the government’s own activity. It enters the approved version when you send."),
}


@require_safe
def decisions(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The lines of a submitted plan. Else the decisions sent last, and why no line waits."""
    plan = plan_to_decide(request, year, place)
    context = context_of(plan)
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
            "send": send_button(queue),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """One line: its text, what changed, the last reason, and the decision. POST records it.

    Where the line no longer waits, the page shows what was typed and why it was not recorded.
    """
    plan = plan_to_decide(request, year, place)
    if plan.status != WorkplanStatus.SUBMITTED:
        why = SEND_DECISIONS.why_closed[plan.status]
        if request.method == "POST":
            return _too_late(request, plan, number, why)
        messages.warning(request, str(why))
        return redirect("decisions", year, place)
    texts = texts_today(plan)
    queue = decision_queue(plan, texts)
    line = queue.line(number)
    if line is None:
        if request.method == "POST" and plan.activities.filter(number=number).exists():
            return _too_late(request, plan, number, _does_not_wait(plan, number))
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
            **context_of(plan),
            "queue": queue,
            "groups": _groups(queue, plan, current=line),
            "line": line,
            "area": texts.name(line.activity.area),
            "facts": _facts(line),
            "before": _before(line, plan),
            "own_hands": wp_8(line.activity, seat_of(request).user_id),
            "talk": talk_at(seat_of(request), Place(plan, line.activity)),
            "form": form,
            "choices": _choices(form),
            "skip": queue.after(number),
            "send": send_button(queue),
        },
        status=attempt.status,
    )


@require_POST
def decision_clear(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Clear one recorded decision. The line waits again."""
    plan = plan_to_decide(request, year, place)
    activity = plan.activities.filter(number=number).first()
    if activity is None:
        raise Http404("There is no line of this number.")
    clear_decision(activity, by=seat_of(request), now=clock.now())
    messages.success(
        request,
        gettext("The decision on %(code)s is cleared. The line waits again.") % {"code": activity.code},
    )
    return redirect("decision", year, place, activity.short_code)


def _too_late(request: HttpRequest, plan: Workplan, number: int, why: Words) -> HttpResponse:
    """What was typed, for copying, and why it was not recorded. Shows nothing of the line: it may be a draft again."""
    outcome = request.POST.get("outcome", "")
    context = {
        **context_of(plan),
        "code": plan.code_of(number),
        "why": why,
        "outcome": Outcome(outcome).label if outcome in Outcome.values else "",
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "workplans/decision_too_late.html", context, status=409)


def _does_not_wait(plan: Workplan, number: int) -> Message:
    return message("decision.line_does_not_wait", code=plan.code_of(number))


def _taken_back_on(plan: Workplan) -> str:
    """The day on which the submission before this one was taken back without a decision; "" where none was."""
    last = list(
        events_about(plan).filter(verb__in=(SUBMIT.name, TAKE_BACK.name, SEND_DECISIONS.name, AMEND.name))[:2]
    )
    if [event.verb for event in last] != [SUBMIT.name, TAKE_BACK.name]:
        return ""
    return day(last[1].at)


def _groups(queue: Queue, plan: Workplan, current: QueueLine | None = None) -> list[dict[str, Any]]:
    """The three groups of the queue, each line with its address and second line."""
    groups = (
        (gettext("Changed since your decision (%(lines)s)"), queue.changed),
        (gettext("New (%(lines)s)"), queue.new),
        (gettext("Decided (%(lines)s)"), queue.decided),
    )
    return [
        {
            "head": head % {"lines": len(lines)},
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
        for head, lines in groups
        if lines
    ]


def _facts(line: QueueLine) -> list[FieldOfLine]:
    words = line.words
    return [words[name] for name in ("type", "targets", "lead_body", "starts_on", "secretariat_cost")]


def _before(line: QueueLine, plan: Workplan) -> dict[str, str] | None:
    """The last decision that was sent on this line, for reading."""
    if line.before is None:
        return None
    rounds = rounds_of(plan)
    outcome, on = line.before.outcome, day(line.before.sent_at)
    round_before = gettext("Round %(round)s") % {"round": rounds.shown(line.before.round)}
    return {
        "round": round_before,
        "decided": str(message(f"decision.was_{outcome}", day=on)),
        "quoted": str(message(f"decision.quoted_{outcome}", round=round_before, day=on)),
        "reason": line.before.reason,
        "mark": str(message(f"decision.changed_since_{outcome}")),
        "now": gettext("Round %(round)s, now") % {"round": rounds.shown(plan.round)},
    }


def _initial(line: QueueLine) -> dict[str, Any]:
    """The recorded decision, to be changed. Without one, no radio is chosen."""
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
    """Go to the next undecided line; after the last one to the list, where all can be sent."""
    year, place = plan.cycle.year, plan.taskforce.slug
    following = queue.after(line.number)
    address = reverse("decision", args=[year, place, line.short_code])
    recorded = {"address": address, "code": line.activity.code}
    messages.success(request, render_to_string("workplans/decision_recorded.html", recorded))
    if following is None:
        return redirect("decisions", year, place)
    return redirect("decision", year, place, following.short_code)
