"""The log: one line of JSON for each record, without what opens something.

It leaves out the keys of links that ask for no sign-in, and tracebacks of requests that were refused. JSON escapes line
ends and controls, so no text begins a line of its own.
"""

import json
import logging
import re
from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest

# After these parts of an address stands a key, as in commit_portal.urls and reporting.urls: it sets a password, reads a
# calendar or stops mails. Also where the address stands inside another one.
KEY = re.compile(r"((/|%2F)(?:password\2reset\2key|calendar|notices\2stop)\2)[\w-]+", re.IGNORECASE)
ERROR = HTTPStatus.INTERNAL_SERVER_ERROR


class Line(logging.Formatter):
    """Says when (UTC), how grave, by which logger and what; of a request also who sent it, from where, and to which address.

    Each key in the finished line becomes three stars: also one in the words of an exception and its traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. What a logger gives as `facts` (extra) stands in it under its own names."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            # Only who is known already: asking a database that is away would lose the line.
            said["person"] = getattr(vars(request).get("_cached_user"), "pk", None)
            said |= {"from": sender_of(request), "asked": f"{request.method} {request.path}"}
        said |= getattr(record, "facts", {})
        # What was refused (4xx) is no fault of the portal's.
        if record.exc_info and getattr(record, "status_code", ERROR) >= ERROR:
            said["traceback"] = self.formatException(record.exc_info)
        return KEY.sub(r"\1***", json.dumps(said))


def sender_of(request: HttpRequest) -> str:
    """Return the address that the outermost of our proxies was asked from (settings: PROXY_COUNT)."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = list(filter(None, map(str.strip, request.META.get("HTTP_X_FORWARDED_FOR", "").split(","))))
    return passed[-proxies] if 0 < proxies <= len(passed) else request.META.get("REMOTE_ADDR", "").strip()


def write_lines(logger: logging.Logger) -> None:
    """Have each handler of a logger write such lines."""
    for handler in logger.handlers:
        handler.setFormatter(Line())
