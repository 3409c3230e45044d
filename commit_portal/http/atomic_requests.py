"""One transaction a request that writes, and one page where the database makes it wait too long.

SQLite gives its write lock to the transaction that begins (settings: `transaction_mode`, `timeout`), PostgreSQL waits
for a row (`lock_timeout`). Whatever gives up, all of the request is undone, and the page shows what was typed.
"""

import logging
import sqlite3
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError, transaction
from django.db.utils import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from commit_portal.http.base import Middleware

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
# SQLSTATE of PostgreSQL: two waited for each other; two read what the other wrote.
DEADLOCK, NOT_SERIALIZABLE = "40P01", "40001"
# A lock was not given in time; a statement took too long.
LOCK_NOT_GIVEN, CANCELLED = "55P03", "57014"
PASSES = frozenset({DEADLOCK, NOT_SERIALIZABLE})
BUSY = PASSES | {LOCK_NOT_GIVEN, CANCELLED}
# SQLite keeps the plain code in the lowest byte of an extended one.
PLAIN_CODE = 0xFF

logger = logging.getLogger(__name__)


def is_busy(error: BaseException) -> bool:
    """Return whether the database gave up waiting: nothing is wrong with the request, and later it may succeed."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return (getattr(cause, "sqlite_errorcode", 0) & PLAIN_CODE) == sqlite3.SQLITE_BUSY
    return isinstance(error, OperationalError) and _state(error) in BUSY


def passes_at_once(error: BaseException) -> bool:
    """Return whether the same request is likely to succeed now: the other one of a deadlock went on."""
    return _state(error) in PASSES


def _state(error: BaseException) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


@dataclass
class RequestOutcome:
    """What became of one request on its way through the middleware."""

    # All that the request writes is one transaction; else each action is one of its own.
    is_one: bool = False
    # What the database gave up for; None where it did not.
    busy_with: Exception | None = None
    # All that it wrote is undone, although its answer is a page.
    is_undone: bool = False
    # It has waited too long already: it is only answered now.
    is_too_late: bool = False


def outcome_of(request: HttpRequest) -> RequestOutcome:
    """The outcome of this request, the same one however often it is asked for."""
    return vars(request).setdefault("_outcome", RequestOutcome())


def note_busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """Leave the page to `OneTransactionMiddleware`: inside a broken transaction nothing can be read for it."""
    outcome_of(request).busy_with = error
    return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)


class OneTransactionMiddleware(Middleware):
    """Runs a request that writes in one transaction, with its session; before `SessionMiddleware`.

    Undoes it for a refusal and for an error. A deadlock is tried again, once. What then still waits too long is
    answered by `RefusalMiddleware`, outside of the transaction. A view marked with Django's `non_atomic_requests` has
    no transaction but its actions' own.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 503 where the database gave up, else as the view does. ADR 15 says how long that takes.

        The body has arrived: the web server gives a thread only to whole requests (ADR 29), so who sends slowly holds no lock.
        """
        response, error = self._tried(request)
        if error is not None and passes_at_once(error):
            _forget_what_is_undone(request)
            response, error = self._tried(request)
        if response is not None and error is None:
            return response
        logger.warning("%s %s waited too long: %s", request.method, request.path, error)
        _forget_what_is_undone(request)
        outcome_of(request).is_too_late = True
        return self.get_response(request)

    def _tried(self, request: HttpRequest) -> tuple[HttpResponse | None, BaseException | None]:
        """The answer, and what the database gave up for; one of them is None."""
        outcome = outcome_of(request)
        outcome.is_one, outcome.busy_with, outcome.is_undone = _is_one(request), None, False
        whole: AbstractContextManager[Any] = transaction.atomic() if outcome.is_one else nullcontext()
        try:
            with whole:
                response = self.get_response(request)
                failed = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
                if outcome.is_one and (outcome.is_undone or failed):
                    transaction.set_rollback(True)
        except OperationalError as error:
            if not is_busy(error):
                raise
            return None, error
        return response, outcome.busy_with


def _forget_what_is_undone(request: HttpRequest) -> None:
    """Begin the request anew: whom it had signed in or out, and how far its files were read."""
    for name in ("_cached_user", "_acached_user"):
        vars(request).pop(name, None)
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)


def _is_one(request: HttpRequest) -> bool:
    if request.method in SAFE_METHODS:
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return DEFAULT_DB_ALIAS not in getattr(view, "_non_atomic_requests", ())


class PatientSessionMiddleware(SessionMiddleware):
    """Django's sessions; one that cannot be saved in time makes the request busy, not an error."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session if it was changed.

        Where it could not be saved, a page that is only read goes out all the same, and so does the answer of a view
        that is not one transaction: what its actions wrote is committed, and a second try would write it twice.
        """
        try:
            return super().process_response(request, response)
        except (OperationalError, SessionInterrupted) as error:
            busy = _busy_behind(error)
            if busy is None:
                raise
            outcome, is_safe = outcome_of(request), request.method in SAFE_METHODS
            # The answer holds without the session: the actions are committed, or it says what went wrong.
            is_settled = outcome.is_too_late or (not is_safe and not outcome.is_one)
            if is_settled or (is_safe and response.status_code == HTTPStatus.OK):
                logger.warning("%s: the session was not saved in time: %s", request.path, busy)
                return response
            return note_busy(request, busy)


def _busy_behind(error: Exception) -> Exception | None:
    """The busy database behind an error, or None. Django says "deleted" of a session whatever its update failed for."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, Exception) and is_busy(found):
            return found
        found = found.__context__
    return None
