"""Each finished file keeps its SHA-256, by which a copy is told from a changed one. Files of before have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0019_words_before_a_status"),
    ]

    operations = [
        migrations.AddField(
            model_name="annualreport",
            name="pdf_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="workbook_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="printedform",
            name="pdf_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="printedform",
            name="workbook_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
