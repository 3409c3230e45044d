"""What cannot change under its key, read once in a process: texts of a row version, lines of frozen versions.

As with the datasets themselves (docs/adr/0006) nothing has to be thrown away. The rest is read by
`reporting.dataset_queries.rows`.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Count

from commit_portal.db.translations import is_translated, translation_of
from reporting.dataset.rows import AreaRow, ContinuedRow, TargetRow
from spa.models import Area, Target
from spa.queries import areas_of_version, lineage_of, targets_in_force, texts_of_version
from workplans.models import AnnualCycle, VersionLineTarget


class Remembered[Key, Kept]:
    """What was asked for last in this process, by keys that name all that it hangs on. What is missing is made at once.

    What is made anew `about` the same, and says the same as the last time, is the same object as then: most changes of a
    year change nothing that shows, and what is kept by the object stays known.
    """

    def __init__(
        self,
        most: int,
        make: Callable[[Sequence[Key]], Iterable[Kept]],
        about: Callable[[Key], Hashable] | None = None,
    ) -> None:
        self.kept: dict[Key, Kept] = {}
        self._last: dict[Hashable, Kept] = {}
        self._most, self._make, self._about, self._lock = most, make, about, Lock()

    def __call__(self, keys: Iterable[Key]) -> list[Kept]:
        """What is kept under each of these keys."""
        keys, kept = list(keys), self.kept
        with self._lock:
            found = {key: kept[key] for key in keys if key in kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            found |= zip(missing, self._make(missing), strict=True)
        with self._lock:
            if about := self._about:
                for key in missing:
                    last = self._last.pop(about(key), found[key])
                    self._last[about(key)] = found[key] = last if last == found[key] else found[key]
            for key in keys:
                # What is asked for stands last: the first ones go.
                kept[key] = kept.pop(key, found[key])
            for key in list(kept)[: -self._most]:
                del kept[key]
            for old in list(self._last)[: -self._most]:
                del self._last[old]
        return [found[key] for key in keys]


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
    """Every area of the plan and its targets, in the text in force at the end of the year.

    In the reader's language where there are translations. A correction is read as it was written.
    """
    plan, days = cycle.plan, (cycle.starts_on, cycle.ends_on)
    text = PlanText(plan.pk, plan.row_version, cycle.plan_revision, *days, plan.runs_until)
    areas, corrected = areas_read(text)
    if not is_translated():
        return areas

    def said(model: type[Area | Target], key: int, field: str, stored: str) -> str:
        return stored if (model, key) in corrected else translation_of(model, key, field, stored)

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


@lru_cache(maxsize=64)
def areas_read(text: PlanText) -> tuple[tuple[AreaRow, ...], Mapping[Any, str]]:
    """The areas in English, and the texts that are corrected. What is read is the same for all years of a revision."""
    plan = (text.plan, text.row_version)
    corrected = texts_of_version(*plan, text.ends, text.revision).corrected
    continued = _continued(text)
    areas = tuple(
        AreaRow(
            key=area.pk,
            code=area.code,
            title=corrected.get((Area, area.pk), area.title),
            objective=area.objective,
            targets=tuple(
                TargetRow(
                    key=target.pk,
                    code=target.code,
                    text=corrected.get((Target, target.pk), target.text),
                    scope=target.scope,
                    printed_number=target.printed_number,
                    due_on=target.due_on or text.runs_until,
                    continues=continued.get(target.pk, ()),
                    added_at=target.added_at,
                )
                for target in targets_in_force(area.targets.all(), text.begins, text.ends)
            ),
        )
        for area in areas_of_version(*plan, text.revision, text.revision)
    )
    return areas, corrected


@lru_cache(maxsize=64)
def served_by(versions: tuple[int, ...]) -> Mapping[int, Mapping[int, int]]:
    """How many lines of each version serve each target: one query. A version is never changed."""
    links = VersionLineTarget.objects.filter(line__version__in=versions).order_by()
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for version, target, lines in links.values_list("line__version_id", "target_id").annotate(Count("pk")):
        found[version][target] = lines
    return found


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
