"""Form fields that read what people write: the same in a form, in a row of a table and in a cell of a workbook.

Each reads a text (`read`), and says a value as an input (`typed`), as a cell (`cell`) and as a page shows it (`words`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Message, comma_list, day, message, money, parsing

BETWEEN_ROWS = re.compile(r"[\s,;·+&]+")


def in_house_style(value: Any) -> Any:
    """An amount and a day as pages write them; all else as it is."""
    if isinstance(value, Decimal):
        return money(value)
    return day(value) if isinstance(value, date) else value


class Reads(forms.Field):
    """A field that makes a value of a text."""

    def read(self, text: str) -> Any:
        """The value that is written; none for nothing. Raises `Unreadable`, which says how to write it."""
        raise NotImplementedError

    def typed(self, value: object) -> Any:
        """A value as an input holds it."""
        return in_house_style(self.cell(value))

    def cell(self, value: object) -> Any:
        """A value as a cell of a workbook holds it: a number as a number, a day as a day."""
        return "" if value is None else value

    def words(self, value: object) -> str:
        """A value as a page shows it; "" for nothing."""
        return str(in_house_style(self.cell(value)))

    def to_python(self, value: object) -> Any:
        # Of several choices their keys with spaces between.
        several = value if isinstance(value, list | tuple) else () if value is None else (value,)
        try:
            return self.read(" ".join(map(str, several)))
        except parsing.Unreadable as unreadable:
            raise ValidationError(str(unreadable), code=unreadable.said.code) from unreadable

    def prepare_value(self, value: object) -> Any:
        return value if isinstance(value, str) else self.typed(value)


class LineField(Reads, forms.CharField):
    """One line of text, without characters that nobody sees."""

    def read(self, text: str) -> str:
        return parsing.read_line(text)


class TextField(Reads, forms.CharField):
    """Paragraphs."""

    widget = forms.Textarea(attrs={"rows": 3})

    def read(self, text: str) -> str:
        return parsing.one_line_end(text).strip()


class ListField(Reads, forms.CharField):
    """Several short texts, one on each line. A text that is written twice counts once."""

    widget = forms.Textarea(attrs={"rows": 3})

    def read(self, text: str) -> tuple[str, ...]:
        return parsing.read_lines(text)

    def run_validators(self, value: object) -> None:
        """Check the text as a whole."""
        super().run_validators(self.cell(value))

    def cell(self, value: Any) -> str:
        return "\n".join(value or ())


class MoneyField(Reads):
    """US dollars (commit_portal.i18n.parsing). A page shows their sign before the input."""

    sign = "US$"
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control"})
    default_error_messages = {"required": _("Enter an amount in US dollars.")}

    def read(self, text: str) -> Decimal | None:
        return parsing.read_money(text)


class DayField(Reads):
    """A day (commit_portal.i18n.parsing)."""

    widget = forms.TextInput(attrs={"class": "width-20"})
    default_error_messages = {"required": _("Enter a day.")}

    def read(self, text: str) -> date | None:
        return parsing.read_date(text)

    def prepare_value(self, value: object) -> Any:
        """The day in words, also where it was typed in figures: so its writer sees how it was read."""
        if isinstance(value, str):
            try:
                value = self.read(value) or value
            except parsing.Unreadable:
                return value
        return self.typed(value)


class WordField(Reads, forms.ChoiceField):
    """One of a list of ours, by its value or by its words.

    `refused` is the code of the message for another word; its parameters are `word` and `choices`. `chosen_beforehand`
    is what an empty row has already. `also` are other words for the values, as another face of the sheet has them.
    """

    def __init__(
        self,
        *,
        refused: str,
        chosen_beforehand: str | None = None,
        also: Iterable[tuple[Any, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.refused, self.chosen_beforehand, self.also = refused, chosen_beforehand, also

    @property
    def listed(self) -> dict[Any, Any]:
        """The words of the list by their values."""
        return dict(cast(Iterable[tuple[Any, Any]], self.choices))

    def read(self, text: str) -> Any:
        word = " ".join(text.split())
        if parsing.says_nothing(word):
            return ""
        folded = word.casefold()
        for value, said in (*self.listed.items(), *self.also):
            if folded in (str(value).casefold(), str(said).casefold()):
                return value
        raise parsing.Unreadable(message(self.refused, word=word, choices=comma_list(self.listed.values())))

    def typed(self, value: object) -> Any:
        return value

    def cell(self, value: object) -> str:
        return str(self.listed.get(value, ""))


@dataclass(frozen=True)
class Offered:
    """The rows among which a field chooses, in their order.

    `named` has them by what may be written for them, in small letters. `name` is what a field or cell holds for one.
    `refuse` says what is wrong with another word.
    """

    rows: tuple[Any, ...]
    named: Mapping[str, Any]
    name: Callable[[Any], str]
    refuse: Callable[[str], Message]


def by_key(rows: Iterable[Any], refused: str = "choice.gone") -> Offered:
    """Rows that a form chooses by their keys. `refused` is the code of the message for a key of none of them."""
    named = {str(row.pk): row for row in rows}
    return Offered(tuple(named.values()), named, lambda row: str(row.pk), lambda _word: message(refused))


class RowField(Reads):
    """One row of another table; whoever makes the form says which are `offered`."""

    default_error_messages = {"required": _("Choose one.")}
    widget: Any = forms.Select
    offered: Offered

    def __init__(self, *, model: type[Model], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model

    def read(self, text: str) -> Any:
        word = " ".join(text.split())
        return None if parsing.says_nothing(word) else self.find(word)

    def find(self, word: str) -> Any:
        """The row of a name. Raises `Unreadable`."""
        found = self.offered.named.get(word.casefold())
        if found is None:
            raise parsing.Unreadable(self.offered.refuse(word))
        return found

    def cell(self, value: object) -> Any:
        return self.offered.name(value) if isinstance(value, Model) else super().cell(value)


class RowsField(RowField):
    """Several rows of another table, in the order in which they are offered, however often and in which order they are named."""

    widget = forms.CheckboxSelectMultiple

    def read(self, text: str) -> tuple[Any, ...]:
        words = BETWEEN_ROWS.split(parsing.western_digits(text))
        found = {self.find(word).pk for each in words if not parsing.says_nothing(word := each.strip("."))}
        return tuple(row for row in self.offered.rows if row.pk in found)

    def typed(self, value: Any) -> list[Any]:
        return [super(RowsField, self).cell(one) for one in value or ()]

    def cell(self, value: object) -> str:
        return "; ".join(self.typed(value))


class RowKeysField(forms.ModelMultipleChoiceField):
    """Rows of the database, chosen by their keys. A key that no row can have is refused as an unknown one is."""

    def clean(self, value: Iterable[object] | None) -> QuerySet[Any]:
        """Refuse before the database is asked: it cannot hold a number of 40 digits."""
        for key in value or ():
            if parsing.read_number(str(key)) < 0:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)
