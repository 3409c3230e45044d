"""The page of notices in a browser: no barrier, and nothing beside the edge of a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from commit_portal.mail_facts import Facts
from commit_portal.statuses import NoticeKind
from reporting.notices.writing import Telling, write
from tests.test_screens import WCAG
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_pages_of_notices_have_no_barrier_and_fit_a_phone(
    transactional_db: Any,
    live_server: LiveServer,
    page: Page,
    regional_office: Seat,
    client_of: Callable[[Seat], Client],
) -> None:
    now, facts = timezone.now(), Facts("submitted", year=2011, place="kh", role="lead", link="/2011/kh/")
    write([Telling(regional_office, "event:1", NoticeKind.WAITS, facts, at=now, due_at=now)], now=now)
    session = client_of(regional_office).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    own = regional_office.user.mail_settings

    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for path in (
            "/notices/",
            "/notices/failures/",
            "/notices/calendar/",
            f"/notices/stop/{own.stop_key}/waits/",
        ):
            page.goto(f"{live_server.url}{path}")
            assert Axe().run(page, options=WCAG).response["violations"] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_address_of_the_calendar_is_copied_by_a_button_and_fits_a_phone(
    transactional_db: Any,
    live_server: LiveServer,
    page: Page,
    kh_lead: Seat,
    client_of: Callable[[Seat], Client],
) -> None:
    session = client_of(kh_lead).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/notices/calendar/")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_role("textbox", name="Your private address is shown only now").input_value()

    page.get_by_role("button", name="Copy the address").click()

    page.get_by_role("button", name="The address is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert "/calendar/" in address
    assert Axe().run(page, options=WCAG).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
