"""Form fields for numbers and dates as people write them, the same on every screen."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import day, money
from commit_portal.i18n.parsing import Unreadable, read_date, read_lines, read_money, read_number


class MoneyField(forms.Field):
    """US dollars as people write them (commit_portal.i18n.parsing)."""

    default_error_messages = {"required": _("Enter an amount in US dollars.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control"}),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return read_money(str(value or ""))
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable), code=unreadable.said.code) from unreadable

    def prepare_value(self, value: Any) -> Any:
        return money(value) if isinstance(value, Decimal) else value


# They turn the letters that follow, so that a name reads as another one: "sok\u202egro.elpmaxe".
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class PersonNameField(forms.CharField):
    """The name of a person on one line: it stands in lists, in the history and in the head of mails."""

    def clean(self, value: Any) -> str:
        """Refuse characters that change the direction of a text."""
        name = str(super().clean(value))
        if _TURNING.search(name):
            raise ValidationError(
                _("A hidden character in this name changes the direction of the text. Type the name again."),
                code="turning",
            )
        return " ".join(name.split())


class RowsField(forms.ModelMultipleChoiceField):
    """Rows of the database, chosen by their keys. A key that no row can have is refused as an unknown one is."""

    def clean(self, value: Any) -> QuerySet[Any]:
        """Refuse before the database is asked: it cannot hold a number of 40 digits."""
        for key in value or ():
            if read_number(str(key)) < 0:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)


class LinesField(forms.CharField):
    """Several short texts, one on each line. A text that is written twice counts once."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> tuple[str, ...]:
        return read_lines(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or ())


class DayField(forms.Field):
    """A day as people write it (commit_portal.i18n.parsing)."""

    default_error_messages = {"required": _("Enter a day.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "width-20"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        try:
            return self.read(str(value or ""))
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable

    def read(self, text: str) -> date | None:
        """The day that is written. Raises `Unreadable`."""
        return read_date(text)

    def prepare_value(self, value: Any) -> Any:
        """The day in words, also where it was typed in figures: so its writer sees how it was read."""
        if isinstance(value, str):
            try:
                value = self.read(value) or value
            except Unreadable:
                return value
        return day(value) if isinstance(value, date) else value
