"""The table of a draft, open in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.browsing import sign_in
from tests.cast import SignIn
from tests.workplans.drafting.browsing import draft_in
from workplans.models import Seat, Workplan


@pytest.fixture
def table(live_server: LiveServer, browser: Browser, client_of: SignIn, kh_officer: Seat) -> Iterator[Page]:
    """Cambodia's empty draft, in the browser of its officer."""
    context = browser.new_context(locale="en-GB", timezone_id="UTC", viewport={"width": 1280, "height": 900})
    sign_in(context, live_server.url, client_of(kh_officer))
    page = context.new_page()
    page.goto(f"{live_server.url}/2011/kh/")
    yield page
    context.close()


@pytest.fixture
def filled(kh_plan: Workplan, kh_officer: Seat, table: Page) -> Page:
    """The table with three lines."""
    for _ in range(3):
        cast.complete_line(kh_plan, by=kh_officer)
    table.reload()
    return table


@pytest.fixture
def draft(
    live_server: LiveServer,
    browser: Browser,
    client_of: SignIn,
    kh_plan: Workplan,
    kh_officer: Seat,
) -> Iterator[Page]:
    """Cambodia's draft with two lines, in its officer's browser: it has the clipboard, and leaves a page without asking."""
    for _ in range(2):
        cast.complete_line(kh_plan, by=kh_officer)
    page = draft_in(browser, live_server.url, client_of(kh_officer), ("clipboard-read", "clipboard-write"))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    page.context.close()
