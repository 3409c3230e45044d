"""The chain of events: each link has the digest of its event and of the link before (docs/adr/0032).

The database makes the links, so that nothing enters the trail past them. PostgreSQL does so at the end of a transaction:
the row of the head is its last lock, and the links have the order of the commits.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import say

# Statements, in both dialects where they differ.
SQL = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
REMOVED = _("Event %(event)s (chain link %(number)s) was removed.")
CHANGED = _("Event %(event)s (chain link %(number)s) was changed or replaced by another event.")


def digest_of(vendor: str, before: str, row: str) -> str:
    """The SQL of the digest of an event, `row`, behind another one, `before`."""
    columns = ", ".join(f"{row}.{name}" for name in SQL["columns"].split())
    if vendor == "postgresql":
        columns = columns.replace(f"{row}.at,", f"(extract(epoch FROM {row}.at) * 1000000)::bigint,")
    return SQL["digests"][vendor].format(before=before, columns=columns)


def linking(vendor: str) -> str:
    """The statements that add a new event to the chain, in its trigger."""
    first, following = (
        digest_of(vendor, before, "NEW") for before in ("''", "commit_portal_chainhead.digest")
    )
    return SQL["link"].format(first=first, following=following)


def fetched(sql: str, connection: BaseDatabaseWrapper = default_connection) -> list[Any]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def head_of_chain() -> tuple[int, str]:
    """The number and the digest of the last link; zero and nothing before the first event."""
    return next(iter(fetched("SELECT position, digest FROM commit_portal_chainhead")), (0, ""))


def links() -> Iterator[tuple[int, str, str]]:
    """Each link: its number, its digest, and what is wrong with it in words, empty where nothing is."""
    with default_connection.cursor() as cursor:
        before = "COALESCE(LAG(link.digest) OVER links, '')"
        cursor.execute(SQL["links"].format(digest=digest_of(default_connection.vendor, before, "event")))
        for position, expected, named, found, digest, worked_out in cursor:
            said = ""
            if position != expected:
                said = say(_("Link %(number)s is missing."), number=str(expected))
            elif found is None or digest != worked_out:
                said = say(REMOVED if found is None else CHANGED, event=str(named), number=str(position))
            yield position, digest, said


def unlinked() -> list[int]:
    """The keys of events that are not in the chain: they came while its guard was off."""
    return [key for (key,) in fetched(SQL["unlinked"])]
