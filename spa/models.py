"""The plan of action as data: the hierarchy differs from plan to plan, so it is rows, not code."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commit_portal.db.model_parts import InnerRow, check, in_order, row_or_none, unique
from commit_portal.db.translations import translated
from commit_portal.i18n import comma_list
from commit_portal.models import KeptRows, RowVersion, person_or_none
from spa.statuses import BudgetHeading, Change, PlanStage, Scope, TextKind, short_name

# What a plan of action calls its parts unless it has a word of its own, such as PPC.
AREA_WORD = "Area"
# Longest text of a plan that is read, in characters; the longest printed one has 640.
TEXT_LIMIT = 4_000

plan_code = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, figures and hyphens, for example spa-5.")
)
text_code = RegexValidator(
    r"^(?!.*[A-Za-z]{4})[A-Za-z0-9]+([.\-][A-Za-z0-9]+)*\Z",
    _("Use numbers, dots and at most three letters together, for example 1 or 1.T1."),
)
short_enough = MaxLengthValidator(TEXT_LIMIT, _("Use at most 4,000 characters."))
# A workbook or a database would refuse control characters later, with a worse message.
no_control_characters = RegexValidator(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]",
    _("This text has a character that cannot be printed. Type the text again."),
    inverse_match=True,
)
CODE_IS_TAKEN = _("Another plan of action has this short name. Give another short name.")
NUMBER_IS_TAKEN = _("Another plan of action has this number. Give another number.")
PLAIN_TEXT = (short_enough, no_control_characters)
PLAIN_LINE = (no_control_characters,)


class ActionPlan(RowVersion):
    """A Sub-regional Plan of Action. Its nominal end never blocks planning.

    Its stage is the column `status`, which the lifecycle claims. The row version counts every change of its
    text, stage or past years by people: a form and an import carry it, and the loader leaves a changed plan alone.
    Stage and adoption are those of the newest adopted text, whose number is `revision` (ADR 0028). While the text is
    not complete, texts that are missing may be added (SPA-1).
    """

    code = models.SlugField(
        max_length=20, unique=True, validators=[plan_code], error_messages={"unique": CODE_IS_TAKEN}
    )
    number = models.PositiveSmallIntegerField(unique=True, error_messages={"unique": NUMBER_IS_TAKEN})
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    extended_to = models.DateField(null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=PlanStage.choices, default=PlanStage.DRAFT)
    text_note = models.CharField(_("note on the text in the portal"), max_length=300, blank=True)
    area_word = models.CharField(
        _("word of the plan of action for its areas"), max_length=40, default=AREA_WORD
    )
    adopted_at = models.CharField(max_length=200, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    is_complete = models.BooleanField(default=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            check(
                "plan_ends_after_it_starts",
                Q(ends_on__gte=F("starts_on")),
                _("The plan of action ends before it starts. Correct one of the two dates."),
            ),
            check(
                "plan_is_extended_beyond_its_end",
                Q(extended_to__isnull=True) | Q(extended_to__gt=F("ends_on")),
                _("The extension must end after the plan of action. Give a later day."),
            ),
            check(
                "endorsed_plan_says_where_it_was_adopted",
                ~Q(status__in=(PlanStage.ENDORSED, PlanStage.SUPERSEDED)) | ~Q(adopted_at=""),
                _("Give the place where the plan of action was adopted."),
            ),
        )

    def __str__(self) -> str:
        return translated(self, "title")

    @property
    def short_name(self) -> str:
        """ "SPA II"."""
        return short_name(self.number)

    @property
    def part_word(self) -> str:
        """What it calls its parts, in the reader's language."""
        return translated(self, "area_word")

    @property
    def runs_until(self) -> date:
        """Its last day: as extended, else as printed."""
        return self.extended_to or self.ends_on


# A revision that is not adopted: drafted, or agreed as somebody proposed it.
IS_OPEN = Q(status=PlanStage.DRAFT) | Q(status=PlanStage.AGREED, proposed_by__isnull=False)


class PlanRevision(RowVersion):
    """A text of a plan of action as a whole, from the second on; the first one as it was when it was replaced.

    It has the stages of a plan. Who records its agreement proposes it, and somebody else endorses it. `reason` and
    `source` are those of each text that it rewords. It may extend the plan. No date of it moves a year.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(_("status"), max_length=12, choices=PlanStage.choices, default=PlanStage.DRAFT)
    reason = models.TextField(blank=True, validators=PLAIN_TEXT)
    source = models.CharField(max_length=300, blank=True, validators=PLAIN_LINE)
    proposed_by = person_or_none()
    adopted_at = models.CharField(max_length=200, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    extended_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("plan", "number")
        constraints = (
            unique(
                "revision_number_is_unique_in_its_plan",
                ("plan", "number"),
                _("This plan of action already has a revision with this number."),
            ),
            unique(
                "plan_has_one_open_revision",
                ("plan",),
                _("This plan of action already has an open revision."),
                condition=IS_OPEN,
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


def in_revision(number: int | F, of: str = "", *, last: int | F | None = None) -> Q:
    """The texts that a revision has, or one of those up to `last`; `of` names the text in a query of something else."""
    is_open = Q(**{f"{of}until_revision__isnull": True}) | Q(**{f"{of}until_revision__gte": number})
    return is_open & Q(**{f"{of}since_revision__lte": last or number})


class RevisedQuerySet[Text: "RevisedText"](models.QuerySet[Text]):
    def in_revision(self, number: int | F, last: int | F | None = None) -> Self:
        """The texts that a revision of the plan has. Every read starts here: others hold texts of a draft."""
        return self.filter(in_revision(number, last=last))


class RevisedText(RowVersion):
    """A text of a plan, from a revision on and until one; its key is the obligation, which keeps its answers."""

    # Its kind, the column with its words, and the columns that people type.
    KIND: ClassVar[TextKind]
    COLUMN: ClassVar[str] = "text"
    TYPED: ClassVar[tuple[str, ...]] = ("area", "code", "text", "scope", "source")

    since_revision = models.PositiveSmallIntegerField(default=1)
    until_revision = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300, blank=True, validators=PLAIN_LINE)

    # As `spa.queries.plan_outline` reads it on a day: its address below that of the plan, the text, that of the paper where
    # it differs, the revision with these words, and its corrections. No columns.
    address: str
    shown: str
    printed: str
    reworded_in: int | None
    known_corrections: "list[Correction]"
    # As `spa.queries.changes_between` compares it. No columns either.
    change: Change
    old: str
    new: str

    class Meta:
        abstract = True

    @property
    def printed_text(self) -> str:
        """The text as loaded: an area's title, else the text."""
        words: str = getattr(self, self.COLUMN)
        return words

    def is_in_revision(self, number: int) -> bool:
        """Whether a revision of the plan has the text."""
        return self.since_revision <= number and (
            self.until_revision is None or self.until_revision >= number
        )


def _ends_after_it_begins(kind: str) -> models.CheckConstraint:
    return check(
        f"{kind}_ends_after_its_first_revision",
        Q(until_revision__isnull=True) | Q(until_revision__gte=F("since_revision")),
    )


class Area(RevisedText):
    KIND, COLUMN = TextKind.AREA, "title"
    TYPED = ("code", "title", "objective", "source")

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=10, validators=[text_code])
    title = models.CharField(max_length=200, validators=PLAIN_LINE)
    objective = models.TextField(blank=True, default="", validators=PLAIN_TEXT)

    objects = RevisedQuerySet["Area"].as_manager()

    class Meta:
        ordering = ("plan", "position")
        constraints = (
            _ends_after_it_begins("area"),
            unique(
                "area_code_is_unique_in_its_plan",
                ("plan", "code"),
                _("This plan of action already has an area with this code."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.numbered}. {translated(self, 'title')}"

    @property
    def area(self) -> Self:
        """Itself: every text has its area."""
        return self

    @property
    def numbered(self) -> str:
        """Its word and code, which no correction changes: "Area 1"."""
        return f"{self.plan.part_word} {self.code}"


class Target(RevisedText):
    """A target as printed. `code` is ours and unique (SPA-2); `printed_number` need not be."""

    KIND = TextKind.TARGET
    TYPED = (*RevisedText.TYPED, "printed_number", "due_on", "in_force_from", "in_force_until")

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="targets")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="targets")
    code = models.CharField(max_length=12, validators=[text_code])
    printed_number = models.CharField(max_length=12, blank=True, validators=PLAIN_LINE)
    text = models.TextField(validators=PLAIN_TEXT)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.BOTH)
    due_on = models.DateField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)

    # When it was added to an adopted text, where `spa.queries.areas_with_texts` reads it; else None. No column.
    added_at: datetime | None

    objects = RevisedQuerySet["Target"].as_manager()

    class Meta:
        ordering = ("area__position", "position")
        constraints = (
            _ends_after_it_begins("target"),
            unique(
                "target_code_is_unique_in_its_plan",
                ("plan", "code"),
                _(
                    "Each target of a plan of action has its own code. Two targets can have the same printed number."
                ),
            ),
            check(
                "target_is_in_force_until_after_from",
                in_order("in_force_from", "in_force_until"),
                _("“Valid until” is before “Valid from”. Correct one of the two dates."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {translated(self, 'text')}"

    @property
    def full_code(self) -> str:
        """The code with that of its plan of action: "spa-2:1.T3"."""
        return f"{self.plan.code}:{self.code}"

    @property
    def last_revision(self) -> int:
        """The newest adopted revision that has it, where its page shows it."""
        newest = max(self.plan.revision, self.since_revision)
        return min(self.until_revision or newest, newest)

    @property
    def earlier_codes(self) -> str:
        """The full codes of the targets that it continues. Reads `continues`, so prefetch them for lists."""
        return comma_list([one.earlier.full_code for one in self.continues.all()])


class MenuActivity(RevisedText):
    """An activity area of the plan's menu, from which workplans pick."""

    KIND = TextKind.ACTIVITY_AREA

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="menu")
    code = models.CharField(max_length=12, validators=[text_code])
    text = models.TextField(validators=PLAIN_TEXT)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.BOTH)

    objects = RevisedQuerySet["MenuActivity"].as_manager()

    class Meta:
        ordering = ("area__position", "position")
        verbose_name_plural = _("activity areas")
        constraints = (
            _ends_after_it_begins("menu_activity"),
            unique(
                "menu_code_is_unique_in_its_area",
                ("area", "code"),
                _("This area already has an activity area with this code."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {translated(self, 'text')}"

    @property
    def plan(self) -> ActionPlan:
        """The plan of action of its area."""
        return self.area.plan


class ActivityType(models.Model):
    """One of the eight types, in the order of the proposal's Table 1."""

    code = models.SlugField(max_length=20, unique=True)
    title = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return translated(self, "title")


class Correction(InnerRow):
    """A text that replaces an earlier one; the row keeps its key (SPA-1).

    A misprint is corrected from a date on, in the revisions from `since_revision` on: those with the text that it
    corrects. Without a date it is the rewording of that revision, and holds from there.
    """

    area = row_or_none(Area, "corrections")
    target = row_or_none(Target, "corrections")
    menu_activity = row_or_none(MenuActivity, "corrections")
    text = models.TextField(validators=PLAIN_TEXT)
    reason = models.TextField(validators=PLAIN_TEXT)
    source = models.CharField(max_length=300, validators=PLAIN_LINE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    since_revision = models.PositiveSmallIntegerField(default=1)
    in_force_from = models.DateField(null=True, blank=True)

    # Whether it is the one in force on the day that is read. Not a column.
    is_in_force: bool

    class Meta:
        ordering = ("since_revision", F("in_force_from").asc(nulls_first=True), "pk")
        constraints = (
            check(
                "correction_has_a_day_or_a_revision",
                Q(in_force_from__isnull=False) | Q(since_revision__gt=1),
                _("Give the day from which the correction is valid."),
            ),
            check(
                "correction_corrects_one_thing",
                Q(area__isnull=False, target__isnull=True, menu_activity__isnull=True)
                | Q(area__isnull=True, target__isnull=False, menu_activity__isnull=True)
                | Q(area__isnull=True, target__isnull=True, menu_activity__isnull=False),
                _("Choose one area, one target or one activity area to correct."),
            ),
        )


class Descent(InnerRow):
    """A target that continues an earlier one: of an earlier plan of action, or of an earlier revision of its own.

    `is_same`: it is the same obligation, and its answers are compared. A target with several earlier ones merges them;
    an earlier one with several later ones is split.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="continues")
    earlier = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="continued_by")
    is_same = models.BooleanField(default=True)
    reason = models.TextField(validators=PLAIN_TEXT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("target", "earlier__plan__number", "earlier__area__position", "earlier__position")
        constraints = (
            unique(
                "target_continues_another_once",
                ("target", "earlier"),
                _("This target already continues that one."),
            ),
            check(
                "target_never_continues_itself",
                ~Q(target=F("earlier")),
                _("A target cannot continue itself. Choose an earlier target."),
            ),
        )


class BudgetFigure(InnerRow):
    """What a plan of action asks for one heading in one year, in whole US dollars, as its source prints it.

    Sums are worked out (`spa.budget_table`), never stored. It is no text: SPA-1 does not close it, and the row version of its
    plan does not count it.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="budget")
    heading = models.CharField(max_length=12, choices=BudgetHeading.choices)
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=10, decimal_places=0)
    source = models.CharField(max_length=300, validators=PLAIN_LINE)
    remark = models.CharField(max_length=300, blank=True, validators=PLAIN_LINE)

    class Meta:
        ordering = ("plan", "heading", "year")
        constraints = (
            check("budget_figure_is_not_below_zero", Q(amount__gte=0), _("Give 0 or a larger amount.")),
            check("budget_figure_has_a_source", ~Q(source=""), _("Give the source.")),
            unique(
                "budget_has_one_figure_a_heading_and_year",
                ("plan", "heading", "year"),
                _("This plan of action already has a figure for this heading and year."),
            ),
        )


class TextImport(KeptRows):
    """Rows that were read for a plan of action and wait for whoever sent them to confirm them."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="imports")
