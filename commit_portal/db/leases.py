"""Rows that a worker holds for a while: a lease that runs out, and a token that fences each of its writes.

A row of a queue has the columns `token`, `lease_until` and `attempts`. Machinery: it reads the real clock. A worker that
wakes up after its lease has gone changes nothing.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Model, QuerySet


class LeaseLost(Exception):
    """Somebody else holds the row now. Whatever was made here is thrown away."""


def take(free: QuerySet[Any], *, until: datetime, **changes: object) -> str | None:
    """Take a row that is free, in one conditional update. Returns the token of its holder; None where nothing was free.

    `changes` are further columns of the same update. The attempt is counted.
    """
    token = uuid.uuid4().hex
    taken = free.update(token=token, lease_until=until, attempts=F("attempts") + 1, **changes)
    return token if taken else None


@dataclass(frozen=True)
class Lease[Row: Model]:
    """A row that this process holds until the lease runs out."""

    row: Row
    token: str

    def write(self, **changes: object) -> None:
        """Write to the row while the token is still ours. Raises `LeaseLost`."""
        self.still_ours(self.mine().update(**changes))

    def end(self, **changes: object) -> None:
        """Write to the row and end the lease, while the token is still ours. Raises `LeaseLost`."""
        self.write(token="", lease_until=None, **changes)

    def mine(self) -> QuerySet[Row]:
        """The row, as long as the token is ours."""
        return type(self.row)._default_manager.filter(pk=self.row.pk, token=self.token)

    def still_ours(self, written: int) -> None:
        """Raise `LeaseLost` where an update found no row."""
        if not written:
            raise LeaseLost(f"{self.row} is not ours any more.")
