"""Requests that wait for somebody else's lock, on a database of their own; test_atomic_requests.py starts them."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.test import Client

from commit_portal.accounts.sessions import BEGAN_KEY, NOTED_EVERY, SEEN_KEY
from commit_portal.http import atomic_requests
from commit_portal.models import User
from tests import cast, race, services, threads
from tests.commit_portal.http.test_resubmission import HERE, NEEDS, PASSWORD, token_of
from tests.mails import sent
from tests.sent_forms import content_form
from workplans.models import LineImport, Workplan

PLAN = "/2011/kh/needs/"
LOGIN = "/accounts/login/"
INVITE = "/people/invite/"
OFFICER, OFFICE, INVITED = (
    f"{name}@commit.example" for name in ("kh_officer", "regional_office", "sok.dara")
)

# What is timed is the wait, not the work that a password's hash costs on purpose.
Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
Argon2PasswordHasher.memory_cost = 8


def prepare() -> None:
    """A world whose Cambodian officer and regional office can sign in."""
    seat = cast.make_world().seats["kh_officer"]
    seat.user.set_password(PASSWORD)
    seat.user.save()


def locked() -> dict[str, Any]:
    """One after the other in one process: each would begin with loading Django."""
    return {
        "plan": plan_is_locked(),
        "sign in": sign_in_is_locked(),
        "file": file_is_locked(),
        "read": read_is_not_locked(),
        "invitation": invitation_is_locked(),
        "over": session_is_over_and_locked(),
        "patience_ms": _patience_ms(),
    }


def plan_is_locked() -> dict[str, Any]:
    """The needs of a plan, sent while somebody else holds its row; then once more from the page of the refusal."""
    client = _officer()
    sent = _needs_typed(client)
    with _held():
        stopped = _posted(client, PLAN, sent)
    needs_before = _plan().needs
    form = content_form(stopped["page"])
    again = client.post(form.address, form.fields, **HERE).status_code
    return {**stopped, "needs_before": needs_before, "again": again, "needs_after": _plan().needs}


def sign_in_is_locked() -> dict[str, Any]:
    """Somebody signs in while somebody else holds the lock."""
    client = Client(enforce_csrf_checks=True)
    token = token_of(client.get(LOGIN))
    sent = {"login": "kh_officer@commit.example", "password": PASSWORD, "csrfmiddlewaretoken": token}
    with _held():
        return _posted(client, LOGIN, sent)


def file_is_locked() -> dict[str, Any]:
    """A spreadsheet, sent while somebody else holds the lock."""
    client = _officer()
    address = "/2011/kh/import/"
    sent = {
        "csrfmiddlewaretoken": token_of(client.get(address)),
        "rows": "",
        "file": SimpleUploadedFile("rows.csv", b"Title\nA secret title"),
    }
    with _held():
        return _posted(client, address, sent)


def invitation_is_locked() -> dict[str, Any]:
    """Somebody is invited while somebody else holds what the commit waits for."""
    client = _signed_in(OFFICE)
    with _held():
        answer = _posted(client, INVITE, _invitation(client))
    return {**answer, "accounts": User.objects.filter(email=INVITED).count(), "mails": len(sent())}


def session_is_locked() -> dict[str, Any]:
    """Rows are pasted while somebody else holds the officer's session, which is saved at the end."""
    client = _officer()
    address = "/2011/kh/import/"
    typed = {"csrfmiddlewaretoken": token_of(client.get(address)), "rows": "Title\nA pasted title"}
    key = _age(client, SEEN_KEY, by=NOTED_EVERY)
    with _held(Session.objects.filter(session_key=key)):
        answer = _posted(client, address, typed)
    return {**answer, "kept": LineImport.objects.count()}


def session_is_over_and_locked() -> dict[str, Any]:
    """A page is asked for, and a form is sent, in a session that is over and cannot be deleted."""
    found = {}
    for method in ("get", "post"):
        client = _officer()
        sent = _needs_typed(client)
        key = _age(client, BEGAN_KEY, by=settings.SESSION_COOKIE_AGE)
        with _held(Session.objects.filter(session_key=key)), _waits_counted() as waits:
            answer = client.get(PLAN) if method == "get" else client.post(PLAN, sent, **HERE)
        found[method] = {"status": answer.status_code, "waits": waits.total(), "page": answer.text}
    return found


def read_is_not_locked() -> dict[str, Any]:
    """A page that is only read while somebody else holds the lock."""
    client = _officer()
    client.get(PLAN)
    with _held(), _waits_counted() as waits:
        return {"status": client.get(PLAN).status_code, "waits": waits.total()}


def deadlock(how: str = "") -> dict[str, Any]:
    """The needs of a plan, whose writer waits at its end for somebody who waits for the plan.

    The writer is always the one that PostgreSQL ends: the other one waits first, and does not look for a deadlock.
    """
    if how == "once":
        atomic_requests.PASSES = frozenset()
    client = _officer()
    sent = _needs_typed(client)
    held, plan_is_locked = threading.Event(), threading.Event()

    def other() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '1h'")
            # The event of the needs names who wrote them, which is checked at the end.
            User.objects.select_for_update().get(email="kh_officer@commit.example")
            held.set()
            assert plan_is_locked.wait(race.PATIENCE_S)
            Workplan.objects.select_for_update().get(taskforce__slug="kh")

    def let_the_other_wait(execute: Any, sql: str, *rest: Any) -> Any:
        done = execute(sql, *rest)
        if "workplans_workplan" in sql and "UPDATE OF" in sql and not plan_is_locked.is_set():
            plan_is_locked.set()
            race.wait_until_somebody_waits()
        return done

    thread = threads.beside(other)
    assert held.wait(race.PATIENCE_S)
    with connection.execute_wrapper(let_the_other_wait):
        answer = _posted(client, PLAN, sent)
    thread.join()
    return {**answer, "needs": _plan().needs}


def connections_are_broken() -> dict[str, Any]:
    """The needs of a plan, whose connection ends once they are written; then a page, before and after Django looks at it."""
    client = _officer()
    client.raise_request_exception = False
    sent = _needs_typed(client)

    def end(execute: Any, sql: str, *rest: Any) -> Any:
        done = execute(sql, *rest)
        if sql.startswith('UPDATE "workplans_workplan"'):
            services.break_connections(os.environ["DATABASE_URL"])
        return done

    with connection.execute_wrapper(end):
        found = _posted(client, PLAN, sent)
    found["needs"] = _plan().needs
    found["again"] = client.post(PLAN, sent, **HERE).status_code
    services.break_connections(os.environ["DATABASE_URL"])
    # The test client leaves out what begins each request of a server.
    found["unseen"] = [client.get(PLAN).status_code for _ in range(2)]
    close_old_connections()
    return found | {"seen": client.get(PLAN).status_code}


@contextmanager
def _held(*more: QuerySet[Any]) -> Iterator[None]:
    """Somebody on another connection holds the rows that a writer needs; on SQLite that is the only write lock.

    With `more`, those rows instead.
    """
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            for rows in more or (
                Workplan.objects.filter(taskforce__slug="kh"),
                User.objects.filter(email__in=(OFFICER, OFFICE)),
            ):
                list(rows.select_for_update(of=("self",)))
            held.set()
            over.wait(race.PATIENCE_S)

    thread = threads.beside(hold)
    assert held.wait(race.PATIENCE_S)
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _waits_counted() -> Iterator[Counter[str]]:
    """The statements for which the database gave up waiting; each takes as long as the settings let it."""
    given_up: Counter[str] = Counter()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        try:
            return execute(sql, *rest)
        except OperationalError:
            given_up[sql] += 1
            raise

    with connection.execute_wrapper(note):
        yield given_up


def _patience_ms() -> int:
    """How long the database waits for a lock, as it says itself; 0 is for ever on PostgreSQL."""
    sql = "SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else sql)
        return int(cursor.fetchone()[0])


def _officer() -> Client:
    return _signed_in(OFFICER)


def _signed_in(email: str) -> Client:
    return cast.signed_in(User.objects.get(email=email), enforce_csrf_checks=True)


def _invitation(client: Client) -> dict[str, Any]:
    return {
        "csrfmiddlewaretoken": token_of(client.get(INVITE)),
        "name": "Sok Dara",
        "email": INVITED,
        "role": "observer",
        "starts_on": "1 Jan 2011",
    }


def _age(client: Client, key: str, *, by: float) -> str:
    """Let what a session notes be so many seconds older. Returns the session's key."""
    session = client.session
    session[key] -= by
    session.save()
    return str(session.session_key)


def _plan() -> Workplan:
    return Workplan.objects.get(taskforce__slug="kh")


def _needs_typed(client: Client) -> dict[str, Any]:
    """What the form of the needs sends."""
    token = token_of(client.get(PLAN))
    return {"csrfmiddlewaretoken": token, "row_version": _plan().row_version, "needs": NEEDS}


def _posted(client: Client, address: str, sent: dict[str, Any]) -> dict[str, Any]:
    with _waits_counted() as waits:
        answer = client.post(address, sent, **HERE)
    return {
        "status": answer.status_code,
        "waits": waits.total(),
        "headers": dict(answer.headers),
        "page": answer.text,
        "session": settings.SESSION_COOKIE_NAME in answer.cookies,
    }
