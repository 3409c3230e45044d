"""What the database refuses of a role calls it a role, as the pages do. No row changes."""

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0006_answers_to_returns"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="seat",
            name="seat_has_the_scope_of_its_role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("partner__isnull", True),
                        ("role__in", ["officer", "lead", "member", "desk"]),
                        ("taskforce__isnull", False),
                    ),
                    models.Q(("partner__isnull", False), ("role", "partner"), ("taskforce__isnull", True)),
                    models.Q(
                        ("partner__isnull", True),
                        ("role__in", ["regional", "observer"]),
                        ("taskforce__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="seat_has_the_scope_of_its_role",
                violation_error_message="A role of a taskforce or desk has a country, and a role of a partner has a partner. Other roles have neither.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="seat",
            name="only_a_taskforce_s_seat_names_a_ministry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ministry__isnull", True), ("role__in", ("officer", "lead", "member")), _connector="OR"
                ),
                name="only_a_taskforce_s_seat_names_a_ministry",
                violation_error_message="Only a role of a taskforce can have a ministry.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="seat",
            name="seat_ends_after_it_starts",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="seat_ends_after_it_starts",
                violation_error_message="The last day of a role is not before its first day. Change one of the dates.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="seat",
            name="stopped_seat_has_its_last_day",
            constraint=models.CheckConstraint(
                condition=models.Q(("stopped_at__isnull", True), ("ends_on__isnull", False), _connector="OR"),
                name="stopped_seat_has_its_last_day",
                violation_error_message="A role that has ended needs a last day. Enter the day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="seat",
            name="open_seat_is_held_once",
            constraint=models.UniqueConstraint(
                models.F("user"),
                models.F("role"),
                django.db.models.functions.comparison.Coalesce(
                    "taskforce", 0, output_field=models.BigIntegerField()
                ),
                django.db.models.functions.comparison.Coalesce(
                    "partner", 0, output_field=models.BigIntegerField()
                ),
                condition=models.Q(("ends_on__isnull", True)),
                name="open_seat_is_held_once",
                violation_error_message="This person already has the same role.",
            ),
        ),
    ]
