"""Limits by count: the page of whoever asks too often, and the quota of files (settings.EXPORT_QUOTA)."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from commit_portal.http.rate_limits import export_quota, may_export
from commit_portal.i18n import common_messages as common_messages
from commit_portal.i18n.messages import Words, message

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
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_export(request):
            return too_many(
                request, message("export.too_many", count=export_quota()), wait_s=NEXT_FILE_AFTER_S
            )
        return view(request, *args, **kwargs)

    return counted
