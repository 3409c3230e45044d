"""What cannot change under its key, read once in a process: texts of a row version, lines of frozen versions.

As with the datasets themselves (docs/adr/0006) nothing has to be thrown away. The rest is read by
`reporting.dataset_queries.rows`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Subquery

from commit_portal.db.translations import is_translated, translation_of
from reporting.dataset.rows import AreaRow, ContinuedRow, TargetRow
from spa.models import Area, Target
from spa.queries import corrections_in_force, is_in_force_within, lineage_of
from workplans.models import AnnualCycle, VersionLineTarget


class PlanText(NamedTuple):
    """A plan of action as one year reads it. Once a year uses it, every change of its texts raises `row_version`.

    Those are the corrections and the revisions (SPA-1). A load that follows its file raises nothing, and changes only
    a plan that no year uses: nobody has read that one here.
    """

    plan: int
    row_version: int
    revision: int
    begins: date
    ends: date
    runs_until: date


def areas_at(cycle: AnnualCycle) -> tuple[AreaRow, ...]:
    """Every area of the plan and its targets, in the text in force at the end of the year: one query.

    In the reader's language where there are translations. A correction is read as it was written.
    """
    plan, days = cycle.plan, (cycle.starts_on, cycle.ends_on)
    text = PlanText(plan.pk, plan.row_version, cycle.plan_revision, *days, plan.runs_until)
    areas, corrected = _areas_read(text)
    if not is_translated():
        return areas

    def said(model: type[Area | Target], key: int, field: str, stored: str) -> str:
        return stored if key in corrected[model] else translation_of(model, key, field, stored)

    return tuple(
        replace(
            area,
            title=said(Area, area.key, "title", area.title),
            objective=translation_of(Area, area.key, "objective", area.objective),
            targets=tuple(
                replace(target, text=said(Target, target.key, "text", target.text)) for target in area.targets
            ),
        )
        for area in areas
    )


@lru_cache(maxsize=16)
def _areas_read(text: PlanText) -> tuple[tuple[AreaRow, ...], Mapping[Any, frozenset[int]]]:
    """The areas in English, and the keys of what is corrected."""
    # The last one first: they stand in the order of their revisions and days.
    corrections = corrections_in_force(text.ends, text.revision).reverse()
    rows: Any = (
        Area.objects.in_revision(text.revision)
        .filter(plan=text.plan)
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
            "targets__since_revision",
            "targets__until_revision",
        )
    )
    areas: dict[int, dict[str, Any]] = {}
    continued = _continued(text)
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
                    continues=continued.get(row["targets__pk"], ()),
                )
            )
    read = tuple(
        AreaRow(
            key, row["code"], row["corrected_title"] or row["title"], row["objective"], tuple(targets[key])
        )
        for key, row in areas.items()
    )
    corrected: dict[Any, frozenset[int]] = {
        Area: frozenset(key for key, row in areas.items() if row["corrected_title"]),
        Target: frozenset(row["targets__pk"] for row in rows if row["corrected_text"]),
    }
    return read, corrected


@lru_cache(maxsize=64)
def served_by(versions: tuple[int, ...], targets: tuple[int, ...]) -> Mapping[tuple[int, int], int]:
    """How many lines of each version serve each of these targets: one query. A version is never changed."""
    links = VersionLineTarget.objects.filter(line__version__in=versions, target__in=targets).order_by()
    rows = links.values_list("line__version_id", "target_id").annotate(Count("pk"))
    return {(version, target): lines for version, target, lines in rows}


def forget() -> None:
    """For a database whose keys begin again."""
    _areas_read.cache_clear()
    served_by.cache_clear()


def _continued(text: PlanText) -> Mapping[int, tuple[ContinuedRow, ...]]:
    """The earlier targets of every target, over all steps, by its key."""
    lineage = lineage_of(text.plan, text.row_version, text.revision)

    def continued(target: int) -> tuple[ContinuedRow, ...]:
        found = [(one.is_same, one.earlier) for one in lineage.descents.get(target, ())]
        return tuple(
            ContinuedRow(
                past.pk, past.plan.code, past.code, is_same, past.pk in lineage.split, continued(past.pk)
            )
            for is_same, past in found
        )

    return {target: continued(target) for target in lineage.descents}


def _was_in_force(row: dict[str, Any], text: PlanText) -> bool:
    """Whether the revision of the year has the target, and the target is valid in the year."""
    begins, ends = row["targets__in_force_from"], row["targets__in_force_until"]
    until = row["targets__until_revision"]
    if row["targets__since_revision"] > text.revision or (until is not None and until < text.revision):
        return False
    return is_in_force_within(begins, ends, text.begins, text.ends)
