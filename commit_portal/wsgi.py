"""The entry point for a web server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from commit_portal.http.room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")

_answer = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request."""
    return with_room(_answer, environ, start_response)
