"""Add what search compares, and fold the rows that are there already."""

from typing import Any

from django.db import migrations

import commit_portal.folded


def fold_all(apps: Any, _schema_editor: Any) -> None:
    for name in (
        "Activity",
        "Partner",
        "TaskforceMember",
        "VersionLine",
        "Workplan",
    ):
        commit_portal.folded.fold_rows(apps.get_model("workplans", name))


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
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
