"""How long somebody stays signed in: so many hours whatever they do, and so many minutes without a request.

SESSION_COOKIE_AGE and SESSION_IDLE_AGE of the settings say how many. Django ends a session so long after it was last
saved, so choosing a seat would lengthen it. Here the session itself keeps when it began. Machinery: it reads the real
clock (`commit_portal.clock`).
"""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.db import OperationalError
from django.db.models import CharField, DateTimeField, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from commit_portal.db.compiled_queries import prepared
from commit_portal.http.atomic_requests import is_busy, note_busy, outcome_of
from commit_portal.http.base import Middleware

# Keys of the session: seconds since 1970.
BEGAN_KEY = "began"
SEEN_KEY = "seen"
# Seconds. Noted so seldom, because each note is a write. So a person is signed out after 25 to 30 idle minutes.
NOTED_EVERY = 5 * 60
# What a browser sends by itself, while nobody may be there.
CSP_REPORT = "application/csp-report"


class SessionStore(DatabaseSession):
    """Django's sessions in the database, found by a query that is put into SQL once."""

    def load(self) -> dict[str, Any]:
        found = _sessions(session=self.session_key, now=timezone.now())
        # One that is not there, or over, Django's own store forgets.
        return self.decode(found[0].session_data) if found else super().load()


@prepared(session=CharField(), now=DateTimeField())
def _sessions(session: str, now: datetime) -> QuerySet[Any]:
    return SessionStore.get_model_class().objects.filter(session_key=session, expire_date__gt=now)


class SessionAgeMiddleware(Middleware):
    """Signs out whose session is over, before any page is made for it. A form that was sent comes back to be read."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if is_over(request.session, now=now):
                if (busy := _sign_out(request)) is not None:
                    return busy
            elif now - request.session[SEEN_KEY] >= NOTED_EVERY and not (
                outcome_of(request).is_too_late or request.content_type == CSP_REPORT
            ):
                request.session[SEEN_KEY] = now
        return self.get_response(request)


def _sign_out(request: HttpRequest) -> HttpResponse | None:
    """Sign out. A busy database keeps the session's row, which is over all the same; the reader is nobody.

    Returns the answer of a request whose transaction is broken by it, else None.
    """
    if outcome_of(request).is_too_late:
        _forget_who_asks(request)
        return None
    try:
        logout(request)
    except OperationalError as error:
        if not is_busy(error):
            raise
        if outcome_of(request).is_one:
            return note_busy(request, error)
        _forget_who_asks(request)
    return None


def _forget_who_asks(request: HttpRequest) -> None:
    """Make the reader nobody for this request, and write nothing: a write would wait for the lock once more."""
    request.session.clear()
    request.session.modified = False
    request.user = get_user(request)


def is_over(session: SessionBase | Mapping[str, Any], *, now: float) -> bool:
    """Return whether a session began or was used too long ago, or does not say when."""
    began, seen = session.get(BEGAN_KEY), session.get(SEEN_KEY)
    if began is None or seen is None:
        return True
    return bool(now - began >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_AGE)


@receiver(user_logged_in)
def begin(request: HttpRequest, **kwargs: object) -> None:
    """Note when somebody signed in."""
    request.session[BEGAN_KEY] = request.session[SEEN_KEY] = time.time()
