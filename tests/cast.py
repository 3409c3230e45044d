"""The fixed cast and what they work on, small enough to know by heart."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from commit_portal.models import User
from reporting.models import CountryReview
from spa.actions.texts import correct_text
from spa.models import ActionPlan, ActivityType, Area, MenuActivity, Target
from spa.statuses import PlanStage
from tests.guard import let_tests_write as let_tests_write
from tests.replayed import replayed
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.drafting.actions import LineDraft, add_activity, answer_return, finish_return
from workplans.drafting.saving import save_line
from workplans.drafting.ways_out import WayOut
from workplans.fields import DRAFTED
from workplans.models import Activity, AnnualCycle, Contribution, Country, Partner, Seat, Taskforce, Workplan
from workplans.plan.line_content import draft_from, needs_of_line, targets_of_line
from workplans.regional.actions import confirm_participation, propose_regional, put_in_force
from workplans.releasing.actions import release_workplan
from workplans.statuses import ContributionStatus, EndedBecause, PartnerKind, Role
from workplans.submitting.actions import submit_workplan
from workplans.years.actions import open_year

NOW = datetime(2011, 2, 1, 9, 0, tzinfo=UTC)
# A last day that no clock of a test passes: pages read at the real moment.
LATER = date(localdate().year + 1, 12, 31)
PASSWORD = "a-long-password-for-tests"
FIRST_USER = 100_000
COUNTRIES = (
    ("KH", "Cambodia"),
    ("CN", "China"),
    ("LA", "Lao PDR"),
    ("MM", "Myanmar"),
    ("TH", "Thailand"),
    ("VN", "Viet Nam"),
)

# The fixture `client_of`: a browser, signed in as who holds a seat.
type SignIn = Callable[[Seat], Client]


@dataclass
class World:
    """One year under a small plan of action, six countries and the region."""

    plan: ActionPlan
    cycle: AnnualCycle
    seats: dict[str, Seat]

    def open_year(self, year: int, plan: ActionPlan | None = None) -> AnnualCycle:
        """Another year, on the same plan of action unless another is given."""
        return whole_year(year, plan or self.plan, by=self.seats["regional_office"])

    def workplan(self, slug: str, cycle: AnnualCycle | None = None) -> Workplan:
        """A plan as it is now, of this year unless another is given."""
        plans = Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record")
        return plans.get(cycle=cycle or self.cycle, taskforce__slug=slug)


def make_plan() -> ActionPlan:
    """Two areas with two targets and a menu each, and two types."""
    plan = ActionPlan.objects.create(
        code="spa-test",
        number=99,
        title="A plan of action for tests",
        starts_on=date(2011, 1, 1),
        ends_on=date(2013, 12, 31),
        status=PlanStage.AGREED,
    )
    for area_number, title in ((1, "Policy"), (2, "Law")):
        area = Area.objects.create(plan=plan, code=str(area_number), title=title, position=area_number)
        MenuActivity.objects.create(
            area=area, code=f"{area_number}.A1", text=f"Support to {title.lower()}", position=1
        )
        for number in (1, 2):
            Target.objects.create(
                plan=plan,
                area=area,
                code=f"{area_number}.T{number}",
                text=f"Target {number} of {title.lower()}",
                position=number,
            )
    for position, (code, title) in enumerate((("training", "Training"), ("legal", "Legal")), start=1):
        ActivityType.objects.get_or_create(code=code, defaults={"title": title, "position": position})
    return plan


def another_plan(number: int, first: int, last: int, *, targets: int = 0, **columns: Any) -> ActionPlan:
    """Another plan of action for these years. With targets it has one area, which has them and an activity area."""
    columns = {"code": f"spa-{number}", "title": f"Plan {number}"} | columns
    days = {"starts_on": date(first, 1, 1), "ends_on": date(last, 12, 31)}
    plan = ActionPlan.objects.create(number=number, **days, **columns)
    if targets:
        area = Area.objects.create(plan=plan, code="1", title="Policy", position=1)
        MenuActivity.objects.create(area=area, code="1.A1", text="Support", position=1)
        for nth in range(1, targets + 1):
            Target.objects.create(plan=plan, area=area, code=f"1.T{nth}", text=f"Old {nth}", position=nth)
    return plan


def whole_year(year: int, plan: ActionPlan, *, by: Seat, now: datetime = NOW) -> AnnualCycle:
    """A year that is opened on a plan of action, from its first day to its last."""
    return open_year(year, plan, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=by, now=now)


def correct(row: Area | Target | MenuActivity, text: str, on: date, *, by: Seat, now: datetime = NOW) -> None:
    """Another text of a plan of action from a day on, for a misprint."""
    correct_text(row, text=text, reason="Misprint", source="SOM 8", in_force_from=on, by=by, now=now)


def make_seat(
    name: str, role: str, taskforce: Taskforce | None = None, partner: Partner | None = None
) -> Seat:
    """A person with one seat, since 2008."""
    user = User.objects.create(email=f"{name}@commit.example", name=name.replace("_", " "))
    return another_seat(user, role, taskforce, partner=partner)


def another_seat(user: User, role: str, taskforce: Taskforce | None = None, **columns: Any) -> Seat:
    """A seat of somebody who may hold others: since 2008, unless another day is given."""
    columns.setdefault("starts_on", date(2008, 1, 1))
    return Seat.objects.create(user=user, role=role, taskforce=taskforce, **columns)


def signed_in(user: User, **how: Any) -> Client:
    """A browser without JavaScript, of somebody who is signed in."""
    client = Client(**how)
    client.force_login(user)
    return client


def number_users_apart() -> None:
    """Give users other keys than seats have: a test then notices where one is taken for the other."""
    first = User.objects.create(pk=FIRST_USER, email="first@commit.example", name="First")
    with connection.cursor() as cursor:
        # PostgreSQL counts on by itself only from keys that it gave out.
        for statement in connection.ops.sequence_reset_sql(no_style(), [User]):
            cursor.execute(statement)
    first.delete()


@replayed
def make_world() -> World:
    """The cast, their countries and an open year 2011."""
    number_users_apart()
    taskforces = {}
    for position, (code, name) in enumerate(COUNTRIES, start=1):
        country = Country.objects.create(code=code, name=name, position=position)
        taskforces[code] = Taskforce.objects.create(
            country=country, slug=code.lower(), position=position, lead_body=f"{name} lead body"
        )
    Taskforce.objects.create(slug="regional", position=7)
    ilo = Partner.objects.create(
        name="International Labour Organization", acronym="ILO", kind=PartnerKind.UN, position=1
    )
    iom = Partner.objects.create(
        name="International Organization for Migration", acronym="IOM", kind=PartnerKind.UN, position=2
    )
    kh, la = taskforces["KH"], taskforces["LA"]
    seats = {
        "kh_officer": make_seat("kh_officer", Role.OFFICER, kh),
        "kh_lead": make_seat("kh_lead", Role.LEAD, kh),
        "kh_member": make_seat("kh_member", Role.MEMBER, kh),
        "kh_desk": make_seat("kh_desk", Role.DESK, kh),
        "lao_officer": make_seat("lao_officer", Role.OFFICER, la),
        "lao_lead": make_seat("lao_lead", Role.LEAD, la),
        "lao_desk": make_seat("lao_desk", Role.DESK, la),
        "regional_office": make_seat("regional_office", Role.REGIONAL_OFFICE),
        "regional_manager": make_seat("regional_manager", Role.REGIONAL_OFFICE),
        "ilo": make_seat("ilo", Role.PARTNER, partner=ilo),
        "iom": make_seat("iom", Role.PARTNER, partner=iom),
        "observer": make_seat("observer", Role.OBSERVER),
    }
    plan = make_plan()
    cycle = whole_year(2011, plan, by=seats["regional_office"])
    return World(plan=plan, cycle=cycle, seats=seats)


def complete_draft(plan: ActionPlan, **changes: Any) -> LineDraft:
    """What a finished line says; `changes` replace parts of it."""
    area = plan.areas.get(code="1")
    draft = LineDraft(
        area=area,
        title="Workshop on the national plan",
        type=ActivityType.objects.get(code="training"),
        menu_activity=area.menu.get(code="1.A1"),
        lead_body="Ministry of Interior",
        starts_on=date(2011, 3, 1),
        ends_on=date(2011, 4, 30),
        expected_result="Forty officials trained.",
        secretariat_cost=Decimal(1000),
        targets=(area.targets.get(code="1.T1"),),
    )
    return replace(draft, **changes)


def seat_of(item: Workplan | CountryReview, role: str) -> Seat:
    """Who has a role for a workplan or answers: in their country, and for the regional ones the regional office."""
    whose = {"taskforce": item.taskforce, "role": role}
    if item.taskforce.country_id is None:
        whose = {"role": Role.REGIONAL_OFFICE}
    return Seat.objects.select_related("user").filter(**whose).earliest("pk")


def complete_line(workplan: Workplan, *, by: Seat | None = None, **changes: Any) -> Activity:
    """A finished line in a draft, by the officer unless another is given."""
    draft = complete_draft(workplan.cycle.plan, **changes)
    return add_activity(workplan, draft, by=by or seat_of(workplan, Role.OFFICER), now=NOW)


def regional_line(regional: Workplan, **changes: Any) -> Activity:
    """A finished line in the regional draft that names Cambodia and Lao PDR."""
    named = tuple(Taskforce.objects.filter(slug__in=("kh", "la")))
    return complete_line(regional, countries=named, **changes)


def drafted(line: Activity, **changes: Any) -> LineDraft:
    """What a line says now, to be typed once more; `changes` replace parts of it."""
    stored = Activity.objects.select_related("area").get(pk=line.pk)
    held = {item.name: getattr(stored, item.name) for item in DRAFTED if item.is_stored}
    countries = [part.taskforce for part in stored.participations.all()]
    linked = {"targets": targets_of_line(stored), "needs": needs_of_line(stored), "countries": countries}
    return replace(draft_from(held | linked), **changes)


def fresh(line: Activity) -> Activity:
    """A line as it is now, with what actions ask of its plan."""
    lines = Activity.objects.select_related("workplan__cycle__plan", "workplan__taskforce__country")
    return lines.get(pk=line.pk)


def change(
    line: Activity, by: Seat, *, now: datetime = NOW, way_out: WayOut | None = None, **changes: Any
) -> Activity:
    """A line as somebody saves it who has just read it."""
    read = fresh(line)
    draft = drafted(read, **changes)
    return change_activity(read, draft, seen=read.row_version, by=by, now=now, way_out=way_out)


def change_activity(
    line: Activity, draft: LineDraft, *, seen: int, by: Seat, now: datetime, way_out: WayOut | None = None
) -> Activity:
    """A line as somebody saves it who saw this row version. What others saved since then does not clash with it."""
    saved = save_line(line, vars(draft), seen=seen, by=by, now=now, way_out=way_out)
    assert not saved.clashes
    return saved.line


def support(line: Activity, partner: Partner, status: str, *, by: Seat, **columns: Any) -> Contribution:
    """A contribution in a status, as its steps leave it; US$500 unless said. Its opening and lock are not asked."""
    who = {
        f"{step}_{part}": value
        for step in _STEPS[ContributionStatus(status)]
        for part, value in (("at", NOW), ("by", by.user))
    }
    if "amount" not in columns and "kind" not in columns:
        columns["amount"] = Decimal(500)
    if status == ContributionStatus.DECLINED:
        columns.setdefault("word", "Not this year")
    if status == ContributionStatus.WITHDRAWN:
        columns.setdefault("ended_because", EndedBecause.TAKEN_BACK)
    columns.setdefault("shown_at", NOW)
    return Contribution.objects.create(activity=line, partner=partner, status=status, **who, **columns)


_STEPS = {
    ContributionStatus.ASKED: ("asked",),
    ContributionStatus.OFFERED: ("offered",),
    ContributionStatus.ACCEPTED: ("offered", "answered"),
    ContributionStatus.DECLINED: ("offered", "answered"),
    ContributionStatus.WITHDRAWN: ("offered", "ended"),
}


def submitted(workplan: Workplan, *, by: Seat | None = None) -> Workplan:
    """The plan, submitted as agreed inside the country, by the lead unless another is given."""
    lead = by or seat_of(workplan, Role.LEAD)
    return submit_workplan(workplan, agreed_on=date(2011, 1, 20), agreed_by=(), by=lead, now=NOW)


def confirmed(regional: Workplan) -> None:
    """Each lead of a country that the regional draft names confirms that it takes part."""
    leads = Seat.objects.select_related("user").filter(role=Role.LEAD)
    for line in regional.activities.all():
        parts = line.participations.select_related("activity__workplan", "taskforce__country")
        for part in parts.filter(confirmed_at=None):
            lead = leads.filter(taskforce=part.taskforce_id).earliest("pk")
            confirm_participation(part, by=lead, now=NOW)


def in_force(regional: Workplan) -> Workplan:
    """The regional draft, confirmed, proposed by the regional office and approved by a second person of it."""
    confirmed(regional)
    office, manager, *_others = (
        Seat.objects.select_related("user").filter(role=Role.REGIONAL_OFFICE).order_by("pk")
    )
    return put_in_force(propose_regional(regional, by=office, now=NOW), by=manager, now=NOW)


def cambodia_agreed(world: World) -> Workplan:
    """Cambodia's plan of record with one line: from now on the figures of the year are other ones."""
    complete_line(world.workplan("kh"))
    return approved(world.workplan("kh"))


def approved(workplan: Workplan, *, lead: Seat | None = None, desk: Seat | None = None) -> Workplan:
    """The plan, submitted and approved in one go."""
    return decided(submitted(workplan, by=lead), by=desk)


def decided(
    workplan: Workplan, *returned: Activity, by: Seat | None = None, reason: str = "", now: datetime = NOW
) -> Workplan:
    """The decisions, sent by the desk unless another is given: some lines are returned, all others are approved."""
    desk = by or seat_of(workplan, Role.DESK)
    for line in returned:
        record_decision(line, "return", reason=reason, by=desk, now=now)
    approve_all_left(workplan, by=desk, now=now)
    return send_decisions(workplan, by=desk, now=now)


def released(workplan: Workplan, *audiences: str) -> Workplan:
    """The plan, released by the lead to these audiences."""
    for audience in audiences:
        release_workplan(workplan, audience, by=seat_of(workplan, Role.LEAD), now=NOW)
    return workplan


def done(*lines: Activity, by: Seat, answer: str = "") -> None:
    """Returned lines, marked as done, each with an answer to the desk where one is given."""
    for line in Activity.objects.filter(pk__in=[line.pk for line in lines]):
        answer_return(line, answer, shown="", by=by, now=NOW)
        finish_return(line, by=by, now=NOW)
