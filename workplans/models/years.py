"""The year and its nine steps, planned and actual."""

from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import check, in_order, paired, unique
from commit_portal.i18n import say
from spa.models import ActionPlan, RevisedText
from workplans.statuses import Step

# US dollars a country and year, unless the regional office opens a year with another sum (WP-3).
COUNTRY_CEILING = Decimal(100_000)


class YearsOfThePortal(models.Manager["AnnualCycle"]):
    """The years that were planned in the portal: a loaded year has no workplan, no step and no review."""

    def get_queryset(self) -> models.QuerySet["AnnualCycle"]:
        return super().get_queryset().filter(is_loaded=False)


def ceiling_on(
    day: date, ceiling: Decimal | None, following: Decimal | None, starts_on: date | None
) -> Decimal | None:
    """The ceiling of a day in US dollars: the `following` one from its first day on. None where there is none."""
    return following if starts_on is not None and starts_on <= day else ceiling


class AnnualCycle(models.Model):
    """One year of COMMIT. Money is in US dollars. The year is given, never derived from a meeting's date.

    `revision` is bumped by every action that changes what the comparison shows; caches are keyed by it.
    `plan_revision` is the text of the plan of action that the year follows: somebody moves it, never a date. To move it
    to `asked_revision`, if any, the taskforces are asked to choose targets that this one has: activities use texts of both.
    `opened_on` is none of a year that was opened before the portal kept it.
    A year that `is_loaded` is known from documents alone: only who compares years asks `every` for it (ADR 0030).
    """

    year = models.PositiveSmallIntegerField(unique=True)
    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="cycles")
    plan_revision = models.PositiveSmallIntegerField(default=1)
    asked_revision = models.PositiveSmallIntegerField(null=True, blank=True)
    country_ceiling = models.DecimalField(
        max_digits=12, decimal_places=2, default=COUNTRY_CEILING, validators=[MinValueValidator(Decimal(0))]
    )
    regional_ceiling = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    next_ceiling = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    next_ceiling_on = models.DateField(null=True, blank=True)
    guide_min = models.PositiveSmallIntegerField(default=15)
    guide_max = models.PositiveSmallIntegerField(default=25)
    starts_on = models.DateField()
    ends_on = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)
    is_loaded = models.BooleanField(_("loaded from documents, not planned in the portal"), default=False)
    note = models.TextField(blank=True)

    objects = YearsOfThePortal()
    every: models.Manager["AnnualCycle"] = models.Manager()

    class Meta:
        ordering = ("-year",)
        constraints = (
            check(
                "year_ends_after_it_starts",
                Q(ends_on__gt=F("starts_on")),
                _("The year's implementation ends after it starts."),
            ),
            check(
                "ceilings_are_not_negative",
                Q(country_ceiling__gte=0) & ~Q(regional_ceiling__lt=0) & ~Q(next_ceiling__lt=0),
                _("A ceiling cannot be negative. Give zero or more."),
            ),
            paired("next_ceiling", "next_ceiling_on", name="next_ceiling_of_a_year_has_a_day"),
            check(
                "guide_is_a_range",
                Q(guide_max__gte=F("guide_min")),
                _("The upper number of the guide cannot be below the lower one."),
            ),
        )

    def __str__(self) -> str:
        return str(self.year)

    @property
    def plan_title(self) -> str:
        """The plan of action that the year follows, with its revision from the second on."""
        if self.plan_revision == 1:
            return str(self.plan)
        return say(_("%(plan)s, revision %(number)s"), plan=str(self.plan), number=self.plan_revision)

    def ceiling_on(self, day: date) -> Decimal:
        """The ceiling of each country on a day, in US dollars, where none was announced for one country alone."""
        return ceiling_on(day, self.country_ceiling, self.next_ceiling, self.next_ceiling_on) or Decimal(0)

    def was_opened_after(self, day: date) -> bool:
        """Whether it was opened after a day for which something was planned: then nobody is late for that."""
        return self.opened_on is not None and day < self.opened_on

    def offers(self, text: RevisedText) -> bool:
        """Whether activities may use a text of its plan of action: of its revision, or of the one that is asked for."""
        return any(map(text.is_in_revision, (self.plan_revision, self.asked_revision or self.plan_revision)))


class CycleStep(models.Model):
    """When a step was planned and when it really was; a deadline never locks anything."""

    cycle = models.ForeignKey(AnnualCycle, on_delete=models.PROTECT, related_name="steps")
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    planned_from = models.DateField(null=True, blank=True)
    planned_until = models.DateField(null=True, blank=True)
    actual_from = models.DateField(null=True, blank=True)
    actual_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("cycle", "step")
        constraints = (
            unique("step_stands_once_in_its_year", ("cycle", "step")),
            check(
                "step_is_planned_to_end_after_it_starts",
                in_order("planned_from", "planned_until"),
                _("A step is planned to end after it starts."),
            ),
            check("step_ended_after_it_started", in_order("actual_from", "actual_until")),
        )

    def __str__(self) -> str:
        return f"{self.step}. {self.get_step_display()}"

    @property
    def is_recorded(self) -> bool:
        """Whether the actual days are recorded. If not, the days of its meeting or review are used."""
        return self.actual_from is not None or self.actual_until is not None
