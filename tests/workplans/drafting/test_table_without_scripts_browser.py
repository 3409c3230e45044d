"""The table in a real browser without JavaScript, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from workplans.drafting.table.rows import EMPTY_ROWS
from workplans.models import Activity, Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]
ROWS = 25
FIRST_EMPTY = "[name=n0101-title]"


def test_25_lines_into_an_empty_plan_by_keyboard_alone(
    transactional_db: None,
    live_server: LiveServer,
    browser: Browser,
    client_of: Callable[[Seat], Client],
    kh_officer: Seat,
    kh_plan,
):
    context = browser.new_context(java_script_enabled=False, locale="en-GB", timezone_id="UTC")
    session = client_of(kh_officer).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/2011/kh/")
    page.locator(FIRST_EMPTY).focus()
    loads: list[str] = []
    page.on("request", lambda asked: loads.append(asked.method) if asked.is_navigation_request() else None)

    for number in range(1, ROWS + 1):
        for text in (f"Training of guards {number}", "T", "1 2", "Ministry", "1 Mar", "Jun"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.type(f"{number}00")
        if number % EMPTY_ROWS and number < ROWS:
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            continue
        # Enter saves what is typed, and typing goes on in the next empty line: there are three again.
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(FIRST_EMPTY)).to_be_focused()
        expect(page.locator(FIRST_EMPTY)).to_have_value("")
        assert page.locator("tr[data-new^=n01]").count() == EMPTY_ROWS
    context.close()

    assert [
        (
            line.title,
            line.type.code,
            f"{line.starts_on} {line.ends_on}",
            line.lead_body,
            line.secretariat_cost,
        )
        for line in Activity.objects.order_by("number")
    ] == [
        (f"Training of guards {number}", "training", "2011-03-01 2011-06-30", "Ministry", number * 100)
        for number in range(1, ROWS + 1)
    ]
    assert all(line.target_links.count() == 2 for line in Activity.objects.all())
    # A sending and its answer for three lines each, all in one area.
    assert loads.count("POST") == -(-ROWS // EMPTY_ROWS) == 9
