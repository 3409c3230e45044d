"""Keep what each change of a line changed, so that what is out of date can be merged."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import commit_portal.messages


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0013_texts_are_folded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LineHistory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField()),
                ("plan_version", models.PositiveIntegerField()),
                ("before", models.JSONField(encoder=commit_portal.messages.ReadableEncoder)),
                ("after", models.JSONField(encoder=commit_portal.messages.ReadableEncoder)),
                ("token", models.UUIDField(blank=True, editable=False, null=True)),
                ("at", models.DateTimeField()),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
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
            ],
            options={
                "ordering": ("row_version",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "row_version"),
                        name="line_is_changed_once_a_version",
                        violation_error_message="A version of an activity has one change.",
                    )
                ],
            },
        ),
    ]
