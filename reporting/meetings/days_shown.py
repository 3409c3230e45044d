"""The days of meetings and reviews that pages show: a review's are its meeting's, or those of the step of the year (YEARS 4)."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext

from commit_portal.i18n import day, span
from reporting.meetings.queries import host_then, place_of, place_planned
from reporting.models import Meeting, Review
from reporting.statuses import MeetingKind, ReviewStage
from workplans.models import AnnualCycle, CycleStep
from workplans.statuses import Step
from workplans.years.step_labels import NO_DAYS, Days

# The step of the year in which each review has its dates.
REVIEW_STEPS = {ReviewStage.MID_YEAR: Step.MID_YEAR, ReviewStage.SOM: Step.SOM}
# A step and a meeting have a first and a last day of each.
DAY_KINDS = ("planned", "actual")


class Schedule(NamedTuple):
    """When and where a meeting is planned and was held, as far as a day knows: its page, form, lists and reports say this."""

    planned: Days
    planned_place: str
    actual: Days = NO_DAYS
    place: str = ""


def schedule_of(meeting: Meeting, on: date) -> Schedule:
    """What a day knows of a meeting. Recorded days and hosts that are still to come are planned ones."""
    planned = days_of(meeting, "planned") if meeting.is_called_off else meeting.days_planned(on)
    if not meeting.is_held(on):
        return Schedule(planned, place_planned(meeting))
    held = days_of(meeting, "actual"), place_of(meeting)
    return Schedule(planned, host_then(meeting, meeting.planned_host), *held)


def steps_of_reviews(cycle: AnnualCycle) -> dict[str, CycleStep]:
    """By stage of review the step of the year that plans it."""
    steps = {row.step: row for row in cycle.steps.all()}
    return {stage: steps[step] for stage, step in REVIEW_STEPS.items() if step in steps}


def meeting_of_step(step: CycleStep) -> Meeting | None:
    """The meeting that keeps the days of a step: the one its review is joined to, unless it is called off."""
    stage = next((stage for stage, number in REVIEW_STEPS.items() if number == step.step), None)
    found = Meeting.objects.filter(reviews__cycle=step.cycle_id, reviews__stage=stage, is_called_off=False)
    return found.first() if stage else None


def planned_days(cycle: AnnualCycle, step: CycleStep | None, review: Review | None, on: date) -> Days:
    """The days for which a review is planned: those of its meeting unless of an earlier year, else those of the step."""
    if review is not None and review.meeting is not None:
        days = review.meeting.days_planned(on)
        if any(days) and not is_earlier(days, cycle.year):
            return days
    return days_of(step, "planned") if step else NO_DAYS


def planned_meeting_days(planned: Mapping[int, Days]) -> dict[int, Days]:
    """By step of a new year the days of a meeting without a review that is planned in the same calendar year as the step."""
    found, free = {}, Meeting.objects.filter(is_called_off=False, reviews=None)
    for step, kind in ((Step.MID_YEAR, MeetingKind.REGIONAL_TASKFORCE), (Step.SOM, MeetingKind.SOM)):
        first, _last = planned.get(step, NO_DAYS)
        meeting = first and free.filter(parts__kind=kind, planned_from__year=first.year).first()
        if meeting:
            found[int(step)] = days_of(meeting, "planned")
    return found


def is_earlier(days: Days, year: int) -> bool:
    """Whether the last of two days is before a year."""
    last = days[1] or days[0]
    return last is not None and last.year < year


def different_days(step: CycleStep, meeting: Meeting, on: date) -> tuple[str, ...]:
    """Which days, "planned" or "actual", a step and a meeting both have, and not the same.

    The meeting's are those that its page shows on a day (`Meeting.days_planned`), unless they are of an earlier year.
    """
    return tuple(
        kind
        for kind in DAY_KINDS
        if days_of(step, kind) != NO_DAYS
        and days_shown(meeting, kind, on) not in (NO_DAYS, days_of(step, kind))
        and not is_earlier(days_shown(meeting, kind, on), step.cycle.year)
    )


def days_shown(meeting: Meeting, kind: str, on: date) -> Days:
    """The days of a meeting as its page shows them: planned ones give way to recorded ones that are to come."""
    return meeting.days_planned(on) if kind == "planned" else days_of(meeting, kind)


def held_words(meeting: Meeting) -> str:
    """The days of a meeting that was held; where the last one is not known, the day on which it began."""
    if meeting.actual_from and not meeting.actual_until:
        return gettext("Began on %(day)s, last day not known") % {"day": day(meeting.actual_from)}
    return span(meeting.actual_from, meeting.actual_until)


def parts_words(meeting: Meeting) -> str:
    """ "SOM 8: 14 Feb to 15 Feb 2012; IMM 3: 16 Feb 2012": the parts that have days of their own."""
    said, parts = gettext("%(part)s: %(days)s"), meeting.parts.all()
    dated = [(part, span(part.begins_on, part.ends_on)) for part in parts if part.begins_on or part.ends_on]
    return "; ".join(said % {"part": part, "days": days} for part, days in dated)


def days_of(held: CycleStep | Meeting, kind: str) -> Days:
    """The first and last day of a step or a meeting, "planned" or "actual"."""
    return getattr(held, f"{kind}_from"), getattr(held, f"{kind}_until")
