"""A plan and its versions store which ministries agreed, and when. Older rows keep the names that a lead typed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0002_line_history_is_guarded"),
    ]

    operations = [
        migrations.AddField(
            model_name="ministryanswer",
            name="letter_on",
            field=models.DateField(blank=True, null=True, verbose_name="day of the letter"),
        ),
        migrations.AddField(
            model_name="ministryanswer",
            name="plan_version",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ministryanswer",
            name="question",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="workplan",
            name="agreement",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="which ministries agreed, and when"
            ),
        ),
        migrations.AddField(
            model_name="workplanversion",
            name="agreement",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="which ministries agreed, and when"
            ),
        ),
    ]
