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
def add_area(plan: ActionPlan, draft: AreaDraft, *, by: Actor, now: datetime) -> Area:
    """Add an area at the end of the plan."""
    plan = _open_plan(plan, by)
    area = Area(plan=plan, position=_next_position(plan.areas), **_columns(draft))
    return _added(area, plan, by=by, now=now)


@transaction.atomic
def add_target(plan: ActionPlan, draft: TargetDraft, *, by: Actor, now: datetime) -> Target:
    """Add a target at the end of its area."""
    plan = _open_plan(plan, by)
    target = Target(plan=plan, position=_next_position(draft.area.targets), **_columns(draft))
    return _added(target, plan, by=by, now=now)


@transaction.atomic
def add_menu_activity(plan: ActionPlan, draft: MenuDraft, *, by: Actor, now: datetime) -> MenuActivity:
    """Add an activity area to the menu of its area, at the end."""
    plan = _open_plan(plan, by)
    activity = MenuActivity(position=_next_position(draft.area.menu), **_columns(draft))
    return _added(activity, plan, by=by, now=now)


@transaction.atomic
def change_area(area: Area, draft: AreaDraft, *, seen: int, by: Actor, now: datetime) -> Area:
    """Change an area whose row version was `seen`."""
    return _changed(area, draft, _open_plan(area.plan, by), seen=seen, by=by, now=now)


@transaction.atomic
def change_target(target: Target, draft: TargetDraft, *, seen: int, by: Actor, now: datetime) -> Target:
    """Change a target whose row version was `seen`; it may move to another area of the plan."""
    return _changed(target, draft, _open_plan(target.plan, by), seen=seen, by=by, now=now)


@transaction.atomic
def change_menu_activity(
    activity: MenuActivity, draft: MenuDraft, *, seen: int, by: Actor, now: datetime
) -> MenuActivity:
    """Change an activity area of the menu whose row version was `seen`."""
    return _changed(activity, draft, _open_plan(activity.area.plan, by), seen=seen, by=by, now=now)


@transaction.atomic
def remove_area(area: Area, *, by: Actor, now: datetime) -> None:
    """Remove an area that is empty. An area with targets or a menu stays: empty it first."""
    plan = _open_plan(area.plan, by)
    if area.targets.exists() or area.menu.exists():
        obey(Violation("text", _("This area still has targets or activity areas. Remove them first.")))
    _removed(area, plan, by=by, now=now)


@transaction.atomic
def remove_target(target: Target, *, by: Actor, now: datetime) -> None:
    """Remove a target. The trail keeps its text."""
    _removed(target, _open_plan(target.plan, by), by=by, now=now)


@transaction.atomic
def remove_menu_activity(activity: MenuActivity, *, by: Actor, now: datetime) -> None:
    """Remove an activity area from the menu. The trail keeps its text."""
    _removed(activity, _open_plan(activity.area.plan, by), by=by, now=now)


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


def _checked(row: PlanText, plan: ActionPlan) -> None:
    area = None if isinstance(row, Area) else row.area
    elsewhere = area is not None and area.plan_id != plan.pk
    obey(
        Violation("text", _("Choose an area of this plan of action."), field="area") if elsewhere else None,
        *text_faults(row),
        spa_2(row) if isinstance(row, Target) else code_is_free(row),
    )


def _added[T: (Area, Target, MenuActivity)](row: T, plan: ActionPlan, *, by: Actor, now: datetime) -> T:
    _checked(row, plan)
    row.save()
    count_up(plan)
    _record(ADD_TEXT, message(f"{kind_of(row)}.added", code=row.code), row, plan, by=by, now=now)
    return row


def _changed[T: (Area, Target, MenuActivity)](
    row: T, draft: Draft, plan: ActionPlan, *, seen: int, by: Actor, now: datetime
) -> T:
    wanted = _columns(draft)
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    fresh = type(row)._default_manager.get(pk=row.pk)
    for name, value in wanted.items():
        setattr(fresh, name, value)
    _checked(fresh, plan)
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


def _removed(row: PlanText, plan: ActionPlan, *, by: Actor, now: datetime) -> None:
    said = message(f"{kind_of(row)}.removed", code=row.code, text=printed_text(row))
    try:
        row.delete()
    except models.ProtectedError:
        obey(
            Violation(
                "text",
                _(
                    "A workplan or a report uses this text, so you cannot remove it. Correct the text "
                    "instead."
                ),
            )
        )
    count_up(plan)
    _record(REMOVE_TEXT, said, row, plan, by=by, now=now)


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
