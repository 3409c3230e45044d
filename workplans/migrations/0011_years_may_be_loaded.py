"""A year can be one that was not planned in the portal: none that is there is such a year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0010_years_ask_for_targets"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualcycle",
            name="is_loaded",
            field=models.BooleanField(
                default=False, verbose_name="loaded from documents, not planned in the portal"
            ),
        ),
    ]
