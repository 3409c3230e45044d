"""A portal with as many countries as asked: two reviewed years, and one plan of 25 activities being drafted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from itertools import product
from random import Random
from string import ascii_uppercase

from django.core.management import call_command

from reporting.models import CountryReview, Review, TargetStatus
from reporting.printed.actions import ask_for_form
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus, TargetProgress
from spa.models import ActionPlan, ActivityType, Target
from spa.statuses import Scope
from tests.cast import make_seat, support, whole_year
from workplans import models
from workplans.consultation.actions.openings import open_draft
from workplans.drafting.actions import LineDraft, add_activity
from workplans.statuses import ContributionStatus, LineState, Role, VersionKind, WorkplanStatus
from workplans.submitting.actions import submit_workplan, take_back_workplan

NOW = datetime(2012, 12, 10, 9, 0, tzinfo=UTC)
COMPARED, REVIEWED, DRAFTED, TENTH = 2011, 2012, 2013, 2020
SUBMITTED, CONSULTED = "cn", "la"
LINES = 25
COST = Decimal(3_000)
NARRATIVE = "Forty officials of five provinces were trained; two provinces follow in the next quarter."
TITLE = "Training of provincial trainers in interviewing, round {}"


@dataclass(frozen=True)
class BenchWorld:
    """The readers of the pages that are measured, and the year whose revision is bumped."""

    reviewed: models.AnnualCycle
    officer: models.Seat
    office: models.Seat


def make_world(countries: int) -> BenchWorld:
    """SPA III with its true targets; years 2011 and 2012 of record and reviewed, 2013 in draft."""
    call_command("load_reference", stdout=StringIO())
    _more_countries(countries)
    office = make_seat("regional_office", Role.REGIONAL_OFFICE)
    officer = make_seat("kh_officer", Role.OFFICER, models.Taskforce.objects.get(slug="kh"))
    plan = ActionPlan.objects.get(number=3)
    compared, reviewed, drafted = (
        whole_year(year, plan, by=office, now=NOW) for year in (COMPARED, REVIEWED, DRAFTED)
    )
    _of_record(reviewed, plan, by=office)
    for cycle in (compared, reviewed):
        for stage in ReviewStage:
            _reviewed(cycle, stage, by=office)
    _draft(drafted.workplans.get(taskforce__slug="kh"), by=officer)
    return BenchWorld(reviewed, officer, office)


def more_years(world: BenchWorld) -> None:
    """Make years until the tenth of the plan of action, all reviewed but the one that is drafted."""
    plan, office = world.reviewed.plan, world.office
    plan.extended_to = date(TENTH, 12, 31)
    plan.save()
    _of_record(models.AnnualCycle.objects.get(year=COMPARED), plan, by=office)
    for year in range(DRAFTED + 1, TENTH + 1):
        cycle = whole_year(year, plan, by=office, now=NOW)
        _of_record(cycle, plan, by=office)
        for stage in ReviewStage:
            _reviewed(cycle, stage, by=office)


def submit_another(year: int) -> models.Seat:
    """A plan of 25 lines that was submitted, and its officer: who reads it and cannot write in it any more."""
    workplan = models.Workplan.objects.get(cycle__year=year, taskforce__slug=SUBMITTED)
    officer = make_seat("officer_of_submitted", Role.OFFICER, workplan.taskforce)
    _draft(workplan, by=officer)
    submit_workplan(
        workplan,
        agreed_on=NOW.date(),
        agreed_by=(),
        by=make_seat("lead_of_submitted", Role.LEAD, workplan.taskforce),
        now=NOW,
    )
    return officer


def consult_on_another(year: int) -> models.Seat:
    """A plan of 25 lines that was taken back, changed, and opened to partners, and its officer.

    Five lines differ from the version. Each third line has a technical need, and support: accepted, offered and asked in
    turn. The officer has asked for the form of the draft.
    """
    workplan = models.Workplan.objects.get(cycle__year=year, taskforce__slug=CONSULTED)
    officer = make_seat("officer_of_consulted", Role.OFFICER, workplan.taskforce)
    lead = make_seat("lead_of_consulted", Role.LEAD, workplan.taskforce)
    _draft(workplan, by=officer)
    lines = list(workplan.activities.all())
    for line in lines[::3]:
        models.TechnicalNeed.objects.create(activity=line, what="A trainer who speaks Lao")
    submit_workplan(workplan, agreed_on=NOW.date(), agreed_by=(), by=lead, now=NOW)
    take_back_workplan(workplan, by=lead, now=NOW)
    for line in lines[::5]:
        line.title, line.secretariat_cost = f"{line.title}, in two parts", COST + 500
    models.Activity.objects.bulk_update(lines, ["title", "secretariat_cost"])
    partners = list(models.Partner.objects.all()[:3])
    for partner in partners:
        open_draft(workplan, partner, NOW.date() + timedelta(days=3650), by=lead, now=NOW)
    statuses = (ContributionStatus.ACCEPTED, ContributionStatus.OFFERED, ContributionStatus.ASKED)
    for number, line in enumerate(lines[::3]):
        partner = partners[number % len(partners)]
        support(line, partner, statuses[number % len(statuses)], by=officer)
    ask_for_form(workplan, None, by=officer, now=NOW)
    return officer


def _more_countries(countries: int) -> None:
    """Made-up ones after the six of COMMIT, with two letters each."""
    real = list(models.Country.objects.all())
    taken = {country.code for country in real}
    codes = ("".join(pair) for pair in product(ascii_uppercase, repeat=2))
    free = (code for code in codes if code not in taken)
    last = max(models.Taskforce.objects.values_list("position", flat=True))
    for number in range(len(real), countries):
        like = real[number % len(real)]
        country = models.Country.objects.create(
            code=next(free),
            name=f"Country {number + 1}",
            own_name=like.own_name,
            own_language=like.own_language,
            position=last + number,
        )
        models.Taskforce.objects.create(
            country=country, slug=country.code.lower(), position=country.position, lead_body="Ministry"
        )


def _lines(plan: ActionPlan) -> list[dict[str, object]]:
    """What 25 activities say, spread over the areas and types of the plan."""
    targets, types = list(Target.objects.filter(plan=plan)), list(ActivityType.objects.all())
    lines = []
    for number in range(LINES):
        target = targets[number % len(targets)]
        lines.append(
            {
                "area_id": target.area_id,
                "type": types[number % len(types)],
                "title": TITLE.format(number + 1),
                "lead_body": "Ministry of Interior",
                "expected_result": NARRATIVE,
                "secretariat_cost": COST,
                "targets": (target, targets[(number + 1) % len(targets)]),
            }
        )
    return lines


def _of_record(cycle: models.AnnualCycle, plan: ActionPlan, *, by: models.Seat) -> None:
    """Every plan of the year approved, with its approved version. Written at once: actions would take minutes."""
    lines = _lines(plan)
    who = {"entered_by": by.user, "entered_at": NOW, "changed_by": by.user, "changed_at": NOW}
    dates = {"starts_on": date(cycle.year, 3, 1), "ends_on": date(cycle.year, 9, 30)}
    state = LineState.APPROVED
    workplans = list(cycle.workplans.select_related("taskforce__country"))
    versions = models.WorkplanVersion.objects.bulk_create(
        models.WorkplanVersion(
            workplan=workplan,
            number=1,
            kind=VersionKind.OF_RECORD,
            round=1,
            committed=LINES * COST,
            ceiling=workplan.ceiling,
            digest="0" * 64,
            made_at=NOW,
            made_by=by.user,
        )
        for workplan in workplans
    )
    contents = [{name: value for name, value in line.items() if name != "targets"} for line in lines]
    activities = models.Activity.objects.bulk_create(
        models.Activity(
            workplan=workplan,
            number=number,
            code=f"{workplan.taskforce.code}-{cycle.year}-{number:03d}",
            state=state,
            **content,
            **dates,
            **who,
        )
        for workplan in workplans
        for number, content in enumerate(contents, start=1)
    )
    pairs = [(version, index) for version in versions for index in range(LINES)]
    frozen = models.VersionLine.objects.bulk_create(
        models.VersionLine(
            version=version, activity=activity, code=activity.code, state=state, **contents[index], **dates
        )
        for (version, index), activity in zip(pairs, activities, strict=True)
    )
    models.VersionLineTarget.objects.bulk_create(
        models.VersionLineTarget(line=line, target=target)
        for line, (_version, index) in zip(frozen, pairs, strict=True)
        for target in lines[index]["targets"]
    )
    for workplan, version in zip(workplans, versions, strict=True):
        workplan.status, workplan.of_record, workplan.committed = (
            WorkplanStatus.APPROVED,
            version,
            version.committed,
        )
    models.Workplan.objects.bulk_update(workplans, ["status", "of_record", "committed"])


def _reviewed(cycle: models.AnnualCycle, stage: ReviewStage, *, by: models.Seat) -> None:
    """A closed review: one closed sheet a taskforce; one answer in ten has not come in. Closed answers take no other."""
    chance = Random(f"{cycle.year} {stage}")
    when = {"opened_at": NOW, "opened_by": by.user, "closed_at": NOW, "closed_by": by.user}
    review = Review.objects.create(cycle=cycle, stage=stage, status=ReviewStatus.CLOSED, **when)
    taskforces = [workplan.taskforce for workplan in cycle.workplans.select_related("taskforce")]
    sheets = CountryReview.objects.bulk_create(
        CountryReview(
            review=review,
            taskforce=taskforce,
            status=CountryReviewStatus.SUBMITTED,
            submitted_at=NOW,
            submitted_by=by.user,
        )
        for taskforce in taskforces
    )
    targets = list(Target.objects.filter(plan=cycle.plan_id))
    answers = []
    for sheet, taskforce in zip(sheets, taskforces, strict=True):
        not_asked = Scope.NATIONAL if taskforce.is_regional else Scope.REGIONAL
        answers += [
            TargetStatus(
                sheet=sheet,
                target=target,
                status=chance.choice(TargetProgress.values),
                narrative=NARRATIVE,
            )
            for target in targets
            if target.scope != not_asked and chance.random() > 0.1
        ]
    TargetStatus.objects.bulk_create(answers)
    review.sheets.update(status=CountryReviewStatus.CLOSED, closed_at=NOW)


def _draft(workplan: models.Workplan, *, by: models.Seat) -> None:
    """25 lines, each through the door that the officer uses."""
    year = workplan.cycle.year
    areas = {area.pk: area for area in workplan.cycle.plan.areas.all()}
    for line in _lines(workplan.cycle.plan):
        area = areas[line.pop("area_id")]
        targets = tuple(target for target in line.pop("targets") if target.area_id == area.pk)
        draft = LineDraft(
            area=area,
            starts_on=date(year, 3, 1),
            ends_on=date(year, 9, 30),
            targets=targets,
            **line,
        )
        add_activity(workplan, draft, by=by, now=NOW)
