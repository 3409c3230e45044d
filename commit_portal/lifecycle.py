"""One table per lifecycle, one function that walks it: buttons, refusals and the timeline read the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from commit_portal.events import record_event
from commit_portal.messages import Message, Param, message
from commit_portal.permits import ALLOWED, Permit, SomebodyWasFaster, Violation, obey, refusal, require
from commit_portal.statuses import EventAudience


class Actor(Protocol):
    """Who acts: a seat of the workplans app, or the machine. The ground knows no more of it than this.

    `described` names the seat for the trail, as a message that can be stored; `words` says it.
    """

    @property
    def user(self) -> Any: ...

    @property
    def words(self) -> str: ...

    @property
    def described(self) -> Message: ...

    def has_perm(self, permission: str) -> bool: ...


@dataclass(frozen=True)
class Machine:
    """What the portal does by itself: nobody's user, no permission but what a transition gives to it by name."""

    user: None = None

    @property
    def described(self) -> Message:
        return message("seat.portal")

    @property
    def words(self) -> str:
        return str(self.described)

    def has_perm(self, permission: str) -> bool:
        return False


MACHINE = Machine()


@dataclass(frozen=True)
class Transition:
    """One row of a lifecycle table.

    `label` is the word on the button, `event` the code of the message that the timeline says afterwards (`said`
    its text until every module has messages). `target` is None where the action works it out (sending decisions
    ends in approved or returned). `closed` says by state why it is not possible.
    """

    name: str
    # A lazy text, or a str until every label is marked.
    label: Any
    sources: tuple[str, ...]
    target: str | None
    permission: Callable[[Any, Any], Permit]
    said: str = ""
    event: str = ""
    closed: Mapping[str, Message] = field(default_factory=dict)
    rules: tuple[Callable[[Any], Violation | Iterable[Violation] | None], ...] = ()
    needs_note: Any = ""
    audience: EventAudience = EventAudience.BOTH


def may_walk(obj: Any, transition: Transition, *, by: Actor) -> Permit:
    """Whether the button is open, and if not, the reason that stands beside it. Rules are asked apart."""
    permission = transition.permission(by, obj)
    if not permission:
        return permission
    if obj.status not in transition.sources:
        if obj.status in transition.closed:
            return refusal(transition.closed[obj.status])
        if transition.event:
            return refusal(message("transition.closed", state=obj.get_status_display()))
        return refusal(f"{transition.label} is not possible now: it is {obj.get_status_display().lower()}.")
    return ALLOWED


def violations_of(obj: Any, transition: Transition) -> list[Violation]:
    """Every rule that stands between the object and the transition, for checklists and refusals."""
    found: list[Violation] = []
    for rule in transition.rules:
        answer = rule(obj)
        if answer is None:
            continue
        found.extend([answer] if isinstance(answer, Violation) else answer)
    return found


def walk(
    obj: Any,
    transition: Transition,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    target: str | None = None,
    also: dict[str, Any] | None = None,
    facts: Mapping[str, Param] | None = None,
) -> None:
    """Permission, source, rules, claim, event; must run inside the action's transaction.

    `also` holds further columns to be set in the same conditional update, `facts` the parameters of the
    event's message. Raises `Refused`,
    `RuleBroken` or `SomebodyWasFaster`; nothing has changed then.
    """
    require(may_walk(obj, transition, by=by))
    if transition.needs_note and not note.strip():
        obey(Violation(transition.name, transition.needs_note, field="note"))
    obey(*violations_of(obj, transition))
    source, goal = obj.status, target or transition.target
    changes = {"status": goal, **(also or {})}
    claimed = type(obj)._default_manager.filter(pk=obj.pk, status=source).update(**changes)
    if not claimed:
        raise SomebodyWasFaster(message("change.meanwhile"))
    for name, value in changes.items():
        setattr(obj, name, value)
    record_event(
        transition.name,
        obj,
        by=by,
        now=now,
        said=transition.said,
        facts=message(transition.event, **(facts or {})) if transition.event else None,
        note=note,
        audience=transition.audience,
    )
