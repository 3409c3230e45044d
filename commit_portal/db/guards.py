"""What the database itself refuses, whoever asks and by whatever path: the past cannot be changed (docs/adr/0031).

`GUARDS` says it as data, and triggers are made of it for SQLite and for PostgreSQL. Where SQLite makes a table anew, its
triggers are lost without a word: so `manage.py migrate` takes all of them off and puts them back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection as default_connection
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext

from commit_portal.db.event_chain import linking

EVENT, LINK = "commit_portal_event", "commit_portal_eventlink"
# A function runs as the tables' owner, and looks them up where the owner put them, not among the caller's temporary ones.
FUNCTION = (
    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
    "SECURITY DEFINER SET search_path = public, pg_temp AS $${body}$$"
)
# The triggers of ours that work, each with its statement and the body of its function.
STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) || prosrc "
    "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgname LIKE 'guard_%' AND tgenabled IN ('O', 'A')",
}
FUNCTIONS = "SELECT proname FROM pg_proc WHERE proname LIKE 'guard_%'"


@dataclass(frozen=True)
class Guard:
    """Rows of a table that are neither changed nor deleted.

    - `says`: what whoever tries it reads. It stays in English: the database knows no reader.
    - `rows`: which rows, in SQL with `{row}` for one; all of them unless said.
    - `columns`: the names of those that do not change; all of them unless said.
    - `full`: rows that are not added either, nor made of others.
    - `may_go`: a row may be deleted.
    """

    name: str
    table: str
    says: str
    rows: str = "TRUE"
    columns: str = ""
    full: str = ""
    may_go: bool = False

    def conditions(self) -> Iterator[tuple[str, str]]:
        """Each statement on a row that may be refused, and when it is."""
        before, added = self.rows.format(row="OLD"), self.full.format(row="NEW")
        changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in self.columns.split())
        touched = f"{before} OR {added}" if added else before
        yield "UPDATE", f"({touched}) AND ({changed or 'TRUE'})"
        if not self.may_go:
            yield "DELETE", before
        if added:
            yield "INSERT", added


@dataclass(frozen=True)
class Trigger:
    """A trigger as the database keeps it, for when a table is there; `body` is of its function, in PostgreSQL alone."""

    name: str
    table: str
    statement: str
    body: str = ""


_EVENTS = "Events can only be added."
# The database adds the link that the head has become, and there is no other one to add.
_NO_HEAD = (
    "NOT EXISTS (SELECT 1 FROM commit_portal_chainhead AS head "
    "WHERE head.position = {row}.position AND head.digest = {row}.digest)"
)
_HISTORY = "The history of {} can only be added to."
_VERSION = "A version of a workplan is never changed. The next decisions make a new one."
_CLOSED = "The answers are closed. The regional office can reopen them, which begins a new round."
_EDITION = "An edition of the report is never changed. Make a new one."
_CEILING = "A ceiling stays as it was when the year was opened."
_SHEET_IS_CLOSED = (
    "EXISTS (SELECT 1 FROM reporting_countryreview WHERE id = {row}.sheet_id AND status = 'closed')"
)
_PROGRESS_IS_CLOSED = (
    "EXISTS (SELECT 1 FROM reporting_activityprogress JOIN reporting_countryreview ON reporting_countryreview.id = sheet_id "
    "WHERE reporting_activityprogress.id = {row}.progress_id AND reporting_countryreview.status = 'closed')"
)
# Versions up to the approved one are whole; a later one is being made.
_IS_WHOLE = (
    "EXISTS (SELECT 1 FROM workplans_workplanversion AS mine JOIN workplans_workplan AS plan ON plan.id = mine.workplan_id "
    "JOIN workplans_workplanversion AS approved ON approved.id = plan.of_record_id "
    "WHERE mine.id = {version} AND mine.number <= approved.number)"
)
_LINE_IS_WHOLE = _IS_WHOLE.format(version="{row}.version_id")
_PART_IS_WHOLE = _IS_WHOLE.format(
    version="(SELECT version_id FROM workplans_versionline WHERE id = {row}.line_id)"
)

GUARDS = (
    Guard("event", EVENT, _EVENTS),
    Guard("link", LINK, _EVENTS, full=_NO_HEAD),
    Guard("head", "commit_portal_chainhead", _EVENTS, columns="id"),
    Guard("line_history", "workplans_linehistory", _HISTORY.format("a line")),
    Guard("answer_history", "reporting_answerhistory", _HISTORY.format("an answer")),
    Guard("recommendation_answer", "reporting_recommendationanswer", _HISTORY.format("a recommendation")),
    Guard(
        "year_ceiling",
        "workplans_annualcycle",
        _CEILING,
        columns="id country_ceiling regional_ceiling",
        may_go=True,
    ),
    Guard("ceiling", "workplans_workplan", _CEILING, columns="id cycle_id taskforce_id ceiling"),
    Guard("version", "workplans_workplanversion", _VERSION),
    Guard("version_line", "workplans_versionline", _VERSION, full=_LINE_IS_WHOLE),
    Guard("version_target", "workplans_versionlinetarget", _VERSION, full=_PART_IS_WHOLE),
    Guard("version_country", "workplans_versionlinecountry", _VERSION, full=_PART_IS_WHOLE),
    Guard("version_need", "workplans_versionlineneed", _VERSION, full=_PART_IS_WHOLE),
    Guard("version_support", "workplans_versionlinesupport", _VERSION, full=_PART_IS_WHOLE),
    Guard(
        "decision",
        "workplans_linedecision",
        "A decision that was sent is never changed. The next round has its own.",
        rows="{row}.sent_at IS NOT NULL",
        columns="id activity_id round outcome reason by_id at sent_at",
    ),
    Guard(
        "closed_review",
        "reporting_review",
        _CLOSED,
        rows="{row}.status = 'closed'",
        columns="id cycle_id stage status opened_at opened_by_id closed_at closed_by_id",
    ),
    Guard(
        "closed_sheet",
        "reporting_countryreview",
        _CLOSED,
        rows="{row}.status = 'closed'",
        columns="id review_id taskforce_id round version_id opened_with_id status row_version answered_on due_on "
        "reopened_because submitted_at submitted_by_id closed_at",
    ),
    Guard(
        "closed_progress", "reporting_activityprogress", _CLOSED, rows=_SHEET_IS_CLOSED, full=_SHEET_IS_CLOSED
    ),
    Guard(
        "closed_spending",
        "reporting_partnerspending",
        _CLOSED,
        rows=_PROGRESS_IS_CLOSED,
        full=_PROGRESS_IS_CLOSED,
    ),
    Guard("closed_target", "reporting_targetstatus", _CLOSED, rows=_SHEET_IS_CLOSED, full=_SHEET_IS_CLOSED),
    Guard("closed_question", "reporting_question", _CLOSED, rows=_SHEET_IS_CLOSED, full=_SHEET_IS_CLOSED),
    Guard(
        "closed_evidence",
        "reporting_evidence",
        _CLOSED,
        rows=f"NOT {{row}}.awaits_answer AND {_SHEET_IS_CLOSED}",
        columns="id sheet_id activity_id target_id kind title url name size sha256 at by_id",
    ),
    Guard(
        "edition",
        "reporting_annualreport",
        _EDITION,
        rows="{row}.edition > 0",
        columns="id cycle_id edition audience language dataset digest as_of why asked_at asked_by_id "
        "trail_number trail_digest",
    ),
    Guard(
        "edition_file",
        "reporting_annualreport",
        _EDITION,
        rows="{row}.edition > 0 AND {row}.status IN ('ready', 'released', 'replaced')",
        columns="pdf workbook pages pdf_size workbook_size pdf_sha256 workbook_sha256 made_at",
    ),
    Guard(
        "released_edition",
        "reporting_annualreport",
        _EDITION,
        rows="{row}.released_at IS NOT NULL",
        columns="released_at released_by_id",
    ),
    Guard(
        "replaced_edition",
        "reporting_annualreport",
        _EDITION,
        rows="{row}.status = 'replaced'",
        columns="status replaced_at replaced_by_id what_changed",
    ),
)


def missing_guards(connection: BaseDatabaseWrapper = default_connection) -> list[str]:
    """The names of triggers that are not there, switched off, or not as they should be. None before there are events."""
    if EVENT not in connection.introspection.table_names():
        return []
    standing = _standing(connection)
    wanted = _triggers(connection.vendor)
    return [one.name for one in wanted if standing.get(one.name) != one.statement + one.body]


def put_guards(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Put every trigger on its table anew, as far as the tables are there."""
    tables = connection.introspection.table_names()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        lift_guards(connection)
        for one in _triggers(connection.vendor):
            if one.table in tables:
                if one.body:
                    cursor.execute(FUNCTION.format(name=one.name, body=one.body))
                cursor.execute(one.statement)


def lift_guards(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Take every trigger of ours off, also one that an earlier portal has put. PostgreSQL lets only the tables' owner do so."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _standing(connection):
                cursor.execute(f"DROP TRIGGER {name}")
            return
        cursor.execute(FUNCTIONS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {name}() CASCADE")


@contextmanager
def guards_lifted(connection: BaseDatabaseWrapper = default_connection) -> Iterator[None]:
    """Run what may change the past: a migration. The guards are put back whatever becomes of it."""
    lift_guards(connection)
    try:
        yield
    finally:
        put_guards(connection)


def require_guards() -> None:
    """End the process with a sentence where the database does not keep the past."""
    if missing := missing_guards():
        raise SystemExit(_refusal(missing))


@register(Tags.database)
def check_guards(*, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """Find guards that are missing: a check of Django's, for `manage.py check --database default`."""
    missing = {alias: missing_guards(connections[alias]) for alias in databases or ()}
    return [Error(_refusal(names), id="commit_portal.E001") for names in missing.values() if names]


def _refusal(missing: list[str]) -> str:
    said = gettext(
        "The database lacks %(count)d of the guards of the past: %(names)s. The portal does not start without them. "
        "Find out who took them off, and run `manage.py verify_audit`. Then put them back with `manage.py migrate`."
    )
    return said % {"count": len(missing), "names": ", ".join(missing)}


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return dict(cursor.fetchall())


def _triggers(vendor: str) -> Iterator[Trigger]:
    yield _chain(vendor)
    for guard in GUARDS:
        for verb, when in guard.conditions():
            yield _trigger(vendor, guard, verb, when)
        if vendor == "postgresql":
            yield _trigger(vendor, guard, "TRUNCATE", "TRUE")


def _trigger(vendor: str, guard: Guard, verb: str, when: str) -> Trigger:
    name = f"guard_{guard.name}_{verb.lower()}"
    begins = f"CREATE TRIGGER {name} BEFORE {verb} ON {guard.table} FOR EACH"
    if vendor == "sqlite":
        refuses = f"SELECT RAISE(ABORT, '{guard.says}');"
        return Trigger(name, guard.table, f"{begins} ROW WHEN {when} BEGIN {refuses} END")
    body = (
        f"BEGIN IF {when} THEN RAISE EXCEPTION '{guard.says}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {'OLD' if verb == 'DELETE' else 'NEW'}; END"
    )
    each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
    return Trigger(name, guard.table, f"{begins} {each} EXECUTE FUNCTION {name}()", body)


def _chain(vendor: str) -> Trigger:
    """What adds each new event to the chain, on PostgreSQL at the end of the transaction."""
    name, linked = "guard_event_chain", linking(vendor)
    if vendor == "sqlite":
        begins = f"CREATE TRIGGER {name} AFTER INSERT ON {EVENT} FOR EACH ROW"
        return Trigger(name, LINK, f"{begins} BEGIN {linked}END")
    begins = (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {EVENT} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
    )
    return Trigger(name, LINK, f"{begins} EXECUTE FUNCTION {name}()", f"BEGIN {linked}RETURN NULL; END")
