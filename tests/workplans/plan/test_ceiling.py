"""WP-3: the ceiling is a fact of the database, at its very edge and however many writers race."""

from decimal import Decimal

import pytest

from commit_portal.refusals import RuleBroken
from tests import cast
from workplans.consultation.actions.openings import end_opening
from workplans.drafting.actions import add_activity
from workplans.drafting.ways_out import Way, WayOut
from workplans.models import Workplan
from workplans.plan.rules import wp_3
from workplans.presentation.loaders import load_live_lines
from workplans.statuses import Funding

CENT = Decimal("0.01")
CEILING = Decimal(100_000)


@pytest.mark.parametrize(("over", "fits"), [(-CENT, True), (Decimal(0), True), (CENT, False)])
def test_wp_3_at_the_edge(kh_plan, over, fits):
    cast.complete_line(kh_plan, secretariat_cost=Decimal(60_000))
    cost = Decimal(40_000) + over

    if fits:
        cast.complete_line(kh_plan, secretariat_cost=cost)
    else:
        with pytest.raises(RuleBroken) as refused:
            cast.complete_line(kh_plan, secretariat_cost=cost)
        assert [violation.rule for violation in refused.value.violations] == ["WP-3"]
        assert str(refused.value) == "The amount is US$0.01 above the ceiling. Amount left: US$40,000."

    kh_plan.refresh_from_db()
    assert kh_plan.committed == (CEILING + over if fits else Decimal(60_000))


@pytest.mark.parametrize(
    ("way", "kept", "funding", "asked"),
    [
        (Way.LOWER, 5_000, Funding.COUNTED, []),
        (Way.TO_PARTNER, 5_000, Funding.COUNTED, [1_000]),
        (Way.RESERVE, 6_000, Funding.RESERVE, []),
    ],
)
def test_way_out_is_taken_with_the_room_that_is_left_when_it_is_saved(
    world, kh_plan, kh_officer, way, kept, funding, asked
):
    seen = Workplan.objects.get(pk=kh_plan.pk)
    cast.complete_line(kh_plan, secretariat_cost=CEILING - 5_000)
    draft = cast.complete_draft(world.plan, secretariat_cost=Decimal(6_000))

    line = add_activity(
        seen, draft, way_out=WayOut(way, world.seats["ilo"].partner), by=kh_officer, now=cast.NOW
    )

    found = list(line.contributions.values_list("amount", flat=True))
    assert (line.secretariat_cost, line.funding, found) == (kept, funding, asked)


def test_with_nothing_left_a_partner_is_asked_for_the_whole_and_the_line_asks_no_secretariat_money(
    world, kh_plan, kh_officer
):
    cast.complete_line(kh_plan, secretariat_cost=CEILING)
    draft = cast.complete_draft(world.plan, secretariat_cost=Decimal(6_000))
    way_out = WayOut(Way.TO_PARTNER, world.seats["ilo"].partner)

    line = add_activity(kh_plan, draft, way_out=way_out, by=kh_officer, now=cast.NOW)

    asked = list(line.contributions.values_list("amount", "status"))
    assert (line.secretariat_cost, line.funding, asked) == (0, Funding.NONE, [(6_000, "asked")])


def test_way_out_to_a_partner_taken_again_adds_nothing_to_what_is_asked(world, kh_plan, kh_officer):
    cast.complete_line(kh_plan, secretariat_cost=CEILING - 5_000)
    way_out = WayOut(Way.TO_PARTNER, world.seats["ilo"].partner)
    line = cast.complete_line(kh_plan, title="A course")
    for cost, asked in ((6_000, 1_000), (6_000, 1_000), (7_500, 2_500)):
        cast.change(line, kh_officer, way_out=way_out, secretariat_cost=Decimal(cost), cost_in_all=None)
        assert list(line.contributions.values_list("amount", flat=True)) == [asked]


def test_way_out_to_a_partner_that_has_offered_meanwhile_is_refused_with_co_3(line, kh_plan, kh_officer, ilo):
    cast.complete_line(kh_plan, secretariat_cost=CEILING - 5_000)
    cast.support(line, ilo.partner, "offered", by=ilo)
    way_out = WayOut(Way.TO_PARTNER, ilo.partner)

    with pytest.raises(RuleBroken) as broken:
        cast.change(line, kh_officer, way_out=way_out, secretariat_cost=Decimal(6_000))

    assert [violation.rule for violation in broken.value.violations] == ["CO-3"]
    assert line.contributions.count() == 1


def test_way_out_of_a_changed_line_counts_its_own_cost_as_it_is_now(world, kh_plan, kh_officer):
    line = cast.complete_line(kh_plan, secretariat_cost=Decimal(1_000))
    cast.complete_line(kh_plan, secretariat_cost=CEILING - 3_000)

    saved = cast.change(line, kh_officer, way_out=WayOut(Way.LOWER), secretariat_cost=Decimal(9_000))

    assert saved.secretariat_cost == 3_000
    assert Workplan.objects.get(pk=kh_plan.pk).committed == CEILING


def test_way_out_is_not_taken_where_the_cost_fits_meanwhile(world, kh_plan, kh_officer):
    draft = cast.complete_draft(world.plan, secretariat_cost=Decimal(9_000))

    line = add_activity(kh_plan, draft, way_out=WayOut(Way.LOWER), by=kh_officer, now=cast.NOW)

    assert line.secretariat_cost == 9_000


@pytest.mark.parametrize(("reader", "seen"), [("kh_desk", 0), ("kh_member", 2)])
def test_wp_3_counts_every_line_also_on_the_page_of_who_sees_fewer(world, kh_plan, kh_lead, reader, seen):
    for _ in range(2):
        cast.complete_line(kh_plan, secretariat_cost=Decimal(600))
    end_opening(kh_plan.openings.get(), by=kh_lead, now=cast.NOW)
    kh_plan.ceiling = Decimal(1_000)

    assert len(load_live_lines(kh_plan, world.seats[reader])) == seen
    assert wp_3(kh_plan) is not None


def test_wp_3_of_all_loaded_lines_asks_nothing(kh_plan, kh_officer, django_assert_num_queries, line):
    load_live_lines(kh_plan, kh_officer)

    with django_assert_num_queries(0):
        assert wp_3(kh_plan) is None
