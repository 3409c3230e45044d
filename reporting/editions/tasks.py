"""Postmen: a primary key in, one call. The edition's own row says what became of it."""

from django.utils import timezone

from commit_portal.celery import app
from reporting.editions.replaced_editions import EDITIONS
from reporting.queue.claim import render
from reporting.queue.lifecycle import ring_for
from reporting.queue.sweep import fail_the_exhausted, jobs_to_sweep


@app.task(name="reporting.editions.tasks.render_edition")
def render_edition(pk: int) -> None:
    """Deliver the doorbell: whether there is anything to render the row itself says."""
    render(EDITIONS, pk)


@app.task(name="reporting.editions.tasks.ring_for_waiting_editions")
def ring_for_waiting_editions() -> None:
    """For beat: ring again for editions that are still waiting, and fail those that are out of attempts."""
    now = timezone.now()
    fail_the_exhausted(EDITIONS, now=now)
    for pk in jobs_to_sweep(EDITIONS, now=now):
        render_edition.delay(pk)


def ring(pk: int) -> None:
    """The doorbell of an edition."""
    ring_for(render_edition, pk)
