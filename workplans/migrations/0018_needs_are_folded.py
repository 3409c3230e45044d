"""Add what search compares of technical needs; 0019 folds the needs that are there already."""

from django.db import migrations

import commit_portal.folded


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
    ]
