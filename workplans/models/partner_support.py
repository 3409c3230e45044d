"""Support beside the Secretariat's: the technical needs of a line, and what partners are asked for, offer and add."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import check, paired, unique
from commit_portal.db.search_fields import FoldedField
from commit_portal.models import RowVersion, person_or_none
from workplans.fields import SUPPORT_LIMIT
from workplans.models.activities import Activity
from workplans.models.countries import Partner
from workplans.statuses import (
    OPEN_SUPPORT,
    SUPPORT_NOT_ENDED,
    ContributionKind,
    ContributionStatus,
    EndedBecause,
)


class TechnicalNeed(models.Model):
    """Technical support that a line needs. What a partner meets of it says an accepted contribution."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="technical_needs")
    what = models.CharField(max_length=SUPPORT_LIMIT)
    folded = FoldedField(of=("what",))
    secretariat_at = models.DateTimeField(_("the Secretariat meets it since"), null=True, blank=True)
    secretariat_by = person_or_none()

    class Meta:
        ordering = ("pk",)
        constraints = (
            unique("need_stands_once_at_its_line", ("activity", "what")),
            check("need_says_what", ~Q(what=""), _("Enter what is needed.")),
            paired("secretariat_at", "secretariat_by", name="secretariat_meets_it_when_and_by_whom"),
        )

    def __str__(self) -> str:
        return self.what


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def unanswered(self) -> "ContributionQuerySet":
        """Requests and offers that wait for an answer."""
        return self.filter(status__in=OPEN_SUPPORT)

    def not_ended(self) -> "ContributionQuerySet":
        """Requests, offers and accepted support: what ends with its line (CO-9)."""
        return self.filter(status__in=SUPPORT_NOT_ENDED)

    def accepted(self) -> "ContributionQuerySet":
        """Support that counts, beside the ceiling (CO-5)."""
        return self.filter(status=ContributionStatus.ACCEPTED)


class Contribution(RowVersion):
    """A partner's part of a line, in US dollars or in kind. Never under the ceiling; only accepted support counts.

    `shown_at`: since when its partner may read a request; before, it is prepared (CO-1). `word` goes with the last
    step: the answer, or the reason. `told_how`: how the answer of a partner without an account was told. `lowered_from`:
    US dollars before accepted money was last lowered. `made_with` is the key of the form that made a request, `made_of` a
    mark of what was typed there: a form that is sent twice makes one request. Both are empty where no form made one.
    """

    # True on what `ask_partner` returns for a form that has made it already; of no row.
    is_made_before = False

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="contributions")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=8, choices=ContributionKind.choices, default=ContributionKind.FUNDS)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    lowered_from = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    what = models.CharField(max_length=SUPPORT_LIMIT, blank=True)
    need = models.ForeignKey(
        TechnicalNeed, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    status = models.CharField(
        max_length=10, choices=ContributionStatus.choices, default=ContributionStatus.ASKED
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = person_or_none()
    shown_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = person_or_none()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_or_none()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Empty as well where the portal ended it.
    ended_by = person_or_none()
    ended_because = models.CharField(max_length=14, choices=EndedBecause.choices, blank=True)
    told_how = models.CharField(max_length=SUPPORT_LIMIT, blank=True)
    word = models.CharField(max_length=SUPPORT_LIMIT, blank=True)
    made_with = models.UUIDField(null=True, blank=True, editable=False)
    made_of = models.CharField(max_length=16, blank=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ("partner__position", "pk")
        constraints = (
            check(
                "funds_have_an_amount_and_help_in_kind_says_what",
                Q(kind=ContributionKind.FUNDS, amount__gt=0)
                | (Q(kind=ContributionKind.IN_KIND, amount__isnull=True) & ~Q(what="")),
                _("Enter an amount above zero, or describe the support in kind."),
            ),
            check(
                "support_was_more_before_it_was_lowered",
                Q(lowered_from__isnull=True) | Q(amount__lt=F("lowered_from")),
                _("The lowered support must be less than before."),
            ),
            unique(
                "one_open_asking_or_offer",
                ("activity", "partner", "kind"),
                condition=Q(status__in=OPEN_SUPPORT, need__isnull=True),
            ),
            unique(
                "one_open_asking_or_offer_for_a_need",
                ("activity", "partner", "kind", "need"),
                condition=Q(status__in=OPEN_SUPPORT, need__isnull=False),
            ),
            unique("form_makes_one_request", ("made_with",)),
            paired("asked_at", "asked_by", name="asked_when_and_by_whom"),
            paired("offered_at", "offered_by", name="offered_when_and_by_whom"),
            paired("answered_at", "answered_by", name="answered_when_and_by_whom"),
            check(
                "support_says_when_its_step_was_taken",
                Q(status=ContributionStatus.ASKED, asked_at__isnull=False)
                | Q(status=ContributionStatus.OFFERED, offered_at__isnull=False, shown_at__isnull=False)
                | Q(
                    status__in=(ContributionStatus.ACCEPTED, ContributionStatus.DECLINED),
                    answered_at__isnull=False,
                )
                | Q(status=ContributionStatus.WITHDRAWN, ended_at__isnull=False),
            ),
            check(
                "only_ended_support_says_when_and_why",
                Q(status=ContributionStatus.WITHDRAWN, ended_at__isnull=False) & ~Q(ended_because="")
                | ~Q(status=ContributionStatus.WITHDRAWN)
                & Q(ended_at__isnull=True, ended_by__isnull=True, ended_because=""),
            ),
            check(
                "decline_carries_a_word",
                ~Q(status=ContributionStatus.DECLINED) | ~Q(word=""),
                _("Give a short reason."),
            ),
        )

    @property
    def status_words(self) -> str:
        """Its status; of what was cancelled that it was, of other support that ended that it has ended."""
        was_cancelled = self.ended_because == EndedBecause.TAKEN_BACK
        return str((EndedBecause.TAKEN_BACK if was_cancelled else ContributionStatus(self.status)).label)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer: it is asked or offered."""
        return self.status in OPEN_SUPPORT

    @property
    def is_prepared(self) -> bool:
        """Whether its partner does not read the request yet (CO-1)."""
        return self.status == ContributionStatus.ASKED and self.shown_at is None
