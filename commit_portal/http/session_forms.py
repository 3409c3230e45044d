"""Typed forms that wait in the session for their check page, so that the page has an address of its own."""

from typing import Any

from django import forms
from django.http import HttpRequest


def keep_typed(request: HttpRequest, key: str, form: forms.Form) -> None:
    """Keep what was typed for the check page, in the session of who typed it: nobody else reads it there."""
    request.session[key] = {
        form.add_prefix(name): form.data.get(form.add_prefix(name), "") for name in form.fields
    }


def kept(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """The form that `keep_typed` has kept; None without one."""
    found: dict[str, Any] | None = request.session.get(key)
    return found


def drop_kept(request: HttpRequest, key: str) -> None:
    """Forget what was kept, once it is done."""
    request.session.pop(key, None)
