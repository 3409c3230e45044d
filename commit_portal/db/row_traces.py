"""What each row of a draft, a decision or an answer became: the database itself writes it down (docs/adr/0037).

Whatever changes a row leaves a trace of it: a page, `bulk_update`, a shell, a fixture, raw SQL. The row before a change is
the trace before, so that the traces of a row are all that it ever was, and the last of them is the row.
"""

from collections.abc import Iterator

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from commit_portal.db.event_chain import SQL

TRACES = "commit_portal_rowtrace"
SAID = SQL["traces"]
TABLES = SAID["tables"].split()


def tracing(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str, str]]:
    """The verb, the table and the statements of each trigger that writes a trace."""
    for words in _tables(connection):
        for verb in ("INSERT", "UPDATE", "DELETE"):
            yield verb, words["table"], SAID[verb].format(**words)


def catch_up(connection: BaseDatabaseWrapper) -> None:
    """Write down each row that changed while nothing traced it: in a migration, or before there were traces."""
    with connection.cursor() as cursor:
        for words in _tables(connection):
            cursor.execute(SAID["catch_up"].format(strays=SAID["strays"].format(**words), **words))


def untraced() -> list[tuple[str, int]]:
    """The table and the key of each row that is not as it was traced last: somebody changed it past the guards."""
    found = []
    with default_connection.cursor() as cursor:
        for words in _tables(default_connection):
            cursor.execute(SAID["strays"].format(**words))
            found += [(words["table"], key) for key, _became in cursor.fetchall()]
    return found


def _tables(connection: BaseDatabaseWrapper) -> Iterator[dict[str, str]]:
    """What the SQL of each table needs that is there: its name, the SQL of its rows as one value, the clock and the user."""
    there, said = {*connection.introspection.table_names()}, SAID[connection.vendor]
    for table in (one for one in TABLES if {one, TRACES} <= there):
        with connection.cursor() as cursor:
            cursor.execute(said["row"].format(table=table))
            (row,) = cursor.fetchone()
        rows = {name: row.format(row=name) for name in ("OLD", "NEW", "mine")}
        yield {"table": table, "now": said["now"], "who": said["who"], **rows}
