"""Say the nine steps of a year, for the page of the year and for the home page."""

from calendar import isleap
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from commit_portal.forms.base import Values
from commit_portal.i18n import Words, comma_list, due_words, running_late, say, short_day
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
        {"title": str(step), **_step_state(days[step.step], on, cycle, over=Step.is_over(step.step, done))}
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
    """The same days of another year. From a weekend the first moves to the Monday after it, the last to the Friday before.

    What is shorter than a working week, a meeting say, keeps its length: it moves to the Monday.
    """
    first, last = (day and years_later(years, day) for day in days)
    if first and last and last - first < timedelta(days=5):
        is_on_weekend = first.isoweekday() + (last - first).days > 5
        begins = first + timedelta(days=8 - first.isoweekday() if is_on_weekend else 0)
        return begins, begins + (last - first)
    return _off_weekend(first, forward=True), _off_weekend(last, forward=False)


def moved_words(years: int, before: Days, proposed: Days, typed: Days) -> str:
    """Why a step of a new year is not on the same days as in the year `before`, for who opens it."""
    if typed != proposed:
        return _("Different from the proposal")
    if proposed != moved_by(years, before):
        return _("A meeting is planned for these dates")
    reasons = dict[str, None]()
    for day in filter(None, before):
        later = years_later(years, day)
        if later.day != day.day:
            reasons[say(_("%(year)s has no 29 February"), year=str(later.year))] = None
        else:
            reasons |= dict.fromkeys(weekend_words([later]))
    if not reasons and proposed != tuple(day and years_later(years, day) for day in before):
        return _("The same dates include a weekend")
    return comma_list(reasons) or (_("Same dates") if any(before) else "")


def years_later(years: int, day: date) -> date:
    """The same day of another year, or 28 February where that year has no 29th."""
    year = day.year + years
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) and not isleap(year) else day.day)


def weekend_words(days: Iterable[date | None]) -> list[str]:
    """ "6 Aug 2011 is a Saturday": of each of these days that is on a weekend."""
    weekend = {6: _("%(day)s is a Saturday"), 7: _("%(day)s is a Sunday")}
    found = (day for day in dict.fromkeys(days) if day and day.isoweekday() in weekend)
    return [say(weekend[day.isoweekday()], day=day) for day in found]


def remarks_on(planned: Mapping[int, Days], changed: Container[int] = tuple(Step)) -> list[str]:
    """What to look at again of the `changed` steps: weekends, and a step that is over before the one before it begins."""
    said = _("“%(later)s” is planned before “%(earlier)s”")
    known = [(number, [day for day in days if day]) for number, days in planned.items() if any(days)]
    order = [
        say(said, later=Step(later).label, earlier=Step(earlier).label)
        for (earlier, days), (later, others) in pairwise(known)
        if max(others) < min(days) and (earlier in changed or later in changed)
    ]
    return [*weekend_words(day for step, days in planned.items() if step in changed for day in days), *order]


def with_remarks(words: Words, remarks: Sequence[str]) -> Words:
    """The sentence after a step, with what to look at again of the days that were saved. It refuses nothing."""
    said = _("%(saved)s Check the dates again: %(remarks)s.")
    return say(said, saved=words, remarks=comma_list(remarks)) if remarks else words


def _off_weekend(day: date | None, *, forward: bool) -> date | None:
    """The day, from a weekend the Monday after it or the Friday before."""
    if day is None:
        return None
    weekend = max(day.isoweekday() - 5, 0)  # days since Friday
    return day + timedelta(days=3 - weekend if forward and weekend else -weekend)


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
            words.insert(0, _("Not late: the year was opened later") if behind else due_words(due, on))
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
