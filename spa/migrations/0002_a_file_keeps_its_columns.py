"""Rows that wait keep the columns of their file, its name and when it was downloaded, as those of a workplan do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spa", "0001_the_year")]

    operations = [
        migrations.AddField(
            model_name="textimport", name="columns", field=models.JSONField(blank=True, default=list)
        ),
        migrations.AddField(
            model_name="textimport",
            name="file_name",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="textimport", name="taken_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
