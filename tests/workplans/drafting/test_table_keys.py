"""25 lines typed by keyboard alone, with JavaScript and without; the keys beside those of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from itertools import batched

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.workplans.drafting.browsing import NEW_TITLE, all_saved, faults, press, sign_in
from tests.workplans.drafting.typed_rows import number_of_keys, rows, table_keys, workbook_keys, written
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_25_lines_by_keyboard_alone_need_no_page_and_no_more_keys_than_a_spreadsheet(table: Page):
    loads: list[str] = []
    table.on("request", lambda asked: loads.append(asked.url) if asked.is_navigation_request() else None)
    table.locator(NEW_TITLE).focus()

    keys = press(table, table_keys(rows()))
    all_saved(table, len(rows()))

    assert written() == rows()
    assert loads == []
    assert keys <= number_of_keys(workbook_keys(rows()))
    # docs/look.md says both.
    assert (keys, number_of_keys(workbook_keys(rows()))) == (1812, 1975)
    assert faults(table) == []


def test_25_lines_by_keyboard_alone_without_javascript(
    transactional_db,
    live_server: LiveServer,
    browser: Browser,
    client_of: Callable[[Seat], Client],
    kh_officer: Seat,
):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, client_of(kh_officer))
    page = context.new_page()
    page.goto(f"{live_server.url}/2011/kh/")
    for area in (1, 2):
        # Three empty rows stand at the end of each area.
        for three in batched([row for row in rows() if row.area == area], 3, strict=False):
            page.locator(f"[name=n{area:02d}01-title]").focus()
            # Enter in the last row's field of money saves all rows.
            press(page, list(table_keys(list(three)))[:-2])
            with page.expect_navigation():
                page.keyboard.press("Enter")
    context.close()

    assert written() == rows()
