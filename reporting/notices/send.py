"""Send what is due: claim, write, hand over, finish. Killed at any point, a mail is sent again as the same message.

Whoever wants to send a mail claims its row (`commit_portal.db.leases`), and finishes it with the token. Only a kill between
the server's answer and the finish sends a second copy, which has the same Message-ID.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import mailers
from django.db import transaction
from django.utils import timezone
from environs import env

from commit_portal.db.leases import Lease, LeaseLost, take
from commit_portal.i18n import Message, message, to_plain
from commit_portal.mail.outbox import Mail
from commit_portal.statuses import MailState
from reporting.notices.dispatch import FAILED, tell_the_regional_office
from reporting.notices.emails import Letter, letter_of

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
# Longer than a server may take for all of its answers: each one has the time of settings.MAILERS.
LEASE = timedelta(seconds=env.float("MAIL_LEASE_SECONDS", 120.0))
# How long a mail waits after each attempt that failed.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
BATCH = 100
# How long the portal keeps a mail to an address that nobody of its people has, or that it did not look up.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Failure:
    """Why a mail was not taken. `final`: no further attempt; `is_refused`: the address is refused for good."""

    why: Message
    final: bool = False
    is_refused: bool = False
    # The next mail would meet the same: the server itself is away.
    is_away: bool = False


class Server:
    """The mail server, with one connection for all mails of a pass."""

    def __init__(self) -> None:
        self._mailer = mailers.default

    def hand_over(self, mail: Mail, letter: Letter) -> Failure | None:
        """Give a mail to the server as its letter; why it was not taken, or None."""
        try:
            self._mailer.open()
            self._mailer.send_messages([letter])
        except ValueError:
            return Failure(message("mail.no_address"), final=True)
        except OSError as problem:
            self.close()
            return _failure(problem)
        except Exception as problem:
            # What nobody foresaw of one mail must not keep the others.
            logger.exception("%s could not be handed over.", mail)
            return Failure(message("mail.cannot_be_handed_over", fault=type(problem).__name__))
        return None

    def close(self) -> None:
        with suppress(OSError):
            self._mailer.close()


def due_mails(*, now: datetime) -> list[int]:
    """The keys of mails that somebody should send now, the oldest first."""
    due = Mail.objects.free(now=now).filter(attempts__lt=MOST_ATTEMPTS).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:BATCH])


def claim(pk: int, *, now: datetime) -> Lease[Mail] | None:
    """Take a mail that is due, or whose worker is gone; None where there is nothing to take."""
    free = Mail.objects.free(now=now).filter(pk=pk, attempts__lt=MOST_ATTEMPTS)
    token = take(free, until=now + LEASE, state=MailState.SENDING)
    if token is None:
        return None
    return Lease(Mail.objects.select_related("user").get(pk=pk), token)


def send_due(*, alive: Callable[[], None] = lambda: None) -> int:
    """Send what is due, and return how many mails were sent or not needed any more. `alive` is called before each.

    It ends where the server is away: each further mail would wait as long for nothing.
    """
    fail_the_exhausted(now=timezone.now())
    keys = due_mails(now=timezone.now())
    if not keys:
        return 0
    server, sent = Server(), 0
    try:
        for pk in keys:
            alive()
            held = claim(pk, now=timezone.now())
            if held is None:
                continue
            failure = _send(held, server)
            if failure is not None and failure.is_away:
                break
            sent += failure is None
    finally:
        server.close()
    return sent


def fail_the_exhausted(*, now: datetime) -> None:
    """Mails whose last attempt ended without a word: failed, with a reason."""
    spent = Mail.objects.free(now=now).filter(attempts__gte=MOST_ATTEMPTS)
    for mail in spent:
        held = Lease(mail, mail.token)
        _fail(held, Failure(message("mail.exhausted", count=MOST_ATTEMPTS), final=True), now=now)


def forget_typed_addresses(*, now: datetime) -> None:
    """Delete mails to addresses that somebody typed, some weeks after their end: nobody agreed to be kept."""
    ended = (MailState.SENT, MailState.DROPPED, MailState.FAILED)
    done = Mail.objects.filter(user__isnull=True, state__in=ended)
    done.filter(due_at__lt=now - KEPT).delete()


def _send(held: Lease[Mail], server: Server) -> Failure | None:
    """Write one mail and hand it over; why that failed, or None. The row says what became of it."""
    failure: Failure | None
    try:
        letter = letter_of(held.row, now=timezone.now())
    except Exception as problem:
        # One bad mail must not keep the others.
        logger.exception("%s could not be written.", held.row)
        failure = Failure(message("mail.cannot_be_written", fault=type(problem).__name__))
    else:
        if letter is None:
            _finish(held, state=MailState.DROPPED)
            return None
        failure = server.hand_over(held.row, letter)
    if failure is None:
        _finish(held, state=MailState.SENT, sent_at=timezone.now(), failure=None)
    else:
        _fail(held, failure, now=timezone.now())
    return failure


def _finish(held: Lease[Mail], **changes: Any) -> None:
    with suppress(LeaseLost):
        held.end(**changes)


def _fail(held: Lease[Mail], failure: Failure, *, now: datetime) -> None:
    """Failed with its reason, or waiting again while attempts are left."""
    mail, why = held.row, to_plain(failure.why)
    logger.warning("%s was not taken: %s", mail, failure.why)
    final = failure.final or mail.attempts >= MOST_ATTEMPTS
    with suppress(LeaseLost), transaction.atomic():
        if not final:
            due_at = now + WAITS[min(mail.attempts, len(WAITS)) - 1]
            held.end(state=MailState.WAITING, due_at=due_at, failure=why)
            return
        held.end(state=MailState.FAILED, failed_at=now, failure=why, is_refused=failure.is_refused)
        # Not that this very mail failed: there would be no end to it.
        if mail.params.get("verb") != FAILED:
            tell_the_regional_office(now=now)


def _failure(problem: OSError) -> Failure:
    """What an answer of the server means. 5.. is for good, 4.. is for now (RFC 5321)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        answers = [code for code, _words in problem.recipients.values()]
        refused = all(code >= 500 for code in answers)
        code = "mail.refused" if refused else "mail.put_off"
        return Failure(message(code, answer=str(answers[0])), final=refused, is_refused=refused)
    if isinstance(problem, smtplib.SMTPDataError):
        rejected = problem.smtp_code >= 500
        code = "mail.rejected" if rejected else "mail.put_off"
        return Failure(message(code, answer=str(problem.smtp_code)), final=rejected)
    if isinstance(problem, smtplib.SMTPResponseException):
        return Failure(message("mail.put_off", answer=str(problem.smtp_code)), is_away=True)
    return Failure(message("mail.away"), is_away=True)
