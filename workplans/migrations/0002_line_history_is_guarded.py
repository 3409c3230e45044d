"""The database itself refuses to change or delete an entry of a line's history, whoever asks and by whatever path."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# By database. A migration that makes the table anew on SQLite takes its triggers along: repeat these after it.
GUARD = {
    "sqlite": (
        "CREATE TRIGGER line_history_is_not_changed BEFORE UPDATE ON workplans_linehistory "
        "BEGIN SELECT RAISE(ABORT, 'The history of a line can only be added to.'); END",
        "CREATE TRIGGER line_history_is_not_deleted BEFORE DELETE ON workplans_linehistory "
        "BEGIN SELECT RAISE(ABORT, 'The history of a line can only be added to.'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION line_history_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'The history of a line can only be added to.' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER line_history_is_kept BEFORE UPDATE OR DELETE ON workplans_linehistory "
        "FOR EACH ROW EXECUTE FUNCTION line_history_is_only_added_to()",
        "CREATE TRIGGER line_history_is_kept_whole BEFORE TRUNCATE ON workplans_linehistory "
        "FOR EACH STATEMENT EXECUTE FUNCTION line_history_is_only_added_to()",
    ),
}
LIFT = {
    "sqlite": ("DROP TRIGGER line_history_is_not_changed", "DROP TRIGGER line_history_is_not_deleted"),
    "postgresql": (
        "DROP TRIGGER line_history_is_kept ON workplans_linehistory",
        "DROP TRIGGER line_history_is_kept_whole ON workplans_linehistory",
        "DROP FUNCTION line_history_is_only_added_to()",
    ),
}


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [("workplans", "0017_line_history_is_guarded")]
    dependencies = [
        ("workplans", "0001_the_year"),
    ]

    operations = [migrations.RunPython(guard, lift)]
