"""The tables of the report, as sheets of a workbook or files of a data package: numbers as numbers, dates as dates.

`commit_portal.files.spreadsheets` writes them: no cell is a formula.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext

from commit_portal.files.spreadsheets import Sheet, write_xlsx

Value = str | int | Decimal | date | None
Rows = Iterable[Iterable[Value]]
MONEY = "#,##0.00"


class ColumnType(StrEnum):
    """What a column holds beside words on what is not known, in the words of a Table Schema."""

    TEXT = "string"
    COUNT = "integer"
    MONEY = "number"
    DAY = "date"
    YEAR = "year"


# A heading, its width in characters, and the kind of its values where they are no texts.
Column = tuple[str, int] | tuple[str, int, ColumnType]


@dataclass
class ReportTable:
    """Rows under one head: a sheet of a workbook or a file of a data package. The first `fixed` columns stay in view."""

    title: str
    head: Sequence[Column]
    fixed: int = 1
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    # The numbers of the rows that are sums.
    sums: list[int] = field(default_factory=list)

    def add(self, *values: Value, is_sum: bool = False) -> None:
        # A row may end where nothing more is known.
        self.rows.append(values + (None,) * (len(self.head) - len(values)))
        if is_sum:
            self.sums.append(len(self.rows) + 1)

    def as_sheet(self) -> Sheet:
        heads = [name for name, *_ in self.head]
        widths = {name: width for name, width, *_ in self.head}
        return Sheet(self.title, heads, self.rows, widths=widths, fixed=self.fixed, sums=self.sums)


class ReportTables(list[ReportTable]):
    """The tables of a report, in their order."""

    def table(self, title: str, head: Sequence[Column], rows: Rows = (), *, fixed: int = 1) -> ReportTable:
        """Begin a table with these rows."""
        self.append(table := ReportTable(title, head, fixed))
        for row in rows:
            table.add(*row)
        return table

    def as_workbook(self, title: str, as_of: datetime, identifier: str | None = None) -> bytes:
        """The tables as an Excel workbook. It is as old as its figures."""
        return write_xlsx(
            *(table.as_sheet() for table in self),
            amounts=MONEY,
            title=title,
            creator=gettext("COMMIT Secretariat"),
            created=as_of.astimezone(UTC).replace(tzinfo=None),
            identifier=identifier,
        )


class ColumnOf[Row](NamedTuple):
    """A column of a table that has a row for each thing of one kind."""

    head: str
    width: int
    value: Callable[[Row], Value]
    kind: ColumnType = ColumnType.TEXT


def heads_of(columns: Iterable[ColumnOf[Any]]) -> list[Column]:
    return [(column.head, column.width, column.kind) for column in columns]


def values_of[Row](columns: Iterable[ColumnOf[Row]], row: Row) -> Iterator[Value]:
    return (column.value(row) for column in columns)


def days_columns() -> list[ColumnOf[Any]]:
    """The first and the last day that were `planned`, and the `actual` ones, of a row that has both."""
    return [
        ColumnOf(gettext("Planned from"), 12, lambda row: row.planned.starts, ColumnType.DAY),
        ColumnOf(gettext("Planned until"), 12, lambda row: row.planned.ends, ColumnType.DAY),
        ColumnOf(gettext("Actual from"), 12, lambda row: row.actual.starts, ColumnType.DAY),
        ColumnOf(gettext("Actual until"), 12, lambda row: row.actual.ends, ColumnType.DAY),
    ]
