"""`manage.py portal`: what `make run` runs."""

import os
import sys
from collections.abc import Sequence

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from commit_portal.supervisor import CannotRun, Supervisor

OURS = ("commit_portal", "spa", "workplans", "reporting")


class Command(BaseCommand):
    help = "Runs the portal on this machine: database, broker, worker, sweep and web server together."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        if not settings.EMBEDDED:
            self._refuse(
                "`manage.py portal` is for one machine; with PORTAL=server, run what docker-compose.yml runs."
            )
        supervisor = Supervisor(
            var=settings.VAR.resolve(),
            port=os.environ.get("PORT") or "8000",
            environ=os.environ,
            say=self._say,
            is_of_before=_is_of_before,
            holds_a_year=_holds_a_year,
            logins=_demonstration_logins,
        )
        try:
            supervisor.run()
        except CannotRun as reason:
            self._refuse(str(reason))

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _refuse(self, reason: str) -> None:
        self.stderr.write(reason)
        sys.exit(1)


def _is_of_before() -> bool:
    """Return whether the database was made by migrations that no longer exist; False for an empty database, or none."""
    try:
        loader = MigrationLoader(connection)
    except OperationalError:
        return False
    finally:
        connection.close()
    return any(
        app in OURS and (app, name) not in loader.disk_migrations for app, name in loader.applied_migrations
    )


def _holds_a_year() -> bool:
    held = apps.get_model("workplans", "AnnualCycle").objects.exists()
    connection.close()
    return held


def _demonstration_logins() -> Sequence[str]:
    emails = list(
        get_user_model()
        .objects.filter(email__endswith="@commit.example")
        .order_by("pk")
        .values_list("email", flat=True)
    )
    connection.close()
    return emails
