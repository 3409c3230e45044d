"""A workbook that waits to be confirmed keeps its activities alone: its sheet of support is not read back."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0013_ceilings_change_from_a_day"),
    ]

    operations = [
        migrations.RemoveField(model_name="lineimport", name="support"),
    ]
