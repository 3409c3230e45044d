"""The tasks of one kind of job. Postmen: a primary key in, one call. The job's own row says what became of it."""

from functools import partial
from typing import Any

from celery.signals import worker_process_init
from django.utils import timezone

from commit_portal.celery import app
from reporting.models.jobs import FileJob
from reporting.queue.jobs import JobKind, ring_for
from reporting.queue.process import keep_one_ready
from reporting.queue.sweep import fail_the_exhausted, jobs_to_sweep
from reporting.queue.worker import render


def tasks_of[Job: FileJob](kind: JobKind[Job], *, rendering: str, ringing: str) -> tuple[Any, Any, Any]:
    """Make the two tasks of a kind, under these names, and the doorbell that rings for a job by its key.

    The first delivers the doorbell: whether there is anything to render the row itself says. The second is for beat: it
    rings again for jobs that still wait, and fails those that are out of attempts.
    """

    @app.task(name=rendering)
    def render_job(pk: int) -> None:
        render(kind, pk)

    @app.task(name=ringing)
    def ring_for_waiting() -> None:
        now = timezone.now()
        fail_the_exhausted(kind, now=now)
        for pk in jobs_to_sweep(kind, now=now):
            render_job.delay(pk)

    return render_job, ring_for_waiting, partial(ring_for, render_job)


@worker_process_init.connect
def read_libraries(**kwargs: object) -> None:
    """Before the first job: celery tells the process that will take jobs, and nobody else."""
    keep_one_ready()
