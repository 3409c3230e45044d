"""2009 under SPA II: the true counts of Table 1, with made-up lines, approved and released by all six."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from commit_portal import clock
from reporting.demo.partners import record_made_up_support
from reporting.demo.people import Cast, at
from reporting.demo.reviewing import END_2009, review_2009
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport
from reporting.statuses import ReportStatus
from spa.actions.reference import read_toml
from spa.models import ActionPlan, ActivityType, Area, Target
from spa.statuses import Scope
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.drafting.actions import LineDraft, add_activity
from workplans.ministries.actions import record_for_ministry
from workplans.ministries.queries import agreeing_ministries
from workplans.models import AnnualCycle, Workplan
from workplans.releasing.actions import release_workplan
from workplans.statuses import RELEASE_AUDIENCES, MinistryWord, Step
from workplans.submitting.actions import close_workplan, submit_workplan
from workplans.years.actions import open_year, set_step_dates

TABLE_1 = Path(__file__).resolve().parent / "table-1.toml"
YEAR = 2009
# US dollars.
STEP = 50

# The meetings of the real calendar moved (SOM 7 met in January 2010); the other dates are made up.
DATES = {
    Step.LOOK_BACK: ((2008, 10, 1), (2008, 11, 7)),
    Step.DRAFT: ((2008, 11, 10), (2008, 12, 1)),
    Step.CONSULT: ((2008, 11, 17), (2008, 12, 1)),
    Step.APPROVE: ((2008, 12, 2), (2008, 12, 19)),
    Step.REGIONAL: ((2008, 12, 2), (2008, 12, 19)),
    Step.IMPLEMENT: ((2009, 1, 1), (2009, 12, 31)),
    Step.MID_YEAR: ((2009, 6, 24), (2009, 6, 25)),
    Step.REPORT: ((2010, 2, 1), (2010, 3, 31)),
}


def make_2009(cast: Cast) -> AnnualCycle:
    """Plan, approve, release, review and close the year, each step by those whose it is."""
    table = read_toml(TABLE_1)
    cycle = open_year(
        YEAR,
        ActionPlan.objects.get(code="spa-2"),
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR, 12, 31),
        is_demo=True,
        by=cast.regional,
        now=at(2008, 10, 1),
    )
    plans = {plan.taskforce.slug: plan for plan in cycle.workplans.select_related("taskforce__country")}
    for column, slug in enumerate(table["countries"]):
        _plan(plans[slug], column, table, cast)
    record_dates(cycle, DATES, cast)
    review_2009(cycle, cast)
    for plan in cycle.workplans.filter(of_record__isnull=False):
        close_workplan(plan, by=cast.regional, now=at(2010, 3, 31))
    return cycle


def record_dates(cycle: AnnualCycle, dates: dict[Step, Any], cast: Cast) -> None:
    """Each step planned for the days on which it was; the year's page shows both.

    No regional workplan was approved, so that step has no actual days. SOM 7 has its own days.
    """
    for step in cycle.steps.filter(step__in=dates):
        first, last = (date(*day) for day in dates[Step(step.step)])
        actual = (None, None) if step.step == Step.REGIONAL else (first, last)
        set_step_dates(step, planned=(first, last), actual=actual, by=cast.regional, now=at(2008, 10, 1))


def _plan(plan: Workplan, column: int, table: dict[str, Any], cast: Cast) -> None:
    slug = plan.taskforce.slug
    officer, lead, desk = cast[f"{slug}.officer"], cast[f"{slug}.lead"], cast[f"{slug}.desk"]
    for number, draft in enumerate(_lines(plan, column, table)):
        activity = add_activity(plan, draft, by=officer, now=at(2008, 11, 10) + timedelta(hours=number))
        record_made_up_support(activity, number, cast, now=at(2008, 11, 28))
    submit(plan, date(2008, 12, 1), cast, now=at(2008, 12, 2))
    approve_all_left(plan, by=desk, now=at(2008, 12, 11))
    send_decisions(plan, by=desk, now=at(2008, 12, 12))
    for audience in RELEASE_AUDIENCES:
        release_workplan(plan, audience, by=lead, now=at(2008, 12, 19))


def submit(plan: Workplan, agreed_on: date, cast: Cast, *, now: datetime) -> None:
    """Submit a country's plan as its lead does, with a letter of each ministry that has not answered yet."""
    lead = cast[f"{plan.taskforce.slug}.lead"]
    letter: dict[str, Any] = {"letter_on": agreed_on, "seen": None, "by": lead, "now": now}
    for ministry in plan.taskforce.ministries.exclude(answers__workplan=plan):
        record_for_ministry(plan, ministry, MinistryWord.YES, "", **letter)
    submit_workplan(plan, agreed_on=agreed_on, agreed_by=agreeing_ministries(plan), by=lead, now=now)


def _lines(plan: Workplan, column: int, table: dict[str, Any]) -> list[LineDraft]:
    """Titles, areas, dates and costs of one country's lines; the PPC is the one named like the type."""
    areas = {area.code: area for area in Area.objects.filter(plan=plan.cycle.plan)}
    types = {item.code: item for item in ActivityType.objects.all()}
    training_targets = [
        target
        for target in Target.objects.filter(plan=plan.cycle.plan, area__code="1").exclude(
            scope=Scope.REGIONAL
        )
        if END_2009[target.position - 1][column] != "N"
    ]
    wanted = [(row, number) for row in table["types"] for number in range(1, int(row["counts"][column]) + 1)]
    costs = shares(table["budgets"][column], [3 + 7 * place % 5 for place in range(len(wanted))])
    drafts = []
    for place, (row, number) in enumerate(wanted):
        starts_on = date(YEAR, 1, 12) + timedelta(days=37 * place % 240)
        kind = types[row["type"]]
        targets: tuple[Target, ...] = ()
        if row["area"] == "1":
            # Every line of PPC 1 serves two of its targets; so even three lines serve all of which the country will
            # not say at the end of the year that nothing was done for them.
            targets = tuple(
                training_targets[(number - 1 + shift) % len(training_targets)] for shift in (0, 3)
            )
        drafts.append(
            LineDraft(
                area=areas[row["area"]],
                title=f"{kind.title} {number} (demonstration)",
                description="Made up for the demonstration: only the number of activities is real.",
                type=kind,
                lead_body=plan.taskforce.lead_body,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=14 + 17 * place % 75),
                expected_result="A made-up result of the demonstration.",
                secretariat_cost=costs[place],
                targets=targets,
            )
        )
    return drafts


def shares(budget: int, weights: Sequence[int]) -> list[Decimal]:
    """Parts of a budget in US dollars by weight, in steps of 50; together exactly the budget.

    The steps leave a rest, which the last part takes.
    """
    total = sum(weights)
    parts = [budget * weight // total // STEP * STEP for weight in weights]
    parts[-1] += budget - sum(parts)
    return [Decimal(part) for part in parts]


def ask_for_editions_of_2009(cast: Cast) -> None:
    """Ask for the report of 2009 for taskforces, partners and observers. Outside of any transaction.

    It is not rendered here: three renders take longer than all the rest. The sweep makes and releases them while
    visitors already look round.
    """
    cycle = AnnualCycle.objects.get(year=YEAR)
    for audience in RELEASE_AUDIENCES:
        ask_for_edition(cycle, audience, by=cast.regional, now=clock.now(), ring_the_bell=False)


def made_editions_of_2009() -> QuerySet[AnnualReport]:
    """Those that are made by now, and have to be released; none that a visitor has asked for."""
    return AnnualReport.objects.light().filter(
        cycle__year=YEAR,
        cycle__is_demo=True,
        audience__in=RELEASE_AUDIENCES,
        language=settings.LANGUAGE_CODE,
        edition=1,
        status=ReportStatus.READY,
    )
