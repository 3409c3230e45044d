"""What the logs leave out: keys of links that ask for no sign-in, and tracebacks of requests that were refused."""

import logging
import re
from http import HTTPStatus
from typing import Any

# After these parts of an address stands a key, as in commit_portal.urls and reporting.urls: it sets a password, reads a
# calendar or stops mails. Also where the address stands inside another one.
KEY = re.compile(
    r"((/|%2F)(?:password\2reset\2key|calendar|notices\2stop)\2)[\w-]+",
    re.IGNORECASE,
)


class WithoutKeys(logging.Formatter):
    """Has another formatter write the line, and replaces each key in it by three stars.

    The finished line holds the words of an exception and its traceback as well; the record's message does not.
    """

    def __init__(self, writer: logging.Formatter) -> None:
        super().__init__()
        self.writer = writer

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without keys."""
        return KEY.sub(r"\1***", self.writer.format(record))


class RefusalsInOneLine(logging.Filter):
    """Leaves the traceback out where Django refused a request (4xx): it is no fault of the portal's."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        if (
            getattr(record, "status_code", HTTPStatus.INTERNAL_SERVER_ERROR)
            < HTTPStatus.INTERNAL_SERVER_ERROR
        ):
            record.exc_info = record.exc_text = None
        return True


def without_keys(**layout: Any) -> WithoutKeys:
    """Return a formatter with the layout of a `logging.Formatter`, for the settings."""
    return WithoutKeys(logging.Formatter(**layout))


def leave_keys_out(logger: logging.Logger) -> None:
    """Leave the keys out of what each handler of a logger writes. The handlers keep their own layout."""
    for handler in logger.handlers:
        handler.setFormatter(WithoutKeys(handler.formatter or logging.Formatter()))
