"""A spreadsheet's sheet of support waits for its confirmation as its rows do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0007_activities_have_a_cost_in_all"),
    ]

    operations = [
        migrations.AddField(
            model_name="lineimport",
            name="support",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
