"""A line of an earlier year is carried over once into a plan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0014_lines_keep_their_history"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                fields=("workplan", "carried_from"),
                name="line_is_carried_over_once",
                violation_error_message="An activity of an earlier year is carried over once.",
            ),
        ),
    ]
