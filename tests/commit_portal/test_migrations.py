"""Migrations: data apart from schema; a database that was made step by step before the first one keeps its rows."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

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


def test_a_database_of_the_steps_that_one_replaces_is_taken_as_it_is(
    tmp_path: Path, migrated_sqlite: Callable[[Path], str]
) -> None:
    path = tmp_path / "portal.sqlite3"
    env = {**os.environ, "DATABASE_URL": migrated_sqlite(path), "VAR": str(tmp_path)}
    with closing(sqlite3.connect(path, autocommit=True)) as database:
        for (app, name), migration in MigrationLoader(None).replacements.items():
            database.execute("DELETE FROM django_migrations WHERE app = ? AND name = ?", (app, name))
            steps = [(*step, "2026-11-26") for step in migration.replaces]
            database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", steps)

    def said(*arguments: str) -> str:
        return subprocess.check_output([sys.executable, *arguments], cwd=BASE_DIR, env=env, text=True)

    assert said("-c", IS_OF_BEFORE) == "False\n"
    assert "No migrations to apply." in said("manage.py", "migrate", "--no-input")
