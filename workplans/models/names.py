"""Names that change from a day on: a page or file of one year has the names of that year (ADR 34)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import ClassVar, Self

from django.db import models

from commit_portal import clock

_year: ContextVar[int | None] = ContextVar("year_of_names", default=None)


@contextmanager
def names_of(year: int | None) -> Iterator[None]:
    """Read names as they were at the end of a year, as `translation.override` reads words of a language.

    None reads those of today.
    """
    before = _year.set(year)
    try:
        yield
    finally:
        _year.reset(before)


def read_names_of(year: int | None) -> None:
    """The same from now on, until the `names_of` around it ends."""
    _year.set(year)


def name_then(stored: str, earlier: Iterable[Mapping[str, str]], column: str = "name") -> str:
    """The name in the year of the moment; `stored` is the newest one, `earlier` the column of that name of `Named`."""
    if not earlier:
        return stored
    year = _year.get()
    day = (date(year, 12, 31) if year else clock.today()).isoformat()
    return next((kept[column] for kept in earlier if day < kept["until"]), stored)


class Named(models.Model):
    """A row whose `words` change from a day on: the columns have the newest ones.

    `earlier` has those before, the oldest first: each the words by their columns, and `until`, the first day of the next
    ones (ISO 8601). Only workplans.book.actions writes it.
    """

    words: ClassVar[tuple[str, ...]] = ("name",)

    earlier = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.called_then()

    def called_then(self, column: str = "name") -> str:
        """A word of the row in the year of the moment (`names_of`)."""
        return name_then(getattr(self, column), self.earlier, column)

    @property
    def begins(self) -> date | None:
        """The first day of its newest name; None of the only one."""
        return date.fromisoformat(self.earlier[-1]["until"]) if self.earlier else None

    @begins.setter
    def begins(self, day: date) -> None:
        *earlier, before = self.earlier
        self.earlier = [*earlier, before | {"until": day.isoformat()}]

    def coming_on(self, today: date) -> date | None:
        """The first day of its newest name, where it has not come by a day."""
        return self.begins if self.begins and self.begins > today else None

    @property
    def all_names(self) -> list[str]:
        """Every word by which somebody may look for it: those of today, and those before."""
        words = (kept[column] for kept in (*self.earlier, vars(self)) for column in self.words)
        return [word for word in words if word]

    @property
    def name_today(self) -> str:
        """Its newest name as a list of the book has it: "International Labour Organization (ILO)"."""
        name, *more = (getattr(self, column) for column in self.words)
        return f"{name} ({more[0]})" if any(more) else name

    @property
    def names_before(self) -> list[tuple[str, date]]:
        """Its names before today's as `name_today` says it, the last one first, each with the first day of the next."""
        return [
            (
                type(self)(**{column: kept[column] for column in self.words}).name_today,
                date.fromisoformat(kept["until"]),
            )
            for kept in reversed(self.earlier)
        ]


def still_runs(day: date | None = None) -> models.Q:
    """The condition of what has not ended before a day, unless said before today: what can still be chosen."""
    return models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=clock.today() if day is None else day)


class RunsQuerySet[ModelT: models.Model](models.QuerySet[ModelT]):
    def running(self, day: date | None = None) -> Self:
        return self.filter(still_runs(day))
