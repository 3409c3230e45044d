"""Kinds of jobs, and who holds a job: a lease that is renewed at every heartbeat (`commit_portal.db.leases`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from environs import env

from commit_portal.db.leases import Lease
from commit_portal.workflow.lifecycle import Transition
from reporting.models.jobs import FileJob
from reporting.queue.lifecycle import move
from reporting.statuses import ReportStep

MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=env.float("REPORT_LEASE_SECONDS", 30.0))
HEARTBEAT_SECONDS = LEASE.total_seconds() / 10


def nobody_looks() -> None:
    """Do nothing: the default for `alive`."""


@dataclass(frozen=True)
class Claim[Job: FileJob](Lease[Job]):
    """A job held by this process until the lease runs out."""

    # Called at every heartbeat, for health checks of who renders.
    alive: Callable[[], None] = nobody_looks

    def move(self, transition: Transition, **changes: object) -> None:
        """End the lease with a transition while the token is still ours. Raises `LeaseLost`."""
        self.still_ours(move(self.mine(), transition, token="", lease_until=None, **changes))


def as_new() -> dict[str, object]:
    """The columns of a job that is put into the queue, with all its attempts. The queue keeps the real time."""
    return {
        "attempts": 0,
        "step": ReportStep.WAITING,
        "progress": 0,
        "failure": None,
        "queued_at": timezone.now(),
    }


def renewed() -> dict[str, object]:
    now = timezone.now()
    return {"heartbeat_at": now, "lease_until": now + LEASE}


def nothing_more(*_of: object) -> None:
    """Do nothing: the default for `hold` and `then`."""


@dataclass(frozen=True)
class JobKind[Job: FileJob]:
    """A kind of job by its rows.

    Both are called in the transaction that finishes a job: `hold` first, to lock what must not change meanwhile,
    `then` last, for what a finished one does to others.
    """

    rows: type[Job]
    hold: Callable[[Job], None] = nothing_more
    then: Callable[[Job, datetime], None] = nothing_more
