"""Recording what the desk chose in its table: row by row, and what becomes of each row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Words, say
from commit_portal.workflow.action_attempts import Attempt, typed_again
from workplans.activity_codes import padded
from workplans.deciding.actions import clear_decision, record_decision
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import Queue, QueueLine
from workplans.deciding.queue_page import form_of
from workplans.deciding.rules import NO_DECISION_NEEDED
from workplans.models import Workplan
from workplans.plan.snapshots import decision_mark, decision_text_mark
from workplans.request_context.request import seat_of
from workplans.statuses import Outcome

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


def rows_sent(request: HttpRequest, queue: Queue) -> dict[int, DecisionForm]:
    """The rows in which something was chosen or typed, by number. Records nothing."""
    forms = {line.number: DecisionForm(request.POST, line=line.activity) for line in queue.in_order}
    return {number: form for number, form in forms.items() if form.is_sent and form.is_touched}


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
    """Give each stale row the marks of now, so that the next recording is accepted, and say what has changed."""
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
            row = found[1]
            outcome, reason = (request.POST.get(f"{row}-{part}", "") for part in ("outcome", "reason"))
            is_ticked = bool(request.POST.get(f"{row}-tick"))
            is_opened = f"{row}-reason" in request.POST
            if is_ticked or (is_opened and decision_text_mark(outcome, reason) != request.POST[name]):
                yield int(row)


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
            record_decision(
                line.activity,
                form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                shown=form.cleaned_data["shown"],
                by=seat_of(request),
                now=clock.now(),
            )
            taken.recorded.append(line.number)
    return attempt
