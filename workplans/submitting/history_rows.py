"""The history of a plan as rows: by step and day, the newest first. Equal events of a day are folded into one row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from commit_portal.http.filters import Filter, FilterChoice, ListOf
from commit_portal.i18n import Sentence, ngettext_lazy, say
from commit_portal.models import Event
from commit_portal.sheets.merge import changed
from workplans.events.consultation import CONSULTATION
from workplans.events.plans import LINES, MINISTRIES, STEPS
from workplans.fields import BY_NAME, fields_but
from workplans.lines.options import LineOptions, line_options_of
from workplans.models import Activity, Seat, VersionLine, Workplan
from workplans.models.seats import role_kept
from workplans.plan.differences import FieldChange, changed_fields
from workplans.plan.line_content import words_of_line
from workplans.plan.line_history import ChangedLine, changed_lines
from workplans.plan.permissions import drafts
from workplans.plan.visibility import lines_visible_to
from workplans.presentation.loaders import load_live_lines, texts_today
from workplans.presentation.timeline import events_for
from workplans.statuses import Role

CHANGE, FINISH = "change", "finish_return"
# What is saved in one step with a line that is marked as done.
BEFORE_FINISH = (CHANGE, "answer_return")
# The heading of the step that begins with an event, by its verb; then of the step that begins after one.
BEGINS: Mapping[str, Sentence] = {
    "submit": _("Decisions, round %(round)s"),
    "propose_regional": _("Approval"),
    "amend": _("Amendment"),
    "close": _("Closed workplan"),
    "reopen": _("Reopened workplan"),
}
FOLLOWS: Mapping[str, Sentence] = {
    "take_back": _("Changes after the submission was cancelled"),
    "send_decisions": _("Changes after the decisions"),
    "put_in_force": _("Changes after the approval"),
    "drop_amendment": _("Changes after the amendment was cancelled"),
}
WHAT = (
    ("steps", _("Steps of the workplan"), STEPS),
    ("activities", _("Activities"), LINES),
    ("partners", _("Consultation and support"), CONSULTATION),
    ("ministries", _("Ministries"), MINISTRIES),
)


@dataclass(eq=False)
class HistoryStep:
    """A step that the plan went through, with the versions that were made in it."""

    heading: str
    versions: list[Values] = field(default_factory=list)


@dataclass(frozen=True)
class HistoryRow:
    """Equal events of one day, the newest first; with a line that is done, what was saved in the same step.

    `changes` are the fields of the line before the first of `lines` and after the last: none where they were taken back.
    """

    step: HistoryStep
    events: Sequence[Event]
    line: Activity | VersionLine | None
    lines: Sequence[ChangedLine]
    changes: Sequence[FieldChange]

    @property
    def event(self) -> Event:
        return self.events[0]

    @property
    def since(self) -> datetime:
        return self.events[-1].at

    @property
    def day(self) -> date:
        """By the offices' clock."""
        return timezone.localdate(self.event.at)

    @property
    def kind(self) -> tuple[str, str, str]:
        """Rows that follow each other and say the same of other activities at the same time are of one kind."""
        return self.clock, self.event.seat_words, self.event.message.code

    @property
    def times(self) -> str:
        """ "5 times"; "" for once. One event speaks for the changes of half an hour."""
        count = sum(one.verb == self.event.verb for one in self.events)
        if self.event.verb == CHANGE:
            count = max(count, len(self.lines))
        return say(ngettext_lazy("%(count)s time", "%(count)s times"), count=count) if count > 1 else ""

    @property
    def clock(self) -> str:
        """ "9:05", or "9:05 to 9:40"."""
        ends = (self.since, max([self.event.at, *(one.row.at for one in self.lines)]))
        first, last = (f"{timezone.localtime(at):%H:%M}" for at in ends)
        return first if first == last else say(gettext("%(first)s to %(last)s"), first=first, last=last)


def _who(row: HistoryRow) -> Iterator[FilterChoice]:
    role = role_kept(row.event.seat)
    yield FilterChoice(role or "portal", str(Role(role).label) if role else row.event.seat_words)


HISTORY = ListOf[HistoryRow](
    filters=(
        Filter(
            "activity",
            _("Activity"),
            lambda row: [
                FilterChoice(line.short_code, f"{line.short_code} {line.title}", int(line.short_code))
                for line in [row.line]
                if line is not None
            ],
        ),
        Filter("who", _("Who"), _who),
        Filter(
            "what",
            _("What"),
            lambda row: [
                FilterChoice(name, str(label), name) for name, label, verbs in WHAT if row.event.verb in verbs
            ],
        ),
    ),
    counted=ngettext_lazy("Showing %(shown)s of %(count)s row.", "Showing %(shown)s of %(count)s rows."),
)


def history_rows(seat: Seat, plan: Workplan) -> list[HistoryRow]:
    """What the seat may read of the history: 2 queries, 3 for the region; one more for old and new values, for those who
    draft, and for who reads no draft. It puts the live lines on the plan.

    A line that the seat does not read stands with its code alone, as the event says it.
    """
    events = list(events_for(seat, plan))
    frozen = lines_visible_to(seat).filter(version__workplan=plan).order_by("version__number")
    # Their titles alone: the database tells the lines of every version apart, and other texts are long.
    frozen = frozen.only("code", "title")
    shown: Iterable[Activity | VersionLine] = load_live_lines(plan, seat, offers=[]) or frozen
    read = {line.code: line for line in shown}
    lines = _lines_by_event(plan, events) if drafts(seat, plan) else {}
    found: dict[tuple[object, ...], list[tuple[Event, HistoryStep]]] = {}
    finished: dict[tuple[object, ...], tuple[object, ...]] = {}
    for event, step in reversed(list(_with_steps(reversed(events)))):
        day = timezone.localtime(event.at).date()
        key: tuple[object, ...] = (step, day, str(event.facts), str(event.seat), event.note)
        saved = (event.label, event.by_id, event.at)
        if event.verb == FINISH:
            finished[saved] = key
        elif event.verb in BEFORE_FINISH:
            key = finished.get(saved, key)
        found.setdefault(key, []).append((event, step))
    options, rows = line_options_of(plan), []
    for pairs in found.values():
        step, alike = pairs[0][1], [event for event, _step in pairs]
        own = [line for event in alike for line in lines.get(event.pk, ())]
        changes = _changes(own, options) if own else ()
        rows.append(HistoryRow(step, alike, read.get(alike[0].label), own, changes))
    return rows


def _with_steps(events: Iterable[Event]) -> Iterator[tuple[Event, HistoryStep]]:
    """Events with their steps, the oldest first."""
    step, follows, sent = HistoryStep(gettext("Draft and consultation")), None, 0
    for event in events:
        begins = BEGINS.get(event.verb) or follows
        if begins:
            step = HistoryStep(say(begins, round=sent + 1))
        yield event, step
        follows = FOLLOWS.get(event.verb)
        sent += event.verb == "send_decisions"


def _lines_by_event(plan: Workplan, events: Iterable[Event]) -> dict[int, list[ChangedLine]]:
    """The changes of lines, the newest first, by the event that speaks for each: the last of the same person and line."""
    told = grouped((event for event in events if event.verb in LINES), "label", "by_id")
    found: dict[int, list[ChangedLine]] = {}
    for one in changed_lines(plan):
        own = told[one.row.activity.code, one.row.by_id]
        speaks = next((event for event in own if event.at <= one.row.at), None)
        if speaks is not None:
            found.setdefault(speaks.pk, []).append(one)
    return found


def _changes(lines: Sequence[ChangedLine], options: LineOptions) -> Sequence[FieldChange]:
    """The fields that differ before the first change and after the last. `lines` come newest first."""
    before, after = lines[-1].before, lines[0].after
    wholes = {BY_NAME[name].part_of or name for name in changed(before, after)}
    fields = [item for item in fields_but("supports") if item.name in wholes]
    texts = texts_today(options.plan)
    sides = (words_of_line(options.draft_of(values), texts, fields) for values in (before, after))
    return changed_fields(*sides)
