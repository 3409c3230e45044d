"""The tables of years, countries, workplans, made at once: a new database takes no step of its past (ADR 35)."""

import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import commit_portal.db.search_fields
import commit_portal.i18n.messages
import workplans.models.countries


class Migration(migrations.Migration):
    replaces = [
        ("workplans", "0001_the_year"),
        ("workplans", "0002_line_history_is_guarded"),
        ("workplans", "0003_agreement_is_data"),
        ("workplans", "0004_form_makes_one_request"),
        ("workplans", "0005_numbers_of_removed_activities"),
        ("workplans", "0006_answers_to_returns"),
        ("workplans", "0007_roles_in_refusals"),
        ("workplans", "0008_names_of_the_steps"),
        ("workplans", "0009_years_follow_a_revision"),
        ("workplans", "0010_years_ask_for_targets"),
        ("workplans", "0011_years_may_be_loaded"),
        ("workplans", "0012_names_change_from_a_day"),
    ]

    initial = True

    dependencies = [
        ("commit_portal", "__first__"),
        ("spa", "0001_the_year"),
    ]

    operations = [
        migrations.CreateModel(
            name="Country",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earlier", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "code",
                    models.CharField(
                        max_length=2,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$", "Enter two capital letters, for example MY."
                            )
                        ],
                        verbose_name="ISO 3166 code",
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "own_name",
                    models.CharField(blank=True, max_length=60, verbose_name="name in its own script"),
                ),
                (
                    "own_language",
                    models.CharField(blank=True, max_length=10, verbose_name="language tag of that name"),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        max_length=40,
                        validators=[workplans.models.countries.validate_time_zone],
                        verbose_name="name of its time zone",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(unique=True)),
            ],
            options={
                "verbose_name_plural": "countries",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earlier", models.JSONField(blank=True, default=list, editable=False)),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                ("acronym", models.CharField(blank=True, max_length=30, verbose_name="acronym")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("un", "United Nations"),
                            ("ngo", "Non-governmental organization"),
                            ("donor", "Donor"),
                            ("government", "Government"),
                            ("private", "Private sector"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("name", "acronym")
                    ),
                ),
            ],
            options={
                "ordering": ("position", "name"),
            },
        ),
        migrations.CreateModel(
            name="AnnualCycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True)),
                ("plan_revision", models.PositiveSmallIntegerField(default=1)),
                ("asked_revision", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "country_ceiling",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100000"),
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                (
                    "regional_ceiling",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("guide_min", models.PositiveSmallIntegerField(default=15)),
                ("guide_max", models.PositiveSmallIntegerField(default=25)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "is_loaded",
                    models.BooleanField(
                        default=False, verbose_name="loaded from documents, not planned in the portal"
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="spa.actionplan",
                    ),
                ),
            ],
            options={
                "ordering": ("-year",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="year_ends_after_it_starts",
                        violation_error_message="The year's implementation ends after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("country_ceiling__gte", 0),
                            models.Q(
                                ("regional_ceiling__isnull", True),
                                ("regional_ceiling__gte", 0),
                                _connector="OR",
                            ),
                        ),
                        name="ceilings_are_not_negative",
                        violation_error_message="A ceiling cannot be negative. Give zero or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guide_max__gte", models.F("guide_min"))),
                        name="guide_is_a_range",
                        violation_error_message="The upper number of the guide cannot be below the lower one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="other_names",
                        to="workplans.country",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CycleStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Review of last year"),
                            (2, "Draft"),
                            (3, "Consultation"),
                            (4, "Submit and approve"),
                            (5, "Regional workplan"),
                            (6, "Implementation"),
                            (7, "Mid-year review"),
                            (8, "Senior Officials Meeting"),
                            (9, "Annual report"),
                        ]
                    ),
                ),
                ("planned_from", models.DateField(blank=True, null=True)),
                ("planned_until", models.DateField(blank=True, null=True)),
                ("actual_from", models.DateField(blank=True, null=True)),
                ("actual_until", models.DateField(blank=True, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="workplans.annualcycle",
                    ),
                ),
            ],
            options={
                "ordering": ("cycle", "step"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "step"),
                        name="step_stands_once_in_its_year",
                        violation_error_message="A year has each step once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_until__isnull", True),
                            ("planned_from__isnull", True),
                            ("planned_until__gte", models.F("planned_from")),
                            _connector="OR",
                        ),
                        name="step_is_planned_to_end_after_it_starts",
                        violation_error_message="A step is planned to end after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actual_until__isnull", True),
                            ("actual_from__isnull", True),
                            ("actual_until__gte", models.F("actual_from")),
                            _connector="OR",
                        ),
                        name="step_ended_after_it_started",
                        violation_error_message="A step ends after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Taskforce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earlier", models.JSONField(blank=True, default=list, editable=False)),
                ("slug", models.SlugField(max_length=10, unique=True, verbose_name="in addresses")),
                (
                    "lead_body",
                    models.CharField(blank=True, max_length=200, verbose_name="lead body of the taskforce"),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("position", models.PositiveSmallIntegerField(unique=True)),
                ("source", models.TextField(blank=True)),
                (
                    "country",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taskforce",
                        to="workplans.country",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        models.Case(models.When(country__isnull=True, then=models.Value(1))),
                        name="one_regional_taskforce",
                        violation_error_message="There is one regional taskforce.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="taskforce_ends_after_it_starts",
                        violation_error_message="A taskforce ends after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ministry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earlier", models.JSONField(blank=True, default=list, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("sector", models.CharField(blank=True, max_length=80, verbose_name="sector")),
                ("source", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ministries",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "ministries",
                "ordering": ("taskforce", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("taskforce", "name"),
                        name="ministry_stands_once_in_its_taskforce",
                        violation_error_message="This body is already in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningBody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earlier", models.JSONField(blank=True, default=list, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name, printed after “For”")),
                ("position", models.PositiveSmallIntegerField()),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_bodies",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "signing bodies",
                "ordering": ("taskforce", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("taskforce", "name"),
                        name="body_signs_once_for_its_taskforce",
                        violation_error_message="This body is already in the list.",
                    ),
                    models.UniqueConstraint(
                        fields=("taskforce", "position"),
                        name="bodies_sign_one_after_the_other",
                        violation_error_message="Two bodies cannot sign at the same place.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Taskforce officer"),
                            ("lead", "Taskforce lead"),
                            ("member", "Taskforce member"),
                            ("desk", "Country desk"),
                            ("regional", "Regional office"),
                            ("partner", "Partner"),
                            ("observer", "Observer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ministry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="workplans.ministry",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="workplans.partner",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "ordering": ("taskforce__position", "role", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("partner__isnull", True),
                                ("role__in", ["officer", "lead", "member", "desk"]),
                                ("taskforce__isnull", False),
                            ),
                            models.Q(
                                ("partner__isnull", False), ("role", "partner"), ("taskforce__isnull", True)
                            ),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ministry__isnull", True),
                            ("role__in", ("officer", "lead", "member")),
                            _connector="OR",
                        ),
                        name="only_a_taskforce_s_seat_names_a_ministry",
                        violation_error_message="Only a role of a taskforce can have a ministry.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="seat_ends_after_it_starts",
                        violation_error_message="The last day of a role is not before its first day. Change one of the dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stopped_at__isnull", True), ("ends_on__isnull", False), _connector="OR"
                        ),
                        name="stopped_seat_has_its_last_day",
                        violation_error_message="A role that has ended needs a last day. Enter the day.",
                    ),
                    models.UniqueConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskforceMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earlier", models.JSONField(blank=True, default=list, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("post", models.CharField(blank=True, max_length=120, verbose_name="post")),
                ("role", models.CharField(blank=True, max_length=80, verbose_name="role in the taskforce")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("name", "post")
                    ),
                ),
                (
                    "ministry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workplans.ministry",
                        verbose_name="ministry",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workplans.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "ordering": ("taskforce", "name"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="member_leaves_after_joining",
                        violation_error_message="Somebody leaves a taskforce after joining it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Workplan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                (
                    "submitted_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("closed", "Closed"),
                        ],
                        max_length=12,
                        verbose_name="status before the submission",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="number of submissions")),
                ("ceiling", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("committed", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)),
                ("numbers_used", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("needs", models.TextField(blank=True, verbose_name="opportunities, gaps and needs")),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("needs",)
                    ),
                ),
                (
                    "agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="agreed inside the country on"),
                ),
                ("agreed_by", models.TextField(blank=True, verbose_name="by which ministries")),
                (
                    "agreement",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="which ministries agreed, and when"
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workplans",
                        to="workplans.annualcycle",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workplans",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "ordering": ("cycle", "taskforce__position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "taskforce"),
                        name="one_workplan_a_taskforce_and_year",
                        violation_error_message="Each taskforce has one workplan a year. The region has one too.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed__gte", 0),
                            models.Q(
                                ("ceiling__isnull", True),
                                ("committed__lte", models.F("ceiling")),
                                _connector="OR",
                            ),
                        ),
                        name="committed_within_ceiling",
                        violation_error_message="The Secretariat funding of a workplan is never above its ceiling.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="submitted_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="decided_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "submitted"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="submitted_plan_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status", "closed")),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="only_a_closed_plan_says_when_it_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("title", models.CharField(blank=True, max_length=250)),
                ("description", models.TextField(blank=True)),
                ("lead_body", models.CharField(blank=True, max_length=200)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("expected_result", models.TextField(blank=True)),
                (
                    "secretariat_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                (
                    "funding",
                    models.CharField(
                        choices=[
                            ("counted", "Ask the Secretariat to pay"),
                            ("reserve", "In reserve"),
                            ("none", "No Secretariat funding"),
                        ],
                        default="counted",
                        max_length=8,
                    ),
                ),
                (
                    "cost_in_all",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "No decision yet"),
                            ("approved", "Approved"),
                            ("noted", "Noted"),
                            ("returned", "Returned"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("unlocked", models.BooleanField(default=False, verbose_name="opened again by the lead")),
                ("entered_at", models.DateTimeField()),
                ("made_with", models.UUIDField(blank=True, editable=False, null=True)),
                ("made_of", models.CharField(blank=True, editable=False, max_length=16)),
                ("changed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True,
                        default="",
                        editable=False,
                        of=("code", "title", "lead_body", "description", "expected_result"),
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="spa.area"
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="workplans.activity",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "menu_activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.menuactivity",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.activitytype",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="workplans.workplan",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activities",
                "ordering": ("area__position", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workplan", "number"),
                        name="activity_number_is_unique_in_its_workplan",
                        violation_error_message="An activity's number is unique in its workplan.",
                    ),
                    models.UniqueConstraint(
                        fields=("code",),
                        name="activity_code_is_unique",
                        violation_error_message="An activity's code is unique.",
                    ),
                    models.UniqueConstraint(
                        fields=("made_with",),
                        name="form_makes_one_activity",
                        violation_error_message="You already added an activity with this form. Open a new form.",
                    ),
                    models.UniqueConstraint(
                        fields=("workplan", "carried_from"),
                        name="line_is_carried_over_once",
                        violation_error_message="This activity is already carried over. Choose another activity.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="activity_has_a_title",
                        violation_error_message="An activity always has a title.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="activity_ends_after_it_starts",
                        violation_error_message="The activity ends before it starts. Change one of the dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("secretariat_cost__isnull", True), ("secretariat_cost__gte", 0), _connector="OR"
                        ),
                        name="activity_cost_is_not_negative",
                        violation_error_message="A cost cannot be negative. Give zero or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("funding", "none"), _negated=True),
                            ("secretariat_cost__isnull", True),
                            ("secretariat_cost", 0),
                            _connector="OR",
                        ),
                        name="no_secretariat_money_is_zero",
                        violation_error_message="An activity without Secretariat funding has no amount from the Secretariat.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_in_all__isnull", True),
                            models.Q(
                                ("cost_in_all__gte", 0),
                                models.Q(
                                    ("secretariat_cost__isnull", True),
                                    ("cost_in_all__gte", models.F("secretariat_cost")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="costs_in_all_cover_the_secretariat_s_part",
                        violation_error_message="The total cost is lower than the Secretariat funding. Enter a higher total cost.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("title"), 250
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("lead_body"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("description"), 5000
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("expected_result"), 5000
                            ),
                        ),
                        name="activity_texts_keep_to_their_length",
                        violation_error_message="A text of this activity is too long. Shorten it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="withdrawn_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="workplans.partner",
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="workplans.workplan",
                    ),
                ),
            ],
            options={
                "ordering": ("opened_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("partner__isnull", True)),
                        fields=("workplan",),
                        name="draft_is_open_once_to_its_desk",
                        violation_error_message="The draft is already open to its desk.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("workplan", "partner"),
                        name="draft_is_open_once_to_a_partner",
                        violation_error_message="The draft is already open to this partner.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="opening_ends_after_it_starts",
                        violation_error_message="An opening ends after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at__isnull", True),
                            ("closes_at__gt", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="opening_closes_after_it_starts",
                        violation_error_message="An opening ends after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes_at__isnull", True), ("partner__isnull", True)),
                            ("partner__isnull", False),
                            _connector="OR",
                        ),
                        name="only_a_partner_reads_until_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="nothing_to_offer_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinistryAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("question", models.TextField(blank=True)),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=3),
                ),
                ("word", models.TextField(blank=True)),
                (
                    "content",
                    models.JSONField(default=dict, verbose_name="fingerprints of what was answered to"),
                ),
                ("plan_version", models.PositiveIntegerField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("on_paper", models.BooleanField(default=False)),
                ("letter_on", models.DateField(blank=True, null=True, verbose_name="day of the letter")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ministry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="workplans.ministry",
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ministry_answers",
                        to="workplans.workplan",
                    ),
                ),
            ],
            options={
                "ordering": ("workplan", "ministry__position", "ministry__pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workplan", "ministry"),
                        name="ministry_answers_once_for_a_plan",
                        violation_error_message="This ministry already has an answer to this workplan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at__isnull", True), ("asked_by__isnull", True)),
                            models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ministry_asked_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)
                            ),
                            models.Q(
                                ("answer__in", ["yes", "no"]),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ministry_answered_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_at__isnull", False), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="ministry_was_asked_or_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "no"), _negated=True),
                            models.Q(("word", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ministry_says_why_not",
                        violation_error_message="Give a short reason why the ministry does not agree.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                (
                    "plan_version",
                    models.PositiveIntegerField(verbose_name="row version that the rows were compared with"),
                ),
                ("rows", models.JSONField(verbose_name="the cells of its rows, with their row numbers")),
                ("columns", models.JSONField(blank=True, default=list)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("uploaded_at", models.DateTimeField()),
                ("support", models.JSONField(blank=True, default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="workplans.workplan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkplanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("submitted", "Submitted"), ("of_record", "Approved")], max_length=10
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("committed", models.DecimalField(decimal_places=2, max_digits=12)),
                ("ceiling", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("needs", models.TextField(blank=True, verbose_name="opportunities, gaps and needs")),
                (
                    "agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="agreed inside the country on"),
                ),
                ("agreed_by", models.TextField(blank=True, verbose_name="by which ministries")),
                (
                    "agreement",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="which ministries agreed, and when"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="workplans.workplan",
                    ),
                ),
            ],
            options={
                "ordering": ("workplan", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workplan", "number"),
                        name="version_number_is_unique_in_its_workplan",
                        violation_error_message="A version's number is unique in its workplan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed__gte", 0),
                            models.Q(
                                ("ceiling__isnull", True),
                                ("committed__lte", models.F("ceiling")),
                                _connector="OR",
                            ),
                        ),
                        name="version_committed_within_ceiling",
                        violation_error_message="The Secretariat funding of a workplan is never above its ceiling.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approve", "Approve for Secretariat funding"),
                            ("return", "Return with a reason"),
                            ("note", "Note: the activity asks for no Secretariat funding"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="workplans.activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
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
                "ordering": ("activity", "round"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "round"),
                        name="one_decision_a_line_and_round",
                        violation_error_message="This activity already has a decision in this round. Load the page again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "return"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="return_carries_a_reason",
                        violation_error_message="A returned activity needs a reason. Write what should change.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="done_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "return"), ("sent_at__isnull", False)),
                            models.Q(("answer", ""), ("done_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="only_a_sent_return_is_answered",
                        violation_error_message="Only a returned activity has an answer to the desk.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineHistory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField(encoder=commit_portal.i18n.messages.ReadableEncoder)),
                ("after", models.JSONField(encoder=commit_portal.i18n.messages.ReadableEncoder)),
                ("token", models.UUIDField(blank=True, editable=False, null=True)),
                ("at", models.DateTimeField()),
                ("row_version", models.PositiveIntegerField()),
                ("plan_version", models.PositiveIntegerField()),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="workplans.activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("row_version",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "row_version"),
                        name="line_is_changed_once_a_version",
                        violation_error_message="A version of an activity has one change.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("host", "Host"), ("lead", "Lead"), ("takes_part", "Takes part")],
                        default="takes_part",
                        max_length=10,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="workplans.activity",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "ordering": ("taskforce__position",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "taskforce"),
                        name="taskforce_takes_part_once",
                        violation_error_message="This country is already in the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="confirmed_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TechnicalNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=250)),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("what",)
                    ),
                ),
                (
                    "secretariat_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="the Secretariat meets it since"
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="technical_needs",
                        to="workplans.activity",
                    ),
                ),
                (
                    "secretariat_by",
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
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "what"),
                        name="need_stands_once_at_its_line",
                        violation_error_message="This need is already in the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True),
                        name="need_says_what",
                        violation_error_message="Enter what is needed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("secretariat_at__isnull", True), ("secretariat_by__isnull", True)),
                            models.Q(("secretariat_at__isnull", False), ("secretariat_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="secretariat_meets_it_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=250)),
                ("description", models.TextField(blank=True)),
                ("lead_body", models.CharField(blank=True, max_length=200)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("expected_result", models.TextField(blank=True)),
                (
                    "secretariat_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                (
                    "funding",
                    models.CharField(
                        choices=[
                            ("counted", "Ask the Secretariat to pay"),
                            ("reserve", "In reserve"),
                            ("none", "No Secretariat funding"),
                        ],
                        default="counted",
                        max_length=8,
                    ),
                ),
                (
                    "cost_in_all",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "No decision yet"),
                            ("approved", "Approved"),
                            ("noted", "Noted"),
                            ("returned", "Returned"),
                        ],
                        max_length=10,
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True,
                        default="",
                        editable=False,
                        of=("code", "title", "lead_body", "description", "expected_result"),
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version_lines",
                        to="workplans.activity",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="spa.area"
                    ),
                ),
                (
                    "menu_activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.menuactivity",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="spa.activitytype",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="workplans.workplanversion",
                    ),
                ),
            ],
            options={
                "ordering": ("area__position", "code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "activity"),
                        name="line_stands_once_in_its_version",
                        violation_error_message="A version has each activity once.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("lead_body", ""), _negated=True),
                            ("ends_on__isnull", False),
                            ("starts_on__isnull", False),
                            ("type__isnull", False),
                            models.Q(
                                ("secretariat_cost__isnull", False), ("funding", "none"), _connector="OR"
                            ),
                        ),
                        name="line_of_a_version_is_complete",
                        violation_error_message="A submitted workplan has a title, type, dates, lead body and amount for every activity.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="line_of_a_version_ends_after_it_starts",
                        violation_error_message="The activity ends before it starts. Change one of the dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("secretariat_cost__isnull", True), ("secretariat_cost__gte", 0), _connector="OR"
                        ),
                        name="line_of_a_version_has_no_negative_cost",
                        violation_error_message="A cost cannot be negative. Give zero or more.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("funding", "none"), _negated=True),
                            ("secretariat_cost__isnull", True),
                            ("secretariat_cost", 0),
                            _connector="OR",
                        ),
                        name="line_of_a_version_without_secretariat_money_is_zero",
                        violation_error_message="An activity without Secretariat funding has no amount from the Secretariat.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_in_all__isnull", True),
                            models.Q(
                                ("cost_in_all__gte", 0),
                                models.Q(
                                    ("secretariat_cost__isnull", True),
                                    ("cost_in_all__gte", models.F("secretariat_cost")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="costs_in_all_of_a_version_cover_the_secretariat_s_part",
                        violation_error_message="The total cost is lower than the Secretariat funding. Enter a higher total cost.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("secretariat", "The Secretariat"),
                            ("taskforces", "The other taskforces"),
                            ("partners", "Partners"),
                            ("observers", "Observers"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="workplans.workplanversion",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience", "secretariat"), _negated=True),
                        name="release_is_to_somebody_else",
                        violation_error_message="The Secretariat reads every approved version without a release.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("version", "audience"),
                        name="version_is_released_once_to_an_audience",
                        violation_error_message="This version is already released to these readers.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="release_ended_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("at")), _connector="OR"
                        ),
                        name="release_ends_after_it_starts",
                        violation_error_message="A release ends after it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="target_links",
                        to="workplans.activity",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="spa.target"
                    ),
                ),
            ],
            options={
                "ordering": ("target__area__position", "target__position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "target"),
                        name="activity_serves_a_target_once",
                        violation_error_message="This target is already in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row_version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[("funds", "Funds"), ("in_kind", "In kind")], default="funds", max_length=8
                    ),
                ),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("lowered_from", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("what", models.CharField(blank=True, max_length=250)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Requested"),
                            ("offered", "Offered"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Ended"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken_back", "Cancelled"),
                            ("by_lead", "Ended by the taskforce"),
                            ("opening_ended", "The access to the draft ended"),
                            ("line_withdrawn", "The activity was withdrawn"),
                            ("plan_closed", "The workplan was closed"),
                        ],
                        max_length=14,
                    ),
                ),
                ("told_how", models.CharField(blank=True, max_length=250)),
                ("word", models.CharField(blank=True, max_length=250)),
                ("made_with", models.UUIDField(blank=True, editable=False, null=True)),
                ("made_of", models.CharField(blank=True, editable=False, max_length=16)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="workplans.partner",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contributions",
                        to="workplans.technicalneed",
                    ),
                ),
            ],
            options={
                "ordering": ("partner__position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("kind", "funds")),
                            models.Q(
                                ("amount__isnull", True),
                                ("kind", "in_kind"),
                                models.Q(("what", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="funds_have_an_amount_and_help_in_kind_says_what",
                        violation_error_message="Enter an amount above zero, or describe the support in kind.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lowered_from__isnull", True),
                            ("amount__lt", models.F("lowered_from")),
                            _connector="OR",
                        ),
                        name="support_was_more_before_it_was_lowered",
                        violation_error_message="The lowered support must be less than before.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("need__isnull", True), ("status__in", ("asked", "offered"))),
                        fields=("activity", "partner", "kind"),
                        name="one_open_asking_or_offer",
                        violation_error_message="This partner already has an open request or offer for this activity.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("need__isnull", False), ("status__in", ("asked", "offered"))),
                        fields=("activity", "partner", "kind", "need"),
                        name="one_open_asking_or_offer_for_a_need",
                        violation_error_message="This partner already has an open request or offer for this need.",
                    ),
                    models.UniqueConstraint(
                        fields=("made_with",),
                        name="form_makes_one_request",
                        violation_error_message="You already sent a request with this form. Open a new form.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at__isnull", True), ("asked_by__isnull", True)),
                            models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="asked_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offered_at__isnull", True), ("offered_by__isnull", True)),
                            models.Q(("offered_at__isnull", False), ("offered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="offered_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at__isnull", False), ("status", "asked")),
                            models.Q(
                                ("offered_at__isnull", False),
                                ("shown_at__isnull", False),
                                ("status", "offered"),
                            ),
                            models.Q(
                                ("answered_at__isnull", False), ("status__in", ("accepted", "declined"))
                            ),
                            models.Q(("ended_at__isnull", False), ("status", "withdrawn")),
                            _connector="OR",
                        ),
                        name="support_says_when_its_step_was_taken",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("status", "withdrawn"),
                                models.Q(("ended_because", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "withdrawn"), _negated=True),
                                ("ended_at__isnull", True),
                                ("ended_because", ""),
                                ("ended_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="only_ended_support_says_when_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("word", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decline_carries_a_word",
                        violation_error_message="Give a short reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionLineCountry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("host", "Host"), ("lead", "Lead"), ("takes_part", "Takes part")],
                        max_length=10,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="workplans.versionline",
                    ),
                ),
                (
                    "taskforce",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.taskforce",
                    ),
                ),
            ],
            options={
                "ordering": ("taskforce__position",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "taskforce"),
                        name="taskforce_takes_part_in_a_line_once",
                        violation_error_message="This country is already in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionLineNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=250)),
                ("by_secretariat", models.BooleanField(default=False)),
                (
                    "folded",
                    commit_portal.db.search_fields.FoldedField(
                        blank=True, default="", editable=False, of=("what",)
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="workplans.versionline",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "what"),
                        name="line_of_a_version_names_a_need_once",
                        violation_error_message="This need is already in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionLineTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_links",
                        to="workplans.versionline",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="spa.target"
                    ),
                ),
            ],
            options={
                "ordering": ("target__area__position", "target__position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "target"),
                        name="line_serves_a_target_once",
                        violation_error_message="This target is already in the list.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mid-year", "Mid-year review"),
                            ("som", "Review at the Senior Officials Meeting"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("taskforce", "Taskforce"),
                            ("both", "Taskforce and Secretariat"),
                            ("secretariat", "Secretariat"),
                            ("partner", "One partner"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(blank=True, max_length=5000)),
                (
                    "seat",
                    models.JSONField(
                        encoder=commit_portal.i18n.messages.ReadableEncoder,
                        verbose_name="seat of who wrote it, as a message",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="workplans.activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="workplans.comment",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "told",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thread",
                        to="workplans.linedecision",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workplans.partner",
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="workplans.workplan",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about", ""),
                                ("decision__isnull", True),
                                ("taken_back_at__isnull", False),
                                ("text", ""),
                            ),
                            models.Q(
                                ("taken_back_at__isnull", True),
                                models.Q(
                                    models.Q(("text", ""), _negated=True),
                                    ("decision__isnull", False),
                                    _connector="XOR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="comment_says_something_until_it_is_taken_back",
                        violation_error_message="Write a comment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(
                                ("about", ""),
                                ("decision__isnull", True),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_thread_is_about_something_and_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "partner"), ("partner__isnull", False)),
                            models.Q(
                                models.Q(("audience", "partner"), _negated=True), ("partner__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="comment_to_a_partner_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", ""), ("target__isnull", True)),
                            models.Q(
                                models.Q(("stage", ""), _negated=True),
                                models.Q(("audience", "partner"), _negated=True),
                                models.Q(
                                    models.Q(("activity__isnull", True), ("target__isnull", False)),
                                    models.Q(("activity__isnull", False), ("target__isnull", True)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="comment_hangs_on_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_by__isnull", True)),
                            models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="settled_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionLineSupport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("funds", "Funds"), ("in_kind", "In kind")], max_length=8),
                ),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("what", models.CharField(blank=True, max_length=250)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="workplans.versionline",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="workplans.versionlineneed",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workplans.partner"
                    ),
                ),
            ],
            options={
                "ordering": ("partner__position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                        name="support_is_above_zero",
                        violation_error_message="The amount of support must be more than zero.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="Workplan",
            name="of_record",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workplans.workplanversion",
            ),
        ),
    ]
