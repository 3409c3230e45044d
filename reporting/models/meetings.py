"""Meetings with planned and actual hosts and dates, their parts, and what they recommend; calendars of seats."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, in_order, row_or_none, unique
from commit_portal.db.search_fields import FoldedField
from commit_portal.i18n import Message, message
from reporting.statuses import FINISHED, Attendance, EvidenceKind, FollowUpStatus, MeetingKind, PaperKind
from spa.models import Area, Target
from workplans.models import Country, Partner, Seat, Taskforce


class Meeting(models.Model):
    """One gathering. SOM 8 and IMM 3 were one: that is why kinds and numbers are parts of it."""

    slug = models.SlugField(max_length=40, unique=True)
    planned_host = row_or_none(Country)
    host = row_or_none(Country)
    venue = models.CharField(_("city and venue"), max_length=200, blank=True)
    planned_from = models.DateField(null=True, blank=True)
    planned_until = models.DateField(null=True, blank=True)
    actual_from = models.DateField(null=True, blank=True)
    actual_until = models.DateField(null=True, blank=True)
    is_called_off = models.BooleanField(_("called off"), default=False)
    theme = models.CharField(max_length=250, blank=True)
    agenda = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    folded = FoldedField(of=("slug", "venue", "theme"))

    class Meta:
        ordering = (F("actual_from").asc(nulls_last=True), F("planned_from").asc(nulls_last=True), "pk")
        constraints = (
            check(
                "meeting_is_planned_to_end_after_it_starts",
                in_order("planned_from", "planned_until"),
                _("The planned end is before the planned start. Correct one of the two dates."),
            ),
            check(
                "meeting_ended_after_it_started",
                in_order("actual_from", "actual_until"),
                _("The meeting ended before it started. Correct one of the two dates."),
            ),
            check(
                "meeting_is_held_or_called_off",
                Q(is_called_off=False) | Q(actual_from=None, actual_until=None),
                _("A meeting that was held cannot be called off. Clear “Held from” and “Held until”."),
            ),
        )

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Message | str:
        """Its name as a message that can be stored; its address where it has no part yet."""
        parts = tuple(part.called for part in self.parts.all())
        if not parts:
            return self.slug
        return parts[0] if len(parts) == 1 else message("meeting.together", parts=parts)

    def is_held(self, on: date) -> bool:
        """Whether it has met by a day; what is recorded of a later day is still to come."""
        return self.actual_from is not None and self.actual_from <= on

    def is_ahead(self, on: date) -> bool:
        """Whether its first day is after a day: nobody can have written down yet what is said there."""
        first = self.begins_on()
        return first is not None and first > on and not self.is_called_off

    def days_planned(self, on: date) -> tuple[date | None, date | None]:
        """The planned days, none of a meeting that is called off; recorded days after `on` count as planned."""
        if self.is_called_off:
            return None, None
        if self.actual_from and not self.is_held(on):
            return self.actual_from, self.actual_until
        return self.planned_from, self.planned_until

    def begins_on(self) -> date | None:
        """Its first day, else the planned one."""
        return self.actual_from or self.planned_from or self.planned_until

    @property
    def year(self) -> int | None:
        """That of its first day, if it is known."""
        begins = self.begins_on()
        return begins.year if begins else None

    def ends_on(self) -> date | None:
        """Its last day, else the planned one."""
        return self.actual_until or self.actual_from or self.planned_until or self.planned_from


class MeetingPart(models.Model):
    """A kind of meeting that a gathering was. Of several each may have days of its own, within those of the gathering."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=4, choices=MeetingKind.choices)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("meeting", "-kind")
        constraints = (
            check(
                "meeting_part_ends_after_it_starts",
                in_order("begins_on", "ends_on"),
                _("This part of the meeting ends before it starts. Correct one of the two dates."),
            ),
            unique(
                "meeting_number_is_unique_in_its_kind",
                ("kind", "number"),
                _("There is already a meeting of this kind with this number."),
            ),
        )

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Message:
        """Its kind and number as a message that can be stored."""
        if self.number:
            return message(f"meeting.{self.kind}_numbered", number=str(self.number))
        return message(f"meeting.{self.kind}")


class Delegate(models.Model):
    """Who comes or came, for whom. Two a country at mid-year, six to ten at a SOM: a guide (RV-2).

    It has no telephone number. Who names the delegation reads the e-mail address, and nobody else: the meeting's
    entries for the calendar go to it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="delegates")
    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, null=True, blank=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=120, blank=True)
    attendance = models.CharField(_("took part"), max_length=11, choices=Attendance.choices, blank=True)

    class Meta:
        ordering = ("meeting", "taskforce__position", "name")
        constraints = (
            check(
                "delegate_comes_for_one",
                Q(taskforce__isnull=False, partner__isnull=True)
                | Q(taskforce__isnull=True, partner__isnull=False),
                _("Choose a taskforce or a partner for each delegate."),
            ),
            models.UniqueConstraint(
                F("meeting"),
                F("name"),
                Coalesce("taskforce", 0, output_field=models.BigIntegerField()),
                Coalesce("partner", 0, output_field=models.BigIntegerField()),
                name="delegate_comes_once_for_one",
                violation_error_message=_("This name is already in the delegation."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class MeetingPaper(models.Model):
    """The agenda, the minutes or another paper of a meeting: a file of the store "evidence". The history names removed ones."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    what = models.CharField(max_length=7, choices=PaperKind.choices)
    kind = models.CharField(max_length=4, choices=EvidenceKind.choices)
    name = models.CharField(_("the file's own name"), max_length=200)
    path = models.CharField(max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("meeting", "what", "at", "pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.name}"


class Recommendation(models.Model):
    """Something the SOM asks for; each addressee answers for itself."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    area = row_or_none(Area)
    target = row_or_none(Target)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("meeting", "number")
        constraints = (
            unique("recommendation_number_is_unique_in_its_meeting", ("meeting", "number")),
            check(
                "recommendation_speaks_of_an_area_or_a_target",
                Q(area__isnull=True) | Q(target__isnull=True),
                _("Choose an area or a target, not both."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class RecommendationAddresseeQuerySet(models.QuerySet["RecommendationAddressee"]):
    def unfinished(self) -> "RecommendationAddresseeQuerySet":
        """Those whose latest answer (`latest_status`, at `latest_at`) is neither “done” nor “not followed”, or that have none."""
        latest = RecommendationAnswer.objects.filter(addressee=OuterRef("pk")).order_by("-at", "-pk")
        status = Coalesce(Subquery(latest.values("status")[:1]), Value(FollowUpStatus.OPEN.value))
        found = self.annotate(latest_status=status, latest_at=Subquery(latest.values("at")[:1]))
        return found.exclude(latest_status__in=FINISHED)


class RecommendationAddressee(InnerRow):
    """One taskforce that a recommendation is addressed to (the regional row for the Secretariat)."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="addressees")
    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="recommendations")

    objects = RecommendationAddresseeQuerySet.as_manager()

    class Meta:
        ordering = ("recommendation", "taskforce__position")
        constraints = (unique("recommendation_is_addressed_once", ("recommendation", "taskforce")),)

    def latest(self, until: datetime | None = None) -> "RecommendationAnswer | None":
        """The last answer, of those given until a moment where one is named; no query where they are prefetched."""
        said = [answer for answer in self.answers.all() if until is None or answer.at <= until]
        return said[-1] if said else None

    @property
    def status(self) -> FollowUpStatus:
        """That of the latest answer."""
        latest = self.latest()
        return FollowUpStatus(latest.status) if latest else FollowUpStatus.OPEN

    @property
    def words(self) -> str:
        """Those of the latest answer."""
        latest = self.latest()
        return latest.words if latest else ""


class RecommendationAnswer(InnerRow):
    """What became of a recommendation at one addressee, as it was said on a day. Rows are only added.

    `by` is None where it was not kept who said it.
    """

    addressee = models.ForeignKey(RecommendationAddressee, on_delete=models.PROTECT, related_name="answers")
    status = models.CharField(max_length=14, choices=FollowUpStatus.choices)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            check(
                "recommendation_not_followed_gives_its_reason",
                ~Q(status=FollowUpStatus.NOT_FOLLOWED) | ~Q(words=""),
                _("Give the reason for not following the recommendation."),
            ),
        )


class CalendarFeed(InnerRow):
    """The calendar of a seat, behind an address of 128 bits. Only its hash is kept, so the address is shown once."""

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="calendar")
    key_hash = models.CharField("SHA-256 of the key in the address", max_length=64, unique=True)
    made_at = models.DateTimeField()
