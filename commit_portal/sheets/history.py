"""The history of a row: what each change of its content made of which fields. The row, walked back, is any earlier content."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from commit_portal.db.model_parts import InnerRow
from commit_portal.i18n import ReadableEncoder
from commit_portal.sheets.merge import Content, changed


class RowHistory(InnerRow):
    """One change of a row: the changed fields before and after, as JSON. The database lets nobody change it (guards.toml).

    A table names its row, and the versions after the change. `token` is the key of the sending that wrote it, where the
    page made one: who never got the answer sends it again, and this change is then its own.
    """

    before = models.JSONField(encoder=ReadableEncoder)
    after = models.JSONField(encoder=ReadableEncoder)
    token = models.UUIDField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


def sides(before: Content, after: Content) -> dict[str, dict[str, Any]]:
    """The changed fields before and after, for a row of the history; empty where nothing is changed."""
    names = changed(before, after)
    both = {"before": before, "after": after} if names else {}
    return {side: {name: _to_json(values[name]) for name in names} for side, values in both.items()}


def walked_back(
    now: Content,
    changes: Iterable[RowHistory],
    read: Callable[[str, object], object],
    own: Collection[RowHistory] = (),
) -> dict[str, Any]:
    """The content before these changes, which come newest first, but with its `own` among them.

    `read` makes the value of a field of its JSON.
    """
    values, changes = dict(now), list(changes)
    steps = [change.before for change in changes]
    steps += [change.after for change in reversed(changes) if change in own]
    for step in steps:
        values |= {name: read(name, value) for name, value in step.items() if name in values}
    return values


def tokens_of(sent: QueryDict) -> tuple[UUID | None, tuple[UUID, ...]]:
    """The token of the page that sends, and those of earlier pages whose rows it sends again."""
    return key_in(sent.get("token")), tuple(
        key for text in sent.getlist("unanswered") if (key := key_in(text))
    )


def key_in(carried: str | None) -> UUID | None:
    """The key that a field carries; None where it is none."""
    try:
        return forms.UUIDField(required=False).clean(carried)
    except ValidationError:
        return None


def _to_json(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value
