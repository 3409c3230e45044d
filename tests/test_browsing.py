"""What the tests of screens rely on finds what is wrong with a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browsing import TOO_WIDE, faults

pytestmark = [pytest.mark.browser, pytest.mark.once]
PAGE = '<!DOCTYPE html><html lang="en"><title>A page</title><main>%s</main></html>'


def test_axe_names_a_picture_without_words_and_nothing_in_a_page_in_order(page: Page) -> None:
    page.set_content(PAGE % '<h1>Plans</h1><img src="data:,">')
    found = faults(page)
    page.set_content(PAGE % "<h1>Plans</h1>")

    assert found == ['axe image-alt: <img src="data:,">']
    assert faults(page) == []


def test_what_is_wider_than_a_phone_is_named_by_its_class(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.set_content(PAGE % '<div class="meter" style="width: 400px">US$100,000</div>')

    assert page.evaluate(TOO_WIDE, 360) == ["DIV meter"]
