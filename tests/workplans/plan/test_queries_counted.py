"""What a whole plan's steps ask of the database while they hold its lock does not grow with its lines.

Its pages ask at most ten times, whatever the rows; 3 are for the state bar.
"""

from decimal import Decimal
from functools import partial

import pytest

from tests import cast, queries
from tests.workplans.submitting.test_amendment_views import change
from workplans.consultation.actions.openings import open_draft
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.models import Activity, Taskforce, Workplan
from workplans.presentation.loaders import load_live_lines
from workplans.regional.actions import propose_regional, put_in_force
from workplans.statuses import Audience, ContributionStatus, Funding, LineState
from workplans.submitting.actions import amend_workplan, take_back_workplan

NUMBERS = (3, 25)


def drafted(world: cast.World, place: str, number: int) -> Workplan:
    """A plan with so many complete lines; one asks for nothing."""
    plan, officer = world.workplan(place), world.seats["kh_officer" if place == "kh" else "lao_officer"]
    for title in range(number - 1):
        cast.complete_line(plan, by=officer, title=f"Line {title}", secretariat_cost=Decimal(100))
    cast.complete_line(plan, by=officer, title="Own", funding=Funding.NONE, secretariat_cost=Decimal(0))
    # What is read once in a process is read before anything is counted.
    load_live_lines(plan, officer)
    return Workplan.objects.get(pk=plan.pk)


def decided(plan: Workplan, world: cast.World, desk: str) -> None:
    """One line returned, the others approved or noted: all three outcomes are sent."""
    first = plan.activities.order_by("number")[0]
    record_decision(first, "return", reason="Why?", by=world.seats[desk], now=cast.NOW)
    approve_all_left(plan, by=world.seats[desk], now=cast.NOW)


def test_submitting_and_sending_ask_as_many_queries_for_3_lines_as_for_25(world):
    submitting, sending = [], []
    for place, number in zip(("kh", "la"), NUMBERS, strict=True):
        lead, desk = ("kh_lead", "kh_desk") if place == "kh" else ("lao_lead", "lao_desk")
        plan = drafted(world, place, number)
        submitting.append(queries.counted(partial(cast.submitted, plan, by=world.seats[lead])))
        decided(plan, world, desk)
        sending.append(queries.counted(partial(send_decisions, plan, by=world.seats[desk], now=cast.NOW)))
        states = list(plan.activities.order_by("number").values_list("state", flat=True))
        approved = [LineState.APPROVED] * (number - 2)
        assert states == [LineState.RETURNED, *approved, LineState.NOTED]

    assert submitting[0] == submitting[1]
    assert sending[0] == sending[1]


def test_submitting_lines_that_say_again_what_is_of_record_asks_as_many_queries(world):
    asked = []
    for place, number in zip(("kh", "la"), NUMBERS, strict=True):
        seats = world.seats
        officer, lead, desk = (
            seats[f"{'kh' if place == 'kh' else 'lao'}_{who}"] for who in ("officer", "lead", "desk")
        )
        plan = cast.approved(drafted(world, place, number), lead=lead, desk=desk)
        amend_workplan(plan, note="By mistake.", by=lead, now=cast.NOW)
        lines = list(plan.activities.order_by("number"))
        for line in lines:
            change(line, officer, title="Another")
            change(line, officer, title=line.title)

        asked.append(queries.counted(partial(cast.submitted, plan, by=lead)))

        standing = plan.activities.filter(state__in=(LineState.APPROVED, LineState.NOTED))
        assert standing.count() == number

    assert asked[0] == asked[1]


@pytest.mark.parametrize("step", ["propose", "put in force"])
def test_the_regional_steps_ask_as_many_queries_for_3_lines_as_for_25(world, step):
    office, manager = world.seats["regional_office"], world.seats["regional_manager"]
    named = tuple(Taskforce.objects.filter(slug__in=("kh", "la")))
    plan, asked = world.workplan("regional"), []
    for number in (3, *NUMBERS):  # The first time nothing is of record yet.
        for _ in range(number - plan.activities.count()):
            cast.complete_line(plan, by=office, countries=named)
        cast.confirmed(plan)
        proposing = queries.counted(partial(propose_regional, plan, by=office, now=cast.NOW))
        in_force = queries.counted(partial(put_in_force, plan, by=manager, now=cast.NOW))
        asked.append(proposing if step == "propose" else in_force)
        amend_workplan(plan, note="Wider.", by=office, now=cast.NOW)

    assert asked[1] == asked[2]


ACTIVITY, CONSULTATION, VERSIONS = "/2011/kh/001/", "/2011/kh/consultation/", "/2011/kh/versions/1/draft/"
SAID = {ACTIVITY: "A trainer", CONSULTATION: "ILO", VERSIONS: "Totals"}


def add_lines(plan: Workplan, world: cast.World, number: int) -> list[Activity]:
    """Lines with two targets, a need, and accepted support of one partner and an offer of another."""
    lines = []
    targets = tuple(plan.cycle.plan.areas.get(code="1").targets.all())
    for _ in range(number):
        line = cast.complete_line(plan, needs=("A trainer", "A room"), targets=targets)
        for name, status in (("ilo", ContributionStatus.ACCEPTED), ("iom", ContributionStatus.OFFERED)):
            need = line.technical_needs.first()
            cast.support(line, world.seats[name].partner, status, by=world.seats[name], need=need)
        lines.append(line)
    return lines


@pytest.mark.parametrize("name", ["kh_lead", "kh_member"])
@pytest.mark.parametrize("address", [ACTIVITY, CONSULTATION, VERSIONS])
def test_a_page_asks_at_most_ten_queries_for_one_row_and_for_three(
    world, kh_plan, client_of, address, name, django_assert_max_num_queries
):
    lead, client = world.seats["kh_lead"], client_of(world.seats[name])
    open_draft(kh_plan, world.seats["ilo"].partner, cast.LATER, by=lead, now=cast.NOW)
    counts = []
    for more in (1, 2):
        first, *_others = add_lines(kh_plan, world, more)
        cast.submitted(Workplan.objects.get(pk=kh_plan.pk), by=lead)
        take_back_workplan(Workplan.objects.get(pk=kh_plan.pk), by=lead, now=cast.NOW)
        Activity.objects.filter(pk=first.pk).update(title="Another title")
        client.get(address)
        with django_assert_max_num_queries(10) as captured:
            page = client.get(address)
        assert SAID[address] in page.text
        counts.append(len(captured))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["kh_desk", "regional_office", "kh_lead", "lao_officer"])
def test_an_approved_activity_asks_at_most_ten_queries(
    world, kh_plan, client_of, name, django_assert_max_num_queries
):
    lead, client = world.seats["kh_lead"], client_of(world.seats[name])
    add_lines(kh_plan, world, 2)
    cast.approved(kh_plan, lead=lead, desk=world.seats["kh_desk"])
    cast.released(world.workplan("kh"), Audience.TASKFORCES)
    client.get(ACTIVITY)

    with django_assert_max_num_queries(10):
        page = client.get(ACTIVITY).text

    assert "A trainer" in page
    assert "1.T1" in page


def test_pages_of_an_amendment_ask_at_most_ten_queries(
    world, kh_plan, client_of, django_assert_max_num_queries
):
    lead, client = world.seats["kh_lead"], client_of(world.seats["kh_officer"])
    add_lines(kh_plan, world, 3)
    cast.approved(kh_plan, lead=lead, desk=world.seats["kh_desk"])
    amend_workplan(Workplan.objects.get(pk=kh_plan.pk), note="Prices rose", by=lead, now=cast.NOW)

    for address in (CONSULTATION, "/2011/kh/versions/1/2/", VERSIONS):
        client.get(address)
        with django_assert_max_num_queries(10):
            client.get(address)
