"""Says which edition of the annual report a file is, and whether somebody changed it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from reporting.editions.verification import edition_line, verify


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
        found = verify(content)
        lines = "\n".join([str(found.words), *map(edition_line, found.editions)])
        if not found.unchanged:
            raise CommandError(lines)
        self.stdout.write(lines)
