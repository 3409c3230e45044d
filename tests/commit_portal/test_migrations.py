"""Migrations: data apart from schema; a database that was made step by step before the first one keeps its rows."""

import json

import pytest
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

from tests.services import ran

OURS = ("commit_portal", "spa", "workplans", "reporting")
# Makes the office of the matrix, goes back over the newest steps of each app, and comes again; what there was each time.
THERE_AND_BACK = """
import json, sys
import django
django.setup()
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from commit_portal.db.guards import guards_lifted
from tests.commit_portal.test_migrations import StepByStep
from tests.authz_matrix import make_office

def look():
    tables = set(connection.introspection.table_names())
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
    with connection.cursor() as cursor:
        columns = {
            table: sorted(str(column[:2]) for column in connection.introspection.get_table_description(cursor, table))
            + sorted(connection.introspection.get_constraints(cursor, table))
            for table in tables
        }
    return {"schema": columns, "rows": {model._meta.db_table: model._base_manager.count() for model in models}}

make_office()
seen, newest = [look()], json.loads(sys.argv[1])
for back in (True, False):
    # One app after the other: Django takes no plan that goes back in one and on in another.
    for app, names in newest.items():
        executor = MigrationExecutor(connection)
        executor.loader = StepByStep(connection)
        # It went back with an app before it, on which its step depends.
        if back and (app, names[0]) not in executor.loader.applied_migrations:
            continue
        with guards_lifted():
            executor.migrate([(app, names[0] if back else names[-1])])
    seen.append(look())
print(json.dumps(seen))
"""
NEWEST = 4
MANY = "_squashed_"


class StepByStep(MigrationLoader):
    """Without the migrations that stand for many: as for a database that went through each step."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {key: step for key, step in self.disk_migrations.items() if MANY not in key[1]}


def test_a_new_database_has_what_the_steps_of_the_past_have_made():
    """Its tables are made by one migration an app (ADR 35)."""
    ends = [loader.project_state() for loader in (MigrationLoader(None), StepByStep(None))]

    for one, other in (ends, ends[::-1]):
        assert MigrationAutodetector(one, other).changes(MigrationLoader(None).graph) == {}
    # The negative control: a state that lacks the newest step.
    newest = next(key for key in StepByStep(None).graph.leaf_nodes() if key[0] == "workplans")
    before = StepByStep(None).project_state(newest, at_end=False)
    assert MigrationAutodetector(before, ends[0]).changes(MigrationLoader(None).graph) != {}


def test_a_step_that_stands_for_many_begins_no_app_of_its_own():
    """Who needs the first step of an app gets the oldest: after the others, a half migrated database could not go on."""
    for app in OURS:
        first, *_others = MigrationLoader(None, replace_migrations=False).graph.root_nodes(app)
        assert first == (app, "0001_the_year")


@pytest.mark.asvs("B65")
@pytest.mark.chaos
def test_the_newest_steps_of_each_app_go_back_and_come_again_with_the_rows_of_an_office(
    database_url, tmp_path
):
    """All can go back, so none has to say why not. In between there is less: the control."""
    steps = {
        app: sorted(name for owner, name in StepByStep(None).disk_migrations if owner == app) for app in OURS
    }
    newest = {app: names[-NEWEST - 1 :] for app, names in steps.items()}

    words = ("-c", THERE_AND_BACK, json.dumps(newest))
    before, between, after = json.loads(ran(*words, DATABASE_URL=database_url, VAR=str(tmp_path)).stdout)

    assert after["schema"] == before["schema"] != between["schema"]
    kept = before["rows"].keys() & between["rows"].keys()
    assert {table: before["rows"][table] for table in kept} == {table: after["rows"][table] for table in kept}
    assert before["rows"]["workplans_activity"] == between["rows"]["workplans_activity"] > 0


def test_each_step_over_data_can_be_undone():
    steps = [
        (key, step)
        for key, migration in MigrationLoader(None).disk_migrations.items()
        for step in migration.operations
    ]
    assert [key for key, step in steps if key[0] in OURS and not step.reversible] == []


def test_data_is_changed_apart_from_the_schema():
    found = set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        of_data = [isinstance(step, RunPython | RunSQL) for step in migration.operations]
        if app in OURS and any(of_data) and not all(of_data):
            found.add((app, name))

    assert found == set()
