"""The demonstration: the year 2009, which is over, and the year 2011 at a chosen stage; at the last one also 2012.

What the screens can do is made through the actions that they call, so that it obeys every rule; only the moments
are given, not read from a clock. Written as rows: the people and the first seat, whom nobody can invite. Counts of
2009 are real (Table 1 of the proposal); the rest is made up and says so in its words.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commit_portal import clock
from commit_portal.i18n import say
from commit_portal.refusals import Refused
from reporting.carry_over.actions import carry_over
from reporting.carry_over.costs import CarryOption
from reporting.carry_over.previous_year import CarryChoice, year_behind
from reporting.dataset import HIGHLIGHTS
from reporting.demo.lines import HERE, YEAR, shares
from reporting.demo.people import BEGINNING, DAYS, DOMAIN, Cast, Stage, at, make_cast
from reporting.demo.steps import (
    REGIONAL_CEILING,
    Steps,
    open_calendar_year,
    record_dates,
    record_made_up_support,
)
from reporting.editions.actions import ask_for_edition, write_words
from reporting.editions.queries import dataset_with_words, draft_for, figures_in
from reporting.meetings.reference_data import load_meetings
from reporting.models import AnnualReport
from reporting.statuses import ReportStatus, ReviewStage
from spa.actions.reference import load_plans, read_toml
from spa.models import ActionPlan, ActivityType, Area, Target
from spa.statuses import Scope
from workplans.book.actions import add_to_book
from workplans.book.lists import SIGNING_BODIES
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.drafting.actions import LineDraft, add_activity
from workplans.models import AnnualCycle, Taskforce, Workplan
from workplans.people.reference_data import load_countries_and_bodies
from workplans.statuses import RELEASE_AUDIENCES, Audience

YEAR_BEHIND = 2009


@transaction.atomic
def make_demonstration(stage: Stage, *, password: str) -> Cast:
    """Make the people, the year 2009 and the year 2011 at `stage`; all of it or nothing.

    What visitors do afterwards gets the day of that stage, which is after everything made here.
    Loads the reference data first where it is missing. Does not ask for an edition of the report: that
    freezes a snapshot of its own and follows once this has been committed (`ask_for_editions_of_2009`, `ask_for_report`).
    """
    cast = make_year_behind(password)
    bring_2011_to(stage, cast)
    return cast


def make_year_behind(password: str) -> Cast:
    """Make the people and the year 2009.

    Raises `Refused` outside demo mode, and where the portal already holds a year or such people.
    """
    if not settings.DEMO:
        raise Refused(
            _("The portal is not in demo mode. Set DEMO=1, but never in a portal with real workplans.")
        )
    if AnnualCycle.objects.exists():
        raise Refused(_("This portal already has a year. Use an empty portal."))
    if get_user_model().objects.filter(email__endswith=f"@{DOMAIN}").exists():
        said = _("This portal already has people of %(domain)s. Use an empty portal.")
        raise Refused(say(said, domain=DOMAIN))
    if not ActionPlan.objects.exists() or not Taskforce.objects.exists():
        load_plans(now=BEGINNING)
        load_countries_and_bodies(now=BEGINNING)
        load_meetings(now=BEGINNING)
    cast = make_cast(password, now=BEGINNING)
    # One body more signs Cambodia's workplan, so that the form shows where its name stands.
    body = {"taskforce": Taskforce.objects.get(slug="kh"), "name": "An office (demonstration)"}
    add_to_book(SIGNING_BODIES, body, by=cast["regional"], now=BEGINNING)
    make_2009(cast)
    return cast


def bring_2011_to(stage: Stage, cast: Cast) -> None:
    """Make the year 2011 at `stage`, and let visitors stand on its day."""
    make_2011(cast, stage)
    if stage.reached(Stage.NEXT_YEAR):
        make_2012(cast)
    clock.stand_on(DAYS[stage])


def make_2009(cast: Cast) -> AnnualCycle:
    """Plan, approve, release, review and close the year, each step by those whose it is."""
    table, told = read_toml(HERE / "table-1.toml"), read_toml(HERE / "steps-2009.toml")
    reviewed = told["stages"]["reviewed"]
    said = next(row["letters"] for row in reviewed if row.get("stage") == ReviewStage.SOM)
    cycle = open_calendar_year(YEAR_BEHIND, "spa-2", cast, now=at(2008, 10, 1))
    plans = {plan.taskforce.slug: plan for plan in cycle.workplans.select_related("taskforce__country")}
    steps = Steps(cycle, cast)
    for column, slug in enumerate(table["countries"]):
        # A target of which the country will say at the end of the year that nothing was done for it has no line.
        unserved = {row for row, letters in enumerate(said, start=1) if letters[column] == "N"}
        _plan_2009(plans[slug], _lines_of_2009(plans[slug], column, table, unserved), steps)
    record_dates(cycle, told["planned"], told["actual"], cast, now=at(2008, 10, 1))
    steps.take(reviewed)
    return cycle


def _plan_2009(plan: Workplan, drafts: Sequence[LineDraft], steps: Steps) -> None:
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


def _lines_of_2009(plan: Workplan, column: int, table: dict[str, Any], unserved: set[int]) -> list[LineDraft]:
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
        starts_on = date(YEAR_BEHIND, 1, 12) + timedelta(days=37 * place % 240)
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
    cycle = AnnualCycle.objects.get(year=YEAR_BEHIND)
    for audience in RELEASE_AUDIENCES:
        ask_for_edition(cycle, audience, by=cast.regional, now=clock.now(), ring_the_bell=False)


def made_editions_of_2009() -> QuerySet[AnnualReport]:
    """Those that are made by now, and have to be released; none that a visitor has asked for."""
    return AnnualReport.objects.light().filter(
        cycle__year=YEAR_BEHIND,
        cycle__is_demo=True,
        audience__in=RELEASE_AUDIENCES,
        language=settings.LANGUAGE_CODE,
        edition=1,
        status=ReportStatus.READY,
    )


def make_2011(cast: Cast, stage: Stage) -> AnnualCycle:
    """Open the year and bring it to `stage`; every stage goes through those before it."""
    opened, told = at(2010, 11, 15), read_toml(HERE / "steps-2011.toml")
    cycle = open_calendar_year(YEAR, "spa-3", cast, regional_ceiling=REGIONAL_CEILING, now=opened)
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
    cycle = open_calendar_year(YEAR + 1, "spa-3", cast, regional_ceiling=REGIONAL_CEILING, now=opened)
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
