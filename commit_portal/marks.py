"""One mark says whether what somebody looked at is still so.

A page carries the mark of what it shows; the action compares it under the lock. The mark of a row is its row
version; the mark of several things together (answers, decisions, texts) is their fingerprint.
"""

from __future__ import annotations

import hashlib
import json

from django.db import models

from commit_portal.rowversions import StaleRow

type Mark = int | str


def fingerprint(*looked_at: object) -> str:
    """A mark of values, 16 hexadecimal digits: the same values in the same order give the same mark.

    Dates, amounts and dataclasses count by their `repr`, all else as JSON.
    """
    return hashlib.sha256(json.dumps(looked_at, default=repr).encode()).hexdigest()[:16]


def require_unchanged(row: models.Model, *, seen: Mark | None, now: Mark) -> None:
    """Raise `StaleRow` with the row where its mark now is not the one that was seen; None asks nothing."""
    if seen is not None and seen != now:
        raise StaleRow(row)
