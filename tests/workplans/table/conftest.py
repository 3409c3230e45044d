"""The table of a draft, open in a real browser."""

import pytest
from playwright.sync_api import Page

from tests import browsing, cast
from tests.workplans.table.browsing import DESKTOP, MAY_PASTE
from workplans.models import Seat, Workplan


@pytest.fixture
def table(visit: browsing.Visit, kh_officer: Seat) -> Page:
    """Cambodia's empty draft, in the browser of its officer."""
    return visit("/2011/kh/", kh_officer, viewport=DESKTOP)


@pytest.fixture
def filled(visit: browsing.Visit, kh_plan: Workplan, kh_officer: Seat) -> Page:
    """The table with three lines."""
    for _ in range(3):
        cast.complete_line(kh_plan, by=kh_officer)
    return visit("/2011/kh/", kh_officer, viewport=DESKTOP)


@pytest.fixture
def draft(visit: browsing.Visit, kh_plan: Workplan, kh_officer: Seat) -> Page:
    """Cambodia's draft with two lines, in its officer's browser: it has the clipboard, and leaves a page without asking."""
    for _ in range(2):
        cast.complete_line(kh_plan, by=kh_officer)
    setup = {"viewport": DESKTOP, "permissions": MAY_PASTE}
    page = visit("/2011/kh/", kh_officer, **setup)
    page.on("dialog", lambda dialog: dialog.accept())
    return page
