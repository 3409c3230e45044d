"""The board of recommendations in a browser: printed by one press."""

from datetime import date

import pytest
from playwright.sync_api import expect

from reporting.models import Meeting, MeetingPart, Recommendation, RecommendationAddressee
from tests import browsing, cast
from workplans.models import Taskforce

pytestmark = [pytest.mark.browser, pytest.mark.once]


def hold_meeting() -> None:
    meeting = Meeting.objects.create(slug="som-9", planned_from=date(2011, 9, 1))
    MeetingPart.objects.create(meeting=meeting, kind="som", number=9)
    asked = Recommendation.objects.create(meeting=meeting, number=1, text="Train more")
    RecommendationAddressee.objects.create(recommendation=asked, taskforce=Taskforce.objects.get(slug="kh"))


def test_the_board_is_printed_by_one_press_and_says_how_without_scripts(live_server, browser, client_of):
    client = client_of(cast.make_world().seats["kh_lead"])
    hold_meeting()
    for has_scripts in (True, False):
        context = browser.new_context(java_script_enabled=has_scripts, base_url=live_server.url)
        browsing.sign_in(context, live_server.url, client)
        page = context.new_page()
        page.add_init_script("window.print = () => document.body.dataset.printed = '1'")
        page.goto("/meetings/recommendations/")
        button = page.get_by_role("button", name="Print", exact=True)
        expect(page.locator("noscript .second")).to_be_visible(visible=not has_scripts)
        expect(button).to_be_visible(visible=has_scripts)
        if has_scripts:
            button.click()
            expect(page.locator("body")).to_have_attribute("data-printed", "1")
        context.close()
