"""The years of the demonstration under SPA III: 2011 (draft of January 2011) at a chosen stage, and 2012 after it."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from reporting.carry_over.actions import carry_over
from reporting.carry_over.copy import CarryChoice, CarryOption
from reporting.carry_over.previous_year import year_behind
from reporting.dataset.schema import HIGHLIGHTS
from reporting.demo.lines import YEAR
from reporting.demo.people import Cast, Stage, at
from reporting.demo.steps import Steps, open_under_spa_3, record_dates
from reporting.editions.actions import ask_for_edition, write_words
from reporting.editions.queries import dataset_with_words, draft_for, figures_in
from reporting.models import AnnualReport
from spa.actions.reference import read_toml
from workplans.models import AnnualCycle, Workplan
from workplans.statuses import Audience

HERE = Path(__file__).resolve().parent


def make_2011(cast: Cast, stage: Stage) -> AnnualCycle:
    """Open the year and bring it to `stage`; every stage goes through those before it."""
    opened, told = at(2010, 11, 15), read_toml(HERE / "steps-2011.toml")
    cycle = open_under_spa_3(YEAR, cast, now=opened)
    reached, actual = [one for one in Stage if stage.reached(one)], dict[str, Sequence[date]]()
    for one in reached:
        actual |= told["actual"].get(one, {})
    # Before the reviews are joined to their meetings, which take the days of their steps.
    record_dates(cycle, told["planned"], actual, cast, now=opened)
    steps = Steps(cycle, cast)
    for one in reached:
        steps.take(told["stages"].get(one, ()))
    return cycle


def make_2012(cast: Cast) -> AnnualCycle:
    """Plan, approve and release the year in March, and review it at mid-year: three of four activities go on."""
    opened, told = at(2012, 2, 22), read_toml(HERE / "steps-2012.toml")
    cycle = open_under_spa_3(YEAR + 1, cast, now=opened)
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


def ask_for_report(cast: Cast, *, now: datetime) -> AnnualReport:
    """Write for the edition of 2011 for the taskforces and ask for it; outside of any transaction, for it freezes a snapshot."""
    cycle = AnnualCycle.objects.select_related("plan").get(year=YEAR)
    draft, texts = draft_for(cycle, Audience.TASKFORCES), read_toml(HERE / "report-2011.toml")
    for figure in figures_in(dataset_with_words(draft, now=now), now=now):
        for number in HIGHLIGHTS:
            if texts.get(f"figure_{number}") == figure.key:
                texts[f"figure_{number}"] = figure.told
                texts[f"highlight_{number}"] = texts[f"highlight_{number}"].format(figure=figure.value)
    write_words(draft, texts, seen=draft.row_version, by=cast.regional, now=now)
    return ask_for_edition(cycle, Audience.TASKFORCES, by=cast.regional, now=now)
