"""An addressee of a recommendation says what became of it many times: each answer is a row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATUSES = [("open", "Open"), ("under_way", "Under way"), ("done", "Done"), ("not_followed", "Not followed")]


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0012_fold_the_words_of_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecommendationAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("status", models.CharField(choices=STATUSES, max_length=14)),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="reporting.recommendationaddressee",
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
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status", "not_followed"), _negated=True)
                        | models.Q(("words", ""), _negated=True),
                        name="recommendation_not_followed_gives_its_reason",
                        violation_error_message="Give the reason for not following the recommendation.",
                    )
                ],
            },
        ),
    ]
