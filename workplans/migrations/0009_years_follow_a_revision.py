"""A year names the revision of its plan of action: each year that is there follows the first one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0008_names_of_the_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualcycle",
            name="plan_revision",
            field=models.PositiveSmallIntegerField(default=1),
        ),
    ]
