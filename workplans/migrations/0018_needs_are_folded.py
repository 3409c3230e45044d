"""Add what search compares of technical needs, and fold the needs that are there already."""

from typing import Any

from django.db import migrations

import commit_portal.folded


def fold_all(apps: Any, _schema_editor: Any) -> None:
    for name in ("TechnicalNeed", "VersionLineNeed"):
        commit_portal.folded.fold_rows(apps.get_model("workplans", name))


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0017_line_history_is_guarded"),
    ]

    operations = [
        migrations.AddField(
            model_name="technicalneed",
            name="folded",
            field=commit_portal.folded.FoldedField(blank=True, default="", editable=False, of=("what",)),
        ),
        migrations.AddField(
            model_name="versionlineneed",
            name="folded",
            field=commit_portal.folded.FoldedField(blank=True, default="", editable=False, of=("what",)),
        ),
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
