"""The desk's reads: what waits for a decision, what changed in it, the money, and what was sent in the last round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _, ngettext

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import Message, and_list, day, message, say
from spa.queries import PlanTexts
from workplans.fields import BY_NAME, names_in_sentence
from workplans.models import Activity, LineDecision, Seat, VersionLine, Workplan
from workplans.plan import line_content
from workplans.plan.differences import DECIDED_ON, FieldChange, changes_of_line, unchanged_fields
from workplans.plan.queries import Rounds, decided_so_far, rounds_of
from workplans.presentation.loaders import load_live_lines, texts_decided_on, texts_today
from workplans.statuses import LineState, Outcome, VersionKind

CHANGED, UNCHANGED, DECIDED = "changed", "unchanged", "decided"

# What the head of a row shows. The opened row shows the other fields.
HEAD = tuple(BY_NAME[name] for name in ("type", "lead_body", "targets", "starts_on", "secretariat_cost"))
BELOW_HEAD = (
    BY_NAME["area"],
    *(item for item in DECIDED_ON if item not in HEAD and item.name not in ("area", "title")),
)


@dataclass(frozen=True)
class QueueLine:
    """One line that needs a decision in this round, with the decision recorded so far and the one before.

    `before` is the last decision that was sent, `old` the text it was about: both None for a new line.
    """

    activity: Activity
    decision: LineDecision | None
    before: LineDecision | None
    old: VersionLine | None
    texts: PlanTexts
    changes: tuple[FieldChange, ...] = ()

    @property
    def number(self) -> int:
        return self.activity.number

    @property
    def short_code(self) -> str:
        return self.activity.short_code

    @property
    def is_changed(self) -> bool:
        return self.before is not None

    @property
    def is_unchanged(self) -> bool:
        """Whether the line was decided on before and still says the same."""
        return self.is_changed and not self.changes

    @property
    def kind(self) -> str:
        """The key of the line's group in this round until it is decided: what it is to the desk, a new line its area."""
        if not self.is_changed:
            return f"area-{self.activity.area_id}"
        return UNCHANGED if self.is_unchanged else CHANGED

    @property
    def group(self) -> str:
        """The group of the table that the line stands in, by its key."""
        return self.kind if self.decision is None else DECIDED

    @property
    def changed_fields(self) -> list[str]:
        """The fields that changed, as a sentence names them."""
        names = {name for change in self.changes for name in change.fields}
        return list(map(str, names_in_sentence(names)))

    @cached_property
    def words(self) -> dict[str, line_content.FieldOfLine]:
        """The fields of the row's head as people read them, by name."""
        return {said.name: said for said in line_content.words_of_line(self.activity, self.texts, HEAD)}

    @property
    def unanswered(self) -> tuple[Message, ...]:
        """What partners were asked for or offer, and nobody has accepted yet. It is not part of the decision."""
        return tuple(
            line_content.gift_message(gift) for gift in self.activity.contributions.all() if gift.is_open
        )

    @property
    def below_head(self) -> tuple[line_content.FieldOfLine, ...]:
        """The fields that neither the head shows nor the table of changes, nor the head of a group of one area."""
        shown = BELOW_HEAD if self.group in (CHANGED, UNCHANGED, DECIDED) else BELOW_HEAD[1:]
        said = line_content.words_of_line(self.activity, self.texts, shown)
        if self.old is None:
            return said
        return unchanged_fields(line_content.words_of_line(self.old, self.texts, BELOW_HEAD), said)


def _group(key: str, head: str, lines: Sequence[QueueLine]) -> Values:
    """Lines that stand together in the table, or none; what approving all would take from the amount left, in US dollars."""
    cost = line_content.money_counted(line.activity for line in lines)
    return {"key": key, "head": head, "lines": lines, "counted_cost": cost}


@dataclass(frozen=True)
class Queue:
    """The lines of a round in one order, decided or not: changed, unchanged, new by area. And what needs no decision.

    `withdrawn` and `to_reserve` are in the approved version, and leave it when the decisions are sent.
    """

    lines: tuple[QueueLine, ...] = ()
    standing: tuple[Activity, ...] = ()
    in_reserve: tuple[Activity, ...] = ()
    withdrawn: tuple[Activity, ...] = ()
    to_reserve: tuple[Activity, ...] = ()

    @cached_property
    def undecided(self) -> tuple[QueueLine, ...]:
        return tuple(line for line in self.lines if line.decision is None)

    @cached_property
    def so_far(self) -> tuple[int, Decimal]:
        """How many lines still need a decision, and what is approved so far, in US dollars."""
        return decided_so_far((*(line.activity for line in self.lines), *self.standing))

    @property
    def in_order(self) -> tuple[QueueLine, ...]:
        """The lines in the order of the table: those with a decision stand last."""
        return tuple(sorted(self.lines, key=lambda line: line.decision is not None))

    @cached_property
    def groups(self) -> tuple[Values, ...]:
        """The table's groups: those of the round, also where all of theirs is decided, then what is decided."""
        heads = {
            CHANGED: _("Activities decided in an earlier round and changed after that"),
            UNCHANGED: _("Activities decided in an earlier round and not changed after that"),
        }
        heads = {
            line.kind: heads.get(line.kind) or line.texts.name(line.activity.area) for line in self.lines
        }
        return tuple(
            _group(key, head, [line for line in self.lines if line.group == key])
            for key, head in (heads | {DECIDED: _("Decided")}).items()
        )

    @property
    def by_outcome(self) -> list[Values]:
        """What is decided, as it will be sent. Each group has its outcome as key."""
        outcomes = (Outcome.RETURN, Outcome.APPROVE, Outcome.NOTE)
        return [_group(outcome, "", lines) for outcome in outcomes if (lines := self._with(outcome))]

    @property
    def returned(self) -> tuple[QueueLine, ...]:
        return self._with(Outcome.RETURN)

    def line(self, number: int) -> QueueLine | None:
        return next((line for line in self.lines if line.number == number), None)

    def place(self, line: QueueLine) -> str:
        """ "7 of 22": the place of a line in the round. It stays while others are decided."""
        return say(_("%(place)s of %(count)s"), place=self.lines.index(line) + 1, count=len(self.lines))

    def after(self, number: int) -> QueueLine | None:
        """The next line without a decision, in the order of the round; from the top again at its end."""
        numbers = [line.number for line in self.lines]
        here = numbers.index(number) + 1 if number in numbers else 0
        onward = (*self.lines[here:], *self.lines[:here])
        return next((line for line in onward if line.decision is None and line.number != number), None)

    def _with(self, outcome: Outcome) -> tuple[QueueLine, ...]:
        return tuple(
            line for line in self.lines if line.decision is not None and line.decision.outcome == outcome
        )


def decision_queue(plan: Workplan, seat: Seat) -> Queue:
    """The queue of a submitted plan for who decides on it. A fixed number of queries, whatever the number of lines."""
    live, texts = load_live_lines(plan, seat), texts_today(plan)
    prefetch_related_objects(live, Prefetch("decisions", LineDecision.objects.select_related("by")))
    waiting = [(line, line.last_sent) for line in live if line.awaits_decision]
    decided_on = texts_decided_on(plan, [before for _line, before in waiting if before is not None])
    queued, left = [], plan.room_for(None, clock.today())
    for line, before in waiting:
        ours = (one for one in line.decisions.all() if one.round == plan.round and not one.is_sent)
        now = next(ours, None)
        old = decided_on.get((before.round, line.pk)) if before is not None else None
        changes = changes_of_line(old, line, texts, left=left) if old is not None else ()
        queued.append(QueueLine(line, now, before, old, texts, changes))
    record = dict(plan.of_record.lines.values_list("activity", "withdrawn")) if plan.of_record else {}
    return Queue(
        lines=tuple(sorted(queued, key=lambda line: (not line.is_changed, line.is_unchanged))),
        standing=tuple(
            line
            for line in live
            if line.state in (LineState.APPROVED, LineState.NOTED) and line.is_put_forward
        ),
        in_reserve=tuple(line for line in live if line.is_in_reserve),
        withdrawn=tuple(line for line in live if line.is_withdrawn and record.get(line.pk) is False),
        to_reserve=tuple(line for line in live if line.is_in_reserve and record.get(line.pk) is False),
    )


def send_words(decisions: int) -> str:
    """The word on the button that sends a round, and in the task list; an amendment may only withdraw lines."""
    if not decisions:
        return _("Send without new decisions")
    return say(ngettext("Send %(count)s decision", "Send %(count)s decisions", decisions), count=decisions)


def last_round_sent(plan: Workplan) -> Values | None:
    """The decisions that were sent last, with the titles of the text they were about; none where nothing was new."""
    record = plan.of_record
    if record is None:
        return None
    number = record.round
    made = LineDecision.objects.sent().filter(activity__workplan=plan, round=number).select_related("by")
    sent = made.order_by("activity__area__position", "activity__number")
    texts = texts_decided_on(plan, sent)
    return {
        "round": rounds_of(plan).shown(number),
        "sent_on": day(record.made_at),
        "returned": sum(decision.outcome == Outcome.RETURN for decision in sent),
        "lines": [(decision, texts[number, decision.activity_id]) for decision in sent],
    }


@dataclass(frozen=True)
class Room:
    """`approved` counts earlier approvals and those recorded in this round; `remaining` the lines still undecided.

    `ceiling` is None where the year sets none, `before` in the first round: what the plan asked for in the round that
    was decided last.
    """

    ceiling: Decimal | None
    approved: Decimal
    remaining: Decimal
    asked: Decimal
    before: Decimal | None
    in_reserve: tuple[Activity, ...]

    @property
    def left(self) -> Decimal | None:
        return self.left_after(Decimal(0))

    def left_after(self, more: Decimal) -> Decimal | None:
        """What is left once that much more is approved, not below zero: a plan from before may be above a lowered ceiling."""
        return None if self.ceiling is None else max(self.ceiling - self.approved - more, Decimal(0))

    @property
    def over(self) -> Decimal:
        """How much a submission is above a ceiling that was lowered later; zero where it fits."""
        return max(self.approved + self.remaining - (self.ceiling or 0), Decimal(0))

    @property
    def left_if_approved(self) -> Decimal | None:
        """What is left when every line without a decision is approved."""
        return self.left_after(self.remaining)

    @property
    def difference(self) -> str:
        """What the plan asks for beside the round before."""
        more = self.asked - (self.before or 0)
        if not more:
            return _("The same")
        return str(message("cost.more" if more > 0 else "cost.less", amount=abs(more)))

    @property
    def reserve(self) -> Decimal:
        return line_content.money_in_reserve(self.in_reserve)

    @property
    def fitting(self) -> list[Activity]:
        """The lines in reserve that fit once all remaining lines are approved."""
        free = self.left_if_approved
        return [line for line in self.in_reserve if free and 0 < (line.secretariat_cost or 0) <= free]

    @property
    def fitting_codes(self) -> str:
        return and_list(line.short_code for line in self.fitting)

    def with_line(self, line: Activity) -> str:
        """What approving this one line would leave after the saved decisions; "" for a line that asks no money."""
        if not line.counted_cost:
            return ""
        if self.left is None:
            return say(_("US$%(cost)s."), cost=line.counted_cost)
        said = _("US$%(cost)s. With this and the saved decisions, US$%(left)s of US$%(ceiling)s is left.")
        left = self.left_after(line.counted_cost)
        return say(said, cost=line.counted_cost, left=left, ceiling=self.ceiling)

    def with_group(self, amount: Decimal) -> str:
        """What approving lines that cost an amount together would leave."""
        if self.left is None:
            return say(_("The total of these activities is US$%(amount)s."), amount=amount)
        said = _("If you approve these activities, US$%(left)s of US$%(ceiling)s is left.")
        return say(said, left=self.left_after(amount), ceiling=self.ceiling)

    def with_chosen(self, chosen: Mapping[int, Outcome], queue: Queue) -> Values:
        """What saving the outcomes chosen, by the number of the line, would leave. US dollars."""
        more = asked = Decimal(0)
        for line in queue.lines:
            if line.number in chosen:
                asked += line.activity.counted_cost * (chosen[line.number] == Outcome.APPROVE)
                was = line.decision is not None and line.decision.outcome == Outcome.APPROVE
                more += line.activity.counted_cost * ((chosen[line.number] == Outcome.APPROVE) - was)
        then = self.approved + more
        return {
            "number": len(chosen),
            "amount": asked,
            "now": self.approved,
            "then": then,
            "left": self.left_after(more),
            "approves": set(chosen.values()) == {Outcome.APPROVE},
        }


def room_while_deciding(plan: Workplan, queue: Queue, rounds: Rounds) -> Room:
    """The room of a submitted plan: one query, none in the first round."""
    before = None
    if rounds.decided:
        submitted = plan.versions.filter(kind=VersionKind.SUBMITTED, round__in=rounds.decided)
        before = submitted.order_by("-round").values_list("committed", flat=True).first()
    return Room(
        ceiling=plan.ceiling_on(clock.today()),
        approved=queue.so_far[1],
        remaining=line_content.money_counted(line.activity for line in queue.undecided),
        asked=plan.committed,
        before=before,
        in_reserve=queue.in_reserve,
    )
