"""Cells of a spreadsheet as people write them, for django-import-export."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import TextChoices
from import_export.widgets import Widget

from commit_portal.i18n.messages import message
from commit_portal.i18n.parsing import Unreadable, read_date, says_nothing


class DayWidget(Widget):
    """A day as people write it; Buddhist-era years are refused by name."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        return read_date(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class ChoiceWidget(Widget):
    """One of a list of things, by its code or title in the plan, upper or lower case.

    `refused` is the code of the message for another word; its parameters are `word` and `choices`. It names those
    that are `offered`, else all.
    """

    def __init__(self, choices: dict[Any, Any], *, refused: str, offered: Collection[Any] = ()) -> None:
        super().__init__()
        self.choices = choices
        self.offered = offered or choices
        self.refused = refused
        # What a cell says of each, and what it means. Of two that are the same the first counts.
        self._said = {item: str(key) for key, item in reversed(choices.items())}
        self._meant = {str(key).casefold(): item for key, item in reversed(choices.items())}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        word = " ".join(str(value or "").split())
        if says_nothing(word):
            return None
        if (folded := word.casefold()) in self._meant:
            return self._meant[folded]
        raise Unreadable(message(self.refused, word=word, choices=", ".join(map(str, self.offered))))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return self._said.get(value, "")


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
        raise Unreadable(message(self.refused, word=word, choices=", ".join(self.labels)))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(self.table(value).label) if value in self.table.values else ""
