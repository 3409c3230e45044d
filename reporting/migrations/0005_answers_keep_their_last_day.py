"""Answers keep the day of their first submission and the last day for answers of that moment: so they are late for good or never."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0004_answer_history_is_guarded"),
    ]

    operations = [
        migrations.AddField(
            model_name="countryreview",
            name="answered_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="first submitted, by the day in its country"
            ),
        ),
        migrations.AddField(
            model_name="countryreview",
            name="due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="last day for answers when they were first submitted"
            ),
        ),
        migrations.AddConstraint(
            model_name="countryreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_on__isnull", False), ("due_on__isnull", True), _connector="OR"),
                name="only_submitted_answers_keep_their_last_day",
            ),
        ),
    ]
