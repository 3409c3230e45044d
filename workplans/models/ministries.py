"""What the ministries of a taskforce say of its plan."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, paired, unique
from commit_portal.models import person_or_none
from workplans.models.countries import Ministry
from workplans.models.workplans import Workplan
from workplans.statuses import MinistryWord


class MinistryAnswer(InnerRow):
    """The last question to a ministry about a plan, and its last answer. The history keeps those before.

    `question` are the words of the lead. `content` is what it answered to: the fingerprints of
    `ministries.queries.content_of_plan`; `plan_version` is the row version of the plan then, None for older answers.
    `on_paper`: the lead recorded an answer that the ministry gave outside the portal, in a letter of `letter_on`.
    """

    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="ministry_answers")
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="answers")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = person_or_none()
    question = models.TextField(blank=True)
    answer = models.CharField(max_length=3, choices=MinistryWord.choices, blank=True)
    word = models.TextField(blank=True)
    content = models.JSONField(_("fingerprints of what was answered to"), default=dict)
    plan_version = models.PositiveIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_or_none()
    on_paper = models.BooleanField(default=False)
    letter_on = models.DateField(_("day of the letter"), null=True, blank=True)

    class Meta:
        ordering = ("workplan", "ministry__position", "ministry__pk")
        constraints = (
            unique("ministry_answers_once_for_a_plan", ("workplan", "ministry")),
            paired("asked_at", "asked_by", name="ministry_asked_when_and_by_whom"),
            check(
                "ministry_answered_when_and_by_whom",
                Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(answer__in=MinistryWord.values, answered_at__isnull=False, answered_by__isnull=False),
            ),
            check("ministry_was_asked_or_answered", Q(asked_at__isnull=False) | Q(answered_at__isnull=False)),
            check(
                "ministry_says_why_not",
                ~Q(answer=MinistryWord.NO) | ~Q(word=""),
                _("Give a short reason why the ministry does not agree."),
            ),
        )

    @property
    def is_yes(self) -> bool:
        return self.answer == MinistryWord.YES

    @property
    def waits(self) -> bool:
        """Whether the ministry was asked and has not answered since."""
        return self.asked_at is not None and (self.answered_at is None or self.answered_at < self.asked_at)

    def may_be_named(self, content: Mapping[str, str]) -> bool:
        """Whether a submission of this content can name the ministry as agreed.

        Its last word is yes: to this content, or to an earlier one and it was not asked again since.
        """
        return self.is_yes and (self.content == content or not self.waits)
