"""A plan keeps the highest number of an activity that was removed, so that no number is used again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0004_form_makes_one_request"),
    ]

    operations = [
        migrations.AddField(
            model_name="workplan",
            name="numbers_used",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
