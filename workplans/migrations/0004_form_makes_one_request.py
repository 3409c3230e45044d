"""A request keeps the key of the form that made it: a form that is sent twice makes one request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0003_agreement_is_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="made_with",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="contribution",
            name="made_of",
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("made_with",),
                name="form_makes_one_request",
                violation_error_message="You already sent a request with this form. Open a new form.",
            ),
        ),
    ]
