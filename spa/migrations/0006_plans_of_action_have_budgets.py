"""A plan of action asks for money by heading and year, each figure with its source."""

import django.db.models.deletion
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models import Q

PLAIN_LINE = [
    RegexValidator(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]",
        "This text has a character that cannot be printed. Type the text again.",
        inverse_match=True,
    )
]

HEADINGS = [
    ("areas", "All areas together"),
    ("meetings", "Senior Officials Meetings and annual taskforce meetings"),
    ("offices", "Support units, staff and offices"),
    ("assistance", "Technical assistance"),
    ("travel", "Travel"),
    ("management", "General management support"),
]


class Migration(migrations.Migration):
    dependencies = [("spa", "0005_a_revision_may_extend_its_plan")]

    operations = [
        migrations.CreateModel(
            name="BudgetFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("heading", models.CharField(choices=HEADINGS, max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("amount", models.DecimalField(decimal_places=0, max_digits=10)),
                ("source", models.CharField(max_length=300, validators=PLAIN_LINE)),
                ("remark", models.CharField(blank=True, max_length=300, validators=PLAIN_LINE)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget",
                        to="spa.actionplan",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "heading", "year"),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(amount__gte=0),
                        name="budget_figure_is_not_below_zero",
                        violation_error_message="Give 0 or a larger amount.",
                    ),
                    models.CheckConstraint(
                        condition=~Q(source=""),
                        name="budget_figure_has_a_source",
                        violation_error_message="Give the source.",
                    ),
                    models.UniqueConstraint(
                        fields=("plan", "heading", "year"),
                        name="budget_has_one_figure_a_heading_and_year",
                        violation_error_message="This plan of action already has a figure for this heading and year.",
                    ),
                ],
            },
        ),
    ]
