"""Rows of the book keep their earlier names, and the last day of each says until when it can be chosen."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import workplans.models.countries


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0011_years_may_be_loaded"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="taskforce",
            name="taskforce_ends_after_it_starts",
        ),
        migrations.RenameField(
            model_name="taskforce",
            old_name="active_from",
            new_name="starts_on",
        ),
        migrations.RenameField(
            model_name="taskforce",
            old_name="active_until",
            new_name="ends_on",
        ),
        migrations.AddField(
            model_name="country",
            name="earlier",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="ministry",
            name="earlier",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="ministry",
            name="ends_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="partner",
            name="earlier",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="partner",
            name="ends_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="signingbody",
            name="earlier",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="signingbody",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
        migrations.AddField(
            model_name="taskforce",
            name="earlier",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="taskforcemember",
            name="earlier",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AlterField(
            model_name="country",
            name="code",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="country",
            name="name",
            field=models.CharField(max_length=60, unique=True, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="country",
            name="time_zone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[workplans.models.countries.validate_time_zone],
                verbose_name="name of its time zone",
            ),
        ),
        migrations.AlterField(
            model_name="ministry",
            name="name",
            field=models.CharField(max_length=200, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="ministry",
            name="sector",
            field=models.CharField(blank=True, max_length=80, verbose_name="sector"),
        ),
        migrations.AlterField(
            model_name="partner",
            name="acronym",
            field=models.CharField(blank=True, max_length=30, verbose_name="acronym"),
        ),
        migrations.AlterField(
            model_name="partner",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="partner",
            name="name",
            field=models.CharField(max_length=200, unique=True, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="signingbody",
            name="name",
            field=models.CharField(max_length=120, verbose_name="name, printed after “For”"),
        ),
        migrations.AlterField(
            model_name="taskforce",
            name="lead_body",
            field=models.CharField(blank=True, max_length=200, verbose_name="lead body of the taskforce"),
        ),
        migrations.AlterField(
            model_name="taskforcemember",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
        migrations.AlterField(
            model_name="taskforcemember",
            name="ministry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="workplans.ministry",
                verbose_name="ministry",
            ),
        ),
        migrations.AlterField(
            model_name="taskforcemember",
            name="name",
            field=models.CharField(max_length=120, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="taskforcemember",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="workplans.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AlterField(
            model_name="taskforcemember",
            name="post",
            field=models.CharField(blank=True, max_length=120, verbose_name="post"),
        ),
        migrations.AlterField(
            model_name="taskforcemember",
            name="role",
            field=models.CharField(blank=True, max_length=80, verbose_name="role in the taskforce"),
        ),
        migrations.AlterField(
            model_name="taskforcemember",
            name="starts_on",
            field=models.DateField(verbose_name="first day"),
        ),
        migrations.AddConstraint(
            model_name="taskforce",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="taskforce_ends_after_it_starts",
                violation_error_message="A taskforce ends after it starts.",
            ),
        ),
    ]
