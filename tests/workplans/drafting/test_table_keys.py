"""25 lines typed by keyboard alone, and their keys beside those of a spreadsheet."""

import pytest
from playwright.sync_api import Page

from tests.browsing import faults
from tests.workplans.drafting.browsing import NEW_TITLE, all_saved, at_the_top, press
from tests.workplans.drafting.typed_rows import number_of_keys, rows, table_keys, workbook_keys, written

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
    assert faults(at_the_top(table)) == []
