"""A returned activity has an answer to the desk, and says when it was done and by whom."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0005_numbers_of_removed_activities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="linedecision",
            name="answer",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="linedecision",
            name="done_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="linedecision",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="linedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="done_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="linedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "return"), ("sent_at__isnull", False)),
                    models.Q(("answer", ""), ("done_at__isnull", True)),
                    _connector="OR",
                ),
                name="only_a_sent_return_is_answered",
                violation_error_message="Only a returned activity has an answer to the desk.",
            ),
        ),
    ]
