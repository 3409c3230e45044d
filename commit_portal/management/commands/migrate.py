"""`manage.py migrate` as Django's, with the guards of the past lifted meanwhile (commit_portal.db.guards)."""

from collections.abc import Sequence
from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from commit_portal.db.guards import guards_lifted


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and put the guards on the tables as they are then. What only looks leaves them where they are."""
        if options["plan"] or options["check_unapplied"] or options["prune"]:
            super().handle(*args, **options)
            return
        with guards_lifted(connections[options["database"]]):
            super().handle(*args, **options)

    def check(self, *args: Any, databases: Sequence[str] | None = None, **options: Any) -> None:
        """Check all but the database: it lacks its guards before its first migration, and wherever this puts them back."""
        super().check(*args, **options)
