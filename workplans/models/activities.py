"""Activities: the lines of a workplan, what they serve, who takes part, what was changed in them, and what is decided."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, paired, row_or_none, unique
from commit_portal.db.search_fields import FoldedField
from commit_portal.models import RowVersion, person_or_none
from commit_portal.sheets.history import RowHistory
from spa.models import ActivityType, Area, MenuActivity, Target
from workplans.activity_codes import padded
from workplans.fields import FIELDS, LEAD_BODY_LIMIT, SEARCHED, TITLE_LIMIT
from workplans.models.countries import Taskforce
from workplans.models.workplans import Workplan
from workplans.statuses import Funding, LineState, Outcome, ParticipationRole


def dollars_or_none() -> "models.DecimalField[Decimal | None, Decimal | None]":
    """A column for US dollars, zero or more, empty until somebody gives them."""
    zero = MinValueValidator(Decimal(0))
    return models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, validators=[zero])


class ActivityContent(models.Model):
    """The content columns of a line: the same in the live activity and in every frozen version.

    Each has a row in `workplans.fields`, which says how it is called, read and written.
    `secretariat_cost` is US dollars; none means that nobody has given it yet (empty is not zero). `cost_in_all` is what
    the Secretariat, partners and the country pay together; none where nobody else pays, or it is not given.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    description = models.TextField(blank=True)
    type = row_or_none(ActivityType)
    menu_activity = row_or_none(MenuActivity)
    lead_body = models.CharField(max_length=LEAD_BODY_LIMIT, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    expected_result = models.TextField(blank=True)
    secretariat_cost = dollars_or_none()
    funding = models.CharField(max_length=8, choices=Funding.choices, default=Funding.COUNTED)
    cost_in_all = dollars_or_none()

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        raise NotImplementedError

    @property
    def counted_cost(self) -> Decimal:
        """US dollars under the ceiling (WP-3)."""
        return cost_that_counts(self.funding, self.secretariat_cost, withdrawn=self.is_withdrawn)

    @property
    def is_in_reserve(self) -> bool:
        return self.funding == Funding.RESERVE and not self.is_withdrawn

    @property
    def is_put_forward(self) -> bool:
        """As `put_forward` below: accepted support of the others is in no sum of the plan."""
        return self.funding != Funding.RESERVE and not self.is_withdrawn


def cost_constraints(
    *, not_negative: str, none_is_zero: str, covers: str
) -> tuple[models.CheckConstraint, ...]:
    """What holds for the costs of a line, live or frozen, by the names of the constraints.

    The cost in all, where it is given, is not below the Secretariat's part (WP-17).
    """
    not_below = Q(secretariat_cost__isnull=True) | Q(cost_in_all__gte=F("secretariat_cost"))
    return (
        check(
            not_negative,
            Q(secretariat_cost__isnull=True) | Q(secretariat_cost__gte=0),
            _("A cost cannot be negative. Give zero or more."),
        ),
        check(
            none_is_zero,
            ~Q(funding=Funding.NONE) | Q(secretariat_cost__isnull=True) | Q(secretariat_cost=0),
            _("An activity without Secretariat funding has no amount from the Secretariat."),
        ),
        check(
            covers,
            Q(cost_in_all__isnull=True) | Q(cost_in_all__gte=0) & not_below,
            _("The total cost is lower than the Secretariat funding. Enter a higher total cost."),
        ),
    )


class ActivityQuerySet(models.QuerySet["Activity"]):
    def not_withdrawn(self) -> "ActivityQuerySet":
        return self.filter(not_withdrawn())

    def put_forward(self) -> "ActivityQuerySet":
        return self.filter(put_forward())

    def awaiting_decision(self) -> "ActivityQuerySet":
        return self.filter(awaiting_decision())

    def returned(self) -> "ActivityQuerySet":
        return self.filter(returned())

    def untouched(self) -> "ActivityQuerySet":
        """Lines to which nothing happened since they were added, and about which nobody said anything."""
        nothing = ("history", "comments", "contributions", "decisions", "version_lines")
        return self.filter(row_version=1, **dict.fromkeys(nothing)).exclude(
            Q(participations__confirmed_at__isnull=False) | Q(technical_needs__secretariat_at__isnull=False)
        )


class Activity(RowVersion, ActivityContent):
    """A live line. Readers outside the taskforce and its desk never see it: they read versions.

    `made_with` is the key of the form that made it, `made_of` a mark of what was typed there: a form that is sent
    twice makes one line. Both are empty where no form of one line made it. `carried_from` is the line of an earlier
    year whose content it took over; the chain of them is one line over the years.
    """

    # True on what `add_activity` returns for a form that has made it already; of no row.
    is_made_before = False
    # The outcome that is saved and not sent yet, on lines that are loaded for the Secretariat; of no row.
    outcome_to_send = ""

    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="activities")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=LineState.choices, default=LineState.PROPOSED)
    unlocked = models.BooleanField(_("opened again by the lead"), default=False)
    carried_from: "models.ForeignKey[Activity | None, Activity | None]" = row_or_none("self", "carried_to")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    made_with = models.UUIDField(null=True, blank=True, editable=False)
    made_of = models.CharField(max_length=16, blank=True, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_or_none()
    folded = FoldedField(of=SEARCHED)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ("area__position", "number")
        verbose_name_plural = _("activities")
        constraints = (
            unique("activity_number_is_unique_in_its_workplan", ("workplan", "number")),
            unique("activity_code_is_unique", ("code",)),
            unique("form_makes_one_activity", ("made_with",)),
            unique("line_is_carried_over_once", ("workplan", "carried_from")),
            check("activity_has_a_title", ~Q(title=""), _("An activity always has a title.")),
            check(
                "activity_ends_after_it_starts",
                Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                _("The activity ends before it starts. Change one of the dates."),
            ),
            *cost_constraints(
                not_negative="activity_cost_is_not_negative",
                none_is_zero="no_secretariat_money_is_zero",
                covers="costs_in_all_cover_the_secretariat_s_part",
            ),
            check(
                "activity_texts_keep_to_their_length",
                Q(*(LessThanOrEqual(Length(item.name), item.limit) for item in FIELDS if item.limit)),
                _("A text of this activity is too long. Shorten it."),
            ),
            paired("withdrawn_at", "withdrawn_by", name="withdrawn_when_and_by_whom"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def awaits_decision(self) -> bool:
        return self.state == LineState.PROPOSED and self.is_put_forward

    @property
    def is_returned(self) -> bool:
        return self.state == LineState.RETURNED and not self.is_withdrawn

    @property
    def last_sent(self) -> "LineDecision | None":
        """The decision on this line that was sent last; load `decisions` for lists."""
        sent = [decision for decision in self.decisions.all() if decision.is_sent]
        return max(sent, key=lambda decision: decision.round, default=None)

    @property
    def short_code(self) -> str:
        """The last three digits, as lists and addresses print it."""
        return padded(self.number)


class ActivityTarget(InnerRow):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="target_links")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("target__area__position", "target__position")
        constraints = (unique("activity_serves_a_target_once", ("activity", "target")),)


class Participation(InnerRow):
    """A taskforce in a regional activity. Nobody else sees it named before its lead confirms (WP-10)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participations")
    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(
        max_length=10, choices=ParticipationRole.choices, default=ParticipationRole.TAKES_PART
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person_or_none()

    class Meta:
        ordering = ("taskforce__position",)
        constraints = (
            unique("taskforce_takes_part_once", ("activity", "taskforce")),
            paired("confirmed_at", "confirmed_by", name="confirmed_when_and_by_whom"),
        )


class LineHistory(RowHistory):
    """One change of the content of a live line (`plan.line_history`). Only those who draft the plan read it.

    `row_version` is that of the line and `plan_version` that of the plan, both after the change.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="history")
    row_version = models.PositiveIntegerField()
    plan_version = models.PositiveIntegerField()

    class Meta:
        ordering = ("row_version",)
        constraints = (unique("line_is_changed_once_a_version", ("activity", "row_version")),)


class LineDecisionQuerySet(models.QuerySet["LineDecision"]):
    def sent(self) -> "LineDecisionQuerySet":
        """Decisions that the taskforce reads, the last one first."""
        return self.exclude(unsent()).order_by("-round")


class LineDecision(InnerRow):
    """Changeable and seen by the Secretariat alone until it is sent; every round stays on record (WP-7).

    To a return the taskforce may write an `answer`, which the desk reads in the next round, and it says when it is done.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = person_or_none()

    objects = LineDecisionQuerySet.as_manager()

    class Meta:
        ordering = ("activity", "round")
        constraints = (
            unique("one_decision_a_line_and_round", ("activity", "round")),
            check(
                "return_carries_a_reason",
                ~Q(outcome=Outcome.RETURN) | ~Q(reason=""),
                _("A returned activity needs a reason. Write what should change."),
            ),
            paired("done_at", "done_by", name="done_when_and_by_whom"),
            check(
                "only_a_sent_return_is_answered",
                Q(outcome=Outcome.RETURN, sent_at__isnull=False) | Q(answer="", done_at__isnull=True),
            ),
        )

    @property
    def state(self) -> LineState:
        """What the line is once the decision has been sent."""
        return Outcome(self.outcome).state

    @property
    def is_sent(self) -> bool:
        """Whether the taskforce reads it; until then only the Secretariat does."""
        return self.sent_at is not None


# Each condition on lines and decisions stands here once. `of` is the path to them, as in "activities__".
def not_withdrawn(of: str = "") -> Q:
    """Live lines that are in the plan."""
    return Q(**{f"{of}withdrawn_at__isnull": True})


def counted(of: str = "") -> Q:
    """Lines whose Secretariat money counts under the ceiling (WP-3): neither in reserve nor withdrawn."""
    return Q(**{f"{of}funding": Funding.COUNTED}) & not_withdrawn(of)


def put_forward(of: str = "") -> Q:
    """Lines for a decision, or to be put in force: neither in reserve nor withdrawn."""
    return not_withdrawn(of) & ~Q(**{f"{of}funding": Funding.RESERVE})


def awaiting_decision(of: str = "") -> Q:
    """Lines that need a decision in this round (WP-9)."""
    return Q(**{f"{of}state": LineState.PROPOSED}) & put_forward(of)


def returned(of: str = "") -> Q:
    """Lines that were returned and have not been changed since (WP-9)."""
    return Q(**{f"{of}state": LineState.RETURNED}) & not_withdrawn(of)


def unsent(of: str = "") -> Q:
    """Decisions that only the Secretariat sees."""
    return Q(**{f"{of}sent_at__isnull": True})


def recorded(in_round: int | F, of: str = "") -> Q:
    """Decisions that were recorded in the plan's own round and are still to be sent."""
    return Q(**{f"{of}round": in_round}) & unsent(of)


def cost_that_counts(funding: str, cost: Decimal | None, *, withdrawn: bool = False) -> Decimal:
    """US dollars of one line under the ceiling (WP-3). An unknown cost counts as zero."""
    if withdrawn or funding != Funding.COUNTED:
        return Decimal(0)
    return cost or Decimal(0)
