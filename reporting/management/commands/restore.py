"""Restores a back-up into an empty portal: it is checked first, then come the files, the database and its migrations."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from commit_portal.i18n import say
from reporting.backups.actions import restore


class Command(BaseCommand):
    help = "Restores what `backup` wrote into an empty database of the same version of the portal, or of a newer one."
    # Without tables nothing can be checked yet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the archive; - is the standard input")
        parser.add_argument("--check", default="", help="the check number that the back-up said")

    def handle(self, *, file: str, check: str, **options: object) -> None:
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        try:
            # An archive is read from its end, so a pipe is kept first: beside the files, where there is room.
            with TemporaryFile(dir=settings.MEDIA_ROOT) if file == "-" else Path(file).open("rb") as source:
                if file == "-":
                    shutil.copyfileobj(sys.stdin.buffer, source)
                manifest, found = restore(source, noted=check)
        except OSError as error:
            refused = gettext("The portal was not restored (%(reason)s). Solve this problem, then try again.")
            raise CommandError(say(refused, reason=str(error))) from error
        done = gettext("Restored the back-up of %(at)s: database, %(files)s files. Check number: %(check)s.")
        self.stdout.write(say(done, at=manifest["taken_at"], files=len(manifest["members"]) - 1, check=found))
