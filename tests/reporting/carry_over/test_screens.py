"""The page of the year behind in a browser: the meter counts by itself, and every state is accessible."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from spa.models import Area
from tests import browsing, cast, year_behind
from workplans.drafting.actions import LineDraft, add_activity

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def years(transactional_db: None, world: cast.World) -> year_behind.Years:
    """Three lines of 2011, 33,000 US dollars each, one of them under way; 2012 on another plan of action."""
    plan = cast.another_plan(100, 2012, 2014, status="agreed")
    Area.objects.create(plan=plan, code="1", title="Prevention", position=1)
    years = year_behind.open_next(world, on=plan)
    years.approve(3, secretariat_cost=Decimal(33_000))
    sheet = years.answers("som", "open")
    years.answer(sheet, 1, status="under_way", spent_secretariat=Decimal(13_000), narrative="Half is done.")
    years.answer_target(sheet, "1.T1", "no_activity")
    return years


@pytest.fixture
def officer(years: year_behind.Years, visit: browsing.Visit) -> Page:
    return visit("", years.officer)


def test_the_meter_counts_each_choice_and_the_focus_stays(years, officer):
    officer.goto("/2012/kh/last-year/")
    first = officer.locator(f"input[name='way-{years.line(1).pk}']").first
    first.focus()

    for left in ("67,000 left", "80,000 left"):
        with officer.expect_response(lambda answer: answer.request.method == "POST"):
            officer.keyboard.press("ArrowDown")
        expect(officer.locator("#standing")).to_contain_text(left)

    expect(officer.locator("#standing")).to_contain_text("1 of 3")
    expect(officer.get_by_role("button", name="Add 1 activity to the draft of 2012")).to_be_visible()
    assert officer.evaluate("document.activeElement.value") == "rest"
    expect(officer.locator(".carry-over-count")).to_be_hidden()


def test_every_state_is_accessible_and_no_wider_than_the_screen(years, officer):
    draft = LineDraft(area=years.area("1"), title="Here already", secretariat_cost=Decimal(20_000))
    add_activity(years.plan, draft, by=years.officer, now=cast.NOW)

    def look() -> None:
        assert browsing.barriers(officer, dark=browsing.IN_DARK) == []

    # Who looks at it on a phone also acts there.
    officer.set_viewport_size({"width": 320, "height": 900})
    officer.goto("/2012/kh/last-year/")
    look()
    officer.get_by_role("button", name="Continue all 3 activities, with the full amount").click()
    officer.wait_for_load_state("load")
    look()
    officer.get_by_role("button", name="Add the chosen activities").click()
    expect(officer.locator("[data-error-summary]")).to_be_focused()
    look()
    with officer.expect_response(lambda answer: answer.request.method == "POST"):
        officer.locator("select").first.select_option(label="Area 1. Prevention")
    officer.get_by_role("button", name="Choose the activities for the reserve").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("activities for the reserve")
    look()
    # The proposed lines are the last ones: without any, it is too much, and the summary takes the focus.
    kept = [tick.get_attribute("value") for tick in officer.locator("[name=reserve]:checked").all()]
    for value in kept:
        officer.locator(f"[name=reserve][value='{value}']").uncheck()
    officer.get_by_role("button", name="Add 3 activities to the draft of 2012").click()
    expect(officer.locator("[data-error-summary]")).to_be_focused()
    look()
    for value in kept:
        officer.locator(f"[name=reserve][value='{value}']").check()
    officer.get_by_role("button", name="Add 3 activities to the draft of 2012").click()
    expect(officer.get_by_role("heading", name="3 activities are in the draft")).to_be_visible()
    officer.goto("/2012/kh/last-year/")
    look()
    for address in ("/2011/kh/001/", "/2012/kh/002/"):
        officer.goto(address)
        look()
