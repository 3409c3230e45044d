"""The claim of a worker on a job: a lease with a fresh token, renewed at every heartbeat (`commit_portal.db.leases`).

Whoever wants to render a job claims it by a conditional update. Delivered ten times, a job is rendered once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from environs import env

from commit_portal import clock
from commit_portal.db.leases import Lease, take
from commit_portal.workflow import Transition
from reporting.models.jobs import FileJob
from reporting.queue.jobs import JobKind, nothing_more
from reporting.queue.lifecycle import CLAIM, move
from reporting.statuses import ReportStatus, ReportStep

MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=env.float("REPORT_LEASE_SECONDS", 30.0))
HEARTBEAT_SECONDS = LEASE.total_seconds() / 10


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
