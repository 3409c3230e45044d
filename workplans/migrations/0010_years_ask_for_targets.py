"""A year names the revision for which its taskforces are asked to choose other targets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0009_years_follow_a_revision"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualcycle",
            name="asked_revision",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
