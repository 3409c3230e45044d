"""Refuse large bodies before reading them, and show every refusal as a page that says why and what to do."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import gettext

from commit_portal.marks import StaleRow
from commit_portal.permits import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.typed import not_taken


class BodySizeMiddleware:
    """Refuses a body by its length, before the safety token or a view has any of it parsed and spooled."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """411 for a body that does not say how long it is, 413 for one above its limit (bytes), else on."""
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdigit():
            if "HTTP_TRANSFER_ENCODING" in request.META:
                return _plain(
                    gettext("The request has no length. Load the page again and send it."), status=411
                )
            return self.get_response(request)
        is_upload = request.META.get("CONTENT_TYPE", "").lower().startswith("multipart/")
        if int(length) > (settings.UPLOAD_BODY_LIMIT if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return _plain(
                gettext(
                    "This is too large, so nothing was read or saved. A spreadsheet may have 1 MB. "
                    "Go back and send only the rows that you need."
                ),
                status=413,
            )
        return self.get_response(request)


def _plain(sentence: str, *, status: int) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)


class TextGZipMiddleware(GZipMiddleware):
    """Compress texts, with Django's guard against BREACH. Workbooks and PDF are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)


class NotKeptMiddleware:
    """Forbid browsers to keep pages of signed-in people: Back after signing out shows no draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class SignedInMiddleware(LoginRequiredMiddleware):
    """Require signing in for every page; keep what somebody signed out has typed."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[Any, Any],
    ) -> HttpResponseBase | None:
        """Redirect to the sign-in page; for a form, answer with the page that shows what was typed."""
        to_the_door = super().process_view(request, view_func, view_args, view_kwargs)
        if to_the_door is not None and request.method == "POST":
            # The safety token was looked at before: a page of the portal sent this.
            return not_taken(request, is_ours=True)
        return to_the_door


class RefusalMiddleware:
    """Answer refusals and 405 with a page. A view that shows its form again catches the exception before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace Django's blank 405 by a page with links: people reload the address of a button."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        allowed = response.headers["Allow"]
        page = render(request, "405.html", {"has_page": "GET" in allowed}, status=response.status_code)
        page.headers["Allow"] = allowed
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 403 where it is not allowed, 409 for a broken rule or a changed state; leave the rest to Django."""
        if isinstance(exception, Refused):
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        if isinstance(exception, RuleBroken | SomebodyWasFaster | StaleRow):
            return render(request, "409.html", {"reason": str(exception)}, status=409)
        return None
