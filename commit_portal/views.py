"""Pages that belong to no act of the year."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether the web server and its database answer; for the health checks of docker-compose.yml."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose safety token is missing or old; nothing was written."""
    words = (
        "This form was open for too long, or it was not sent from the portal. Nothing was written. "
        "Go back, load the page again and send it once more."
    )
    return render(request, "403.html", {"reason": words}, status=403)
