"""The tables of reviews, evidence, meetings, editions, made at once: a new database takes no step of its past (ADR 35)."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import commit_portal.db.search_fields
import commit_portal.i18n.messages
import reporting.models.reviews


class Migration(migrations.Migration):
    replaces = [
        ("reporting", "0001_the_year"),
        ("reporting", "0002_editions_by_language"),
        ("reporting", "0003_history_of_answers"),
        ("reporting", "0004_answer_history_is_guarded"),
        ("reporting", "0005_answers_keep_their_last_day"),
        ("reporting", "0006_submitted_answers_have_their_last_day"),
        ("reporting", "0007_late_is_a_question_of_days"),
        ("reporting", "0008_answers_are_taken_back_with_a_reason"),
        ("reporting", "0009_questions_of_desks"),
        ("reporting", "0010_evidence"),
        ("reporting", "0011_answers_have_folded_words"),
        ("reporting", "0012_fold_the_words_of_answers"),
        ("reporting", "0013_answers_to_recommendations"),
        ("reporting", "0014_recommendations_keep_their_answers"),
        ("reporting", "0015_addressees_have_no_status_of_their_own"),
        ("reporting", "0016_evidence_has_readers"),
        ("reporting", "0017_files_have_their_digest"),
        ("reporting", "0018_files_hold_all_answers"),
        ("reporting", "0019_words_before_a_status"),
        ("reporting", "0020_files_keep_their_sha256"),
        ("reporting", "0021_reports_have_drafts"),
        ("reporting", "0022_answers_without_versions"),
        ("reporting", "0023_past_years"),
        ("reporting", "0024_editions_name_the_last_event"),
    ]

    initial = True

    dependencies = [
        ("commit_portal", "__first__"),
        ("spa", "0004_plans_without_all_texts"),
        ("workplans", "0011_years_may_be_loaded"),
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
            name="PastImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                (
                    "plan_version",
                    models.PositiveIntegerField(verbose_name="row version that the rows were compared with"),
                ),
                ("rows", models.JSONField(verbose_name="the cells of its rows, with their row numbers")),
                ("columns", models.JSONField(blank=True, default=list)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="spa.actionplan"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PastRow",
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
                        choices=[("status", "Status"), ("activity", "Activity"), ("money", "Money")],
                        max_length=10,
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=350)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("achieved", "Achieved"),
                            ("in_progress", "In progress"),
                            ("no_activity", "No activity yet"),
                            ("taken_back", "Answer withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("achieved_on", models.DateField(blank=True, null=True)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("targets", models.JSONField(blank=True, default=list)),
                ("approved", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "spent_secretariat",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("accepted", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "spent_accepted",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                (
                    "spent_outside",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("source", models.CharField(max_length=300)),
                ("loaded_at", models.DateTimeField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_rows",
                        to="workplans.annualcycle",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.taskforce",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.activitytype",
                    ),
                ),
            ],
            options={
                "ordering": ("cycle__year", "taskforce__position", "kind", "what"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "status"), ("status__gt", ""), ("target__isnull", False)),
                            models.Q(
                                ("kind", "activity"),
                                ("number__isnull", False),
                                ("title__gt", ""),
                                ("type__isnull", False),
                            ),
                            models.Q(("approved__isnull", False), ("kind", "money")),
                            _connector="OR",
                        ),
                        name="past_row_says_what_its_kind_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__gt", "")), name="past_row_has_its_source"
                    ),
                    models.UniqueConstraint(
                        fields=("cycle", "taskforce", "kind", "what"),
                        name="past_row_is_loaded_once",
                        violation_error_message="This is loaded already.",
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
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("workbook_sha256", models.CharField(blank=True, max_length=64)),
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
            name="ReportDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
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
                (
                    "texts",
                    models.JSONField(
                        blank=True, default=dict, encoder=commit_portal.i18n.messages.ReadableEncoder
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_drafts",
                        to="workplans.annualcycle",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "audience"),
                        name="one_report_draft_a_year_and_audience",
                        violation_error_message="Somebody has just begun to write for these readers.",
                    )
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
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("workbook_sha256", models.CharField(blank=True, max_length=64)),
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
                ("trail_number", models.PositiveBigIntegerField(default=0, editable=False)),
                (
                    "trail_digest",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="SHA-256 of that link"
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
                        fields=("cycle", "audience", "language"),
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
                        condition=models.Q(
                            ("edition__gt", 0),
                            models.Q(("status__in", ("released", "replaced")), _negated=True),
                            _connector="OR",
                        ),
                        name="draft_of_a_report_stays_a_draft",
                        violation_error_message="A draft is not released. Make an edition.",
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
                    "answered_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="first submitted, by the day in its country"
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        verbose_name="last day for answers when they were first submitted",
                    ),
                ),
                ("reopened_because", models.TextField(blank=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="reporting.review",
                    ),
                ),
            ],
            options={
                "ordering": ("review", "taskforce__position", "round"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "taskforce", "round"),
                        name="one_sheet_a_taskforce_and_round",
                        violation_error_message="This taskforce already has answers in this round.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "closed"), _negated=True),
                        fields=("review", "taskforce"),
                        name="one_open_sheet_a_taskforce",
                        violation_error_message="This taskforce's answers are already open.",
                    ),
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
                            ("answered_on__isnull", False), ("due_on__isnull", True), _connector="OR"
                        ),
                        name="only_submitted_answers_keep_their_last_day",
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
            name="RecommendationAddressee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
            name="AnswerImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                (
                    "plan_version",
                    models.PositiveIntegerField(verbose_name="row version that the rows were compared with"),
                ),
                ("rows", models.JSONField(verbose_name="the cells of its rows, with their row numbers")),
                ("columns", models.JSONField(blank=True, default=list)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("uploaded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="reporting.countryreview",
                    ),
                ),
            ],
            options={
                "abstract": False,
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
                            ("taken_back", "Answer withdrawn"),
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
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("narrative",)
                    ),
                ),
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
                        violation_error_message="The activity has not started. Leave the actual dates and the spending of partners empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "taken_back"), _negated=True),
                            models.Q(
                                models.Q(("narrative", ""), _negated=True),
                                ("actual_ends_on__isnull", True),
                                ("actual_starts_on__isnull", True),
                                ("spent_partners__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="taken_back_progress_is_a_reason_alone",
                        violation_error_message="Give the reason, and leave the other fields empty.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
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
                            ("link", "Link"),
                            ("pdf", "PDF"),
                            ("jpeg", "JPEG"),
                            ("png", "PNG"),
                            ("docx", "Word document"),
                            ("xlsx", "Excel workbook"),
                            ("pptx", "PowerPoint presentation"),
                        ],
                        max_length=4,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="the file's own name")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="size in bytes")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file")),
                ("shown_to", models.JSONField(blank=True, default=list)),
                ("found", models.JSONField(blank=True, default=list)),
                ("is_read", models.BooleanField(default=False)),
                ("awaits_answer", models.BooleanField(default=False)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("take_out", "Victims, or people who did not agree: delete the file"),
                            ("agreed", "They are officials or trainers, and they agreed"),
                            ("none", "It is no personal data"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_because", models.TextField(blank=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="workplans.activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="reporting.countryreview",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="spa.target",
                    ),
                ),
            ],
            options={
                "ordering": ("sheet", "at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("activity__isnull", False), ("target__isnull", True)),
                            models.Q(("activity__isnull", True), ("target__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_is_about_one_answer",
                        violation_error_message="Evidence belongs to one activity or to one target.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "link"), ("path", ""), models.Q(("url", ""), _negated=True)),
                            models.Q(
                                models.Q(("kind", "link"), _negated=True),
                                ("url", ""),
                                models.Q(
                                    models.Q(("path", ""), _negated=True),
                                    ("removed_at__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_a_file_or_a_link",
                        violation_error_message="Give a file or a link.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_removed_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_at__isnull", True),
                            models.Q(("removed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="removed_evidence_says_why",
                        violation_error_message="Give a reason.",
                    ),
                ],
            },
            bases=(reporting.models.reviews.OfOneAnswer, models.Model),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("reply", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.activity",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="reporting.countryreview",
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
                "ordering": ("sheet", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "number"),
                        name="one_question_a_number",
                        violation_error_message="These answers already have a question with this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activity__isnull", True), ("target__isnull", True), _connector="XOR"
                        ),
                        name="question_is_about_one_answer",
                        violation_error_message="Choose one activity or one target.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_answered_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reply", ""), ("answered_at__isnull", False), _connector="OR"),
                        name="answered_question_alone_has_a_reply",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("sheet", "activity"),
                        name="one_open_question_an_activity",
                        violation_error_message="The taskforce has not answered your last question yet.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("sheet", "target"),
                        name="one_open_question_a_target",
                        violation_error_message="The taskforce has not answered your last question yet.",
                    ),
                ],
            },
            bases=(reporting.models.reviews.OfOneAnswer, models.Model),
        ),
        migrations.CreateModel(
            name="RecommendationAnswer",
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
                        max_length=14,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="reporting.recommendationaddressee",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "not_followed"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recommendation_not_followed_gives_its_reason",
                        violation_error_message="Give the reason for not following the recommendation.",
                    )
                ],
            },
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
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("achieved", "Achieved"),
                            ("in_progress", "In progress"),
                            ("no_activity", "No activity yet"),
                            ("taken_back", "Answer withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("narrative", models.TextField(blank=True)),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("narrative",)
                    ),
                ),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "taken_back"), _negated=True),
                            models.Q(("narrative", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="taken_back_target_answer_gives_its_reason",
                        violation_error_message="Give the reason for withdrawing the answer.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerHistory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField(encoder=commit_portal.i18n.messages.ReadableEncoder)),
                ("after", models.JSONField(encoder=commit_portal.i18n.messages.ReadableEncoder)),
                ("token", models.UUIDField(blank=True, editable=False, null=True)),
                ("at", models.DateTimeField()),
                ("place", models.CharField(max_length=20)),
                ("sheet_version", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="reporting.countryreview",
                    ),
                ),
            ],
            options={
                "ordering": ("sheet_version",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "place", "sheet_version"),
                        name="answer_is_changed_once_a_version",
                        violation_error_message="A version of the answers has one change of each answer.",
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
    ]
