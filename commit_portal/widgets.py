"""Cells of a spreadsheet as people write them, for django-import-export."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from import_export.widgets import Widget

from commit_portal.readers import read_date


class DayWidget(Widget):
    """A day as people write it; Buddhist-era years and ambiguous figures are refused by name."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        return read_date(str(value or ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class ChoiceWidget(Widget):
    """One of a list of things, by the word that stands for it in the workbook, upper or lower case.

    `what` says in a refusal what it is, as in "an area of the plan". Of a status its value is read as well.
    """

    def __init__(self, choices: Mapping[str, Any], what: str) -> None:
        super().__init__()
        self.choices = choices
        self.what = what

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        word = " ".join(str(value or "").split())
        if not word:
            return None
        for key, item in self.choices.items():
            if word.casefold() in (key.casefold(), getattr(item, "value", key)):
                return item
        raise ValueError(f"“{word}” is not {self.what}. Use one of: {', '.join(self.choices)}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return next((key for key, item in self.choices.items() if item == value), "")
