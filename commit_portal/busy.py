"""One transaction a request that writes, and one page where the database makes it wait too long.

SQLite gives its write lock to the transaction that begins (settings: `transaction_mode`, `timeout`), PostgreSQL waits
for a row (`lock_timeout`). Whatever gives up, all of the request is undone, and the page shows what was typed.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus
from typing import Any

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError, transaction
from django.db.utils import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

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


def note_busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """Leave the page to `OneTransactionMiddleware`: inside a broken transaction nothing can be read for it."""
    request.busy_with = error  # type: ignore[attr-defined]
    return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)


def undo_all(request: HttpRequest) -> None:
    """Have everything undone that the request wrote, although its answer is a page."""
    request.is_undone = True  # type: ignore[attr-defined]


def is_to_be_refused(request: HttpRequest) -> bool:
    """Return whether the request has waited too long already: it is only answered now."""
    return getattr(request, "is_too_late", False)


class OneTransactionMiddleware:
    """Runs a request that writes in one transaction, with its session; before `SessionMiddleware`.

    Undoes it for a refusal and for an error. A deadlock is tried again, once. What then still waits too long is
    answered by `RefusalMiddleware`, outside of the transaction. A view marked with Django's `non_atomic_requests` has
    no transaction but its actions' own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 503 where the database gave up, in 6 seconds at most; else as the view does."""
        response, error = self._tried(request)
        if error is not None and passes_at_once(error):
            for _name, files in request.FILES.lists():
                for file in files:
                    file.seek(0)
            response, error = self._tried(request)
        if response is not None and error is None:
            return response
        logger.warning("%s %s waited too long: %s", request.method, request.path, error)
        request.is_too_late = True  # type: ignore[attr-defined]
        return self.get_response(request)

    def _tried(self, request: HttpRequest) -> tuple[HttpResponse | None, BaseException | None]:
        """The answer, and what the database gave up for; one of them is None."""
        known: Any = request
        known.busy_with, known.is_undone = None, False
        is_one = _is_one(request)
        whole: AbstractContextManager[Any] = transaction.atomic() if is_one else nullcontext()
        try:
            with whole:
                response = self.get_response(request)
                failed = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
                if is_one and (known.is_undone or failed):
                    transaction.set_rollback(True)
        except OperationalError as error:
            if not is_busy(error):
                raise
            return None, error
        return response, known.busy_with


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
        """Save the session if it was changed. A page that is only read goes out although it could not be."""
        try:
            return super().process_response(request, response)
        except OperationalError as error:
            if not is_busy(error):
                raise
            if request.method in SAFE_METHODS and response.status_code == HTTPStatus.OK:
                logger.warning("%s: the session was not saved in time: %s", request.path, error)
                return response
            return note_busy(request, error)
