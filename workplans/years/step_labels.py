"""Say the nine steps of a year, for the page of the year and for the home page."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from commit_portal.forms.base import Values
from commit_portal.i18n import comma_list, due_words, running_late, say, short_day
from workplans.models import AnnualCycle, CycleStep
from workplans.statuses import Step

type Days = tuple[date | None, date | None]

NO_DAYS: Days = (None, None)


class StepDays(NamedTuple):
    """The days of what is held in a step, first and last, each of which may not be known."""

    planned: Days = NO_DAYS
    actual: Days = NO_DAYS


def steps_of(cycle: AnnualCycle, *, on: date, held: Mapping[int, StepDays]) -> list[Values]:
    """The nine steps in words, with planned and actual days where they differ: `when` has a line for each thing known.

    `held` has the days of what is held in a step: its planned days are shown, and its actual ones where the step has none.
    """
    steps = list(cycle.steps.all())
    days = {step.step: days_of(step, held) for step in steps}
    done = [number for number, (_planned_days, (_began, ended)) in days.items() if ended and ended <= on]
    return [
        {
            "title": str(step),
            **_step_state(days[step.step], on, cycle, over=Step.is_over(step.step, done)),
        }
        for step in steps
    ]


def days_of(step: CycleStep, held: Mapping[int, StepDays]) -> StepDays:
    """The days of a step, where they are known those of what is `held` in it."""
    planned, actual = held.get(step.step, StepDays())
    return StepDays(
        planned if any(planned) else (step.planned_from, step.planned_until),
        (step.actual_from, step.actual_until) if step.is_recorded else actual,
    )


def moved_by(years: int, days: Days) -> Days:
    """The same days of another year. From a weekend the first moves to the Monday after it, the last to the Friday before."""
    first, last = _moved(years, days[0], forward=True), _moved(years, days[1], forward=False)
    return first, max(first, last) if first and last else last


def moved_words(years: int, before: Days, proposed: Days, typed: Days) -> str:
    """Why a step of a new year is not on the same days as in the year `before`, for who opens it."""
    if typed != proposed:
        return _("Different from the proposal")
    if proposed != moved_by(years, before):
        return _("A meeting is planned for these dates")
    weekend = {6: _("%(day)s is a Saturday"), 7: _("%(day)s is a Sunday")}
    reasons = dict[str, None]()
    for day in filter(None, before):
        later = years_later(years, day)
        if later.day != day.day:
            reasons[say(_("%(year)s has no 29 February"), year=str(later.year))] = None
        elif said := weekend.get(later.isoweekday()):
            reasons[say(said, day=later)] = None
    return comma_list(reasons) or (_("Same dates") if any(before) else "")


def years_later(years: int, day: date) -> date:
    """The same day of another year, or 28 February where that year has no 29th."""
    year = day.year + years
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) and not isleap(year) else day.day)


def _moved(years: int, day: date | None, *, forward: bool) -> date | None:
    if day is None:
        return None
    moved = years_later(years, day)
    weekend = max(moved.isoweekday() - 5, 0)  # days since Friday
    return moved + timedelta(days=3 - weekend if forward and weekend else -weekend)


def _step_state(days: StepDays, on: date, cycle: AnnualCycle, *, over: bool) -> Values:
    """The status of a step, whether it is now, and when it is. One that has not begun is late after its last day.

    It is not late where the year was opened after that day: then it is `behind`, like one that has begun.
    """
    ((first, last), (began, ended)), year = days, cycle.year
    planned = _spanned(first, last, year)
    words = [say(_("Planned: %(days)s"), days=planned)] if planned else []
    if ended and ended <= on:
        words = [say(_("Done on %(day)s"), day=short_day(ended, year)), *(words if last != ended else ())]
        return {"status": "done", "now": False, "behind": True, "when": words}
    if began and began <= on and over:
        return {"status": "done", "now": False, "behind": True, "when": [_("End not recorded"), *words]}
    if not (began and began <= on):
        due, behind = last or first, False
        if due and due < on and not over:
            behind = cycle.was_opened_after(due)
            words.insert(0, _("Before the year was opened") if behind else due_words(due, on))
        return {"status": "planned", "now": False, "behind": behind, "when": words or [_("No date yet")]}
    words = [_("Now")]
    if until := ended or last:
        late = (on - until).days
        said = _("Planned until %(day)s") if late > 0 else _("Until %(day)s")
        words += [running_late(late)] if late > 0 else []
        words.append(say(said, day=short_day(until, year)))
    return {"status": "under_way", "now": True, "behind": True, "when": words}


def _spanned(first: date | None, last: date | None, year: int) -> str:
    if first and last and first != last:
        return say(_("%(first)s to %(last)s"), first=short_day(first, year), last=short_day(last, year))
    value = last or first
    return short_day(value, year) if value else ""
