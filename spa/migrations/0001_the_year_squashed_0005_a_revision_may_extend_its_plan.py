"""The tables of plans of action, made at once: a new database takes no step of its past (ADR 35)."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("spa", "0001_the_year"),
        ("spa", "0002_a_file_keeps_its_columns"),
        ("spa", "0003_plans_of_action_have_revisions"),
        ("spa", "0004_plans_without_all_texts"),
        ("spa", "0005_a_revision_may_extend_its_plan"),
    ]

    initial = True

    dependencies = [
        ("commit_portal", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField(unique=True)),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="ActionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                (
                    "code",
                    models.SlugField(
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "Use small letters, figures and hyphens, for example spa-5.",
                            )
                        ],
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("title", models.CharField(max_length=200)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("extended_to", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("agreed", "Agreed in principle"),
                            ("endorsed", "Endorsed"),
                            ("superseded", "Replaced"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "text_note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="note on the text in the portal"
                    ),
                ),
                (
                    "area_word",
                    models.CharField(
                        default="Area", max_length=40, verbose_name="word of the plan of action for its areas"
                    ),
                ),
                ("adopted_at", models.CharField(blank=True, max_length=200)),
                ("adopted_on", models.DateField(blank=True, null=True)),
                ("source", models.TextField(blank=True)),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("is_complete", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="plan_ends_after_it_starts",
                        violation_error_message="The plan of action ends before it starts. Correct one of the two dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_to__isnull", True),
                            ("extended_to__gt", models.F("ends_on")),
                            _connector="OR",
                        ),
                        name="plan_is_extended_beyond_its_end",
                        violation_error_message="The extension must end after the plan of action. Give a later day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("endorsed", "superseded")), _negated=True),
                            models.Q(("adopted_at", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="endorsed_plan_says_where_it_was_adopted",
                        violation_error_message="Give the place where the plan of action was adopted.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("since_revision", models.PositiveSmallIntegerField(default=1)),
                ("until_revision", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "code",
                    models.CharField(
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?!.*[A-Za-z]{4})[A-Za-z0-9]+([.\\-][A-Za-z0-9]+)*\\Z",
                                "Use numbers, dots and at most three letters together, for example 1 or 1.T1.",
                            )
                        ],
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            )
                        ],
                    ),
                ),
                (
                    "objective",
                    models.TextField(
                        blank=True,
                        default="",
                        validators=[
                            django.core.validators.MaxLengthValidator(4000, "Use at most 4,000 characters."),
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            ),
                        ],
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            )
                        ],
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="areas", to="spa.actionplan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "position"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_revision__isnull", True),
                            ("until_revision__gte", models.F("since_revision")),
                            _connector="OR",
                        ),
                        name="area_ends_after_its_first_revision",
                        violation_error_message="A text cannot leave the plan of action before the revision that added it.",
                    ),
                    models.UniqueConstraint(
                        fields=("plan", "code"),
                        name="area_code_is_unique_in_its_plan",
                        violation_error_message="This plan of action already has an area with this code.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("agreed", "Agreed in principle"),
                            ("endorsed", "Endorsed"),
                            ("superseded", "Replaced"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        validators=[
                            django.core.validators.MaxLengthValidator(4000, "Use at most 4,000 characters."),
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            ),
                        ],
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            )
                        ],
                    ),
                ),
                ("adopted_at", models.CharField(blank=True, max_length=200)),
                ("adopted_on", models.DateField(blank=True, null=True)),
                ("extended_to", models.DateField(blank=True, null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="spa.actionplan",
                    ),
                ),
                (
                    "proposed_by",
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
                "ordering": ("plan", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"),
                        name="revision_number_is_unique_in_its_plan",
                        violation_error_message="This plan of action already has a revision with this number.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(("proposed_by__isnull", False), ("status", "agreed")),
                            _connector="OR",
                        ),
                        fields=("plan",),
                        name="plan_has_one_open_revision",
                        violation_error_message="This plan of action already has an open revision.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TextImport",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="spa.actionplan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MenuActivity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("since_revision", models.PositiveSmallIntegerField(default=1)),
                ("until_revision", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "code",
                    models.CharField(
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?!.*[A-Za-z]{4})[A-Za-z0-9]+([.\\-][A-Za-z0-9]+)*\\Z",
                                "Use numbers, dots and at most three letters together, for example 1 or 1.T1.",
                            )
                        ],
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(4000, "Use at most 4,000 characters."),
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            ),
                        ]
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("regional", "Regional"),
                            ("both", "National and regional"),
                        ],
                        default="both",
                        max_length=8,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            )
                        ],
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="menu", to="spa.area"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activity areas",
                "ordering": ("area__position", "position"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_revision__isnull", True),
                            ("until_revision__gte", models.F("since_revision")),
                            _connector="OR",
                        ),
                        name="menu_activity_ends_after_its_first_revision",
                        violation_error_message="A text cannot leave the plan of action before the revision that added it.",
                    ),
                    models.UniqueConstraint(
                        fields=("area", "code"),
                        name="menu_code_is_unique_in_its_area",
                        violation_error_message="This area already has an activity area with this code.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("since_revision", models.PositiveSmallIntegerField(default=1)),
                ("until_revision", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "code",
                    models.CharField(
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?!.*[A-Za-z]{4})[A-Za-z0-9]+([.\\-][A-Za-z0-9]+)*\\Z",
                                "Use numbers, dots and at most three letters together, for example 1 or 1.T1.",
                            )
                        ],
                    ),
                ),
                (
                    "printed_number",
                    models.CharField(
                        blank=True,
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            )
                        ],
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(4000, "Use at most 4,000 characters."),
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            ),
                        ]
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("regional", "Regional"),
                            ("both", "National and regional"),
                        ],
                        default="both",
                        max_length=8,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("in_force_from", models.DateField(blank=True, null=True)),
                ("in_force_until", models.DateField(blank=True, null=True)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            )
                        ],
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="spa.area"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="spa.actionplan",
                    ),
                ),
            ],
            options={
                "ordering": ("area__position", "position"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_revision__isnull", True),
                            ("until_revision__gte", models.F("since_revision")),
                            _connector="OR",
                        ),
                        name="target_ends_after_its_first_revision",
                        violation_error_message="A text cannot leave the plan of action before the revision that added it.",
                    ),
                    models.UniqueConstraint(
                        fields=("plan", "code"),
                        name="target_code_is_unique_in_its_plan",
                        violation_error_message="Each target of a plan of action has its own code. Two targets can have the same printed number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_until__isnull", True),
                            ("in_force_from__isnull", True),
                            ("in_force_until__gte", models.F("in_force_from")),
                            _connector="OR",
                        ),
                        name="target_is_in_force_until_after_from",
                        violation_error_message="“Valid until” is before “Valid from”. Correct one of the two dates.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Descent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_same", models.BooleanField(default=True)),
                (
                    "reason",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(4000, "Use at most 4,000 characters."),
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            ),
                        ]
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="continued_by",
                        to="spa.target",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="continues", to="spa.target"
                    ),
                ),
            ],
            options={
                "ordering": (
                    "target",
                    "earlier__plan__number",
                    "earlier__area__position",
                    "earlier__position",
                ),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("target", "earlier"),
                        name="target_continues_another_once",
                        violation_error_message="This target already continues that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target", models.F("earlier")), _negated=True),
                        name="target_never_continues_itself",
                        violation_error_message="A target cannot continue itself. Choose an earlier target.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(4000, "Use at most 4,000 characters."),
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            ),
                        ]
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(4000, "Use at most 4,000 characters."),
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            ),
                        ]
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]",
                                "This text has a character that cannot be printed. Type the text again.",
                                inverse_match=True,
                            )
                        ],
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("since_revision", models.PositiveSmallIntegerField(default=1)),
                ("in_force_from", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="spa.area",
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
                    "menu_activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="spa.menuactivity",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="spa.target",
                    ),
                ),
            ],
            options={
                "ordering": (
                    "since_revision",
                    models.OrderBy(models.F("in_force_from"), nulls_first=True),
                    "pk",
                ),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_from__isnull", False), ("since_revision__gt", 1), _connector="OR"
                        ),
                        name="correction_has_a_day_or_a_revision",
                        violation_error_message="Give the day from which the correction is valid.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("area__isnull", False),
                                ("menu_activity__isnull", True),
                                ("target__isnull", True),
                            ),
                            models.Q(
                                ("area__isnull", True),
                                ("menu_activity__isnull", True),
                                ("target__isnull", False),
                            ),
                            models.Q(
                                ("area__isnull", True),
                                ("menu_activity__isnull", False),
                                ("target__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="correction_corrects_one_thing",
                        violation_error_message="Choose one area, one target or one activity area to correct.",
                    ),
                ],
            },
        ),
    ]
