"""What each row of a year, a draft, an answer or a text became: the database itself writes it down (docs/adr/0037).

Whatever changes a row leaves a trace of it: a page, `bulk_update`, a shell, a fixture, raw SQL. The row before a change is
the trace before, so that the traces of a row are all that it ever was, and the last of them is the row.
"""

from collections.abc import Iterator

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from commit_portal.db.event_chain import SQL, fetched

TRACES = "commit_portal_rowtrace"
SAID = SQL["traces"]
TABLES, LEFT_OUT = SAID["tables"].split(), SAID["left_out"].split()


def tracing(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str, str]]:
    """The verb, the table and the statements of each trigger that writes a trace.

    An update of columns alone that no trace has, as a sum of a plan, asks for none.
    """
    for words in _tables(connection):
        for verb in ("INSERT", "UPDATE", "DELETE"):
            of = f" OF {words['columns']}{words['also']}" if verb == "UPDATE" else ""
            yield verb + of, words["table"], SAID[verb].format(**words)


def catch_up(connection: BaseDatabaseWrapper) -> None:
    """Write down each row that changed while nothing traced it: in a migration, or before there were traces."""
    with connection.cursor() as cursor:
        for words in _tables(connection):
            cursor.execute(SAID["catch_up"].format(strays=SAID["strays"].format(**words), **words))


def untraced() -> list[tuple[str, int]]:
    """The table and the key of each row that is not as it was traced last: somebody changed it past the guards."""
    return [
        (words["table"], key)
        for words in _tables(default_connection)
        for key, _became in fetched(SAID["strays"].format(**words))
    ]


def _tables(connection: BaseDatabaseWrapper) -> Iterator[dict[str, str]]:
    """What the SQL of each table needs that is there: its name and columns, a row of it as one value, the clock, the user."""
    there, said = {*connection.introspection.table_names()}, SAID[connection.vendor]
    for table in (one for one in TABLES if {one, TRACES} <= there):
        columns = fetched(said["columns"].format(table=table), connection)
        quoted = {name: word for name, word in columns if name not in LEFT_OUT}
        rows = {}
        for row in ("OLD", "NEW", "mine"):
            pairs = ", ".join(f"'{name}', {row}.{word}" for name, word in quoted.items())
            rows[row] = said["row"].format(row=row, pairs=pairs, left_out=",".join(LEFT_OUT))
        yield {**said, "table": table, "columns": ", ".join(quoted.values()), **rows}
