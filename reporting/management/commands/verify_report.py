"""Says which edition of the annual report a file is, and whether somebody changed it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from reporting.editions.verification import UNCHANGED, edition_line, verify


class Command(BaseCommand):
    help = "Says which edition a PDF or a workbook of the annual report is, and whether it was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, **options: Any) -> None:
        path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            refused = gettext("The command could not read %(path)s (%(reason)s).")
            raise CommandError(refused % {"path": path, "reason": error.strerror}) from error
        words, editions = verify(content)
        lines = "\n".join([str(words), *map(edition_line, editions)])
        if words is not UNCHANGED:
            raise CommandError(lines)
        self.stdout.write(lines)
