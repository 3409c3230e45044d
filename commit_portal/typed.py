"""What was typed into a form that the portal could not take: shown again, and sent again where that is safe.

Two things stop a form before its view reads it: whoever sends it is signed out, or its safety token is from before
the last sign-in. One page says which, and holds what was typed: to be read, to be copied, and to be sent again to the
same address, by hand and with a token of its own. Nothing of it is kept on the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

SAFETY_FIELD = "csrfmiddlewaretoken"
# A row of a sheet: its kind, its key, the field.
ROW = re.compile(r"([a-z])(\d+)-(\w+)")


@dataclass(frozen=True)
class Typed:
    """A field as it can be read: its label, and what was typed or chosen, a line each."""

    label: str
    words: str


@dataclass(frozen=True)
class Group:
    """The fields of one row of a sheet; a form of one thing is one group without a title."""

    title: str
    fields: tuple[Typed, ...]


def not_taken(request: HttpRequest, *, is_ours: bool) -> HttpResponse:
    """403 for a form that came too late. What was typed comes back where a page of the portal sent it (`is_ours`).

    Of a form with a password nothing comes back, and of one with a file nothing to be sent again: files are chosen
    anew. As much comes back as is taken (settings.DATA_UPLOAD_MAX_MEMORY_SIZE, bytes, and ..._MAX_NUMBER_FIELDS).
    """
    sent = [
        (name, value) for name, values in request.POST.lists() for value in values if name != SAFETY_FIELD
    ]
    may_show = is_ours and not any("password" in name for name, _ in sent)
    context = {
        "is_ours": is_ours,
        "signed_out": not request.user.is_authenticated and _needs_signing_in(request),
        "has_file": is_ours and bool(request.FILES),
        "may_be_sent": may_show and not request.FILES,
        "sent": sent if may_show else [],
        "groups": list(_groups(sent)) if may_show else [],
        "address": request.get_full_path(),
    }
    response = render(request, "not_taken.html", context, status=403)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of the portal sent this: all that it says must say so, and something must.

    Another site can make a browser send a form, but not make it lie about where that came from. Without this, the
    page that offers to send again would ask people to confirm what a stranger wrote.
    """
    here = f"{request.scheme}://{request.get_host()}"
    referer = urlsplit(request.headers.get("Referer", ""))
    said = (
        (request.headers.get("Sec-Fetch-Site", ""), "same-origin"),
        (request.headers.get("Origin", ""), here),
        (f"{referer.scheme}://{referer.netloc}" if referer.netloc else "", here),
    )
    heard = [found == wanted for found, wanted in said if found]
    return bool(heard) and all(heard)


def _needs_signing_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or getattr(match.func, "login_required", True)


def _groups(sent: Iterable[tuple[str, str]]) -> Iterator[Group]:
    """What a person typed or chose in words, row by row in the order of the page; empty fields are left out."""
    rows: dict[tuple[str, str], dict[_Label, list[str]]] = {}
    for name, value in sent:
        kind, key, field = found.groups() if (found := ROW.fullmatch(name)) else ("", "", name)
        label = _labels().get((kind, field))
        if label is not None and value.strip():
            rows.setdefault((kind, key), {}).setdefault(label, []).append(value)
    for number, ((kind, _), fields) in enumerate(rows.items(), start=1):
        yield Group(
            f"Row {number}" if kind else "",
            tuple(Typed(label.text, label.words(values)) for label, values in fields.items()),
        )


@dataclass(frozen=True, eq=False)
class _Label:
    """What a field is called, and the words of its choices; of `rows` of the database only how many are chosen."""

    text: str
    choices: dict[str, str]
    rows: bool

    def words(self, values: list[str]) -> str:
        if self.rows:
            return f"{len(values)} chosen"
        return "\n".join(self.choices.get(value, value) for value in values)


@cache
def _labels() -> dict[tuple[str, str], _Label]:
    """By the kind of row and the name of the field, what our forms call it and the words of its choices.

    Hidden fields have no words here. Nor have choices among rows of the database, whose values are keys: whoever is
    signed out is not told what a key stands for.
    """
    found: dict[tuple[str, str], list[forms.Field]] = {}
    for form in _forms(forms.Form):
        for name, field in form.base_fields.items():
            if not field.widget.is_hidden:
                found.setdefault((getattr(form, "kind", ""), name), []).append(field)
    return {place: _label(place[1], fields) for place, fields in found.items()}


def _label(name: str, fields: list[forms.Field]) -> _Label:
    """The label that all forms with a field of this name agree on, else the name itself."""
    texts = {str(field.label or "") for field in fields}
    text = texts.pop() if len(texts) == 1 else ""
    choices = [
        pair
        for field in fields
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
        for pair in cast(Iterable[tuple[Any, Any]], field.choices)
    ]
    return _Label(
        text or capfirst(name.replace("_", " ")),
        {str(value): words for value, words in choices if isinstance(words, str)},
        all(isinstance(field, forms.ModelChoiceField) for field in fields),
    )


def _forms(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for more in form.__subclasses__():
        yield more
        yield from _forms(more)
