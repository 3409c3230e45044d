"""Write lines of a locked plan: content, links, needs, history and events, without the check of the ceiling."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
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
from commit_portal.workflow.optimistic_locking import require_unchanged, save_if_unchanged
from workplans.consultation.actions.ask import ask_for_the_rest
from workplans.consultation.actions.end import tell_of_support_in_reserve
from workplans.consultation.actions.needs import name_needs
from workplans.drafting.messages import row_fault
from workplans.drafting.ways_out import Ask
from workplans.fields import MOST_NEEDS
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
    activity = _new_line(plan, last_number(plan) + 1, draft, by=by, now=now)
    activity.made_with, activity.made_of = made_with, made_of if made_with else ""
    activity.save()
    write_links(activity, *_named(draft))
    name_needs([(activity, draft.needs)])
    _ask(activity, ask, by=by, now=now)
    if draft.carried_from is not None:
        tell_the_taskforce("carry", activity, "line.carried", by, now, earlier=draft.carried_from.code)
    else:
        tell_the_taskforce("add", activity, "line.added", by, now)
    return activity


def write_changed_line(
    line: Activity,
    draft: LineDraft,
    *,
    seen: int,
    by: Seat,
    now: datetime,
    ask: Ask | None = None,
    token: UUID | None = None,
) -> bool:
    """Change a line without the check of the ceiling; False where nothing changed. The caller calls `settle`.

    Leaves one event for a person, a line and half an hour: a row of a table is saved every few seconds.
    """
    require(may_edit_activity(by, line))
    before, after = values_of(line), _values_to_write(line, draft)
    names = changed(before, after)
    if not names and ask is None:
        if line.row_version != seen:
            save_if_unchanged(line, seen=seen)
        return False
    obey(*broken_by(line.workplan, draft))
    goes_to_reserve = _goes_to_reserve(line, draft)
    save_if_unchanged(
        line,
        seen=seen,
        **{name: value for name, value in draft.columns().items() if name in names},
        state=_state_once_changed(line),
        changed_by=by.user,
        changed_at=now,
    )
    write_history(line.workplan, [(line, before, after)], by=by, now=now, token=token)
    if {"targets", "countries"} & set(names):
        write_links(line, *_named(draft))
    if "needs" in names:
        name_needs([(line, draft.needs)])
    if kind_of(line.workplan.taskforce).names_countries:
        line.participations.update(confirmed_at=None, confirmed_by=None)
        forget_links(line)
    elif {"targets", "countries", "needs"} & set(names):
        forget_links(line)
    _ask(line, ask, by=by, now=now)
    if not _is_told_already(line, by, now):
        tell_the_taskforce(CHANGE, line, "line.changed", by, now)
    if goes_to_reserve:
        tell_of_support_in_reserve([line], by=by, now=now)
    return True


def write_lines(
    plan: Workplan, rows: Iterable[tuple[int, Activity | None, LineDraft]], *, by: Seat, now: datetime
) -> int:
    """Add and change many lines as `write_new_line` and `write_changed_line` do, and return how many were written.

    Each row has its number in the file, its line as it was looked at (None for a new one) and its draft. The number
    of queries is fixed. Raises `Refused`, `StaleRow`, and `RuleBroken` that names the row. The caller calls `settle`.
    """
    new, altered = _checked_rows(plan, rows, by=by, now=now)
    to_reserve = [row.line for row in altered if _goes_to_reserve(row.line, row.draft)]
    added = Activity.objects.bulk_create(line for line, _draft in new)
    # A new line has no links yet: none is read.
    for links in LINKS:
        attach(added, links, [], by="activity")
    _write_altered(altered, by=by, now=now)
    write_history(plan, [(row.line, row.before, row.after) for row in altered], by=by, now=now)
    written = [*new, *((row.line, row.draft) for row in altered)]
    _link_all(written)
    name_needs([(line, draft.needs) for line, draft in written])
    told = [
        ("add", line.code, message("line.added", code=line.code))
        if line.carried_from is None
        else ("carry", line.code, message("line.carried", code=line.code, earlier=line.carried_from.code))
        for line, _draft in new
    ]
    told += [(CHANGE, row.line.code, message("line.changed", code=row.line.code)) for row in altered]
    record_events(plan, told, by=by, now=now, audience=EventAudience.TASKFORCE)
    tell_of_support_in_reserve(to_reserve, by=by, now=now)
    return len(told)


@dataclass(frozen=True)
class _Altered:
    """A line that a row changes, with its content before and after."""

    line: Activity
    draft: LineDraft
    before: LineContent
    after: LineContent


def _checked_rows(
    plan: Workplan, rows: Iterable[tuple[int, Activity | None, LineDraft]], *, by: Seat, now: datetime
) -> tuple[list[tuple[Activity, LineDraft]], list[_Altered]]:
    """The lines that rows add, not saved yet, and those that they change. A row that changes nothing is left out."""
    new: list[tuple[Activity, LineDraft]] = []
    altered: list[_Altered] = []
    lines = plan.activities.select_for_update(of=("self",), no_key=True).prefetch_related(
        "target_links__target", "participations", "technical_needs"
    )
    present, last = {line.pk: line for line in lines}, last_number(plan)
    for number, looked_at, draft in rows:
        if looked_at is None:
            require(may_add_activity(by, plan))
            obey(*_in_row(number, broken_by(plan, draft)))
            new.append((_new_line(plan, last + len(new) + 1, draft, by=by, now=now), draft))
            continue
        line = present[looked_at.pk]
        require(may_edit_activity(by, line))
        require_unchanged(line, seen=looked_at.row_version, now=line.row_version)
        before, after = values_of(line), _values_to_write(line, draft)
        if changed(before, after):
            obey(*_in_row(number, broken_by(plan, draft)))
            altered.append(_Altered(line, draft, before, after))
    return new, altered


def _write_altered(altered: Sequence[_Altered], *, by: Seat, now: datetime) -> None:
    """Write the columns of changed lines, each with its next row version."""
    columns = dict.fromkeys(name for row in altered for name in row.draft.columns())
    for row in altered:
        values = row.draft.columns() | {"changed_by": by.user, "changed_at": now}
        values["state"] = _state_once_changed(row.line)
        for name, value in values.items():
            setattr(row.line, name, value)
        row.line.row_version += 1
    # All of them exist, under the lock of their plan: nothing is created here. `bulk_update` takes ten times as long.
    Activity.objects.bulk_create(
        (row.line for row in altered),
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[*columns, "folded", "state", "changed_by", "changed_at", "row_version"],
    )


@prepared(kind=BigIntegerField(), workplan=BigIntegerField(), code=CharField(), since=DateTimeField())
def _events_lately(
    *, kind: int, workplan: int, code: str, since: datetime
) -> QuerySet[Event, tuple[str, int]]:
    """The verbs and people of a line's events, and of those of the whole plan, newest first."""
    events = Event.objects.filter(content_type=kind, object_id=workplan, at__gt=since)
    return events.filter(Q(label="") | Q(label=code)).order_by("-at", "-pk").values_list("verb", "by")


def _new_line(plan: Workplan, number: int, draft: LineDraft, *, by: Seat, now: datetime) -> Activity:
    """A line that is not saved yet."""
    return Activity(
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


def _values_to_write(line: Activity, draft: LineDraft) -> dict[str, Any]:
    """The values of a draft as the line will have them. A country's plan names no countries."""
    values = values_of(draft)
    if not kind_of(line.workplan.taskforce).names_countries:
        values["countries"] = value_of(line, "countries")
    return values


def _state_once_changed(line: Activity) -> LineState:
    """New content ends the decision on a line; a return lasts until the taskforce says that it is done (WP-9)."""
    lasts = line.is_returned and line.workplan.status == WorkplanStatus.RETURNED
    return LineState.RETURNED if lasts else LineState.PROPOSED


def _goes_to_reserve(line: Activity, draft: LineDraft) -> bool:
    return draft.funding == Funding.RESERVE and line.funding != Funding.RESERVE


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


def _in_row(number: int, broken: Iterable[Violation]) -> list[Violation]:
    """What is broken, behind the number of its row in the file."""
    return [replace(item, message=row_fault(number, item.message)) for item in broken]


def _named(draft: LineDraft) -> tuple[list[int], list[int]]:
    """The keys of a draft's targets and taskforces, in its order."""
    return [target.pk for target in draft.targets], [taskforce.pk for taskforce in draft.countries]


def write_links(line: Activity, targets: Collection[int], countries: Collection[int]) -> None:
    """Write the links of a line to targets and countries, by their keys. A link that exists keeps its row."""
    line.target_links.exclude(target__in=targets).delete()
    have = set(line.target_links.values_list("target", flat=True))
    ActivityTarget.objects.bulk_create(
        ActivityTarget(activity=line, target_id=target) for target in targets if target not in have
    )
    if not kind_of(line.workplan.taskforce).names_countries:
        return
    line.participations.exclude(taskforce__in=countries).delete()
    present = set(line.participations.values_list("taskforce", flat=True))
    Participation.objects.bulk_create(
        Participation(activity=line, taskforce_id=taskforce)
        for taskforce in countries
        if taskforce not in present
    )


def _link_all(written: Sequence[tuple[Activity, LineDraft]]) -> None:
    """`write_links` for many lines that have their links loaded.

    In the regional workplan each country of a changed line has to confirm again.
    """
    gone: list[int] = []
    missing: list[ActivityTarget] = []
    parts_gone: list[int] = []
    parts_missing: list[Participation] = []
    for line, draft in written:
        targets, countries = _named(draft)
        links = {link.target_id: link.pk for link in line.target_links.all()}
        gone += [key for target, key in links.items() if target not in targets]
        missing += [ActivityTarget(activity=line, target_id=key) for key in targets if key not in links]
        parts = {part.taskforce_id: part.pk for part in line.participations.all()}
        parts_gone += [key for taskforce, key in parts.items() if taskforce not in countries]
        parts_missing += [
            Participation(activity=line, taskforce_id=key) for key in countries if key not in parts
        ]
    ActivityTarget.objects.filter(pk__in=gone).delete()
    ActivityTarget.objects.bulk_create(missing)
    if written and kind_of(written[0][0].workplan.taskforce).names_countries:
        Participation.objects.filter(pk__in=parts_gone).delete()
        Participation.objects.filter(activity__in=[line.pk for line, _ in written]).update(
            confirmed_at=None, confirmed_by=None
        )
        Participation.objects.bulk_create(parts_missing)


def _ask(line: Activity, ask: Ask | None, *, by: Seat, now: datetime) -> None:
    if ask is not None:
        ask_for_the_rest(line, ask.partner, ask.amount, by=by, now=now)


def tell_the_taskforce(
    verb: str, line: Activity, code: str, by: Seat, now: datetime, note: str = "", **params: Param
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
