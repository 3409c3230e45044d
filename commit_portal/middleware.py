"""Refusals raised anywhere become pages that say why and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commit_portal.decisions import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.rowversions import StaleRow


class RefusalMiddleware:
    """A view that can say it better (a form shown again) catches the exception itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """403 for who may not, 409 for a rule or a state that stands against it; all else is Django's."""
        if isinstance(exception, Refused):
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        if isinstance(exception, RuleBroken | SomebodyWasFaster | StaleRow):
            return render(request, "409.html", {"reason": str(exception)}, status=409)
        return None
