"""Marks: whether a row, an answer, a decision or a text is still what a page showed.

A page carries the mark of what it shows; the action compares it under the lock. The mark of a row is its row
version. The mark of several things together is their fingerprint.
"""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from commit_portal.db.search_fields import folded_with
from commit_portal.models import RowVersion

type Mark = int | str


class StaleRow(Exception):
    """The row has changed since the page was made. `current` is the row as it is now, to show both versions."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(
            _("Someone changed this just now. Your changes are not saved. Compare both texts and save again.")
        )
        self.current = current


def fingerprint(*looked_at: object) -> str:
    """A mark of values, 16 hexadecimal digits: the same values in the same order give the same mark.

    Dates, amounts and dataclasses count by their `repr`, all else as JSON.
    """
    return hashlib.sha256(json.dumps(looked_at, default=repr).encode()).hexdigest()[:16]


def require_unchanged(row: models.Model, *, seen: Mark | None, now: Mark) -> None:
    """Raise `StaleRow` with the row where its mark `now` differs from the one `seen`; None for `seen` skips this."""
    if seen is not None and seen != now:
        raise StaleRow(row)


def save_if_unchanged(row: RowVersion, *, seen: int, **changes: object) -> None:
    """Write the changes if the row still has the version `seen`, and count the version up by one.

    Raises `StaleRow` with the current row otherwise. `row` itself is brought up to date.
    """
    model = type(row)
    changes |= folded_with(row, changes)
    written = model._default_manager.filter(pk=row.pk, row_version=seen).update(
        **changes, row_version=seen + 1
    )
    if not written:
        raise StaleRow(model._default_manager.get(pk=row.pk))
    for name, value in changes.items():
        setattr(row, name, value)
    row.row_version = seen + 1
