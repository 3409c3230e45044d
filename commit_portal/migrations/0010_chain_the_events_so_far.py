"""Link the events that are there to a chain, in the order of their keys. The database links the later ones."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = "id, verb, content_type_id, object_id, label, facts, note, by_id, seat, {at}, audience"
DIGEST = {
    "sqlite": ("SHA256(%s || json_array({columns}))", "at"),
    "postgresql": (
        "encode(sha256(convert_to(%s || jsonb_build_array({columns})::text, 'UTF8')), 'hex')",
        "(extract(epoch FROM at) * 1000000)::bigint",
    ),
}
LINK = (
    "INSERT INTO commit_portal_eventlink (position, event, digest) "
    "SELECT %s, id, {digest} FROM commit_portal_event WHERE id = %s RETURNING digest"
)


def chain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    digest, at = DIGEST[schema_editor.connection.vendor]
    link = LINK.format(digest=digest.format(columns=COLUMNS.format(at=at)))
    position, last = 0, ""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM commit_portal_event ORDER BY id")
        for position, (event,) in enumerate(cursor.fetchall(), 1):
            cursor.execute(link, [position, last, event])
            [last] = cursor.fetchone()
        if position:
            head = "INSERT INTO commit_portal_chainhead (id, position, digest) VALUES (1, %s, %s)"
            cursor.execute(head, [position, last])


def unchain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave nothing of the chain, so that it can be made again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DELETE FROM commit_portal_eventlink")
        cursor.execute("DELETE FROM commit_portal_chainhead")


class Migration(migrations.Migration):
    dependencies = [("commit_portal", "0009_events_have_a_chain")]

    operations = [migrations.RunPython(chain, unchain)]
