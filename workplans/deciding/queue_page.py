"""What the pages of deciding share: the head of a page, the table, the button that sends."""

from collections.abc import Mapping

from django.utils.translation import gettext

from commit_portal.workflow import Values
from workplans.comments.queries import open_on_lines
from workplans.comments.thread_rows import calls_on_lines, open_threads_on_lines
from workplans.deciding.forms import DecisionForm
from workplans.deciding.queue import UNCHANGED, Queue, QueueLine, room_while_deciding, send_words
from workplans.deciding.rules import every_line_is_decided, outcomes_for, wp_8
from workplans.models import Seat, Workplan
from workplans.plan import queries, versions
from workplans.presentation import history_links, step_links, timeline
from workplans.statuses import Outcome


def desk_of(
    seat: Seat, plan: Workplan, queue: Queue, rounds: queries.Rounds, forms: Mapping[int, DecisionForm]
) -> Values:
    """The table, with the forms of some of its rows, and the sums. A fixed number of queries, however many lines.

    A row has its `form` where it is opened, or was sent and is shown again. It has a tick where nobody has decided, and
    somebody else entered the line. `after` is the id of the row before it in the table: the head of the group, or
    another line of it.
    """
    room = room_while_deciding(plan, queue, rounds)
    lines = queue.in_order
    shown = [line.activity for line in lines if line.number in forms and forms[line.number].opens]
    loaded = open_on_lines(seat, workplan=plan.pk, user=seat.user_id)
    threads, called = open_threads_on_lines(plan, loaded), calls_on_lines(plan, loaded)
    earlier = history_links.carried_from(seat, shown)
    rows: dict[int, Values] = {}
    for previous, line, following in zip((None, *lines), lines, (*lines[1:], None), strict=False):
        line.activity.workplan = plan
        form, own_hands = forms.get(line.number), wp_8(line.activity, seat.user_id)
        above = previous if previous and previous.group == line.group else None
        may_tick, outcomes = line.decision is None and own_hands is None, outcomes_for(line.activity)
        rows[line.number] = {
            "line": line,
            "form": form,
            "marks": (form["seen"].value(), form["shown"].value()) if form else marks_of(line),
            "is_open": form is not None and form.opens,
            "may_tick": may_tick,
            "may_return": may_tick and Outcome.RETURN in outcomes,
            "own_hands": own_hands,
            "outcomes": outcomes,
            "if_approved": room.with_line(line.activity) if line.decision is None else "",
            # The round of the last decision that was sent on it.
            "round_before": rounds.shown(line.before.round) if line.before else None,
            "threads": threads.get(line.activity.pk, ()),
            "called": called.get(line.short_code),
            "carried_from": earlier.get(line.activity.pk),
            "previous": previous,
            "following": following,
            "place": queue.place(line),
            "after": f"line-{above.short_code}" if above else f"head-{line.group}",
        }
    unchanged = [group for group in queue.groups if group["key"] == UNCHANGED and group["lines"]]
    return {
        "queue": queue,
        "room": room,
        "rows": list(rows.values()),
        "groups": [(group, [rows[line.number] for line in group["lines"]]) for group in queue.groups],
        # What approving all unchanged lines at once would leave.
        "of_unchanged": room.with_group(unchanged[0]["counted_cost"]) if unchanged else "",
        "errors": [
            (line, _field_of(line, name), " ".join(map(str, said)))
            for line in lines
            if line.number in forms
            for name, said in forms[line.number].errors.items()
        ],
        "send": send_button(queue),
    }


def marks_of(line: QueueLine) -> tuple[int, str]:
    """The marks of the text and of the decision that a page shows."""
    return line.activity.row_version, versions.decision_mark(line.decision)


def _field_of(line: QueueLine, name: str) -> str:
    """The id of the field that an error is about; the row's own where it is about the whole line."""
    code = line.short_code
    return {"outcome": f"id_{code}-outcome_0", "reason": f"id_{code}-reason"}.get(name, f"line-{code}")


def form_of(line: QueueLine, **values: object) -> DecisionForm:
    """The saved decision, to be changed, with the marks of what is shown. Without one, no radio is chosen.

    `values` take its place.
    """
    initial: Values = dict(zip(("seen", "shown"), marks_of(line), strict=True))
    if line.decision is not None:
        initial |= {"outcome": line.decision.outcome, "reason": line.decision.reason}
    return DecisionForm(line=line.activity, initial=initial | values)


def context_of(plan: Workplan, rounds: queries.Rounds) -> Values:
    """The address of a plan, its round and why it was amended: the head of every page of deciding."""
    year, place = step_links.address_parts(plan)
    head = {"year": year, "place": place, "name": plan.taskforce.name}
    return {**head, "why": timeline.reason_of_amendment(plan), "round": rounds.shown(plan.round)}


def send_button(queue: Queue) -> Values:
    """The button that sends, and why it is closed while a line is undecided."""
    violation = every_line_is_decided(len(queue.undecided))
    return {
        "label": send_words(len(queue.lines)) if violation is None else gettext("Send the decisions"),
        "open": violation is None,
        "reason": str(violation) if violation else "",
    }
