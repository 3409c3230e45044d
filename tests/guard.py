"""The database's guards of the past: the portal's own code always meets them, and what a test itself writes goes past them.

A test makes rows of the past as it needs them. Whatever it has the portal do is refused as in production.
"""

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from commit_portal.db import row_traces
from commit_portal.db.guards import GUARDS

ROOT = Path(__file__).parents[1]
PORTAL = tuple(f"{ROOT / name}/" for name in ("commit_portal", "spa", "workplans", "reporting"))
TESTS = f"{ROOT / 'tests'}/"
TABLES = "|".join({guard.table for guard in GUARDS} | {"workplans_activity", *row_traces.TABLES})
WRITES = re.compile(rf"\s*(?:UPDATE|DELETE|INSERT|TRUNCATE)\b.*?\b(?:{TABLES})\b", re.DOTALL)


def _past_guards(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not WRITES.match(sql) or _is_of_the_portal():
        return execute(sql, params, many, context)
    with _switched_off(context["connection"]):
        return execute(sql, params, many, context)


def _is_of_the_portal() -> bool:
    """Whether the portal's code writes, and not a test, nor Django where it empties the tables after one."""
    frame = sys._getframe()
    while frame := frame.f_back:
        path = frame.f_code.co_filename
        if path.startswith(PORTAL):
            return True
        if path.startswith(TESTS) and path != __file__:
            return False
    return False


@contextmanager
def _switched_off(connection: BaseDatabaseWrapper) -> Iterator[None]:
    _switch(connection, on=False)
    try:
        yield
    except BaseException:
        # PostgreSQL sets it back with all that is undone; what SQLite heeds is no matter of a transaction.
        if connection.vendor == "sqlite" or not connection.in_atomic_block:
            _switch(connection, on=True)
        raise
    _switch(connection, on=True)


def _switch(connection: BaseDatabaseWrapper, *, on: bool) -> None:
    """Of this connection alone. The triggers stay where they are; PostgreSQL heeds not even its own of foreign keys."""
    if connection.vendor == "sqlite":
        connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, on)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET session_replication_role = {'origin' if on else 'replica'}")


@receiver(connection_created)
def let_tests_write(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Have each connection of this process look at who writes."""
    if _past_guards not in connection.execute_wrappers:
        connection.execute_wrappers.append(_past_guards)


@contextmanager
def guards_met(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """What a test writes inside meets the guards as well."""
    connection.ensure_connection()
    connection.execute_wrappers.remove(_past_guards)
    try:
        yield
    finally:
        connection.execute_wrappers.append(_past_guards)


@contextmanager
def guards_passed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Whatever is written inside goes past the guards. With each switch the database plans all its statements anew."""
    with guards_met(connection), _switched_off(connection):
        yield
