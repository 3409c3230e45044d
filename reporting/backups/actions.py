"""Back the whole portal up while it runs, and restore it into an empty database.

The archive is a ZIP with the database, the files, and a manifest with the SHA-256 of each. Its own SHA-256 is the check number
of the back-up: a changed byte is found before anything is restored.

A file comes before its row and goes after it. So what the rows of one moment name is there at that moment; where a file has
gone before it was read, a later moment is copied, whose rows no longer name it (docs/adr/0031).

The database is one file: copied while people write, and put into an empty one. SQLite copies itself (its online backup);
PostgreSQL has pg_dump and pg_restore.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TypedDict

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n import say
from reporting.evidence.actions import STORE
from reporting.models import AnnualReport, Evidence, MeetingPaper, PrintedForm, PrintedList

DATABASE, MANIFEST = "database", "manifest.json"


class Manifest(TypedDict):
    """What a back-up holds: `members` with their SHA-256; `missing` are files that were lost before."""

    taken_at: str
    vendor: str
    migrations: list[str]
    members: dict[str, str]
    missing: list[str]


def back_up(target: IO[bytes]) -> tuple[Manifest, str]:
    """Write a back-up, and return its manifest and check number. Raises `CannotBackUp` where the database is not copied."""
    members: dict[str, str] = {}
    gone: set[str] | None = None
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        TemporaryDirectory() as folder,
    ):
        copy = Path(folder, DATABASE)
        while not copy.exists():
            with one_moment():
                named = named_files()
                missing = {place for place in named - members.keys() if not _keep(archive, place, members)}
                # What the moment before lacked as well was lost long ago: that must not keep the rest.
                if not missing or missing == gone:
                    steps = MigrationLoader(connection)
                    copy_to(copy)
                gone = missing
        archive.write(copy, DATABASE)
        manifest: Manifest = {
            "taken_at": timezone.now().isoformat(timespec="seconds"),
            "vendor": connection.vendor,
            # Without the older steps that one of these replaces.
            "migrations": sorted(
                map(" ".join, steps.applied_migrations.keys() & steps.disk_migrations.keys())
            ),
            "members": {DATABASE: _digest(copy)} | {place: members[place] for place in named - missing},
            "missing": sorted(missing),
        }
        content = json.dumps(manifest, indent=1)
        archive.writestr(MANIFEST, content)
    return manifest, hashlib.sha256(content.encode()).hexdigest()


def restore(source: IO[bytes], *, noted: str = "") -> tuple[Manifest, str]:
    """Restore a back-up that is whole, and migrate it to this code. `noted` is its check number, where the person gave one.

    The files come first, so that a restore that was stopped can be done again; what one that was killed has unpacked
    is removed. Raises `CannotBackUp` with what to do.
    """
    for left in Path(settings.MEDIA_ROOT).glob("copy-*/"):
        shutil.rmtree(left)
    try:
        with (
            zipfile.ZipFile(source) as archive,
            TemporaryDirectory(prefix="copy-", dir=settings.MEDIA_ROOT) as folder,
        ):
            content = archive.read(MANIFEST)
            manifest, check = json.loads(content), hashlib.sha256(content).hexdigest()
            for member, digest in manifest["members"].items():
                if _digest(Path(archive.extract(member, folder))) != digest:
                    raise CannotBackUp(_("This back-up was changed or is damaged. Restore another back-up."))
            _require_fitting(manifest, check, noted or check)
            for place in manifest["members"].keys() - {DATABASE}:
                _put_back_file(place, Path(folder, place))
            put_back(Path(folder, DATABASE))
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise CannotBackUp(_("This is not a complete back-up of the portal. Use another file.")) from problem
    call_command("migrate", interactive=False, verbosity=0)
    return manifest, check


def named_files() -> set[str]:
    """Every file that a row names: its store in the settings, a slash and its name there."""
    stored = Evidence.objects.exclude(path="").values_list("path"), MeetingPaper.objects.values_list("path")
    named = {f"{STORE}/{name}" for rows in stored for (name,) in rows}
    for jobs in (AnnualReport.objects, PrintedForm.objects, PrintedList.objects):
        named |= {f"default/{name}" for pair in jobs.values_list("pdf", "workbook") for name in pair if name}
    return named


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(archive: zipfile.ZipFile, place: str, members: dict[str, str]) -> bool:
    """Write a file into the archive. Returns whether it was there."""
    store, _slash, name = place.partition("/")
    try:
        with storages[store].open(name) as file:
            content = file.read()
    except FileNotFoundError:
        return False
    archive.writestr(place, content)
    members[place] = hashlib.sha256(content).hexdigest()
    return True


def _require_fitting(manifest: Manifest, check: str, noted: str) -> None:
    """Raise `CannotBackUp` where it is another back-up or does not fit this portal, and where the database has tables."""
    newer = {*manifest["migrations"]} - {
        f"{app} {name}" for app, name in MigrationLoader(None).disk_migrations
    }
    if check != noted:
        refused = _("This file has another check number: %(check)s. Use the right back-up file.")
    elif manifest["vendor"] != connection.vendor:
        refused = _(
            "This back-up was made with %(theirs)s, but this portal uses %(ours)s. Set DATABASE_URL to a %(theirs)s database."
        )
    elif newer:
        refused = _(
            "This back-up was made by a newer version of the portal, with %(newer)s. Install that version, then restore."
        )
    elif connection.introspection.table_names():
        refused = _("This database already has tables. Set DATABASE_URL to an empty database, then restore.")
    else:
        return
    ours, newest = connection.vendor, max(newer, default="")
    raise CannotBackUp(say(refused, check=check, theirs=manifest["vendor"], ours=ours, newer=newest))


def _put_back_file(place: str, path: Path) -> None:
    """Store a file under its own name. One that is there already is the same one, of a restore before."""
    store, _slash, name = place.partition("/")
    with path.open("rb") as file:
        if not storages[store].exists(name):
            storages[store].save(name, File(file))
    with storages[store].open(name) as there:
        if there.read() != path.read_bytes():
            taken = _("The file store has a different file %(name)s. Empty the store, then restore again.")
            raise CannotBackUp(say(taken, name=name))


class CannotBackUp(CommandError):
    """The reason why nothing was backed up or restored, with what to do."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Read one state of the database inside, whoever writes meanwhile; `copy_to` copies this very state.

    It is begun by hand: a transaction of Django's would take SQLite's lock, and nobody could write.
    """
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def copy_to(path: Path) -> None:
    """Copy the moment that is read into a new file. It has no sessions: with a key of one, somebody is signed in."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            # Vacuumed: rows that were deleted would stay in free pages.
            copy.executescript("DELETE FROM django_session; DELETE FROM usersessions_usersession; VACUUM;")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        options = ["--format=custom", f"--snapshot={cursor.fetchone()[0]}", f"--file={path}"]
    _run(
        "pg_dump",
        *options,
        *(f"--exclude-table-data={one}" for one in ("django_session", "usersessions_usersession")),
    )


def put_back(path: Path) -> None:
    """Put a copy from the same kind of database into an empty one, whole or not at all."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)
    connection.close()
    if connection.vendor == "postgresql":
        _run("pg_restore", "--single-transaction", str(path))


def _run(program: str, *options: str) -> None:
    """Run a program of PostgreSQL's on our database. Raises `CannotBackUp` with its own words where it does not end well."""
    named = [*options, "--no-owner", "--no-privileges", "--dbname"]
    (_psql, *words), environ = connection.client.settings_to_cmd_args_env(connection.settings_dict, named)
    done = subprocess.run(
        [program, *words], env={**os.environ, **(environ or {})}, capture_output=True, text=True
    )
    if done.returncode:
        failed = _("%(program)s failed with this message: %(words)s")
        raise CannotBackUp(say(failed, program=program, words=done.stderr.strip()))
