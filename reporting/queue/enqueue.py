"""The doorbell of a job: a worker is told at once, where the broker answers."""

import logging
from typing import Any

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def ring_for(task: Any, pk: int) -> None:
    """Ring after the commit. A broker that is away or frozen costs nothing but time: the row stays queued and the
    sweep finds it."""
    try:
        task.apply_async((pk,), retry=False)
    except (OperationalError, RedisError, OSError) as problem:
        logger.warning(
            "%s of %s waits for the sweep: the broker did not answer (%s).", task.name, pk, problem
        )
