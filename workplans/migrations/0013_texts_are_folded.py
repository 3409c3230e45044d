"""Add what search compares; 0019 folds the rows that are there already."""

from django.db import migrations

import commit_portal.folded


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0012_threads_of_comments"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="folded",
            field=commit_portal.folded.FoldedField(
                blank=True,
                default="",
                editable=False,
                of=("code", "title", "lead_body", "description", "expected_result"),
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="folded",
            field=commit_portal.folded.FoldedField(
                blank=True, default="", editable=False, of=("name", "acronym")
            ),
        ),
        migrations.AddField(
            model_name="taskforcemember",
            name="folded",
            field=commit_portal.folded.FoldedField(
                blank=True, default="", editable=False, of=("name", "post")
            ),
        ),
        migrations.AddField(
            model_name="versionline",
            name="folded",
            field=commit_portal.folded.FoldedField(
                blank=True,
                default="",
                editable=False,
                of=("code", "title", "lead_body", "description", "expected_result"),
            ),
        ),
        migrations.AddField(
            model_name="workplan",
            name="folded",
            field=commit_portal.folded.FoldedField(blank=True, default="", editable=False, of=("needs",)),
        ),
    ]
