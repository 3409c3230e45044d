"""The entry point for a web server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from commit_portal.http.python_stack import with_stack_space

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")

_answer = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request."""
    return with_stack_space(_answer, environ, start_response)
