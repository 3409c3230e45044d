"""`manage.py migrate` as Django's, with the guards of the past lifted meanwhile (commit_portal.db.guards).

With OWNER_DATABASE_URL it runs as the owner of the tables, and gives the role of DATABASE_URL what the portal needs: to
read and write rows, but for the chain of events and the list of migrations. Only an owner lifts a guard.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier, Literal

from commit_portal.db.event_chain import SQL as PAST
from commit_portal.db.guards import guards_lifted


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and put the guards on the tables as they are then. What only looks leaves them where they are."""
        if options["plan"] or options["check_unapplied"] or options["prune"]:
            super().handle(*args, **options)
            return
        connection = connections[options["database"]]
        with guards_lifted(connection):
            super().handle(*args, **options)
            if settings.PORTAL_ROLE:
                _give_rights(connection, settings.PORTAL_ROLE["USER"], settings.PORTAL_ROLE["PASSWORD"])

    def check(self, *args: Any, databases: Sequence[str] | None = None, **options: Any) -> None:
        """Check all but the database: it lacks its guards before its first migration, and wherever this puts them back."""
        super().check(*args, **options)


def _give_rights(connection: BaseDatabaseWrapper, name: str, password: str) -> None:
    """Make the portal's role where it is missing, and give it its password and its rights on every table."""
    words = {"role": Identifier(name), "password": Literal(password)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        made = [] if cursor.fetchone() else ["CREATE ROLE {role}"]
        for statement in [*made, *PAST["rights"]]:
            cursor.execute(SQL(statement).format(**words))
