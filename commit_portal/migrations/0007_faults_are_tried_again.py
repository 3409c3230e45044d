"""What cannot be told is tried again, and a notice names every seat to which it was told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import commit_portal.messages


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0006_texts_are_folded"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failure",
                    models.JSONField(blank=True, encoder=commit_portal.messages.ReadableEncoder, null=True),
                ),
                (
                    "event",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fault",
                        to="commit_portal.event",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "day"),
                        name="one_fault_a_person_and_day",
                        violation_error_message="This fault is known already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day__isnull", True), ("event__isnull", False), ("user__isnull", True)),
                            models.Q(
                                ("day__isnull", False), ("event__isnull", True), ("user__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="fault_is_of_an_event_or_a_person_s_day",
                        violation_error_message="A fault is of an event, or of the reminders of a person on a day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("failed_at__isnull", True),
                            models.Q(("again_at__isnull", True), ("failure__isnull", False)),
                            _connector="OR",
                        ),
                        name="fault_that_is_given_up_says_why",
                        violation_error_message="What is not tried again says why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seat", models.PositiveBigIntegerField()),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="further",
                        to="commit_portal.notice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "seat"),
                        name="one_row_a_notice_and_seat",
                        violation_error_message="This seat was told already.",
                    )
                ],
            },
        ),
    ]
