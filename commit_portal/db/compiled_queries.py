"""Queries that are put into SQL once, and then run with the values of each request.

Django builds the SQL of a queryset anew at each request, which takes most of the time of a page with many queries.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Field, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

# Of one query: more are those of a search for ever other words, and the oldest goes.
MOST_SHAPES = 64


class BoundValue(Value):
    """A value that each request gives: in the SQL it is a parameter, by its name and the field that it is like."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(name, output_field=output_field)

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, with the value itself as its parameter until the query runs."""
        return "%s", (self,)

    def bound(self, values: Mapping[str, Any], connection: Any) -> Any:
        """The value of a request as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.value], connection=connection)


@dataclass(frozen=True)
class _Compiled:
    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    converters: Any

    def run(self, values: Mapping[str, object]) -> list[Any]:
        connection = connections[self.rows.db]
        params = tuple(
            param.bound(values, connection) if isinstance(param, BoundValue) else param
            for param in self.params
        )
        compiler: Any = object.__new__(type(self.compiler))
        vars(compiler).update(vars(self.compiler))
        # A compiler keeps the connection of the thread that made it.
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        compiler.get_converters = lambda fields: self.converters
        rows = self.rows.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        # Not the queryset: a further filter would change nothing.
        return list(rows)


class Prepared[Row]:
    """A function that builds a queryset, called once for each shape of it. Made by `prepared`."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Row]], fields: "Mapping[str, Field[Any, Any]]"
    ) -> None:
        self._build = build
        self._given = {name: BoundValue(name, field) for name, field in fields.items()}
        self._compiled: dict[tuple[frozenset[str], tuple[Hashable, ...]], _Compiled | None] = {}
        update_wrapper(self, build)

    def __call__(self, *shape: Hashable, **values: object) -> list[Row]:
        """The rows for the values of this request. `shape` decides on the SQL itself: a role, say.

        A value of None decides on it too: Django asks for NULL in other words than for a value.
        """
        if values.keys() != self._given.keys():
            raise TypeError(f"{self._build.__name__} takes {sorted(self._given)}, not {sorted(values)}")
        missing = frozenset(name for name, value in values.items() if value is None)
        key = (missing, shape)
        if key not in self._compiled:
            if len(self._compiled) >= MOST_SHAPES:
                del self._compiled[next(iter(self._compiled))]
            self._compiled[key] = self._compile(shape, missing)
        compiled = self._compiled[key]
        return compiled.run(values) if compiled else []

    def _compile(self, shape: tuple[Hashable, ...], missing: Collection[str]) -> _Compiled | None:
        given = {name: None if name in missing else value for name, value in self._given.items()}
        rows = self._build(*shape, **given)
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return _Compiled(rows, compiler, sql, tuple(params), converters)


def prepared[Row](
    **fields: "Field[Any, Any]",
) -> Callable[[Callable[..., QuerySet[Any, Row]]], Prepared[Row]]:
    """Decorate a function that builds a queryset from values, each like a field, and from what shapes the SQL.

    The function is called with `BoundValue` in place of each value but None. It may only put values into the query. It must
    not look at them, nor ask the database. Whatever its conditions depend on is a positional argument.
    """
    return lambda build: Prepared(build, fields)
