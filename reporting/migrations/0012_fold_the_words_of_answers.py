"""Answers that were given before get their folded words."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from commit_portal.i18n.search_normalization import fold


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("ActivityProgress", "TargetStatus"):
        for row in apps.get_model("reporting", name).objects.exclude(narrative="").iterator():
            row.folded = fold(row.narrative)
            row.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("reporting", "0011_answers_have_folded_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
