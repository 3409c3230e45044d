"""Accepted support that was lowered says how much it was before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0009_bodies_sign_the_plan"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="lowered_from",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lowered_from__isnull", True), ("amount__lt", models.F("lowered_from")), _connector="OR"
                ),
                name="support_was_more_before_it_was_lowered",
                violation_error_message="Lowered support is less than before.",
            ),
        ),
    ]
