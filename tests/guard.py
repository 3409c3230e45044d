"""The database's guard of the history, lifted where a test's own machinery has to write past it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

MIGRATIONS = (
    import_module("commit_portal.migrations.0002_history_is_only_added_to"),
    import_module("workplans.migrations.0002_line_history_is_guarded"),
)


def lift_guard() -> None:
    # PostgreSQL takes no trigger from a table whose foreign keys are still to be checked.
    connection.check_constraints()
    with connection.cursor() as cursor:
        for migration in MIGRATIONS:
            for statement in migration.LIFT[connection.vendor]:
                cursor.execute(statement)


def set_guard() -> None:
    with connection.cursor() as cursor:
        for migration in MIGRATIONS:
            for statement in migration.GUARD[connection.vendor]:
                cursor.execute(statement)


@contextmanager
def guard_lifted() -> Iterator[None]:
    lift_guard()
    yield
    connection.check_constraints()
    set_guard()
