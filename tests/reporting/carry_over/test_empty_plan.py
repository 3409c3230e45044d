"""The four ways to fill an empty plan, each in a browser with and without JavaScript, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from spa.models import MenuActivity
from tests import browsing, cast, year_behind

pytestmark = [pytest.mark.browser, pytest.mark.once]
PLAN = "/2012/kh/"
SEEN = [(scripts, width) for scripts in (True, False) for width in (1280, 360)]


@pytest.fixture
def years(transactional_db: None, world: cast.World) -> year_behind.Years:
    """Two approved lines of 2011, and the empty draft of 2012."""
    return year_behind.open_next(world, approved=2)


@pytest.fixture(params=SEEN, ids=lambda seen: f"{'scripts' if seen[0] else 'no scripts'} {seen[1]}")
def page(request: pytest.FixtureRequest, years: year_behind.Years, visit: browsing.Visit) -> Page:
    scripts, width = request.param
    setup = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 900}}
    return visit(PLAN, years.officer, **setup)


def titles(years: year_behind.Years) -> list[str]:
    return list(years.plan.activities.order_by("area__position", "number").values_list("title", flat=True))


def follow(page: Page, link: str) -> None:
    page.locator(".drafting-form .empty").get_by_role("link", name=link).click()


def test_empty_plan_starts_from_last_year(years, page):
    follow(page, "Start from last year")

    page.get_by_role("button", name="Continue all 2 activities, with the full amount").click()
    page.get_by_role("button", name="Add ").click()

    expect(page.get_by_role("heading", name="2 activities are in the draft")).to_be_visible()
    page.get_by_role("link", name="Open the draft of 2012").click()
    assert titles(years) == ["Workshop 1", "Workshop 2"]
    expect(page.get_by_text("No activities yet.")).to_have_count(0)


def test_empty_plan_takes_many_from_the_menu_at_once(years, page):
    for summary in page.locator(".menu-row summary").all():
        summary.click()

    ticks = page.locator("[name=menu]")
    expect(ticks).to_have_count(2)
    for tick in ticks.all():
        tick.check()
    page.locator("[name=add_menu]").first.click()

    expect(page.get_by_text("2 activities are added: 001 and 002.")).to_be_visible()
    assert titles(years) == list(
        MenuActivity.objects.order_by("area__position").values_list("text", flat=True)
    )
    page.locator(".menu-row summary").first.click()
    expect(page.get_by_text("Already in the workplan: 001")).to_be_visible()


def test_empty_plan_takes_rows_from_excel(years, page):
    follow(page, "upload a workbook")

    page.locator("textarea[name=rows]").fill("Area\tTitle\n1\tFrom Excel\n2\tAlso from Excel")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Save these changes").click()

    page.wait_for_url(f"**{PLAN}")
    assert titles(years) == ["From Excel", "Also from Excel"]


def test_empty_plan_takes_what_is_typed_in_its_first_line(years, page):
    page.locator("[name=n0101-title]").fill("Typed by hand")
    page.get_by_role("button", name="Save all rows now").last.click()

    expect(page.locator("tr[data-row]")).to_have_count(1)
    assert titles(years) == ["Typed by hand"]
