"""Permits and broken rules, each with its reason, and the exceptions made of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from commit_portal.i18n import Words, message

NO_SEAT = message("seat.none")
# How long the same content of the same person is taken for a form that was sent again.
LATELY = timedelta(minutes=30)


@dataclass(frozen=True)
class Permit:
    """Allowed or not, and if not, why: the reason feeds the page, the 403 and the test."""

    allowed: bool
    reason: Words = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Permit(allowed=True)


def refusal(reason: Words) -> Permit:
    """A permit that is refused, with its reason in whole sentences; the last says what to do."""
    return Permit(allowed=False, reason=reason)


def allowed_if(may: object, reason: Words) -> Permit:
    """A permit where this is so, else a refusal."""
    return ALLOWED if may else refusal(reason)


@dataclass(frozen=True)
class Violation:
    """A broken rule: its number, and what is wrong here and how to mend it. `str()` says it.

    `field` names the form field to look at, `where` the object (an activity's number, say), both or neither.
    """

    rule: str
    message: Words
    field: str = ""
    where: str = ""

    def __str__(self) -> str:
        return str(self.message)

    def breaks(self, rule: Callable[..., object]) -> bool:
        """Return whether it is this rule that is broken."""
        return self.rule == number_of(rule)


def number_of(rule: Callable[..., object]) -> str:
    """The number of a rule in the rule book, from its name: `wp_3` is WP-3."""
    return rule.__name__.upper().replace("_", "-")


def broken(rule: Callable[..., object], said: Words, *, field: str = "", where: str = "") -> Violation:
    """The violation of a numbered rule. `said` names the case and the way out."""
    return Violation(number_of(rule), said, field, where)


def model_faults(rule: str, clean: Callable[[], None]) -> list[Violation]:
    """Return what a model's own check finds wrong, in its own sentences, each with its column."""
    try:
        clean()
    except ValidationError as error:
        return [
            Violation(rule, sentence, field="" if name == NON_FIELD_ERRORS else name)
            for name, sentences in error.message_dict.items()
            for sentence in sentences
        ]
    return []


class Refused(Exception):
    """A refusal: the seat may not do this. The page is a 403 that says why."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


class RuleBroken(Exception):
    """A broken rule. The form shows it, and nothing typed is lost."""

    def __init__(self, *violations: Violation) -> None:
        super().__init__(" ".join(str(violation) for violation in violations))
        self.violations = violations


class SomebodyWasFaster(Exception):
    """A lost race: the object changed meanwhile. The page is a 409 that says what happened."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


class MadeAlready(SomebodyWasFaster):
    """The same person has made the same lately, or something else with this form. Nothing is made, unless on purpose.

    After the browser's Back a page without scripts has a new key and the old words, one with scripts the old key.
    `made` is what is there.
    """

    def __init__(self, reason: Words, made: object) -> None:
        super().__init__(reason)
        self.made = made


def require(permit: Permit) -> None:
    """Raise `Refused` with the permit's own reason, or return."""
    if not permit:
        raise Refused(permit.reason)


def obey(*answers: Violation | None) -> None:
    """Raise `RuleBroken` with every broken rule among the answers, or return."""
    found = tuple(answer for answer in answers if answer is not None)
    if found:
        raise RuleBroken(*found)


@contextmanager
def unless_taken(reason: Words) -> Iterator[None]:
    """Make a row that must be unique: `SomebodyWasFaster` where another has just been made.

    For what was asked for and found free a moment ago. Only what is inside is undone.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise SomebodyWasFaster(reason) from error
