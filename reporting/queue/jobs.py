"""Jobs of the queue: their kinds, how one is put into it, and the claim of a worker on one.

A claim is a lease with a fresh token, renewed at every heartbeat (`commit_portal.db.leases`). Whoever wants to render a job
claims it by a conditional update. Delivered ten times, a job is rendered once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from environs import env
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from commit_portal import clock
from commit_portal.db.leases import Lease, take
from commit_portal.workflow import Transition
from reporting.models.jobs import FileJob
from reporting.queue.lifecycle import CLAIM, move
from reporting.statuses import ReportStatus, ReportStep

MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=env.float("REPORT_LEASE_SECONDS", 30.0))
HEARTBEAT_SECONDS = LEASE.total_seconds() / 10

logger = logging.getLogger(__name__)


def nothing_more(*_of: object) -> None:
    """Do nothing: the default for `alive`, `hold` and `then`."""


@dataclass(frozen=True)
class JobKind[Job: FileJob]:
    """A kind of job by its rows.

    Both are called in the transaction that finishes a job: `hold` first, to lock what must not change meanwhile,
    `then` last, for what a finished one does to others.
    """

    rows: type[Job]
    hold: Callable[[Job], None] = nothing_more
    then: Callable[[Job, datetime], None] = nothing_more


def as_new() -> dict[str, object]:
    """The columns of a job that is put into the queue, with all its attempts. The queue keeps the real time."""
    return {
        "attempts": 0,
        "step": ReportStep.WAITING,
        "progress": 0,
        "failure": None,
        "queued_at": timezone.now(),
    }


def ring_for(task: Any, pk: int) -> None:
    """Ring after the commit. A broker that is away or frozen costs nothing but time: the row stays queued and the
    sweep finds it.
    """
    try:
        task.apply_async((pk,), retry=False)
    except (OperationalError, RedisError, OSError) as problem:
        logger.warning(
            "%s of %s waits for the sweep: the broker did not answer (%s).", task.name, pk, problem
        )


@dataclass(frozen=True)
class Claim[Job: FileJob](Lease[Job]):
    """A job held by this process until the lease runs out."""

    # Called at every heartbeat, for health checks of who renders.
    alive: Callable[[], None] = nothing_more

    def move(self, transition: Transition, **changes: object) -> None:
        """End the lease with a transition while the token is still ours. Raises `LeaseLost`."""
        self.still_ours(move(self.mine(), transition, token="", lease_until=None, **changes))


def renewed() -> dict[str, object]:
    now = timezone.now()
    return {"heartbeat_at": now, "lease_until": now + LEASE}


def claim[Job: FileJob](kind: JobKind[Job], pk: int, *, now: datetime) -> Claim[Job] | None:
    """Take a job that is queued, or whose lease ran out; None where there is nothing to take."""
    free = Q(status=ReportStatus.QUEUED) | Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    token = take(
        kind.rows._default_manager.filter(free, pk=pk, attempts__lt=MOST_ATTEMPTS),
        until=now + LEASE,
        status=CLAIM.target,
        step=ReportStep.WAITING,
        progress=0,
        heartbeat_at=now,
        started_at=clock.now(),
        failure=None,
    )
    return None if token is None else Claim(loaded(kind, pk), token)


def loaded[Job: FileJob](kind: JobKind[Job], pk: int) -> Job:
    """The job with the rows that its rendering reads."""
    return kind.rows._default_manager.select_related(*kind.rows.BESIDE).get(pk=pk)
