"""2012 under SPA III until its mid-year review: three of four activities of 2011 go on. All of it is made up."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from reporting.carry_over.actions import carry_over
from reporting.carry_over.copy import CarryChoice, CarryOption
from reporting.carry_over.previous_year import year_behind
from reporting.demo.people import Cast, at
from reporting.demo.steps import Steps, record_dates
from spa.actions.reference import read_toml
from spa.models import ActionPlan
from workplans.models import AnnualCycle, Workplan
from workplans.years.actions import open_year

YEAR = 2012
STEPS = Path(__file__).resolve().parent / "steps-2012.toml"


def make_2012(cast: Cast) -> AnnualCycle:
    """Plan, approve and release the year in March, and review it at mid-year."""
    opened, told = at(2012, 2, 22), read_toml(STEPS)
    cycle = open_year(
        YEAR,
        ActionPlan.objects.get(code="spa-3"),
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR, 12, 31),
        regional_ceiling=Decimal(100_000),
        is_demo=True,
        by=cast.regional,
        now=opened,
    )
    record_dates(cycle, told["planned"], told["actual"], cast, now=opened)
    plans = Workplan.objects.select_related("cycle__plan", "taskforce__country")
    for plan in plans.filter(cycle=cycle, taskforce__country__isnull=False):
        lead = cast[f"{plan.taskforce.slug}.lead"]
        if behind := year_behind(plan, lead):
            lines = [line for place, line in enumerate(behind.lines) if place % 4 != 3]
            choices = [CarryChoice(line, CarryOption.AS_IT_IS, line.area) for line in lines]
            carry_over(plan, choices, seen=behind.mark, by=lead, now=at(2012, 2, 23))
    Steps(cycle, cast).take(told["steps"])
    return cycle
