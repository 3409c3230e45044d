"""Add, change, withdraw and bring back lines of a draft, always under the ceiling."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from commit_portal.events import events_about, record_event, record_events
from commit_portal.marks import StaleRow, fingerprint, require_unchanged, save_if_unchanged
from commit_portal.messages import Message, Param, message
from commit_portal.permits import SomebodyWasFaster, Violation, obey, require, unless_taken
from commit_portal.prepared import attach
from commit_portal.statuses import EventAudience
from workplans.consultation.asking import ask_for_the_rest
from workplans.consultation.ending import end_open_support_of_line, tell_of_support_in_reserve
from workplans.consultation.needs import name_needs
from workplans.consultation.queries import money_beside_the_asking
from workplans.drafting.merged import (
    Drafts,
    Saved,
    fields_of,
    has_other_money,
    typed_values,
    with_money_of,
    without_own,
)
from workplans.drafting.messages import row_fault
from workplans.drafting.ways_out import Ask, Way, WayOut, split
from workplans.fields import DRAFTED, MOST_NEEDS
from workplans.models import (
    Activity,
    ActivityTarget,
    Participation,
    Seat,
    Workplan,
)
from workplans.plan.amendments import change_of_line, lines_before
from workplans.plan.content import LineDraft, as_columns, value_of
from workplans.plan.kinds import kind_of
from workplans.plan.line_history import Values, content_at, history_of, values_of, write_history
from workplans.plan.locking import forget_links, locked_activity, locked_line, locked_workplan, settle
from workplans.plan.merging import changed, merge
from workplans.plan.permissions import (
    may_add_activity,
    may_edit_activity,
    may_edit_workplan,
    may_keep_without_support,
    may_restore_activity,
    may_undo_changes,
    may_unlock_activity,
)
from workplans.plan.rules import wp_2_area, wp_3, wp_4, wp_12, wp_13, wp_14, wp_16, wp_17, wp_18
from workplans.plan.versions import DECIDED
from workplans.statuses import Funding, LineState

# The verb of the event of a changed line, and how long one event speaks for further changes of the same person.
CHANGE, ONE_EVENT_FOR = "change", timedelta(minutes=30)
# The verb of the event of needs in words.
WRITE_NEEDS = "needs"


def broken_by(workplan: Workplan, draft: LineDraft) -> list[Violation]:
    """The rules of one line that a draft breaks: WP-2 for the area, WP-4, WP-12 to WP-14, WP-16 to WP-18.

    The ceiling is a rule of the plan.
    """
    line = Activity(workplan=workplan, number=0, **draft.columns())
    found = [*wp_12(line, draft.targets), *wp_13(line, draft.needs[:MOST_NEEDS])]
    one_each = (wp_2_area(line), wp_16(line), wp_4(line), wp_14(line), wp_17(line), wp_18(draft.needs))
    found.extend(violation for violation in one_each if violation)
    return found


@transaction.atomic
def add_activity(
    workplan: Workplan,
    draft: LineDraft,
    *,
    by: Seat,
    now: datetime,
    ask: Ask | None = None,
    way_out: WayOut | None = None,
    made_with: UUID | None = None,
) -> Activity:
    """Add a line to a draft plan. Only the title is needed.

    Where the cost exceeds what is left under the ceiling, `way_out` divides it; the returned line has what it kept.
    `made_with` is the key of the form: the same form with the same content makes no second line, the first one is
    returned (`is_made_before`). Raises `SomebodyWasFaster` where the form made a line of other content, `Refused`,
    or `RuleBroken` with WP-2 to WP-4, WP-12 to WP-14 or WP-16 to WP-18.
    """
    plan = locked_workplan(workplan)
    made_of = _mark_of(draft, way_out)
    if made_with is not None and (made := _made_before(plan, made_with, made_of, by=by)):
        return made
    room = plan.left
    draft, ask = _divided(draft, ask, way_out, room=room)
    # The form may be making a line of another plan at this moment, under another lock.
    with unless_taken(message("line.form_is_used")):
        activity = write_new_line(plan, draft, by=by, now=now, ask=ask, made_with=made_with, made_of=made_of)
    settle(plan, room=room)
    return activity


@transaction.atomic
def change_activity(
    activity: Activity,
    draft: LineDraft,
    *,
    seen: int,
    by: Seat,
    now: datetime,
    ask: Ask | None = None,
    way_out: WayOut | None = None,
) -> Activity:
    """Write a changed line. `seen` is the row version of the form.

    New content ends the decision on a line (WP-9), and in the regional workplan each country has to confirm again.
    The same content changes nothing. Where the cost exceeds what is left for this line, `way_out` divides it; the
    returned line has what it kept. Raises `StaleRow`, `Refused`, or `RuleBroken` with WP-2 to WP-4, WP-12 to WP-14 or
    WP-16 to WP-18, or with CO-3 where a need that is gone leaves a partner with two askings or offers of one kind.
    """
    line = locked_activity(activity)
    room = line.workplan.room_for(line)
    draft, ask = _divided(draft, ask, way_out, room=room, line=line)
    if write_changed_line(line, draft, seen=seen, by=by, now=now, ask=ask):
        settle(line.workplan, room=room)
    return line


@transaction.atomic
def save_line(
    activity: Activity,
    typed: Mapping[str, Any] | LineDraft,
    *,
    seen: int,
    by: Seat,
    now: datetime,
    only: Collection[str] | None = None,
    way_out: WayOut | None = None,
    cost_apart: bool = False,
    token: UUID | None = None,
    unanswered: Collection[UUID] = (),
) -> Saved:
    """Write a typed line beside what others saved since the row version `seen`: what does not clash is written.

    What both changed differently stays as it was saved, and `Saved.clashes` names it. `only` are the fields that were
    typed; without it all of a draft, or all that `typed` has. Where the cost does not fit, `way_out` divides it; with
    `cost_apart` the rest of the line is saved without its money, and `Saved.over` says why.

    `token` marks this sending. `unanswered` are those of the same person whose answer never came: what they wrote is
    no change of somebody else. Raises `StaleRow` for a row version that the line never had, `Refused`, or `RuleBroken`
    as `change_activity`.
    """
    line = locked_line(activity)
    require(may_edit_activity(by, line))
    if not 0 < seen <= line.row_version:
        raise StaleRow(line)
    meanwhile = history_of(line, since=seen) if seen < line.row_version else []
    own = [row for row in meanwhile if row.token in unanswered and row.by_id == by.user_id]
    theirs = values_of(line)
    base = without_own(content_at(line, seen) if meanwhile else theirs, reversed(own))
    mine = typed_values(base, typed, only)
    if way_out and way_out.way == Way.RESERVE:
        mine = {**mine, "funding": Funding.RESERVE}
    if not kind_of(line.workplan.taskforce).names_countries:
        mine = {**mine, "countries": theirs["countries"]}
    drafts = Drafts(theirs, mine, of=line)
    plan = line.workplan
    merged = merge(
        base, theirs, mine, lambda values: fields_of(broken_by(plan, drafts.of(values))) if meanwhile else ()
    )
    draft, room, ask = drafts.of(merged.values), plan.room_for(line), None
    over: Violation | None = None
    if has_other_money(draft, theirs):
        draft, ask = _divided(draft, None, way_out, room=room, line=line)
        over = _over_ceiling(line, draft, room=room) if cost_apart else None
    if over:
        draft, ask = with_money_of(draft, theirs), None
    confirmed = _confirmed(line)
    written = write_changed_line(line, draft, seen=line.row_version, by=by, now=now, ask=ask, token=token)
    if written:
        settle(plan, room=room)
    others = tuple(row for row in meanwhile if row not in own)
    asked_again = confirmed if written else ()
    return Saved(line, base, theirs, mine, merged.from_them, merged.clashes, others, over, asked_again)


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
    activity = _new_line(plan, _last_number(plan) + 1, draft, by=by, now=now)
    activity.made_with, activity.made_of = made_with, made_of if made_with else ""
    activity.save()
    _link(activity, *_named(draft))
    name_needs([(activity, draft.needs)])
    _ask(activity, ask, by=by, now=now)
    if draft.carried_from is not None:
        _tell_the_taskforce("carry", activity, "line.carried", by, now, earlier=draft.carried_from.code)
    else:
        _tell_the_taskforce("add", activity, "line.added", by, now)
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
        state=LineState.PROPOSED,
        changed_by=by.user,
        changed_at=now,
    )
    write_history(line.workplan, [(line, before, after)], by=by, now=now, token=token)
    if {"targets", "countries"} & set(names):
        _link(line, *_named(draft))
    if "needs" in names:
        name_needs([(line, draft.needs)])
    if kind_of(line.workplan.taskforce).names_countries:
        line.participations.update(confirmed_at=None, confirmed_by=None)
        forget_links(line)
    elif {"targets", "countries", "needs"} & set(names):
        forget_links(line)
    _ask(line, ask, by=by, now=now)
    if not _is_told_already(line, by, now):
        _tell_the_taskforce(CHANGE, line, "line.changed", by, now)
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
    new: list[tuple[Activity, LineDraft]] = []
    altered: list[tuple[Activity, LineDraft]] = []
    history: list[tuple[Activity, Values, Values]] = []
    present = _lines_to_write(plan)
    last = _last_number(plan)
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
            altered.append((line, draft))
            history.append((line, before, after))
    added = Activity.objects.bulk_create(line for line, _ in new)
    attach(added, "target_links", [], by="activity")
    attach(added, "participations", [], by="activity")
    attach(added, "technical_needs", [], by="activity")
    columns = dict.fromkeys(name for _, draft in altered for name in draft.columns())
    to_reserve = [line for line, draft in altered if _goes_to_reserve(line, draft)]
    for line, draft in altered:
        values = draft.columns() | {"state": LineState.PROPOSED, "changed_by": by.user, "changed_at": now}
        for name, value in values.items():
            setattr(line, name, value)
        line.row_version += 1
    # All of them exist, under the lock of their plan: nothing is created here. `bulk_update` takes ten times as long.
    Activity.objects.bulk_create(
        (line for line, _ in altered),
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[*columns, "folded", "state", "changed_by", "changed_at", "row_version"],
    )
    write_history(plan, history, by=by, now=now)
    _link_all([*new, *altered])
    name_needs([(line, draft.needs) for line, draft in (*new, *altered)])
    told = [_told_of_new(line) for line, _ in new]
    told += [(CHANGE, line.code, message("line.changed", code=line.code)) for line, _ in altered]
    record_events(
        plan,
        told,
        by=by,
        now=now,
        audience=EventAudience.TASKFORCE,
    )
    tell_of_support_in_reserve(to_reserve, by=by, now=now)
    return len(told)


@transaction.atomic
def withdraw_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Withdraw a line: its askings and offers end at once (CO-9).

    An approved line leaves the approved plan when the next decisions are sent.
    """
    line = locked_activity(activity)
    require(may_edit_activity(by, line))
    save_if_unchanged(line, seen=line.row_version, withdrawn_at=now, withdrawn_by=by.user)
    settle(line.workplan)
    end_open_support_of_line(line, by=by, now=now)
    _tell_the_taskforce("withdraw", line, "line.withdrawn", by, now)
    return line


@transaction.atomic
def restore_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Bring a withdrawn line back, if it fits under the ceiling.

    Where the approved version already has the withdrawal, the line needs a new decision (WP-9).
    """
    line = locked_activity(activity)
    require(may_restore_activity(by, line))
    ended = line.state in DECIDED and _is_withdrawn_of_record(line)
    save_if_unchanged(
        line,
        seen=line.row_version,
        withdrawn_at=None,
        withdrawn_by=None,
        state=LineState.PROPOSED if ended else line.state,
    )
    settle(line.workplan)
    _tell_the_taskforce("restore", line, "line.restored", by, now)
    return line


@transaction.atomic
def undo_changes(activity: Activity, *, seen: int | None = None, by: Seat, now: datetime) -> Activity:
    """Give a line its text from before the amendment. The decision on that text is valid again (WP-9).

    Checks only the ceiling (WP-3), because the text was approved or submitted before. Open questions to partners stay
    open. In the regional workplan each country has to confirm again. Raises `Refused`, `RuleBroken` with WP-3 or (for
    technical needs, see `change_activity`) CO-3, or, with `seen`, `StaleRow`.
    """
    line = locked_activity(activity)
    require_unchanged(line, seen=seen, now=line.row_version)
    require(may_undo_changes(by, line))
    before, was = lines_before(line.workplan)[line.pk], values_of(line)
    regional = kind_of(line.workplan.taskforce).names_countries
    save_if_unchanged(line, seen=line.row_version, withdrawn_at=None, withdrawn_by=None)
    change = change_of_line(before, line, regional=regional)
    if change is not None and change.fields:
        save_if_unchanged(
            line,
            seen=line.row_version,
            **as_columns(before.content),
            state=before.state,
            changed_by=by.user,
            changed_at=now,
        )
        _link(line, before.targets, [taskforce for taskforce, _ in before.countries])
        name_needs([(line, [what for what, _ in before.needs])])
        for taskforce, role in before.countries:
            line.participations.filter(taskforce=taskforce).update(
                role=role, confirmed_at=None, confirmed_by=None
            )
        write_history(line.workplan, [(line, was, values_of(line))], by=by, now=now)
    settle(line.workplan)
    _tell_the_taskforce("undo", line, "line.undone", by, now)
    return line


@transaction.atomic
def unlock_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Open another line of a returned plan. It needs a new decision if its content changes (WP-9)."""
    line = locked_activity(activity)
    require(may_unlock_activity(by, line))
    save_if_unchanged(line, seen=line.row_version, unlocked=True)
    _tell_the_taskforce("unlock", line, "line.unlocked", by, now)
    return line


@transaction.atomic
def keep_without_support(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Keep a returned line as the government's own. It asks for no Secretariat money; the Secretariat notes it."""
    line = locked_activity(activity)
    require(may_keep_without_support(by, line))
    before = values_of(line)
    save_if_unchanged(
        line,
        seen=line.row_version,
        funding=Funding.NONE,
        secretariat_cost=Decimal(0),
        state=LineState.PROPOSED,
        changed_by=by.user,
        changed_at=now,
    )
    write_history(line.workplan, [(line, before, values_of(line))], by=by, now=now)
    settle(line.workplan)
    _tell_the_taskforce("keep", line, "line.kept", by, now)
    return line


@transaction.atomic
def write_needs(workplan: Workplan, needs: str, *, seen: int, by: Seat, now: datetime) -> Workplan:
    """Write the plan's opportunities, gaps and needs. Raises `StaleRow` or `Refused`."""
    plan = locked_workplan(workplan)
    require(may_edit_workplan(by, plan))
    save_if_unchanged(plan, seen=seen, needs=needs)
    record_event(
        WRITE_NEEDS,
        plan,
        by=by,
        now=now,
        facts=message("plan.needs_written"),
        audience=EventAudience.TASKFORCE,
    )
    return plan


def _divided(
    draft: LineDraft,
    ask: Ask | None,
    way_out: WayOut | None,
    *,
    room: Decimal | None,
    line: Activity | None = None,
) -> tuple[LineDraft, Ask | None]:
    """The draft and the question to a partner after the chosen way out. `room` is read under the lock.

    `line` is the line that is changed; its askings, offers and accepted support count.
    """
    partner = way_out.partner if way_out else None
    done = split(
        draft.funding,
        draft.secretariat_cost,
        way_out,
        room=room,
        in_all=draft.cost_in_all,
        others=money_beside_the_asking(line, partner) if line and partner else Decimal(0),
    )
    if done.asked and partner is not None:
        ask = Ask(partner, done.asked)
    return (
        replace(draft, funding=done.funding, secretariat_cost=done.kept, cost_in_all=done.in_all),
        ask,
    )


def _over_ceiling(line: Activity, draft: LineDraft, *, room: Decimal | None) -> Violation | None:
    """WP-3 for a line that would be written so. `room` is what is left for it under the lock, in US dollars."""
    if room is None:
        return None
    plan = line.workplan
    return wp_3(plan, plan.committed - line.counted_cost + draft.counted_cost, room=room)


def _is_told_already(line: Activity, by: Seat, now: datetime) -> bool:
    """Whether the trail has this person's change of the line already: nothing else has happened to the line since."""
    lately = events_about(line.workplan).filter(at__gt=now - ONE_EVENT_FOR, label__in=("", line.code))
    for verb, person in lately.values_list("verb", "by"):
        if verb != CHANGE:
            return False
        if person == by.user_id:
            return True
    return False


def _made_before(plan: Workplan, made_with: UUID, made_of: str, *, by: Seat) -> Activity | None:
    """The line that this form has made; None where it made none. Raises `SomebodyWasFaster` for other content."""
    made = Activity.objects.filter(made_with=made_with).first()
    if made is None:
        return None
    if made.workplan_id != plan.pk or made.entered_by_id != by.user_id:
        raise SomebodyWasFaster(message("line.form_is_used"))
    if made.made_of != made_of:
        raise SomebodyWasFaster(message("line.form_made", code=made.code))
    made.workplan = plan
    made.is_made_before = True
    return made


def _mark_of(draft: LineDraft, way_out: WayOut | None) -> str:
    """A mark of what was typed into a form, with the way out that was chosen."""
    chosen = (way_out.way, way_out.partner and way_out.partner.pk) if way_out else None
    values = [value_of(draft, item.name) for item in DRAFTED]
    return fingerprint([sorted(value) if isinstance(value, frozenset) else value for value in values], chosen)


def _values_to_write(line: Activity, draft: LineDraft) -> dict[str, Any]:
    """The values of a draft as the line will have them. A country's plan names no countries."""
    values = values_of(draft)
    if not kind_of(line.workplan.taskforce).names_countries:
        values["countries"] = value_of(line, "countries")
    return values


def _goes_to_reserve(line: Activity, draft: LineDraft) -> bool:
    return draft.funding == Funding.RESERVE and line.funding != Funding.RESERVE


def _last_number(plan: Workplan) -> int:
    """The number of the plan's last line, also of a withdrawn one: no number is used again."""
    return plan.activities.aggregate(last=Max("number"))["last"] or 0


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


def _told_of_new(line: Activity) -> tuple[str, str, Message]:
    """The event of a new line: its verb, its label and what it says. A line that was carried over names the earlier."""
    if line.carried_from is None:
        return "add", line.code, message("line.added", code=line.code)
    return "carry", line.code, message("line.carried", code=line.code, earlier=line.carried_from.code)


def _lines_to_write(plan: Workplan) -> dict[int, Activity]:
    """The lines of a locked plan by their keys, locked too, with the links that a change compares."""
    lines = plan.activities.select_for_update(of=("self",), no_key=True).prefetch_related(
        "target_links__target", "participations", "technical_needs"
    )
    return {line.pk: line for line in lines}


def _in_row(number: int, broken: Iterable[Violation]) -> list[Violation]:
    """What is broken, behind the number of its row in the file."""
    return [replace(item, message=row_fault(number, item.message)) for item in broken]


def _is_withdrawn_of_record(line: Activity) -> bool:
    record = line.workplan.of_record
    return record is not None and record.lines.filter(activity=line, withdrawn=True).exists()


def _confirmed(line: Activity) -> tuple[str, ...]:
    """The countries that have confirmed a regional line, by name."""
    if not kind_of(line.workplan.taskforce).names_countries:
        return ()
    parts = line.participations.filter(confirmed_at__isnull=False).select_related("taskforce__country")
    return tuple(part.taskforce.name for part in parts)


def _named(draft: LineDraft) -> tuple[list[int], list[int]]:
    """The keys of a draft's targets and taskforces, in its order."""
    return [target.pk for target in draft.targets], [taskforce.pk for taskforce in draft.countries]


def _link(line: Activity, targets: Collection[int], countries: Collection[int]) -> None:
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
    """`_link` for many lines that have their links loaded.

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


def _tell_the_taskforce(
    verb: str, line: Activity, code: str, by: Seat, now: datetime, **params: Param
) -> None:
    """Record an event for the taskforce alone. The Secretariat reads what is handed over."""
    record_event(
        verb,
        line.workplan,
        by=by,
        now=now,
        label=line.code,
        facts=message(code, code=line.code, activity_number=line.number, **params),
        audience=EventAudience.TASKFORCE,
    )
