"""Fold the rows that were there before search came. It comes last, so that data folders of before know every name.

Where an older step folded them already, they stay as they are.
"""

from typing import Any

from django.db import migrations

from commit_portal.folded import fold_rows

FOLDED = ("User",)


def fold_all(apps: Any, _schema_editor: Any) -> None:
    for name in FOLDED:
        fold_rows(apps.get_model("commit_portal", name))


class Migration(migrations.Migration):
    dependencies = [
        ("commit_portal", "0008_only_on_this_page"),
    ]

    operations = [migrations.RunPython(fold_all, migrations.RunPython.noop)]
