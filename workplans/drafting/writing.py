"""Write lines of a locked plan: content, links, needs, history and events, without the check of the ceiling."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, DateTimeField, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import attach
from commit_portal.i18n import Message, Param, message, say
from commit_portal.models import Event
from commit_portal.refusals import Violation, obey, require
from commit_portal.sheets.merge import changed
from commit_portal.statuses import EventAudience
from commit_portal.workflow import record_event, record_events, require_unchanged
from workplans.consultation.actions.ask import ask_for_the_rest
from workplans.consultation.actions.needs import name_needs
from workplans.consultation.actions.openings import tell_of_support_in_reserve
from workplans.drafting.ways_out import Ask
from workplans.fields import MOST_NEEDS, STORED
from workplans.models import Activity, ActivityTarget, Participation, Seat, Workplan
from workplans.plan.line_content import DraftedLine, LineDraft, value_of
from workplans.plan.line_history import LineContent, values_of, write_history
from workplans.plan.locking import LINKS, forget_links
from workplans.plan.permissions import may_add_activity, may_edit_activity
from workplans.plan.plan_types import kind_of
from workplans.plan.rules import wp_2_area, wp_4, wp_12, wp_13, wp_14, wp_16, wp_17, wp_18
from workplans.statuses import Funding, LineState, WorkplanStatus

# The verb of the event of a changed line, and how long one event speaks for further changes of the same person.
CHANGE, ONE_EVENT_FOR = "change", timedelta(minutes=30)

# The columns of a line that a change writes.
WRITTEN = (*STORED, "folded", "state", "changed_by", "changed_at", "row_version")


def broken_by(workplan: Workplan, draft: LineDraft) -> list[Violation]:
    """The rules of one line that a draft breaks: WP-2 for the area, WP-4, WP-12 to WP-14, WP-16 to WP-18.

    The ceiling is a rule of the plan.
    """
    line = DraftedLine(workplan, draft)
    found = [*wp_12(line, draft.targets), *wp_13(line, draft.needs[:MOST_NEEDS]), *wp_4(line)]
    one_each = (wp_2_area(line), wp_16(line), wp_14(line), wp_17(line), wp_18(draft.needs))
    found.extend(violation for violation in one_each if violation)
    return found


@dataclass(frozen=True)
class _Row:
    """A line to write, with its draft and its content before and after; no content before for a new line.

    `ask` is the partner that is asked for the rest of its cost, and the amount.
    """

    line: Activity
    draft: LineDraft
    before: LineContent
    after: LineContent
    ask: Ask | None = None

    @property
    def names(self) -> set[str]:
        """The fields that are written: all of a new line, else those that differ."""
        return set(changed(self.before, self.after) if self.before else self.after)

    @property
    def goes_to_reserve(self) -> bool:
        was = self.before.get("funding", Funding.RESERVE)
        return self.draft.funding == Funding.RESERVE != was

    @property
    def told(self) -> tuple[str, str, Message]:
        """The verb of its event, the code of the line and what is said."""
        code = self.line.code
        facts: dict[str, Param] = {"code": code, "activity_number": self.line.number}
        if self.before:
            return CHANGE, code, message("line.changed", **facts)
        if self.line.carried_from is not None:
            return "carry", code, message("line.carried", **facts, earlier=self.line.carried_from.code)
        return "add", code, message("line.added", **facts)


@dataclass
class LineWriter:
    """Adds and changes lines of a plan, without the check of the ceiling: whoever locked the plan calls `settle`.

    `add` and `change` judge a line, and `write` writes all of them with a fixed number of queries. A line of a file has
    its number there: `RuleBroken` names it. Raises `Refused` too.
    """

    plan: Workplan
    by: Seat
    now: datetime
    token: UUID | None = None
    _added: list[_Row] = field(default_factory=list)
    _changed: list[_Row] = field(default_factory=list)

    def add(self, draft: LineDraft, *, ask: Ask | None = None, place: int = 0, **more: object) -> Activity:
        """A new line with the next number of the plan. `more` are columns that are no content."""
        require(may_add_activity(self.by, self.plan))
        self._judge(draft, place)
        last = self._added[-1].line.number if self._added else last_number(self.plan)
        number = last + 1
        line = Activity(
            workplan=self.plan,
            number=number,
            code=self.plan.code_of(number),
            entered_by=self.by.user,
            entered_at=self.now,
            changed_by=self.by.user,
            changed_at=self.now,
            carried_from=draft.carried_from,
            **draft.columns() | more,
        )
        self._added.append(_Row(line, draft, {}, values_of(draft), ask))
        return line

    def change(self, line: Activity, draft: LineDraft, *, ask: Ask | None = None, place: int = 0) -> bool:
        """Change a locked line; False where nothing changes. A country's plan names no countries."""
        require(may_edit_activity(self.by, line))
        after = values_of(draft)
        if not kind_of(self.plan.taskforce).names_countries:
            after["countries"] = value_of(line, "countries")
        row = _Row(line, draft, values_of(line), after, ask)
        if not row.names and ask is None:
            return False
        self._judge(draft, place)
        self._changed.append(row)
        return True

    def write(self, *, tells_once: bool = False) -> int:
        """Write the lines with their history, links, needs and events, the new ones first. Returns how many.

        With `tells_once` a changed line leaves one event for a person and half an hour: a row of a table is saved every
        few seconds.
        """
        rows = [*self._added, *self._changed]
        to_reserve = [row.line for row in rows if row.goes_to_reserve]
        self._write_columns()
        changes = [(row.line, row.before, row.after) for row in self._changed]
        write_history(self.plan, changes, by=self.by, now=self.now, token=self.token)
        write_links(
            (row.line, [one.pk for one in row.draft.targets], [one.pk for one in row.draft.countries])
            for row in rows
        )
        regional = kind_of(self.plan.taskforce).names_countries
        if regional:
            parts = Participation.objects.filter(activity__in=[row.line.pk for row in self._changed])
            parts.update(confirmed_at=None, confirmed_by=None)
        name_needs([(row.line, row.draft.needs) for row in rows])
        for row in rows:
            if regional or {"targets", "needs"} & row.names:
                forget_links(row.line)
            if row.ask is not None:
                ask_for_the_rest(row.line, *row.ask, by=self.by, now=self.now)
        told = [row.told for row in rows if not (tells_once and self._is_told_already(row.line))]
        record_events(self.plan, told, by=self.by, now=self.now, audience=EventAudience.TASKFORCE)
        tell_of_support_in_reserve(to_reserve, by=self.by, now=self.now)
        return len(rows)

    def _judge(self, draft: LineDraft, place: int) -> None:
        broken = broken_by(self.plan, draft)
        if place:
            said = _("Row %(row)s: %(fault)s")
            broken = [replace(item, message=say(said, row=str(place), fault=item.message)) for item in broken]
        obey(*broken)

    def _write_columns(self) -> None:
        added = Activity.objects.bulk_create(row.line for row in self._added)
        # A new line has no links yet: none is read.
        for links in LINKS:
            attach(added, links, [], by="activity")
        for row in self._changed:
            # New content ends the decision on a line; a return lasts until the taskforce says that it is done (WP-9).
            lasts = row.line.is_returned and self.plan.status == WorkplanStatus.RETURNED
            for name, value in row.draft.columns().items():
                setattr(row.line, name, value)
            row.line.state = LineState.RETURNED if lasts else LineState.PROPOSED
            row.line.changed_by, row.line.changed_at = self.by.user, self.now
            row.line.row_version += 1
        # All of them exist, under the lock of their plan: nothing is created here. `bulk_update` takes ten times as long.
        Activity.objects.bulk_create(
            (row.line for row in self._changed),
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=WRITTEN,
        )

    def _is_told_already(self, line: Activity) -> bool:
        """Whether the trail has this person's change of the line already: nothing else has happened to the line since."""
        kind, since = ContentType.objects.get_for_model(self.plan), self.now - ONE_EVENT_FOR
        for verb, person in _events_lately(kind=kind.pk, workplan=self.plan.pk, code=line.code, since=since):
            if verb != CHANGE:
                return False
            if person == self.by.user_id:
                return True
        return False


def write_lines(
    plan: Workplan, rows: Iterable[tuple[int, Activity | None, LineDraft]], *, by: Seat, now: datetime
) -> int:
    """Add and change many lines, and return how many were written. The caller calls `settle`.

    Each row has its number in the file, its line as it was looked at (None for a new one) and its draft. Raises as
    `LineWriter`, and `StaleRow`.
    """
    lines = plan.activities.select_for_update(of=("self",), no_key=True).prefetch_related(
        "target_links__target", "participations", "technical_needs"
    )
    present, writer = {line.pk: line for line in lines}, LineWriter(plan, by, now)
    for place, looked_at, draft in rows:
        if looked_at is None:
            writer.add(draft, place=place)
        else:
            line = present[looked_at.pk]
            require_unchanged(line, seen=looked_at.row_version, now=line.row_version)
            writer.change(line, draft, place=place)
    return writer.write()


@prepared(kind=BigIntegerField(), workplan=BigIntegerField(), code=CharField(), since=DateTimeField())
def _events_lately(
    *, kind: int, workplan: int, code: str, since: datetime
) -> QuerySet[Event, tuple[str, int]]:
    """The verbs and people of a line's events, and of those of the whole plan, newest first."""
    events = Event.objects.filter(content_type=kind, object_id=workplan, at__gt=since)
    return events.filter(Q(label="") | Q(label=code)).order_by("-at", "-pk").values_list("verb", "by")


def last_number(plan: Workplan) -> int:
    """The number of the plan's last line, also of a withdrawn or removed one: no number is used again."""
    return max(plan.activities.aggregate(last=Max("number"))["last"] or 0, plan.numbers_used)


def write_links(written: Iterable[tuple[Activity, Collection[int], Collection[int]]]) -> None:
    """Write the links of lines to targets and countries, by their keys. A link that exists keeps its row.

    All lines are of one plan. The number of queries is fixed where they have their links loaded.
    """
    lines = [*written]
    _replace(ActivityTarget, "target_id", [(line, line.target_links.all(), keys) for line, keys, _ in lines])
    regional = [one for one in lines if kind_of(one[0].workplan.taskforce).names_countries]
    parts = [(line, line.participations.all(), keys) for line, _, keys in regional]
    _replace(Participation, "taskforce_id", parts)


def _replace(
    model: Any, name: str, written: Iterable[tuple[Activity, Iterable[Any], Collection[int]]]
) -> None:
    """Give lines links to these keys in the place of those that they have, by the `name` of the column."""
    gone, missing = list[int](), list[Any]()
    for line, links, keys in written:
        present = {getattr(link, name): link.pk for link in links}
        gone += [pk for key, pk in present.items() if key not in keys]
        missing += [model(activity=line, **{name: key}) for key in keys if key not in present]
    model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(missing)


def tell_the_taskforce(verb: str, line: Activity, by: Seat, now: datetime, *, note: str = "") -> None:
    """Record an event for the taskforce alone. The Secretariat reads what is handed over."""
    plan, code = line.workplan, line.code
    facts: dict[str, Param] = {"code": code, "activity_number": line.number}
    audience = EventAudience.TASKFORCE
    record_event(verb, plan, by=by, now=now, facts=facts, note=note, label=code, audience=audience)
