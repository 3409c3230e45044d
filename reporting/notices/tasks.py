"""Postmen: one call. The rows of the outbox say what became of each mail."""

from django.utils import timezone

from commit_portal.celery import app
from reporting.notices.dispatch import tell_all
from reporting.notices.sending import send_due


@app.task(name="reporting.notices.tasks.tell_and_send")
def tell_and_send() -> None:
    """For beat: tell what happened and send what is due, also while the sweep renders an edition."""
    tell_all(now=timezone.now())
    send_due()
