"""What the Secretariat decides on each line, round by round."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, paired, unique
from commit_portal.models import person_or_none
from workplans.models.activities import Activity, unsent
from workplans.statuses import LineState, Outcome


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
            unique(
                "one_decision_a_line_and_round",
                ("activity", "round"),
                _("This activity already has a decision in this round. Load the page again."),
            ),
            check(
                "return_carries_a_reason",
                ~Q(outcome=Outcome.RETURN) | ~Q(reason=""),
                _("A returned activity needs a reason. Write what should change."),
            ),
            paired("done_at", "done_by", name="done_when_and_by_whom"),
            check(
                "only_a_sent_return_is_answered",
                Q(outcome=Outcome.RETURN, sent_at__isnull=False) | Q(answer="", done_at__isnull=True),
                _("Only a returned activity has an answer to the desk."),
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
