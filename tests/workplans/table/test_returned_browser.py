"""A returned plan in a browser: nothing that axe finds in any width, on a phone and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browsing import IN_DARK, Visit, barriers
from workplans.models import Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
PLAN = "/2011/kh/"


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def officer(request: pytest.FixtureRequest, visit: Visit, kh_plan: Workplan, world: cast.World) -> Page:
    """The officer of a plan of which both activities were returned, with scripts and without."""
    seats = world.seats
    lines = [cast.complete_line(kh_plan, by=seats["kh_officer"]) for _ in range(2)]
    plan = cast.submitted(kh_plan, by=seats["kh_lead"])
    cast.decided(plan, *lines, by=seats["kh_desk"], reason="Say where.")
    setup = {"java_script_enabled": request.param, "viewport": {"width": 360, "height": 740}}
    return visit(PLAN, seats["kh_officer"], **setup)


def test_a_returned_activity_is_changed_answered_and_done_on_a_phone(request, officer):
    page, has_scripts = officer, "no-scripts" not in request.node.name
    assert not has_scripts or not barriers(page, dark=IN_DARK)

    page.get_by_role("textbox", name="Starts on").first.fill("gibberish")
    page.get_by_role("button", name="001 is done").click()
    expect(page.locator(".error-summary")).to_contain_text("001, Starts on")
    assert not has_scripts or not barriers(page)

    page.locator("#r001-starts_on").fill("1 Apr")
    page.locator("#r001-answer").fill("In Kampot.")
    page.get_by_role("button", name="001 is done").click()

    expect(page.locator("#r001")).to_contain_text("In Kampot.")
    expect(page.get_by_text("1 done, 1 to change.")).to_be_visible()
    assert page.url.endswith("#r001")
    assert not has_scripts or not barriers(page, dark=IN_DARK)

    page.locator(".bar-button a").click()
    expect(page.locator("#r002")).to_be_in_viewport()
