"""The sweep: take up the jobs that nobody does, and fail those whose attempts are used up, without the broker."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from environs import env

from commit_portal import clock
from commit_portal.i18n import message, to_plain
from reporting.queue.jobs import MOST_ATTEMPTS, JobKind, nothing_more
from reporting.queue.lifecycle import FAIL, move, tell
from reporting.queue.worker import render
from reporting.statuses import ReportStatus

# How long the doorbell may take before the sweep takes a job up by itself.
DOORBELL = timedelta(seconds=env.float("REPORT_DOORBELL_SECONDS", 5.0))


def jobs_to_sweep(kind: JobKind[Any], *, now: datetime) -> list[int]:
    """Those whose doorbell was lost or whose worker is gone, the oldest first."""
    lost = Q(status=ReportStatus.QUEUED, queued_at__lt=now - DOORBELL)
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    return list(
        kind.rows._default_manager.filter(lost | gone, attempts__lt=MOST_ATTEMPTS)
        .order_by("queued_at")
        .values_list("pk", flat=True)
    )


def fail_the_exhausted(kind: JobKind[Any], *, now: datetime) -> int:
    """Jobs whose last attempt ended without a word: failed, with a reason. Returns how many."""
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now) | Q(status=ReportStatus.QUEUED)
    exhausted = kind.rows._default_manager.filter(gone, attempts__gte=MOST_ATTEMPTS)
    why = message("failure.exhausted", count=MOST_ATTEMPTS)
    failed = 0
    for job in exhausted.defer("dataset"):
        with transaction.atomic():
            mine = exhausted.filter(pk=job.pk)
            if move(mine, FAIL, token="", lease_until=None, failure=to_plain(why)):
                tell(FAIL, job, now=clock.now(), facts={"why": why})
                failed += 1
    return failed


def sweep_once(kind: JobKind[Any], *, now: datetime, alive: Callable[[], None] = nothing_more) -> int:
    """Render what nobody else does, without the broker. Returns how many jobs were made. `alive` as in `render`."""
    fail_the_exhausted(kind, now=now)
    return sum(render(kind, pk, alive=alive) for pk in jobs_to_sweep(kind, now=now))
