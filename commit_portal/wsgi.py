"""The entry point for gunicorn, and the page of a request that gunicorn refuses by itself, before Django knows of it."""

import logging
import os
import socket
from http import HTTPStatus

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.csp import build_policy
from gunicorn import util

from commit_portal.logs import leave_keys_out

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commit_portal.settings")


def write_page(sock: socket.socket, status: int, reason: str, why: str) -> None:
    """Write a page in the portal's look, with the usual headers, in place of `gunicorn.util.write_error`.

    `why` is gunicorn's own sentence and stays in the log: it repeats parts of the request. gunicorn catches what goes
    wrong here, and closes the connection.
    """
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string("400.html", {"is_too_long": status == HTTPStatus.REQUEST_URI_TOO_LONG})
    body = page.encode()
    headers = {
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Content-Security-Policy": build_policy(settings.SECURE_CSP),
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    util.write_nonblock(sock, "\r\n".join(lines).encode("latin1") + body)


# gunicorn has set up its own loggers by now, whatever started it; they write the address and the one before it.
for name in ("gunicorn.access", "gunicorn.error"):
    leave_keys_out(logging.getLogger(name))

# It has no setting for its own error pages.
util.write_error = write_page

application = get_wsgi_application()
