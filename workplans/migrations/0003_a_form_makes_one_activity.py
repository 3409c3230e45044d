"""A form that adds an activity has a key, and makes one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0002_a_seat_is_stopped_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="made_of",
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name="activity",
            name="made_with",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                fields=("made_with",),
                name="form_makes_one_activity",
                violation_error_message="A form makes one activity.",
            ),
        ),
    ]
