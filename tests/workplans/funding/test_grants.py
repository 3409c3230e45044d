"""Grants: what they may pay for, what is left, and that no sum is ever above an amount or a cost."""

from collections import Counter
from contextlib import nullcontext
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.statuses import EventAudience
from commit_portal.workflow import StaleRow, events_about
from tests import cast
from tests.authz_matrix import undone
from workplans.funding import queries, rules
from workplans.funding.actions import allot, remove_grant, save_grant
from workplans.models import Allotment, Grant, Partner, Seat, VersionLine, Workplan
from workplans.statuses import Role
from workplans.submitting.actions import amend_workplan

CENT = Decimal("0.01")
# One row of a made-up donor: nobody's real figures.
AMOUNT, COST = Decimal(1500), Decimal(1000)


@pytest.fixture
def office(world: cast.World) -> Seat:
    return world.seats["regional_office"]


@pytest.fixture
def mm_plan(world: cast.World, office: Seat) -> Workplan:
    """Myanmar's approved workplan: an activity in Area 1, and one in Area 2."""
    plan = world.workplan("mm")
    officer, lead = (cast.make_seat(f"mm_{role}", role, plan.taskforce) for role in (Role.OFFICER, Role.LEAD))
    law = world.plan.areas.get(code="2")
    cast.complete_line(plan, by=officer)
    cast.complete_line(plan, by=officer, area=law, menu_activity=None, targets=(law.targets.all()[0],))
    return cast.approved(plan, lead=lead, desk=office)


def line_of(plan: Workplan, number: int = 1) -> VersionLine:
    return queries.approved_lines(version__workplan=plan).get(activity__number=number)


def grant(world: cast.World, title: str, **columns: object) -> Grant:
    given = {"amount": AMOUNT, "starts_on": date(2011, 1, 1), "ends_on": date(2012, 6, 30)} | columns
    new = Grant(plan=world.plan, partner=Partner.objects.get(acronym="ILO"), title=title)
    return save_grant(new, **given, by=world.seats["regional_office"], now=cast.NOW)


def pay(plan: Workplan, one: Grant, amount: object, *, by: Seat, number: int = 1, **more: object) -> None:
    line = line_of(plan, number)
    allot(plan, line=line, grant=one, amount=Decimal(str(amount)), by=by, now=cast.NOW, **more)


def test_refusal_names_the_grants_that_may_pay_and_what_they_have_left(world, office, mm_plan):
    a = grant(world, "Grant A")
    b = grant(world, "Grant B", no_countries=["mm"])
    grant(world, "Grant C", areas=["2", "3"], countries=["kh", "mm"])
    grant(world, "Grant D", headings=["travel"])
    grant(world, "Grant E", starts_on=date(2012, 1, 1))
    pay(mm_plan, grant(world, "Grant F", amount=Decimal(50)), 50, by=office, number=2)
    pay(mm_plan, a, "237.70", by=office, number=2)

    with pytest.raises(RuleBroken) as refused:
        pay(mm_plan, b, 10, by=office)

    [violation] = refused.value.violations
    assert violation.field == "grant"
    assert str(violation) == (
        "“Grant B” may not pay for work in Myanmar. “Grant A” may pay for this activity, and has "
        "US$1,262.30 left. “Grant C” may pay only in these areas: 2 and 3."
    )
    assert {one.activity.number for one in Allotment.objects.all()} == {2}


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"countries": ["kh", "th"]}, "“G” may not pay for work in Myanmar."),
        ({"countries": ["mm"], "areas": ["1"]}, ""),
        ({"areas": ["2"]}, "“G” may not pay for work in Area 1."),
        ({"headings": ["meetings"]}, "“G” may not pay for activities."),
        (
            {"ends_on": date(2011, 2, 28)},
            "“G” may pay only for activities with at least one day from 1 Jan 2011 to 28 Feb 2011.",
        ),
    ],
)
def test_each_limit_is_against_the_activity_that_it_names(world, mm_plan, limits, why):
    found = rules.may_pay(grant(world, "G", **limits), line_of(mm_plan))

    more = " Cancel the allotment of this grant to MM-2011-001 first."
    assert (str(found) if found else "") == (why + more if why else "")


STEP = st.tuples(
    st.integers(0, 1),
    st.integers(1, 2),
    st.one_of(st.sampled_from((-CENT, Decimal(0), CENT)), st.decimals(-1500, 1500, places=2)),
)


def test_whatever_is_allotted_no_sum_is_above_its_grant_or_its_activity(world, office, mm_plan):
    """At the edge: amounts are what is left, and a little more or less. Two grants, and two activities."""
    grants = [grant(world, "One"), grant(world, "Other")]

    @settings(max_examples=40, deadline=None, database=None)
    @given(st.lists(STEP, max_size=6))
    def hold(steps: list[tuple[int, int, Decimal]]) -> None:
        paid: Counter[tuple[int, int]] = Counter()

        def sum_of(part: int, key: int, but: object = None) -> Decimal:
            return sum((paid[one] for one in paid if one[part] == key and one != but), Decimal(0))

        with undone():
            for at, number, more in steps:
                one = (at, number)
                left = min(AMOUNT - sum_of(0, at, one), COST - sum_of(1, number, one))
                amount = max(left + more, Decimal(0))
                with nullcontext() if amount <= left else pytest.raises(RuleBroken, match="only US"):
                    pay(mm_plan, grants[at], amount, by=office, number=number)
                    paid[one] = amount
            for one in Allotment.objects.select_related("activity", "grant"):
                at, number = int(one.grant == grants[1]), one.activity.number
                assert one.amount == paid[at, number]
                assert one.grant.allotted == sum_of(0, at) <= AMOUNT
                assert one.of_activity == sum_of(1, number) <= one.cost == COST
            assert Allotment.objects.count() == len([amount for amount in paid.values() if amount])

    hold()


AMOUNTS = st.lists(st.tuples(st.integers(1, 10**6), st.none() | st.integers(0, 100)), min_size=1, max_size=4)


def _shared(spent, rows, *, cost):
    for one in rows:
        one.cost = cost
    return queries.shared_spending(spent, rows)


@given(spent=st.none() | st.integers(0, 4 * 10**6), of=AMOUNTS)
def test_shares_of_what_was_spent_add_up_to_the_cent_and_none_is_above_its_amount(spent, of):
    rows = [
        Allotment(pk=key, amount=amount * CENT, spent=None if typed is None else min(typed, amount) * CENT)
        for key, (amount, typed) in enumerate(of)
    ]
    reported, whole = None if spent is None else spent * CENT, sum(one.amount for one in rows)
    # Where grants pay for a part alone, the rest of the spending is nobody's; else they pay for the whole.
    parts, less = (_shared(reported, rows, cost=cost) for cost in (whole, 2 * whole))
    assert all(less[key] <= part for key, part in parts.items())

    typed = {one.pk: one.spent for one in rows if one.spent is not None}
    free = {one.pk: one.amount for one in rows if one.spent is None}
    assert {key: parts[key] for key in typed} == typed
    assert all(0 <= part <= free.get(key, part) for key, part in parts.items())
    rest = max((spent or 0) * CENT - sum(typed.values()), Decimal(0))
    assert sum(parts.get(key, 0) for key in free) == min(rest, sum(free.values()))


@pytest.mark.parametrize(
    ("columns", "field", "said"),
    [
        (
            {"ends_on": date(2010, 12, 31)},
            "ends_on",
            "The grant ends before it begins. Correct one of the two days.",
        ),
        (
            {"starts_on": date(2030, 1, 1), "ends_on": date(2030, 12, 31)},
            "ends_on",
            "All days of the grant are outside the years of the plan of action.",
        ),
        (
            {"received": Decimal(9)},
            "received_on",
            "Enter the amount that was received and its day, or neither.",
        ),
        (
            {"received": Decimal(10**6), "received_on": date(2011, 1, 1)},
            "received",
            "The amount received is above the promised US$",
        ),
        (
            {"received": Decimal(1), "received_on": date(2011, 12, 1)},
            "received_on",
            "This day is in the future.",
        ),
        (
            {"areas": ["1"], "no_areas": ["1"]},
            "no_countries",
            "A country or an area is ticked as “may pay” and as “may not pay”.",
        ),
        ({"amount": Decimal("599.99")}, "amount", "US$600 of this grant is already allotted. Enter this"),
        (
            {"no_countries": ["mm"]},
            "grant",
            "“One” may not pay for work in Myanmar. Cancel the allotment of this grant to MM-2011-001 first.",
        ),
        (
            {"ends_on": date(2011, 2, 1)},
            "grant",
            "“One” may pay only for activities with at least one day from 1 Jan 2011 to 1 Feb 2011.",
        ),
    ],
)
def test_change_that_its_allotments_do_not_allow_is_refused(world, office, mm_plan, columns, field, said):
    one = grant(world, "One")
    pay(mm_plan, one, 600, by=office)

    with pytest.raises(RuleBroken) as refused:
        save_grant(one, **columns, by=office, now=cast.NOW)

    assert refused.value.violations[0].field == field
    assert str(refused.value).startswith(said)
    assert [*rules.grant_faults(Grant.objects.get(), today=cast.NOW.date())] == []


def test_amendment_out_of_the_days_of_a_grant_leaves_it_open_and_its_donor_stays(world, office, mm_plan):
    one, lead = grant(world, "One"), Seat.objects.get(taskforce=mm_plan.taskforce, role=Role.LEAD)
    pay(mm_plan, one, 600, by=office)
    Grant.objects.update(ends_on=date(2011, 2, 1))
    amend_workplan(mm_plan, note="Later", by=lead, now=cast.NOW)
    cast.decided(cast.submitted(world.workplan("mm"), by=lead), by=office)

    save_grant(one, received=Decimal(9), received_on=date(2011, 2, 1), by=office, now=cast.NOW)
    with pytest.raises(RuleBroken, match="Cancel its allotments first"):
        save_grant(one, partner=Partner.objects.get(acronym="IOM"), by=office, now=cast.NOW)
    pay(world.workplan("mm"), one, 0, spent=Decimal(5), by=office)
    assert rules.pays_for_nothing(Grant.objects.get()) is None
    save_grant(one, partner=Partner.objects.get(acronym="IOM"), by=office, now=cast.NOW)


def test_grant_is_removed_only_while_it_pays_for_nothing(world, office, mm_plan):
    one = grant(world, "One")
    pay(mm_plan, one, 600, by=office)
    with pytest.raises(RuleBroken, match="Cancel its allotments first"):
        remove_grant(one, reason="Twice", by=office, now=cast.NOW)
    pay(mm_plan, one, 0, by=office)
    with pytest.raises(Refused):
        remove_grant(one, reason="Twice", by=world.seats["ilo"], now=cast.NOW)

    with pytest.raises(StaleRow):
        remove_grant(one, reason="Twice", seen=one.row_version + 1, by=office, now=cast.NOW)

    remove_grant(one, reason="Twice", seen=one.row_version, by=office, now=cast.NOW)

    removed = queries.removed_grants(world.plan).get()
    assert (str(removed), removed.note) == ("Removed the grant “ILO: One” of US$1,500", "Twice")
    assert removed.audience == EventAudience.SECRETARIAT
    for act in (remove_grant, save_grant):
        with pytest.raises(SomebodyWasFaster, match="just removed this grant"):
            act(one, reason="", by=office, now=cast.NOW)
    with pytest.raises(SomebodyWasFaster):
        pay(mm_plan, one, 600, by=office)


def test_approved_cost_never_falls_below_what_grants_pay_until_the_office_reduces_it(world, office, mm_plan):
    lead = Seat.objects.get(taskforce=mm_plan.taskforce, role=Role.LEAD)
    one, line = grant(world, "One"), line_of(mm_plan).activity
    pay(mm_plan, one, 600, by=office)
    amend_workplan(mm_plan, note="Prices", by=lead, now=cast.NOW)
    cast.change(line, lead, secretariat_cost=Decimal(500))
    plan = cast.submitted(world.workplan("mm"), by=lead)

    with pytest.raises(RuleBroken, match=r"^Grants pay US\$600 for MM-2011-001\..* US\$500\.$"):
        cast.decided(plan, by=office)

    assert rules.cost_is_too_low(Allotment.objects.get()) is None
    pay(plan, one, 500, by=office)
    cast.decided(world.workplan("mm"), by=office)
    assert Allotment.objects.values_list("amount", "cost").get() == (500, 500)
    with pytest.raises(RuleBroken, match="only US"):
        pay(world.workplan("mm"), one, "500.01", by=office)


def test_only_the_office_allots_and_the_trail_says_who_when_and_why(world, office, mm_plan):
    one = grant(world, "One")
    for name in ("kh_lead", "kh_desk", "ilo"):
        with pytest.raises(Refused):
            pay(mm_plan, one, 600, by=world.seats[name])
    seen = queries.mark_of(mm_plan)

    pay(mm_plan, one, 600, by=office, seen=seen, reason="Letter of 3 May")
    with pytest.raises(StaleRow):
        pay(mm_plan, one, 700, by=office, seen=seen)
    pay(mm_plan, one, 0, by=office)

    trail = events_about(one)
    assert [str(event) for event in trail] == [
        "Allotted US$0 to MM-2011-001 (before: US$600)",
        "Allotted US$600 to MM-2011-001 (before: US$0)",
        "Saved the grant of ILO: US$1,500, 1 Jan 2011 to 30 Jun 2012. Received: not known",
    ]
    assert {(event.by, event.at, event.audience) for event in trail} == {
        (office.user, cast.NOW, "secretariat")
    }
    assert trail[1].note == "Letter of 3 May"
    assert [*Allotment.objects.all()] == []
    sums = {"before": Decimal(2), "left": Decimal(8), "needed": Decimal(7)}
    broken = {one.field: str(one) for one in rules.amounts_fit(Decimal(10), Decimal(11), **sums)}
    assert broken["amount"] == "This activity needs only US$7 more. The grant has US$8 left."
    assert [*broken] == ["amount", "spent"]
