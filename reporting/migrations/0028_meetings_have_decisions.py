from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0027_lists_are_printed"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="decisions",
            field=models.TextField(blank=True),
        ),
    ]
