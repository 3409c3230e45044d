"""A dataset, or the figures of a form, as canonical JSON: loss-free, so that equal figures have equal digests."""

import hashlib
import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from reporting.dataset.money import AREAS, Money
from reporting.dataset.printed_form import SignedForm
from reporting.dataset.schema import Dataset
from reporting.dataset.values import Note, Value, note

# By kind, counted up when its shape changes: what was frozen in another format is not read.
FORMATS: dict[type, int] = {Dataset: 2, SignedForm: 1}
CENT = Decimal("0.01")
_hints = cache(get_type_hints)


def to_json(dataset: Dataset | SignedForm) -> str:
    """Canonical JSON: sorted keys, no spaces, money with two decimals. Equal datasets give equal text."""
    plain = {"format": FORMATS[type(dataset)], "dataset": dataset}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_to_plain)


def from_json(text: str) -> Dataset:
    """The dataset that `to_json` wrote. Raises `ValueError` where it is not one."""
    return _read(Dataset, text)


def form_from_json(text: str) -> SignedForm:
    """The figures of a form that `to_json` wrote. Raises `ValueError` where they are not."""
    return _read(SignedForm, text)


def digest(dataset: Dataset | SignedForm) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return digest_of_json(to_json(dataset))


def digest_of_json(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read[Kind: (Dataset, SignedForm)](kind: type[Kind], text: str) -> Kind:
    try:
        plain = json.loads(text)
        if plain["format"] != FORMATS[kind]:
            raise ValueError(
                f"The dataset has format {plain['format']!r}; this portal reads {FORMATS[kind]}."
            )
        # A form may hold it that was frozen before `ministries`.
        plain["dataset"].pop("not_agreed", None)
        found: Kind = _from_plain(kind, plain["dataset"])
    except (KeyError, TypeError) as problem:
        raise ValueError(f"This is no dataset of this kind: {problem!r}.") from problem
    return found


def _to_plain(value: object) -> object:
    """What JSON has no form of its own for. Raises `TypeError` for what a dataset does not hold, such as a moment."""
    if isinstance(value, Note):
        return {"code": value.code, "params": {name: _param_to_plain(one) for name, one in value.params}}
    if is_dataclass(value):
        return {
            field.name: getattr(value, field.name)
            for field in fields(value)
            if getattr(value, field.name) or "left_out_empty" not in field.metadata
        }
    if isinstance(value, Decimal):
        return _money_text(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"A dataset holds no {type(value).__name__}.")


def _param_to_plain(value: Value) -> object:
    """As `commit_portal.i18n.messages` writes it, so that a note is a message to whoever reads the JSON."""
    if isinstance(value, Note):
        return _to_plain(value)
    if isinstance(value, Decimal):
        return {"money": _money_text(value)}
    return {"list": [_param_to_plain(one) for one in value]} if isinstance(value, tuple) else value


def note_from_plain(plain: Any) -> Note:
    """A note, also of what `commit_portal.i18n.messages.to_plain` wrote of a message."""
    params = {name: _param_from_plain(value) for name, value in plain["params"].items()}
    return note(plain["code"], **params)


def _param_from_plain(value: Any) -> Value:
    if not isinstance(value, dict):
        return value
    if "code" in value:
        return note_from_plain(value)
    if "money" in value:
        return Decimal(value["money"])
    return tuple(note_from_plain(one) if isinstance(one, dict) else one for one in value["list"])


def _money_text(amount: Decimal) -> str:
    rounded = amount.quantize(CENT)
    if rounded != amount:
        raise ValueError(f"{amount} US dollars has more than two decimals.")
    return f"{rounded + 0:f}"


def _from_plain(kind: Any, plain: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        (inner,) = (option for option in get_args(kind) if option is not type(None))
        return _from_plain(inner, plain)
    if origin is tuple:
        inner = get_args(kind)[0]
        return tuple(_from_plain(inner, item) for item in plain)
    if kind is Note:
        return note_from_plain(plain)
    if is_dataclass(kind):
        if kind is Money and "asked" in plain:
            # An edition may hold it that was frozen before `budget`: the amount of one heading.
            plain = {**plain, "budget": [{"heading": AREAS, "amount": plain["asked"]}]}
            del plain["asked"]
        hints = _hints(cast("type", kind))
        return kind(**{name: _from_plain(hints[name], item) for name, item in plain.items()})  # type: ignore[operator]
    if kind is date:
        return date.fromisoformat(plain)
    if kind in (str, int, bool):
        if type(plain) is not kind:
            raise ValueError(f"{plain!r} is not a {kind.__name__}.")
        return plain
    return kind(plain)
