"""What a reader asks of a year, and the answer: built once while nothing that it shows changed.

Datasets and matrices are remembered, never pages: one per year, revision, day, audience and, for a taskforce, per
taskforce. All but the matrices are also kept in the cache, for the other processes (docs/adr/0006).
"""

import hashlib
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

from django.core.cache import cache
from django.utils.translation import get_language

from commit_portal import clock
from reporting.dataset import Dataset, Rows, YearTargets, schema
from reporting.dataset.build import build_dataset, build_targets
from reporting.dataset_queries.cache import Remembered
from reporting.dataset_queries.rows import YearAsked, rows_of_years
from reporting.shared.years import OUTSIDERS, may_be_compared, reads_as, year_before, years, years_compared
from workplans.models import AnnualCycle, Seat
from workplans.statuses import Audience

# Seconds that the cache keeps a dataset. Its key names all that it hangs on, so it is never out of date.
SHARED_S = 3600
# A restored database comes with new processes. None reads what is older than itself.
BEGAN = time.time()
# The code of datasets, all of it in one folder: another version cannot load those of this one.
_CODE = (path.read_bytes() for path in sorted(Path(schema.__file__).parent.glob("*.py")))
VERSION = hashlib.sha256(b"".join(_CODE)).hexdigest()


@dataclass(frozen=True)
class Asked:
    """What a reader asks of a year. Two that are equal have the same answer: the revisions see to it."""

    # The keys of the year, its plan of action and the year compared with, each with its count of changes.
    state: tuple[tuple[int, int], ...]
    audience: Audience
    on: date
    # The texts of the plan of action and the names are in it.
    language: str | None
    cycle: AnnualCycle = field(compare=False, repr=False)
    cycle_compared: AnnualCycle | None = field(compare=False, repr=False)
    stage: str | None = None
    # The taskforce that reads its own lines without a release.
    own: int | None = None

    @property
    def key(self) -> str:
        """What tells it from all others, for the cache."""
        parts = [VERSION, *(getattr(self, part.name) for part in fields(self) if part.compare)]
        return f"dataset:{hashlib.sha256(repr(parts).encode()).hexdigest()}"

    @property
    def about(self) -> Hashable:
        """What it asks about, whatever has changed since it was asked before."""
        keys = tuple(key for key, _revision in self.state)
        return keys, self.audience, self.own, self.on, self.stage, self.language


def asked_by(
    seat: Seat, cycle: AnnualCycle, *, compared: AnnualCycle | None, stage: str | None = None
) -> Asked:
    """What a seat asks of a year today."""
    audience, own = reads_as(seat)
    return replace(asked_for(audience, cycle, compared=compared, on=clock.today()), own=own, stage=stage)


def asked_for(audience: Audience, cycle: AnnualCycle, *, compared: AnnualCycle | None, on: date) -> Asked:
    """What is asked for an audience on a day."""
    counted = [(year.pk, year.revision) for year in (cycle, compared) if year]
    state = ((cycle.plan_id, cycle.plan.row_version), *counted)
    return Asked(state, audience, on, get_language(), cycle, compared)


def asked_before(cycle: AnnualCycle, audience: Audience, on: date) -> Iterator[Asked]:
    """Ask for the earlier years that are compared with a year, the newest first. None is a loaded one."""
    found = years() if audience in OUTSIDERS else years_compared()
    for one in found:
        if may_be_compared(one, cycle) and not one.is_loaded:
            yield asked_for(audience, one, compared=year_before(found, one), on=on)


def _rows(asked: Sequence[Asked], **only: Any) -> list[Rows]:
    """The rows of the years that one reader asks for. Raises `ValueError` where they are of several readers."""
    if not asked:
        return []
    ((audience, own, on, stage),) = {(one.audience, one.own, one.on, one.stage) for one in asked}
    years = [YearAsked(one.cycle, one.cycle_compared, one.cycle_compared is not None) for one in asked]
    return rows_of_years(years, audience, on=on, stage=stage, own=own, **only)


def _shared[Kept](
    asked: Sequence[Asked], kind: str, build: Callable[[Sequence[Asked]], Iterable[Kept]]
) -> list[Kept]:
    """What other processes have built, and what this one builds for all: those together that nobody has built."""
    found = {}
    for one in asked:
        made_at, shared = cache.get(one.key + kind, (0.0, None))
        if shared is not None and made_at >= BEGAN:
            found[one] = cast(Kept, shared)
    missing = [one for one in asked if one not in found]
    for one, made in zip(missing, build(missing), strict=True):
        cache.set(one.key + kind, (time.time(), made), SHARED_S)
        found[one] = made
    return [found[one] for one in asked]


def _datasets(asked: Sequence[Asked]) -> list[Dataset]:
    return _shared(asked, "", lambda missing: map(build_dataset, _rows(missing)))


# Of a year whose rows are those of the last time nothing is built.
rows_of_targets = Remembered(64, partial(_rows, only_targets=True), lambda asked: asked.about)
_built = lru_cache(maxsize=64)(build_targets)


def _targets(asked: Sequence[Asked]) -> list[YearTargets]:
    """The answers alone, for several years beside each other: far less is read than for their datasets."""
    return _shared(asked, ":targets", lambda missing: map(_built, rows_of_targets(missing)))


# What one reader asks of years, each built once for all processes while nothing that it shows has changed.
datasets_of, targets_of = Remembered(64, _datasets), Remembered(256, _targets, lambda asked: asked.about)


def dataset_of(asked: Asked) -> Dataset:
    """The dataset of one year."""
    return datasets_of([asked])[0]


@lru_cache(maxsize=64)
def matrix_of(asked: Asked, area: str) -> YearTargets:
    """The matrix of one area, for the comparison's page: far less is read than for a dataset."""
    (rows,) = _rows([asked], only_area=area)
    return build_targets(rows, area)
