"""The database itself refuses to change or delete an entry of an answer's history, whoever asks and by whatever path."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# By database. A migration that makes the table anew on SQLite takes its triggers along: repeat these after it.
GUARD = {
    "sqlite": (
        "CREATE TRIGGER answer_history_is_not_changed BEFORE UPDATE ON reporting_answerhistory "
        "BEGIN SELECT RAISE(ABORT, 'The history of an answer can only be added to.'); END",
        "CREATE TRIGGER answer_history_is_not_deleted BEFORE DELETE ON reporting_answerhistory "
        "BEGIN SELECT RAISE(ABORT, 'The history of an answer can only be added to.'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION answer_history_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'The history of an answer can only be added to.' "
        "USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER answer_history_is_kept BEFORE UPDATE OR DELETE ON reporting_answerhistory "
        "FOR EACH ROW EXECUTE FUNCTION answer_history_is_only_added_to()",
        "CREATE TRIGGER answer_history_is_kept_whole BEFORE TRUNCATE ON reporting_answerhistory "
        "FOR EACH STATEMENT EXECUTE FUNCTION answer_history_is_only_added_to()",
    ),
}
LIFT = {
    "sqlite": (
        "DROP TRIGGER answer_history_is_not_changed",
        "DROP TRIGGER answer_history_is_not_deleted",
    ),
    "postgresql": (
        "DROP TRIGGER answer_history_is_kept ON reporting_answerhistory",
        "DROP TRIGGER answer_history_is_kept_whole ON reporting_answerhistory",
        "DROP FUNCTION answer_history_is_only_added_to()",
    ),
}


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_history_of_answers"),
    ]

    operations = [migrations.RunPython(guard, lift)]
