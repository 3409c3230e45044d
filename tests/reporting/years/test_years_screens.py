"""The pages of several years in a browser: no barrier, nothing beside the edge of a phone, the same without scripts."""

import pytest

from tests import cast
from tests.browsing import Visit, barriers
from tests.reporting.years.sample import make_two_years

pytestmark = [pytest.mark.browser, pytest.mark.once]
PAGES = {
    "/comparison/2011-2012/": "moved back, was: achieved",
    "/comparison/2011-2012/?show=back": "words KH 2012 1.T1",
    "/2012/comparison/coverage/": "With activities",
    "/2012/comparison/timeline/": "Activities later than planned",
    "/comparison/2011-2012/time/": "Due later",
    "/comparison/2011-2012/money/": "Secretariat funding, approved: by country",
    "/comparison/2011-2012/taskforces/": "All types",
    "/comparison/2011-2012/partners/": "All partners",
}


def test_the_pages_have_no_barrier_fit_a_phone_and_need_no_scripts(visit: Visit) -> None:
    world = cast.make_world()
    make_two_years(world)
    lead = world.seats["kh_lead"]

    page, plain = (visit("/", lead, java_script_enabled=scripts) for scripts in (True, False))
    for path, said in PAGES.items():
        for shown in (page, plain):
            shown.goto(path)
            assert said in shown.content(), path
        assert barriers(page, dark=(1280,)) == [], path
