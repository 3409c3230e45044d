"""`manage.py serve`: the portal's web server, in `make run` and in production.

One loop holds every connection and reads what comes over it, however slowly. Only a whole request gets a thread, so a
caller who sends half a head or half a body keeps nobody waiting (docs/adr/0029).
"""

import resource
import signal
import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.csp import build_policy
from waitress.server import create_server
from waitress.utilities import Error

from commit_portal.db.guards import require_guards
from commit_portal.wsgi import application

# Connections that are held at once, beyond which the next ones wait, and files that the portal opens besides.
MOST_CONNECTIONS, OTHER_FILES = 2_000, 200
# Bytes of a request's first line and headers, of a body, and of what is read at once. Pages take smaller bodies, and say so
# (commit_portal.http.middleware). Here a caller may lose the answer, because the connection is closed while more is on its way.
LONGEST_HEAD = 16_384
LARGEST_BODY = 18 * 1024 * 1024
PIECE = 65_536
# Seconds until a connection is closed over which nothing comes.
PATIENCE_S = 60

PAGES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "413.html", HTTPStatus.INTERNAL_SERVER_ERROR: "500.html"}


class Command(BaseCommand):
    help = "Serves the portal's pages. Ends on SIGTERM, five seconds after it at the latest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="where it answers, as 127.0.0.1:8000")
        parser.add_argument("--threads", type=int, default=8, help="requests that are answered at once")

    def handle(self, *args: object, **options: Any) -> None:
        """Serve until SIGTERM or Ctrl-C."""
        require_guards()
        # Each thread opens its own.
        connection.close()
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit())
        # It has no setting for the pages of requests that it refuses by itself.
        Error.to_response = _refusal
        server = create_server(
            application,
            listen=options["address"],
            threads=options["threads"],
            ident="",
            connection_limit=_most_connections(),
            asyncore_use_poll=True,
            channel_timeout=PATIENCE_S,
            recv_bytes=PIECE,
            max_request_header_size=LONGEST_HEAD,
            max_request_body_size=LARGEST_BODY,
            # Django reads what the proxies in front add (PROXY_COUNT, SECURE_PROXY_SSL_HEADER).
            clear_untrusted_proxy_headers=False,
        )
        server.run()


def _most_connections() -> int:
    """As many as this process may hold open; often it may open more files than it is given at first."""
    _given, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = (
        MOST_CONNECTIONS + OTHER_FILES
        if most == resource.RLIM_INFINITY
        else min(most, MOST_CONNECTIONS + OTHER_FILES)
    )
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return files - OTHER_FILES


def _refusal(error: Error, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and page of a request that never reaches Django; what it said is not repeated."""
    is_too_long = error.code == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string(PAGES.get(error.code, "400.html"), {"is_too_long": is_too_long})
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": build_policy(settings.SECURE_CSP),
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        **settings.BROWSER_HEADERS,
        **settings.PAGE_HEADERS,
    }
    return f"{error.code} {error.reason}", list(headers.items()), page.encode()
