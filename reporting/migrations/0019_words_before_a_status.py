"""The words for a target are kept before a status is chosen. Backwards, those without one stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0018_files_hold_all_answers")]

    operations = [
        migrations.AlterField(
            model_name="targetstatus",
            name="status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("achieved", "Achieved"),
                    ("in_progress", "In progress"),
                    ("no_activity", "No activity yet"),
                    ("taken_back", "Answer withdrawn"),
                ],
                max_length=12,
            ),
        ),
    ]
