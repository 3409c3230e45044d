"""Cells of a spreadsheet as people write them, for django-import-export."""

from datetime import date
from typing import Any

from django.db.models import TextChoices
from import_export.widgets import Widget

from commit_portal.i18n.formatting import comma_list
from commit_portal.i18n.messages import message
from commit_portal.i18n.parsing import Unreadable, read_date, says_nothing


class DayWidget(Widget):
    """A day as people write it; Buddhist-era years are refused by name."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        return read_date(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class StatusWidget(Widget):
    """One value of a table of choices; written as its label. Labels are read in one place, `Table.by_code`.

    `refused` is the code of the message for another word; its parameters are `word` and `choices`.
    """

    def __init__(self, table: type[TextChoices], *, refused: str) -> None:
        super().__init__()
        self.table = table
        self.refused = refused

    @property
    def labels(self) -> list[str]:
        """The words to choose from, in the reader's language."""
        return [str(label) for label in self.table.labels]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> TextChoices | None:
        word = " ".join(str(value or "").split())
        if says_nothing(word):
            return None
        if word in self.table.values:
            return self.table(word)
        raise Unreadable(message(self.refused, word=word, choices=comma_list(self.labels)))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(self.table(value).label) if value in self.table.values else ""
