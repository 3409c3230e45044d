"""The lines of a workplan as a file has them, and what was changed in them since."""

from collections.abc import Mapping

from commit_portal.db.compiled_queries import attach
from commit_portal.sheets.history import by_row
from workplans.models import Activity, ActivityTarget, LineHistory, TechnicalNeed, Workplan


def lines_with_links(workplan: Workplan) -> list[Activity]:
    """The live lines with their targets and technical needs, in the order of the plan of action: 3 queries.

    `Ground.fill` gives them the areas, types and targets.
    """
    lines = list(workplan.activities.order_by("area__position", "number"))
    links = list(ActivityTarget.objects.filter(activity__workplan=workplan))
    attach(lines, "target_links", links, by="activity")
    needs = list(TechnicalNeed.objects.filter(activity__workplan=workplan))
    attach(lines, "technical_needs", needs, by="activity")
    return lines


def changes_since(workplan: Workplan, plan_version: int) -> Mapping[int, list[LineHistory]]:
    """The changes of each line after a version of the plan, oldest first, by the line's key, with their persons."""
    rows = LineHistory.objects.filter(activity__workplan=workplan, plan_version__gt=plan_version)
    return by_row(rows.select_related("by").order_by("row_version"), "activity_id")
