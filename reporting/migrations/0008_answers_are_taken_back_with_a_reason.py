"""A closed answer can be taken back, with a reason (RV-11)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0007_late_is_a_question_of_days"),
    ]

    operations = [
        migrations.AlterField(
            model_name="activityprogress",
            name="status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_started", "Not started"),
                    ("under_way", "Under way"),
                    ("done", "Done"),
                    ("postponed", "Postponed"),
                    ("cancelled", "Cancelled"),
                    ("taken_back", "Answer withdrawn"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="targetstatus",
            name="status",
            field=models.CharField(
                choices=[
                    ("achieved", "Achieved"),
                    ("in_progress", "In progress"),
                    ("no_activity", "No activity yet"),
                    ("taken_back", "Answer withdrawn"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="activityprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "taken_back"), _negated=True),
                    models.Q(
                        models.Q(("narrative", ""), _negated=True),
                        ("actual_ends_on__isnull", True),
                        ("actual_starts_on__isnull", True),
                        ("spent_partners__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="taken_back_progress_is_a_reason_alone",
                violation_error_message="Give the reason, and leave the other fields empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="targetstatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "taken_back"), _negated=True),
                    models.Q(("narrative", ""), _negated=True),
                    _connector="OR",
                ),
                name="taken_back_target_answer_gives_its_reason",
                violation_error_message="Give the reason for withdrawing the answer.",
            ),
        ),
    ]
