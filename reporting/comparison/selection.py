"""What the address of a comparison asks for: the year, the review, the area, and the year to compare with."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.addresses import found_or_404
from reporting.comparison.matrix import rows_of
from reporting.dataset.values import CellStatus
from reporting.dataset_queries.cache import areas_at
from reporting.dataset_queries.shared_datasets import Asked, matrix_of
from reporting.statuses import ReviewStage
from workplans.models import AnnualCycle


@lru_cache(maxsize=64)
def matrix_rows_of(
    asked: Asked, area: str, status: CellStatus | None, language: str
) -> tuple[Mapping[str, object], ...]:
    """The rows of the matrix, formatted once in the language that is active: they say nothing about who reads."""
    base = reverse("comparison", args=[asked.cycle.year])
    return rows_of(matrix_of(asked, area), base, stage=asked.stage, status=status, on=asked.on)


def cycle_or_404(cycles: list[AnnualCycle], year: int) -> AnnualCycle:
    return found_or_404(next((cycle for cycle in cycles if cycle.year == year), None))


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
