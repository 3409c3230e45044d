"""What documents say of years that were not planned in the portal, as rows of the dataset.

The Secretariat and the taskforces read all of it. Outsiders read what is released, and nobody releases a document.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reporting.dataset import AMOUNTS, MoneyRow, Rows, note, sum_of_known
from reporting.dataset.rows import AnswerRow, AreaRow, LineRow, LoadedRows, PlanRow, TypeRow
from reporting.dataset_queries.year_facts import country_facts
from reporting.models import PastRow
from reporting.statuses import PastKind
from spa.models import ActivityType
from workplans.models import AnnualCycle
from workplans.years.plans import taskforces_active


def past_rows_of(cycles: Sequence[AnnualCycle]) -> tuple[PastRow, ...]:
    """The rows of the loaded years among these: one query, and none where no year was loaded."""
    loaded = [cycle.pk for cycle in cycles if cycle.is_loaded]
    return tuple(PastRow.objects.filter(cycle__in=loaded).select_related("cycle")) if loaded else ()


def with_past_years(rows: Rows, cycle: AnnualCycle, found: Sequence[PastRow]) -> Rows:
    """The rows of a year with what is loaded of it and of earlier years."""
    sources: dict[int, set[str]] = defaultdict(set)
    own: dict[str, list[PastRow]] = defaultdict(list)
    before: dict[int, dict[tuple[int, int], str]] = {}
    for row in found:
        sources[row.cycle.year].add(row.source)
        if row.cycle_id == cycle.pk:
            own[row.kind].append(row)
        elif row.target_id:
            states = before.setdefault(row.cycle.year, dict(rows.before.get(row.cycle.year, {})))
            states[row.taskforce_id, row.target_id] = row.status
    loaded = [
        note("loaded.year", year=str(year), sources=tuple(sorted(named))) for year, named in sources.items()
    ]
    rows = replace(rows, facts=replace(rows.facts, loaded=tuple(loaded)), before={**rows.before, **before})
    return _loaded(rows, cycle, own) if cycle.is_loaded else rows


def _loaded(rows: Rows, cycle: AnnualCycle, found: Mapping[str, Sequence[PastRow]]) -> Rows:
    """A year of which documents alone are known: its columns are the taskforces that were active then."""
    activities, counts = found[PastKind.ACTIVITY], Counter[tuple[int, int]]()
    for row in activities:
        # A number of zero is known too.
        counts[row.taskforce_id, row.type_id or 0] += row.number or 0
    told = {row.taskforce_id for row in activities}
    plans = (
        PlanRow(one.pk, country_facts(one.country), version=one.pk if one.pk in told else None)
        for one in taskforces_active(cycle.starts_on, cycle.ends_on)
    )
    money = {}
    for row in found[PastKind.MONEY]:
        amounts: dict[str, Any] = {name: getattr(row, name) for name in AMOUNTS}
        partners = sum_of_known((row.spent_accepted, row.spent_outside))
        money[row.taskforce_id] = MoneyRow(**amounts, spent_partners=partners)
    return replace(
        rows,
        plans=tuple(plans),
        answers=tuple(
            AnswerRow(key, None, False, None, row.target_id or 0, row.status, row.achieved_on, "", row.source)
            for row in found[PastKind.STATUS]
            for key in [row.taskforce_id]
        ),
        lines=tuple(_line(row, rows.areas) for row in activities if row.number),
        types=tuple(TypeRow(kind.pk, kind.code, str(kind)) for kind in ActivityType.objects.all()),
        loaded=LoadedRows(counts, money),
    )


def _line(row: PastRow, areas: Sequence[AreaRow]) -> LineRow:
    served = (target.key for area in areas for target in area.targets if target.code in row.targets)
    title = row.title if row.number == 1 else f"{row.title} ({row.number})"
    return LineRow(row.taskforce_id, -row.pk, tuple(served), title=title, type=row.type_id)
