"""Where else a person is signed in. django-allauth notes each sign-in; the sessions themselves say when they are over."""

import time
from datetime import UTC, datetime
from operator import itemgetter

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from commit_portal.accounts.sessions import BEGAN_KEY, SEEN_KEY, is_over
from commit_portal.forms.base import Values
from commit_portal.models import User

# What each says in the head that it sends, the more telling ones first: Edge says Chrome and Safari as well.
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def signed_in_elsewhere(user: User, key: str | None) -> list[Values]:
    """The sessions of a person beside the one with this key, the last used first: two queries.

    Of each its browser and network address, since when, and when it was used last (to 5 minutes).
    """
    noted = UserSession.objects.filter(user=user).exclude(session_key=key or "")
    of_key = {row.session_key: row for row in noted}
    stored = Session.objects.filter(session_key__in=of_key, expire_date__gt=timezone.now())
    valid, now, found = user.get_session_auth_hash(), time.time(), []
    for session in stored:
        data, row = session.get_decoded(), of_key[session.session_key]
        if is_over(data, now=now) or not constant_time_compare(data.get(HASH_SESSION_KEY, ""), valid):
            continue
        began, seen = (datetime.fromtimestamp(data[name], UTC) for name in (BEGAN_KEY, SEEN_KEY))
        browser = browser_in_words(row.user_agent)
        found.append({"browser": browser, "address": row.ip, "began": began, "seen": seen})
    return sorted(found, key=itemgetter("seen"), reverse=True)


def browser_in_words(agent: str) -> str:
    """ "Firefox on Windows", from what a browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown browser")
