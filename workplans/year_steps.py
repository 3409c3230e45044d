"""The nine steps of a year in words, for its own page and for the home page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from commit_portal.words import short_day
from workplans.models import AnnualCycle, CycleStep

type Days = tuple[date | None, date | None]

NO_DAYS: Days = (None, None)


class StepDays(NamedTuple):
    """The days of what is held in a step, first and last, each of which may not be known."""

    planned: Days = NO_DAYS
    actual: Days = NO_DAYS


@dataclass(frozen=True)
class StepShown:
    """`when` has a line for each thing that is known; `edit_url` is "" for who does not keep the year's dates."""

    status: str
    title: str
    now: bool
    when: tuple[str, ...]
    edit_url: str


def steps_of(
    cycle: AnnualCycle, *, on: date, held: Mapping[int, StepDays], editable: bool = False
) -> list[StepShown]:
    """The nine steps with their words; planned and actual are both said where they differ.

    `held` has the days of what is held in a step. They are shown where the step has none of its own.
    """
    return [
        StepShown(
            *_step_state(step, held.get(step.step, StepDays()), on, cycle.year),
            reverse("year_step", args=[cycle.year, step.step]) if editable else "",
        )
        for step in cycle.steps.all()
    ]


def _step_state(
    step: CycleStep, held: StepDays, on: date, year: int
) -> tuple[str, str, bool, tuple[str, ...]]:
    title = str(step)
    began, ended = (step.actual_from, step.actual_until) if step.is_recorded else held.actual
    first, last = (step.planned_from, step.planned_until) if step.is_planned else held.planned
    planned = _spanned(first, last, year)
    if ended and ended <= on:
        done = f"done {short_day(ended, year)}"
        differs = planned and last != ended
        return "done", title, False, (done, f"planned {planned}") if differs else (done,)
    if began and began <= on:
        until = ended or last
        words = ["now"]
        if until:
            late = until < on
            words.append(
                f"planned until {short_day(until, year)}, late" if late else f"until {short_day(until, year)}"
            )
        return "under_way", title, True, tuple(words)
    if planned:
        return "planned", title, False, (f"planned {planned}",)
    return "planned", title, False, ("no date yet",)


def _spanned(first: date | None, last: date | None, year: int) -> str:
    if first and last and first != last:
        return f"{short_day(first, year)} to {short_day(last, year)}"
    value = last or first
    return short_day(value, year) if value else ""
