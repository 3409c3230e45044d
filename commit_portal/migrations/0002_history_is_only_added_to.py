"""The database itself refuses to change or delete an event, whoever asks and by whatever path."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# By database. A migration that makes the table anew on SQLite takes its triggers along: repeat these after it.
GUARD = {
    "sqlite": (
        "CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON commit_portal_event "
        "BEGIN SELECT RAISE(ABORT, 'Events can only be added.'); END",
        "CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON commit_portal_event "
        "BEGIN SELECT RAISE(ABORT, 'Events can only be added.'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION events_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'Events can only be added.' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE ON commit_portal_event "
        "FOR EACH ROW EXECUTE FUNCTION events_are_only_added()",
        "CREATE TRIGGER events_are_kept BEFORE TRUNCATE ON commit_portal_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_added()",
    ),
}
LIFT = {
    "sqlite": ("DROP TRIGGER event_is_not_changed", "DROP TRIGGER event_is_not_deleted"),
    "postgresql": (
        "DROP TRIGGER event_is_kept ON commit_portal_event",
        "DROP TRIGGER events_are_kept ON commit_portal_event",
        "DROP FUNCTION events_are_only_added()",
    ),
}


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [("commit_portal", "0003_history_is_only_added_to")]
    dependencies = [
        ("commit_portal", "0001_the_year"),
    ]

    operations = [migrations.RunPython(guard, lift)]
