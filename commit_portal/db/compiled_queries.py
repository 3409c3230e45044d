"""Queries that are put into SQL once, and then run with the values of each request.

Django builds the SQL of a queryset anew at each request, which takes most of the time of a page with many queries.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, update_wrapper
from operator import attrgetter
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Aggregate, Field, Model, QuerySet, Subquery, Value
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


def aggregated(rows: QuerySet[Any], by: str, value: Aggregate) -> Subquery:
    """What rows of a row of the query around them come to, and None without any; `by` is their column that leads to it."""
    return Subquery(rows.order_by().values(by).annotate(aggregated=value).values("aggregated"))


def place(row: Model, name: str, related: Model) -> None:
    """Give a row the object of a foreign key that it has by its key already. Asks nothing and compares nothing."""
    row._state.fields_cache[name] = related


def all_placed[Row: Model](rows: Iterable[Row], name: str, related: Model) -> list[Row]:
    """Rows that all have the same object of a foreign key, each with that object (`place`)."""
    found = list(rows)
    for row in found:
        place(row, name, related)
    return found


def grouped[Row](rows: Iterable[Row], *by: str) -> defaultdict[Any, list[Row]]:
    """Rows by what they have under one name or several, in their order. Without rows a group is empty, once it is asked for.

    Dots lead on, as in "activity.code".
    """
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    key = attrgetter(*by)
    for row in rows:
        found[key(row)].append(row)
    return found


def attach(objects: Iterable[Model], name: str, rows: Sequence[Model], *, by: str) -> None:
    """Give each object its rows under the name of a relation, as `prefetch_related` does. `by` is their foreign key."""
    held = grouped(rows, f"{by}_id")
    every: QuerySet[Any] | None = None
    for item in objects:
        mine = held.get(item.pk, [])
        for row in mine:
            place(row, by, item)
        if every is None:
            every = getattr(type(item), name).rel.related_model._default_manager.all()
        held_rows: dict[str, Any] = item.__dict__.setdefault("_prefetched_objects_cache", {})
        held_rows[name] = _held(every, mine, {by: item})


def related_rows(item: Model, name: str) -> Sequence[Any]:
    """The rows of an object by the name of a relation, as its manager gives them: attached ones, or from the database.

    A page asks for them some hundred times, and a manager takes longer to make than a row to show.
    """
    loaded = vars(item).get("_prefetched_objects_cache", {}).get(name)
    if loaded is None:
        return cast(Sequence[Any], getattr(item, name).all())
    return cast(Sequence[Any], loaded if loaded._result_cache is None else loaded._result_cache)


def _held(every: QuerySet[Any], rows: list[Model], which: dict[str, Model]) -> QuerySet[Any]:
    """A queryset that has its rows. Whoever filters it further asks the database, and gets `which` rows only."""
    kind = _held_class(type(every))
    found: Any = object.__new__(kind)
    vars(found).update(vars(every), is_shared=True, _hints={}, _deferred_filter=(False, (), which))
    found._result_cache, found._prefetch_done = rows, True
    return cast(QuerySet[Any], found)


@cache
def _held_class(kind: type[QuerySet[Any]]) -> type[QuerySet[Any]]:
    """A queryset whose query is that of all others until somebody looks at it: to copy it takes as long as a row."""

    class Held(kind):  # type: ignore[valid-type,misc]
        is_shared = False

        @property
        def query(self) -> Any:
            if self.is_shared:
                self.is_shared, self._query = False, vars(self)["_query"].chain()
            return super().query

        @query.setter
        def query(self, value: object) -> None:
            kind.query.fset(self, value)  # type: ignore[attr-defined]

    return Held
