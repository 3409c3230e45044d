"""What documents say of years before the portal: each row has its source. Rows of a file wait for their confirmation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0022_answers_without_versions"),
        ("spa", "0004_plans_without_all_texts"),
        ("workplans", "0011_years_may_be_loaded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="spa.actionplan",
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
    ]
