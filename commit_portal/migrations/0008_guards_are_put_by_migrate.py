"""Take off the triggers that migrations have put: `manage.py migrate` puts all of them (commit_portal.db.guards)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TRIGGERS = (
    "event_is_not_changed",
    "event_is_not_deleted",
    "line_history_is_not_changed",
    "line_history_is_not_deleted",
    "answer_history_is_not_changed",
    "answer_history_is_not_deleted",
)
FUNCTIONS = ("events_are_only_added", "line_history_is_only_added_to", "answer_history_is_only_added_to")


def take_off(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        for name in FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("commit_portal", "0007_roles_in_refusals")]

    operations = [migrations.RunPython(take_off, migrations.RunPython.noop)]
