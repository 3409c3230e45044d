"""The state bar in a browser: one height on every page, in sight, its menus, and nothing that axe finds."""

import pytest
from playwright.sync_api import Page, expect

from tests import browsing, cast
from workplans.models import Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
PLAN = "/2011/kh/"
PAGES = (
    PLAN,
    f"{PLAN}?view=list",
    f"{PLAN}submit/",
    f"{PLAN}history/",
    f"{PLAN}comments/",
    f"{PLAN}ministries/",
)
# Where no more than the height is looked at.
MORE = (f"{PLAN}versions/", f"{PLAN}readers/", f"{PLAN}consultation/", f"{PLAN}import/")
TOP = "selector => Math.round(document.querySelector(selector).getBoundingClientRect().top)"


@pytest.fixture
def lead(visit: browsing.Visit, kh_plan: Workplan, world: cast.World) -> Page:
    """The lead of a draft of four activities with one open point."""
    for changes in ({}, {"type": None}, {}, {}):
        cast.complete_line(kh_plan, by=world.seats["kh_officer"], **changes)
    return visit("", world.seats["kh_lead"], viewport={"width": 1280, "height": 900})


def test_bar_has_one_height_on_every_page_and_the_first_activity_begins_within_330_px(lead):
    heights = []
    for address in (*PAGES, *MORE):
        lead.goto(address)
        heights.append(lead.evaluate(TOP, "[data-state-bar]"))
        assert address in MORE or not browsing.barriers(lead)
    lead.goto(PLAN)

    assert len(set(heights)) == 1
    assert heights[0] <= 200
    assert lead.evaluate(TOP, "tr[data-row]") <= 330


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 740)])
def test_the_button_is_in_sight_at_the_top_and_after_scrolling(lead, width, height):
    lead.set_viewport_size({"width": width, "height": height})
    lead.goto(PLAN)
    button = lead.get_by_role("link", name="Check and submit")

    expect(button).to_be_in_viewport(ratio=1)
    lead.evaluate("scrollTo(0, 600)")

    expect(button).to_be_in_viewport(ratio=1)
    expect(lead.locator("[data-state-bar][data-stuck]")).to_have_count(1)
    assert lead.locator(".bar-plan").is_visible() is (width == 1280)


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 740)])
def test_lead_submits_in_two_presses_and_what_is_missing_is_in_sight(lead, kh_plan, width, height):
    lead.set_viewport_size({"width": width, "height": height})
    lead.goto(f"{PLAN}submit/")
    expect(lead.locator("#points").get_by_role("link", name="002")).to_be_in_viewport(ratio=1)
    kh_plan.activities.filter(type=None).update(type=kh_plan.activities.exclude(type=None).first().type)

    lead.goto(f"{PLAN}history/")
    lead.get_by_role("link", name="Check and submit").click()
    button, day = lead.get_by_role("button", name="Submit to the Secretariat"), lead.locator("#id_agreed_on")
    expect(button).to_be_in_viewport(ratio=1)
    expect(day).to_be_in_viewport(ratio=1)
    day.fill("20 Jan 2011")
    button.click()

    expect(lead.locator("h1")).to_have_text("The Secretariat has the workplan now")


def test_next_open_point_leads_to_its_cell_below_the_bar(lead):
    lead.goto(PLAN)

    lead.get_by_role("link", name="002, type").click()

    cell = lead.locator("#r002-type")
    expect(cell).to_be_in_viewport(ratio=1)
    assert cell.bounding_box()["y"] > lead.locator("[data-state-bar]").bounding_box()["height"]


def test_one_menu_is_open_at_a_time_and_closes_by_escape_and_beside_it(lead):
    lead.goto(PLAN)
    menus = lead.locator(".plan-menu[open]")

    lead.get_by_text("Add, import, download").click()
    lead.get_by_text("People", exact=True).click()

    expect(menus).to_have_count(1)
    expect(lead.get_by_role("link", name="Do the ministries agree?")).to_be_visible()
    lead.keyboard.press("Escape")
    expect(menus).to_have_count(0)
    expect(lead.locator(".plan-menu summary", has_text="People")).to_be_focused()
    lead.locator(".plan-keys summary").click()
    expect(lead.get_by_text("new activity")).to_be_visible()
    lead.locator("h1").click()
    expect(menus).to_have_count(0)


def test_phone_keeps_the_turn_and_marks_a_folded_row_that_lacks_something(lead):
    lead.set_viewport_size({"width": 360, "height": 740})
    lead.goto(PLAN)
    mark = "row => getComputedStyle(row.cells[0], '::after').content"

    assert [lead.locator(f"#r00{number}").evaluate(mark) for number in (1, 2)] == ["none", '""']
    expect(lead.locator(".bar-turn")).to_contain_text("Your task now")
