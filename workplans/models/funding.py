"""Money of donors: their grants, what each may pay for, and what of it is allotted to approved activities."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import check, in_order, unique
from commit_portal.models import RowVersion
from spa.models import ActionPlan
from workplans.models.activities import Activity, dollars_or_none
from workplans.models.countries import Partner


def dollars() -> "models.DecimalField[Decimal, Decimal]":
    """A column for US dollars, nothing at first."""
    return models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))


def codes() -> models.JSONField:
    """A column for codes that never change: words of places in addresses, codes of areas, headings of the budget."""
    return models.JSONField(default=list, blank=True)


class Grant(RowVersion):
    """What a donor promised for a plan of action, in US dollars. `original` says it in the donor's currency.

    `received`: what has arrived until `received_on`. The database writes `allotted` (ADR 39). It may pay for
    places, areas and headings; where none of a kind is named, for all but those that it may not pay for.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="grants", verbose_name=_("donor")
    )
    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="grants")
    title = models.CharField(_("title of the grant"), max_length=200)
    amount = dollars()
    original = models.CharField(_("amount in the donor’s currency"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    received = dollars_or_none()
    received_on = models.DateField(_("received until which day"), null=True, blank=True)
    allotted = dollars()
    countries, areas, headings = codes(), codes(), codes()
    no_countries, no_areas = codes(), codes()

    class Meta:
        ordering = ("partner__position", "starts_on", "pk")
        constraints = (
            unique("grant_is_recorded_once", ("plan", "partner", "title")),
            check("grant_ends_after_it_starts", in_order("starts_on", "ends_on")),
            check(
                "grant_is_allotted_within_its_amount",
                Q(amount__gt=0, allotted__gte=0, allotted__lte=F("amount")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def called(self) -> str:
        """Its title behind its donor: two donors may give one title."""
        return f"{self.partner}: {self.title}"

    @property
    def left(self) -> Decimal:
        """US dollars that are not allotted."""
        return self.amount - self.allotted


class Allotment(RowVersion):
    """What a grant pays of an activity. `spent` is typed; where it is none, the reported spending is shared.

    `cost` is the approved Secretariat funding of the activity (`follow_costs`), and `of_activity` what all grants
    together pay of it, which the database writes: both stand in each allotment to the activity.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="allotments")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="allotments")
    amount, spent = dollars(), dollars_or_none()
    of_activity, cost = dollars(), dollars()

    class Meta:
        ordering = ("grant", "activity__code")
        constraints = (
            unique("grant_is_allotted_once_to_an_activity", ("grant", "activity")),
            check("activity_is_allotted_within_its_cost", Q(amount__gt=0, of_activity__lte=F("cost"))),
            check("allotment_is_spent_within_its_amount", Q(spent__isnull=True) | Q(spent__lte=F("amount"))),
        )
