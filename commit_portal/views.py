"""Pages that belong to no act of the year."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse

from commit_portal.typed import comes_from_here, not_taken


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer ok where web server and database work; for the health checks of docker-compose.yml."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose safety token is missing or old; nothing was written, and what was typed is shown again."""
    return not_taken(request, is_ours=comes_from_here(request))
