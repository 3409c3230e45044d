"""What a reader asks the comparison for, and the answer: built once while nothing that it shows changed.

Datasets and matrices are remembered, never pages: one per year, revision, day, audience and, for a taskforce, per
taskforce. A dataset is also kept in the cache, for the other processes (docs/adr/0006).
"""

import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import cast

from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from commit_portal import clock
from reporting.comparison.matrix import rows_of
from reporting.dataset import schema
from reporting.dataset.build import build_dataset, build_matrix
from reporting.dataset.rows import Rows
from reporting.dataset.schema import Dataset, Matrix
from reporting.dataset.values import CellStatus
from reporting.dataset_queries.cache import areas_at
from reporting.dataset_queries.rows import report_rows
from reporting.shared.years import may_be_compared, reads_as
from reporting.statuses import ReviewStage
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
    """What a reader asks the comparison for. Two that are equal have the same answer: the revisions see to it."""

    # The keys of the year, its plan of action and the year compared with, each with its count of changes.
    state: tuple[tuple[int, int], ...]
    audience: Audience
    own: int | None
    on: date
    stage: str | None
    # The texts of the plan of action and the names are in it.
    language: str | None
    cycle: AnnualCycle = field(compare=False, repr=False)
    cycle_compared: AnnualCycle | None = field(compare=False, repr=False)

    @property
    def key(self) -> str:
        """What tells it from all others, for the cache."""
        parts = [VERSION, *(getattr(self, part.name) for part in fields(self) if part.compare)]
        return f"dataset:{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def asked_by(
    seat: Seat, cycle: AnnualCycle, *, compared: AnnualCycle | None, stage: str | None = None
) -> Asked:
    audience, own = reads_as(seat)
    counted = [(year.pk, year.revision) for year in (cycle, compared) if year]
    return Asked(
        state=((cycle.plan_id, cycle.plan.row_version), *counted),
        audience=audience,
        own=own,
        on=clock.today(),
        stage=stage,
        language=get_language(),
        cycle=cycle,
        cycle_compared=compared,
    )


@lru_cache(maxsize=64)
def dataset_of(asked: Asked) -> Dataset:
    """The dataset of this reader, built once for all processes while nothing that it shows has changed."""
    made_at, shared = cache.get(asked.key, (0.0, None))
    if shared is not None and made_at >= BEGAN:
        return cast(Dataset, shared)
    made = build_dataset(_rows(asked))
    cache.set(asked.key, (time.time(), made), SHARED_S)
    return made


@lru_cache(maxsize=64)
def matrix_of(asked: Asked, area: str) -> Matrix:
    """The matrix of one area, for the comparison's page: far less is read than for a dataset."""
    return build_matrix(_rows(asked, only_area=area), area)


@lru_cache(maxsize=64)
def matrix_rows_of(
    asked: Asked, area: str, status: CellStatus | None, language: str
) -> tuple[Mapping[str, object], ...]:
    """The rows of the matrix, formatted once in the language that is active: they say nothing about who reads."""
    base = reverse("comparison", args=[asked.cycle.year])
    return rows_of(matrix_of(asked, area), base, stage=asked.stage, status=status, on=asked.on)


def _rows(asked: Asked, *, only_area: str | None = None) -> Rows:
    return report_rows(
        asked.cycle,
        asked.audience,
        on=asked.on,
        stage=asked.stage,
        own=asked.own,
        compared=asked.cycle_compared,
        compare=asked.cycle_compared is not None,
        only_area=only_area,
    )


def cycle_or_404(cycles: list[AnnualCycle], year: int) -> AnnualCycle:
    found = next((cycle for cycle in cycles if cycle.year == year), None)
    if found is None:
        raise Http404
    return found


def year_before(
    cycles: list[AnnualCycle], cycle: AnnualCycle, asked: str | None = None
) -> AnnualCycle | None:
    """The last year before that may be compared, or the one that is asked for: only the same target is, or one that
    continues it.
    """
    comparable = (other for other in cycles if may_be_compared(other, cycle))
    return next((other for other in comparable if asked in (None, str(other.year))), None)


def stage_asked(asked: str) -> str | None:
    return asked if asked in ReviewStage.values else None


def area_code(request: HttpRequest, cycle: AnnualCycle) -> str:
    """An area of the plan, else the first one: codes that are made up must not fill what the process remembers."""
    codes = [area.code for area in areas_at(cycle)]
    asked = request.GET.get("area", "")
    return asked if asked in codes else next(iter(codes), "")


def not_compared(request: HttpRequest, compared: AnnualCycle | None) -> str:
    """Why the year of the address is not compared with; "" where it is, or where none is asked for."""
    asked = request.GET.get("with", "none")
    if compared is not None or asked == "none":
        return ""
    said = gettext(
        "You cannot compare with this year here. Choose an earlier year of the same plan of action."
    )
    year = gettext(
        "You cannot compare with %(year)s here. Choose an earlier year of the same plan of action."
    )
    return year % {"year": asked} if re.fullmatch(r"[0-9]{4}", asked) else said


def kept(request: HttpRequest, *names: str) -> dict[str, str]:
    """What is chosen already, for a link that keeps it."""
    return {name: request.GET[name] for name in names if request.GET.get(name)}
