"""The pages of search and of one's account in a browser: no barrier, and nothing beside the edge of a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.browsing import DESKTOP_AND_PHONE, barriers, sign_in
from tests.cast import SignIn
from workplans.models import Seat, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_search_and_account_have_no_barrier_and_fit_a_phone(
    transactional_db: Any,
    live_server: LiveServer,
    page: Page,
    kh_plan: Workplan,
    kh_officer: Seat,
    client_of: SignIn,
) -> None:
    cast.complete_line(kh_plan, by=kh_officer, title="សិក្ខាសាលា\u200bប្រឆាំង\u200bការជួញដូរមនុស្ស")
    cast.complete_line(kh_plan, by=kh_officer, title="Hội thảo phòng chống mua bán người " * 4)
    sign_in(page.context, live_server.url, client_of(kh_officer))
    shown = {
        "/search/": "Search",
        "/search/?q=hoi+thao": "KH-2011-002",
        "/search/?q=ជួញ": "KH-2011-001",
        "/search/?q=zzzz": "zzzz",
        "/account/": "Your time zone",
    }

    for path, words in shown.items():
        page.goto(f"{live_server.url}{path}")
        assert words in page.content()
        assert barriers(page, DESKTOP_AND_PHONE) == [], path
