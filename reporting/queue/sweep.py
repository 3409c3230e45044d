"""Editions that nobody takes up: the doorbell was lost, the worker is gone, the attempts are used up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from environs import env

from commit_portal import clock
from commit_portal.messages import message, to_plain
from reporting.models import AnnualReport
from reporting.queue.claim import Then, render
from reporting.queue.lease import MOST_ATTEMPTS, nobody_looks
from reporting.queue.lifecycle import FAIL, move, tell
from reporting.statuses import ReportStatus

# How long the doorbell may take before the sweep takes an edition up by itself.
DOORBELL = timedelta(seconds=env.float("REPORT_DOORBELL_SECONDS", 5.0))


def editions_to_sweep(*, now: datetime) -> list[int]:
    """Those whose doorbell was lost or whose worker is gone, the oldest first."""
    lost = Q(status=ReportStatus.QUEUED, queued_at__lt=now - DOORBELL)
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    return list(
        AnnualReport.objects.filter(lost | gone, attempts__lt=MOST_ATTEMPTS)
        .order_by("queued_at")
        .values_list("pk", flat=True)
    )


def fail_the_exhausted(*, now: datetime) -> int:
    """Editions whose last attempt ended without a word: failed, with a reason. Returns how many."""
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now) | Q(status=ReportStatus.QUEUED)
    exhausted = AnnualReport.objects.filter(gone, attempts__gte=MOST_ATTEMPTS)
    why = message("failure.exhausted", count=MOST_ATTEMPTS)
    failed = 0
    for report in exhausted.light():
        with transaction.atomic():
            mine = exhausted.filter(pk=report.pk)
            if move(mine, FAIL, token="", lease_until=None, failure=to_plain(why)):
                tell(FAIL, report, now=clock.now(), facts={"why": why})
                failed += 1
    return failed


def sweep_once(*, now: datetime, then: Then, alive: Callable[[], None] = nobody_looks) -> int:
    """Render what nobody else does, without the broker. Returns how many editions were made.

    `then` and `alive` as `render` takes them.
    """
    fail_the_exhausted(now=now)
    return sum(render(pk, then=then, alive=alive) for pk in editions_to_sweep(now=now))
