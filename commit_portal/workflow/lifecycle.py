"""One table per lifecycle and one function that walks it: buttons, refusals and the timeline read the table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db.models import Model

from commit_portal import refusals
from commit_portal.addresses import address
from commit_portal.i18n import Message, Param, Sentence, Words, message
from commit_portal.models import User
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import events_about, record_event, said_by


class Actor(Protocol):
    """The one who acts: a seat of the workplans app, or the machine.

    `described` names the seat for the trail, as a message that can be stored.
    """

    @property
    def user(self) -> Any: ...

    @property
    def described(self) -> Message: ...

    def has_perm(self, permission: str) -> bool: ...


@dataclass(frozen=True)
class Seatless:
    """The actor who keeps the own account or mails under no seat. `code` says how: by default no seat is held."""

    user: User | None
    code: str = "seat.none_held"

    @property
    def described(self) -> Message:
        return message(self.code)

    def has_perm(self, permission: str) -> bool:
        return False


class Machine(Seatless):
    """The actor for what the portal does by itself: no user, and no permission but a transition's own."""


MACHINE = Machine(None, "seat.portal")


@dataclass(frozen=True)
class Transition:
    """One row of a lifecycle table.

    `name` is the verb of its event, where it records one, `label` the word on the button. `target` is None where the
    action works it out (sending decisions ends in approved or returned). `why_closed` says by state why the step is not
    possible. `heading_when_closed` is the heading of its page then, or `label` where a state has none. `taken_by` has
    the code of the message for a state that means that somebody else took the step just now. Its parameter `who` names
    them, with the time. `needs_note` says what to write where a note is needed. `page` is the name of the step's
    address, where it has a page, and `link` the words of the link to it, where they are not those on the button.
    """

    name: str
    label: Sentence
    sources: tuple[str, ...]
    target: str | None
    permission: Callable[[Any, Any], refusals.Permit]
    why_closed: Mapping[str, Words] = field(default_factory=dict)
    heading_when_closed: Mapping[str, Words] = field(default_factory=dict)
    taken_by: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Callable[[Any], refusals.Violation | Iterable[refusals.Violation] | None], ...] = ()
    needs_note: Sentence = ""
    audience: EventAudience = EventAudience.BOTH
    page: str = ""
    link: Sentence = ""


class OpenStep(NamedTuple):
    """A step that somebody can take now, with the words and the address of the link to its page."""

    transition: Transition
    words: Sentence
    url: str


def open_steps(
    obj: Any, table: Iterable[Transition], *, by: Actor, at: Mapping[str, object]
) -> list[OpenStep]:
    """What somebody can do with an object now: each open step that has a page, in the order of the table.

    `at` has the parts of the object's address by their names. The rules are checked on the page.
    """
    return [
        OpenStep(step, step.link or step.label, address(step.page, **at))
        for step in table
        # The state comes first: a list asks many permissions in vain, and each refusal is a sentence.
        if step.page and obj.status in step.sources and step.permission(by, obj)
    ]


def may_walk(obj: object, transition: Transition, *, by: Actor) -> refusals.Permit:
    """Return whether the button is open, and if not, why. The rules are checked apart (`violations_of`)."""
    return transition.permission(by, obj) and open_in_state(obj, transition)


def open_in_state(obj: Any, transition: Transition) -> refusals.Permit:
    """Return whether a step is open in the state of the object, for whoever may take it, and if not, why."""
    if obj.status in transition.sources:
        return refusals.ALLOWED
    if obj.status in transition.why_closed:
        return refusals.refusal(transition.why_closed[obj.status])
    return refusals.refusal(message("transition.closed", state=obj.get_status_display()))


def why_stopped(
    obj: Any, transition: Transition, *, by: Actor
) -> refusals.Refused | refusals.SomebodyWasFaster | None:
    """What stops a step of somebody who may take it, or None: somebody took it already, and who; else the refusal.

    Whoever took it in another window is told "you".
    """
    may = open_in_state(obj, transition)
    if may:
        return None
    if obj.status in transition.taken_by:
        last = events_about(obj).filter(verb=transition.name).select_related("by").first()
        if last is not None:
            return refusals.SomebodyWasFaster(
                message(transition.taken_by[obj.status], who=said_by(last, by.user))
            )
    return refusals.Refused(may.reason)


def require_open(obj: object, transition: Transition, *, by: Actor) -> None:
    """Raise `Refused` where a step is closed, or `SomebodyWasFaster` with the one who has taken it, or return."""
    refusals.require(transition.permission(by, obj))
    if stop := why_stopped(obj, transition, by=by):
        raise stop


def violations_of(obj: object, transition: Transition) -> list[refusals.Violation]:
    """Every broken rule of a transition, for checklists and refusals."""
    found: list[refusals.Violation] = []
    for rule in transition.rules:
        answer = rule(obj)
        if answer is None:
            continue
        found.extend([answer] if isinstance(answer, refusals.Violation) else answer)
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
    facts: Message | Mapping[str, Param] | None = None,
    about: Model | None = None,
) -> None:
    """Check permission, source and rules, claim the row and record the event; call inside a transaction.

    `also` holds further columns of the same conditional update, `facts` the parameters of the event's message. The event
    is about the object, unless it is a part of what the event is `about`.
    Raises `Refused`, `RuleBroken` or `SomebodyWasFaster`; nothing has changed then.
    """
    require_open(obj, transition, by=by)
    if transition.needs_note and not note.strip():
        refusals.obey(refusals.Violation(transition.name, transition.needs_note, field="note"))
    refusals.obey(*violations_of(obj, transition))
    source, goal = obj.status, target or transition.target
    changes = {"status": goal, **(also or {})}
    claimed = type(obj)._default_manager.filter(pk=obj.pk, status=source).update(**changes)
    if not claimed:
        raise refusals.SomebodyWasFaster(message("change.meanwhile"))
    for name, value in changes.items():
        setattr(obj, name, value)
    record_event(
        transition.name, about or obj, by=by, now=now, facts=facts, note=note, audience=transition.audience
    )
