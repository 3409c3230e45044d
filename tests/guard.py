"""The database's guard of the history, lifted where a test's own machinery has to write past it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import chain

from django.db import connection

MIGRATIONS = (
    import_module("commit_portal.migrations.0002_history_is_only_added_to"),
    import_module("workplans.migrations.0002_line_history_is_guarded"),
    import_module("reporting.migrations.0004_answer_history_is_guarded"),
)


def lift_guard() -> None:
    if connection.vendor == "sqlite":
        _switch_triggers(enabled=False)
        return
    # PostgreSQL takes no trigger from a table whose foreign keys are still to be checked.
    connection.check_constraints()
    _execute(*(migration.LIFT["postgresql"] for migration in MIGRATIONS))


def set_guard() -> None:
    if connection.vendor == "sqlite":
        _switch_triggers(enabled=True)
        return
    connection.check_constraints()
    _execute(*(migration.GUARD["postgresql"] for migration in MIGRATIONS))


def _switch_triggers(*, enabled: bool) -> None:
    """Of this connection. Once a transaction drops a trigger, each savepoint undone in it reads the tables' names anew."""
    connection.ensure_connection()
    connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled)


def _execute(*groups: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in chain.from_iterable(groups):
            cursor.execute(statement)


@contextmanager
def guard_lifted() -> Iterator[None]:
    lift_guard()
    try:
        yield
    except BaseException:
        # PostgreSQL has its triggers back with all that is undone; what SQLite heeds is no matter of a transaction.
        if connection.vendor == "sqlite":
            set_guard()
        raise
    set_guard()
