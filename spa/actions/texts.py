"""Add, change and remove the text of a plan of action while it is open (SPA-1).

Every action locks the plan, asks permission and SPA-1, writes, counts the plan's row version up and leaves
an event about the plan. All raise `Refused` or `RuleBroken`, the changing ones also `StaleRow`; nothing is
written then. After a change the loader leaves the plan to the portal.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from commit_portal.i18n.messages import Message, message
from commit_portal.refusals import Violation, obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Actor
from commit_portal.workflow.optimistic_locking import save_if_unchanged
from spa.models import ActionPlan, Area, MenuActivity, Target
from spa.permissions import may_keep_plan
from spa.queries import PlanText, printed_text
from spa.rules import code_is_free, spa_1, spa_2, text_faults
from spa.statuses import Scope, TextKind

# The verbs of the events of one text.
ADD_TEXT, CHANGE_TEXT, REMOVE_TEXT = "add_text", "change_text", "remove_text"


@dataclass(frozen=True)
class AreaDraft:
    code: str
    title: str
    objective: str = ""
    source: str = ""


@dataclass(frozen=True)
class TargetDraft:
    """`code` is ours, `printed_number` the paper's; a due day left out is the plan's own end."""

    area: Area
    code: str
    text: str
    printed_number: str = ""
    scope: str = Scope.BOTH
    due_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    source: str = ""


@dataclass(frozen=True)
class MenuDraft:
    area: Area
    code: str
    text: str
    scope: str = Scope.BOTH
    source: str = ""


type Draft = AreaDraft | TargetDraft | MenuDraft


def locked_plan(plan: ActionPlan) -> ActionPlan:
    """The plan as it is now, locked, so that no text slips past an endorsement. Call it inside `transaction.atomic`."""
    return ActionPlan.objects.select_for_update().get(pk=plan.pk)


def count_up(plan: ActionPlan) -> None:
    """The plan has changed: forms, imports and caches that have seen the older one are out of date."""
    ActionPlan.objects.filter(pk=plan.pk).update(row_version=F("row_version") + 1)
    plan.row_version += 1


@transaction.atomic
def add_text(plan: ActionPlan, draft: Draft, *, by: Actor, now: datetime) -> PlanText:
    """Add an area at the end of the plan, or a target or an activity area at the end of its area."""
    plan = _open_plan(plan, by)
    columns = _columns(draft)
    row: PlanText
    if isinstance(draft, AreaDraft):
        row = Area(plan=plan, position=_next_position(plan.areas), **columns)
    elif isinstance(draft, TargetDraft):
        row = Target(plan=plan, position=_next_position(draft.area.targets), **columns)
    else:
        row = MenuActivity(position=_next_position(draft.area.menu), **columns)
    _check(row, plan)
    row.save()
    count_up(plan)
    _record(ADD_TEXT, message(f"{kind_of(row)}.added", code=row.code), row, plan, by=by, now=now)
    return row


@transaction.atomic
def change_text(row: PlanText, draft: Draft, *, seen: int, by: Actor, now: datetime) -> PlanText:
    """Change a text whose row version was `seen`; a target may move to another area of the plan."""
    plan = _open_plan(plan_of(row), by)
    wanted = _columns(draft)
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    fresh = type(row)._default_manager.get(pk=row.pk)
    for name, value in wanted.items():
        setattr(fresh, name, value)
    _check(fresh, plan)
    said = message(
        f"{kind_of(row)}.changed",
        code=row.code,
        changes=tuple(
            message("text.column_changed", column=name, old=_as_fact(getattr(row, name)), new=_as_fact(value))
            for name, value in changes.items()
        ),
    )
    if changes or row.row_version != seen:
        save_if_unchanged(row, seen=seen, **changes)
        count_up(plan)
        _record(CHANGE_TEXT, said, row, plan, by=by, now=now)
    return row


@transaction.atomic
def remove_text(row: PlanText, *, by: Actor, now: datetime) -> None:
    """Remove a text; the trail keeps it. An area with targets or activity areas stays: empty it first."""
    plan = _open_plan(plan_of(row), by)
    if isinstance(row, Area) and (row.targets.exists() or row.menu.exists()):
        obey(Violation("text", _("This area still has targets or activity areas. Remove them first.")))
    said = message(f"{kind_of(row)}.removed", code=row.code, text=printed_text(row))
    try:
        row.delete()
    except models.ProtectedError:
        used = _("A workplan or a report uses this text, so you cannot remove it. Correct the text instead.")
        obey(Violation("text", used))
    count_up(plan)
    _record(REMOVE_TEXT, said, row, plan, by=by, now=now)


def plan_of(row: PlanText) -> ActionPlan:
    """The plan of action of a text."""
    return row.area.plan if isinstance(row, MenuActivity) else row.plan


def kind_of(row: PlanText) -> TextKind:
    """The kind of a text; the codes of its messages begin with it."""
    return {Area: TextKind.AREA, Target: TextKind.TARGET, MenuActivity: TextKind.ACTIVITY_AREA}[type(row)]


def _open_plan(plan: ActionPlan, by: Actor) -> ActionPlan:
    require(may_keep_plan(by))
    locked = locked_plan(plan)
    obey(spa_1(locked))
    return locked


def _columns(draft: Draft) -> dict[str, Any]:
    return {item.name: getattr(draft, item.name) for item in fields(draft)}


def _next_position(siblings: Any) -> int:
    return (siblings.aggregate(last=Max("position"))["last"] or 0) + 1


def _check(row: PlanText, plan: ActionPlan) -> None:
    area = None if isinstance(row, Area) else row.area
    elsewhere = area is not None and area.plan_id != plan.pk
    obey(
        Violation("text", _("Choose an area of this plan of action."), field="area") if elsewhere else None,
        *text_faults(row),
        spa_2(row) if isinstance(row, Target) else code_is_free(row),
    )


def _record(verb: str, facts: Message, row: PlanText, plan: ActionPlan, *, by: Actor, now: datetime) -> None:
    record_event(
        verb,
        plan,
        by=by,
        now=now,
        facts=facts,
        label=row.code,
        audience=EventAudience.READERS,
    )


def _as_fact(value: object) -> Any:
    """A column's value as an event keeps it: an area by its code."""
    return value.code if isinstance(value, Area) else value
