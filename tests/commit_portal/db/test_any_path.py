"""Whatever path a change takes, the database refuses a draft above its ceiling, and keeps what each row was."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from commit_portal.db.guards import guards_lifted, unsettled_plans
from commit_portal.db.row_traces import TABLES, untraced
from commit_portal.models import RowTrace
from reporting.models import ReportDraft
from tests import authz_matrix, cast, guard
from tests.commit_portal.db.test_guards import SQLITE, sql
from workplans.models import Activity, Workplan
from workplans.years.actions import change_ceiling

pytestmark = pytest.mark.asvs("B13 B61")

OURS = ("commit_portal", "spa", "workplans", "reporting")
# What the database makes by itself, so that nobody loads it.
MADE = tuple(f"commit_portal.{name}" for name in ("eventlink", "chainhead", "rowtrace"))
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
    own = {"id": None, "number": 9, "code": "9", "made_with": None, "secretariat_cost": 0}
    Activity.objects.bulk_create([changed(line, own | changes)])


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
    "moved": ["UPDATE workplans_activity SET workplan_id = (SELECT MAX(id) FROM workplans_workplan)"],
    "in reserve": ["UPDATE workplans_activity SET funding = 'reserve'"],
    "gone": ["DELETE FROM workplans_activitytarget", "DELETE FROM workplans_activity"],
}
# What a column of each traced table may become, and those of which the office of the tests has no row.
CHANGES = {
    "'x'": """workplans_annualcycle.note workplans_activity.title workplans_technicalneed.what workplans_contribution.what
      workplans_ministryanswer.word workplans_grant.title spa_actionplan.title spa_area.title spa_menuactivity.text
      spa_activitytype.title reporting_meeting.note reporting_activityprogress.narrative
      reporting_targetstatus.narrative reporting_question.text""",
    "'2099-01-01'": """workplans_cyclestep.planned_until workplans_opening.closes_at spa_target.due_on workplans_seat.ends_on
      reporting_review.answers_due_on reporting_countryreview.reminded_at reporting_recommendation.due_on""",
    "99": """workplans_workplan.numbers_used workplans_linedecision.round workplans_activitytarget.target_id
      workplans_participation.taskforce_id workplans_allotment.amount spa_budgetfigure.amount reporting_meetingpart.number
      reporting_partnerspending.amount reporting_recommendationaddressee.taskforce_id""",
    "'\"x\"'": "reporting_reportdraft.texts",
}
WITHOUT_ROWS = "workplans_release spa_planrevision spa_correction spa_descent reporting_pastrow"
COSTLY = {name: partial(path, **DEARER) for name, path in PATHS.items()} | {
    name: lambda line, statements=statements: sql(*statements) for name, statements in TRICKS.items()
}


@pytest.fixture
def line(world: cast.World) -> Activity:
    """Added by the portal itself; `guards_lifted` has written down the rows of the test's own before."""
    connection.check_constraints()
    with guards_lifted():
        plan = world.workplan("kh")
    made = cast.complete_line(plan, by=world.seats["kh_officer"])
    connection.check_constraints()
    return made


def commit(change: Callable[..., object], *words: Any, **changes: Any) -> None:
    """Make the change, and look at the end of it as a commit does."""
    with transaction.atomic():
        change(*words, **changes)
        connection.check_constraints()


def traces(line: Activity) -> list[tuple[str | None, str]]:
    """The titles that a line had, None where it was removed, beside who wrote it for the database."""
    mine = RowTrace.objects.filter(table_name="workplans_activity", row_key=line.pk).order_by("pk")
    return [*mine.values_list("became__title", "by")]


@pytest.mark.parametrize("change", COSTLY.values(), ids=COSTLY)
def test_no_path_leads_a_plan_above_its_ceiling(line, change):
    with guard.guards_met(connection), pytest.raises(IntegrityError):
        commit(change, line)


@pytest.mark.django_db(transaction=True)
def test_commit_is_refused_and_what_adds_up_in_the_end_goes_through(line):
    with guard.guards_met(connection):
        with pytest.raises(IntegrityError), transaction.atomic():
            sql(f"{COST} + 1")
        with transaction.atomic():
            sql(f"{COST} + 1000", f"{COST} - 1001", f"{SUM} - 1 WHERE committed > 0")
    assert Workplan.objects.latest("committed").committed == 999


@pytest.mark.parametrize(("ceilings", "was"), [((90_000, 80_000), 90_000), ((500, 400), 100_000)])
def test_dump_of_drafts_is_loaded_and_one_above_its_ceiling_is_not(world, line, tmp_path, ceilings, was):
    day = cast.NOW.date()
    for amount in ceilings:
        change_ceiling(
            world.cycle,
            Decimal(amount),
            starts_on=day,
            reason="",
            by=world.seats["regional_office"],
            now=cast.NOW,
        )
    connection.check_constraints()
    within, above = tmp_path / "within.json", tmp_path / "above.json"
    for dump in (within, above):
        call_command("dumpdata", *OURS, exclude=MADE, output=dump, verbosity=0)
        raw_update(line, **DEARER)
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            sql(f"DELETE FROM {model._meta.db_table}")

    with guard.guards_met(connection):
        with pytest.raises(IntegrityError):
            commit(call_command, "loaddata", above, verbosity=0)
        commit(call_command, "loaddata", within, verbosity=0)

    assert Activity.objects.get().secretariat_cost == line.secretariat_cost
    line.workplan.refresh_from_db()
    assert (line.workplan.ceiling, line.workplan.next_ceiling) == (was, ceilings[1])
    assert untraced() == []


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_whatever_changes_a_row_leaves_what_it_became(line, path):
    before, new = traces(line), ("Other", "" if SQLITE else connection.settings_dict["USER"])
    with guard.guards_met(connection):
        path(line, title="Other")
        sql("UPDATE workplans_activity SET row_version = 9")
        link = Activity.objects.earliest("pk").target_links.get().pk
        # On SQLite a key has other names too.
        sql(
            f"UPDATE workplans_activitytarget SET {'rowid' if SQLITE else 'id'} = {link + 1000} WHERE id = {link}",
            "DELETE FROM workplans_activitytarget",
        )
    assert traces(Activity.objects.latest("pk")) == [*([] if path is one_more else before), new]
    gone = RowTrace.objects.filter(table_name="workplans_activitytarget").order_by("-pk")[:3]
    assert [(one.row_key, one.became is None) for one in gone] == [
        (link + 1000, True),
        (link + 1000, False),
        (link, True),
    ]
    assert untraced() == []


def test_raw_update_of_a_row_of_each_traced_table_leaves_what_it_became(db):
    cycle, left = authz_matrix.make_office().world.cycle, set()
    ReportDraft.objects.create(cycle=cycle, audience="partners", texts="y")
    connection.check_constraints()
    with guards_lifted():
        every = [(*row.split("."), value) for value, rows in CHANGES.items() for row in rows.split()]
    for table, column, value in every:
        for row in apps.get_model(*table.split("_", 1)).objects.all():
            # What is past is not changed.
            with suppress(IntegrityError), guard.guards_met(connection), authz_matrix.undone():
                sql(f"UPDATE {table} SET {column} = {value} WHERE id = {row.pk}")
                trace = RowTrace.objects.filter(table_name=table, row_key=row.pk).latest("pk")
                if str(trace.became[column]).strip('"').startswith(value.strip("'\"")):
                    left.add(table)
    assert {*TABLES} - left == set(WITHOUT_ROWS.split())


def test_without_its_guards_it_is_done_and_verify_audit_finds_it(line):
    """The control: what a test itself writes meets no trigger. Migrating writes down what became of the rows."""
    before = traces(line)
    raw_update(line, **DEARER)
    sql("DELETE FROM workplans_activitytarget")
    with pytest.raises(CommandError) as found:
        call_command("verify_audit")
    assert f"{line.workplan}: the Secretariat funding is not the total" in str(found.value)
    assert f"Row {line.pk} of workplans_activity was changed outside the portal" in str(found.value)
    assert "such rows: 2." in str(found.value)

    raw_update(line, secretariat_cost=1000)
    with guards_lifted():
        raw_update(line, title="Other")

    assert traces(line) == [*before, ("Other", "migrate")]
    assert RowTrace.objects.filter(table_name="workplans_activitytarget").latest("pk").became is None
    assert (untraced(), unsettled_plans()) == ([], [])
