"""The content of live lines as it was, walked back over what each change changed, and how two changes of a line merge.

Every write of a line's content calls `write_history` in the same transaction. Who reads it is decided by whoever asks:
a line's history is for those who draft its plan.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from commit_portal.i18n.parsing import one_line_end
from commit_portal.sheets.history import RowHistory, sides, walked_back
from commit_portal.sheets.merge import Content, Unit
from workplans.fields import BY_NAME, DRAFTED, FieldKind
from workplans.models import Activity, LineHistory, Seat, Workplan
from workplans.plan.line_content import Line, needs_of_line, value_of

type LineContent = Content
"""The content of a line by field, as `values_of` gives it."""

# The fields that are merged as one: an area with its activity area and targets, funding with its amount, dates.
WITH_AREA = Unit(("area", "menu_activity", "targets"), key="area")
WITH_FUNDING = Unit(("funding", "secretariat_cost"), key="funding")
DATES = Unit(("starts_on", "ends_on"))
UNITS = (WITH_AREA, WITH_FUNDING, DATES)


def values_of(line: Line) -> dict[str, Any]:
    """The fields that a person types, by name: as `value_of`, with technical needs as a tuple in their order.

    Texts have "\\n" at the end of a line, however they were saved: browsers and office programs differ there.
    """
    values = {item.name: value_of(line, item.name) for item in DRAFTED if item.name != "needs"}
    values["needs"] = tuple(needs_of_line(line))
    return {
        item.name: one_line_end(values[item.name]) if item.is_text else values[item.name] for item in DRAFTED
    }


def write_history(
    plan: Workplan,
    changes: Iterable[tuple[Activity, LineContent, LineContent]],
    *,
    by: Seat,
    now: datetime,
    token: UUID | None = None,
) -> None:
    """Keep what was changed of lines: line, content before, content after. One query; lines without a change are left out.

    Call it after the lines have their new row versions and before `settle`, which counts the plan's version up.
    """
    LineHistory.objects.bulk_create(
        LineHistory(
            activity=line,
            row_version=line.row_version,
            plan_version=plan.row_version + 1,
            **both,
            token=token,
            by=by.user,
            at=now,
        )
        for line, before, after in changes
        if (both := sides(before, after))
    )


def content_at(line: Activity, row_version: int) -> dict[str, Any]:
    """The content of a live line as of a row version: one query more than the content now, none where it is current."""
    later = history_of(line, since=row_version) if row_version < line.row_version else ()
    return content_before(values_of(line), later)


def content_before(
    now: LineContent, changes: Iterable[RowHistory], own: Collection[RowHistory] = ()
) -> dict[str, Any]:
    """The content before these changes, which come newest first, but with its `own` among them."""
    return walked_back(now, changes, _from_json, own)


@dataclass(frozen=True)
class ChangedLine:
    """A change of a line, with its whole content before and after."""

    row: LineHistory
    before: LineContent
    after: LineContent


def changed_lines(plan: Workplan) -> Iterator[ChangedLine]:
    """Every change of the lines of a plan that has them loaded, the newest of each line first: one query."""
    rows = LineHistory.objects.filter(activity__workplan=plan).order_by("-row_version")
    lines = {line.pk: line for line in plan.activities.all()}
    values: dict[int, LineContent] = {}
    for row in rows:
        row.activity = lines[row.activity_id]
        if row.activity_id not in values:
            values[row.activity_id] = values_of(row.activity)
        after = values[row.activity_id]
        values[row.activity_id] = content_before(after, [row])
        yield ChangedLine(row, values[row.activity_id], after)


def history_of(line: Activity, *, since: int) -> list[LineHistory]:
    """The changes of a line after a row version, newest first, with their people."""
    rows = line.history.filter(row_version__gt=since).select_related("by")
    return list(rows.order_by("-row_version"))


def _from_json(name: str, value: Any) -> Any:
    kind = BY_NAME[name].kind
    if value is None:
        return None
    if kind is FieldKind.DAY:
        return date.fromisoformat(value)
    if kind is FieldKind.MONEY:
        return Decimal(value)
    if kind is FieldKind.LINKS:
        return frozenset(value)
    return tuple(value) if kind is FieldKind.LIST else value
