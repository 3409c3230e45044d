"""Postmen: a primary key in, one call. The form's own row says what became of it."""

from django.utils import timezone

from commit_portal.celery import app
from reporting.printed.lifecycle import FORMS
from reporting.queue.claim import render
from reporting.queue.lifecycle import ring_for
from reporting.queue.sweep import fail_the_exhausted, jobs_to_sweep


@app.task(name="reporting.printed.tasks.render_printed_form")
def render_printed_form(pk: int) -> None:
    """Deliver the doorbell: whether there is anything to render the row itself says."""
    render(FORMS, pk)


@app.task(name="reporting.printed.tasks.ring_for_waiting_forms")
def ring_for_waiting_forms() -> None:
    """For beat: ring again for forms that are still waiting, and fail those that are out of attempts."""
    now = timezone.now()
    fail_the_exhausted(FORMS, now=now)
    for pk in jobs_to_sweep(FORMS, now=now):
        render_printed_form.delay(pk)


def ring(pk: int) -> None:
    """The doorbell of a form."""
    ring_for(render_printed_form, pk)
