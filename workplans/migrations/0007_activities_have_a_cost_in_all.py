"""An activity has costs in all, not below the Secretariat's part. A version names each technical need once."""

from decimal import Decimal

import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spa", "0001_the_house"),
        ("workplans", "0006_support_says_its_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="cost_in_all",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
            ),
        ),
        migrations.AddField(
            model_name="versionline",
            name="cost_in_all",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
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
                violation_error_message="The costs in all are below the Secretariat’s part. Raise them.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionline",
            constraint=models.CheckConstraint(
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
                violation_error_message="The costs in all are below the Secretariat’s part. Raise them.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionlineneed",
            constraint=models.UniqueConstraint(
                fields=("line", "what"),
                name="line_of_a_version_names_a_need_once",
                violation_error_message="An activity names each need once.",
            ),
        ),
    ]
