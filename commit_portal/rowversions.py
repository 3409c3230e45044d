"""Writing only over what one has seen: a stale form never overwrites."""

from __future__ import annotations

from typing import Any

from django.db import models

from commit_portal import sentences as sentences
from commit_portal.messages import message
from commit_portal.models import RowVersion


class StaleRow(Exception):
    """Somebody saved meanwhile. Carries the row as it is now, so that both versions can be shown."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(message("row.stale"))
        self.current = current


def save_if_unchanged(row: RowVersion, *, seen: int, **changes: Any) -> None:
    """Write the changes where the row still has the version that was seen, and count it up by one.

    Raises `StaleRow` with the current row otherwise. `row` itself is brought up to date.
    """
    model = type(row)
    written = model._default_manager.filter(pk=row.pk, row_version=seen).update(
        **changes, row_version=seen + 1
    )
    if not written:
        raise StaleRow(model._default_manager.get(pk=row.pk))
    for name, value in changes.items():
        setattr(row, name, value)
    row.row_version = seen + 1
