"""What the table says aloud: each sentence, once, never while somebody types, and without moving the focus."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from commit_portal.i18n import moment
from tests import cast
from tests.workplans.table.browsing import HURRY, NEW_TITLE, SAVED, cell
from workplans.drafting.saving import save_line
from workplans.models import Activity, Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]
# Longer than the 2 s after which a row that rests is sent.
RESTED_MS = 3000
TOO_MUCH = (
    "{}: the amount of US$900,000 is US$802,000 above the ceiling and was not saved. The saved amount is still "
    "US$1,000. The rest of the row was saved."
)
LISTEN = """() => {
    window.heard = [];
    const region = document.querySelector("[data-said]");
    const listen = {childList: true, characterData: true, subtree: true};
    new MutationObserver(() => heard.push(region.textContent)).observe(region, listen);
}"""


class Ear:
    """Everything that was said since it was asked last."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(LISTEN)

    def hears(self, *sentences: str) -> None:
        self.page.wait_for_function("(number) => heard.length >= number", arg=len(sentences), timeout=20_000)
        self.page.wait_for_timeout(500)
        assert self.page.evaluate("heard.splice(0)") == list(sentences)

    def hears_nothing_for(self, ms: int) -> None:
        self.page.wait_for_timeout(ms)
        assert self.page.evaluate("heard.splice(0)") == []


@pytest.fixture
def ear(filled: Page) -> Ear:
    return Ear(filled)


def lead_saves(number: int, lead: Seat, **values: object) -> None:
    line = Activity.objects.get(number=number)
    save_line(line, values, seen=line.row_version, by=lead, now=cast.NOW)


def type_over(field: Locator, words: str) -> None:
    field.focus()
    field.page.keyboard.press("Control+a")
    field.page.keyboard.type(words)


def test_row_says_that_it_is_saved_when_it_is_left_and_not_while_it_is_typed(filled, ear):
    type_over(cell(filled, "001", "secretariat_cost"), "200")
    ear.hears_nothing_for(RESTED_MS)
    expect(filled.locator("#s001 [data-state]")).to_contain_text(SAVED)
    filled.keyboard.type("0")
    ear.hears_nothing_for(RESTED_MS)
    expect(cell(filled, "001", "secretariat_cost")).to_be_focused()

    filled.keyboard.press("Enter")

    ear.hears("001 is saved. Amount left: US$96,000.")
    expect(cell(filled, "002", "secretariat_cost")).to_be_focused()


def test_new_line_says_its_number(filled, ear):
    filled.locator(NEW_TITLE).focus()
    filled.keyboard.type("Training of guards")
    filled.keyboard.press("Enter")

    ear.hears("004 is saved. Amount left: US$97,000.")
    expect(filled.locator("[name=n0102-title]")).to_be_focused()


def test_cost_that_does_not_fit_and_a_row_of_two_people(filled, ear, kh_lead):
    type_over(cell(filled, "001", "secretariat_cost"), "900,000")
    filled.keyboard.press("Enter")
    ear.hears(TOO_MUCH.format("001"))
    expect(cell(filled, "002", "secretariat_cost")).to_be_focused()

    lead_saves(2, kh_lead, title="Theirs")
    type_over(cell(filled, "002", "title"), "Mine")
    filled.keyboard.press("Enter")
    changed = f"The lead changed the title to Theirs ({moment(cast.NOW)})."
    ear.hears(f"{changed} Your text for 002 is still in the row.")
    expect(cell(filled, "003", "title")).to_be_focused()


def test_loss_is_said_once_and_that_the_connection_is_back(filled, ear):
    filled.evaluate(HURRY)
    filled.route("**/save/", lambda route: route.abort())
    type_over(cell(filled, "001", "title"), "One")
    filled.keyboard.press("Enter")
    ear.hears("You are offline. 1 row is not saved yet, but it is kept here.")
    # It is tried again and again, and one more row waits.
    type_over(cell(filled, "002", "title"), "Two")
    filled.keyboard.press("Enter")
    ear.hears_nothing_for(RESTED_MS)
    expect(cell(filled, "003", "title")).to_be_focused()
    expect(filled.locator("thead .c-state")).to_have_text("Not saved: no connection")

    filled.unroute("**/save/")

    ear.hears(
        ("001 is saved. Amount left: US$97,000."),
        ("002 is saved. Amount left: US$97,000."),
        ("You are online again. All rows are saved."),
    )
    expect(filled.locator("thead .c-state")).to_have_text("Saved")
    expect(cell(filled, "003", "title")).to_be_focused()


def test_connection_that_is_back_says_nothing_of_all_rows_where_one_was_refused(filled, ear):
    filled.evaluate(HURRY)
    type_over(cell(filled, "003", "secretariat_cost"), "900,000")
    filled.keyboard.press("Enter")
    ear.hears(TOO_MUCH.format("003"))
    filled.route("**/save/", lambda route: route.abort())
    type_over(cell(filled, "001", "title"), "One")
    filled.keyboard.press("Enter")
    ear.hears("You are offline. 1 row is not saved yet, but it is kept here.")

    filled.unroute("**/save/")

    ear.hears(
        "001 is saved. Amount left: US$97,000.",
        "You are online again. Some rows are not saved. See the reason in each row.",
    )


def test_session_that_ended_and_a_plan_that_was_submitted(filled, ear, kh_plan, kh_lead, client_of):
    cast.submitted(kh_plan, by=kh_lead)
    type_over(cell(filled, "001", "title"), "One")
    filled.keyboard.press("Enter")
    ear.hears(
        "The workplan is submitted, so you cannot change its activities. Ask the lead to cancel the "
        "submission."
    )
    expect(cell(filled, "002", "title")).to_be_focused()

    Session.objects.all().delete()
    type_over(cell(filled, "002", "title"), "Two")
    filled.keyboard.press("Enter")
    ear.hears("Not saved: you were signed out. Your text is kept here.")
    expect(cell(filled, "003", "title")).to_be_focused()
