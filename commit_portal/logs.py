"""Keys of links that set a password, left out of every log: whoever reads a log could use them."""

from __future__ import annotations

import logging
import re

# The last part of the link's address, as in commit_portal.urls; also where the address stands inside another one.
KEY = re.compile(r"(password(/|%2F)reset\2key\2)[\w-]+", re.IGNORECASE)


class WithoutKeys(logging.Filter):
    """Replaces each key by three stars; every record goes on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True."""
        said = record.getMessage()
        if KEY.search(said):
            record.msg, record.args = KEY.sub(r"\1***", said), ()
        return True
