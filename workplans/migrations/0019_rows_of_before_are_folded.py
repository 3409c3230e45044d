"""Fold the rows that were there before search came. It comes last, so that data folders of before know every name.

Where an older step folded them already, they stay as they are.
"""

from typing import Any

from django.db import migrations

from commit_portal.folded import fold_rows

FOLDED = (
    "Activity",
    "Partner",
    "TaskforceMember",
    "TechnicalNeed",
    "VersionLine",
    "VersionLineNeed",
    "Workplan",
)


def fold_all(apps: Any, _schema_editor: Any) -> None:
    for name in FOLDED:
        fold_rows(apps.get_model("workplans", name))


class Migration(migrations.Migration):
    dependencies = [
        ("workplans", "0018_needs_are_folded"),
    ]

    operations = [migrations.RunPython(fold_all, migrations.RunPython.noop)]
