"""Add what search compares; 0009 folds the rows that are there already."""

from django.db import migrations

import commit_portal.folded


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
    ]
