"""Change one's own name, time zone and language, and end one's sessions on other devices."""

from datetime import datetime

from django.db import transaction

from commit_portal.i18n.messages import message
from commit_portal.models import User
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Actor
from reporting.account import messages as messages


@transaction.atomic
def keep_account(*, name: str, time_zone: str, language: str, by: Actor, now: datetime) -> User:
    """Save the own name, time zone ("" is that of the country) and language of mails; an event where one differs."""
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
def end_sessions(*, by: Actor, now: datetime) -> User:
    """End every session of the own account; the caller takes the one in use up again. Links to set a password end too."""
    user = _locked(by)
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    record_event("end_sessions", user, by=by, now=now, facts=message("account.others_signed_out"))
    return user


def _locked(by: Actor) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.user.pk)
