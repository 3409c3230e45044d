"""A file of a review holds the answers for activities too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reporting", "0017_files_have_their_digest")]

    operations = [migrations.RenameModel("TargetImport", "AnswerImport")]
