"""Refuse large and unreadable requests before reading them, and show every refusal as a page that says what to do."""

import re
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

from commit_portal.http.atomic_requests import is_busy, note_busy, outcome_of
from commit_portal.http.base import Middleware
from commit_portal.http.resubmission import form_not_saved, too_busy
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import StaleRow

UTF_8 = ("utf-8", "utf8")
NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
REFUSALS = (Refused, RuleBroken, SomebodyWasFaster, StaleRow, Http404, PermissionDenied)


class BrowserHeadersMiddleware(Middleware):
    """Tells browsers that no other site may load anything, and what no page needs (settings.BROWSER_HEADERS, PAGE_HEADERS).

    They may not keep pages of who has a session: Back after signing out shows no draft.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = dict(settings.BROWSER_HEADERS)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page:
            headers |= settings.PAGE_HEADERS
        if is_page and settings.SESSION_COOKIE_NAME in request.COOKIES:
            headers["Cache-Control"] = "no-store, private"
        for name, value in headers.items():
            response.headers[name] = value
        return response


class BodySizeMiddleware(Middleware):
    """Refuses a body by its length, before the safety token or a view has any of it parsed and spooled."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """413 for a body above its limit (bytes), else on. The web server has counted it (ADR 29)."""
        is_upload = request.META.get("CONTENT_TYPE", "").lower().startswith("multipart/")
        limit = _upload_limit(request) if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            is_sheet = limit == settings.UPLOAD_BODY_LIMIT
            return render(
                request, "413.html", {"is_upload": is_upload, "is_spreadsheet": is_sheet}, status=413
            )
        return self.get_response(request)


def _upload_limit(request: HttpRequest) -> int:
    """How many bytes an upload may have: those of a spreadsheet, unless the view says more (`body_limit`)."""
    try:
        view = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        view = None
    return int(getattr(view, "body_limit", settings.UPLOAD_BODY_LIMIT))


class PlainTextMiddleware(Middleware):
    """Refuses what no page of the portal sends and no database keeps: encodings but UTF-8, NUL, halves of letters.

    A form that says it is UTF-7 or UTF-16 can carry halves of letters (lone surrogates) past every reader.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """400 for the request's encoding, address, query or cookies, else on."""
        charset = (request.content_params or {}).get("charset", "utf-8")
        texts = [request.path_info, *request.COOKIES.values(), *_texts(request.GET)]
        if charset.lower() not in UTF_8 or any(map(NOT_KEPT.search, texts)):
            return render(request, "400.html", status=400)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """400 for the body."""
        if any(map(NOT_KEPT.search, _texts(request.POST))):
            return render(request, "400.html", status=400)
        return None


def _texts(sent: QueryDict) -> list[str]:
    return [text for name, values in sent.lists() for text in (name, *values)]


class TextGZipMiddleware(GZipMiddleware):
    """Compress texts, with Django's guard against BREACH. Workbooks and PDF are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)


class OwnLanguageMiddleware(Middleware):
    """Speak the language of the account: pages as mails, whatever browser somebody signs in with."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            translation.activate(request.user.language)
        return self.get_response(request)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Require signing in for every page; keep what somebody signed out has typed."""

    def process_view(self, request: HttpRequest, *view: Any, **named: Any) -> HttpResponseBase | None:
        """Redirect to the sign-in page; for a form, answer with the page that shows what was typed."""
        to_the_door = super().process_view(request, *view, **named)
        if to_the_door is not None and request.method == "POST":
            # The safety token was looked at before: a page of the portal sent this.
            return form_not_saved(request, is_ours=True)
        return to_the_door


class RefusalMiddleware(Middleware):
    """Answer refusals, a busy database and 405 with a page. A view that shows its form again catches a refusal before.

    What a refused request has written is undone (commit_portal.http.atomic_requests).
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace Django's blank 405 by a page with links: people reload the address of a button."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        allowed = response.headers["Allow"]
        context = {"has_page": "GET" in allowed, "is_strange": request.method not in ("GET", "HEAD", "POST")}
        page = render(request, "405.html", context, status=response.status_code)
        page.headers["Allow"] = allowed
        return page

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Answer 503 in place of the view where the database made the request wait too long."""
        # The safety token was looked at before: a page of the portal sent what was typed.
        return too_busy(request) if outcome_of(request).is_too_late else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 403 where it is not allowed, 409 for a broken rule or a changed state; leave the rest to Django."""
        if is_busy(exception):
            return note_busy(request, exception)
        if isinstance(exception, REFUSALS):
            outcome_of(request).is_undone = True
        if isinstance(exception, Refused):
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        if isinstance(exception, RuleBroken | SomebodyWasFaster | StaleRow):
            return render(request, "409.html", {"reason": str(exception)}, status=409)
        return None
