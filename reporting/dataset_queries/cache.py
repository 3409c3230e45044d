"""What cannot change under its key, read once in a process: texts of a row version, lines of frozen versions.

As with the datasets themselves (docs/adr/0006) nothing has to be thrown away. The rest is read by
`reporting.dataset_queries.rows`.
"""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Subquery

from reporting.dataset.rows import AreaRow, ServedRow, TargetRow
from spa.models import Area, Correction
from spa.queries import is_in_force_within
from workplans.models import AnnualCycle, VersionLineTarget


class PlanText(NamedTuple):
    """A plan of action as one year reads it. Once a year uses it, every change of its texts raises `row_version`.

    Those are the corrections (SPA-1). A load that follows its file raises nothing, and changes only a plan that no
    year uses: nobody has read that one here.
    """

    plan: int
    row_version: int
    begins: date
    ends: date
    runs_until: date


def text_of(cycle: AnnualCycle) -> PlanText:
    plan = cycle.plan
    return PlanText(plan.pk, plan.row_version, cycle.starts_on, cycle.ends_on, plan.runs_until)


@lru_cache(maxsize=16)
def areas_at(text: PlanText) -> tuple[AreaRow, ...]:
    """Every area of the plan and its targets, in the text in force at the end of the year: one query."""
    corrections = Correction.objects.filter(in_force_from__lte=text.ends).order_by("-in_force_from", "-pk")
    rows: Any = (
        Area.objects.filter(plan=text.plan)
        .annotate(
            corrected_title=Subquery(corrections.filter(area=OuterRef("pk")).values("text")[:1]),
            corrected_text=Subquery(corrections.filter(target=OuterRef("targets__pk")).values("text")[:1]),
        )
        .order_by("position", "targets__position")
        .values(
            "pk",
            "code",
            "title",
            "objective",
            "corrected_title",
            "corrected_text",
            "targets__pk",
            "targets__code",
            "targets__text",
            "targets__scope",
            "targets__printed_number",
            "targets__due_on",
            "targets__in_force_from",
            "targets__in_force_until",
        )
    )
    areas: dict[int, dict[str, Any]] = {}
    targets: dict[int, list[TargetRow]] = defaultdict(list)
    for row in rows:
        areas[row["pk"]] = row
        if row["targets__pk"] is not None and _was_in_force(row, text):
            targets[row["pk"]].append(
                TargetRow(
                    key=row["targets__pk"],
                    code=row["targets__code"],
                    text=row["corrected_text"] or row["targets__text"],
                    scope=row["targets__scope"],
                    printed_number=row["targets__printed_number"],
                    due_on=row["targets__due_on"] or text.runs_until,
                )
            )
    return tuple(
        AreaRow(
            key, row["code"], row["corrected_title"] or row["title"], row["objective"], tuple(targets[key])
        )
        for key, row in areas.items()
    )


@lru_cache(maxsize=64)
def served_by(versions: tuple[int, ...], targets: tuple[int, ...]) -> tuple[ServedRow, ...]:
    """How many lines of each version serve each of these targets: one query. A version is never changed."""
    rows = (
        VersionLineTarget.objects.filter(line__version__in=versions, target__in=targets)
        .order_by()
        .values_list("line__version_id", "target_id")
        .annotate(Count("pk"))
    )
    return tuple(map(ServedRow._make, rows))


def forget() -> None:
    """For a database whose keys begin again."""
    areas_at.cache_clear()
    served_by.cache_clear()


def _was_in_force(row: dict[str, Any], text: PlanText) -> bool:
    begins, ends = row["targets__in_force_from"], row["targets__in_force_until"]
    return is_in_force_within(begins, ends, text.begins, text.ends)
