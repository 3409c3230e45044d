"""Mails leave the outbox after their page: a test that reads one sends it first."""

from typing import Any

from django.core import mail

from reporting.notices.sending import send_due


def sent() -> list[Any]:
    """Send what is due, and return every mail that was sent in this test."""
    send_due()
    return mail.outbox
