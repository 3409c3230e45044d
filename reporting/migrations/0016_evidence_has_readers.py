"""Evidence keeps the SHA-256 of its file, and the audiences for whom the lead ticked it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0015_addressees_have_no_status_of_their_own"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="sha256",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="shown_to",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
