"""Seats: who may act for whom, and when. A person acts under one of them at a time."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.db.model_parts import check, row_or_none
from commit_portal.i18n import Message, message, register, say
from workplans.models.countries import Ministry, Partner, Taskforce
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Role

# What each role carries beside workplans.plan.permissions, in Django's names: `spa/` asks without knowing a role.
EVERYBODY_MAY = frozenset({"spa.view_actionplan"})
ROLE_MAY: dict[str, frozenset[str]] = {
    Role.DESK: EVERYBODY_MAY | {"spa.view_notes"},
    Role.REGIONAL_OFFICE: EVERYBODY_MAY | {"spa.view_notes", "spa.change_actionplan"},
}

# The role of a seat by the code under which the trail keeps it (`Seat.described`).
_KEPT = {f"seat.{role.value}": role.value for role in Role}


def role_kept(seat: Mapping[str, Any] | None) -> str:
    """The role of a seat that the trail keeps; "" for the portal, and for who held none."""
    return "" if seat is None else _KEPT.get(seat["code"], "")


class SeatQuerySet(models.QuerySet["Seat"]):
    def held_between(self, first: date, last: date | None) -> "SeatQuerySet":
        """Seats that are held on a day of a span; without `last` it has no end."""
        begun = self if last is None else self.filter(starts_on__lte=last)
        stopped = Q(stopped_at__isnull=False)
        return begun.filter(
            Q(ends_on__isnull=True)
            | ~stopped & Q(ends_on__gte=first)
            | stopped & Q(ends_on__gt=first) & Q(ends_on__gt=F("starts_on"))
        )

    def held_on(self, day: date) -> "SeatQuerySet":
        """Seats that have begun and not ended; both ends are days of the seat, unless it was stopped on its last."""
        return self.held_between(day, day)


class Seat(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=12, choices=Role.choices)
    taskforce = row_or_none(Taskforce, "seats")
    partner = row_or_none(Partner, "seats")
    # Of the taskforce; a member answers for it.
    ministry = row_or_none(Ministry, "seats")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Set where the seat was ended at once: its last day then no longer counts.
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ("taskforce__position", "role", "pk")
        constraints = (
            check(
                "seat_has_the_scope_of_its_role",
                Q(role__in=[*TASKFORCE_ROLES, Role.DESK], taskforce__isnull=False, partner__isnull=True)
                | Q(role=Role.PARTNER, taskforce__isnull=True, partner__isnull=False)
                | Q(
                    role__in=[Role.REGIONAL_OFFICE, Role.OBSERVER],
                    taskforce__isnull=True,
                    partner__isnull=True,
                ),
                _(
                    "A role of a taskforce or desk has a country, and a role of a partner has a partner. "
                    "Other roles have neither."
                ),
            ),
            check(
                "only_a_taskforce_s_seat_names_a_ministry",
                Q(ministry__isnull=True) | Q(role__in=TASKFORCE_ROLES),
            ),
            check(
                "seat_ends_after_it_starts",
                Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                _("The last day of a role is not before its first day. Change one of the dates."),
            ),
            check(
                "stopped_seat_has_its_last_day",
                Q(stopped_at__isnull=True) | Q(ends_on__isnull=False),
                _("A role that has ended needs a last day. Enter the day."),
            ),
            models.UniqueConstraint(
                F("user"),
                F("role"),
                Coalesce("taskforce", 0, output_field=models.BigIntegerField()),
                Coalesce("partner", 0, output_field=models.BigIntegerField()),
                condition=Q(ends_on__isnull=True),
                name="open_seat_is_held_once",
                violation_error_message=_("This person already has the same role."),
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def role_label(self) -> str:
        """The first line under the wordmark: "Taskforce lead", "Cambodia desk", "Regional office"."""
        if self.role == Role.DESK and self.taskforce is not None:
            return gettext("%(place)s desk") % {"place": self.taskforce.name}
        return self.get_role_display()

    @property
    def place_label(self) -> str:
        """The second line: the country, the partner, or the Secretariat."""
        if self.role in SECRETARIAT_ROLES:
            return gettext("Secretariat")
        if self.taskforce is not None:
            return self.taskforce.name
        return str(self.partner) if self.partner is not None else "COMMIT"

    @property
    def dates(self) -> str:
        """Its first and last day: "From 1 Jan 2011", "1 Jan 2011 to 31 Dec 2011"."""
        if self.ends_on is None:
            return say(gettext("From %(day)s"), day=self.starts_on)
        return say(gettext("%(first)s to %(last)s"), first=self.starts_on, last=self.ends_on)

    @property
    def words(self) -> str:
        """The seat in words: "taskforce lead, Cambodia"."""
        return str(self.described)

    @property
    def described(self) -> Message:
        """The seat as the trail keeps it: its role and the name that its place has today."""
        if self.role == Role.REGIONAL_OFFICE or self.role == Role.OBSERVER:
            return message(f"seat.{self.role}")
        place = self.taskforce.name if self.taskforce is not None else str(self.partner)
        return message(f"seat.{self.role}", place=place)

    def is_held_on(self, day: date) -> bool:
        """Return whether the seat has begun and not ended, as `SeatQuerySet.held_on` asks the database."""
        return self.starts_on <= day and not self.is_over_on(day)

    def is_over_on(self, day: date) -> bool:
        """Return whether the seat has ended by a day. One that was stopped is over on its last day, or never begins."""
        if self.ends_on is None:
            return False
        return self.ends_on < day or (
            self.stopped_at is not None and self.ends_on <= max(day, self.starts_on)
        )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that its holder chose, else that of its country, else the offices'."""
        if self.user.time_zone:
            return ZoneInfo(self.user.time_zone)
        return self.taskforce.zone if self.taskforce else ZoneInfo(settings.TIME_ZONE)

    @property
    def in_secretariat(self) -> bool:
        return self.role in SECRETARIAT_ROLES

    @property
    def is_of_taskforce(self) -> bool:
        """Officer, lead or member of a taskforce (a desk is not of it)."""
        return self.role in TASKFORCE_ROLES

    @property
    def is_regional_office(self) -> bool:
        return self.role == Role.REGIONAL_OFFICE

    def has_perm(self, permission: str) -> bool:
        """Whether this seat carries the permission; what else its holder sits on does not count (ADR 2)."""
        return permission in ROLE_MAY.get(self.role, EVERYBODY_MAY)

    def sits_in(self, taskforce_id: int | None) -> bool:
        return self.is_of_taskforce and self.taskforce_id == taskforce_id

    def is_desk_of(self, taskforce_id: int | None) -> bool:
        return self.role == Role.DESK and self.taskforce_id == taskforce_id


register(
    {
        "taskforce.regional": _("Regional"),
        "addressee.secretariat": _("the Secretariat"),
        "seat.officer": _("taskforce officer, %(place)s"),
        "seat.lead": _("taskforce lead, %(place)s"),
        "seat.member": _("taskforce member, %(place)s"),
        "seat.desk": _("%(place)s desk"),
        "seat.regional": _("regional office"),
        "seat.partner": _("partner, %(place)s"),
        "seat.observer": _("observer"),
    }
)
