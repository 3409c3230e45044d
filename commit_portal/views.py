"""Pages that belong to no act of the year."""

import json
import logging
from functools import wraps
from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.account import views as account
from allauth.mfa.signals import authenticator_used
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.transaction import non_atomic_requests
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from commit_portal.accounts.adapter import renew_key
from commit_portal.accounts.sessions import CSP_REPORT
from commit_portal.http.rate_limits import counted
from commit_portal.http.resubmission import comes_from_here, form_not_saved
from commit_portal.models import User

# Bytes of a browser's report, and letters of each of its words that are written down.
LARGEST_REPORT, LONGEST_WORD = 16_384, 200

logger = logging.getLogger(__name__)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer ok where web server and database work; for the health checks of docker-compose.yml."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def door(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, by key, and give a safety token: for a page that keeps what was typed until it is saved.

    The key is 0 for nobody. Signing in changes the token, so that the one of the page is refused afterwards.
    """
    person = request.user.pk if request.user.is_authenticated else 0
    return JsonResponse({"person": person, "token": get_token(request)})


@wraps(account.logout)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out as allauth does, and have the browser forget what pages kept in it: another person may use it next."""
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


@receiver(authenticator_used)
def renew_key_after_code(
    request: HttpRequest, user: User, *, reauthenticated: bool, **kwargs: object
) -> None:
    """Renew the key where a code was asked for again. Signing in has its own new key."""
    if reauthenticated:
        renew_key(request, user)


class ConfirmPassword(account.ReauthenticateView):
    """allauth's page that asks for the password again; the session gets a new key."""

    def form_valid(self, form: object) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        renew_key(self.request, self.request.user)
        return response


class ConfirmKey(ReauthenticateWebAuthnView):
    """allauth's page that asks for a security key again. A key that is refused gets the reason there, not the home page."""

    def form_invalid(self, form: object) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data() | {"form": form})
        return response


@login_not_required
@csrf_exempt
@non_atomic_requests
@require_POST
@counted("report")
def policy_report(request: HttpRequest) -> HttpResponse:
    """Write down what the content security policy kept a page from; the browser reports it (settings: `report-uri`).

    The line has no query, no fragment and nothing of the script: they may be somebody's words. 413 and 400 for what is no
    such report. A browser sends no safety token with it: it writes no row, and keeps nobody signed in
    (`SessionAgeMiddleware`).
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REPORT:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.content_type != CSP_REPORT:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    try:
        told = json.loads(request.body)["csp-report"]
        facts = {name: _place(told.get(name)) for name in ("document-uri", "blocked-uri", "source-file")}
        facts["directive"] = str(told["effective-directive"])[:LONGEST_WORD]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    logger.warning("Content security policy broken", extra={"request": request, "facts": facts})
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _place(address: object) -> str:
    """The first letters of an address, without what stands before its host, its query and its fragment."""
    parts = urlsplit(str(address or ""))
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()[:LONGEST_WORD]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose safety token is missing or old; nothing was written, and what was typed is shown again."""
    return form_not_saved(request, is_ours=comes_from_here(request))
