"""Reads of notices and mails."""

from typing import Any

from django.db.models import Count, QuerySet

from commit_portal.mail.outbox import Fault, Mail, Notice
from commit_portal.statuses import MailState
from workplans.request_context.active_seat import seats_held


def notices_of(user: Any, *, on: Any) -> QuerySet[Notice]:
    """What a person was told under the seats that they hold today, the newest first."""
    held = seats_held(user, on=on).order_by().values("pk")
    return Notice.objects.filter(user=user, seat__in=held).select_related("mail").order_by("-at", "-pk")


def mails_not_sent() -> QuerySet[Mail]:
    """Mails that failed for good, the newest first."""
    return Mail.objects.filter(state=MailState.FAILED).select_related("user").order_by("-failed_at", "-pk")


def faults_given_up() -> QuerySet[Fault]:
    """Events that could not be told and people who could not be reminded, the newest first."""
    given_up = Fault.objects.filter(failed_at__isnull=False)
    return given_up.select_related("event__content_type", "user").order_by("-failed_at", "-pk")


def faults_waiting() -> int:
    """How many are tried again."""
    return Fault.objects.filter(again_at__isnull=False).count()


def addresses_refused() -> list[tuple[str, int]]:
    """Addresses that the mail server refuses for good, with how many mails it refused."""
    refused = mails_not_sent().filter(is_refused=True).order_by()
    counted = refused.values_list("user__email", "address").annotate(mails=Count("pk"))
    return sorted((email or address, mails) for email, address, mails in counted)
