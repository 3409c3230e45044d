"""Change one's own name, time zone and language; see one's sessions on other devices and end them."""

import time
from datetime import UTC, datetime
from operator import itemgetter
from typing import cast

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.accounts.adapter import renew_key
from commit_portal.accounts.sessions import BEGAN_KEY, SEEN_KEY, is_over
from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Message, message
from commit_portal.models import User
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Actor, Seatless
from workplans.request_context.request import PortalRequest

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


@transaction.atomic
def keep_account(*, name: str, time_zone: str, language: str, by: Actor, now: datetime) -> User:
    """Save the own name, time zone ("" is that of the country) and language of pages and mails; an event where one differs."""
    user = _locked(by)
    before = user.name
    if (before, user.time_zone, user.language) == (name, time_zone, language):
        return user
    user.name, user.time_zone, user.language = name, time_zone, language
    user.save(update_fields=["name", "folded", "time_zone", "language"])
    renamed = message("account.renamed", before=before, after=name)
    facts = message("account.settings_saved") if before == name else renamed
    record_event("keep_account", user, by=by, now=now, facts=facts)
    return user


@transaction.atomic
def end_sessions(*, by: Actor, now: datetime, why: Message | None = None) -> User:
    """End every session of the own account; the caller takes the one in use up again. Links to set a password end too.

    `why` is what the history says where they end beside something else.
    """
    user = _locked(by)
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    record_event("end_sessions", user, by=by, now=now, facts=why)
    return user


def stay_here(request: HttpRequest, user: User) -> None:
    """After all sessions of an account ended: take up the one of this request again, with a new key; remove the others."""
    renew_key(request, user)
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    Session.objects.filter(session_key__in=list(others.values_list("session_key", flat=True))).delete()
    others.delete()


@receiver(authenticator_added)
def end_others(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object) -> None:
    """End the other sessions where an app or a security key is set up: they did not give it. This one has just done so.

    The recovery codes come with the first of them.
    """
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        by = cast(PortalRequest, request).seat or Seatless(user)
        stay_here(request, end_sessions(by=by, now=clock.now(), why=message("account.factor_added")))
        given = [*get_authentication_records(request, user), {"method": "mfa", "at": time.time()}]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = given


def _locked(by: Actor) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.user.pk)


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
