"""The first migration: reviews, meetings, editions and printed forms."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import commit_portal.db.search_fields
import commit_portal.i18n.messages


class Migration(migrations.Migration):
    # A database that has all of these keeps its rows.
    replaces = [
        ("reporting", "0001_the_house"),
        ("reporting", "0002_partners_spend_by_name"),
        ("reporting", "0003_typed_spending_is_not_named"),
        ("reporting", "0004_forms_are_printed"),
        ("reporting", "0005_partners_print_their_own_support"),
        ("reporting", "0006_calendars_have_addresses"),
        ("reporting", "0007_texts_are_folded"),
        ("reporting", "0008_drafts_say_whose_word_they_tell"),
    ]
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("spa", "0001_the_year"),
        ("workplans", "0001_the_year"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key_hash",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="SHA-256 of the key in the address"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar",
                        to="workplans.seat",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CountryReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("submitted", "Submitted"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "is_late",
                    models.BooleanField(default=False, verbose_name="submitted after the review was closed"),
                ),
                ("reopened_because", models.TextField(blank=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.workplanversion",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="workplans.taskforce",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.workplanversion",
                    ),
                ),
            ],
            options={
                "ordering": ("review", "taskforce__position", "round"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sheet_submitted_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "open"), ("submitted_at__isnull", False), _connector="OR"
                        ),
                        name="sheet_handed_in_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status", "closed")),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="only_a_closed_sheet_says_when_it_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("round", 1), models.Q(("reopened_because", ""), _negated=True), _connector="OR"
                        ),
                        name="reopened_sheet_says_why",
                        violation_error_message="Give a reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_started", "Not started"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("actual_starts_on", models.DateField(blank=True, null=True)),
                ("actual_ends_on", models.DateField(blank=True, null=True)),
                (
                    "spent_secretariat",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                (
                    "spent_partners",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                ("narrative", models.TextField(blank=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="workplans.activity",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="reporting.countryreview",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activity progress",
                "ordering": ("sheet", "activity__code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "activity"),
                        name="one_answer_an_activity",
                        violation_error_message="This activity already has an answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actual_starts_on__isnull", True),
                            ("actual_ends_on__isnull", True),
                            ("actual_ends_on__gte", models.F("actual_starts_on")),
                            _connector="OR",
                        ),
                        name="activity_ended_after_it_started",
                        violation_error_message="The activity ended before it started. Correct one of the two dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("spent_secretariat__isnull", True),
                                ("spent_secretariat__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("spent_partners__isnull", True), ("spent_partners__gte", 0), _connector="OR"
                            ),
                        ),
                        name="spending_is_not_negative",
                        violation_error_message="Give an amount of zero or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "not_started"), _negated=True),
                            models.Q(
                                ("actual_ends_on__isnull", True),
                                ("actual_starts_on__isnull", True),
                                models.Q(
                                    ("spent_partners__isnull", True), ("spent_partners", 0), _connector="OR"
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="not_started_has_no_dates_and_no_partner_money",
                        violation_error_message=(
                            "The activity has not started. Leave the actual dates and the spending of "
                            "partners empty."
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("venue", models.CharField(blank=True, max_length=200, verbose_name="city and venue")),
                ("planned_from", models.DateField(blank=True, null=True)),
                ("planned_until", models.DateField(blank=True, null=True)),
                ("actual_from", models.DateField(blank=True, null=True)),
                ("actual_until", models.DateField(blank=True, null=True)),
                ("theme", models.CharField(blank=True, max_length=250)),
                ("agenda", models.TextField(blank=True)),
                ("minutes", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("slug", "venue", "theme")
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.country",
                    ),
                ),
                (
                    "planned_host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.country",
                    ),
                ),
            ],
            options={
                "ordering": (
                    models.OrderBy(models.F("actual_from"), nulls_last=True),
                    models.OrderBy(models.F("planned_from"), nulls_last=True),
                    "pk",
                ),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_until__isnull", True),
                            ("planned_from__isnull", True),
                            ("planned_until__gte", models.F("planned_from")),
                            _connector="OR",
                        ),
                        name="meeting_is_planned_to_end_after_it_starts",
                        violation_error_message="The planned end is before the planned start. Correct one of the two dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actual_until__isnull", True),
                            ("actual_from__isnull", True),
                            ("actual_until__gte", models.F("actual_from")),
                            _connector="OR",
                        ),
                        name="meeting_ended_after_it_started",
                        violation_error_message="The meeting ended before it started. Correct one of the two dates.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("post", models.CharField(blank=True, max_length=120)),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workplans.partner",
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workplans.taskforce",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegates",
                        to="reporting.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "taskforce__position", "name"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("partner__isnull", True), ("taskforce__isnull", False)),
                            models.Q(("partner__isnull", False), ("taskforce__isnull", True)),
                            _connector="OR",
                        ),
                        name="delegate_comes_for_one",
                        violation_error_message="Choose a taskforce or a partner for each delegate.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rtf", "Regional Taskforce meeting"),
                            ("som", "Senior Officials Meeting"),
                            ("imm", "Inter-Ministerial Meeting"),
                        ],
                        max_length=4,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="reporting.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "-kind"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "number"),
                        name="meeting_number_is_unique_in_its_kind",
                        violation_error_message="There is already a meeting of this kind with this number.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerSpending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "delivered",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Delivered"),
                            ("partly", "Delivered in part"),
                            ("no", "Not delivered"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.partner",
                    ),
                ),
                (
                    "progress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partner_spending",
                        to="reporting.activityprogress",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "partner spending",
                "ordering": ("partner__position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("progress", "partner"),
                        name="partner_is_answered_once_an_activity",
                        violation_error_message="This partner already has an amount.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("partner__isnull", True)),
                        fields=("progress",),
                        name="partners_without_a_name_have_one_sum",
                        violation_error_message="Give one amount for all partners without a name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                        name="spending_of_a_partner_is_not_negative",
                        violation_error_message="Give an amount of zero or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__isnull", True),
                                ("partner__isnull", False),
                                models.Q(("delivered", ""), _negated=True),
                            ),
                            models.Q(("amount__isnull", False), ("partner__isnull", False)),
                            models.Q(("amount__isnull", False), ("delivered", ""), ("partner__isnull", True)),
                            _connector="OR",
                        ),
                        name="spending_says_something_and_help_has_a_partner",
                        violation_error_message="Give the amount, or choose whether the support in kind was delivered.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrintedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dataset", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("as_of", models.DateTimeField(verbose_name="figures as they stood at")),
                ("language", models.CharField(max_length=15, verbose_name="language of the files")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("rendering", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("released", "Released"),
                            ("replaced", "Replaced"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "waiting in the queue"),
                            (1, "checking the fonts"),
                            (2, "writing the chapters"),
                            (3, "laying out the pages"),
                            (4, "writing the PDF"),
                            (5, "writing the workbook"),
                            (6, "checking and storing the files"),
                        ],
                        default=0,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=32)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failure",
                    models.JSONField(
                        blank=True, encoder=commit_portal.i18n.messages.ReadableEncoder, null=True
                    ),
                ),
                ("pdf", models.FileField(blank=True, max_length=200, upload_to="reports")),
                ("workbook", models.FileField(blank=True, max_length=200, upload_to="reports")),
                ("pages", models.PositiveIntegerField(default=0)),
                ("pdf_size", models.PositiveBigIntegerField(default=0)),
                ("workbook_size", models.PositiveBigIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "partners",
                    models.CharField(
                        choices=[("amounts", "amounts"), ("names", "names"), ("own", "own")], max_length=8
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="workplans.workplanversion",
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="workplans.workplan",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "-pk"),
                "indexes": [models.Index(fields=["status", "queued_at"], name="form_queue")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("version__isnull", False)),
                        fields=("version", "partners", "language", "digest"),
                        name="form_of_a_version_is_made_once",
                        violation_error_message="This form already exists.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("version__isnull", True)),
                        fields=("workplan", "asked_by", "partners", "language", "digest"),
                        name="form_of_a_draft_is_made_once_for_a_person",
                        violation_error_message="This form already exists.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ("released", "replaced")), _negated=True),
                        name="form_is_not_released",
                        violation_error_message="A form cannot be released. Release its version.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="form_progress_is_in_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("ready", "released", "replaced")), _negated=True),
                            models.Q(
                                models.Q(("pdf", ""), _negated=True),
                                models.Q(("workbook", ""), _negated=True),
                                ("made_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="finished_form_has_its_files",
                        violation_error_message="A form that is ready must have a PDF and an Excel file.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "rendering"), _negated=True),
                            models.Q(models.Q(("token", ""), _negated=True), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="form_being_made_has_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "failed"), _negated=True),
                            ("failure__isnull", False),
                            _connector="OR",
                        ),
                        name="failed_form_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.area",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="reporting.meeting",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.target",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "number"),
                        name="recommendation_number_is_unique_in_its_meeting",
                        violation_error_message="This meeting already has a recommendation with this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area__isnull", True), ("target__isnull", True), _connector="OR"),
                        name="recommendation_speaks_of_an_area_or_a_target",
                        violation_error_message="Choose an area or a target, not both.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendationAddressee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("not_followed", "Not followed"),
                        ],
                        default="open",
                        max_length=14,
                    ),
                ),
                ("follow_up", models.TextField(blank=True)),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addressees",
                        to="reporting.recommendation",
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "ordering": ("recommendation", "taskforce__position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recommendation", "taskforce"),
                        name="recommendation_is_addressed_once",
                        violation_error_message="This taskforce is already in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("mid-year", "Mid-year review"),
                            ("som", "Review at the Senior Officials Meeting"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "Planned"), ("open", "Open"), ("closed", "Closed")],
                        default="planned",
                        max_length=8,
                    ),
                ),
                ("answers_due_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="workplans.annualcycle",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="reporting.meeting",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-cycle__year", "stage"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "stage"),
                        name="one_review_a_year_and_stage",
                        violation_error_message="A year has one mid-year review and one review at the SOM.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_opened_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_closed_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "planned"), ("opened_at__isnull", False), _connector="OR"
                        ),
                        name="review_under_way_says_when_it_was_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status", "closed")),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="only_a_closed_review_says_when_it_closed",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="countryreview",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="reporting.review"
            ),
        ),
        migrations.CreateModel(
            name="TargetStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("achieved", "Achieved"),
                            ("in_progress", "In progress"),
                            ("no_activity", "No activity yet"),
                        ],
                        max_length=12,
                    ),
                ),
                ("narrative", models.TextField(blank=True)),
                ("achieved_on", models.DateField(blank=True, null=True)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_answers",
                        to="reporting.countryreview",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="spa.target"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "target statuses",
                "ordering": ("sheet", "target__area__position", "target__position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "target"),
                        name="one_answer_a_target",
                        violation_error_message="This target already has an answer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("achieved_on__isnull", True), ("status", "achieved"), _connector="OR"
                        ),
                        name="only_an_achieved_target_has_its_date",
                        violation_error_message="The target is not achieved. Leave the date empty.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dataset", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("as_of", models.DateTimeField(verbose_name="figures as they stood at")),
                ("language", models.CharField(max_length=15, verbose_name="language of the files")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("rendering", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("released", "Released"),
                            ("replaced", "Replaced"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "waiting in the queue"),
                            (1, "checking the fonts"),
                            (2, "writing the chapters"),
                            (3, "laying out the pages"),
                            (4, "writing the PDF"),
                            (5, "writing the workbook"),
                            (6, "checking and storing the files"),
                        ],
                        default=0,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=32)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failure",
                    models.JSONField(
                        blank=True, encoder=commit_portal.i18n.messages.ReadableEncoder, null=True
                    ),
                ),
                ("pdf", models.FileField(blank=True, max_length=200, upload_to="reports")),
                ("workbook", models.FileField(blank=True, max_length=200, upload_to="reports")),
                ("pages", models.PositiveIntegerField(default=0)),
                ("pdf_size", models.PositiveBigIntegerField(default=0)),
                ("workbook_size", models.PositiveBigIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("edition", models.PositiveSmallIntegerField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("secretariat", "The Secretariat"),
                            ("taskforces", "The other taskforces"),
                            ("partners", "Partners"),
                            ("observers", "Observers"),
                        ],
                        max_length=12,
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="why this edition was asked for")),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "what_changed",
                    models.JSONField(
                        blank=True,
                        default=list,
                        encoder=commit_portal.i18n.messages.ReadableEncoder,
                        verbose_name="what its successor changed",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="workplans.annualcycle",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="reporting.annualreport",
                    ),
                ),
            ],
            options={
                "ordering": ("cycle", "audience", "-edition"),
                "indexes": [models.Index(fields=["status", "queued_at"], name="report_queue")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "audience", "edition"),
                        name="one_edition_a_year_audience_and_number",
                        violation_error_message="This edition was asked for already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "released")),
                        fields=("cycle", "audience"),
                        name="one_released_edition_for_the_same_readers",
                        violation_error_message="Another edition for these readers is released: it is replaced first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_released_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaced_at__isnull", True), ("replaced_by__isnull", True)),
                            models.Q(("replaced_at__isnull", False), ("replaced_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_replaced_when_and_by_which",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "secretariat"), _negated=True),
                            ("released_at__isnull", True),
                            _connector="OR",
                        ),
                        name="secretariat_reads_without_a_release",
                        violation_error_message="The Secretariat reads its edition as soon as it is ready.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="report_progress_is_in_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("ready", "released", "replaced")), _negated=True),
                            models.Q(
                                models.Q(("pdf", ""), _negated=True),
                                models.Q(("workbook", ""), _negated=True),
                                ("made_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="finished_report_has_its_files",
                        violation_error_message="A finished edition has its PDF and its workbook.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "rendering"), _negated=True),
                            models.Q(models.Q(("token", ""), _negated=True), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_being_made_has_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "failed"), _negated=True),
                            ("failure__isnull", False),
                            _connector="OR",
                        ),
                        name="failed_report_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("replaced_by", models.F("pk")), _negated=True),
                        name="report_does_not_replace_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", False), ("status", "released")),
                            models.Q(("status", "released"), _negated=True),
                            _connector="OR",
                        ),
                        name="released_report_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaced_by__isnull", False), ("status", "replaced")),
                            models.Q(
                                models.Q(("status", "replaced"), _negated=True), ("replaced_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="replaced_report_names_its_successor",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="countryreview",
            constraint=models.UniqueConstraint(
                fields=("review", "taskforce", "round"),
                name="one_sheet_a_taskforce_and_round",
                violation_error_message="This taskforce already has answers in this round.",
            ),
        ),
        migrations.AddConstraint(
            model_name="countryreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "closed"), _negated=True),
                fields=("review", "taskforce"),
                name="one_open_sheet_a_taskforce",
                violation_error_message="This taskforce's answers are already open.",
            ),
        ),
    ]
