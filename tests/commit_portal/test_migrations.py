"""Migrations: data apart from schema, and rows of before are brought over on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

from tests.race_processes import Race

OURS = ("commit_portal", "spa", "workplans", "reporting")
# What mixes both, with the reason why it stays so.
MIXED = {
    # Its rows are of a table that the same step makes. A later step could not tell what was told since then.
    ("commit_portal", "0005_events_are_told_and_mailed"),
    # Its one change of a column is of Python's choices: no database has a statement for it.
    ("reporting", "0005_partners_print_their_own_support"),
}


def test_data_is_changed_apart_from_the_schema() -> None:
    found = set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        of_data = [isinstance(step, RunPython | RunSQL) for step in migration.operations]
        if app in OURS and any(of_data) and not all(of_data):
            found.add((app, name))

    assert found == MIXED


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    """A portal with rows, on either database."""
    folder = tmp_path_factory.mktemp("migrations")
    if request.param == "sqlite":
        url = request.getfixturevalue("migrated_sqlite")(folder / "portal.sqlite3")
        yield Race("tests.race_migrations", url, folder)
        return
    postgres, migrated = (request.getfixturevalue(name) for name in ("postgres", "migrated"))
    with postgres.database(f"commit_{uuid.uuid4().hex[:12]}", like=migrated) as url:
        yield Race("tests.race_migrations", url, folder)


def test_rows_from_before_search_are_found_after_it(portal: Race) -> None:
    assert portal.run("from_before_search") == []


def test_a_folder_that_an_older_step_folded_takes_the_later_one(portal: Race) -> None:
    assert portal.run("from_a_folder_of_before") == []
