"""2009 under SPA II: the true counts of Table 1, with made-up lines, approved and released by all six."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from commit_portal import clock
from reporting.demo.lines import shares
from reporting.demo.people import Cast, at
from reporting.demo.steps import Steps, record_dates, record_made_up_support
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport
from reporting.statuses import ReportStatus, ReviewStage
from spa.actions.reference import read_toml
from spa.models import ActionPlan, ActivityType, Area, Target
from spa.statuses import Scope
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.drafting.actions import LineDraft, add_activity
from workplans.models import AnnualCycle, Workplan
from workplans.statuses import RELEASE_AUDIENCES
from workplans.years.actions import open_year

HERE = Path(__file__).resolve().parent
YEAR = 2009


def make_2009(cast: Cast) -> AnnualCycle:
    """Plan, approve, release, review and close the year, each step by those whose it is."""
    table, told = read_toml(HERE / "table-1.toml"), read_toml(HERE / "steps-2009.toml")
    reviewed = told["stages"]["reviewed"]
    said = next(row["letters"] for row in reviewed if row.get("stage") == ReviewStage.SOM)
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
    steps = Steps(cycle, cast)
    for column, slug in enumerate(table["countries"]):
        # A target of which the country will say at the end of the year that nothing was done for it has no line.
        unserved = {row for row, letters in enumerate(said, start=1) if letters[column] == "N"}
        _plan(plans[slug], _lines(plans[slug], column, table, unserved), steps)
    record_dates(cycle, told["planned"], told["actual"], cast, now=at(2008, 10, 1))
    steps.take(reviewed)
    return cycle


def _plan(plan: Workplan, drafts: Sequence[LineDraft], steps: Steps) -> None:
    slug, cast = plan.taskforce.slug, steps.cast
    desk = cast[f"{slug}.desk"]
    for number, draft in enumerate(drafts):
        now = at(2008, 11, 10) + timedelta(hours=number)
        activity = add_activity(plan, draft, by=cast[f"{slug}.officer"], now=now)
        record_made_up_support(activity, number, cast, now=at(2008, 11, 28))
    by_lead: dict[str, Any] = {"by": f"{slug}.lead", "plan": slug}
    steps.take([by_lead | {"on": date(2008, 12, 2), "do": "submit", "agreed_on": date(2008, 12, 1)}])
    approve_all_left(plan, by=desk, now=at(2008, 12, 11))
    send_decisions(plan, by=desk, now=at(2008, 12, 12))
    steps.take([by_lead | {"on": date(2008, 12, 19), "do": "release", "to": RELEASE_AUDIENCES}])


def _lines(plan: Workplan, column: int, table: dict[str, Any], unserved: set[int]) -> list[LineDraft]:
    """Titles, areas, dates and costs of one country's lines; the PPC is the one named like the type."""
    areas = {area.code: area for area in Area.objects.filter(plan=plan.cycle.plan)}
    types = {item.code: item for item in ActivityType.objects.all()}
    training_targets = [
        target
        for target in Target.objects.filter(plan=plan.cycle.plan, area__code="1").exclude(
            scope=Scope.REGIONAL
        )
        if target.position not in unserved
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
