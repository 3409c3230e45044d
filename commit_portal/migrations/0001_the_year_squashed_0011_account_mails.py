"""The tables of accounts, events, notices, mails, translations, made at once: a new database takes no step of its past (ADR 35)."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import commit_portal.db.search_fields
import commit_portal.i18n.messages
import commit_portal.mail.outbox


class Migration(migrations.Migration):
    replaces = [
        ("commit_portal", "0001_the_year"),
        ("commit_portal", "0002_history_is_only_added_to"),
        ("commit_portal", "0003_notices_name_what_they_are_about"),
        ("commit_portal", "0004_words_of_notices"),
        ("commit_portal", "0005_account_language"),
        ("commit_portal", "0006_translation"),
        ("commit_portal", "0007_roles_in_refusals"),
        ("commit_portal", "0008_guards_are_put_by_migrate"),
        ("commit_portal", "0009_events_have_a_chain"),
        ("commit_portal", "0010_chain_the_events_so_far"),
        ("commit_portal", "0011_account_mails"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="EventLink",
            fields=[
                ("position", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("event", models.PositiveBigIntegerField(unique=True)),
                (
                    "digest",
                    models.CharField(
                        max_length=64, verbose_name="SHA-256 of the event and of the previous link"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                ("sessions_ended", models.PositiveIntegerField(default=0)),
                ("time_zone", models.CharField(blank=True, max_length=40, verbose_name="time zone")),
                (
                    "language",
                    models.CharField(
                        default="en", max_length=10, verbose_name="language of pages and e-mails"
                    ),
                ),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("name", "email")
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="one_user_per_email",
                        violation_error_message="Someone with this e-mail address is already in the portal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_superuser", False)),
                        name="nobody_is_a_superuser",
                        violation_error_message="Nobody is a superuser: rights come from roles.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemonstrationDay",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="demonstration_stands_on_one_day",
                        violation_error_message="The demonstration has one day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveBigIntegerField()),
                ("field", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("text", models.TextField()),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("content_type", "row", "field", "language"),
                        name="one_text_a_field_and_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="translation_has_a_text"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=40)),
                ("object_id", models.PositiveBigIntegerField()),
                ("label", models.CharField(blank=True, max_length=60)),
                ("facts", models.JSONField(encoder=commit_portal.i18n.messages.ReadableEncoder)),
                ("note", models.TextField(blank=True)),
                ("seat", models.JSONField(encoder=commit_portal.i18n.messages.ReadableEncoder)),
                ("at", models.DateTimeField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("taskforce", "The taskforce"),
                            ("both", "The taskforce and the Secretariat"),
                            ("secretariat", "The Secretariat"),
                            ("readers", "Every reader"),
                        ],
                        default="both",
                        max_length=12,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["content_type", "object_id", "at"], name="event_trail")],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "failure",
                    models.JSONField(
                        blank=True, encoder=commit_portal.i18n.messages.ReadableEncoder, null=True
                    ),
                ),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("seat", models.PositiveBigIntegerField(blank=True, null=True)),
                ("key", models.CharField(default=commit_portal.mail.outbox.new_key, max_length=80)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("notice", "A notice"),
                            ("digest", "Several notices together"),
                            ("invitation", "An invitation"),
                            ("reset", "A link to set a password"),
                            ("account", "A change in the person’s account"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "params",
                    models.JSONField(
                        blank=True, default=dict, encoder=commit_portal.i18n.messages.ReadableEncoder
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
                            ("dropped", "No longer needed"),
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
                        default=commit_portal.mail.outbox.new_message_id, max_length=200, unique=True
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
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
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "sending"))),
                        fields=["due_at"],
                        name="mails_on_their_way",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "key"),
                        name="one_mail_a_person_and_key",
                        violation_error_message="This e-mail is written already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), ("user__isnull", False)),
                            models.Q(("user__isnull", True), models.Q(("address", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="mail_goes_to_a_person_or_an_address",
                        violation_error_message="An e-mail goes to a person or to an address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            models.Q(models.Q(("token", ""), _negated=True), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="mail_being_sent_has_a_lease",
                        violation_error_message="An e-mail that is being sent has a lease.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("failed_at__isnull", False), ("failure__isnull", False)),
                            _connector="OR",
                        ),
                        name="failed_mail_says_why_and_when",
                        violation_error_message="An e-mail that failed has a reason and a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_mail_says_when",
                        violation_error_message="An e-mail that was sent has a time.",
                    ),
                ],
            },
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
                            ("at_once", "Immediately"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "No e-mail"),
                        ],
                        default="at_once",
                        max_length=8,
                    ),
                ),
                (
                    "comments",
                    models.CharField(
                        choices=[
                            ("at_once", "Immediately"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "No e-mail"),
                        ],
                        default="daily",
                        max_length=8,
                    ),
                ),
                (
                    "offers",
                    models.CharField(
                        choices=[
                            ("at_once", "Immediately"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "No e-mail"),
                        ],
                        default="at_once",
                        max_length=8,
                    ),
                ),
                (
                    "others",
                    models.CharField(
                        choices=[
                            ("at_once", "Immediately"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("here", "No e-mail"),
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
                    models.CharField(
                        default=commit_portal.mail.outbox.new_stop_key, max_length=22, unique=True
                    ),
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hour__lte", 23)),
                        name="mail_comes_at_an_hour_of_the_day",
                        violation_error_message="Give an hour from 0 to 23.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "failure",
                    models.JSONField(
                        blank=True, encoder=commit_portal.i18n.messages.ReadableEncoder, null=True
                    ),
                ),
                ("day", models.DateField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
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
                        violation_error_message="What is not tried again has a reason.",
                    ),
                ],
            },
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
                            ("waits", "Your tasks"),
                            ("comments", "Comments"),
                            ("offers", "Support from partners"),
                            ("others", "News about workplans and reports"),
                        ],
                        max_length=8,
                    ),
                ),
                ("facts", models.JSONField(encoder=commit_portal.i18n.messages.ReadableEncoder)),
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
                "indexes": [
                    models.Index(fields=["seat", "at"], name="notices_of_a_seat"),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["seat"],
                        name="new_notices_of_a_seat",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "key"),
                        name="a_person_is_told_once",
                        violation_error_message="This person was told already.",
                    )
                ],
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
                        violation_error_message="This role already has this notice.",
                    )
                ],
            },
        ),
    ]
