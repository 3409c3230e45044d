"""A text of a plan of action is there from a revision until one. Every text that is there has the first revision."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spa", "0002_a_file_keeps_its_columns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "ordering": (
                    "target",
                    "earlier__plan__number",
                    "earlier__area__position",
                    "earlier__position",
                ),
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
            ],
            options={
                "ordering": ("plan", "number"),
            },
        ),
        migrations.AlterModelOptions(
            name="correction",
            options={
                "ordering": (
                    "since_revision",
                    models.OrderBy(models.F("in_force_from"), nulls_first=True),
                    "pk",
                )
            },
        ),
        migrations.AddField(
            model_name="actionplan",
            name="is_complete",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="actionplan",
            name="revision",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="area",
            name="since_revision",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="area",
            name="until_revision",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="correction",
            name="since_revision",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="menuactivity",
            name="since_revision",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="menuactivity",
            name="until_revision",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="target",
            name="since_revision",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="target",
            name="until_revision",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="correction",
            name="in_force_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_revision__isnull", True),
                    ("until_revision__gte", models.F("since_revision")),
                    _connector="OR",
                ),
                name="area_ends_after_its_first_revision",
                violation_error_message="A text cannot leave the plan of action before the revision that added it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_from__isnull", False), ("since_revision__gt", 1), _connector="OR"
                ),
                name="correction_has_a_day_or_a_revision",
                violation_error_message="Give the day from which the correction is valid.",
            ),
        ),
        migrations.AddConstraint(
            model_name="menuactivity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_revision__isnull", True),
                    ("until_revision__gte", models.F("since_revision")),
                    _connector="OR",
                ),
                name="menu_activity_ends_after_its_first_revision",
                violation_error_message="A text cannot leave the plan of action before the revision that added it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_revision__isnull", True),
                    ("until_revision__gte", models.F("since_revision")),
                    _connector="OR",
                ),
                name="target_ends_after_its_first_revision",
                violation_error_message="A text cannot leave the plan of action before the revision that added it.",
            ),
        ),
        migrations.AddField(
            model_name="descent",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="descent",
            name="earlier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="continued_by", to="spa.target"
            ),
        ),
        migrations.AddField(
            model_name="descent",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="continues", to="spa.target"
            ),
        ),
        migrations.AddField(
            model_name="planrevision",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="spa.actionplan"
            ),
        ),
        migrations.AddField(
            model_name="planrevision",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="descent",
            constraint=models.UniqueConstraint(
                fields=("target", "earlier"),
                name="target_continues_another_once",
                violation_error_message="This target already continues that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="descent",
            constraint=models.CheckConstraint(
                condition=models.Q(("target", models.F("earlier")), _negated=True),
                name="target_never_continues_itself",
                violation_error_message="A target cannot continue itself. Choose an earlier target.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planrevision",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"),
                name="revision_number_is_unique_in_its_plan",
                violation_error_message="This plan of action already has a revision with this number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planrevision",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(("proposed_by__isnull", False), ("status", "agreed")),
                    _connector="OR",
                ),
                fields=("plan",),
                name="plan_has_one_open_revision",
                violation_error_message="This plan of action already has an open revision.",
            ),
        ),
    ]
