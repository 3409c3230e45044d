"""The board of recommendations in a browser: no barrier, nothing beside the edge of a phone, and its way to paper."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.browsing import barriers, sign_in
from tests.reporting.meetings.test_board import BOARD, DECEMBER, JULY, JUNE, answered, held, recommended, som
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_the_board_has_no_barrier_fits_a_phone_and_is_printed_by_one_press(
    transactional_db: None,
    live_server: LiveServer,
    page: Page,
    browser: Browser,
    client_of: Callable[[Seat], Client],
) -> None:
    world = cast.make_world()
    one = recommended(world, som(world, 7, date(2010, 1, 20)), "kh", "la", "regional")
    answered(one, world.seats["kh_lead"], now=JUNE)
    held(world, "mid-year", JUNE, JULY)
    answered(one, world.seats["lao_lead"], "not_followed", "No budget", now=DECEMBER)
    client = client_of(world.seats["kh_lead"])
    sign_in(page.context, live_server.url, client)
    page.add_init_script("window.print = () => document.body.dataset.printed = '1'")
    page.goto(f"{live_server.url}{BOARD}")

    assert barriers(page, dark=(1280,)) == []
    page.get_by_role("button", name="Print", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-printed", "1")
    expect(page.locator("noscript .second")).to_have_count(0)

    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, client)
    plain = context.new_page()
    plain.goto(f"{live_server.url}{BOARD}")
    expect(plain.locator("noscript .second")).to_be_visible()
    expect(plain.get_by_role("button", name="Print", exact=True)).to_be_hidden()
    context.close()
