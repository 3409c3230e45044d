"""Add what search compares; 0009 folds the rows that are there already."""

from django.db import migrations

import commit_portal.folded


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
    ]
