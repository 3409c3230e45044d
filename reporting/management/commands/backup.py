"""Writes the database and the files of the portal into one archive, while the portal runs."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from commit_portal.i18n import say
from reporting.backups.actions import back_up

SECRETS = "SECRET_KEY, the passwords of PostgreSQL, Redis and the mail server, the keys of the bucket"


class Command(BaseCommand):
    help = "Backs up the database and all files together, while the portal runs. Its check number proves the archive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a new file, which only its owner reads; - is the standard output")

    def handle(self, *, file: str, **options: object) -> None:
        # What is said would be in the archive.
        out = self.stderr if file == "-" else self.stdout
        try:
            if file == "-":
                manifest, check = back_up(sys.stdout.buffer)
            else:
                Path(file).touch(0o600, exist_ok=False)
                with Path(file).open("wb") as target:
                    manifest, check = back_up(target)
        except OSError as error:
            refused = gettext("The back-up was not written (%(reason)s). Solve this problem, then try again.")
            raise CommandError(say(refused, reason=str(error))) from error
        for name in manifest["missing"]:
            out.write(say(gettext("Not backed up, because the portal lost the file: %(name)s."), name=name))
        made = gettext("Backed up: the database and %(files)s files. Check number: %(check)s.")
        out.write(say(made, files=len(manifest["members"]) - 1, check=check))
        out.write(
            say(
                gettext("The back-up does not have these. Keep a copy of them elsewhere: %(secrets)s."),
                secrets=SECRETS,
            )
        )
