"""Who holds a job: a lease that is renewed at every heartbeat, and a token that fences each write.

A worker that wakes up after its lease has gone changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from environs import env

from commit_portal.lifecycle import Transition
from reporting.models.jobs import FileJob
from reporting.queue.lifecycle import move
from reporting.statuses import ReportStatus, ReportStep

MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=env.float("REPORT_LEASE_SECONDS", 30.0))
HEARTBEAT_SECONDS = LEASE.total_seconds() / 10


def nobody_looks() -> None:
    """Do nothing: the default for `alive`."""


class LeaseLost(Exception):
    """Somebody else holds the job now. Whatever was made here is thrown away."""


@dataclass(frozen=True)
class Claim[Job: FileJob]:
    """A job held by this process until the lease runs out."""

    job: Job
    token: str
    # Called at every heartbeat, for health checks of who renders.
    alive: Callable[[], None] = nobody_looks

    def write(self, **changes: Any) -> None:
        """Write to the row while the token is still ours. Raises `LeaseLost`."""
        self._still_ours(self._mine().update(**changes))

    def move(self, transition: Transition, **changes: Any) -> None:
        """End the lease with a transition while the token is still ours. Raises `LeaseLost`."""
        self._still_ours(move(self._mine(), transition, token="", lease_until=None, **changes))

    def _mine(self) -> QuerySet[Job]:
        rows = type(self.job)._default_manager
        return rows.filter(pk=self.job.pk, token=self.token, status=ReportStatus.RENDERING)

    def _still_ours(self, written: int) -> None:
        if not written:
            raise LeaseLost(f"{self.job} is not ours any more.")


def as_new() -> dict[str, Any]:
    """The columns of a job that is put into the queue, with all its attempts. The queue keeps the real time."""
    return {
        "attempts": 0,
        "step": ReportStep.WAITING,
        "progress": 0,
        "failure": None,
        "queued_at": timezone.now(),
    }


def renewed() -> dict[str, Any]:
    now = timezone.now()
    return {"heartbeat_at": now, "lease_until": now + LEASE}
