"""The chain of events: each link has the digest of its event and of the link before (docs/adr/0031).

The database makes the links, so that nothing enters the trail past them. PostgreSQL does so at the end of a transaction:
the row of the head is its last lock, and the links have the order of the commits.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import say

# What a digest is of, in this order.
COLUMNS = "id verb content_type_id object_id label facts note by_id seat at audience"
DIGESTS = {
    "sqlite": "SHA256({before} || json_array({columns}))",
    # A moment is written in microseconds: as text it would follow the time zone of the connection.
    "postgresql": "encode(sha256(convert_to({before} || jsonb_build_array({columns})::text, 'UTF8')), 'hex')",
}
_LINK = (
    "INSERT INTO commit_portal_chainhead (id, position, digest) VALUES (1, 1, {first}) "
    "ON CONFLICT (id) DO UPDATE SET position = commit_portal_chainhead.position + 1, digest = {following}; "
    "INSERT INTO commit_portal_eventlink (position, event, digest) "
    "SELECT position, NEW.id, digest FROM commit_portal_chainhead WHERE id = 1; "
)
_LINKS = (
    "SELECT link.position, LAG(link.position, 1, 0) OVER links + 1, link.event, event.id, link.digest, {digest} "
    "FROM commit_portal_eventlink AS link LEFT JOIN commit_portal_event AS event ON event.id = link.event "
    "WINDOW links AS (ORDER BY link.position) ORDER BY link.position"
)
_UNLINKED = (
    "SELECT id FROM commit_portal_event AS event "
    "WHERE NOT EXISTS (SELECT 1 FROM commit_portal_eventlink WHERE event = event.id) ORDER BY id"
)
REMOVED = _("Event %(event)s of link %(number)s was removed.")
CHANGED = _("Event %(event)s of link %(number)s was changed, or swapped with another one.")


def digest_of(vendor: str, before: str, row: str) -> str:
    """The SQL of the digest of an event, `row`, behind another one, `before`."""
    columns = ", ".join(f"{row}.{name}" for name in COLUMNS.split())
    if vendor == "postgresql":
        columns = columns.replace(f"{row}.at,", f"(extract(epoch FROM {row}.at) * 1000000)::bigint,")
    return DIGESTS[vendor].format(before=before, columns=columns)


def linking(vendor: str) -> str:
    """The statements that add a new event to the chain, in its trigger."""
    first, following = (
        digest_of(vendor, before, "NEW") for before in ("''", "commit_portal_chainhead.digest")
    )
    return _LINK.format(first=first, following=following)


def head_of_chain() -> tuple[int, str]:
    """The number and the digest of the last link; zero and nothing before the first event."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, digest FROM commit_portal_chainhead")
        return cursor.fetchone() or (0, "")


def links() -> Iterator[tuple[int, str, str]]:
    """Each link: its number, its digest, and what is wrong with it in words, empty where nothing is."""
    with connection.cursor() as cursor:
        before = "COALESCE(LAG(link.digest) OVER links, '')"
        cursor.execute(_LINKS.format(digest=digest_of(connection.vendor, before, "event")))
        for position, expected, named, found, digest, worked_out in cursor:
            said = ""
            if position != expected:
                said = say(_("Link %(number)s is missing."), number=expected)
            elif found is None or digest != worked_out:
                said = say(REMOVED if found is None else CHANGED, event=named, number=position)
            yield position, digest, said


def unlinked() -> list[int]:
    """The keys of events that are not in the chain: they came while its guard was off."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLINKED)
        return [key for (key,) in cursor.fetchall()]
