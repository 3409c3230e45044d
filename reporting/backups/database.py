"""The database as one file: copied while people write, and put into an empty one.

SQLite copies itself (its online backup); PostgreSQL has pg_dump and pg_restore. What is copied is the one moment that the
caller reads inside `one_moment`.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from commit_portal.i18n.messages import say


class CannotBackUp(CommandError):
    """The reason why nothing was backed up or restored, with what to do."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Read one state of the database inside, whoever writes meanwhile; `copy_to` copies this very state.

    It is begun by hand: a transaction of Django's would take SQLite's lock, and nobody could write.
    """
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def copy_to(path: Path) -> None:
    """Copy the moment that is read into a new file. It has no sessions: with a key of one, somebody is signed in."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            # Vacuumed: rows that were deleted would stay in free pages.
            copy.executescript("DELETE FROM django_session; DELETE FROM usersessions_usersession; VACUUM;")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        options = ["--format=custom", f"--snapshot={cursor.fetchone()[0]}", f"--file={path}"]
    _run(
        "pg_dump",
        *options,
        *(f"--exclude-table-data={one}" for one in ("django_session", "usersessions_usersession")),
    )


def put_back(path: Path) -> None:
    """Put a copy from the same kind of database into an empty one, whole or not at all."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)
    connection.close()
    if connection.vendor == "postgresql":
        _run("pg_restore", "--single-transaction", str(path))


def _run(program: str, *options: str) -> None:
    """Run a program of PostgreSQL's on our database. Raises `CannotBackUp` with its own words where it does not end well."""
    named = [*options, "--no-owner", "--no-privileges", "--dbname"]
    (_psql, *words), environ = connection.client.settings_to_cmd_args_env(connection.settings_dict, named)
    done = subprocess.run(
        [program, *words], env={**os.environ, **(environ or {})}, capture_output=True, text=True
    )
    if done.returncode:
        failed = _("%(program)s failed with this message: %(words)s")
        raise CannotBackUp(say(failed, program=program, words=done.stderr.strip()))
