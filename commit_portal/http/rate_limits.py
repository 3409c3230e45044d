"""How often somebody may try: the one module that reaches inside django-allauth (docs/adr/0014).

allauth counts in `allauth.core.internal`, and names the key of failed sign-ins in a private method. Its public functions
count neither GET nor limits of our own. `tests/commit_portal/http/test_rate_limits.py` asks for every name that
is used here.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, password_reset
from allauth.core.internal.ratelimit import clear, consume, get_ip, parse_rate
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import common_messages as common_messages
from commit_portal.i18n.messages import Words, message
from commit_portal.models import User


def may_export(request: HttpRequest) -> bool:
    """Count one file of the person, and return whether it is within the quota (settings.EXPORT_QUOTA)."""
    quota = {"export": settings.EXPORT_QUOTA}
    counted = consume(request, app="portal", action="export", config=quota, user=request.user, limit_get=True)
    return counted is not None


class CountingAdapter(DefaultAccountAdapter):
    """Counts wrong passwords twice: by account and sender, and by account alone.

    The first limit is low, so whoever guesses does not lock the owner out elsewhere. The second one is high
    (settings.SIGN_IN_QUOTA). It slows who guesses from many addresses; a new password clears it.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address or the password is wrong. Type both again, or choose “I forgot my password”."
        ),
        "too_many_login_attempts": _(
            "Too many failed attempts. Wait five minutes, or choose “I forgot my password” and set a new one."
        ),
        "too_many_of_account": _(
            "Too many wrong passwords for this account today. Choose “I forgot my password” and set a new one."
        ),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raise `ValidationError` above a limit. Somebody who is signed in is not asked for the account's."""
        super().pre_authenticate(request, **credentials)
        if request.user.is_authenticated:
            return
        if not consume(request, **_count_of(credentials["email"]), dry_run=True):
            raise self.validation_error("too_many_of_account")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password by account."""
        super().authentication_failed(request, **credentials)
        consume(request, **_count_of(credentials["email"]))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        """Count wrong passwords by account and sender."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"


@receiver([password_reset, password_changed])
def forget_wrong_passwords(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Begin the count of an account anew: what was guessed before says nothing of a new password."""
    clear(request, **_count_of(user.email))


def _count_of(email: str) -> dict[str, Any]:
    quota = {"sign_in": settings.SIGN_IN_QUOTA}
    return {"app": "portal", "action": "sign_in", "config": quota, "key": email.lower()}


# Seconds until a program may ask again after a 429: allauth counts by the minute, files are counted by the hour.
RETRY_AFTER_S = 60
NEXT_FILE_AFTER_S = 300


def too_many(request: HttpRequest, reason: Words = "", wait_s: int = RETRY_AFTER_S) -> HttpResponse:
    """429 with what to do; also the page of django-allauth's limits (`handler429` of the addresses)."""
    page = render(request, "429.html", {"reason": reason}, status=HTTPStatus.TOO_MANY_REQUESTS)
    page.headers["Retry-After"] = str(wait_s)
    return page


def counted_export(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Count the files that a person takes, and refuse one above the quota (settings.EXPORT_QUOTA) before it is made.

    The count is in the cache: while the cache is away, nobody is refused.
    """

    @wraps(view)
    def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not may_export(request):
            quota = int(parse_rate(settings.EXPORT_QUOTA).amount)
            return too_many(request, message("export.too_many", count=quota), wait_s=NEXT_FILE_AFTER_S)
        return view(request, *args, **kwargs)

    return counted
