"""The database refuses a draft above its ceiling, by whatever path it got there, on SQLite and PostgreSQL."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from commit_portal.db.guards import guards_lifted
from tests import cast
from tests.commit_portal.db.test_guards import sql
from tests.guard import guards_met
from workplans.models import Activity, Workplan

pytestmark = pytest.mark.asvs("B13")

OURS = ("commit_portal", "spa", "workplans", "reporting")
# What the database makes by itself, so that nobody loads it.
MADE = ("commit_portal.eventlink", "commit_portal.chainhead")
DEARER = {"secretariat_cost": 999_999, "cost_in_all": None}
COST = "UPDATE workplans_activity SET cost_in_all = NULL, secretariat_cost = secretariat_cost"
SUM = "UPDATE workplans_workplan SET committed = committed"


def changed(line: Activity, changes: dict[str, Any]) -> Activity:
    vars(line).update(changes)
    return line


def raw_update(line: Activity, **changes: Any) -> None:
    columns = ", ".join(f"{name} = {value!r}" for name, value in changes.items())
    sql(f"UPDATE workplans_activity SET {columns}".replace("None", "NULL"))


def one_more(line: Activity, **changes: Any) -> None:
    Activity.objects.bulk_create(
        [changed(line, {"id": None, "number": 9, "code": "9", "made_with": None} | changes)]
    )


# The paths past the actions on which a line is changed.
PATHS: dict[str, Callable[..., object]] = {
    "save": lambda line, **changes: changed(line, changes).save(),
    "update": lambda line, **changes: Activity.objects.update(**changes),
    "bulk_update": lambda line, **changes: Activity.objects.bulk_update([changed(line, changes)], [*changes]),
    "bulk_create": one_more,
    "raw SQL": raw_update,
}
TRICKS = {
    "the sum alone": [f"{SUM} + 1"],
    "the sum too": [f"{COST} + 1000", f"{SUM} + 999"],
    "the note removed": [f"{COST} + 1", "DELETE FROM commit_portal_unsettled"],
    "the note paid": [f"{COST} + 1", "UPDATE commit_portal_unsettled SET never_id = workplan"],
    "of another plan": [
        "UPDATE workplans_activity SET workplan_id = (SELECT MAX(id) FROM workplans_workplan)"
    ],
    "in reserve": ["UPDATE workplans_activity SET funding = 'reserve'"],
    "gone": ["DELETE FROM workplans_activitytarget", "DELETE FROM workplans_activity"],
}


@pytest.fixture
def line(world: cast.World) -> Activity:
    made = cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"])
    connection.check_constraints()
    return made


def commit(change: Callable[..., object], *words: Any, **changes: Any) -> None:
    """Make the change, and look at the end of it as a commit does."""
    with transaction.atomic():
        change(*words, **changes)
        connection.check_constraints()


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_no_path_leads_a_plan_above_its_ceiling(line: Activity, path: Callable[..., object]) -> None:
    with guards_met(connection), pytest.raises(IntegrityError):
        commit(path, line, **DEARER)


@pytest.mark.parametrize("statements", TRICKS.values(), ids=TRICKS)
def test_no_transaction_ends_with_a_plan_that_does_not_add_up(line: Activity, statements: list[str]) -> None:
    with guards_met(connection), pytest.raises(IntegrityError):
        commit(sql, *statements)


def test_without_its_guard_it_does_and_verify_audit_names_the_plan(line: Activity) -> None:
    """The control."""
    with guards_met(connection), guards_lifted():
        commit(raw_update, line, **DEARER)
    with pytest.raises(CommandError, match=f"{line.workplan}: the Secretariat costs of its activities"):
        call_command("verify_audit")


@pytest.mark.django_db(transaction=True)
def test_commit_is_refused_and_what_adds_up_in_the_end_goes_through() -> None:
    plan = (world := cast.make_world()).workplan("kh")
    line = cast.complete_line(plan, by=world.seats["kh_officer"])
    with guards_met(connection):
        with pytest.raises(IntegrityError), transaction.atomic():
            sql(f"{COST} + 1")
        with transaction.atomic():
            sql(f"{COST} + 1000", f"{COST} - 1001", f"{SUM} - 1 WHERE id = {plan.pk}")
    assert Workplan.objects.get(pk=plan.pk).committed == line.secretariat_cost - 1


def test_dump_of_drafts_is_loaded_and_one_above_its_ceiling_is_not(line: Activity, tmp_path: Path) -> None:
    within, above = tmp_path / "within.json", tmp_path / "above.json"
    for dump in (within, above):
        call_command("dumpdata", *OURS, exclude=MADE, output=dump, verbosity=0)
        raw_update(line, **DEARER)
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            sql(f"DELETE FROM {model._meta.db_table}")

    with guards_met(connection):
        with pytest.raises(IntegrityError):
            commit(call_command, "loaddata", above, verbosity=0)
        commit(call_command, "loaddata", within, verbosity=0)

    assert Activity.objects.get().secretariat_cost == line.secretariat_cost
