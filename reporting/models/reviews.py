"""The mid-year review and the SOM review: one sheet a taskforce and round, with its answers and the evidence for them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, paired, row_or_none, unique
from commit_portal.db.search_fields import FoldedField
from commit_portal.i18n import Message, message
from commit_portal.models import KeptRows, RowVersion, person_or_none
from commit_portal.sheets.history import RowHistory
from reporting import statuses
from reporting.models.meetings import Meeting
from reporting.statuses import EvidenceKind, PersonalData
from spa.models import Target
from workplans.models import Activity, AnnualCycle, Partner, Taskforce, WorkplanVersion
from workplans.models.activities import dollars_or_none
from workplans.models.workplans import closed_says_when


class Review(models.Model):
    """One look at a year. A meeting may serve several years, and a review may close without one."""

    cycle = models.ForeignKey(AnnualCycle, on_delete=models.PROTECT, related_name="reviews")
    stage = models.CharField(max_length=8, choices=statuses.ReviewStage.choices)
    meeting = row_or_none(Meeting, "reviews")
    status = models.CharField(
        max_length=8, choices=statuses.ReviewStatus.choices, default=statuses.ReviewStatus.PLANNED
    )
    answers_due_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = person_or_none()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_or_none()

    class Meta:
        ordering = ("-cycle__year", "stage")
        constraints = (
            unique("one_review_a_year_and_stage", ("cycle", "stage")),
            paired("opened_at", "opened_by", name="review_opened_when_and_by_whom"),
            paired("closed_at", "closed_by", name="review_closed_when_and_by_whom"),
            check(
                "review_under_way_says_when_it_was_opened",
                Q(status=statuses.ReviewStatus.PLANNED) | Q(opened_at__isnull=False),
            ),
            closed_says_when(statuses.ReviewStatus.CLOSED, name="only_a_closed_review_says_when_it_closed"),
        )

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Message:
        """Its stage and year as a message that can be stored."""
        return message(f"review.{self.stage}", year=str(self.cycle.year))


class CountryReview(RowVersion):
    """The sheet of one taskforce in one round. Readers see the last closed round (RV-1).

    `opened_with`: the version that was approved when it was opened, whose accepted support it asks about (RV-10).
    `answered_on` and `due_on` are of the first submission and go on into the next round (`answers.queries.days_late_of`).
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sheets")
    taskforce = models.ForeignKey(Taskforce, on_delete=models.PROTECT, related_name="sheets")
    round = models.PositiveSmallIntegerField(default=1)
    version = row_or_none(WorkplanVersion)
    opened_with = row_or_none(WorkplanVersion)
    status = models.CharField(
        max_length=10, choices=statuses.CountryReviewStatus.choices, default=statuses.CountryReviewStatus.OPEN
    )
    answered_on = models.DateField(_("first submitted, by the day in its country"), null=True, blank=True)
    due_on = models.DateField(_("last day for answers when they were first submitted"), null=True, blank=True)
    reopened_because = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = person_or_none()
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("review", "taskforce__position", "round")
        constraints = (
            unique("one_sheet_a_taskforce_and_round", ("review", "taskforce", "round")),
            unique(
                "one_open_sheet_a_taskforce",
                ("review", "taskforce"),
                condition=~Q(status=statuses.CountryReviewStatus.CLOSED),
            ),
            paired("submitted_at", "submitted_by", name="sheet_submitted_when_and_by_whom"),
            check(
                "sheet_handed_in_says_when",
                Q(status=statuses.CountryReviewStatus.OPEN) | Q(submitted_at__isnull=False),
            ),
            closed_says_when(
                statuses.CountryReviewStatus.CLOSED, name="only_a_closed_sheet_says_when_it_closed"
            ),
            check(
                "only_submitted_answers_keep_their_last_day",
                Q(answered_on__isnull=False) | Q(due_on__isnull=True),
            ),
            check("reopened_sheet_says_why", Q(round=1) | ~Q(reopened_because=""), _("Give a reason.")),
        )

    @property
    def address(self) -> tuple[int, str, str]:
        """How the addresses of its pages name it: the year, the review, the taskforce."""
        return self.review.cycle.year, self.review.stage, self.taskforce.slug

    def __str__(self) -> str:
        return str(
            message(
                "answers.named", taskforce=self.taskforce.name, review=self.review.called, round=self.round
            )
        )


class ActivityProgress(InnerRow):
    """One answer for one approved activity (RV-3). Spending is US dollars since 1 January.

    `spent_partners` is the sum of its `PartnerSpending`; the action that writes those keeps it.
    """

    sheet = models.ForeignKey(CountryReview, on_delete=models.PROTECT, related_name="progress")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="progress")
    status = models.CharField(max_length=12, choices=statuses.ProgressStatus.choices, blank=True)
    actual_starts_on = models.DateField(null=True, blank=True)
    actual_ends_on = models.DateField(null=True, blank=True)
    spent_secretariat = dollars_or_none()
    spent_partners = dollars_or_none()
    narrative = models.TextField(blank=True)
    folded = FoldedField(of=("narrative",))

    class Meta:
        ordering = ("sheet", "activity__code")
        constraints = (
            unique("one_answer_an_activity", ("sheet", "activity")),
            check(
                "activity_ended_after_it_started",
                Q(actual_starts_on__isnull=True)
                | Q(actual_ends_on__isnull=True)
                | Q(actual_ends_on__gte=F("actual_starts_on")),
                _("The activity ended before it started. Correct one of the two dates."),
            ),
            check(
                "spending_is_not_negative",
                (Q(spent_secretariat__isnull=True) | Q(spent_secretariat__gte=0))
                & (Q(spent_partners__isnull=True) | Q(spent_partners__gte=0)),
                _("Give an amount of zero or more."),
            ),
            check(
                "not_started_has_no_dates_and_no_partner_money",
                ~Q(status=statuses.ProgressStatus.NOT_STARTED)
                | (
                    Q(actual_starts_on__isnull=True, actual_ends_on__isnull=True)
                    & (Q(spent_partners__isnull=True) | Q(spent_partners=0))
                ),
                _("The activity has not started. Leave the actual dates and the spending of partners empty."),
            ),
            check(
                "taken_back_progress_is_a_reason_alone",
                ~Q(status=statuses.ProgressStatus.TAKEN_BACK)
                | (
                    ~Q(narrative="")
                    & Q(
                        actual_starts_on__isnull=True,
                        actual_ends_on__isnull=True,
                        spent_partners__isnull=True,
                    )
                ),
                _("Give the reason, and leave the other fields empty."),
            ),
        )


class PartnerSpending(InnerRow):
    """What one partner spent of an activity, US dollars since 1 January, and whether its help in kind has come.

    Without a partner: what was spent by partners that are not named.
    """

    progress = models.ForeignKey(ActivityProgress, on_delete=models.CASCADE, related_name="partner_spending")
    partner = row_or_none(Partner)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    delivered = models.CharField(max_length=6, choices=statuses.Delivered.choices, blank=True)

    class Meta:
        ordering = ("partner__position", "pk")
        constraints = (
            unique("partner_is_answered_once_an_activity", ("progress", "partner")),
            unique("partners_without_a_name_have_one_sum", ("progress",), condition=Q(partner__isnull=True)),
            check(
                "spending_of_a_partner_is_not_negative",
                Q(amount__isnull=True) | Q(amount__gte=0),
                _("Give an amount of zero or more."),
            ),
            check(
                "spending_says_something_and_help_has_a_partner",
                Q(partner__isnull=False, amount__isnull=True) & ~Q(delivered="")
                | Q(partner__isnull=False, amount__isnull=False)
                | Q(partner__isnull=True, amount__isnull=False, delivered=""),
                _("Give the amount, or choose whether the support in kind was delivered."),
            ),
        )


class TargetStatus(InnerRow):
    """One answer for one target. No row, or words without a status: not reported."""

    sheet = models.ForeignKey(CountryReview, on_delete=models.PROTECT, related_name="target_answers")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="answers")
    status = models.CharField(max_length=12, choices=statuses.TargetProgress.choices, blank=True)
    narrative = models.TextField(blank=True)
    folded = FoldedField(of=("narrative",))
    achieved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("sheet", "target__area__position", "target__position")
        constraints = (
            unique("one_answer_a_target", ("sheet", "target")),
            check(
                "only_an_achieved_target_has_its_date",
                Q(achieved_on__isnull=True) | Q(status=statuses.TargetProgress.ACHIEVED),
                _("The target is not achieved. Leave the date empty."),
            ),
            check(
                "taken_back_target_answer_gives_its_reason",
                ~Q(status=statuses.TargetProgress.TAKEN_BACK) | ~Q(narrative=""),
                _("Give the reason for withdrawing the answer."),
            ),
        )


class AnswerHistory(RowHistory):
    """One change of an answer in a sheet (`reviews.answer_content`). Those who read the sheet read it.

    `place` is the answer (`RowKind.of`), and `sheet_version` the row version of the sheet after the change. An answer has
    no version that lasts: its own row goes when it is emptied.
    """

    sheet = models.ForeignKey(CountryReview, on_delete=models.PROTECT, related_name="history")
    place = models.CharField(max_length=20)
    sheet_version = models.PositiveIntegerField()

    class Meta:
        ordering = ("sheet_version",)
        constraints = (unique("answer_is_changed_once_a_version", ("sheet", "place", "sheet_version")),)


class OfOneAnswer:
    """What belongs to one activity or to one target of a sheet."""

    activity_id: int | None
    target_id: int | None

    @property
    def place(self) -> str:
        """The name of the answer that it is about (`RowKind.of`)."""
        if self.activity_id is not None:
            return statuses.RowKind.ACTIVITY.of(self.activity_id)
        return statuses.RowKind.TARGET.of(self.target_id or 0)


class Question(OfOneAnswer, InnerRow):
    """A question of a country's desk about one answer in a sheet. Those who read the sheet read it.

    It waits until the taskforce answers it, or until the answers are closed. `number` counts the questions of the
    taskforce in the review, over all rounds.
    """

    sheet = models.ForeignKey(CountryReview, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    activity = row_or_none(Activity)
    target = row_or_none(Target)
    text = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_or_none()

    class Meta:
        ordering = ("sheet", "number")
        constraints = (
            unique("one_question_a_number", ("sheet", "number")),
            check("question_is_about_one_answer", Q(activity__isnull=True) ^ Q(target__isnull=True)),
            paired("answered_at", "answered_by", name="question_answered_when_and_by_whom"),
            check("answered_question_alone_has_a_reply", Q(reply="") | Q(answered_at__isnull=False)),
            unique(
                "one_open_question_an_activity", ("sheet", "activity"), condition=Q(answered_at__isnull=True)
            ),
            unique("one_open_question_a_target", ("sheet", "target"), condition=Q(answered_at__isnull=True)),
        )

    @property
    def slug(self) -> str:
        """The answer in an address: "003", or the code of a target. Reads the activity or the target."""
        if self.activity is not None:
            return self.activity.short_code
        return self.target.code if self.target else ""

    @property
    def is_waiting(self) -> bool:
        """Whether the taskforce can still answer it. Reads the sheet."""
        return self.answered_at is None and self.sheet.status != statuses.CountryReviewStatus.CLOSED


class AnswerImport(KeptRows):
    """Rows of a spreadsheet with the answers of a review, until their sender confirms them."""

    sheet = models.ForeignKey(CountryReview, on_delete=models.CASCADE, related_name="imports")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def kept(self) -> "EvidenceQuerySet":
        """What is shown: neither removed, nor waiting for an answer about personal data."""
        return self.filter(removed_at__isnull=True, awaits_answer=False)


class Evidence(OfOneAnswer, models.Model):
    """A file or a link for one answer of one round. Reopened answers have rows of their own; the file is the same.

    - `path` is the file's name in the store "evidence"; a removed file has none where no other round shows it.
    - `awaits_answer`: something in it looks personal (`found`, masked), and nobody has answered yet. `answer` is what they said.
    - `shown_to`: the audiences for whom the lead ticked it (`Audience`). `sha256` is of the file as it is stored.
    - `is_read`: the portal has looked through all of its text; it reads none in a picture, nor in a page that is one.
    """

    sheet = models.ForeignKey(CountryReview, on_delete=models.PROTECT, related_name="evidence")
    activity = row_or_none(Activity, "evidence")
    target = row_or_none(Target, "evidence")
    kind = models.CharField(max_length=4, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    path = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("the file's own name"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    shown_to = models.JSONField(default=list, blank=True)
    found = models.JSONField(default=list, blank=True)
    is_read = models.BooleanField(default=False)
    awaits_answer = models.BooleanField(default=False)
    answer = models.CharField(max_length=8, choices=PersonalData.choices, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = person_or_none()
    removed_because = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("sheet", "at", "pk")
        constraints = (
            check(
                "evidence_is_about_one_answer",
                Q(activity__isnull=False, target__isnull=True)
                | Q(activity__isnull=True, target__isnull=False),
            ),
            check(
                "evidence_is_a_file_or_a_link",
                (Q(kind=EvidenceKind.LINK, path="") & ~Q(url=""))
                | (~Q(kind=EvidenceKind.LINK) & Q(url="") & (~Q(path="") | Q(removed_at__isnull=False))),
            ),
            paired("removed_at", "removed_by", name="evidence_removed_when_and_by_whom"),
            check(
                "removed_evidence_says_why",
                Q(removed_at__isnull=True) | ~Q(removed_because=""),
                _("Give a reason."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def name_in_history(self) -> str:
        """Its kind and the beginning of its digest: a title may name somebody, and the history keeps it for ever."""
        return f"{self.kind.upper()} {self.sha256[:8]}" if self.sha256 else self.kind

    @property
    def code(self) -> str:
        """The code of its activity or target. Reads it."""
        return self.activity.code if self.activity is not None else self.target.code if self.target else ""
