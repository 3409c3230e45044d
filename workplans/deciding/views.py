"""Decide on a plan: the table of the desk, what becomes of each of its rows, and the steps with a whole round."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, day, say
from commit_portal.workflow import Attempt, Link, events_about, typed_again
from workplans.activity_codes import padded
from workplans.deciding.actions import approve_all_left, clear_decision, record_decision, send_decisions
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import Queue, QueueLine, decision_queue, last_round_sent, room_while_deciding
from workplans.deciding.queue_page import context_of, desk_of, form_of, send_button
from workplans.deciding.rules import NO_DECISION_NEEDED
from workplans.ministries.agreement import agreement_of
from workplans.ministries.queries import later_yes
from workplans.models import Activity, Workplan
from workplans.plan.lifecycle import AMEND, SEND_DECISIONS, SUBMIT, TAKE_BACK
from workplans.plan.permissions import may_decide
from workplans.plan.queries import Rounds, rounds_of
from workplans.plan.versions import decision_mark, decisions_mark
from workplans.presentation.step_links import address_parts
from workplans.presentation.views import PlanPage, PlanStep
from workplans.request_context.request import seat_of
from workplans.statuses import Funding, Outcome, WorkplanStatus

# A row of the form that was sent: the line's number.
SENT_ROW = re.compile(r"(\d{3,6})-shown")


@dataclass
class Taken:
    """What became of a form that was sent: lines recorded, a line whose decision was taken back, and the rest.

    `refused` are the rows to correct. Of them `stale` are those that somebody changed meanwhile. `unsaved`: of other buttons.
    """

    recorded: list[int] = field(default_factory=list)
    back: QueueLine | None = None
    refused: dict[int, DecisionForm] = field(default_factory=dict)
    stale: set[int] = field(default_factory=set)
    unsaved: dict[int, DecisionForm] = field(default_factory=dict)
    # What was typed on lines that do not wait any more (`lost_row`).
    lost: list[Values] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.recorded or self.back or self.refused or self.lost)

    @property
    def status(self) -> int:
        """The HTTP status of the page: 409 where the state prevents a row, 422 for a row to correct, else 200."""
        if self.stale or self.lost:
            return 409
        return 422 if self.refused or self.is_empty else 200

    def changed(self) -> set[int]:
        """The numbers of the rows that look different now."""
        return {*self.recorded, *self.refused, *((self.back.number,) if self.back else ())}

    def forms(self, queue: Queue) -> dict[int, DecisionForm]:
        """The forms to show again: of rows to correct or unsaved, and the words of a decision that was taken back."""
        forms = self.unsaved | self.refused
        line = queue.line(self.back.number) if self.back else None
        if line is not None and self.back is not None and self.back.decision is not None:
            forms[line.number] = form_of(line, reason=self.back.decision.reason)
        return forms


def record_rows(request: HttpRequest, plan: Workplan, queue: Queue) -> Taken:
    """Record each row that was chosen, ticked or typed in; take one decision back where that was asked.

    A row whose own button was pressed is asked for a decision, also where nothing was chosen in it; no other row is saved.
    Each row has a transaction of its own (`record_decision`): what is wrong with one does not stop the others.
    """
    taken, pressed = Taken(), request.POST.get("do", "record")
    saves_all = pressed == "record" and "back" not in request.POST
    for line in queue.in_order:
        passing = pressed == "unchanged" and line.is_unchanged and line.decision is None
        form = DecisionForm(request.POST, line=line.activity, passing=passing)
        if form.is_sent and line.short_code == request.POST.get("back"):
            attempt = Attempt(request, keeps=True)
            with attempt:
                shown = form.data[form.add_prefix("shown")]
                clear_decision(line.activity, shown=shown, by=seat_of(request), now=clock.now())
                taken.back = line
        elif form.is_sent and (passing or line.short_code == pressed or (saves_all and form.is_touched)):
            attempt = _record(request, line, form, taken)
        else:
            if form.is_sent and form.is_touched:
                taken.unsaved[line.number] = form_of(line, **form.typed)
            continue
        if attempt.closed:
            taken.lost.append(lost_row(request, plan, line.number, attempt.closed))
        elif attempt.failed:
            taken.refused[line.number] = form
            taken.stale |= {line.number} if attempt.stale else set()
    taken.lost += rows_that_do_not_wait(request, plan, queue)
    return taken


def rows_that_do_not_wait(request: HttpRequest, plan: Workplan, queue: Queue) -> list[Values]:
    """What was typed on lines that are not in the queue any more; no query where there is none."""
    gone = {number for number in numbers_typed(request) if queue.line(number) is None}
    if not gone:
        return []
    numbers = plan.activities.filter(number__in=gone).values_list("number", flat=True)
    return [
        lost_row(request, plan, number, say(NO_DECISION_NEEDED, code=plan.code_of(number)))
        for number in numbers
    ]


def keep_what_was_typed(taken: Taken, queue: Queue) -> None:
    """Give each stale row the marks of now, so that the desk can send it again, and say what has changed."""
    for number in taken.stale:
        line, form = queue.line(number), taken.refused[number]
        if line is None:
            continue
        said = _(
            "Someone decided on this activity before you, so your decision is not saved. You see the other "
            "decision here. Your text is still here too."
        )
        if str(line.activity.row_version) != form.data.get(form.add_prefix("seen")):
            said = _(
                "The taskforce changed this activity after you opened it, so your decision is not saved. The page "
                "shows the new text. Your own text is still here."
            )
        form.add_error(None, said)
        form.data = typed_again(form, seen=line.activity.row_version, shown=decision_mark(line.decision))


def numbers_typed(request: HttpRequest) -> Iterator[int]:
    """The numbers of the rows that say something else than the page showed."""
    for name in request.POST:
        if found := SENT_ROW.fullmatch(name):
            # The line may not wait any more: nothing of it is known but its number.
            line = Activity(number=int(found[1]))
            if DecisionForm(request.POST, line=line).is_touched:
                yield line.number


def lost_row(request: HttpRequest, plan: Workplan, number: int, why: Words) -> Values:
    """What was typed in a row that cannot be recorded, and why. Shows nothing of the line."""
    outcome = request.POST.get(f"{padded(number)}-outcome", "")
    return {
        "code": plan.code_of(number),
        "why": why,
        "outcome": Outcome(outcome).label if outcome in Outcome.values else "",
        "reason": request.POST.get(f"{padded(number)}-reason", ""),
    }


def _record(request: HttpRequest, line: QueueLine, form: DecisionForm, taken: Taken) -> Attempt:
    attempt = Attempt(request, form, keeps=True)
    if attempt.is_due:
        with attempt:
            typed = {name: form.cleaned_data[name] for name in ("outcome", "reason", "seen", "shown")}
            record_decision(line.activity, **typed, by=seat_of(request), now=clock.now())
            taken.recorded.append(line.number)
    return attempt


NOTHING_CHOSEN = _("Choose a decision first, or tick the activities that you approve.")
MOVED_ON = _("Someone saved or changed a decision before you, so nothing was saved. Look at the list again.")


class DecisionPage(PlanPage):
    """A page for who decides on a plan: 404 for strangers, 403 with the reason for readers."""

    permission = staticmethod(may_decide)

    @cached_property
    def rounds(self) -> Rounds:
        """The rounds of the plan."""
        return rounds_of(self.plan)

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**context_of(self.plan, self.rounds) | kwargs)


class SentDecisions(DecisionPage):
    """What was sent, and what happens next."""

    template_name = "workplans/deciding/decision_sent.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        sent = last_round_sent(self.plan)
        if sent is None or self.plan.status == WorkplanStatus.SUBMITTED:
            return redirect("decisions", *address_parts(self.plan))
        return self.render_to_response(self.get_context_data(sent=sent))


class DeskTable(DecisionPage):
    """The table of a submitted plan's lines. POST records what was chosen, row by row.

    Else the decisions sent last, and why no line waits.
    """

    http_method_names = ["get", "head", "post"]
    template_name = "workplans/deciding/decision_list.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if self.plan.status == WorkplanStatus.SUBMITTED:
            return self.show(self.desk_of(decision_queue(self.plan, self.actor), {}))
        return self.render_to_response(self.get_context_data(sent=last_round_sent(self.plan)))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Record what was sent. A script gets the parts that changed; without one the table comes, or the next line."""
        plan = self.plan
        if plan.status != WorkplanStatus.SUBMITTED:
            return self.too_late()
        taken = record_rows(request, plan, decision_queue(plan, self.actor))
        plan.refresh_from_db()
        if plan.status != WorkplanStatus.SUBMITTED:
            return self.too_late()
        queue = decision_queue(plan, self.actor)
        keep_what_was_typed(taken, queue)
        forms = taken.forms(queue)
        if self.is_script and not taken.lost and not taken.is_empty:
            return self.changed_parts(queue, forms, taken)
        if taken.recorded:
            messages.success(request, _recorded(plan, taken.recorded))
        if taken.back is not None:
            messages.success(request, _said_of_taking_back(taken.back))
        if taken.status == HTTPStatus.OK and taken.back is None:
            if not taken.unsaved:
                return self.go_on(queue, taken.recorded)
            if following := queue.after(taken.recorded[-1]):
                forms.setdefault(following.number, form_of(following))
        nothing = NOTHING_CHOSEN if taken.is_empty else ""
        desk = self.desk_of(queue, forms)
        return self.show(desk, status=taken.status, lost=taken.lost, nothing_chosen=nothing)

    def desk_of(self, queue: Queue, forms: Mapping[int, DecisionForm]) -> Values:
        """The table, with the rows that are opened or sent again."""
        return desk_of(self.actor, self.plan, queue, self.rounds, forms)

    def show(self, desk: Values, *, status: int = HTTPStatus.OK, **more: object) -> HttpResponse:
        """The page with the table."""
        context = {**desk, "taken_back_on": _taken_back_on(self.plan, self.rounds), **more}
        context |= {"agreement": agreement_of(self.plan), "later": later_yes(self.plan)}
        return self.render_to_response(self.get_context_data(**context), status=status)

    def part(self, template: str, status: int = HTTPStatus.OK, **context: object) -> HttpResponse:
        """Parts of the page, or another page in its place."""
        self.template_name = template
        return self.render_to_response(self.get_context_data(**context), status=status)

    def changed_parts(self, queue: Queue, forms: Mapping[int, DecisionForm], taken: Taken) -> HttpResponse:
        """The rows that changed and the sums, with what is said aloud, and the next line, opened."""
        changed = taken.changed()
        goes_on = bool(taken.recorded) and not taken.refused
        following = queue.after(taken.recorded[-1]) if goes_on else None
        opened = {} if following is None else {following.number: form_of(following)}
        desk = self.desk_of(queue, {**opened, **forms})
        return self.part(
            "workplans/deciding/decision_parts.html",
            taken.status,
            **desk,
            changed=[row for row in desk["rows"] if row["line"].number in changed],
            next_row=next((row for row in desk["rows"] if row["line"] == following), None),
            following=following,
            back=taken.back and _said_of_taking_back(taken.back),
            goes_on=goes_on,
        )

    def go_on(self, queue: Queue, recorded: list[int]) -> HttpResponse:
        """Go to the next undecided line; after several, and after the last one, to the table, where all can be sent."""
        following = queue.after(recorded[-1])
        if following is None or len(recorded) > 1:
            return redirect("decisions", *address_parts(self.plan))
        address = reverse("decision", args=[*address_parts(self.plan), following.short_code])
        return redirect(f"{address}#line-{following.short_code}")

    def too_late(self) -> HttpResponse:
        """What was typed, for copying, and why it was not recorded."""
        why = SEND_DECISIONS.why_closed[self.plan.status]
        lost = [lost_row(self.request, self.plan, number, why) for number in numbers_typed(self.request)]
        page = "workplans/deciding/decision_too_late.html"
        return self.part(page, HTTPStatus.CONFLICT, why=why, lost=lost)


class DecideOnLine(DeskTable):
    """The table with one line opened: the address of a line."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if self.plan.status != WorkplanStatus.SUBMITTED:
            messages.warning(request, str(SEND_DECISIONS.why_closed[self.plan.status]))
            return redirect("decisions", *address_parts(self.plan))
        queue = decision_queue(self.plan, self.actor)
        line = queue.line(self.kwargs["number"])
        if line is None:
            raise Http404("No line of this number waits for a decision.")
        desk = self.desk_of(queue, {line.number: form_of(line)})
        if self.is_script:
            row = next(row for row in desk["rows"] if row["is_open"])
            return self.part("workplans/deciding/decision_row.html", row=row)
        return self.show(desk)


class CountChoices(DeskTable):
    """Say what the choices in the table would leave under the ceiling, or open a row. Records nothing.

    A script gets the words only; without one the table comes with all that was chosen and typed.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if self.plan.status != WorkplanStatus.SUBMITTED:
            return self.too_late()
        queue = decision_queue(self.plan, self.actor)
        # Those in which something was chosen or typed.
        typed = {line.number: DecisionForm(request.POST, line=line.activity) for line in queue.in_order}
        sent = {number: form for number, form in typed.items() if form.is_sent and form.is_touched}
        said = self.counted(queue, sent)
        if self.is_script:
            return render(request, "workplans/deciding/decision_chosen.html", {"chosen": said})
        lost = rows_that_do_not_wait(request, self.plan, queue)
        asked, back = request.POST.get("open"), request.POST.get("return")
        forms = {}
        for line in queue.lines:
            form = sent.get(line.number)
            values = form.typed if form else {}
            if line.short_code in (asked, back):
                outcome = Outcome.RETURN if back else form and form.chosen
                values |= {"tick": False} | ({"outcome": outcome} if outcome else {})
            if values:
                forms[line.number] = form_of(line, **values)
        status = HTTPStatus.CONFLICT if lost else HTTPStatus.OK
        chosen = said if sent or (asked is None and back is None) else None
        return self.show(self.desk_of(queue, forms), status=status, lost=lost, chosen=chosen)

    def counted(self, queue: Queue, sent: Mapping[int, DecisionForm]) -> Values:
        """What the choices of the rows that were sent would leave."""
        # A line that is ticked and has another decision chosen: no sum is true before one of both is removed.
        torn = next((number for number, form in sent.items() if form.is_torn), None)
        if torn is not None:
            return {"torn": self.plan.code_of(torn)}
        chosen = {number: form.chosen for number, form in sent.items() if form.chosen is not None}
        return room_while_deciding(self.plan, queue, self.rounds).with_chosen(chosen, queue)


class RoundStep(PlanStep):
    """A step with all decisions of a round. Its button sends the mark of the round that its page showed."""

    transition, mark = SEND_DECISIONS, "seen"

    def get_path(self) -> Sequence[Link]:
        return [*super().get_path(), (_("Decisions"), reverse("decisions", args=address_parts(self.object)))]

    def get_context_data(self, **kwargs: object) -> Values:
        if self.attempt.has_moved_on:
            messages.error(self.request, MOVED_ON)
        plan, rounds = self.object, rounds_of(self.object)
        # The mark before the lines: a decision in between makes it old. The other way round it would cover a
        # decision that the page does not show.
        context = {"mark": decisions_mark(plan), "queue": decision_queue(plan, self.actor), "rounds": rounds}
        return super().get_context_data(**context_of(plan, rounds), **context, **kwargs)


class ApproveRemaining(RoundStep):
    """Approve every remaining activity, after a page that lists them."""

    template_name = "workplans/deciding/decision_approve_rest.html"
    action, has_mark = staticmethod(approve_all_left), True

    def get_words(self) -> Words:
        return saved_words(self.made)

    def get_context_data(self, **kwargs: object) -> Values:
        context = super().get_context_data(**kwargs)
        room = room_while_deciding(self.object, context["queue"], context["rounds"])
        noted = any(line.activity.funding == Funding.NONE for line in context["queue"].undecided)
        return context | {"room": room.with_group(room.remaining), "has_noted": noted}


class SendDecisions(RoundStep):
    """Send all decisions of the round at once, after a page that shows them as the taskforce will read them."""

    template_name = "workplans/deciding/decision_send.html"
    action, has_mark = staticmethod(send_decisions), True

    def get_success_url(self) -> str:
        return reverse("decisions_sent", args=address_parts(self.object))

    def get_context_data(self, **kwargs: object) -> Values:
        context = super().get_context_data(**kwargs)
        queue: Queue = context["queue"]
        return context | {
            "send": send_button(queue),
            "room": room_while_deciding(self.object, queue, context["rounds"]),
            "has_noted": any(line.activity.funding == Funding.NONE for line in queue.lines),
        }


def saved_words(count: int) -> str:
    """How many decisions are saved."""
    return say(ngettext("Saved %(count)s decision.", "Saved %(count)s decisions.", count), count=count)


def _said_of_taking_back(line: QueueLine) -> str:
    said = gettext("The decision on %(code)s is cancelled. This activity needs a decision again.")
    return say(said, code=line.activity.code)


def _recorded(plan: Workplan, recorded: list[int]) -> str:
    if len(recorded) > 1:
        return saved_words(len(recorded))
    (number,) = recorded
    address = reverse("decision", args=[*address_parts(plan), number])
    recorded_one = {"address": f"{address}#line-{padded(number)}", "code": plan.code_of(number)}
    return render_to_string("workplans/deciding/decision_recorded.html", recorded_one)


def _taken_back_on(plan: Workplan, rounds: Rounds) -> str:
    """The day on which the submission before this one was taken back without a decision; "" where none was."""
    if rounds.shown(plan.round) == plan.round:
        return ""
    verbs = (SUBMIT.name, TAKE_BACK.name, SEND_DECISIONS.name, AMEND.name)
    last = list(events_about(plan).filter(verb__in=verbs)[:2])
    if [event.verb for event in last] != [SUBMIT.name, TAKE_BACK.name]:
        return ""
    return day(last[1].at)
