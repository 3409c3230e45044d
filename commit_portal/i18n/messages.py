"""A message is a code and its parameters; the sentence is made when somebody reads it, in their language.

The sentences of events and notices stand in `events.py` of an app or in `workplans/events/`, other ones in the
`messages` module of a wing. What is stored (events, notes of a dataset, changes between editions) is the JSON of a message:
`{"code": "sheet.silent", "params": {"count": 3}}`.
A code that may be stored is never removed or given another meaning: old rows still name it. One that is only answered may go.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import ngettext as translated_form

from commit_portal.i18n.formatting import and_list, day, money, planned_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Data, a count, US dollars, a day, several of them, or a message that stands inside another. A year or a number
# that is a name is a str: a count gets commas. A lazy text (a label, say) is for what is answered, never stored.
type Param = str | int | Decimal | date | Message | Promise | tuple[Param, ...] | None
type Sentence = str | _StrPromise
# One with parameters, or one that counts.
type Saying = Sentence | Counted
# What is said to somebody: a message, or a sentence without parameters.
type Words = Message | Promise | str


@dataclass(frozen=True)
class Counted(Promise):
    """A sentence in two forms: its parameter `count` picks one when it is said."""

    one: str
    many: str

    def of(self, count: Any) -> str:
        """The form for a number, not yet filled in."""
        return translated_form(self.one, self.many, count)

    def __mod__(self, params: Mapping[str, Any]) -> str:
        return self.of(params["count"]) % params


# Translators' tools find sentences of two forms by this name.
ngettext_lazy = Counted
_sentences: dict[str, Saying] = {}


@dataclass(frozen=True)
class Message:
    """One sentence, as a code and parameters in the order of their names. `str()` says it."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()

    def __str__(self) -> str:
        return say(sentence_of(self.code), **dict(self.params))

    def param(self, name: str) -> Param:
        """A parameter by its name; None where there is none."""
        return dict(self.params).get(name)


class ReadableEncoder(json.JSONEncoder):
    """Keeps the letters of every script as they are: escaped, a Khmer text takes six bytes for three."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "ensure_ascii": False})


def message(code: str, /, **params: Param) -> Message:
    """A message by its code. Raises `LookupError` for a code that nobody registered."""
    sentence_of(code)
    return Message(code, tuple(sorted(params.items())))


def say(sentence: Saying, /, **params: Param) -> str:
    """A sentence with its parameters in words, as a `Message` says it: for what is answered, never stored.

    One that counts picks its form by the number, and says it in words: `say(ngettext_lazy(one, many), count=n)`.
    """
    chosen = sentence.of(params["count"]) if isinstance(sentence, Counted) else str(sentence)
    return chosen % {name: _in_words(value) for name, value in params.items()}


def say_by(template: str, made: object = None, /, **params: Param) -> SafeString:
    """The sentence of a template, with parameters in words as `say` has them; what a step has `made` is given as it is."""
    words = {name: _in_words(value) for name, value in params.items()}
    return SafeString(" ".join(render_to_string(template, {"made": made} | words).split()))


def register(sentences: Mapping[str, Saying]) -> None:
    """Make sentences known by their codes: `gettext_lazy("...")`, or `ngettext_lazy(one, many)` by its `count`.

    Parameters are named: `"%(country)s declined."`. Raises `ValueError` for a code that is taken.
    """
    for code, sentence in sentences.items():
        if _sentences.get(code, sentence) is not sentence:
            raise ValueError(f"The code {code} is taken.")
        _sentences[code] = sentence


def load_messages(app: str) -> None:
    """Import the `messages` module of each wing of an app, so that stored codes can be read."""
    for path in sorted(Path(*import_module(app).__path__).glob("*/messages.py")):
        import_module(f"{app}.{path.parent.name}.messages")


def sentence_of(code: str) -> Saying:
    """The sentence that a code stands for, not yet filled in."""
    try:
        return _sentences[code]
    except KeyError:
        raise LookupError(f"No sentence is registered for {code}.") from None


def to_plain(said: Message) -> dict[str, Any]:
    """The message as JSON keeps it; `from_plain` loses nothing. Raises `TypeError` for a lazy text in it."""
    return {"code": said.code, "params": {name: _value_to_plain(value) for name, value in said.params}}


def from_plain(plain: Mapping[str, Any]) -> Message:
    """The message that `to_plain` wrote. Raises `ValueError` where it is not one."""
    try:
        params = {name: _value_from_plain(value) for name, value in plain["params"].items()}
        return Message(plain["code"], tuple(sorted(params.items())))
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"This is not a message: {problem!r}.") from problem


def _value_to_plain(value: Param) -> Any:
    if isinstance(value, Message):
        return to_plain(value)
    if isinstance(value, Promise):
        raise TypeError(f"A stored message holds no words of one language: {value}.")
    if isinstance(value, Decimal):
        return {"money": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return {"list": [_value_to_plain(item) for item in value]}
    return value


_KINDS: dict[str, Callable[[Any], Param]] = {
    "money": Decimal,
    "date": date.fromisoformat,
    "list": lambda items: tuple(_value_from_plain(item) for item in items),
}


def _value_from_plain(value: Any) -> Param:
    if not isinstance(value, dict):
        return value
    if "code" in value:
        return from_plain(value)
    ((kind, inner),) = value.items()
    return _KINDS[kind](inner)


def _in_words(value: Param) -> str:
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        match value:  # Two days in front are the first and the last one of a meeting.
            case (date() as first, date() as last, *others):
                value = (planned_words(first, last), *others)
        return and_list(_in_words(item) for item in value)
    return f"{value:,}" if isinstance(value, int) else str(value or "")
