"""Every URL, every role, read and write: as tests/authz_matrix.py says, and nothing changes on a refusal."""

import hashlib
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from commit_portal.refusals import Permit
from commit_portal.workflow import may_walk
from tests import authz_matrix
from tests.modules import modules_called

# What a request may write without anybody having done anything: who looks, and how often somebody tried.
NOBODYS = {"django_session", "commit_portal_countedattempt"}
# No figures and no names: what the portal is, and who sees what.
OPEN_TO_ALL = {
    "door",
    "health",
    "help",
    "language",
    "policy_report",
    "who_sees_what",
    "notices_stop",
    "calendar_feed",
}
# Rows of the table: a program sends them, and they say themselves that nobody is signed in.
SAY_SIGNED_OUT = {"review_answer_save", "review_spending_save", "row_add", "row_save"}
# A mail program sends it, with nothing but the address in the mail; a browser by itself, about any page.
WITHOUT_TOKEN = {"notices_stop", "policy_report"}


def words_of(value: object) -> str:
    """The same name in every process: sets have no order of their own."""
    return "+".join(sorted(value)) or "nobody" if isinstance(value, set) else str(value)


# The mark has the test database made; the office of the whole module takes the place of a transaction a test.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
pytestmark += [
    pytest.mark.asvs(
        "V2.3.1 V2.3.5 V3.5.1 V3.5.3 V4.1.1 V6.3.4 V8.2.1 V8.2.2 V8.2.3 V8.3.1 V8.4.1 V13.4.5 B1 B2 B3 B5 B7 B49"
    )
]


@pytest.fixture(scope="module")
def wary(office: authz_matrix.Office) -> Client:
    """Somebody who may do nearly everything, without the token of a form."""
    return authz_matrix.signed_in(office.world, "regional_office", enforce_csrf_checks=True)


@pytest.fixture(scope="module")
def untouched(clients: dict[str, Client], wary: Client) -> str:
    """The hash of all tables before anybody asks for anything."""
    return hash_of_all_tables()


def hash_of_all_tables() -> str:
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in NOBODYS:
                cursor.execute(f'SELECT * FROM "{table}"')
                digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()


class Writes:
    """Notices whether anything was sent to the database that could have changed a table that counts."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        reads = sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA"))
        self.seen |= not reads and not any(f'"{table}"' in sql for table in NOBODYS)
        return execute(sql, params, many, context)


def answer(
    office: authz_matrix.Office, client: Client, row: authz_matrix.Row, untouched: str
) -> tuple[str, str, str]:
    """What a row is answered, where it leads, and the hash of all tables after it; then all is undone.

    Where nothing but reads was sent, the hash is what it was.
    """
    address = reverse(row.name, kwargs=office.filled(row.parts), query=office.filled(row.query))
    writes = Writes()
    with authz_matrix.undone():
        with connection.execute_wrapper(writes):
            response = getattr(client, row.method)(address, office.filled(row.data))
            where = response.headers.get("Location", "")
            authz_matrix.let_go(response)
        after = hash_of_all_tables() if writes.seen else untouched
    kind = response.headers.get("Content-Type", "")
    assert not kind.startswith("text/") or "charset=utf-8" in kind, (address, kind)
    assert row.method == "post" or not writes.seen, f"GET {address} writes"
    return str(response.status_code), where, after


def cells_of(row: authz_matrix.Row) -> dict[str, str]:
    """What each column is answered."""
    return dict(zip(authz_matrix.COLUMNS, row.cells.replace("|", " ").split(), strict=True))


def furthest(cells: dict[str, str]) -> dict[str, str]:
    """The first column of each answer in which something is done or shown; where nobody gets so far, the refusals'."""
    first: dict[str, str] = {}
    for column, status in cells.items():
        if column != "anonymous":
            first.setdefault(status, column)
    done = {status for status in first if status in ("200", "302", "409", "422")}
    return {first[status]: status for status in done or first}


@pytest.mark.parametrize("row", authz_matrix.ROWS, ids=lambda row: row.words)
def test_row_of_the_matrix(office, clients, untouched, again, row):
    """Who may is decided the same on either database: the second time, those ask who get furthest.

    What a refusal asks of the database, the way to a success has asked before.
    """
    cells = furthest(cells_of(row)) if again else cells_of(row)
    found, written = {}, []
    for column in cells:
        status, where, after = answer(office, clients[column], row, untouched)
        found[column] = status
        to_login = where.startswith("/accounts/login/")
        is_door = column == "anonymous" and row.name not in OPEN_TO_ALL | SAY_SIGNED_OUT
        assert to_login == (is_door and row.method == "get"), (column, status, where)
        success = row.method == "post" and status in ("200", "302") and not to_login
        if after != untouched and not success:
            written.append(column)
    assert found == cells
    assert written == [], "these wrote although nothing was to be written"


def test_a_form_that_is_shown_again_is_never_answered_as_a_success():
    """What is sent is done and leads on (302), or is refused; the health check alone takes anything.

    Rows of the table save themselves: the page stays, and hears what became of them. The page of last year and that of
    the decisions also count what is chosen, and write nothing by it.
    """
    shown = {row.name for row in authz_matrix.ROWS if row.method == "post" and "200" in row.cells.split()}
    assert shown == {"decisions_count", "health", "last_year", "row_add", "row_save"}


def test_who_gets_furthest_asks_again():
    refused = {"anonymous": "302", "kh_officer": "404", "kh_lead": "403", "kh_desk": "404"}
    assert furthest(refused) == {"kh_officer": "404", "kh_lead": "403"}
    assert furthest({**refused, "ilo": "302", "iom": "302", "observer": "422"}) == {
        "ilo": "302",
        "observer": "422",
    }


def test_every_url_is_in_the_matrix_with_both_methods():
    asked = {(row.name, row.method) for row in authz_matrix.ROWS}
    wanted = {(name, method) for name in authz_matrix.addresses() for method in ("get", "post")}
    assert wanted - asked == set()
    assert {name for name, _ in asked} - set(authz_matrix.addresses()) == set()


# Refused before a view is asked.
@pytest.mark.once
@pytest.mark.parametrize(
    "row",
    [row for row in authz_matrix.ROWS if row.method == "post" and row.name not in WITHOUT_TOKEN],
    ids=lambda row: f"{row.name} {row.parts}",
)
def test_post_without_token_is_refused_and_writes_nothing(office, wary, untouched, row):
    status, _, after = answer(office, wary, row, untouched)
    assert status == "403"
    assert after == untouched


def test_a_success_does_change_the_tables(office, clients, untouched):
    """The negative control: the hash notices what a lead and an officer are allowed to write."""
    writing = {"activity_add", "activity_edit", "workplan_submit", "workplan_release", "workplan_amend"}
    changed = {
        row.name
        for row in authz_matrix.ROWS
        if row.name in writing
        and row.method == "post"
        and answer(office, clients["kh_lead"], row, untouched)[2] != untouched
    }
    assert changed == writing


MODULES = modules_called("permissions")
LIFECYCLES = modules_called("lifecycle")


def named(modules: tuple[ModuleType, ...], name: str) -> Any:
    return next(getattr(module, name) for module in modules if hasattr(module, name))


@pytest.fixture(scope="module")
def things_of_office(office: authz_matrix.Office) -> dict[str, Any]:
    """Asking whether somebody may changes nothing of them."""
    return authz_matrix.things(office)


@pytest.mark.once
@pytest.mark.parametrize(("name", "thing", "allowed"), authz_matrix.PERMISSIONS, ids=words_of)
def test_permission_of_every_seat(office, things_of_office, name, thing, allowed):
    function = named(MODULES, name)
    asked = [things_of_office[thing]] if thing else []
    answers = {seat_name: function(seat, *asked) for seat_name, seat in office.world.seats.items()}
    assert {seat_name for seat_name, found in answers.items() if found} == allowed
    # A refusal is a whole sentence, because it stands on the page.
    reasons = {str(found.reason) for found in answers.values() if isinstance(found, Permit) and not found}
    assert [reason for reason in reasons if not reason[:1].isupper() or not reason.endswith(".")] == []


@pytest.mark.once
@pytest.mark.parametrize(("name", "thing", "allowed"), authz_matrix.TRANSITIONS, ids=words_of)
def test_transition_of_every_seat(office, things_of_office, name, thing, allowed):
    transition = named(LIFECYCLES, name)
    found = {
        seat_name
        for seat_name, seat in office.world.seats.items()
        if may_walk(things_of_office[thing], transition, by=seat)
    }
    assert found == allowed


@pytest.mark.once
@pytest.mark.parametrize("name", sorted({name for name, _, _ in authz_matrix.TRANSITIONS}))
def test_transition_is_walked_from_no_other_state(office, name):
    transition, anew = named(LIFECYCLES, name), authz_matrix.things(office)
    sources = [anew[thing] for row, thing, allowed in authz_matrix.TRANSITIONS if row == name and allowed]
    said = {source.status for source in sources}
    found = set()
    for status, _label in type(sources[0])._meta.get_field("status").choices:
        sources[0].status = status
        if any(may_walk(sources[0], transition, by=seat) for seat in office.world.seats.values()):
            found.add(status)
    assert found == said
