"""Add what search compares, and fold the rows that are there already."""

from typing import Any

from django.db import migrations

import commit_portal.folded


def fold_all(apps: Any, _schema_editor: Any) -> None:
    for name in ("Meeting",):
        commit_portal.folded.fold_rows(apps.get_model("reporting", name))


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0006_calendars_have_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="folded",
            field=commit_portal.folded.FoldedField(
                blank=True, default="", editable=False, of=("slug", "venue", "theme")
            ),
        ),
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
