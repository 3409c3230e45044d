"""The past cannot be changed: no statement goes past a guard of the database, on SQLite or PostgreSQL."""

import re
import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from commit_portal.db import guards
from commit_portal.db.guards import Guard, guards_lifted, missing_guards
from commit_portal.models import Event, EventLink
from commit_portal.statuses import EventAudience
from commit_portal.workflow import MACHINE, record_event
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport, CountryReview, Review
from tests import cast, race_events, race_processes, services
from tests.guard import guards_met
from tests.report_rows import make_edition
from tests.test_constraints import make_rows
from workplans.models import AnnualCycle, Seat
from workplans.statuses import Audience

pytestmark = pytest.mark.asvs("V11.4.3 V13.2.2 V14.2.4 B14 B62")

SQLITE = connection.vendor == "sqlite"
# What a workplan that does not add up leaves is of no transaction that ends (test_any_path.py).
GUARDS = [guard for guard in guards.GUARDS if guard.name != "unsettled"]
CHAIN = import_module("commit_portal.migrations.0010_chain_the_events_so_far")

# What would change the past of each guard.
CHANGES = {
    "event": "note = 'x'",
    "link": "digest = 'x'",
    "head": "position = 1",
    "row_trace": "at = '2001-01-01 00:00:00+00:00'",
    "line_history": "row_version = {table}.row_version + 100",
    "answer_history": "sheet_version = {table}.sheet_version + 100",
    "recommendation_answer": "words = 'x'",
    "year_ceiling": "country_ceiling = {table}.country_ceiling + 1",
    "ceiling": "ceiling = {table}.ceiling + 1",
    "activity": "number = {table}.number + 100",
    "taskforce": "country_id = 999",
    "version": "needs = 'x'",
    "approved_version": "of_record_id = NULL",
    "version_line": "title = 'x'",
    "version_target": "target_id = (SELECT MAX(id) FROM spa_target)",
    "version_country": "role = 'x'",
    "version_need": "what = 'x'",
    "version_support": "amount = {table}.amount + 1",
    "decision": "reason = 'x'",
    "closed_review": "stage = 'x'",
    "closed_sheet": "row_version = {table}.row_version + 1",
    "closed_progress": "narrative = 'x'",
    "closed_spending": "amount = {table}.amount + 1",
    "closed_target": "narrative = 'x'",
    "closed_question": "text = 'y'",
    "closed_evidence": "title = 'y'",
    "edition": "why = 'x'",
    "edition_file": "pages = {table}.pages + 1",
    "released_edition": "released_at = '2001-01-01 00:00:00+00:00'",
    "replaced_edition": "what_changed = '[1]'",
}
STATEMENTS = {
    "a column": "UPDATE {table} SET {change} WHERE {key} = {row}",
    "the key": "UPDATE {table} SET {key} = {key} + 1000 WHERE {key} = {row}",
    "all columns": "UPDATE {table} SET {same}, {change} WHERE {key} = {row}",
    "a row": "DELETE FROM {table} WHERE {key} = {row}",
    "all rows": "DELETE FROM {table}",
    "over it": "INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE {key} = {row} "
    "ON CONFLICT ({key}) DO UPDATE SET {change}",
} | (
    {
        "in its place": "REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE {key} = {row}",
        "or replace": "UPDATE OR REPLACE {table} SET {change} WHERE {key} = {row}",
    }
    if SQLITE
    else {
        "merge": "MERGE INTO {table} USING (SELECT 1) AS one ON {key} = {row} WHEN MATCHED THEN UPDATE SET {change}",
        "truncate": "TRUNCATE {table} CASCADE",
    }
)

CHANGING = ("a column", "the key", "all columns", "over it")


@pytest.fixture
def past(world: cast.World, regional_office: Seat) -> None:
    """A row of each guard, on which it stands."""
    rows = make_rows(world)
    who = {"released_by": regional_office.user, "released_at": cast.NOW, "made_at": cast.NOW}
    files = {"pdf": "f.pdf", "workbook": "f.xlsx", "status": "replaced", "replaced_at": cast.NOW}
    make_edition(world.cycle, 2, audience="partners", replaced_by=rows[AnnualReport], **who, **files)
    CountryReview.objects.update(
        status="closed", submitted_at=cast.NOW, submitted_by=regional_office.user, closed_at=cast.NOW
    )
    Review.objects.update(status="closed", closed_at=cast.NOW, closed_by=regional_office.user)
    record_event("set_meeting", rows[Review], by=regional_office, now=cast.NOW, audience=EventAudience.BOTH)
    # PostgreSQL makes the links only now, and changes no table whose foreign keys are still to be checked.
    connection.check_constraints()


def words_of(guard: Guard, *, may_go: bool = False) -> dict[str, str]:
    """What the statements name of the last row that a guard is about, of any that may be deleted where said."""
    among = f"{guard.rows} AND {'NOT ' if may_go else ''}({guard.kept or 'TRUE'})"
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, guard.table)
        columns = [column.name for column in described]
        key = columns[0] if "id" not in columns else "id"
        where, order = among.format(row=guard.table), "" if may_go else f"ORDER BY {key} DESC"
        cursor.execute(f"SELECT {key} FROM {guard.table} WHERE {where} {order}")
        (row,) = cursor.fetchone()
    change = CHANGES[guard.name].format(table=guard.table)
    same = ", ".join(f"{name} = {name}" for name in columns if name not in (key, change.split()[0]))
    named = {"table": guard.table, "key": key, "row": str(row), "change": change, "same": same}
    return {**named, "columns": ", ".join(columns)}


def refusals(
    guards: Iterable[Guard], statements: dict[str, str], *, may_go: bool = False
) -> dict[tuple[str, str], str]:
    """What the database says to each statement on a row of each guard; a number of rows where it is done, and undone."""
    said = {}
    for guard in guards:
        words = words_of(guard, may_go=may_go)
        for name, statement in statements.items():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement.format(**words))
                    said[guard.name, name] = str(cursor.rowcount)
                    transaction.set_rollback(True)
            except IntegrityError as refused:
                said[guard.name, name] = str(refused)
    return said


def past_the_guards(said: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """What no guard of the table refused in its own words."""
    tables = {guard.name: guard.table for guard in GUARDS}
    of_table = {table: [one.says for one in GUARDS if one.table == table] for table in tables.values()}
    return {
        case: words
        for case, words in said.items()
        if not any(sentence in words for sentence in of_table[tables[case[0]]])
    }


def test_no_statement_goes_past_a_guard(past):
    with guards_met(connection):
        said = refusals(GUARDS, STATEMENTS)
    assert len(said) == len(GUARDS) * len(STATEMENTS)
    assert past_the_guards(said) == {}


def test_without_its_guard_the_same_statement_goes_through(past):
    """The control."""
    with guards_met(connection), guards_lifted():
        said = refusals(GUARDS, {"a column": STATEMENTS["a column"]})
    assert said == dict.fromkeys(said, "1")
    assert missing_guards() == []


def test_an_empty_plan_and_a_year_without_plans_may_go_but_keep_their_ceiling(past, world):
    days = {"starts_on": date(2030, 1, 1), "ends_on": date(2030, 12, 31)}
    AnnualCycle.objects.create(year=2030, plan=world.plan, plan_revision=1, **days)
    connection.check_constraints()
    loosened = [guard for guard in GUARDS if guard.says == guards.SAID["sentences"]["ceiling"]]
    with guards_met(connection):
        said = refusals(loosened, {"a row": STATEMENTS["a row"]}, may_go=True)
        changed = refusals(loosened, {name: STATEMENTS[name] for name in CHANGING}, may_go=True)
    assert said == {("year_ceiling", "a row"): "1", ("ceiling", "a row"): "1"}
    assert len(changed) == 2 * len(CHANGING)
    assert past_the_guards(changed) == {}


def test_nothing_is_added_to_what_is_closed(past):
    again = "INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE {key} = {row}"
    closed = [guard for guard in GUARDS if guard.full and guard.name != "link"]
    with guards_met(connection):
        said = refusals(closed, {"one more": again})
    assert len(said) > 5
    assert past_the_guards(said) == {}


@pytest.mark.parametrize("other", ["NULL", "(SELECT MIN(id) FROM workplans_workplanversion)"])
def test_an_approved_version_is_not_set_aside_to_take_more(past, other):
    """The control sets it aside past its guard: then it does take more."""
    aside = f"UPDATE workplans_workplan SET of_record_id = {other} WHERE of_record_id IS NOT NULL"
    line, target = "(SELECT MAX(id) FROM workplans_versionline)", "(SELECT MAX(id) FROM spa_target)"
    more = f"INSERT INTO workplans_versionlinetarget (line_id, target_id) VALUES ({line}, {target})"
    refused = pytest.raises(IntegrityError, match="A version of a workplan is never changed")
    for statement in (aside, more):
        with guards_met(connection), refused, transaction.atomic():
            sql(statement)

    sql(aside)

    with guards_met(connection):
        sql(more)


def test_guard_that_does_nothing_is_missing(db):
    assert missing_guards() == []
    nothing = f"CREATE TRIGGER guard_event_update BEFORE UPDATE ON {EVENTS} WHEN FALSE BEGIN SELECT 1; END"
    off = f"ALTER TABLE {EVENTS} DISABLE TRIGGER guard_event_update"

    sql(*(["DROP TRIGGER guard_event_update", nothing] if SQLITE else [off]))

    assert missing_guards() == ["guard_event_update"]


@pytest.fixture
def five(world: cast.World) -> list[int]:
    """The keys of all the events that there are, in a chain."""
    connection.check_constraints()
    for table in ("event", "eventlink", "chainhead"):
        sql(f"DELETE FROM commit_portal_{table}")
    office, year = world.seats["regional_office"], world.cycle
    events = [record_event("open_year", year, by=office, now=cast.NOW, note=f"{one}") for one in range(5)]
    connection.check_constraints()
    # What a test writes leaves no trace, so this writes down all that there is.
    with guards_lifted():
        return [event.pk for event in events]


def sql(*statements: str) -> None:
    """What the owner of a database may do, with the guards off."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def chain_anew() -> None:
    """Do what the migration does with the events that are there."""
    connection.check_constraints()
    sql("DELETE FROM commit_portal_eventlink", "DELETE FROM commit_portal_chainhead")
    with guards_lifted():
        CHAIN.chain(apps, SimpleNamespace(connection=connection))


EVENTS = "commit_portal_event"
# What is done to five events, which are the first to the fifth of the chain, and what is found.
TAMPERED = {
    "changed": (["UPDATE {events} SET note = 'x' WHERE id = {2}"], "Event {2} (chain link 3) was changed"),
    "removed": (["DELETE FROM {events} WHERE id = {1}"], "Event {1} (chain link 2) was removed."),
    "swapped": (
        [
            "UPDATE {events} SET id = 0 WHERE id = {1}",
            "UPDATE {events} SET id = {1} WHERE id = {3}",
            "UPDATE {events} SET id = {3} WHERE id = 0",
        ],
        "Event {1} (chain link 2) was changed or replaced",
    ),
    "renumbered with its link": (
        [
            "UPDATE {events} SET id = 0 WHERE id = {1}",
            "UPDATE commit_portal_eventlink SET event = 0 WHERE event = {1}",
        ],
        "Event 0 (chain link 2) was changed",
    ),
    "a link removed": (["DELETE FROM commit_portal_eventlink WHERE position = 4"], "Link 4 is missing."),
    "the last one removed": (
        ["DELETE FROM {events} WHERE id = {4}", "DELETE FROM commit_portal_eventlink WHERE position = 5"],
        "The last link is number 4, but the chain should end with a different link.",
    ),
    "added past the chain": (
        [
            "INSERT INTO {events} ({columns}) SELECT {columns} FROM {events} WHERE id = {4}",
        ],
        "Events without a link: 1.",
    ),
}


@pytest.mark.parametrize(("statements", "found"), TAMPERED.values(), ids=TAMPERED)
def test_verify_audit_names_what_was_done_to_an_event(five, statements, found):
    columns = ", ".join(field.column for field in Event._meta.concrete_fields if field.name != "id")
    call_command("verify_audit")

    sql(*(one.format(*five, events=EVENTS, columns=columns) for one in statements))

    with pytest.raises(CommandError, match=re.escape(found.format(*five))):
        call_command("verify_audit")


def test_an_edition_keeps_the_head_of_the_chain_that_it_was_asked_at(five, world):
    asked = ask_for_edition(world.cycle, Audience.SECRETARIAT, by=MACHINE, now=cast.NOW, ring_the_bell=False)
    again = ask_for_edition(world.cycle, Audience.SECRETARIAT, by=MACHINE, now=cast.NOW, ring_the_bell=False)
    assert (asked.trail_number, asked.trail_digest) == (5, EventLink.objects.get(position=5).digest)
    # There are more events since, and the figures are the same.
    assert again == asked
    connection.check_constraints()
    call_command("verify_audit")

    # Who changes an event and works out the whole chain anew does not reach what the edition says.
    sql(f"UPDATE {EVENTS} SET note = 'x' WHERE id = {five[0]}")
    chain_anew()

    with pytest.raises(CommandError, match=r"link 5 of the chain has changed") as refused:
        call_command("verify_audit")
    assert "was changed" not in str(refused.value)


def test_events_of_before_the_chain_are_linked_by_the_migration(five):
    links = list(EventLink.objects.order_by("position").values_list())

    chain_anew()

    assert list(EventLink.objects.order_by("position").values_list()) == links
    call_command("verify_audit")


def test_eight_writers_make_one_chain(database_url, tmp_path):
    race = race_processes.Race("tests.race_events", database_url, tmp_path)
    is_sqlite = database_url.startswith("sqlite")
    before = race.run("found")["events"]

    tally = race.together("write", meetings=1 if is_sqlite else 2)

    # Whoever waits for SQLite's only lock may give up; of two on PostgreSQL none blocks the other for ever.
    assert tally["written"] + tally["lost"] == race_processes.PROCESSES * race_events.WRITES
    assert is_sqlite or tally["lost"] == 0
    events = before + tally["written"]
    assert race.run("found") == {"links": events, "events": events, "broken": 0}


def test_negative_control_without_the_lock_of_the_head_writers_lose_events(portal_database, tmp_path):
    race = race_processes.Race("tests.race_events", portal_database, tmp_path)
    race.run("unlock")

    assert race.together("write", meetings=2)["lost"] >= race_processes.PROCESSES - 1


def test_a_guard_that_was_dropped_is_noticed_by_each_command(db):
    call_command("check", "--database", "default")
    sql(f"DROP TRIGGER guard_event_update{'' if SQLITE else f' ON {EVENTS}'}")

    for words in ("check --database default", "verify_audit", "sweep --once"):
        with pytest.raises((CommandError, SystemExit), match="guard_event_update"):
            call_command(*words.split())


@pytest.mark.slow
def test_no_process_starts_without_a_guard_and_migrating_puts_it_back(migrated_sqlite, tmp_path):
    here = {"DATABASE_URL": migrated_sqlite(tmp_path / "portal.sqlite3"), "VAR": str(tmp_path)}
    with closing(sqlite3.connect(tmp_path / "portal.sqlite3", autocommit=True)) as database:
        database.execute("DROP TRIGGER guard_event_update")

        for words in ("manage.py serve 127.0.0.1:1", "-m celery -A commit_portal worker"):
            ended = services.ran(*words.split(), **here)
            assert (words, ended.returncode) == (words, 1), ended.stderr
            assert "guard_event_update" in ended.stderr
        # Its own checks do not keep it from that.
        assert services.ran("manage.py", "migrate", **here).returncode == 0
        assert database.execute("SELECT 1 FROM sqlite_master WHERE name = 'guard_event_update'").fetchone()


# What whoever has the portal's password may try, and what keeps them from it.
BY_THE_PORTAL = {
    f"DROP TRIGGER guard_event_update ON {EVENTS}": InsufficientPrivilege,
    f"ALTER TABLE {EVENTS} DISABLE TRIGGER guard_event_update": InsufficientPrivilege,
    f"ALTER TABLE {EVENTS} DISABLE TRIGGER ALL": InsufficientPrivilege,
    "SET session_replication_role = replica": InsufficientPrivilege,
    f"TRUNCATE {EVENTS} CASCADE": InsufficientPrivilege,
    f"DROP TABLE {EVENTS} CASCADE": InsufficientPrivilege,
    "DROP FUNCTION guard_event_update() CASCADE": InsufficientPrivilege,
    "CREATE OR REPLACE FUNCTION guard_event_update() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NEW; END'": InsufficientPrivilege,
    "INSERT INTO commit_portal_eventlink VALUES (9, 9, 'x')": InsufficientPrivilege,
    "UPDATE commit_portal_chainhead SET position = 9": InsufficientPrivilege,
    "DELETE FROM commit_portal_unsettled": InsufficientPrivilege,
    "DELETE FROM commit_portal_rowtrace": InsufficientPrivilege,
    "DELETE FROM django_migrations": InsufficientPrivilege,
    f"UPDATE {EVENTS} SET note = 'x'": RestrictViolation,
    # Of its own tables in place of the portal's, it can make temporary ones alone.
    "CREATE TEMPORARY TABLE reporting_countryreview (id bigint, status text); "
    "UPDATE public.reporting_targetstatus SET narrative = 'x'": RestrictViolation,
}


@pytest.mark.postgres
@pytest.mark.once
def test_the_portals_own_role_lifts_no_guard(portal_database, tmp_path):
    portal = re.sub("//[^/]*@", f"//portal_{uuid.uuid4().hex[:8]}:secret@", portal_database)
    here = {"DATABASE_URL": portal, "VAR": str(tmp_path)}
    with psycopg.connect(portal_database) as owner:
        owner.execute(f"DROP TRIGGER guard_event_update ON {EVENTS}")
    # It puts back what was dropped, or nothing below would be verified.
    assert services.ran("manage.py", "migrate", OWNER_DATABASE_URL=portal_database, **here).returncode == 0
    by_owner = services.ran("-c", LOOKS + ONE_ANSWER, **here | {"DATABASE_URL": portal_database})
    by_portal = services.ran("-c", LOOKS + VERIFIED, **here)
    for done, warnings in ((by_owner, 2), (by_portal, 0)):
        warned = done.stderr.count("DATABASE_URL names the table owner")
        assert (done.returncode, warned) == (0, warnings), done.stderr

    for statement, refused in BY_THE_PORTAL.items():
        with psycopg.connect(portal) as role, pytest.raises(refused):
            role.execute(statement)
    with psycopg.connect(portal_database) as owner:
        owner.execute("SET session_replication_role = replica")
        assert owner.execute(f"UPDATE {EVENTS} SET note = 'x'").rowcount
    ended = services.ran("manage.py", "verify_audit", **here)
    assert (ended.returncode, "was changed" in ended.stderr) == (1, True)
    with psycopg.connect(portal_database) as owner:
        owner.execute(f"DROP OWNED BY {urlsplit(portal).username}; DROP ROLE {urlsplit(portal).username}")


# What warns of whoever owns the tables: the check, and each start.
LOOKS = """
import django
django.setup()
from django.core.management import call_command
from commit_portal.db.guards import require_guards
call_command("check", databases=["default"])
require_guards()
"""
VERIFIED = 'call_command("verify_audit")'
# A closed sheet with an answer, and events.
ONE_ANSWER = """
from django.utils import timezone
from reporting.models import CountryReview, Review, TargetStatus
from spa.models import Target
from tests import cast
world = cast.make_world()
now = timezone.now()
sheet = CountryReview.objects.create(
    review=Review.objects.create(cycle=world.cycle, stage="mid-year"), taskforce=world.workplan("kh").taskforce
)
TargetStatus.objects.create(sheet=sheet, target=Target.objects.first(), status="in_progress")
CountryReview.objects.update(
    status="closed", submitted_at=now, submitted_by=world.seats["kh_lead"].user, closed_at=now
)
"""
