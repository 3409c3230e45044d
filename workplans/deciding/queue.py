"""The desk's reads: what waits for a decision, what changed in it, and what was sent in the last round.

Only the Secretariat sees this until the decisions are sent. The views ask `may_decide` first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commit_portal.i18n.formatting import day, moment
from commit_portal.i18n.messages import Message, say
from spa.queries import PlanTexts
from workplans.fields import names_in_sentence
from workplans.models import Activity, LineDecision, VersionLine, Workplan
from workplans.plan.differences import (
    DECIDED_ON,
    FieldChange,
    changes_of_line,
    unanswered,
    unchanged_fields,
)
from workplans.plan.line_content import FieldOfLine, cost_in_words, words_of_line
from workplans.plan.queries import live_lines, rounds_of
from workplans.statuses import LineState, Outcome, VersionKind

DECIDED = "decided"
GROUPS = ("changed", "unchanged", "new", DECIDED)


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
    def title(self) -> str:
        return self.activity.title

    @property
    def is_changed(self) -> bool:
        return self.before is not None

    @property
    def is_unchanged(self) -> bool:
        """Whether the line was decided on before and still says the same."""
        return self.is_changed and not self.changes

    @property
    def kind(self) -> str:
        """What the line is to the desk in this round, also after it is decided: the key of its group until then."""
        if not self.is_changed:
            return "new"
        return "unchanged" if self.is_unchanged else "changed"

    @property
    def group(self) -> str:
        """The group of the table that the line stands in, by its key."""
        return self.kind if self.decision is None else DECIDED

    @property
    def recorded(self) -> str:
        """Who recorded the decision of this round, and when; "" while there is none."""
        if self.decision is None:
            return ""
        return say(
            _("Decision saved by %(by)s, %(at)s."), by=str(self.decision.by), at=moment(self.decision.at)
        )

    @property
    def mark(self) -> tuple[str, str]:
        """The recorded outcome as status and word; a quiet ring while there is none."""
        if self.decision is None:
            return (LineState.PROPOSED, _("To decide"))
        outcome = Outcome(self.decision.outcome)
        return (outcome.state, outcome.verb)

    @property
    def summary(self) -> str:
        """What changed, for the list: "2 fields changed: title and lead body". The cost for a new line."""
        if not self.is_changed:
            return cost_in_words(self.activity)
        if not self.changes:
            return _("Same as before")
        names = names_in_sentence({name for change in self.changes for name in change.fields})
        said = _("%(count)s fields changed, among them %(fields)s")
        if len(names) <= 3:
            said = ngettext(
                "%(count)s field changed: %(fields)s", "%(count)s fields changed: %(fields)s", len(names)
            )
        return say(said, count=len(names), fields=names[:3])

    @property
    def words(self) -> dict[str, FieldOfLine]:
        """The line's fields as people read them, by name."""
        return {said.name: said for said in words_of_line(self.activity, self.texts, DECIDED_ON)}

    @property
    def unanswered(self) -> tuple[Message, ...]:
        """What partners were asked for or offer, and nobody has accepted yet."""
        return unanswered(self.activity)

    @property
    def unchanged(self) -> tuple[FieldOfLine, ...]:
        """Fields that say the same as in the text decided on before; all of them for a new line."""
        if self.old is None:
            return tuple(self.words.values())
        return unchanged_fields(words_of_line(self.old, self.texts, DECIDED_ON), self.words.values())


@dataclass(frozen=True)
class QueueGroup:
    """Lines that stand together: `key` is one of GROUPS in the table. A group may be empty."""

    key: str
    lines: tuple[QueueLine, ...]

    @property
    def head(self) -> str:
        heads = {
            "changed": _("Activities decided in an earlier round and changed after that (%(lines)s)"),
            "unchanged": _("Activities decided in an earlier round and not changed after that (%(lines)s)"),
            "new": _("New (%(lines)s)"),
            DECIDED: _("Decided (%(lines)s)"),
        }
        return heads[self.key] % {"lines": len(self.lines)}

    @property
    def counted_cost(self) -> Decimal:
        """What approving all lines of the group would take from the room, in US dollars."""
        return sum((line.activity.counted_cost for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Queue:
    """A round's lines: changed ones first, then new ones, then decided ones; and those that need no decision.

    `withdrawn` and `to_reserve` are in the approved version, and leave it when the decisions are sent.
    """

    changed: tuple[QueueLine, ...] = ()
    new: tuple[QueueLine, ...] = ()
    decided: tuple[QueueLine, ...] = ()
    standing: tuple[Activity, ...] = field(default=())
    in_reserve: tuple[Activity, ...] = ()
    withdrawn: tuple[Activity, ...] = ()
    to_reserve: tuple[Activity, ...] = ()

    @property
    def undecided(self) -> tuple[QueueLine, ...]:
        return (*self.changed, *self.new)

    @property
    def lines(self) -> tuple[QueueLine, ...]:
        return (*self.undecided, *self.decided)

    @property
    def has_changed(self) -> bool:
        """Whether a line of the round was decided on before."""
        return any(line.is_changed for line in self.lines)

    @property
    def groups(self) -> tuple[QueueGroup, ...]:
        """The groups of the table: changed, unchanged and new lines without a decision, then the decided ones.

        Each in the order of the plan. Also the groups that are empty now: a decision moves a line to another one.
        """
        lines = sorted(self.lines, key=_in_plan)
        return tuple(QueueGroup(key, tuple(line for line in lines if line.group == key)) for key in GROUPS)

    @property
    def of_round(self) -> tuple[QueueLine, ...]:
        """All lines of the round in the order in which they are offered. A decision does not change a line's place."""
        return tuple(sorted(self.lines, key=lambda line: (GROUPS.index(line.kind), *_in_plan(line))))

    @property
    def in_order(self) -> tuple[QueueLine, ...]:
        """The lines in the order of the table."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def reserve(self) -> int:
        return len(self.in_reserve)

    @property
    def progress(self) -> str:
        """How many lines are still to decide, of how many."""
        left, count = len(self.undecided), len(self.lines)
        if not count:
            return _("No activity needs a decision.")
        if not left:
            return _("Every activity has a decision.")
        said = ngettext(
            "%(left)s of %(count)s activity still needs a decision.",
            "%(left)s of %(count)s activities still need a decision.",
            count,
        )
        return say(said, left=left, count=count)

    @property
    def decided_of(self) -> str:
        """How many lines are decided, of how many."""
        said = ngettext(
            "%(decided)s of %(count)s activity has a decision.",
            "%(decided)s of %(count)s activities have a decision.",
            len(self.lines),
        )
        return say(said, decided=len(self.decided), count=len(self.lines))

    @property
    def returned(self) -> tuple[QueueLine, ...]:
        return self._with(Outcome.RETURN)

    @property
    def approved(self) -> tuple[QueueLine, ...]:
        return self._with(Outcome.APPROVE)

    @property
    def noted(self) -> tuple[QueueLine, ...]:
        return self._with(Outcome.NOTE)

    def line(self, number: int) -> QueueLine | None:
        return next((line for line in self.lines if line.number == number), None)

    def after(self, number: int) -> QueueLine | None:
        """The next line without a decision, in the order of the round; from the top again at its end."""
        lines = self.of_round
        numbers = [line.number for line in lines]
        here = numbers.index(number) + 1 if number in numbers else 0
        onward = (*lines[here:], *lines[:here])
        return next((line for line in onward if line.decision is None and line.number != number), None)

    def _with(self, outcome: Outcome) -> tuple[QueueLine, ...]:
        return tuple(
            line for line in self.decided if line.decision is not None and line.decision.outcome == outcome
        )


@dataclass(frozen=True)
class SentLine:
    """One decision as it was sent, beside the text it was about."""

    code: str
    title: str
    state: LineState
    reason: str
    by: str


@dataclass(frozen=True)
class SentRound:
    round: int
    sent_on: str
    lines: tuple[SentLine, ...]

    @property
    def returned(self) -> int:
        return sum(line.state == LineState.RETURNED for line in self.lines)


def decision_queue(plan: Workplan, texts: PlanTexts) -> Queue:
    """The queue of a submitted plan, with the plan of action's words as `texts` has them.

    A fixed number of queries, whatever the number of lines.
    """
    live = list(
        live_lines(plan)
        .select_related("area__plan", "type", "menu_activity")
        .prefetch_related("decisions__by")
    )
    waiting = [line for line in live if line.awaits_decision]
    sent = {line.pk: line.last_sent for line in waiting}
    decided_on = _texts_decided_on(
        plan, {decision.round for decision in sent.values() if decision is not None}
    )
    lines = [_queue_line(line, plan, sent[line.pk], decided_on, texts) for line in waiting]
    record = dict(plan.of_record.lines.values_list("activity", "withdrawn")) if plan.of_record else {}
    undecided = [line for line in lines if line.decision is None]
    return Queue(
        changed=tuple(line for line in undecided if line.is_changed),
        new=tuple(line for line in undecided if not line.is_changed),
        decided=tuple(line for line in lines if line.decision is not None),
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


def last_round_sent(plan: Workplan) -> SentRound | None:
    """The decisions that were sent last, with the titles of the text they were about; none where nothing was new."""
    record = plan.of_record
    if record is None:
        return None
    number = record.round
    decisions = (
        LineDecision.objects.sent()
        .filter(activity__workplan=plan, round=number)
        .select_related("by")
        .order_by("activity__area__position", "activity__number")
    )
    texts = {
        line.activity_id: line
        for line in VersionLine.objects.filter(
            version__workplan=plan, version__kind=VersionKind.SUBMITTED, version__round=number
        )
    }
    return SentRound(
        round=rounds_of(plan).shown(number),
        sent_on=day(record.made_at),
        lines=tuple(
            SentLine(
                code=texts[decision.activity_id].code,
                title=texts[decision.activity_id].title,
                state=Outcome(decision.outcome).state,
                reason=decision.reason,
                by=str(decision.by),
            )
            for decision in decisions
            if decision.activity_id in texts
        ),
    )


def _in_plan(line: QueueLine) -> tuple[int, int]:
    return line.activity.area.position, line.number


def _texts_decided_on(plan: Workplan, rounds: Iterable[int]) -> dict[tuple[int, int], VersionLine]:
    """The submitted texts of earlier rounds by round and activity; no query where no round was sent."""
    wanted = set(rounds)
    if not wanted:
        return {}
    lines = (
        VersionLine.objects.filter(
            version__workplan=plan, version__kind=VersionKind.SUBMITTED, version__round__in=wanted
        )
        .select_related("version", "area__plan", "type", "menu_activity")
        .prefetch_related("target_links__target", "supports__partner", "needs")
    )
    return {(line.version.round, line.activity_id): line for line in lines}


def _queue_line(
    line: Activity,
    plan: Workplan,
    before: LineDecision | None,
    decided_on: dict[tuple[int, int], VersionLine],
    texts: PlanTexts,
) -> QueueLine:
    now = next(
        (
            decision
            for decision in line.decisions.all()
            if decision.round == plan.round and not decision.is_sent
        ),
        None,
    )
    old = decided_on.get((before.round, line.pk)) if before is not None else None
    changes = changes_of_line(old, line, texts, left=plan.left) if old is not None else ()
    return QueueLine(line, now, before, old, texts, changes)
