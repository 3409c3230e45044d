"""Drafting: lines are added, changed, withdrawn and brought back, always under the ceiling."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from commit_portal.decisions import obey, require
from commit_portal.events import record_event
from commit_portal.rowversions import save_if_unchanged
from commit_portal.statuses import EventAudience
from commit_portal.words import money
from spa.models import ActivityType, Area, MenuActivity, Target
from workplans.actions.locking import locked_activity, locked_workplan, settle
from workplans.models import (
    Activity,
    ActivityTarget,
    Contribution,
    Participation,
    Partner,
    Seat,
    Taskforce,
    Workplan,
)
from workplans.permissions import (
    may_add_activity,
    may_edit_activity,
    may_edit_workplan,
    may_keep_without_support,
    may_restore_activity,
    may_unlock_activity,
)
from workplans.rules import wp_4, wp_12
from workplans.statuses import ContributionStatus, Funding, LineState


@dataclass(frozen=True)
class LineDraft:
    """What somebody typed for one activity. Money is US dollars; None is "not given yet"."""

    area: Area
    title: str = ""
    description: str = ""
    type: ActivityType | None = None
    menu_activity: MenuActivity | None = None
    lead_body: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    expected_result: str = ""
    secretariat_cost: Decimal | None = None
    funding: str = Funding.COUNTED
    targets: tuple[Target, ...] = ()
    countries: tuple[Taskforce, ...] = field(default=())

    def columns(self) -> dict[str, object]:
        """The content columns of `Activity`, as they are written."""
        links = ("targets", "countries")
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in links}
        if self.funding == Funding.NONE:
            values["secretariat_cost"] = Decimal(0)
        return values


@dataclass(frozen=True)
class Ask:
    """A partner asked for the part of a cost that does not fit under the ceiling, in US dollars."""

    partner: Partner
    amount: Decimal


@transaction.atomic
def add_activity(
    workplan: Workplan, draft: LineDraft, *, by: Seat, now: datetime, ask: Ask | None = None
) -> Activity:
    """Add a line to a draft. A draft may lack all but a title; it always saves, unless it breaks the ceiling.

    Raises `Refused`, or `RuleBroken` with WP-3, WP-4 or WP-12. Decides nothing and tells nobody outside.
    """
    plan = locked_workplan(workplan)
    require(may_add_activity(by, plan))
    number = (plan.activities.aggregate(last=Max("number"))["last"] or 0) + 1
    activity = Activity(
        workplan=plan,
        number=number,
        code=f"{plan.taskforce.code}-{plan.cycle.year}-{number:03d}",
        entered_by=by.user,
        entered_at=now,
        changed_by=by.user,
        changed_at=now,
        **draft.columns(),
    )
    obey(wp_12(activity), wp_4(activity))
    activity.save()
    _link(activity, draft)
    _ask(activity, ask, by=by, now=now)
    settle(plan)
    record_event(
        "add", plan, by=by, now=now, label=activity.code, said="was added", audience=EventAudience.TASKFORCE
    )
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
) -> Activity:
    """Write a changed line. `seen` is the row version on the form: a stale form raises `StaleRow`.

    A line that had been decided needs a new decision once its content changes (WP-9); saving the same
    content again changes nothing. In the regional workplan a change of content asks each country again.
    """
    line = locked_activity(activity)
    require(may_edit_activity(by, line))
    columns = draft.columns()
    changed = _differs(line, draft)
    if not changed and ask is None:
        if line.row_version != seen:
            save_if_unchanged(line, seen=seen)
        return line
    probe = Activity(workplan=line.workplan, number=line.number, **columns)
    obey(wp_12(probe), wp_4(probe))
    save_if_unchanged(
        line, seen=seen, **columns, state=LineState.PROPOSED, changed_by=by.user, changed_at=now
    )
    _link(line, draft)
    if line.workplan.taskforce.is_regional:
        line.participations.update(confirmed_at=None, confirmed_by=None)
    _ask(line, ask, by=by, now=now)
    settle(line.workplan)
    record_event(
        "change",
        line.workplan,
        by=by,
        now=now,
        label=line.code,
        said="was changed",
        audience=EventAudience.TASKFORCE,
    )
    return line


@transaction.atomic
def withdraw_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Take a line out of the plan. One that is of record stays there until the next sending, then marked."""
    line = locked_activity(activity)
    require(may_edit_activity(by, line))
    save_if_unchanged(line, seen=line.row_version, withdrawn_at=now, withdrawn_by=by.user)
    settle(line.workplan)
    record_event("withdraw", line.workplan, by=by, now=now, label=line.code, said="was withdrawn")
    return line


@transaction.atomic
def restore_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Bring a withdrawn line back, if it fits under the ceiling."""
    line = locked_activity(activity)
    require(may_restore_activity(by, line))
    save_if_unchanged(line, seen=line.row_version, withdrawn_at=None, withdrawn_by=None)
    settle(line.workplan)
    record_event("restore", line.workplan, by=by, now=now, label=line.code, said="was brought back")
    return line


@transaction.atomic
def unlock_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Open a further line of a returned plan. It needs a new decision if its content changes."""
    line = locked_activity(activity)
    require(may_unlock_activity(by, line))
    save_if_unchanged(line, seen=line.row_version, unlocked=True)
    record_event("unlock", line.workplan, by=by, now=now, label=line.code, said="was opened for change")
    return line


@transaction.atomic
def keep_without_support(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Keep a returned line as the government's own: it asks no Secretariat money and will be noted."""
    line = locked_activity(activity)
    require(may_keep_without_support(by, line))
    save_if_unchanged(
        line,
        seen=line.row_version,
        funding=Funding.NONE,
        secretariat_cost=Decimal(0),
        state=LineState.PROPOSED,
        changed_by=by.user,
        changed_at=now,
    )
    settle(line.workplan)
    record_event(
        "keep", line.workplan, by=by, now=now, label=line.code, said="is kept without COMMIT support"
    )
    return line


@transaction.atomic
def write_needs(workplan: Workplan, needs: str, *, seen: int, by: Seat, now: datetime) -> Workplan:
    """Write the plan's opportunities, gaps and needs in words; a stale form raises `StaleRow`."""
    plan = locked_workplan(workplan)
    require(may_edit_workplan(by, plan))
    save_if_unchanged(plan, seen=seen, needs=needs)
    record_event(
        "needs", plan, by=by, now=now, said="wrote the needs in words", audience=EventAudience.TASKFORCE
    )
    return plan


def _differs(line: Activity, draft: LineDraft) -> bool:
    if any(getattr(line, name) != value for name, value in draft.columns().items()):
        return True
    if {link.target_id for link in line.target_links.all()} != {target.pk for target in draft.targets}:
        return True
    return line.workplan.taskforce.is_regional and {
        part.taskforce_id for part in line.participations.all()
    } != {taskforce.pk for taskforce in draft.countries}


def _link(line: Activity, draft: LineDraft) -> None:
    """Rows for targets and countries as the draft names them; what is named already keeps its row."""
    wanted = {target.pk for target in draft.targets}
    line.target_links.exclude(target__in=wanted).delete()
    have = set(line.target_links.values_list("target", flat=True))
    ActivityTarget.objects.bulk_create(
        ActivityTarget(activity=line, target=target) for target in draft.targets if target.pk not in have
    )
    if not line.workplan.taskforce.is_regional:
        return
    named = {taskforce.pk for taskforce in draft.countries}
    line.participations.exclude(taskforce__in=named).delete()
    present = set(line.participations.values_list("taskforce", flat=True))
    Participation.objects.bulk_create(
        Participation(activity=line, taskforce=taskforce)
        for taskforce in draft.countries
        if taskforce.pk not in present
    )


def _ask(line: Activity, ask: Ask | None, *, by: Seat, now: datetime) -> None:
    if ask is None:
        return
    Contribution.objects.create(
        activity=line,
        partner=ask.partner,
        amount=ask.amount,
        status=ContributionStatus.ASKED,
        made_at=now,
        made_by=by.user,
    )
    record_event(
        "ask",
        line.workplan,
        by=by,
        now=now,
        label=line.code,
        said=f"{ask.partner} is asked for US${money(ask.amount)}",
        audience=EventAudience.TASKFORCE,
    )
