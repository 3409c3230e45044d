"""A year and its workplans have the ceiling that was announced, and its first day (ADR 36)."""

from django.db import migrations, models
from django.db.models import Q


def has_a_day(name: str) -> models.CheckConstraint:
    neither = Q(next_ceiling__isnull=True, next_ceiling_on__isnull=True)
    both = Q(next_ceiling__isnull=False, next_ceiling_on__isnull=False)
    return models.CheckConstraint(condition=neither | both, name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0012_names_change_from_a_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualcycle",
            name="next_ceiling",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="annualcycle",
            name="next_ceiling_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="workplan",
            name="next_ceiling",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="workplan",
            name="next_ceiling_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="annualcycle",
            constraint=has_a_day("next_ceiling_of_a_year_has_a_day"),
        ),
        migrations.RemoveConstraint(model_name="annualcycle", name="ceilings_are_not_negative"),
        migrations.AddConstraint(
            model_name="annualcycle",
            constraint=models.CheckConstraint(
                condition=Q(country_ceiling__gte=0) & ~Q(regional_ceiling__lt=0) & ~Q(next_ceiling__lt=0),
                name="ceilings_are_not_negative",
                violation_error_message="A ceiling cannot be negative. Give zero or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workplan",
            constraint=has_a_day("next_ceiling_has_a_day"),
        ),
        migrations.AddConstraint(
            model_name="workplan",
            constraint=models.CheckConstraint(
                condition=Q(next_ceiling__isnull=True) | Q(next_ceiling__gte=0),
                name="next_ceiling_is_not_negative",
                violation_error_message="A ceiling cannot be negative. Give zero or more.",
            ),
        ),
    ]
