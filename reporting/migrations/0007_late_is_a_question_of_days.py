"""Whether answers are late follows from their days; that they came after their review was closed says nothing."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0006_submitted_answers_have_their_last_day"),
    ]

    operations = [migrations.RemoveField(model_name="countryreview", name="is_late")]
