"""`manage.py prepare`: what one machine's portal needs before it starts, in one process."""

import hashlib
from itertools import chain
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

# The folders that it reads: after a change in one of them it has to run again.
READ = ("commit_portal", "spa", "workplans", "reporting", "templates", "static", ".ci/requirements")


class Command(BaseCommand):
    help = "Prepare the database, the static files, the reference data and, in demo mode, the demonstration."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        """Do what is not done yet, and note down for which code it is done."""
        code = fingerprint()
        call_command("migrate", interactive=False)
        call_command("collectstatic", interactive=False)
        if settings.DEMO and not apps.get_model("workplans", "AnnualCycle").objects.exists():
            call_command("demo")
        # After the demonstration, which loads the same data for its own beginning and not for today.
        call_command("load_reference")
        _note().write_text(code)


def is_prepared() -> bool:
    """Return whether this code has prepared this data folder already, and its database lacks no migration.

    Whether a demonstration is missing is not looked at.
    """
    collected = settings.STATIC_ROOT / "staticfiles.json"
    if not collected.exists() or not _note().exists() or _note().read_text() != fingerprint():
        return False
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:
        return False
    finally:
        connection.close()


def fingerprint() -> str:
    """Names, sizes and times of the files that preparing reads, and which database it writes to."""
    database = settings.DATABASES["default"]
    lines = [f"{database.get('HOST')} {database.get('PORT')} {database['NAME']}"]
    for path in sorted(chain.from_iterable((settings.BASE_DIR / name).rglob("*.*") for name in READ)):
        if path.suffix != ".pyc":
            seen = path.stat()
            lines.append(f"{path} {seen.st_size} {seen.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _note() -> Path:
    """The file with the fingerprint of the code that has prepared the data folder."""
    return Path(settings.VAR) / "prepared"
