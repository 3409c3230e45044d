"""The workplan of one taskforce (or of the region) for one year, and who may read its draft."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, paired, row_or_none, unique
from commit_portal.db.search_fields import FoldedField
from commit_portal.models import KeptRows, RowVersion, User, person_or_none
from workplans.activity_codes import activity_code
from workplans.models.countries import Partner, Taskforce
from workplans.models.names import names_of
from workplans.models.years import AnnualCycle, ceiling_on
from workplans.statuses import DRAFTING, WorkplanStatus

if TYPE_CHECKING:
    from workplans.models.activities import Activity
    from workplans.models.versions import WorkplanVersion


def closed_says_when(closed: str, *, name: str) -> models.CheckConstraint:
    """The constraint that a row with the status `closed` says when it closed, and no other does."""
    is_closed = Q(status=closed, closed_at__isnull=False)
    is_open = ~Q(status=closed) & Q(closed_at__isnull=True)
    return check(name, is_closed | is_open)


class Workplan(RowVersion):
    """`committed` and `ceiling` are US dollars; committed is recomputed, never added to (WP-3).

    `ceiling_on` has the ceiling of a day. An announced one takes the place of `ceiling` at the next submission (ADR 36).
    """

    cycle = models.ForeignKey(AnnualCycle, on_delete=models.PROTECT, related_name="workplans")
    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="workplans")
    status = models.CharField(max_length=12, choices=WorkplanStatus.choices, default=WorkplanStatus.DRAFT)
    submitted_from = models.CharField(
        _("status before the submission"), max_length=12, choices=WorkplanStatus.choices, blank=True
    )
    round = models.PositiveSmallIntegerField(_("number of submissions"), default=0)
    ceiling = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    next_ceiling = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    next_ceiling_on = models.DateField(null=True, blank=True)
    committed = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    # The highest number of an activity that was removed: no number is used again.
    numbers_used = models.PositiveSmallIntegerField(default=0, editable=False)
    needs = models.TextField(_("opportunities, gaps and needs"), blank=True)
    folded = FoldedField(of=("needs",))
    agreed_on = models.DateField(_("agreed inside the country on"), null=True, blank=True)
    # The names, each on its line; what the lead typed before the answers were stored (`ministries.agreement`).
    agreed_by = models.TextField(_("by which ministries"), blank=True)
    agreement = models.JSONField(_("which ministries agreed, and when"), default=dict, blank=True)
    of_record: "models.ForeignKey[WorkplanVersion | None, WorkplanVersion | None]"
    of_record = row_or_none("WorkplanVersion")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = person_or_none()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = person_or_none()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_or_none()

    # Whether lines that were loaded are all of the plan's, not only those that a reader sees. Not a column.
    holds_all_lines = False

    class Meta:
        ordering = ("cycle", "taskforce__position")
        constraints = (
            unique("one_workplan_a_taskforce_and_year", ("cycle", "taskforce")),
            check(
                "committed_within_ceiling",
                Q(committed__gte=0) & (Q(ceiling__isnull=True) | Q(committed__lte=F("ceiling"))),
            ),
            paired("next_ceiling", "next_ceiling_on", name="next_ceiling_has_a_day"),
            check(
                "next_ceiling_is_not_negative",
                Q(next_ceiling__isnull=True) | Q(next_ceiling__gte=0),
                _("A ceiling cannot be negative. Give zero or more."),
            ),
            paired("submitted_at", "submitted_by", name="submitted_when_and_by_whom"),
            paired("decided_at", "decided_by", name="decided_when_and_by_whom"),
            paired("closed_at", "closed_by", name="closed_when_and_by_whom"),
            check(
                "submitted_plan_says_when",
                ~Q(status=WorkplanStatus.SUBMITTED) | Q(submitted_at__isnull=False),
            ),
            closed_says_when(WorkplanStatus.CLOSED, name="only_a_closed_plan_says_when_it_closed"),
        )

    def __str__(self) -> str:
        year = self.cycle.year
        with names_of(year):
            return gettext("%(country)s workplan %(year)s") % {"country": self.taskforce.name, "year": year}

    def submission_by(self, user: User, *, now: datetime) -> dict[str, object]:
        """The columns of a submission, beside what it hands over: who, when, in which round, and the status before."""
        said = {"submitted_at": now, "submitted_by": user}
        return said | {"submitted_from": self.status, "round": self.round + 1}

    def ministries_on(self, today: date) -> date:
        """The day whose ministries count: that of the submission, of a draft today; never one after the year."""
        if self.submitted_at and self.status not in DRAFTING:
            today = timezone.localdate(self.submitted_at)
        return min(today, self.cycle.ends_on)

    def code_of(self, number: int) -> str:
        """The code of the activity of this number: "KH-2011-001"."""
        return activity_code(self.taskforce.code, self.cycle.year, number)

    @property
    def is_taken_back(self) -> bool:
        """True where the last submission was taken back: the plan waits for the taskforce, and nothing was decided since."""
        if self.status == WorkplanStatus.SUBMITTED or self.submitted_at is None:
            return False
        return self.decided_at is None or self.decided_at < self.submitted_at

    def ceiling_on(self, day: date) -> Decimal | None:
        """The ceiling of a day in US dollars; None where there is none. The plan may still be above a lowered one."""
        return ceiling_on(day, self.ceiling, self.next_ceiling, self.next_ceiling_on)

    def room_for(self, line: "Activity | None", day: date) -> Decimal | None:
        """US dollars that a line, or a new one, may cost to fit, zero above a lowered ceiling; None without a ceiling."""
        ceiling, own = self.ceiling_on(day), line.counted_cost if line is not None else Decimal(0)
        return None if ceiling is None else max(ceiling - self.committed + own, Decimal(0))


class OpeningQuerySet(models.QuerySet["Opening"]):
    def open_at(self, now: datetime) -> "OpeningQuerySet":
        """Openings that have not ended, nor passed their date. `now` may stand for the moment of a request."""
        return self.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=now), ended_at__isnull=True)

    def passed_at(self, now: datetime) -> "OpeningQuerySet":
        """Openings whose date has passed and that nobody has ended yet."""
        return self.filter(closes_at__lte=now, ended_at__isnull=True)


class Opening(InnerRow):
    """Who outside the taskforce may read the draft: its desk (partner none), or one partner until `closes_at`.

    `answered_at`: the partner has said that it has nothing to offer. `ended_by` is empty as well where the portal
    ended it, because its date had passed.
    """

    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="openings")
    partner = row_or_none(Partner, "openings")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_or_none()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_or_none()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ("opened_at", "pk")
        constraints = (
            unique(
                "draft_is_open_once_to_its_desk",
                ("workplan",),
                condition=Q(partner__isnull=True, ended_at__isnull=True),
            ),
            unique(
                "draft_is_open_once_to_a_partner", ("workplan", "partner"), condition=Q(ended_at__isnull=True)
            ),
            check("opening_ends_after_it_starts", Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at"))),
            check(
                "opening_closes_after_it_starts", Q(closes_at__isnull=True) | Q(closes_at__gt=F("opened_at"))
            ),
            check(
                "only_a_partner_reads_until_a_day",
                Q(partner__isnull=True, closes_at__isnull=True) | Q(partner__isnull=False),
            ),
            paired("answered_at", "answered_by", name="nothing_to_offer_when_and_by_whom"),
        )

    def is_open_at(self, now: datetime) -> bool:
        """Whether it has not ended, nor passed its date, as `open_at` says of many."""
        return self.ended_at is None and (self.closes_at is None or self.closes_at > now)

    @property
    def until_on(self) -> date | None:
        """The last day on which the partner reads the draft, by the clock of the plan's country; None without end."""
        if self.closes_at is None:
            return None
        return (self.closes_at - timedelta(microseconds=1)).astimezone(self.workplan.taskforce.zone).date()

    @property
    def ended_on(self) -> date | datetime | None:
        """The last day of an opening that ran out, else the moment at which it was ended."""
        ran_out = self.closes_at is not None and (self.ended_at is None or self.ended_at >= self.closes_at)
        return self.until_on if ran_out else self.ended_at


class LineImport(KeptRows):
    """Rows of a spreadsheet for a workplan, until their sender confirms them."""

    # Rows of its sheet of support, as `rows`.
    support = models.JSONField(default=list, blank=True)
    workplan = models.ForeignKey(Workplan, on_delete=models.CASCADE, related_name="imports")
