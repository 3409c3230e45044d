"""Uploaded rows that wait for their confirmation."""

from __future__ import annotations

from datetime import datetime

from commit_portal.readers import read_number
from workplans.models import (
    LineImport,
    Seat,
    Workplan,
)


def lines_waiting(workplan: Workplan, seat: Seat, key: str, *, now: datetime) -> LineImport | None:
    """The spreadsheet of this workplan that its sender has not confirmed; nobody else's, and no old one."""
    return (
        LineImport.objects.waiting_for(seat.user, now=now)
        .filter(pk=read_number(key), workplan=workplan)
        .select_related("workplan")
        .first()
    )
