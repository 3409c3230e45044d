"""A column that holds the folded text of other columns of its row, for search."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from commit_portal.i18n import fold


class FoldedField(models.TextField):
    """The folded text of the columns `of`. It is written whenever a whole row is saved or added.

    `save_if_unchanged` writes it with its columns. Whoever updates only some columns by `update`, `bulk_update` or the
    `update_fields` of `bulk_create` and `save` names this one too.
    """

    def __init__(self, *, of: Sequence[str] = (), **kwargs: object) -> None:
        self.of = tuple(of)
        super().__init__(**(dict[str, Any](default="", blank=True, editable=False) | kwargs))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def folded(self, row: models.Model, changes: Mapping[str, object] | None = None) -> str:
        """The folded text of a row as it is in memory, with some columns changed, one line for each column."""
        values = {name: getattr(row, name) for name in self.of} | dict(changes or {})
        return "\n".join(fold(str(values[name])) for name in self.of)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.folded(model_instance)
        setattr(model_instance, self.attname, value)
        return value


def folded_with(row: models.Model, changes: Mapping[str, object]) -> dict[str, str]:
    """The folded columns of a row that change with these columns, by name. The row itself stays as it is."""
    return {
        column.name: column.folded(row, changes)
        for column in row._meta.concrete_fields
        if isinstance(column, FoldedField) and changes.keys() & set(column.of)
    }


def has_words(words: Iterable[object], column: str = "folded") -> Q:
    """The condition that a folded column has all the words, each anywhere. Words are folded already."""
    conditions = Q()
    for word in words:
        conditions &= has_word(word, column)
    return conditions


def has_word(word: object, column: str = "folded") -> Q:
    """The condition that a folded column has a word, or an expression of one: no extension of a database is asked."""
    sought = word if hasattr(word, "resolve_expression") else Value(word)
    return Q(GreaterThan(StrIndex(column, sought), 0))


def each_word(words: Iterable[object], by_like: Iterable[bool]) -> list[Q]:
    """The condition of each word that the folded column has it, by LIKE where that is quicker."""
    pairs = zip(words, by_like, strict=True)
    return [Q(folded__contains=word) if is_by_like else has_word(word) for word, is_by_like in pairs]


def is_quicker_by_like(word: str) -> bool:
    """Whether the database finds a folded word quicker by LIKE: SQLite one of ASCII, in half the time."""
    return connection.vendor == "sqlite" and word.isascii()
