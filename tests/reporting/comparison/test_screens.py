"""The page of a cell in a browser: no barrier, nothing beside the edge of a phone, and the same without scripts."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.browsing import barriers, sign_in
from tests.reporting.comparison.test_cell import PAGE, SECRETS, make_corrected
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_the_cell_has_no_barrier_fits_a_phone_and_needs_no_scripts(
    transactional_db: None,
    live_server: LiveServer,
    page: Page,
    browser: Browser,
    client_of: Callable[[Seat], Client],
) -> None:
    world = make_corrected(cast.make_world())

    for name in ("kh_lead", "lao_officer"):
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, client_of(world.seats[name]))
        page.goto(f"{live_server.url}{PAGE}")
        assert "In progress" in page.content()
        assert barriers(page, dark=(1280,)) == [], name

    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, client_of(world.seats["kh_lead"]))
    plain = context.new_page()
    plain.goto(f"{live_server.url}{PAGE}")
    text = plain.content()
    context.close()
    assert [secret for secret in SECRETS if secret not in text] == []
