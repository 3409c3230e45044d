"""What the database itself refuses, whoever asks and by whatever path (docs/adr/0032).

The past cannot be changed, and the lines of a workplan add up to its committed money, which is within the ceiling.
guards.toml says it as data, and triggers are made of it for SQLite and for PostgreSQL. Where SQLite makes a table anew, its
triggers are lost without a word: so `manage.py migrate` takes all of them off and puts them back.
"""

import logging
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection as default_connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.db.event_chain import SQL, fetched, linking
from commit_portal.db.row_traces import TRACES, catch_up, tracing

SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
EVENT = "commit_portal_event"
OWNER = _(
    "DATABASE_URL names the table owner, who can remove the guards. Name the owner only in OWNER_DATABASE_URL, for `migrate`."
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Guard:
    """Rows of a table that are neither changed nor deleted, nor added where it says so, as guards.toml says them."""

    name: str
    table: str
    says: str
    rows: str = "TRUE"
    kept: str = ""
    columns: str = ""
    full: str = ""
    new: str = ""
    unless: str = "FALSE"

    def conditions(self) -> Iterator[tuple[str, str]]:
        """Each statement on a row that may be refused, and when it is."""
        before, added = self.rows.format(row="OLD"), self.full.format(row="NEW")
        changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in self.columns.split())
        touched = f"{before} OR {added}" if added else before
        yield "UPDATE", f"({touched}) AND ({changed or 'TRUE'}) AND NOT ({self.unless})"
        yield "DELETE", self.kept.format(row="OLD") or before
        if refused := " OR ".join(filter(None, (added, self.new.format(row="NEW")))):
            yield "INSERT", refused


@dataclass(frozen=True)
class Trigger:
    """A trigger as the database keeps it, for when a table is there; `body` is of its function, in PostgreSQL alone."""

    name: str
    table: str
    statement: str
    body: str = ""


def _read() -> Iterator[Guard]:
    for name, row in SAID["guards"].items():
        for condition, sql in SAID["conditions"].items():
            row = {key: text.replace(f"{{{condition}}}", sql) for key, text in row.items()}
        yield Guard(name=name, **row | {"says": SAID["sentences"][row["says"]]})


GUARDS = tuple(_read())


def missing_guards(connection: BaseDatabaseWrapper = default_connection) -> list[str]:
    """The names of triggers that are not there, switched off, or not as they should be. None before there are events."""
    if EVENT not in connection.introspection.table_names():
        return []
    standing = _standing(connection)
    wanted = _triggers(connection)
    return [one.name for one in wanted if standing.get(one.name) != one.statement + one.body]


def unsettled_plans() -> list[int]:
    """The keys of workplans whose lines do not add up to their committed money: somebody wrote while the guards were off."""
    return [key for (key,) in fetched(_unsettled())]


def put_guards(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Put every trigger on its table anew, as far as the tables are there; none before they can work."""
    tables = connection.introspection.table_names()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        lift_guards(connection)
        for one in _triggers(connection):
            if one.table in tables and TRACES in tables:
                if one.body:
                    cursor.execute(SQL["function"].format(name=one.name, body=one.body))
                cursor.execute(one.statement)
        catch_up(connection)


def lift_guards(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Take every trigger of ours off, also one that an earlier portal has put. PostgreSQL lets only the tables' owner do so."""
    if connection.vendor == "sqlite":
        dropped = [f"DROP TRIGGER {name}" for name in _standing(connection)]
    else:
        dropped = [f"DROP FUNCTION {name}() CASCADE" for (name,) in fetched(SQL["functions"], connection)]
    with connection.cursor() as cursor:
        for statement in dropped:
            cursor.execute(statement)


@contextmanager
def guards_lifted(connection: BaseDatabaseWrapper = default_connection) -> Iterator[None]:
    """Run what may change the past: a migration. The guards are put back whatever becomes of it."""
    lift_guards(connection)
    try:
        yield
    finally:
        put_guards(connection)


def owns_tables(connection: BaseDatabaseWrapper = default_connection) -> bool:
    """Whether the portal itself could lift the guards. Not so for SQLite, which has no roles, nor while the owner migrates."""
    if connection.vendor != "postgresql" or settings.PORTAL_ROLE:
        return False
    return fetched(SQL["owner"], connection) == [(True,)]


def require_guards() -> None:
    """End the process with a sentence where the database does not keep the past; warn where the portal could lift them."""
    if missing := missing_guards():
        raise SystemExit(refusal(missing))
    if owns_tables():
        logger.warning(OWNER)


@register(Tags.database)
def check_guards(*, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """Find guards that are missing or could be lifted: a check of Django's, for `manage.py check --database default`."""
    asked = [connections[alias] for alias in databases or ()]
    lacks = [Error(refusal(names), id="commit_portal.E001") for names in map(missing_guards, asked) if names]
    return [*lacks, *(Warning(str(OWNER), id="commit_portal.W001") for one in asked if owns_tables(one))]


def refusal(missing: list[str]) -> str:
    """What to do where guards are missing, in a sentence."""
    said = gettext(
        "Guards of the history are missing: %(count)d, for example %(names)s. The portal does not start without these guards. "
        "Find out who removed the guards, and run `manage.py verify_audit`. Then restore the guards with `manage.py migrate`."
    )
    return said % {"count": len(missing), "names": ", ".join(missing[:3])}


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return dict(fetched(SQL["standing"][connection.vendor], connection))


def _unsettled(among: str = "") -> str:
    """The SQL of the keys of workplans whose lines do not add up, of all or `among` some of them."""
    condition = SAID["conditions"]["is_unsettled"].format(row="mine")
    return str(SQL["unsettled"].format(among=among, is_unsettled=condition))


def _summing(sums: Mapping[str, str], changed: Sequence[str]) -> str:
    """The SQL that works sums out again after a change of the row, which is "OLD" or "NEW" there, or both."""
    if "writes" not in sums:
        rows = ", ".join(f"{row}.{sums['workplan']}" for row in changed)
        return str(SQL["settle"].format(rows=rows, unsettled=_unsettled(f" WHERE id IN ({rows})")))
    columns = ("id", *sums["columns"].split(", "))
    keys = {column: ", ".join(f"{row}.{column}" for row in changed) for column in columns}
    return sums["writes"].format_map(SAID["conditions"] | keys)


def _triggers(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    vendor = connection.vendor
    yield _after(vendor, "guard_event_chain", "INSERT", EVENT, linking(vendor), at_the_end=True)
    for name, one in SAID["sums"].items():
        rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), f"UPDATE OF {one['columns']}": ("OLD", "NEW")}
        for verb, changed in rows.items():
            trigger = f"guard_sum_{name}_{verb.split()[0].lower()}"
            yield _after(vendor, trigger, verb, one["table"], _summing(one, changed))
    for verb, table, works in tracing(connection):
        yield _after(vendor, f"guard_{table}_{verb.split()[0].lower()}", verb, table, works)
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


def _after(vendor: str, name: str, verb: str, table: str, works: str, *, at_the_end: bool = False) -> Trigger:
    """What works after each change of a row: on PostgreSQL at the end of the transaction, where asked for."""
    begins = f"TRIGGER {name} AFTER {verb} ON {table}"
    if vendor == "sqlite":
        return Trigger(name, table, f"CREATE {begins} FOR EACH ROW BEGIN {works}END")
    begins = f"CREATE CONSTRAINT {begins} DEFERRABLE INITIALLY DEFERRED" if at_the_end else f"CREATE {begins}"
    works = f"BEGIN {works}RETURN NULL; END"
    return Trigger(name, table, f"{begins} FOR EACH ROW EXECUTE FUNCTION {name}()", works)
