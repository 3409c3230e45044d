"""Each change of an answer is kept, and the rows of a file with answers for targets until they are confirmed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import commit_portal.i18n.messages


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0002_editions_by_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TargetImport",
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
    ]
