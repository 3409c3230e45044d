"""A request that waits for somebody else's lock ends in a page that shows what was typed, and is undone whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from commit_portal.busy import OneTransactionMiddleware, is_busy, passes_at_once, undo_all
from commit_portal.models import User
from tests.race_processes import Race

# Seconds, by the issue: a locked write ends within them.
LONGEST_S = 6


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def locked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What requests were answered while somebody else held the lock, on either database."""
    folder = tmp_path_factory.mktemp("busy")
    if request.param == "sqlite":
        yield Race("tests.race_busy", f"sqlite:///{folder / 'busy.sqlite3'}", folder).run("locked")
        return
    postgres, migrated = (request.getfixturevalue(name) for name in ("postgres", "migrated"))
    with postgres.database(f"commit_{uuid.uuid4().hex[:12]}", like=migrated) as url:
        yield Race("tests.race_busy", url, folder).run("locked")


@pytest.mark.asvs("16.5.2")
def test_write_that_waits_for_a_lock_ends_in_a_page_with_what_was_typed(locked: Any) -> None:
    found = locked["plan"]

    assert found["status"] == 503
    assert found["seconds"] < LONGEST_S
    assert found["headers"]["Retry-After"] == "5"
    assert found["headers"]["Cache-Control"] == "no-store, private"
    assert found["headers"]["X-Content-Type-Options"] == "nosniff"
    assert "Nothing was saved: the portal is busy" in found["page"]
    assert "Rooms &amp; &lt;b&gt;trainers&lt;/b&gt;" in found["page"]
    assert ">Send it now</button>" in found["page"]
    assert found["needs_before"] == ""
    assert found["again"] == 302
    assert found["needs_after"].startswith("Rooms & <b>trainers</b>")


def test_sign_in_that_waits_for_a_lock_is_busy_and_not_too_many(locked: Any) -> None:
    found = locked["sign in"]

    assert found["status"] == 503
    assert found["seconds"] < LONGEST_S
    assert "Nothing was done: the portal is busy" in found["page"]
    assert not found["session"]
    for secret in ("a-long-password", "kh_officer@commit.example"):
        assert secret not in found["page"]


def test_file_that_waits_for_a_lock_has_to_be_chosen_again(locked: Any) -> None:
    found = locked["file"]

    assert found["status"] == 503
    assert found["seconds"] < LONGEST_S
    assert "Choose the file again." in found["page"]
    assert "secret title" not in found["page"]
    assert "Send it now" not in found["page"]


def test_page_that_is_read_waits_for_no_lock(locked: Any) -> None:
    found = locked["read"]

    assert found["status"] == 200
    assert found["seconds"] < 3


def test_deadlock_is_tried_again_once_and_then_saved(portal_database: str, tmp_path: Path) -> None:
    found = Race("tests.race_busy", portal_database, tmp_path).run("deadlock")

    assert found["status"] == 302
    assert found["needs"].startswith("Rooms")


def test_negative_control_a_deadlock_that_is_not_tried_again_is_refused(
    portal_database: str, tmp_path: Path
) -> None:
    found = Race("tests.race_busy", portal_database, tmp_path).run("deadlock-once")

    assert found["status"] == 503
    assert found["needs"] == ""


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
def test_states_of_postgresql_that_are_busy(state: str, busy: bool, again: bool) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLSTATE is PostgreSQL's.")
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")

    assert (is_busy(caught.value), passes_at_once(caught.value)) == (busy, again)


def test_other_errors_of_the_database_are_no_refusal() -> None:
    assert not is_busy(OperationalError("no such table"))


def answer_of(method: str, status: int, *, refused: bool = False) -> HttpResponse:
    """The answer to a request to the needs of a plan whose view writes a user and ends with a status."""

    def view(request: HttpRequest) -> HttpResponse:
        User.objects.create_user("written@commit.example", "Written")
        if refused:
            undo_all(request)
        return HttpResponse(status=status)

    return OneTransactionMiddleware(view)(RequestFactory().generic(method, "/2011/kh/needs/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "refused", "written"),
    [(302, False, 1), (422, False, 1), (409, True, 0), (403, True, 0), (500, False, 0), (503, False, 0)],
)
def test_request_that_writes_is_one_transaction(status: int, refused: bool, written: int) -> None:
    assert answer_of("POST", status, refused=refused).status_code == status

    assert User.objects.count() == written
