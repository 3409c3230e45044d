"""The text of a plan going out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from commit_portal.files.spreadsheets import write_csv, write_xlsx
from commit_portal.i18n.formatting import day
from spa.models import ActionPlan
from spa.queries import PlanText
from spa.resources.columns import (
    COLUMNS,
    COLUMNS_OF_KIND,
    COVER,
    FIELDS,
    HEADS,
    KIND,
    KINDS,
    OBJECTIVE,
    PLAN_LINE,
    SCOPE,
    SCOPES,
    SOURCE,
    TEXT,
    VERSION_LINE,
    PlanTextResource,
)  # fmt: skip
from spa.statuses import TextKind

WIDTHS = {KIND: 14, TEXT: 80, OBJECTIVE: 30, SCOPE: 22, SOURCE: 40}


def export_xlsx(plan: ActionPlan, *, now: datetime) -> bytes:
    """Return the text of the plan as a workbook; its cover sheet names the plan and its row version."""
    heads = _heads()
    return write_xlsx(
        gettext("Plan of action"),
        list(heads.values()),
        _rows(plan),
        about={
            str(COVER[PLAN_LINE]): plan.code,
            gettext("Title"): plan.title,
            str(COVER[VERSION_LINE]): str(plan.row_version),
            gettext("Exported on"): day(now),
            gettext("Contents"): plan.text_note,
        },
        choices={
            heads[KIND]: KINDS.labels,
            heads[SCOPE]: SCOPES.labels,
        },
        widths={heads[column]: width for column, width in WIDTHS.items()},
    )


def export_csv(plan: ActionPlan) -> bytes:
    """Return the same table as CSV. It has no cover sheet, so only its rows can be compared later."""
    return write_csv(list(_heads().values()), _rows(plan))


def _heads() -> dict[str, str]:
    return {column: str(HEADS[column]) for column in COLUMNS}


def _rows(plan: ActionPlan) -> Iterator[tuple[Any, ...]]:
    yield from PlanTextResource().export(_lines(plan))


def _lines(plan: ActionPlan) -> Iterator[dict[str, Any]]:
    """Every text of the plan as the resource's fields, in the order of the plan."""
    for area in plan.areas.prefetch_related("targets", "menu"):
        yield {"kind": TextKind.AREA, "area": area.code, "code": area.code, **_cells(TextKind.AREA, area)}
        for target in area.targets.all():
            yield {
                "kind": TextKind.TARGET,
                "area": area.code,
                "code": target.code,
                **_cells(TextKind.TARGET, target),
            }
        for activity in area.menu.all():
            yield {
                "kind": TextKind.ACTIVITY_AREA,
                "area": area.code,
                "code": activity.code,
                **_cells(TextKind.ACTIVITY_AREA, activity),
            }


def _cells(kind: TextKind, row: PlanText) -> dict[str, Any]:
    names = {resource.column_name: name for name, resource in FIELDS.items()}
    return {names[column]: getattr(row, name) for column, name in COLUMNS_OF_KIND[kind].items()}
