"""Write lines of a locked plan: content, links, needs, history and events, without the check of the ceiling."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, DateTimeField, Max, Q, QuerySet

from commit_portal.db.compiled_queries import attach, prepared
from commit_portal.i18n.messages import Param, message
from commit_portal.models import Event
from commit_portal.refusals import Violation, obey, require
from commit_portal.sheets.merge import changed
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import record_event, record_events
from commit_portal.workflow.optimistic_locking import require_unchanged
from workplans.consultation.actions.ask import ask_for_the_rest
from workplans.consultation.actions.end import tell_of_support_in_reserve
from workplans.consultation.actions.needs import name_needs
from workplans.drafting.messages import row_fault
from workplans.drafting.ways_out import Ask
from workplans.fields import MOST_NEEDS, STORED
from workplans.models import Activity, ActivityTarget, Participation, Seat, Workplan
from workplans.plan.line_content import DraftedLine, LineDraft, value_of
from workplans.plan.line_history import values_of, write_history
from workplans.plan.locking import forget_links
from workplans.plan.merging import LineContent
from workplans.plan.permissions import may_add_activity, may_edit_activity
from workplans.plan.plan_types import kind_of
from workplans.plan.rules import wp_2_area, wp_4, wp_12, wp_13, wp_14, wp_16, wp_17, wp_18
from workplans.statuses import Funding, LineState, WorkplanStatus

# The verb of the event of a changed line, and how long one event speaks for further changes of the same person.
CHANGE, ONE_EVENT_FOR = "change", timedelta(minutes=30)

# The columns of a line that a change writes.
WRITTEN = (*STORED, "folded", "state", "changed_by", "changed_at", "row_version")

type Params = Mapping[str, Param]
NO_PARAMS: Params = MappingProxyType({})
# The rows of other tables that belong to a line.
LINKS = ("target_links", "participations", "technical_needs")


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
    """A line to write, with its draft and its content before and after; no content before for a new line."""

    line: Activity
    draft: LineDraft
    before: LineContent
    after: LineContent

    @property
    def names(self) -> set[str]:
        """The fields that are written: all of a new line, else those that differ."""
        return set(changed(self.before, self.after) if self.before else self.after)

    @property
    def told(self) -> tuple[str, str, Params]:
        """The verb of its event, with the code and the parameters of what is said."""
        if self.before:
            return CHANGE, "line.changed", NO_PARAMS
        if self.line.carried_from is not None:
            return "carry", "line.carried", {"earlier": self.line.carried_from.code}
        return "add", "line.added", NO_PARAMS


def write_new_line(
    plan: Workplan,
    draft: LineDraft,
    *,
    by: Seat,
    now: datetime,
    ask: Ask | None = None,
    made_with: UUID | None = None,
    made_of: str = "",
) -> Activity:
    """Add a line without the check of the ceiling. Whoever locked the plan calls `settle` afterwards."""
    require(may_add_activity(by, plan))
    obey(*broken_by(plan, draft))
    row = _new_row(plan, last_number(plan) + 1, draft, by=by, now=now)
    row.line.made_with, row.line.made_of = made_with, made_of if made_with else ""
    _write(plan, [row], by=by, now=now)
    _ask_and_tell(row, ask, by=by, now=now)
    return row.line


def write_changed_line(
    line: Activity,
    draft: LineDraft,
    *,
    by: Seat,
    now: datetime,
    ask: Ask | None = None,
    token: UUID | None = None,
) -> bool:
    """Change a locked line without the check of the ceiling; False where nothing changed. The caller calls `settle`.

    Leaves one event for a person, a line and half an hour: a row of a table is saved every few seconds.
    """
    require(may_edit_activity(by, line))
    row = _changed_row(line, draft)
    if not row.names and ask is None:
        return False
    obey(*broken_by(line.workplan, draft))
    to_reserve = _to_reserve([row])
    _write(line.workplan, [row], by=by, now=now, token=token)
    _ask_and_tell(row, ask, by=by, now=now)
    tell_of_support_in_reserve(to_reserve, by=by, now=now)
    return True


def write_lines(
    plan: Workplan, rows: Iterable[tuple[int, Activity | None, LineDraft]], *, by: Seat, now: datetime
) -> int:
    """Add and change many lines as `write_new_line` and `write_changed_line` do, and return how many were written.

    Each row has its number in the file, its line as it was looked at (None for a new one) and its draft. The number
    of queries is fixed. Raises `Refused`, `StaleRow`, and `RuleBroken` that names the row. The caller calls `settle`.
    """
    lines = plan.activities.select_for_update(of=("self",), no_key=True).prefetch_related(
        "target_links__target", "participations", "technical_needs"
    )
    present, last = {line.pk: line for line in lines}, last_number(plan)
    written: list[_Row] = []
    for number, looked_at, draft in rows:
        if looked_at is None:
            require(may_add_activity(by, plan))
            last += 1
            row = _new_row(plan, last, draft, by=by, now=now)
        else:
            line = present[looked_at.pk]
            require(may_edit_activity(by, line))
            require_unchanged(line, seen=looked_at.row_version, now=line.row_version)
            row = _changed_row(line, draft)
        if row.names:
            broken = broken_by(plan, draft)
            obey(*(replace(item, message=row_fault(number, item.message)) for item in broken))
            written.append(row)
    # The new lines first.
    written.sort(key=lambda row: bool(row.before))
    to_reserve = _to_reserve(written)
    _write(plan, written, by=by, now=now)
    told = [
        (verb, row.line.code, message(said, code=row.line.code, **params))
        for row in written
        for verb, said, params in [row.told]
    ]
    record_events(plan, told, by=by, now=now, audience=EventAudience.TASKFORCE)
    tell_of_support_in_reserve(to_reserve, by=by, now=now)
    return len(written)


def _new_row(plan: Workplan, number: int, draft: LineDraft, *, by: Seat, now: datetime) -> _Row:
    """A line that is not saved yet."""
    line = Activity(
        workplan=plan,
        number=number,
        code=plan.code_of(number),
        entered_by=by.user,
        entered_at=now,
        changed_by=by.user,
        changed_at=now,
        carried_from=draft.carried_from,
        **draft.columns(),
    )
    return _Row(line, draft, {}, values_of(draft))


def _changed_row(line: Activity, draft: LineDraft) -> _Row:
    """A line beside its draft. A country's plan names no countries."""
    after = values_of(draft)
    if not kind_of(line.workplan.taskforce).names_countries:
        after["countries"] = value_of(line, "countries")
    return _Row(line, draft, values_of(line), after)


def _to_reserve(rows: Iterable[_Row]) -> list[Activity]:
    """The lines that go to reserve, before they are written."""
    changes = [row for row in rows if row.before and row.draft.funding == Funding.RESERVE]
    return [row.line for row in changes if row.line.funding != Funding.RESERVE]


def _write(
    plan: Workplan, rows: Sequence[_Row], *, by: Seat, now: datetime, token: UUID | None = None
) -> None:
    """Write lines with their history, links and needs. The number of queries is fixed."""
    altered = [row for row in rows if row.before]
    added = Activity.objects.bulk_create(row.line for row in rows if not row.before)
    # A new line has no links yet: none is read.
    for links in LINKS:
        attach(added, links, [], by="activity")
    for row in altered:
        # New content ends the decision on a line; a return lasts until the taskforce says that it is done (WP-9).
        lasts = row.line.is_returned and plan.status == WorkplanStatus.RETURNED
        columns = row.draft.columns() | {"changed_by": by.user, "changed_at": now}
        columns |= {"state": LineState.RETURNED if lasts else LineState.PROPOSED}
        columns |= {"row_version": row.line.row_version + 1}
        for name, value in columns.items():
            setattr(row.line, name, value)
    # All of them exist, under the lock of their plan: nothing is created here. `bulk_update` takes ten times as long.
    Activity.objects.bulk_create(
        (row.line for row in altered), update_conflicts=True, unique_fields=["pk"], update_fields=WRITTEN
    )
    write_history(plan, [(row.line, row.before, row.after) for row in altered], by=by, now=now, token=token)
    write_links(
        (row.line, [one.pk for one in row.draft.targets], [one.pk for one in row.draft.countries])
        for row in rows
    )
    regional = kind_of(plan.taskforce).names_countries
    if regional:
        parts = Participation.objects.filter(activity__in=[row.line.pk for row in altered])
        parts.update(confirmed_at=None, confirmed_by=None)
    name_needs([(row.line, row.draft.needs) for row in rows])
    for row in rows:
        if regional or {"targets", "needs"} & row.names:
            forget_links(row.line)


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


def _is_told_already(line: Activity, by: Seat, now: datetime) -> bool:
    """Whether the trail has this person's change of the line already: nothing else has happened to the line since."""
    kind = ContentType.objects.get_for_model(line.workplan)
    since = now - ONE_EVENT_FOR
    for verb, person in _events_lately(kind=kind.pk, workplan=line.workplan_id, code=line.code, since=since):
        if verb != CHANGE:
            return False
        if person == by.user_id:
            return True
    return False


def write_links(written: Iterable[tuple[Activity, Collection[int], Collection[int]]]) -> None:
    """Write the links of lines to targets and countries, by their keys. A link that exists keeps its row.

    All lines are of one plan. The number of queries is fixed where they have their links loaded.
    """
    gone: list[int] = []
    missing: list[ActivityTarget] = []
    parts_gone: list[int] = []
    parts_missing: list[Participation] = []
    for line, targets, countries in written:
        links = {link.target_id: link.pk for link in line.target_links.all()}
        gone += [key for target, key in links.items() if target not in targets]
        missing += [ActivityTarget(activity=line, target_id=key) for key in targets if key not in links]
        if kind_of(line.workplan.taskforce).names_countries:
            parts = {part.taskforce_id: part.pk for part in line.participations.all()}
            parts_gone += [key for taskforce, key in parts.items() if taskforce not in countries]
            parts_missing += [
                Participation(activity=line, taskforce_id=key) for key in countries if key not in parts
            ]
    ActivityTarget.objects.filter(pk__in=gone).delete()
    ActivityTarget.objects.bulk_create(missing)
    Participation.objects.filter(pk__in=parts_gone).delete()
    Participation.objects.bulk_create(parts_missing)


def _ask_and_tell(row: _Row, ask: Ask | None, *, by: Seat, now: datetime) -> None:
    """Ask a partner for the rest of a cost, and leave the event, unless the trail has it already."""
    if ask is not None:
        ask_for_the_rest(row.line, ask.partner, ask.amount, by=by, now=now)
    verb, said, params = row.told
    if verb != CHANGE or not _is_told_already(row.line, by, now):
        tell_the_taskforce(verb, row.line, said, by, now, params=params)


def tell_the_taskforce(
    verb: str,
    line: Activity,
    code: str,
    by: Seat,
    now: datetime,
    *,
    note: str = "",
    params: Params = NO_PARAMS,
) -> None:
    """Record an event for the taskforce alone. The Secretariat reads what is handed over."""
    record_event(
        verb,
        line.workplan,
        by=by,
        now=now,
        label=line.code,
        facts=message(code, code=line.code, activity_number=line.number, **params),
        note=note,
        audience=EventAudience.TASKFORCE,
    )
