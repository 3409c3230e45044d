"""Frozen versions of a workplan, and to whom they are released. Everybody else reads these, never live rows."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, paired, row_or_none, unique
from commit_portal.db.search_fields import FoldedField
from commit_portal.models import person_or_none
from spa.models import Target
from workplans import statuses
from workplans.activity_codes import short_code
from workplans.fields import SEARCHED, SUPPORT_LIMIT
from workplans.models.activities import Activity, ActivityContent, cost_constraints
from workplans.models.countries import Partner, Taskforce
from workplans.models.workplans import Workplan


class WorkplanVersion(models.Model):
    """A submitted or approved plan: its lines, its needs in words, and its agreement."""

    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=statuses.VersionKind.choices)
    round = models.PositiveSmallIntegerField()
    committed = models.DecimalField(max_digits=12, decimal_places=2)
    ceiling = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    needs = models.TextField(_("opportunities, gaps and needs"), blank=True)
    agreed_on = models.DateField(_("agreed inside the country on"), null=True, blank=True)
    agreed_by = models.TextField(_("by which ministries"), blank=True)
    agreement = models.JSONField(_("which ministries agreed, and when"), default=dict, blank=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("workplan", "number")
        constraints = (
            unique("version_number_is_unique_in_its_workplan", ("workplan", "number")),
            check(
                "version_committed_within_ceiling",
                Q(committed__gte=0) & (Q(ceiling__isnull=True) | Q(committed__lte=F("ceiling"))),
            ),
        )

    def __str__(self) -> str:
        named = {"workplan": self.workplan, "number": self.number}
        return gettext("%(workplan)s, version %(number)s") % named

    @property
    def left(self) -> Decimal | None:
        """US dollars that were free under the ceiling; None where there is no ceiling."""
        return None if self.ceiling is None else self.ceiling - self.committed

    @cached_property
    def returned(self) -> tuple[str, ...]:
        """The codes of lines that were returned when it was made, and are not in it. One query, none of a submitted one."""
        if self.kind != statuses.VersionKind.OF_RECORD:
            return ()
        returned = Activity.objects.filter(
            workplan=self.workplan_id,
            decisions__round=self.round,
            decisions__outcome=statuses.Outcome.RETURN,
            decisions__sent_at__isnull=False,
        )
        held = VersionLine.objects.not_withdrawn().filter(version=self).values("activity")
        return tuple(returned.exclude(pk__in=held).order_by("number").values_list("code", flat=True))


class VersionLineQuerySet(models.QuerySet["VersionLine"]):
    def not_withdrawn(self) -> "VersionLineQuerySet":
        """Lines that the version approves; the others only say that they were withdrawn since."""
        return self.filter(withdrawn=False)


class VersionLine(ActivityContent):
    """A frozen line. `withdrawn` marks an approved line that was withdrawn later."""

    version = models.ForeignKey(WorkplanVersion, on_delete=models.PROTECT, related_name="lines")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="version_lines")
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=statuses.LineState.choices)
    withdrawn = models.BooleanField(default=False)
    folded = FoldedField(of=SEARCHED)

    objects = VersionLineQuerySet.as_manager()

    class Meta:
        ordering = ("area__position", "code")
        constraints = (
            unique("line_stands_once_in_its_version", ("version", "activity")),
            check(
                "line_of_a_version_is_complete",
                ~Q(title="")
                & ~Q(lead_body="")
                & Q(type__isnull=False, starts_on__isnull=False, ends_on__isnull=False)
                & (Q(secretariat_cost__isnull=False) | Q(funding=statuses.Funding.NONE)),
            ),
            check("line_of_a_version_ends_after_it_starts", Q(ends_on__gte=F("starts_on"))),
            *cost_constraints(
                not_negative="line_of_a_version_has_no_negative_cost",
                none_is_zero="line_of_a_version_without_secretariat_money_is_zero",
                covers="costs_in_all_of_a_version_cover_the_secretariat_s_part",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn

    @property
    def short_code(self) -> str:
        return short_code(self.code)


class VersionLineTarget(InnerRow):
    line = models.ForeignKey(VersionLine, on_delete=models.PROTECT, related_name="target_links")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("target__area__position", "target__position")
        constraints = (unique("line_serves_a_target_once", ("line", "target")),)


class VersionLineCountry(InnerRow):
    """A confirmed participation in a regional line."""

    line = models.ForeignKey(VersionLine, on_delete=models.PROTECT, related_name="participations")
    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=statuses.ParticipationRole.choices)

    class Meta:
        ordering = ("taskforce__position",)
        constraints = (unique("taskforce_takes_part_in_a_line_once", ("line", "taskforce")),)


class VersionLineNeed(models.Model):
    """A technical need as it stood, and whether the Secretariat meets it."""

    line = models.ForeignKey(VersionLine, on_delete=models.PROTECT, related_name="needs")
    what = models.CharField(max_length=SUPPORT_LIMIT)
    by_secretariat = models.BooleanField(default=False)
    folded = FoldedField(of=("what",))

    class Meta:
        ordering = ("pk",)
        constraints = (unique("line_of_a_version_names_a_need_once", ("line", "what")),)

    def __str__(self) -> str:
        return self.what


class VersionLineSupport(InnerRow):
    """An accepted contribution as it stood, in US dollars or in kind, with the need that it meets."""

    line = models.ForeignKey(VersionLine, on_delete=models.PROTECT, related_name="supports")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=statuses.ContributionKind.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    what = models.CharField(max_length=SUPPORT_LIMIT, blank=True)
    need = row_or_none(VersionLineNeed, "supports")

    class Meta:
        ordering = ("partner__position", "pk")
        constraints = (check("support_is_above_zero", Q(amount__isnull=True) | Q(amount__gt=0)),)


class Release(InnerRow):
    """An approved version released to an audience. They read the newest release that has not ended."""

    version = models.ForeignKey(WorkplanVersion, on_delete=models.PROTECT, related_name="releases")
    audience = models.CharField(max_length=12, choices=statuses.Audience.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_or_none()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            check("release_is_to_somebody_else", ~Q(audience=statuses.Audience.SECRETARIAT)),
            unique(
                "version_is_released_once_to_an_audience",
                ("version", "audience"),
                condition=Q(ended_at__isnull=True),
            ),
            paired("ended_at", "ended_by", name="release_ended_when_and_by_whom"),
            check("release_ends_after_it_starts", Q(ended_at__isnull=True) | Q(ended_at__gte=F("at"))),
        )
