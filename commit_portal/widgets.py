"""Cells of a spreadsheet as people write them, for django-import-export."""

from __future__ import annotations

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
