"""Releasing: what the permission refuses before any question of a version."""

import pytest

from commit_portal.refusals import Refused
from tests.cast import NOW
from workplans.models import Release
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience


@pytest.mark.parametrize(("place", "by"), [("kh", "kh_lead"), ("regional", "regional_office")])
def test_release_before_anything_is_approved_is_refused_for_a_country_and_for_the_region(world, place, by):
    plan = world.workplan(place)

    with pytest.raises(Refused, match="There is no approved version to release yet"):
        release_workplan(plan, Audience.PARTNERS, by=world.seats[by], now=NOW)

    assert not Release.objects.exists()
