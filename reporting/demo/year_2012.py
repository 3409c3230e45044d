"""2012 under SPA III until its mid-year review: three of four activities of 2011 go on. All of it is made up."""

from datetime import date
from decimal import Decimal

from reporting.carry_over.actions import carry_over
from reporting.carry_over.copy import CarryChoice, CarryOption
from reporting.carry_over.previous_year import year_behind
from reporting.demo.people import Cast, at
from reporting.demo.reviewing import review_mid_year_2012
from reporting.demo.year_2009 import submit
from reporting.demo.year_2011 import COUNTRIES, PLANNED
from spa.models import ActionPlan
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.models import AnnualCycle, Workplan
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience, Step
from workplans.years.actions import open_year, set_step_dates

YEAR = 2012


def make_2012(cast: Cast) -> AnnualCycle:
    """Plan, approve and release the year in March, and review it at mid-year."""
    cycle = open_year(
        YEAR,
        ActionPlan.objects.get(code="spa-3"),
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR, 12, 31),
        regional_ceiling=Decimal(100_000),
        is_demo=True,
        by=cast.regional,
        now=at(2012, 2, 22),
    )
    for row in cycle.steps.all():
        first, last = (date(year + 1, month, min(day, 28)) for year, month, day in PLANNED[Step(row.step)])
        set_step_dates(row, planned=(first, last), actual=(None, None), by=cast.regional, now=at(2012, 2, 22))
    for slug in COUNTRIES:
        _plan(cycle, slug, cast)
    review_mid_year_2012(cycle, cast)
    return cycle


def _plan(cycle: AnnualCycle, slug: str, cast: Cast) -> None:
    lead, desk = cast[f"{slug}.lead"], cast[f"{slug}.desk"]
    plans = Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record")
    plan = plans.get(cycle=cycle, taskforce__slug=slug)
    behind = year_behind(plan, lead)
    if behind is not None:
        lines = [line for place, line in enumerate(behind.lines) if place % 4 != 3]
        choices = [CarryChoice(line, CarryOption.AS_IT_IS, line.area) for line in lines]
        carry_over(plan, choices, seen=behind.mark, by=lead, now=at(2012, 2, 23))
    submit(plans.get(pk=plan.pk), date(2012, 2, 24), cast, now=at(2012, 2, 27))
    approve_all_left(plan, by=desk, now=at(2012, 3, 1))
    send_decisions(plan, by=desk, now=at(2012, 3, 1))
    for audience in (Audience.TASKFORCES, Audience.PARTNERS):
        release_workplan(plans.get(pk=plan.pk), audience, by=lead, now=at(2012, 3, 2))
