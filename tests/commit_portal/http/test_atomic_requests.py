"""A request that waits for somebody else's lock ends in a page that shows what was typed, and is undone whole.

So is one whose connection breaks.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver
from psycopg.errors import DeadlockDetected

from commit_portal.http.atomic_requests import OneTransactionMiddleware, is_busy, outcome_of, passes_at_once
from commit_portal.models import User
from tests.race_processes import Race

pytestmark = pytest.mark.asvs("V2.3.3 V16.5.2 V16.5.3 B20 B32")

# Milliseconds, by the issue: a locked write ends within them.
LONGEST_MS = 6_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def locked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What requests were answered while somebody else held the lock, on either database."""
    folder = tmp_path_factory.mktemp("busy")
    if request.param == "sqlite":
        url = request.getfixturevalue("migrated_sqlite")(folder / "busy.sqlite3")
        yield Race("tests.race_busy", url, folder).run("locked")
        return
    postgres, migrated = (request.getfixturevalue(name) for name in ("postgres", "migrated"))
    with postgres.database(f"commit_{uuid.uuid4().hex[:12]}", like=migrated) as url:
        yield Race("tests.race_busy", url, folder).run("locked")


def test_write_that_waits_for_a_lock_ends_in_a_page_with_what_was_typed(locked):
    found = locked["plan"]

    assert found["status"] == 503
    assert found["waits"] == 1
    assert found["headers"]["Retry-After"] == "5"
    assert found["headers"]["Cache-Control"] == "no-store, private"
    assert found["headers"]["X-Content-Type-Options"] == "nosniff"
    assert "The portal is busy, so your text is not saved" in found["page"]
    assert "Rooms &amp; &lt;b&gt;trainers&lt;/b&gt;" in found["page"]
    assert re.search(r">\s*Send the form now\s*</button>", found["page"])
    assert found["needs_before"] == ""
    assert found["again"] == 302
    assert found["needs_after"].startswith("Rooms & <b>trainers</b>")


def test_database_gives_up_waiting_for_a_lock_within_the_time_of_the_issue(locked):
    assert 0 < locked["patience_ms"] <= LONGEST_MS


def test_sign_in_that_waits_for_a_lock_is_busy_and_not_too_many(locked):
    found = locked["sign in"]

    assert found["status"] == 503
    assert found["waits"] == 1
    assert "The portal is busy, so nothing was changed" in found["page"]
    assert not found["session"]
    for secret in ("a-long-password", "kh_officer@commit.example"):
        assert secret not in found["page"]


def test_file_that_waits_for_a_lock_has_to_be_chosen_again(locked, request):
    found = locked["file"]

    assert found["status"] == 503
    # As of an invitation: the row that is kept names a plan, and PostgreSQL looks for it at the end.
    assert found["waits"] == (1 if request.node.callspec.params["locked"] == "sqlite" else 0)
    assert "Choose the file again." in found["page"]
    assert "secret title" not in found["page"]
    assert "Send the form now" not in found["page"]


def test_invitation_that_is_not_committed_sends_no_mail(locked, request):
    found = locked["invitation"]

    assert found["status"] == 503
    # PostgreSQL gives up at the end of the transaction, which is no statement.
    assert found["waits"] == (1 if request.node.callspec.params["locked"] == "sqlite" else 0)
    assert (found["accounts"], found["mails"]) == (0, 0)


def test_answer_of_a_committed_action_goes_out_although_its_session_is_not_saved(portal_database, tmp_path):
    found = Race("tests.race_busy", portal_database, tmp_path).run("session-is-locked")

    assert found["status"] == 302
    assert found["waits"] == 1
    assert found["kept"] == 1


def test_session_that_is_over_and_cannot_be_deleted_is_over_all_the_same(locked):
    read, sent = locked["over"]["get"], locked["over"]["post"]

    assert (read["status"], sent["status"]) == (302, 403)
    assert (read["waits"], sent["waits"]) == (1, 1)
    assert "You were signed out, so your text is not saved" in sent["page"]
    assert "Rooms &amp; &lt;b&gt;trainers&lt;/b&gt;" in sent["page"]


def test_page_that_is_read_waits_for_no_lock(locked):
    found = locked["read"]

    assert found["status"] == 200
    assert found["waits"] == 0


def test_deadlock_is_tried_again_once_and_then_saved(portal_database, tmp_path):
    found = Race("tests.race_busy", portal_database, tmp_path).run("deadlock")

    assert found["status"] == 302
    assert found["needs"].startswith("Rooms")


def test_negative_control_a_deadlock_that_is_not_tried_again_is_refused(portal_database, tmp_path):
    found = Race("tests.race_busy", portal_database, tmp_path).run("deadlock", "once")

    assert found["status"] == 503
    assert found["needs"] == ""


def test_connection_that_breaks_costs_one_answer_and_leaves_nothing_half_written(portal_database, tmp_path):
    """The negative control: who does not look at a connection before using it keeps the broken one."""
    found = Race("tests.race_busy", portal_database, tmp_path).run("connections-are-broken")

    assert (found["status"], found["needs"], found["again"]) == (500, "", 302)
    assert (found["unseen"], found["seen"]) == ([500, 500], 200)


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "busy", "again"),
    [
        ("55P03", True, False),
        ("57014", True, False),
        ("40P01", True, True),
        ("40001", True, True),
        ("22012", False, False),
        ("57P01", False, False),
    ],
)
def test_states_of_postgresql_that_are_busy(state, busy, again):
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")

    assert (is_busy(caught.value), passes_at_once(caught.value)) == (busy, again)


def test_other_errors_of_the_database_are_no_refusal():
    assert not is_busy(OperationalError("no such table"))


def answer_of(method: str, status: int, *, refused: bool = False) -> HttpResponse:
    """The answer to a request to the needs of a plan whose view writes a user and ends with a status."""

    def view(request: HttpRequest) -> HttpResponse:
        User.objects.create_user("written@commit.example", "Written")
        if refused:
            outcome_of(request).is_undone = True
        return HttpResponse(status=status)

    return OneTransactionMiddleware(view)(RequestFactory().generic(method, "/2011/kh/needs/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "refused", "written"),
    [(302, False, 1), (422, False, 1), (409, True, 0), (403, True, 0), (500, False, 0), (503, False, 0)],
)
def test_request_that_writes_is_one_transaction(status, refused, written):
    assert answer_of("POST", status, refused=refused).status_code == status

    assert User.objects.count() == written


@pytest.mark.django_db
def test_second_try_of_a_deadlock_asks_anew_who_is_signed_in():
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(vars(request).get("_cached_user"))
        request._cached_user = "undone"
        if len(seen) == 1:
            raise OperationalError from DeadlockDetected()
        return HttpResponse()

    answer = OneTransactionMiddleware(view)(RequestFactory().post("/2011/kh/needs/"))

    assert (answer.status_code, seen) == (200, [None, None])


def left_out(patterns: list[Any], space: str = "") -> Iterator[str]:
    """The names of the addresses whose requests are not one transaction."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from left_out(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif DEFAULT_DB_ALIAS in getattr(pattern.callback, "_non_atomic_requests", ()):
            yield f"{space}{pattern.name}"


def test_views_left_out_parse_a_file_or_have_a_transaction_of_their_own():
    assert set(left_out(get_resolver().url_patterns)) == {
        "workplan_import",
        "workplan_import_confirm",
        "review_import",
        "review_import_confirm",
        "review_import_marked",
        "review_xlsx",
        "workplan_import_marked",
        "spa:import_marked",
        "past_years",
        "past_years_confirm",
        "past_years_marked",
        "past_years_xlsx",
        "book_import",
        "book_import_confirm",
        "book_import_marked",
        "book_import_download",
        "evidence_add",
        "paper_add",
        "spa:import_new",
        "spa:import_confirm",
        # django-allauth says and mails what they did once its own transaction is committed.
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
        # It writes nothing.
        "policy_report",
    }
