"""How often the pages of a plan ask the database: at most ten times, whatever the rows; 3 are for the state bar."""

import pytest

from tests import cast
from workplans.consultation.actions.openings import open_draft
from workplans.models import Activity, Workplan
from workplans.statuses import Audience, ContributionStatus
from workplans.submitting.actions import amend_workplan, take_back_workplan

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
