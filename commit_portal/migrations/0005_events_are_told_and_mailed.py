"""Notices and mails come from the trail. What happened before is told already: nobody gets a mail about it."""

import django.core.validators
import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import commit_portal.messages
import commit_portal.outbox


def tell_what_was_before(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    told = apps.get_model("commit_portal", "Told")
    events = apps.get_model("commit_portal", "Event")
    told.objects.bulk_create(
        (told(event_id=key) for key in events.objects.values_list("pk", flat=True).iterator()),
        batch_size=2000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0004_people_choose_zone_and_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("seat", models.PositiveBigIntegerField(blank=True, null=True)),
                ("key", models.CharField(default=commit_portal.outbox.new_key, max_length=80)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("notice", "A notice"),
                            ("digest", "A digest"),
                            ("invitation", "An invitation"),
                            ("reset", "A link to set a password"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "params",
                    models.JSONField(
                        blank=True, default=dict, encoder=commit_portal.messages.ReadableEncoder
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("dropped", "Not needed any more"),
                            ("failed", "Not sent"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=32)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "message_id",
                    models.CharField(
                        default=commit_portal.outbox.new_message_id, max_length=200, unique=True
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failure",
                    models.JSONField(blank=True, encoder=commit_portal.messages.ReadableEncoder, null=True),
                ),
                ("is_refused", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MailSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "waits",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "Only here"),
                        ],
                        default="at_once",
                        max_length=8,
                    ),
                ),
                (
                    "comments",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "Only here"),
                        ],
                        default="daily",
                        max_length=8,
                    ),
                ),
                (
                    "offers",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "Only here"),
                        ],
                        default="at_once",
                        max_length=8,
                    ),
                ),
                (
                    "others",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "Only here"),
                        ],
                        default="daily",
                        max_length=8,
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=7, validators=[django.core.validators.MaxValueValidator(23)]
                    ),
                ),
                ("zone", models.CharField(default="Asia/Bangkok", max_length=40)),
                ("reminded_on", models.DateField(blank=True, null=True)),
                (
                    "stop_key",
                    models.CharField(default=commit_portal.outbox.new_stop_key, max_length=22, unique=True),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail_settings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seat", models.PositiveBigIntegerField()),
                ("key", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("waits", "What waits for you"),
                            ("comments", "Comments"),
                            ("offers", "Support of partners"),
                            ("others", "What others did"),
                        ],
                        max_length=8,
                    ),
                ),
                ("facts", models.JSONField(encoder=commit_portal.messages.ReadableEncoder)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="commit_portal.mail",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="commit_portal.event",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "sending"))),
                fields=["due_at"],
                name="mails_on_their_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                fields=("user", "key"),
                name="one_mail_a_person_and_key",
                violation_error_message="This mail is written already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), ("user__isnull", False)),
                    models.Q(("user__isnull", True), models.Q(("address", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mail_goes_to_a_person_or_an_address",
                violation_error_message="A mail goes to a person or to an address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sending"), _negated=True),
                    models.Q(models.Q(("token", ""), _negated=True), ("lease_until__isnull", False)),
                    _connector="OR",
                ),
                name="mail_being_sent_has_a_lease",
                violation_error_message="A mail that is being sent has a lease.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("failed_at__isnull", False), ("failure__isnull", False)),
                    _connector="OR",
                ),
                name="failed_mail_says_why_and_when",
                violation_error_message="A mail that failed says why and when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="sent_mail_says_when",
                violation_error_message="A mail that was sent says when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("hour__lte", 23)),
                name="mail_comes_at_an_hour_of_the_day",
                violation_error_message="Give an hour from 0 to 23.",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["seat", "at"], name="notices_of_a_seat"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)), fields=["seat"], name="new_notices_of_a_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("user", "key"),
                name="a_person_is_told_once",
                violation_error_message="This person was told already.",
            ),
        ),
        migrations.RunPython(tell_what_was_before, migrations.RunPython.noop),
    ]
