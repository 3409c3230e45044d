"""Fold the rows that were there before search came. It comes last, so that data folders of before know every name.

Where an older step folded them already, they stay as they are.
"""

from typing import Any

from django.db import migrations

from commit_portal.folded import fold_rows

FOLDED = ("Meeting",)


def fold_all(apps: Any, _schema_editor: Any) -> None:
    for name in FOLDED:
        fold_rows(apps.get_model("reporting", name))


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0008_drafts_say_whose_word_they_tell"),
    ]

    operations = [migrations.RunPython(fold_all, migrations.RunPython.noop)]
