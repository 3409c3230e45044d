"""The outbox: which events were told, to whom, and the mails on their way.

The trail of events is what is told (docs/adr/0018). `Told`, notices and mails are written in one transaction, after the
one of the event; `reporting.notices` does it, and sends. Machinery: it keeps the real time, also in the demonstration.
"""

import secrets
import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import make_msgid
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, row_or_none, unique
from commit_portal.i18n import OFFICE_ZONE, ReadableEncoder, from_plain
from commit_portal.statuses import Delivery, MailCode, MailState, NoticeKind

if TYPE_CHECKING:
    from commit_portal.models import User

# By the clock of who reads: a number from 0 to 23, and the day of the weekly mail (Monday).
USUAL_HOUR = 7
WEEKLY_ON = 0


def new_message_id() -> str:
    """A Message-ID. It is made with the row: whatever is sent again after a kill is the same message."""
    return make_msgid(domain=settings.MAIL_DOMAIN)


def new_key() -> str:
    """A key for a mail that may be asked for again and again."""
    return uuid.uuid4().hex


def digest_key(reach: Delivery, day: date) -> str:
    """The key of a person's daily or weekly mail of a day, by which there is one. `Mail.digest` reads it."""
    return f"{reach}:{day.isoformat()}"


def new_stop_key() -> str:
    """128 bits for the address that stops mails. Short: from 76 letters on, Python encodes it in the header."""
    return secrets.token_urlsafe(16)


class Told(InnerRow):
    """An event was told to whom it concerns, also where that is nobody. Events without it wait.

    A running number of the last event would lose those of transactions that end later.
    """

    event = models.OneToOneField("commit_portal.Event", on_delete=models.PROTECT, related_name="told")


class Failing(InnerRow):
    """What is tried several times, and may go wrong for good: then it says why. `failure` is a message as JSON keeps it."""

    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.JSONField(null=True, blank=True, encoder=ReadableEncoder)

    class Meta:
        abstract = True

    @property
    def failure_words(self) -> str:
        """Why it went wrong, in the reader's language; empty where nothing did."""
        return str(from_plain(self.failure)) if self.failure else ""


class Fault(Failing):
    """An event that could not be told, or a person who could not be reminded on a day: when it is tried again.

    A row is removed when it went well. After the last attempt `again_at` is empty, and `failed_at` says when that was.
    What went wrong in detail is in the log.
    """

    event = models.OneToOneField(
        "commit_portal.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="fault"
    )
    user: "models.ForeignKey[User | None, User | None]" = row_or_none(settings.AUTH_USER_MODEL)
    day = models.DateField(null=True, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            unique("one_fault_a_person_and_day", ("user", "day")),
            check(
                "fault_is_of_an_event_or_a_person_s_day",
                Q(event__isnull=False, user__isnull=True, day__isnull=True)
                | Q(event__isnull=True, user__isnull=False, day__isnull=False),
            ),
            check(
                "fault_that_is_given_up_says_why",
                Q(failed_at__isnull=True) | Q(again_at__isnull=True, failure__isnull=False),
            ),
        )


class MailSettings(InnerRow):
    """How each kind of notice reaches a person, and at which hour. Read it with its user, who chose clock and language.

    `zone` is the clock of the person's country, for who chose none; whoever knows the seat sets it anew.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mail_settings"
    )
    waits = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.AT_ONCE)
    comments = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.DAILY)
    offers = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.AT_ONCE)
    others = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.DAILY)
    hour = models.PositiveSmallIntegerField(default=USUAL_HOUR, validators=[MaxValueValidator(23)])
    zone = models.CharField(max_length=40, default=OFFICE_ZONE)
    # The last day whose reminders were made, by the person's own clock.
    reminded_on = models.DateField(null=True, blank=True)
    stop_key = models.CharField(max_length=22, unique=True, default=new_stop_key)

    class Meta:
        constraints = (
            check("mail_comes_at_an_hour_of_the_day", Q(hour__lte=23), _("Give an hour from 0 to 23.")),
        )

    def reach_of(self, kind: str) -> Delivery:
        """How a kind of notice reaches the person."""
        return Delivery(getattr(self, NoticeKind(kind).value))

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.user.time_zone or self.zone)

    def next_digest(self, reach: Delivery, *, now: datetime) -> datetime:
        """The moment of the next daily or weekly mail, by the person's own clock."""
        day = timezone.localdate(now, self.clock)
        while True:
            due = datetime.combine(day, time(self.hour), tzinfo=self.clock)
            if due > now and (reach == Delivery.DAILY or day.weekday() == WEEKLY_ON):
                return due
            day += timedelta(days=1)


class MailQuerySet(models.QuerySet["Mail"]):
    def free(self, *, now: datetime) -> "MailQuerySet":
        """Mails that are due, and those whose worker is gone."""
        return self.filter(
            Q(state=MailState.WAITING, due_at__lte=now) | Q(state=MailState.SENDING, lease_until__lt=now)
        )


class Mail(Failing):
    """A mail to a person, or to an address that somebody typed: then only the worker looks who that is.

    `seat` is the key of the seat that it is told to: who holds it no longer gets nothing (`dropped`). `params` are
    facts (`commit_portal.mail.payload`), never a link with a key: those are made while it is sent. `is_refused`: the
    mail server refuses the address for good.
    """

    user: "models.ForeignKey[User | None, User | None]" = row_or_none(settings.AUTH_USER_MODEL, "mails")
    address = models.EmailField(max_length=254, blank=True)
    seat = models.PositiveBigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=80, default=new_key)
    code = models.CharField(max_length=10, choices=MailCode.choices)
    params = models.JSONField(default=dict, blank=True, encoder=ReadableEncoder)
    due_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    is_refused = models.BooleanField(default=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = (
            unique("one_mail_a_person_and_key", ("user", "key")),
            check(
                "mail_goes_to_a_person_or_an_address",
                Q(user__isnull=False, address="") | Q(user__isnull=True) & ~Q(address=""),
            ),
            check(
                "mail_being_sent_has_a_lease",
                ~Q(state=MailState.SENDING) | (~Q(token="") & Q(lease_until__isnull=False)),
            ),
            check(
                "failed_mail_says_why_and_when",
                ~Q(state=MailState.FAILED) | Q(failure__isnull=False, failed_at__isnull=False),
            ),
            check("sent_mail_says_when", ~Q(state=MailState.SENT) | Q(sent_at__isnull=False)),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(state__in=(MailState.WAITING, MailState.SENDING)),
                name="mails_on_their_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"

    @property
    def digest(self) -> tuple[Delivery, date]:
        """Of a daily or weekly mail: which one, and of which day. One that was tried again leaves later."""
        reach, _colon, day = self.key.partition(":")
        return Delivery(reach), date.fromisoformat(day)


class Notice(InnerRow):
    """What a person was told, as facts; the sentence is made when it is read.

    `key` says what it tells: a person is told each thing once. `at` is the moment of the event, by the clock of what
    people do. `mail` is the mail that holds it; none where it stands only on the page.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    seat = models.PositiveBigIntegerField()
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    facts = models.JSONField(encoder=ReadableEncoder)
    at = models.DateTimeField()
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (unique("a_person_is_told_once", ("user", "key")),)
        indexes = (
            models.Index(fields=("seat", "at"), name="notices_of_a_seat"),
            models.Index(fields=("seat",), condition=Q(seen_at__isnull=True), name="new_notices_of_a_seat"),
        )


class NoticeSeat(InnerRow):
    """A further seat of the person, to which the same was told: the notice stays where the first one ends."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="further")
    seat = models.PositiveBigIntegerField()

    class Meta:
        constraints = (unique("one_row_a_notice_and_seat", ("notice", "seat")),)


def post_to_person(user: Any, code: MailCode, *, now: datetime, **params: str) -> Mail:
    """Put a mail into the outbox for a person, in the caller's transaction."""
    return Mail.objects.create(user=user, code=code, due_at=now, params=params)


def post_to_address(address: str, code: MailCode, *, now: datetime, **params: str) -> Mail:
    """Put a mail into the outbox for a typed address. Whether it is somebody's, only the worker asks: it costs the same."""
    return Mail.objects.create(address=address, code=code, due_at=now, params=params)
