"""What the regional office writes for the next edition is kept as a draft. A draft of the report itself is never released."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import commit_portal.i18n.messages


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0020_files_keep_their_sha256"),
        ("workplans", "0008_names_of_the_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("edition__gt", 0),
                    models.Q(("status__in", ("released", "replaced")), _negated=True),
                    _connector="OR",
                ),
                name="draft_of_a_report_stays_a_draft",
                violation_error_message="A draft is not released. Make an edition.",
            ),
        ),
        migrations.AddField(
            model_name="reportdraft",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_drafts",
                to="workplans.annualcycle",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportdraft",
            constraint=models.UniqueConstraint(
                fields=("cycle", "audience"),
                name="one_report_draft_a_year_and_audience",
                violation_error_message="Somebody has just begun to write for these readers.",
            ),
        ),
    ]
