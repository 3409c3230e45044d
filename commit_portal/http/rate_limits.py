"""How often somebody may try: the one module that reaches inside django-allauth (docs/adr/0014).

allauth counts in `allauth.core.internal`, and names the key of failed sign-ins in a private method. Its public functions
count neither GET nor limits of our own. `tests/commit_portal/http/test_rate_limits.py` asks for every name that
is used here.
"""

import time
from collections.abc import Callable, Container
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, password_reset
from allauth.core.internal.ratelimit import clear, consume, get_cache_key, get_ip, parse_rate
from django.conf import settings
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import generic

from commit_portal.i18n import Words, moment, say
from commit_portal.models import User
from commit_portal.refusals import Violation
from commit_portal.sheets.views import SheetPage

# What a person did above its quota (settings.QUOTAS), and when the next time is. `count` is above 1 in each.
TOO_MANY = {
    "export": _("You downloaded %(count)s files in an hour. Download the next file after %(moment)s."),
    "search": _("You searched %(count)s times in an hour. Search again after %(moment)s."),
    "import": _("You sent %(count)s tables in a day. Send the next table after %(moment)s."),
    "call": _(
        "You sent %(count)s comments with notices in a day. Choose “Nobody”, or wait until %(moment)s."
    ),
    "invite": _("You sent %(count)s invitations in a day. Send the next invitation after %(moment)s."),
    "delegates": _("You saved %(count)s delegations in a day. Save the next delegation after %(moment)s."),
    "report": _(
        "Your browser sent %(count)s reports in an hour. The portal accepts the next report after %(moment)s."
    ),
    "reset": _("You asked for %(count)s links in a day. Look for an e-mail, or ask again after %(moment)s."),
}

# The code of django-allauth's refusal after too many wrong passwords, codes or keys.
TOO_MANY_ATTEMPTS = "too_many_login_attempts"

type View = Callable[..., HttpResponseBase]


def over_quota(request: HttpRequest, name: str, *, field: str = "") -> Violation | None:
    """Count once, and say why that is above the quota, and until when. `field` is the one to look at in a form.

    The count is of the person, or of an address that somebody typed who is not signed in. It is in the cache: while the cache
    is away, rows count what is sent, and files and searches are not counted.
    """
    quota, key = settings.QUOTAS[name], request.POST.get("email", "").strip().lower()
    rate, counted_as = parse_rate(quota), {"app": "portal", "action": name, "key": key}
    if consume(request, config={name: quota}, limit_get=True, **counted_as) is not None:
        return None
    # The newest stands first; the oldest is forgotten next.
    *_newer, oldest = cache.get(get_cache_key(request, rate=rate, **counted_as)) or [time.time()]
    again_at = datetime.fromtimestamp(oldest + rate.duration, UTC)
    return Violation(name, say(TOO_MANY[name], count=rate.amount, moment=moment(again_at)), field)


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
        TOO_MANY_ATTEMPTS: _(
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


# Seconds until a program may ask again after a 429, of which allauth counts by the minute.
RETRY_AFTER_S = 60


def too_many(request: HttpRequest, reason: Words = "") -> HttpResponse:
    """429 with what to do; also the page of django-allauth's limits (`handler429` of the addresses)."""
    page = render(request, "429.html", {"reason": reason}, status=HTTPStatus.TOO_MANY_REQUESTS)
    page.headers["Retry-After"] = str(RETRY_AFTER_S)
    return page


def counted(name: str, methods: Container[str | None] = ("GET", "HEAD", "POST")) -> Callable[[View], View]:
    """Count how often a person asks for a view by one of these methods, and refuse it above a quota before anything is made."""

    def of_view(view: View) -> View:
        @wraps(view)
        def counting(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method in methods and (reason := over_quota(request, name)):
                return too_many(request, str(reason))
            return view(request, *args, **kwargs)

        return counting

    return of_view


counted_export = counted("export")


@method_decorator(counted_export, name="dispatch")
class FileView(generic.View):
    """A file to download, each time counted and each time through this door."""

    http_method_names = ["get", "head"]


class CountedSheetPage(SheetPage):
    """The pages of a sheet, with the tables that a person takes and sends counted."""

    counted, over_quota = staticmethod(counted_export), staticmethod(over_quota)
