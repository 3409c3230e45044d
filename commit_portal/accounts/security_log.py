"""Writes down who signed in or out, who failed to, and who changed a password or a factor. Refusals are Django's own lines.

No line has an address or what somebody typed: `account` is a digest, the same for each spelling of one address.
"""

import logging
from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa import signals as factors
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.utils.crypto import salted_hmac

from commit_portal.models import User

logger = logging.getLogger(__name__)

HAPPENED: dict[Signal, tuple[int, str]] = {
    auth.user_logged_in: (logging.INFO, "Signed in"),
    auth.user_logged_out: (logging.INFO, "Signed out"),
    auth.user_login_failed: (logging.WARNING, "Wrong password"),
    password_changed: (logging.INFO, "Password changed"),
    password_reset: (logging.INFO, "Password set by a link"),
    factors.authenticator_used: (logging.INFO, "Second factor given"),
    factors.authentication_failed: (logging.WARNING, "Wrong second factor"),
    factors.authenticator_added: (logging.INFO, "Second factor added"),
    factors.authenticator_removed: (logging.INFO, "Second factor removed"),
    factors.authenticator_reset: (logging.INFO, "Recovery codes made anew"),
}


def write_down(signal: Signal, user: User | None = None, **given: Any) -> None:
    """Write the line of a signal."""
    level, said = HAPPENED[signal]
    address = user.email if user else given.get("credentials", {}).get("email", "")
    account = salted_hmac("account in the log", address.lower(), algorithm="sha256").hexdigest()[:16]
    factor = getattr(given.get("authenticator"), "type", None)
    facts = {"account": account, "factor": factor} | ({"person": user.pk} if user else {})
    logger.log(level, said, extra={"request": given.get("request"), "facts": facts})


for _signal in HAPPENED:
    _signal.connect(write_down)
