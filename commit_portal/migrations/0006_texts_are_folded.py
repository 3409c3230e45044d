"""Add what search compares, and fold the rows that are there already."""

from typing import Any

from django.db import migrations

import commit_portal.folded


def fold_all(apps: Any, _schema_editor: Any) -> None:
    for name in ("User",):
        commit_portal.folded.fold_rows(apps.get_model("commit_portal", name))


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0005_events_are_told_and_mailed"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="folded",
            field=commit_portal.folded.FoldedField(
                blank=True, default="", editable=False, of=("name", "email")
            ),
        ),
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
