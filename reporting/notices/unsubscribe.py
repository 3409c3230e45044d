"""The address that stops mails with one click, and what it does. Nobody signs in for it (RFC 8058)."""

from django.urls import reverse

from commit_portal.mail.outbox import MailSettings
from commit_portal.statuses import Delivery, NoticeKind


def stop_path(own: MailSettings, what: NoticeKind | Delivery) -> str:
    """The path that stops mails of a kind, or the daily or weekly mail."""
    return reverse("notices_stop", args=[own.stop_key, what.value])


def kinds_to_stop(own: MailSettings, word: str) -> tuple[NoticeKind, ...] | None:
    """The kinds that an address stops: one, or those that come daily or weekly now. None for no address of ours."""
    if word in NoticeKind.values:
        return (NoticeKind(word),)
    if word in (Delivery.DAILY, Delivery.WEEKLY):
        return tuple(kind for kind in NoticeKind if own.reach_of(kind) == word)
    return None
