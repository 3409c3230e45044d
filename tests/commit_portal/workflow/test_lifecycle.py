"""A step is taken once: who comes second, with what the row said before, changes nothing."""

from dataclasses import replace

import pytest

from commit_portal.models import Event
from commit_portal.refusals import ALLOWED, Permit, Refused, SomebodyWasFaster
from commit_portal.workflow import walk
from commit_portal.workflow.lifecycle import require_open
from tests import cast
from workplans.models import Seat, Workplan
from workplans.plan.lifecycle import AMEND, CLOSE, SUBMIT


def test_step_from_a_state_that_is_gone_is_lost_and_leaves_no_event(world, regional_office):
    cast.cambodia_agreed(world)
    second = world.workplan("kh")
    Workplan.objects.filter(pk=second.pk).update(status="draft")
    events = Event.objects.count()

    with pytest.raises(SomebodyWasFaster, match="Someone changed this just now"):
        walk(second, CLOSE, by=regional_office, now=cast.NOW, also={"closed_at": cast.NOW})

    assert Event.objects.count() == events
    assert (second.status, world.workplan("kh").status) == ("approved", "draft")


def test_step_asks_its_permission_once(kh_plan, kh_lead):
    asked: list[Seat] = []

    def may(seat: Seat, plan: Workplan) -> Permit:
        asked.append(seat)
        return ALLOWED

    with pytest.raises(Refused, match="already open"):
        require_open(kh_plan, replace(AMEND, permission=may), by=kh_lead)
    require_open(kh_plan, replace(SUBMIT, permission=may), by=kh_lead)

    assert asked == [kh_lead, kh_lead]
