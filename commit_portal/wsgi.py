"""The entry point for a web server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")

_answer = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request, with room on Python's stack for all calls below (docs/bench.md)."""
    return _answer(environ, start_response)


# CPython takes the stack of calls in pieces of 16 kB and gives each back at once: where the calls of a loop cross the end
# of a piece, each of them asks the kernel for memory. A frame as large as this one gets a piece of 1 MB for all calls below.
application.__code__ = application.__code__.replace(co_stacksize=70_000)
