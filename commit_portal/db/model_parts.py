"""Parts of models: constraints with their names, conditions and sentences; a column for a row, or none; inner rows."""

from django.db.models import PROTECT, CheckConstraint, F, ForeignKey, Model, Q, UniqueConstraint

from commit_portal.i18n import Sentence


def check(name: str, condition: Q, said: Sentence | None = None) -> CheckConstraint:
    """The constraint that this holds of every row. `said` is for people, where a form can break it."""
    return CheckConstraint(condition=condition, name=name, violation_error_message=said)


def unique(
    name: str, fields: tuple[str, ...], said: Sentence | None = None, *, condition: Q | None = None
) -> UniqueConstraint:
    """The constraint that no two rows have the same in these columns; with a condition, no two of those that it holds of."""
    return UniqueConstraint(fields=fields, name=name, condition=condition, violation_error_message=said)


def in_order(first: str, last: str) -> Q:
    """The condition that a day is not before another one, where both are known."""
    return Q(**{f"{last}__isnull": True}) | Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__gte": F(first)})


def paired(when: str, who: str, *, name: str) -> CheckConstraint:
    """The constraint that both columns of a who/when pair are set, or neither."""
    neither, both = ({f"{when}__isnull": empty, f"{who}__isnull": empty} for empty in (True, False))
    return check(name, Q(**neither) | Q(**both))


def row_or_none[Row: Model](
    to: type[Row] | str, related_name: str = "+"
) -> "ForeignKey[Row | None, Row | None]":
    """A column for a row of another table, empty until there is one. It keeps that row from being deleted."""
    return ForeignKey(to, on_delete=PROTECT, null=True, blank=True, related_name=related_name)


class InnerRow(Model):
    """A row that no page names, unless its class says how. In a log and in a shell its table and key name it.

    A name made of other rows would ask the database there, once for each row.
    """

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"
