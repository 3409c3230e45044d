"""The address of the calendar in a browser."""

import pytest

from tests.browsing import barriers, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_address_of_the_calendar_is_copied_by_a_button_and_fits_a_phone(live_server, page, lead):
    sign_in(page.context, live_server.url, lead)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/notices/calendar/")
    page.get_by_role("button", name="Make the link").click()
    field = page.get_by_role("textbox", name="Your private link is shown only now")
    address = field.input_value()
    button = page.get_by_role("button", name="Copy the link")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        below, above = button.bounding_box(), field.bounding_box()
        assert below
        assert above
        assert below["x"] == above["x"]
        assert below["y"] > above["y"] + above["height"]

    page.get_by_role("button", name="Copy the link").click()

    page.get_by_role("button", name="The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert "/calendar/" in address
    assert barriers(page, (360,)) == []
