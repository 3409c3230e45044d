"""The table without JavaScript: 25 lines by keyboard alone, and a session that ends in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import batched

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.workplans.drafting.browsing import NEW_TITLE, press, sign_in
from tests.workplans.drafting.typed_rows import rows, table_keys, written
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def plain(
    transactional_db: None,
    live_server: LiveServer,
    browser: Browser,
    client_of: Callable[[Seat], Client],
    kh_officer: Seat,
) -> Iterator[Page]:
    """Cambodia's empty draft, in a browser of its officer that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, client_of(kh_officer))
    page = context.new_page()
    page.goto(f"{live_server.url}/2011/kh/")
    yield page
    context.close()


def test_25_lines_by_keyboard_alone_without_javascript(plain: Page) -> None:
    for area in (1, 2):
        # Three empty rows stand at the end of each area.
        for three in batched([row for row in rows() if row.area == area], 3, strict=False):
            plain.locator(f"[name=n{area:02d}01-title]").focus()
            # Enter in the last row's field of money saves all rows.
            press(plain, list(table_keys(list(three)))[:-2])
            with plain.expect_navigation():
                plain.keyboard.press("Enter")

    assert written() == rows()


def test_session_that_ended_loses_no_word_without_javascript(
    plain: Page, live_server: LiveServer, client_of: Callable[[Seat], Client], kh_officer: Seat
) -> None:
    plain.locator(NEW_TITLE).focus()
    press(plain, list(table_keys(rows()[:3]))[:-2])
    Session.objects.all().delete()

    plain.keyboard.press("Enter")
    expect(plain.locator("h1")).to_have_text("Nothing was saved: you are signed out")
    expect(plain.locator("main")).to_contain_text(rows()[2].title)
    sign_in(plain.context, live_server.url, client_of(kh_officer))
    plain.get_by_role("button", name="I have signed in: continue").click()

    expect(plain.locator("tr[data-row]")).to_have_count(3)
    assert written() == rows()[:3]
