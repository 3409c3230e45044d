"""Postmen: a primary key in, one call. The edition's own row says what became of it."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from reporting.editions.succession import take_place
from reporting.queue.claim import render
from reporting.queue.sweep import editions_to_sweep, fail_the_exhausted

logger = logging.getLogger(__name__)


@shared_task
def render_edition(pk: int) -> None:
    """Deliver the doorbell: whether there is anything to render the row itself says."""
    render(pk, then=take_place)


@shared_task
def ring_for_waiting_editions() -> None:
    """For beat: ring again for editions that are still waiting, and fail those that are out of attempts."""
    now = timezone.now()
    fail_the_exhausted(now=now)
    for pk in editions_to_sweep(now=now):
        render_edition.delay(pk)


def ring(pk: int) -> None:
    """The doorbell, after the commit. A broker that is away or frozen costs nothing but time: the row stays
    queued and the sweep finds it."""
    try:
        render_edition.apply_async((pk,), retry=False)
    except (OperationalError, RedisError, OSError) as problem:
        logger.warning("Edition %s waits for the sweep: the broker did not answer (%s).", pk, problem)
