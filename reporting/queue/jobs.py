"""Jobs of the queue: their kinds, and how one is put into it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from reporting.models.jobs import FileJob
from reporting.statuses import ReportStep

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
