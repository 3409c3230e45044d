"""Of SPA I, II and IV not all texts are public: the portal may get the missing ones, with their source."""

from typing import Any

from django.db import migrations


def mark_incomplete(apps: Any, schema_editor: Any) -> None:
    apps.get_model("spa", "ActionPlan").objects.filter(code__in=("spa-1", "spa-2", "spa-4")).update(
        is_complete=False
    )


class Migration(migrations.Migration):
    dependencies = [("spa", "0003_plans_of_action_have_revisions")]

    operations = [migrations.RunPython(mark_incomplete, migrations.RunPython.noop)]
