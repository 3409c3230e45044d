"""Questions of country desks about single answers, and when a taskforce was last reminded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0008_answers_are_taken_back_with_a_reason"),
        ("spa", "0002_a_file_keeps_its_columns"),
        ("workplans", "0006_answers_to_returns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="countryreview",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("reply", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.activity",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="reporting.countryreview",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.target",
                    ),
                ),
            ],
            options={
                "ordering": ("sheet", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "number"),
                        name="one_question_a_number",
                        violation_error_message="These answers already have a question with this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activity__isnull", True), ("target__isnull", True), _connector="XOR"
                        ),
                        name="question_is_about_one_answer",
                        violation_error_message="Choose one activity or one target.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_answered_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reply", ""), ("answered_at__isnull", False), _connector="OR"),
                        name="answered_question_alone_has_a_reply",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("sheet", "activity"),
                        name="one_open_question_an_activity",
                        violation_error_message="The taskforce has not answered your last question yet.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("sheet", "target"),
                        name="one_open_question_a_target",
                        violation_error_message="The taskforce has not answered your last question yet.",
                    ),
                ],
            },
        ),
    ]
