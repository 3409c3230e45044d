"""2011 under SPA III (draft of January 2011), standing at the stage that was asked for."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from reporting.demo.lines import YEAR
from reporting.demo.people import Cast, Stage, at
from reporting.demo.steps import Steps, record_dates
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport
from spa.actions.reference import read_toml
from spa.models import ActionPlan
from workplans.models import AnnualCycle
from workplans.statuses import Audience
from workplans.years.actions import open_year

STEPS = Path(__file__).resolve().parent / "steps-2011.toml"


def make_2011(cast: Cast, stage: Stage) -> AnnualCycle:
    """Open the year and bring it to `stage`; every stage goes through those before it."""
    opened, told = at(2010, 11, 15), read_toml(STEPS)
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
    reached, actual = [one for one in Stage if stage.reached(one)], dict[str, Sequence[date]]()
    for one in reached:
        actual |= told["actual"].get(one, {})
    # Before the reviews are joined to their meetings, which take the days of their steps.
    record_dates(cycle, told["planned"], actual, cast, now=opened)
    steps = Steps(cycle, cast)
    for one in reached:
        steps.take(told["stages"].get(one, ()))
    return cycle


def ask_for_report(cast: Cast, *, now: datetime) -> AnnualReport:
    """Ask for the edition of 2011 for the taskforces; outside of any transaction, for it freezes a snapshot."""
    cycle = AnnualCycle.objects.get(year=YEAR)
    return ask_for_edition(cycle, Audience.TASKFORCES, by=cast.regional, now=now)
