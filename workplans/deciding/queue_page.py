"""What the pages of deciding share: the head of a page, the table, the button that sends."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import say
from commit_portal.refusals import Violation
from commit_portal.workflow.action_attempts import Way
from workplans.comments.thread_rows import talk_on_lines
from workplans.deciding.ceiling_left import Room, room_while_deciding
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import Queue, QueueGroup, QueueLine, decision_queue, send_words
from workplans.deciding.rules import every_line_is_decided
from workplans.models import Seat, Workplan
from workplans.plan.line_content import FieldOfLine
from workplans.plan.queries import Rounds
from workplans.plan.rules import wp_8
from workplans.plan.snapshots import decision_mark
from workplans.presentation.history_links import carried_from
from workplans.presentation.loaders import texts_today
from workplans.presentation.step_links import address_parts
from workplans.statuses import Outcome
from workplans.submitting.queries import reason_of_amendment

NO_VETO = _(
    "The Secretariat decides on the Secretariat funding of each activity. The Secretariat has no "
    "veto over a government’s own workplan."
)

HINTS = {
    Outcome.APPROVE: _("The activity is added to the approved version when you send the decisions."),
    Outcome.RETURN: _("The activity is returned to the taskforce. Write below what should change."),
    Outcome.NOTE: _(
        "This is the government’s own activity. It is added to the approved version when you send the decisions."
    ),
}

# Of the last decision that was sent: what it was, the head of its reason, and what a change since then is called.
EARLIER = {
    Outcome.APPROVE: (
        _("Approved on %(day)s"),
        _("Your message. %(round)s, %(day)s"),
        _("Changed since you approved it"),
    ),
    Outcome.RETURN: (
        _("Returned on %(day)s"),
        _("Your reason. %(round)s, %(day)s"),
        _("Changed since you returned it"),
    ),
    Outcome.NOTE: (
        _("Noted on %(day)s"),
        _("Your message. %(round)s, %(day)s"),
        _("Changed since you noted it"),
    ),
}


@dataclass(frozen=True)
class DeskLine:
    """One row of the desk's table: the line, its form, and what is shown where it is opened."""

    line: QueueLine
    form: DecisionForm
    is_open: bool
    previous: QueueLine | None
    following: QueueLine | None
    area: str
    before: dict[str, str] | None
    own_hands: Violation | None
    talk: dict[str, Any] | None
    room: str
    carried_from: Way | None

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The radios."""
        radios = self.form["outcome"]
        return [
            {
                "outcome": Outcome(value),
                "hint": HINTS[Outcome(value)],
                "id": f"{radios.auto_id}_{place}",
                "is_chosen": value == radios.value(),
            }
            for place, (value, _label) in enumerate(self.form.fields["outcome"].choices)
        ]

    @property
    def facts(self) -> list[FieldOfLine]:
        """What is decisive and not in a column of its own."""
        words = self.line.words
        return [words[name] for name in ("type", "lead_body", "targets")]

    @property
    def runs(self) -> FieldOfLine:
        return self.line.words["starts_on"]

    @property
    def cost(self) -> FieldOfLine:
        return self.line.words["secretariat_cost"]

    def field_of(self, name: str) -> str:
        """The id of the field that an error is about; the row's own where it is about the whole line."""
        ids = {"outcome": self.choices[0]["id"], "reason": self.form["reason"].id_for_label}
        return ids.get(name, f"line-{self.line.short_code}")

    @property
    def after(self) -> str:
        """The id of the row before this one in the table: the head of the group, or another line of it."""
        if self.previous is None or self.previous.group != self.line.group:
            return f"group-{self.line.group}"
        return f"line-{self.previous.short_code}"

    @property
    def passing(self) -> str:
        """The word of the outcome that a tick chooses: "Approve", or "Note" without Secretariat money."""
        return self.choices[0]["outcome"].verb


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
        group = next(group for group in self.queue.groups if group.key == "unchanged")
        return self.room.with_group(group.counted_cost) if group.lines else ""

    def moved(self, before: Queue) -> list[DeskLine]:
        """The lines whose neighbours in the table are others than before."""
        old = _neighbours(before)
        now = _neighbours(self.queue)
        return [row for row in self.lines if old.get(row.line.number) != now[row.line.number]]

    @property
    def errors(self) -> list[tuple[DeskLine, str, str]]:
        """What is to be corrected: the row, the id of the field to go to, the words."""
        return [
            (row, row.field_of(name), " ".join(map(str, said)))
            for row in self.lines
            if row.form.is_bound
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
    *,
    forms: Mapping[int, DecisionForm] | None = None,
    opened: Collection[int] = (),
) -> Desk:
    """The table, with the forms that were not taken, and `opened` lines. A fixed number of queries, however many lines."""
    room = room_while_deciding(plan, queue, rounds)
    lines = queue.in_order
    talk = talk_on_lines(seat, plan, [line.activity for line in lines], rounds)
    earlier = carried_from(seat, [line.activity for line in lines])
    kept = forms or {}
    around = zip((None, *lines), lines, (*lines[1:], None), strict=False)
    rows = []
    for previous, line, following in around:
        line.activity.workplan = plan
        rows.append(
            DeskLine(
                line=line,
                form=kept.get(line.number) or DecisionForm(line=line.activity, initial=initial_of(line)),
                is_open=line.number in opened,
                previous=previous,
                following=following,
                area=line.texts.name(line.activity.area),
                before=_before(line, plan, rounds),
                own_hands=wp_8(line.activity, seat.user_id),
                talk=talk.get(line.activity.pk),
                room=room.with_line(line.activity) if line.decision is None else "",
                carried_from=earlier.get(line.activity.pk),
            )
        )
    return Desk(queue, room, tuple(rows))


def _neighbours(queue: Queue) -> dict[int, tuple[int | None, int | None]]:
    numbers = [line.number for line in queue.in_order]
    around = zip((None, *numbers), numbers, (*numbers[1:], None), strict=False)
    return {number: (previous, following) for previous, number, following in around}


def initial_of(line: QueueLine) -> dict[str, Any]:
    """The recorded decision, to be changed, with the marks of what is shown. Without one, no radio is chosen."""
    initial: dict[str, Any] = {"seen": line.activity.row_version, "shown": decision_mark(line.decision)}
    if line.decision is not None:
        initial |= {"outcome": line.decision.outcome, "reason": line.decision.reason}
    return initial


def _before(line: QueueLine, plan: Workplan, rounds: Rounds) -> dict[str, str] | None:
    """The last decision that was sent on this line, for reading."""
    if line.before is None:
        return None
    decided, quoted, mark = EARLIER[Outcome(line.before.outcome)]
    on = day(line.before.sent_at)
    round_before = say(gettext("Round %(round)s"), round=rounds.shown(line.before.round))
    return {
        "round": round_before,
        "decided": say(decided, day=on),
        "quoted": say(quoted, round=round_before, day=on),
        "reason": line.before.reason,
        "mark": str(mark),
        "now": say(gettext("Round %(round)s, now"), round=rounds.shown(plan.round)),
    }


def context_of(plan: Workplan, rounds: Rounds) -> dict[str, Any]:
    """The addresses of a plan, its round and who submitted it: the head of every page of deciding."""
    year, place = address_parts(plan)
    return {
        "year": year,
        "place": place,
        "name": plan.taskforce.name,
        "plan_url": reverse("workplan", args=[year, place]),
        "queue_url": reverse("decisions", args=[year, place]),
        "send_url": reverse("decisions_send", args=[year, place]),
        "rest_url": reverse("decisions_approve_rest", args=[year, place]),
        "submitted_on": day(plan.submitted_at),
        "submitted_by": str(plan.submitted_by) if plan.submitted_by else "",
        "why": reason_of_amendment(plan),
        "round": rounds.shown(plan.round),
        "no_veto": NO_VETO,
    }


def send_button(queue: Queue) -> dict[str, Any]:
    """The button that sends, and why it is closed while a line is undecided."""
    left = len(queue.undecided)
    violation = every_line_is_decided(left)
    return {
        "label": send_words(len(queue.lines)) if violation is None else gettext("Send the decisions"),
        "open": violation is None,
        "reason": str(violation) if violation else "",
    }
