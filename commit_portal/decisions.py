"""Answers with a reason: what somebody may do, which rule is broken, and the refusals made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

NO_SEAT = (
    "You hold no seat today, so there is nothing you may see or do. "
    "The regional office of the Secretariat gives seats."
)


@dataclass(frozen=True)
class Decision:
    """Allowed or not, and if not, why: the reason feeds the page, the 403 and the test."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(allowed=True)


def refusal(reason: str) -> Decision:
    """A decision against, with its reason as a whole sentence."""
    return Decision(allowed=False, reason=reason)


@dataclass(frozen=True)
class Violation:
    """A broken rule: its number, its sentence (docs/rules.md), and what exactly is wrong here.

    `field` names the form field to look at, `where` the object (an activity's number, say), both or neither.
    """

    rule: str
    sentence: str
    detail: str = ""
    field: str = ""
    where: str = ""

    def __str__(self) -> str:
        return f"{self.sentence} {self.detail}".strip()


def broken(rule: Callable[..., Any], detail: str = "", *, field: str = "", where: str = "") -> Violation:
    """The violation of a numbered rule: its name is the number, its docstring's first paragraph the sentence."""
    sentence = " ".join((rule.__doc__ or "").partition("\n\n")[0].split())
    return Violation(rule.__name__.upper().replace("_", "-"), sentence, detail, field, where)


class Refused(Exception):
    """Somebody may not do this. The page is a 403 that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RuleBroken(Exception):
    """What was asked breaks a rule. The form shows it again, nothing is lost."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__(" ".join(str(violation) for violation in violations))
        self.violations = violations


class SomebodyWasFaster(Exception):
    """The thing changed its state meanwhile. The page is a 409 that says what happened."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def require(decision: Decision) -> None:
    """Raise `Refused` with the decision's own reason, or return."""
    if not decision:
        raise Refused(decision.reason)


def obey(*answers: Violation | None) -> None:
    """Raise `RuleBroken` with every broken rule among the answers, or return."""
    found = tuple(answer for answer in answers if answer is not None)
    if found:
        raise RuleBroken(*found)


@contextmanager
def unless_taken(sentence: str) -> Iterator[None]:
    """Make a row that the database lets stand once: `SomebodyWasFaster` where another has just been made.

    For what was asked for and found free a moment ago. Only what is inside is undone.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise SomebodyWasFaster(sentence) from error
