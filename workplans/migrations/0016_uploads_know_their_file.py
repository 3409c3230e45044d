"""Keep the columns of a workbook that waits, its name and when it was downloaded, to show its cells by their letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0015_lines_are_carried_over_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="lineimport",
            name="columns",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="lineimport",
            name="file_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="lineimport",
            name="taken_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
