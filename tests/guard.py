"""The database's guards of the past, switched off where a test's own machinery has to write past them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def switch_guards(*, on: bool) -> None:
    """Of this connection alone, and whatever becomes of its transaction: the triggers stay where they are.

    SQLite heeds none of them, PostgreSQL not even its own of foreign keys.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, on)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET session_replication_role = {'origin' if on else 'replica'}")


@contextmanager
def guard_lifted() -> Iterator[None]:
    switch_guards(on=False)
    try:
        yield
    except BaseException:
        # PostgreSQL sets it back with all that is undone; what SQLite heeds is no matter of a transaction.
        if connection.vendor == "sqlite":
            switch_guards(on=True)
        raise
    switch_guards(on=True)
