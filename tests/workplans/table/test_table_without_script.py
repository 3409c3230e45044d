"""The table without JavaScript: lines by keyboard alone, and a session that ends in between."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.browsing import Visit, sign_in
from tests.workplans.table.browsing import NEW_TITLE, press
from tests.workplans.table.typed_rows import rows, table_keys, written
from workplans.models import Seat
from workplans.table.rows import EMPTY_ROWS

pytestmark = [pytest.mark.browser, pytest.mark.once]
ROWS = 7


@pytest.fixture
def plain(visit: Visit, kh_officer: Seat) -> Page:
    """Cambodia's empty draft, in a browser of its officer that runs no script."""
    return visit("/2011/kh/", kh_officer, java_script_enabled=False)


def test_lines_into_an_empty_plan_by_keyboard_alone(plain):
    plain.locator(NEW_TITLE).focus()
    loads: list[str] = []
    plain.on("request", lambda asked: loads.append(asked.method) if asked.is_navigation_request() else None)

    for number, row in enumerate(rows()[:ROWS], start=1):
        keys = list(table_keys([row]))
        press(plain, keys[:-2])
        if number % EMPTY_ROWS and number < ROWS:
            press(plain, keys[-2:])
            continue
        # Enter saves what is typed, and typing goes on in the next empty line: there are three again.
        with plain.expect_navigation():
            plain.keyboard.press("Enter")
        expect(plain.locator(NEW_TITLE)).to_be_focused()
        expect(plain.locator(NEW_TITLE)).to_have_value("")
        assert plain.locator("tr.new[id^=n01]").count() == EMPTY_ROWS

    assert written() == rows()[:ROWS]
    # A sending and its answer for three lines each, all in one area.
    assert loads.count("POST") == -(-ROWS // EMPTY_ROWS) == 3


def test_session_that_ended_loses_no_word_without_javascript(plain, live_server, client_of, kh_officer):
    plain.locator(NEW_TITLE).focus()
    press(plain, list(table_keys(rows()[:3]))[:-2])
    Session.objects.all().delete()

    plain.keyboard.press("Enter")
    expect(plain.locator("h1")).to_have_text("You were signed out, so your text is not saved")
    expect(plain.locator("main")).to_contain_text(rows()[2].title)
    sign_in(plain.context, live_server.url, client_of(kh_officer))
    plain.get_by_role("button", name="I have signed in: continue").click()

    expect(plain.locator("tr[data-row]")).to_have_count(3)
    assert written() == rows()[:3]
