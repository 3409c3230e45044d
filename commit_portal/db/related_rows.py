"""Rows beside rows: grouped, summed up, and attached as `prefetch_related` does, where Django would ask once more."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, cast

from django.db.models import Aggregate, Model, QuerySet, Subquery


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


def listed[Key, Value](pairs: Iterable[tuple[Key, Value]]) -> defaultdict[Key, list[Value]]:
    """The second of each pair by the first, in their order, as `values_list` gives them."""
    found: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def attach(objects: Collection[Model], name: str, rows: Sequence[Model], *, by: str) -> None:
    """Give each object its rows under the name of a relation, as `prefetch_related` does. `by` is their foreign key."""
    held = grouped(rows, f"{by}_id")
    for item in objects:
        for row in held.get(item.pk, ()):
            place(row, by, item)
    attach_values(objects, name, held)


def attach_values(objects: Iterable[Model], name: str, held: Mapping[Any, list[Any]]) -> None:
    """Give each object what `held` has by its key: rows, or plain values in their place, which are quicker to make.

    Whoever filters them further asks the database, and gets the rows of this object only.
    """
    shared: dict[str, Any] = {}
    for item in objects:
        if not shared:
            relation = getattr(type(item), name).rel
            every: QuerySet[Any] = relation.related_model._default_manager.all()
            kind, by = _held_class(type(every)), relation.field.name
            shared = {**vars(every), "is_shared": True, "_prefetch_done": True}
        found = object.__new__(kind)
        own = {"_deferred_filter": (False, (), {by: item}), "_result_cache": held.get(item.pk, [])}
        found.__dict__ = {**shared, "_hints": {}, **own}
        item.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def related_rows(item: Model, name: str) -> Sequence[Any]:
    """The rows of an object by the name of a relation, as its manager gives them: attached ones, or from the database.

    A page asks for them some hundred times, and a manager takes longer to make than a row to show.
    """
    loaded = vars(item).get("_prefetched_objects_cache", {}).get(name)
    if loaded is None:
        return cast("Sequence[Any]", getattr(item, name).all())
    return cast("Sequence[Any]", loaded if loaded._result_cache is None else loaded._result_cache)


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
