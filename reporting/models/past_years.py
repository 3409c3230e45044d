"""What documents say of years that were not planned in the portal, each row with its source."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commit_portal.db.model_parts import InnerRow, check, row_or_none, unique
from commit_portal.models import KeptRows
from reporting.statuses import PastKind, TargetProgress
from spa.models import ActionPlan, ActivityType, Target
from workplans.models import AnnualCycle, Taskforce

# The longest title and source, in characters.
TEXT_LIMIT = 300


def amount() -> models.DecimalField:
    """US dollars; none where the document does not say."""
    return models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)


class PastRow(InnerRow):
    """A row of a past year. What no row says is not loaded: it is never zero.

    `what` tells it from the other rows of the year and taskforce: the code of its target, the type and title of its
    activities. `number` activities have that title; `targets` are the codes of those that they serve. Money is US dollars.
    """

    cycle = models.ForeignKey(AnnualCycle, on_delete=models.PROTECT, related_name="past_rows")
    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PastKind.choices)
    what = models.CharField(max_length=TEXT_LIMIT + 50, blank=True)
    target = row_or_none(Target)
    status = models.CharField(max_length=12, choices=TargetProgress.choices, blank=True)
    achieved_on = models.DateField(null=True, blank=True)
    type = row_or_none(ActivityType)
    title = models.CharField(max_length=TEXT_LIMIT, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    targets = models.JSONField(default=list, blank=True)
    approved = amount()
    spent_secretariat = amount()
    accepted = amount()
    spent_accepted = amount()
    spent_outside = amount()
    source = models.CharField(max_length=TEXT_LIMIT)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("cycle__year", "taskforce__position", "kind", "what")
        constraints = (
            check(
                "past_row_says_what_its_kind_says",
                Q(kind=PastKind.STATUS, target__isnull=False, status__gt="")
                | Q(kind=PastKind.ACTIVITY, type__isnull=False, title__gt="", number__isnull=False)
                | Q(kind=PastKind.MONEY, approved__isnull=False),
            ),
            check("past_row_has_its_source", Q(source__gt="")),
            unique("past_row_is_loaded_once", ("cycle", "taskforce", "kind", "what")),
        )


class PastImport(KeptRows):
    """Rows of a spreadsheet about the past years of a plan of action, until their sender confirms them."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="+")
