"""Releasing: what the permission refuses before any question of a version."""

import pytest

from commit_portal.i18n import say_by
from commit_portal.refusals import Refused
from tests.cast import NOW
from workplans.models import Release
from workplans.releasing.actions import release_workplan
from workplans.releasing.views import SAID
from workplans.statuses import RELEASE_AUDIENCES, Audience


@pytest.mark.parametrize(("place", "by"), [("kh", "kh_lead"), ("regional", "regional_office")])
def test_release_before_anything_is_approved_is_refused_for_a_country_and_for_the_region(world, place, by):
    plan = world.workplan(place)

    with pytest.raises(Refused, match="There is no approved version to release yet"):
        release_workplan(plan, Audience.PARTNERS, by=world.seats[by], now=NOW)

    assert not Release.objects.exists()


@pytest.mark.parametrize("name", ["read_now", "release", "instead", "released", "end", "ended"])
def test_what_a_release_does_is_said_for_each_of_its_audiences_by_name(name):
    said = {
        audience: say_by(f"{SAID}#{name}", audience=audience, number=1_234, old=2) for audience in Audience
    }

    assert [audience for audience, words in said.items() if words] == list(RELEASE_AUDIENCES)
    assert len(set(said.values())) == len(Audience)
