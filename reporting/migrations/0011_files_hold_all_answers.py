"""A file of a review holds the answers for activities too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reporting", "0010_evidence")]

    operations = [migrations.RenameModel("TargetImport", "AnswerImport")]
