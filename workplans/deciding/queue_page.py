"""What the pages of deciding share: the head of a page, the table, the button that sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import say
from commit_portal.refusals import Violation
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import Values
from workplans.comments.queries import open_on_lines
from workplans.comments.thread_rows import calls_on_lines, open_threads_on_lines
from workplans.deciding.ceiling_left import Room, room_while_deciding
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import UNCHANGED, Queue, QueueGroup, QueueLine, decision_queue, send_words
from workplans.deciding.rules import every_line_is_decided, outcomes_for
from workplans.models import Seat, Workplan
from workplans.plan.queries import Rounds
from workplans.plan.rules import wp_8
from workplans.plan.snapshots import decision_mark
from workplans.presentation.history_links import carried_from
from workplans.presentation.loaders import texts_today
from workplans.presentation.step_links import address_parts
from workplans.statuses import Outcome
from workplans.submitting.queries import reason_of_amendment

NO_VETO = _(
    "The Secretariat decides only on the Secretariat funding of each activity. If the Secretariat does not pay "
    "for an activity, the government can still carry it out."
)

# What the last decision that was sent was.
EARLIER = {
    Outcome.APPROVE: _("Approved on %(day)s"),
    Outcome.RETURN: _("Returned on %(day)s"),
    Outcome.NOTE: _("Noted on %(day)s"),
}


@dataclass(frozen=True)
class DeskLine:
    """One row of the desk's table. Its form is there where it is opened, or was sent and is shown again."""

    line: QueueLine
    form: DecisionForm | None
    previous: QueueLine | None
    following: QueueLine | None
    before: dict[str, str] | None
    own_hands: Violation | None
    threads: Sequence[Link]
    called: Link | None
    room: Room
    outcomes: tuple[Outcome, ...]
    carried_from: Link | None
    place: str

    @property
    def marks(self) -> tuple[object, object]:
        """The marks of the text and of the decision that the page shows, or showed when the form was sent."""
        if self.form is not None:
            return self.form["seen"].value(), self.form["shown"].value()
        return self.line.activity.row_version, decision_mark(self.line.decision)

    @property
    def is_open(self) -> bool:
        return self.form is not None and self.form.opens

    @property
    def may_tick(self) -> bool:
        """Whether the row has a tick: it has no decision, and somebody else entered the line."""
        return self.line.decision is None and self.own_hands is None

    @property
    def may_return(self) -> bool:
        """Whether the row has the button that opens it at the reason."""
        return self.may_tick and Outcome.RETURN in self.outcomes

    @property
    def if_approved(self) -> str:
        """What approving this line would leave; "" where it has a decision."""
        return self.room.with_line(self.line.activity) if self.line.decision is None else ""

    def field_of(self, name: str) -> str:
        """The id of the field that an error is about; the row's own where it is about the whole line."""
        code = self.line.short_code
        return {"outcome": f"id_{code}-outcome_0", "reason": f"id_{code}-reason"}.get(name, f"line-{code}")

    @property
    def after(self) -> str:
        """The id of the row before this one in the table: the head of the group, or another line of it."""
        if self.previous is None or self.previous.group != self.line.group:
            return f"head-{self.line.group}"
        return f"line-{self.previous.short_code}"


@dataclass(frozen=True)
class Desk:
    """The desk's table of a submitted plan."""

    queue: Queue
    room: Room
    lines: tuple[DeskLine, ...]

    @property
    def groups(self) -> list[tuple[QueueGroup, list[DeskLine]]]:
        by_number = {row.line.number: row for row in self.lines}
        return [(group, [by_number[line.number] for line in group.lines]) for group in self.queue.groups]

    @property
    def of_unchanged(self) -> str:
        """What approving all unchanged lines at once would leave; "" where there are none."""
        groups = (group for group in self.queue.groups if group.key == UNCHANGED and group.lines)
        return next((self.room.with_group(group.counted_cost) for group in groups), "")

    @property
    def errors(self) -> list[tuple[DeskLine, str, str]]:
        """What is to be corrected: the row, the id of the field to go to, the words."""
        return [
            (row, row.field_of(name), " ".join(map(str, said)))
            for row in self.lines
            if row.form is not None
            for name, said in row.form.errors.items()
        ]


def read_queue(plan: Workplan) -> Queue:
    """The queue of a submitted plan, in the words of today."""
    return decision_queue(plan, texts_today(plan))


def desk_of(
    seat: Seat,
    plan: Workplan,
    queue: Queue,
    rounds: Rounds,
    forms: Mapping[int, DecisionForm],
) -> Desk:
    """The table, with the forms of some of its rows. A fixed number of queries, however many lines."""
    room = room_while_deciding(plan, queue, rounds)
    lines = queue.in_order
    shown = [line.activity for line in lines if line.number in forms and forms[line.number].opens]
    loaded = open_on_lines(seat, workplan=plan.pk, user=seat.user_id)
    threads, called = open_threads_on_lines(plan, loaded), calls_on_lines(plan, loaded)
    earlier = carried_from(seat, shown)
    rows = []
    for previous, line, following in zip((None, *lines), lines, (*lines[1:], None), strict=False):
        line.activity.workplan = plan
        rows.append(
            DeskLine(
                line=line,
                form=forms.get(line.number),
                previous=previous,
                following=following,
                before=_before(line, plan, rounds),
                own_hands=wp_8(line.activity, seat.user_id),
                threads=threads.get(line.activity.pk, ()),
                called=called.get(line.short_code),
                room=room,
                outcomes=outcomes_for(line.activity),
                carried_from=earlier.get(line.activity.pk),
                place=queue.place(line),
            )
        )
    return Desk(queue, room, tuple(rows))


def form_of(line: QueueLine, **values: object) -> DecisionForm:
    """The saved decision, to be changed, with the marks of what is shown. Without one, no radio is chosen.

    `values` take its place.
    """
    initial: Values = {"seen": line.activity.row_version, "shown": decision_mark(line.decision)}
    if line.decision is not None:
        initial |= {"outcome": line.decision.outcome, "reason": line.decision.reason}
    return DecisionForm(line=line.activity, initial=initial | values)


def _before(line: QueueLine, plan: Workplan, rounds: Rounds) -> dict[str, str] | None:
    """The last decision that was sent on this line, for reading."""
    if line.before is None:
        return None
    on, quoted = day(line.before.sent_at), _("Your message. %(round)s, %(day)s")
    if line.before.outcome == Outcome.RETURN:
        quoted = _("Your reason. %(round)s, %(day)s")
    round_before = say(gettext("Round %(round)s"), round=rounds.shown(line.before.round))
    return {
        "round": round_before,
        "decided": say(EARLIER[Outcome(line.before.outcome)], day=on),
        "quoted": say(quoted, round=round_before, day=on),
        "reason": line.before.reason,
        "answer": line.before.answer,
        "now": say(gettext("Round %(round)s, now"), round=rounds.shown(plan.round)),
    }


def context_of(plan: Workplan, rounds: Rounds) -> Values:
    """The addresses of a plan, its round and who submitted it: the head of every page of deciding."""
    year, place = address_parts(plan)
    return {
        "year": year,
        "place": place,
        "name": plan.taskforce.name,
        "plan_url": reverse("workplan", args=[year, place]),
        "queue_url": reverse("decisions", args=[year, place]),
        "count_url": reverse("decisions_count", args=[year, place]),
        "send_url": reverse("decisions_send", args=[year, place]),
        "rest_url": reverse("decisions_approve_rest", args=[year, place]),
        "submitted_on": day(plan.submitted_at),
        "submitted_by": str(plan.submitted_by) if plan.submitted_by else "",
        "why": reason_of_amendment(plan),
        "round": rounds.shown(plan.round),
        "no_veto": NO_VETO,
    }


def send_button(queue: Queue) -> Values:
    """The button that sends, and why it is closed while a line is undecided."""
    left = len(queue.undecided)
    violation = every_line_is_decided(left)
    return {
        "label": send_words(len(queue.lines)) if violation is None else gettext("Send the decisions"),
        "open": violation is None,
        "reason": str(violation) if violation else "",
    }
