"""Change one's own name, time zone and language, and end one's sessions on other devices."""

import time
from datetime import datetime
from typing import cast

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from commit_portal import clock
from commit_portal.accounts.adapter import renew_key
from commit_portal.i18n import Message, message
from commit_portal.models import User
from commit_portal.workflow import Actor, record_event
from commit_portal.workflow.lifecycle import Seatless
from workplans.request_context.request import PortalRequest


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
