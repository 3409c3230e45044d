"""Every state of the table and of the page of two changes: accessible, and no wider than the screen, in both schemes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests import browsing, cast
from tests.workplans.table.browsing import cell, leave_by
from workplans.drafting.saving import save_line
from workplans.models import Activity, Seat, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
SEND_WITHOUT_SCRIPT = "document.querySelector('form[data-table]').submit()"


@dataclass
class Scene:
    """Cambodia's table with three lines, open before its officer; the lead works in it too."""

    page: Page
    plan: Workplan
    officer: Seat
    lead: Seat

    def lead_saves(self, number: int, **values: Any) -> None:
        line = Activity.objects.get(number=number)
        save_line(line, values, seen=line.row_version, by=self.lead, now=cast.NOW)

    def send(self) -> None:
        self.page.keyboard.press("Control+s")

    def without_script(self) -> None:
        """Rows do not save themselves from here on."""
        self.page.route("**/save/", lambda route: route.abort())

    def send_without_script(self) -> None:
        with self.page.expect_navigation():
            self.page.evaluate(SEND_WITHOUT_SCRIPT)

    def press(self, name: str) -> None:
        leave_by(self.page, name)


@pytest.fixture
def scene(filled: Page, kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat) -> Scene:
    filled.on("dialog", lambda dialog: dialog.accept())
    return Scene(filled, kh_plan, kh_officer, kh_lead)


def at_rest(scene: Scene) -> None:
    expect(scene.page.locator("#s001")).to_contain_text("1 Feb")


def menu_and_row_opened(scene: Scene) -> None:
    scene.page.locator("table summary").first.click()
    cell(scene.page, "002", "title").focus()
    scene.page.keyboard.press("F2")
    expect(scene.page.locator("#open-002")).to_be_visible()


def refused(scene: Scene) -> None:
    cell(scene.page, "001", "secretariat_cost").fill("900,000")
    cell(scene.page, "002", "starts_on").fill("soon")
    scene.send()
    expect(scene.page.locator("#e001 .ways")).to_be_visible()
    expect(scene.page.locator("#e002")).to_be_visible()


def refused_without_script(scene: Scene) -> None:
    scene.without_script()
    cell(scene.page, "001", "secretariat_cost").fill("900,000")
    cell(scene.page, "002", "starts_on").fill("soon")
    scene.page.locator("[name=n0101-lead_body]").fill("Ministry of Interior")
    scene.send_without_script()
    expect(scene.page.locator("[data-error-summary]")).to_contain_text("Not saved yet: 3 points to correct")


def no_connection(scene: Scene) -> None:
    scene.page.route("**/save/", lambda route: route.abort())
    cell(scene.page, "001", "title").fill("Kept here")
    scene.send()
    expect(scene.page.locator("#r001[data-tone=kept] [data-state]")).to_have_text("Not saved")


def signed_out(scene: Scene) -> None:
    Session.objects.all().delete()
    cell(scene.page, "001", "title").fill("Kept here")
    scene.send()
    expect(scene.page.get_by_role("link", name="Sign in")).to_be_visible()


def saved_by_another(scene: Scene) -> None:
    scene.lead_saves(1, title="Theirs")
    cell(scene.page, "001", "title").fill("Mine")
    scene.send()
    expect(scene.page.locator("#e001 button")).to_have_text("Compare")


def saved_by_another_without_script(scene: Scene) -> None:
    scene.without_script()
    scene.lead_saves(1, title="Theirs")
    cell(scene.page, "001", "title").fill("Mine")
    scene.send_without_script()
    expect(scene.page.get_by_role("button", name="Compare")).to_be_visible()


def plan_submitted(scene: Scene) -> None:
    cast.submitted(scene.plan, by=scene.lead)
    cell(scene.page, "001", "title").fill("Mine")
    scene.send()
    expect(scene.page.get_by_role("button", name="Copy my text")).to_be_visible()


def plan_submitted_without_script(scene: Scene) -> None:
    scene.without_script()
    cast.submitted(scene.plan, by=scene.lead)
    cell(scene.page, "001", "title").fill("Mine")
    scene.send_without_script()
    expect(scene.page.locator("main")).to_contain_text("Mine")


def pasted_with_a_range(scene: Scene) -> None:
    cell(scene.page, "001", "title").focus()
    scene.page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "One\\tTrainning\\nTwo\\tLegal\\nThree\\tLegal\\nNew\\tLegal");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    expect(scene.page.locator("tr.told")).to_contain_text("8 cells pasted, 1 new activity. 7 are saved.")
    cell(scene.page, "001", "starts_on").focus()
    scene.page.keyboard.press("Shift+ArrowDown")
    expect(scene.page.locator("td[data-range]")).to_have_count(2)


def both(scene: Scene) -> None:
    """Words, days and money of both."""
    scene.lead_saves(
        1, title="Training of guards at the border", ends_on=date(2011, 6, 30), secretariat_cost=Decimal(700)
    )
    cell(scene.page, "001", "title").fill("Training of guards and police")
    cell(scene.page, "001", "ends_on").fill("31 May")
    cell(scene.page, "001", "secretariat_cost").fill("900")
    scene.send()
    expect(scene.page.locator("#e001")).to_contain_text("The lead changed the ")
    scene.press("Compare")
    expect(scene.page.locator("h1")).to_have_text("001: two people changed this activity")
    expect(scene.page.locator("fieldset.sides-row")).to_have_count(3)
    expect(scene.page.locator("input[type=radio]:checked")).to_have_count(0)


def both_not_all_chosen(scene: Scene) -> None:
    both(scene)
    scene.page.locator("#choice-title-mine").check()
    scene.press("Save my choices")
    expect(scene.page.locator("[data-error-summary]")).to_contain_text("choose in 2 fields")
    expect(scene.page.locator("#choice-title-mine")).to_be_checked()


def both_changed_again(scene: Scene) -> None:
    both(scene)
    scene.lead_saves(1, title="Training of guards at all borders")
    scene.page.get_by_role("button", name="Keep all my text").click()
    scene.press("Save my choices")
    expect(scene.page.locator("main")).to_contain_text(
        "kh lead saved this activity again while you were choosing."
    )
    expect(scene.page.locator("#choice-title-mine")).to_be_checked()


def both_too_dear(scene: Scene) -> None:
    both(scene)
    cast.complete_line(scene.plan, by=scene.lead, secretariat_cost=Decimal(97_200))
    scene.page.get_by_role("button", name="Keep all my text").click()
    scene.press("Save my choices")
    expect(scene.page.locator("[data-error-summary]")).to_contain_text("above the ceiling. Amount left: US$")
    expect(scene.page.locator("#choice-title-mine")).to_be_checked()


def both_submitted_meanwhile(scene: Scene) -> None:
    both(scene)
    cast.submitted(scene.plan, by=scene.lead)
    scene.page.get_by_role("button", name="Keep all my text").click()
    scene.press("Save my choices")
    expect(scene.page.locator("main")).to_contain_text("You can copy your text.")


STATES: tuple[Callable[[Scene], None], ...] = (
    at_rest,
    menu_and_row_opened,
    refused,
    refused_without_script,
    no_connection,
    signed_out,
    saved_by_another,
    saved_by_another_without_script,
    plan_submitted,
    plan_submitted_without_script,
    pasted_with_a_range,
    both,
    both_not_all_chosen,
    both_changed_again,
    both_too_dear,
    both_submitted_meanwhile,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_state_is_accessible_and_fits_each_width_in_light_and_dark(scene, state):
    state(scene)

    assert browsing.barriers(scene.page, dark=browsing.IN_DARK) == []
