"""Migrations: data apart from schema; a database that was made step by step before the first one keeps its rows."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

from commit_portal.management.commands.portal import DROPPED
from tests.services import BASE_DIR

OURS = ("commit_portal", "spa", "workplans", "reporting")
IS_OF_BEFORE = """
import django
django.setup()
from commit_portal.management.commands.portal import _is_of_before
print(_is_of_before())
"""


def test_data_is_changed_apart_from_the_schema() -> None:
    found = set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        of_data = [isinstance(step, RunPython | RunSQL) for step in migration.operations]
        if app in OURS and any(of_data) and not all(of_data):
            found.add((app, name))

    assert found == set()


def migrated_by(steps: set[tuple[str, str]], path: Path) -> None:
    """Write into a database with the portal's tables that these steps made them, and no others of ours."""
    with closing(sqlite3.connect(path, autocommit=True)) as database:
        database.executemany("DELETE FROM django_migrations WHERE app = ?", [(app,) for app in OURS])
        rows = [(*step, "2026-11-26") for step in sorted(steps)]
        database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", rows)


def replaced_steps() -> set[tuple[str, str]]:
    return {step for migration in MigrationLoader(None).replacements.values() for step in migration.replaces}


def later_steps() -> set[tuple[str, str]]:
    """The steps that have come since: a database with today's tables has them."""
    steps = MigrationLoader(None).disk_migrations.items()
    return {step for step, migration in steps if step[0] in OURS and not migration.replaces}


@pytest.mark.parametrize("dropped", [DROPPED, frozenset()], ids=["with_those_dropped", "without"])
def test_a_database_of_the_steps_that_one_replaces_is_taken_as_it_is(
    tmp_path: Path, migrated_sqlite: Callable[[Path], str], dropped: frozenset[tuple[str, str]]
) -> None:
    path = tmp_path / "portal.sqlite3"
    env = {**os.environ, "DATABASE_URL": migrated_sqlite(path), "VAR": str(tmp_path)}
    migrated_by(replaced_steps() | later_steps() | dropped, path)

    assert said(env, "-c", IS_OF_BEFORE) == "False\n"
    assert "No migrations to apply." in said(env, "manage.py", "migrate", "--no-input")
    # It has the names of the new ones too by now, as a new database has those of the replaced.
    assert said(env, "-c", IS_OF_BEFORE) == "False\n"


@pytest.mark.parametrize(
    "missing", [("workplans", "0018_needs_are_folded"), ("reporting", "0008_drafts_say_whose_word_they_tell")]
)
def test_a_database_that_lacks_one_of_the_replaced_steps_is_of_before(
    tmp_path: Path, migrated_sqlite: Callable[[Path], str], missing: tuple[str, str]
) -> None:
    path = tmp_path / "portal.sqlite3"
    env = {**os.environ, "DATABASE_URL": migrated_sqlite(path), "VAR": str(tmp_path)}
    assert said(env, "-c", IS_OF_BEFORE) == "False\n"

    migrated_by((replaced_steps() | later_steps()) - {missing}, path)

    assert said(env, "-c", IS_OF_BEFORE) == "True\n"


def said(env: dict[str, str], *arguments: str) -> str:
    return subprocess.check_output([sys.executable, *arguments], cwd=BASE_DIR, env=env, text=True)
