"""What makes rows for a test runs once in a process; later tests get the same rows, written as they were found.

Making the cast takes forty milliseconds through the portal's own actions, and writing its rows again three.
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, wraps
from itertools import batched, chain
from typing import Any

from django.apps import apps
from django.db import connection, models

from tests.guard import guards_passed

Rows = dict[Any, tuple[Any, ...]]
Tables = dict[type[models.Model], Rows]
# SQLite takes 32,766 values in a statement, and the widest table has fewer columns than a hundredth of it.
MOST_ROWS = 100


@dataclass(frozen=True)
class Record:
    """What a function gave back, and the statements that write what it wrote."""

    given: bytes
    statements: tuple[tuple[str, list[Any]], ...]


# By database, function, and the number and last key of each table's rows: a test may have loaded something of its own before.
_records: dict[tuple[str, str, str, tuple[Any, ...]], Record] = {}


def replayed[**P, T](make: Callable[P, T]) -> Callable[P, T]:
    """Have `make` run once in a process, for each number and last key of the rows that the tables hold before.

    Later calls write the same rows with the same keys, so their arguments must have been made in the same way. What it
    gives back is a copy of each test's own, and so are the arguments: what is done to them no test sees.

    Outside a transaction it always runs: there its commits tell others.
    """

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        if not connection.in_atomic_block:
            return make(*args, **kwargs)
        name = (str(connection.settings_dict["NAME"]), make.__module__, make.__qualname__, _numbers())
        if name not in _records:
            before = _all_rows()
            args_of_its_own, kwargs_of_its_own = pickle.loads(pickle.dumps((args, kwargs)))
            given = make(*args_of_its_own, **kwargs_of_its_own)
            _records[name] = Record(pickle.dumps(given), tuple(_statements(before, _all_rows())))
            return given
        record = _records[name]
        with guards_passed(connection), connection.cursor() as cursor:
            for sql, values in record.statements:
                cursor.execute(sql, values)
        again: T = pickle.loads(record.given)
        return again

    return made


def forget_records() -> None:
    """After the tables were emptied: what Django fills in has other keys from then on."""
    _records.clear()


def _stored() -> list[type[models.Model]]:
    """The models that have a table."""
    models_of_apps = apps.get_models(include_auto_created=True)
    return [model for model in models_of_apps if not model._meta.proxy and model._meta.managed]


def _numbers() -> tuple[Any, ...]:
    """How many rows each table holds and the last of their keys, in one query.

    PostgreSQL gives the rows of each test new keys, so as many rows may be others.
    """
    with connection.cursor() as cursor:
        cursor.execute(_counting(connection.vendor))
        return tuple(cursor.fetchall())


@cache
def _counting(_vendor: str) -> str:
    """The query; in it are the quotation marks of a vendor. Both numbers of a table at once take a third of the planning."""
    return " UNION ALL ".join(
        f"SELECT COUNT(*), CAST(MAX({_sorted_key(model)}) AS TEXT) FROM {_quoted([model._meta.db_table])}"
        for model in _stored()
    )


def _all_rows() -> Tables:
    found: Tables = {}
    with connection.cursor() as cursor:
        for model in _stored():
            key = _columns(model).index(_key(model))
            cursor.execute(f"SELECT {_quoted(_columns(model))} FROM {_quoted([model._meta.db_table])}")
            found[model] = {row[key]: row for row in cursor.fetchall()}
    return found


def _statements(before: Tables, after: Tables) -> Iterator[tuple[str, list[Any]]]:
    """One for a hundred rows of a table that are new or not as they were. Raises where rows have gone."""
    for model, rows in after.items():
        gone = before[model].keys() - rows.keys()
        assert not gone, f"{model._meta.label}: what is replayed may not delete {gone}"
        written = [row for key, row in rows.items() if before[model].get(key) != row]
        for some in batched(written, MOST_ROWS):
            yield _write(model, len(some)), list(chain.from_iterable(some))


def _write(model: type[models.Model], count: int) -> str:
    """Inserts rows, or puts their columns over those of the rows with the same keys."""
    columns = _columns(model)
    row = f"({', '.join(['%s'] * len(columns))})"
    told = ", ".join(f"{_quoted([name])} = excluded.{_quoted([name])}" for name in columns)
    return (
        f"INSERT INTO {_quoted([model._meta.db_table])} ({_quoted(columns)}) VALUES {', '.join([row] * count)} "
        f"ON CONFLICT ({_quoted([_key(model)])}) DO UPDATE SET {told}"
    )


def _columns(model: type[models.Model]) -> list[str]:
    """Of the table, without those that the database works out."""
    fields = (field for field in model._meta.concrete_fields if not field.generated)
    return [field.column for field in fields if field.column is not None]


def _key(model: type[models.Model]) -> str:
    column: str | None = model._meta.pk.column
    if column is None:
        raise LookupError(f"{model.__name__} has no column for its key.")
    return column


def _sorted_key(model: type[models.Model]) -> str:
    """Numbers are compared as numbers. PostgreSQL has no MAX of a UUID, so other keys are compared as text."""
    key = _quoted([_key(model)])
    return key if isinstance(model._meta.pk, models.IntegerField) else f"CAST({key} AS TEXT)"


def _quoted(names: list[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)
