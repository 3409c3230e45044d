"""Show again what was typed into a form that the portal could not take, and offer to send it again where that is safe.

Two things stop a form before its view reads it: the person is signed out, or the CSRF token is older than the last
sign-in. A third undoes what its view did: the database made it wait too long. One page for each says which. It shows
what was typed, to read and to copy. It offers to send it again to the same address, by hand and with a new token.
Nothing of it is kept on the server.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy
from django.views.decorators.cache import cache_control

from commit_portal.i18n import Words, read_number
from commit_portal.sheets.fields import RowField, WordField
from commit_portal.workflow import Link

SAFETY_FIELD = "csrfmiddlewaretoken"
# Seconds until a program may ask again after a 503.
RETRY_AFTER_S = 5
# Names of fields that several forms use with different labels.
NAMES = {
    "starts_on": _("Starts on"),
    "ends_on": _("Ends on"),
    "text": _("Text"),
    "title": pgettext_lazy("noun", "Title"),
    "code": _("Code"),
    "reason": _("Reason"),
    "note": _("Reason"),
    "partner": _("Partner"),
    "needs": _("Needs"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "amount": _("Amount in US dollars"),
    "until_on": _("Last day"),
    "word": _("Message"),
    "about": _("Title of the thread"),
}
# A row of a sheet: its kind, its key, the field.
ROW = re.compile(r"([a-z])(\d+)-(\w+)")


@cache_control(no_store=True, private=True)
def form_not_saved(request: HttpRequest, *, is_ours: bool, needs_code: bool = False) -> HttpResponse:
    """403 for a form that came too late. What was typed comes back where a page of the portal sent it (`is_ours`).

    `needs_code` says that the second factor is asked for first.

    Of a form with a password nothing comes back, and of one with a file nothing to be sent again: files are chosen
    anew. As much comes back as is taken (settings.DATA_UPLOAD_MAX_MEMORY_SIZE, bytes, and ..._MAX_NUMBER_FIELDS).
    """
    match = request.resolver_match
    needs_signing_in = match is None or getattr(match.func, "login_required", True)
    context = {
        **_typed(request, is_ours=is_ours),
        "needs_code": needs_code,
        "signed_out": not request.user.is_authenticated and needs_signing_in,
    }
    return render(request, "form_not_saved.html", context, status=403)


@cache_control(no_store=True, private=True)
def too_busy(request: HttpRequest) -> HttpResponse:
    """503 for a request that the database made wait too long, with what was typed as `form_not_saved` shows it.

    Whoever calls it has looked at the safety token.
    """
    context = _typed(request, is_ours=True, names_rows=getattr(request, "seat", None) is not None)
    response = render(request, "503.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


@cache_control(no_store=True, private=True)
def step_closed(
    request: HttpRequest,
    reason: Words,
    *,
    path: Sequence[Link],
    said: Words,
    unchanged: Collection[str],
    called: Mapping[str, str],
) -> HttpResponse:
    """409 for a form whose page was closed while it was filled in: the reason, and what was typed, to be copied.

    `said` is who closed it and when. `path` are the links above it, the last one to the page as it is now.
    `unchanged` names fields that hold what is saved anyway: they are left out. `called` are the names of rows by kind
    and key, where they have one.
    """
    context = _typed(request, is_ours=True, names_rows=True, unchanged=unchanged, called=called)
    context |= {"reason": reason, "said": said, "may_be_sent": False, "path": path, "back": path[-1]}
    return render(request, "step_closed.html", context, status=409)


def _typed(
    request: HttpRequest,
    *,
    is_ours: bool,
    names_rows: bool = False,
    unchanged: Collection[str] = frozenset(),
    called: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """What a page shows of a form that was sent, and sends again.

    `names_rows` says which rows of the database were chosen. They are of the reference that every seat may read: plans
    of action, taskforces, partners, meetings.
    """
    sent = [
        (name, value) for name, values in request.POST.lists() for value in values if name != SAFETY_FIELD
    ]
    may_show = is_ours and not any("password" in name for name, _ in sent)
    changed = [(name, value) for name, value in sent if name not in unchanged]
    return {
        "is_ours": is_ours,
        "has_file": is_ours and bool(request.FILES),
        "may_be_sent": may_show and not request.FILES and request.method == "POST",
        "sent": sent if may_show else [],
        "groups": list(_groups(changed, names_rows=names_rows, called=called)) if may_show else [],
        "address": request.get_full_path(),
    }


def comes_from_here(request: HttpRequest) -> bool:
    """Return whether a page of the portal sent this: every header that says where it came from agrees, and one is there.

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


def _groups(
    sent: Iterable[tuple[str, str]], *, names_rows: bool, called: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield what a person typed or chose, row by row in the order of the page; empty fields are left out.

    A form of one thing is one group without a title. A field has its label, and the words for it, a line each. Left
    out are also rows that hold only what their form had chosen beforehand.
    """
    rows: dict[tuple[str, str], dict[_Label, list[str]]] = {}
    typed_into: set[tuple[str, str]] = set()
    for name, value in sent:
        kind, key, field = found.groups() if (found := ROW.fullmatch(name)) else ("", "", name)
        label = _labels().get((kind, field))
        if label is not None and value.strip():
            if value != label.chosen_beforehand:
                rows.setdefault((kind, key), {}).setdefault(label, []).append(value)
            if label.chosen_beforehand is None:
                typed_into.add((kind, key))
    filled = ((row, fields) for row, fields in rows.items() if row in typed_into)
    for number, ((kind, key), fields) in enumerate(filled, start=1):
        yield {
            "title": called.get(kind + key) or _title(kind, key, number, names_rows),
            "fields": [
                {"label": label.text, "words": label.words(values, names_rows=names_rows)}
                for label, values in fields.items()
            ],
        }


def _title(kind: str, key: str, number: int, names_rows: bool) -> str:
    """What a row is called: by its form where that names its rows, by its row of the database, else by its place."""
    if not kind:
        return ""
    form = _forms_of_rows().get(kind)
    if form is not None and hasattr(form, "row_called"):
        return str(form.row_called(key))
    names = []
    if names_rows and form is not None:
        names = _names(form.row_model, [key], lambda row: str(getattr(row, "short_code", row.code)))
    return names[0] if names else gettext("Row %(number)s") % {"number": number}


def _names(model: type[models.Model], keys: Iterable[str], name: Callable[[Any], str] = str) -> list[str]:
    """The names of rows by the keys that were sent; none where the database is still too busy to say them."""
    with suppress(DatabaseError):
        known = [key for key in map(read_number, keys) if key >= 0]
        return [name(row) for row in model._default_manager.filter(pk__in=known)]
    return []


@cache
def _forms_of_rows() -> dict[str, Any]:
    """By kind of row its form, which calls a row by its key or has its model. A row's code is no secret to who holds a seat."""
    found = (form for form in _forms(forms.Form) if hasattr(form, "kind"))
    return {form.kind: form for form in found if hasattr(form, "row_called") or hasattr(form, "row_model")}


@dataclass(frozen=True, eq=False)
class _Label:
    """The label of a field and of its choices. `model` is that of the rows among which it chooses, or None.

    A field that has a value `chosen_beforehand` does not make a row one that somebody typed into.
    """

    text: Words
    choices: dict[str, Words]
    model: type[models.Model] | None
    chosen_beforehand: str | None = None

    def words(self, values: list[str], *, names_rows: bool) -> str:
        """What was typed or chosen; of rows only how many, unless they may be named."""
        if self.model is not None:
            if names_rows and (names := _names(self.model, values)):
                return "\n".join(names)
            chosen = len(values)
            return ngettext("%(count)s chosen", "%(count)s chosen", chosen) % {"count": chosen}
        return "\n".join(str(self.choices.get(value, value)) for value in values)


@cache
def _labels() -> dict[tuple[str, str], _Label]:
    """The labels of our forms' fields and choices, by the kind of row and the name of the field.

    Hidden fields are left out. Choices among rows of the database are not read here: who is signed out does not learn
    what a key means. Labels stay lazy: what is remembered here serves every language.
    """
    found: dict[tuple[str, str], list[forms.Field]] = {}
    for form in _forms(forms.Form):
        for name, field in form.base_fields.items():
            if not field.widget.is_hidden:
                found.setdefault((getattr(form, "kind", ""), name), []).append(field)
    return {place: _label(place[1], fields) for place, fields in found.items()}


def _label(name: str, fields: list[forms.Field]) -> _Label:
    """The label that all forms with a field of this name agree on, else the name in words."""
    labels = {str(field.label): field.label for field in fields if field.label}
    models_of = {_model_of(field) for field in fields}
    choices = [
        pair
        for field in fields
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
        for pair in cast(Iterable[tuple[Any, Any]], field.choices)
    ]
    if any(isinstance(field, forms.BooleanField) for field in fields):
        # What a browser sends of a ticked box.
        choices.append(("on", _("Yes")))
    return _Label(
        next(iter(labels.values()))
        if len(labels) == 1
        else NAMES.get(name, capfirst(name.replace("_", " "))),
        {str(value): words for value, words in choices if isinstance(words, str | Promise)},
        models_of.pop() if len(models_of) == 1 else None,
        next(
            (word for field in fields if isinstance(field, WordField) and (word := field.chosen_beforehand)),
            None,
        ),
    )


def _model_of(field: forms.Field) -> type[models.Model] | None:
    """The model among whose rows a field chooses."""
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset.model if field.queryset is not None else None
    return field.model if isinstance(field, RowField) else None


def _forms(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for more in form.__subclasses__():
        yield more
        yield from _forms(more)
