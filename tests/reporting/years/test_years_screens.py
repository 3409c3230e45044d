"""The pages of several years in a browser: no barrier, nothing beside the edge of a phone, the same without scripts."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.browsing import barriers, sign_in
from tests.reporting.years.sample import make_two_years
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]
PAGES = {
    "/comparison/2011-2012/": "moved back, was: achieved",
    "/comparison/2011-2012/?show=back": "words KH 2012 1.T1",
    "/2012/comparison/coverage/": "With activities",
    "/2012/comparison/timeline/": "Activities later than planned",
    "/comparison/2011-2012/time/": "Due later",
    "/comparison/2011-2012/money/": "Secretariat funding, approved: by country",
}


def test_the_pages_have_no_barrier_fit_a_phone_and_need_no_scripts(
    live_server: LiveServer,
    page: Page,
    browser: Browser,
    client_of: Callable[[Seat], Client],
) -> None:
    world = cast.make_world()
    make_two_years(world)
    client = client_of(world.seats["kh_lead"])

    sign_in(page.context, live_server.url, client)
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, client)
    plain = context.new_page()
    for path, said in PAGES.items():
        for shown in (page, plain):
            shown.goto(f"{live_server.url}{path}")
            assert said in shown.content(), path
        assert barriers(page, dark=(1280,)) == [], path
    context.close()
