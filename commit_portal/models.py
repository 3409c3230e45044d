"""The user and the trail. The outbox and the translations have modules of their own."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, row_or_none
from commit_portal.db.search_fields import FoldedField
from commit_portal.db.translations import Translation as Translation
from commit_portal.i18n import Message, ReadableEncoder, from_plain, read_number
from commit_portal.mail.outbox import (
    Fault as Fault,
    Mail as Mail,
    MailSettings as MailSettings,
    Notice as Notice,
    NoticeSeat as NoticeSeat,
    Told as Told,
)
from commit_portal.statuses import EventAudience


def person_or_none() -> "models.ForeignKey[User | None, User | None]":
    """A column for who did something, empty until somebody has."""
    return row_or_none(settings.AUTH_USER_MODEL)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """Make a person; without a password until they answer the invitation."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        # None makes it unusable.
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an e-mail address. Their rights come from their seats (workplans), never from here."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    # How often all sessions of the account were ended at once; a session of an earlier count is none any more.
    sessions_ended = models.PositiveIntegerField(default=0)
    # Name in the IANA list, such as "Asia/Bangkok"; empty: that of the country of the seat.
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    language = models.CharField(_("language of pages and e-mails"), max_length=10, default="en")
    folded = FoldedField(of=("name", "email"))

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email",
                violation_error_message=_("Someone with this e-mail address is already in the portal."),
            ),
            check("nobody_is_a_superuser", Q(is_superuser=False)),
        )

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def link_age(self) -> int:
        """How many seconds a link to set the password works: that of an invitation longer than that of a reset."""
        longest: int = settings.PASSWORD_RESET_TIMEOUT
        return settings.RESET_LINK_AGE if self.has_usable_password() else longest

    def get_session_auth_hash(self) -> str:
        """Return what Django compares at every request; another password or count ends the session."""
        return self._with_count(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same with each earlier secret (SECRET_KEY_FALLBACKS): a new one ends no session."""
        earlier = super().get_session_auth_fallback_hash()
        for secret, told in zip(settings.SECRET_KEY_FALLBACKS, earlier, strict=True):
            yield self._with_count(told, secret)

    def _with_count(self, told: str, secret: str | None = None) -> str:
        salt = "commit_portal.models.User.sessions_ended"
        return salted_hmac(salt, f"{told}{self.sessions_ended}", secret, algorithm="sha256").hexdigest()


class RowVersion(InnerRow):
    """A counter that a form carries, to detect a stale form (commit_portal.workflow.optimistic_locking)."""

    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


# After this, the person no longer remembers the comparison.
IMPORT_WAITS = timedelta(hours=12)


class KeptRowsQuerySet(models.QuerySet["KeptRows"]):
    def waiting(self, key: str, table: Mapping[str, object], *, by: User, now: datetime) -> Any:
        """Rows of this table that this user sent and can still confirm, by their key; None for anybody else's."""
        mine = self.filter(pk=read_number(key), by=by, uploaded_at__gt=now - IMPORT_WAITS, **table)
        related = [name for name, row in table.items() if isinstance(row, models.Model)]
        return (mine.select_related(*related) if related else mine).first()

    def keep(
        self, table: Mapping[str, Any], *, version: int, by: User, now: datetime, **given: object
    ) -> Any:
        """Keep rows until their sender confirms them: they replace the sender's earlier ones of the same `table`.

        `version` is the one of the table that they are compared with. Deletes rows of anybody that are past their time.
        """
        self.filter(uploaded_at__lte=now - IMPORT_WAITS).delete()
        self.filter(by=by, **table).delete()
        return self.create(by=by, uploaded_at=now, plan_version=version, **table, **given)

    def claim(self, waiting: "KeptRows", left: Sequence[object] = (), *, by: User) -> bool:
        """Take rows as they were seen, to write them; those that are `left` wait on. False where they were taken already."""
        mine = self.filter(pk=waiting.pk, by=by, rows=waiting.rows)
        return bool(mine.update(rows=left) if left else mine.delete()[0])


class KeptRows(InnerRow):
    """A spreadsheet that was read and waits for its confirmation: whose, of which state, which rows.

    Kept here and not in the form, so that what is confirmed is what was shown. The file itself is dropped.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    plan_version = models.PositiveIntegerField(_("row version that the rows were compared with"))
    rows = models.JSONField(_("the cells of its rows, with their row numbers"))
    # Its columns in the order of the sheet: codes, or the heads of columns that are none of the table's.
    columns = models.JSONField(default=list, blank=True)
    # The file's own name and when it was downloaded, as its cover says; nothing for pasted rows.
    file_name = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField()

    objects = KeptRowsQuerySet.as_manager()

    class Meta:
        abstract = True


class DemonstrationDay(InnerRow):
    """The day of the demonstration: one row, and none in a portal of real plans."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    day = models.DateField()

    class Meta:
        constraints = (check("demonstration_stands_on_one_day", Q(id=1)),)


class Event(models.Model):
    """One change in the trail. Events can only be added: the database sees to it (commit_portal.db.guards).

    It points by content type and key, so the ground names no app.

    `facts` and `seat` are messages as JSON (`commit_portal.i18n.messages`): what happened, and the seat of who did it.
    Queries ask the verb, the label and the parameters, never a sentence.
    """

    verb = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    label = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(encoder=ReadableEncoder)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    seat = models.JSONField(encoder=ReadableEncoder)
    at = models.DateTimeField()
    audience = models.CharField(max_length=12, choices=EventAudience.choices, default=EventAudience.BOTH)

    class Meta:
        indexes = (models.Index(fields=("content_type", "object_id", "at"), name="event_trail"),)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """The message of the event; `str()` says it to the reader."""
        return from_plain(self.facts)

    @property
    def seat_words(self) -> str:
        """The seat of who did it, in the reader's language: "taskforce lead, Cambodia"."""
        return str(from_plain(self.seat))


class EventLink(InnerRow):
    """A link of the chain of events; the database makes it (`commit_portal.db.event_chain`).

    `event` is the key of its event, and no foreign key: a link says so where its event was removed.
    """

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(_("SHA-256 of the event and of the previous link"), max_length=64)


class ChainHead(InnerRow):
    """The last link again, in one row that all transactions lock in turn."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    position = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)


class Unsettled(InnerRow):
    """A workplan whose counted lines do not add up to its committed money. No transaction that leaves one can end.

    The database writes and removes these (guards.toml). `never` refers to nothing, which is found out at the end.
    """

    workplan = models.PositiveBigIntegerField(primary_key=True)
    never = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", db_index=False)


class RowTrace(InnerRow):
    """What a row of a year, a draft, an answer or a text became: the database writes it (`commit_portal.db.row_traces`).

    `became` is the row without what the portal works out by itself, and null where the row was removed. `at` is of the
    database's clock. `by` is its user, whom SQLite does not know, or "migrate" for what was found changed afterwards.
    """

    table_name = models.CharField(max_length=63)
    row_key = models.PositiveBigIntegerField()
    became = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=63, blank=True)

    class Meta:
        indexes = (models.Index(fields=("table_name", "row_key"), name="traces_of_a_row"),)


class CountedAttempt(InnerRow):
    """A sign-in that failed, or something sent, that counts for a limit while Redis is away (commit_portal.caches).

    `key` is that of django-allauth: the limit, and of whom or whose address. `at` and `until` are seconds since 1970.
    """

    key = models.CharField(max_length=200)
    at = models.FloatField()
    until = models.FloatField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=("key", "at"), name="attempts_of_a_key"),)
