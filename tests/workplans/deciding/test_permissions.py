"""Who decides, who reads decisions, and what the walker says: as tables."""

import pytest

from commit_portal.workflow.lifecycle import may_walk
from tests import cast
from tests.cast import NOW, complete_line
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.models import Activity
from workplans.plan.lifecycle import AMEND, SEND_DECISIONS
from workplans.plan.permissions import (
    may_amend_workplan,
    may_decide,
    may_keep_without_support,
    may_see_rounds,
    may_see_unsent_decisions,
    may_unlock_activity,
)
from workplans.statuses import Outcome, WorkplanStatus


def allowed_to(permission, world, thing):
    """The names of the cast whom a permission lets through."""
    return {name for name, seat in world.seats.items() if permission(seat, thing)}


@pytest.fixture
def returned(kh_plan, kh_officer, kh_lead, kh_desk):
    """A returned plan: its first line goes back, its second is approved."""
    lines = [complete_line(kh_plan, by=kh_officer, title=f"Line {number}") for number in (1, 2)]
    plan = cast.submitted(kh_plan, by=kh_lead)
    record_decision(lines[0], Outcome.RETURN, reason="Say where.", by=kh_desk, now=NOW)
    approve_all_left(plan, by=kh_desk, now=NOW)
    send_decisions(plan, by=kh_desk, now=NOW)
    found = Activity.objects.select_related("workplan__taskforce__country", "workplan__cycle")
    return list(found.filter(workplan=kh_plan).order_by("number"))


def test_may_decide_is_the_own_desk_and_the_regional_office(world, kh_plan, regional_plan):
    assert allowed_to(may_decide, world, kh_plan) == {"kh_desk", "regional_office", "regional_manager"}
    assert allowed_to(may_decide, world, regional_plan) == set()


def test_may_see_unsent_decisions_is_the_secretariat_alone(world, kh_plan):
    secretariat = {"kh_desk", "regional_office", "regional_manager"}

    assert allowed_to(may_see_unsent_decisions, world, kh_plan) == secretariat
    assert allowed_to(may_see_rounds, world, kh_plan) == secretariat | {"kh_officer", "kh_lead", "kh_member"}


def test_may_amend_workplan_is_the_lead_or_the_regional_office_its_own(world, kh_plan, regional_plan):
    assert allowed_to(may_amend_workplan, world, kh_plan) == {"kh_lead"}
    assert allowed_to(may_amend_workplan, world, regional_plan) == {"regional_office", "regional_manager"}


def test_may_unlock_activity_is_the_lead_for_a_line_that_is_not_open(world, returned):
    open_line, closed_line = returned

    assert allowed_to(may_unlock_activity, world, open_line) == set()
    assert allowed_to(may_unlock_activity, world, closed_line) == {"kh_lead"}


def test_may_keep_without_support_is_the_lead_while_the_plan_is_returned(world, returned):
    line = returned[0]
    assert allowed_to(may_keep_without_support, world, line) == {"kh_lead"}

    line.withdrawn_at = NOW
    assert str(may_keep_without_support(world.seats["kh_lead"], line).reason) == (
        "This activity is withdrawn. Restore it first, then keep it without Secretariat funding."
    )

    line.withdrawn_at = None
    line.workplan.status = WorkplanStatus.APPROVED

    assert allowed_to(may_keep_without_support, world, line) == set()


@pytest.mark.parametrize(
    "status", [status for status in WorkplanStatus if status != WorkplanStatus.SUBMITTED]
)
def test_send_decisions_walks_from_submitted_only(status, kh_plan, kh_desk):
    kh_plan.status = status

    answer = may_walk(kh_plan, SEND_DECISIONS, by=kh_desk)

    assert (bool(answer), answer.reason) == (False, SEND_DECISIONS.why_closed[status])


@pytest.mark.parametrize("status", [status for status in WorkplanStatus if status != WorkplanStatus.APPROVED])
def test_amend_walks_from_approved_only(status, kh_plan, kh_lead):
    kh_plan.status = status

    assert not may_walk(kh_plan, AMEND, by=kh_lead)
