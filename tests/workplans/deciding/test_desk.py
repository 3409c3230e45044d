"""The desk's table in a browser: letters, no page load, a wrong decision taken back, and the same without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from commit_portal.workflow import events_about
from tests import browsing, cast
from tests.workplans.comments.test_talk import said
from workplans.comments.targets import CommentTarget
from workplans.deciding.actions import record_decision
from workplans.models import Activity, LineDecision, Seat, Workplan
from workplans.statuses import Outcome
from workplans.submitting.actions import take_back_workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
QUEUE = "/2011/kh/decisions/"
SAID = "#announcements"

type Desk = Callable[[], Page]


def submit(plan: Workplan, officer: Seat, lead: Seat, number: int) -> list[Activity]:
    lines = [cast.complete_line(plan, by=officer, title=f"Line {place}") for place in range(1, number + 1)]
    cast.submitted(plan, by=lead)
    return lines


@pytest.fixture
def desk(visit: browsing.Visit, kh_desk: Seat) -> Desk:
    """Opens the table, signed in as Cambodia's desk. The page then counts how often it was left."""

    def go() -> Page:
        page = visit(QUEUE, kh_desk)
        page.evaluate("window.isTheSamePage = true")
        return page

    return go


@pytest.fixture
def three(transactional_db: None, kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat) -> list[Activity]:
    return submit(kh_plan, kh_officer, kh_lead, 3)


@pytest.fixture
def page(three: list[Activity], desk: Desk) -> Page:
    """The table with three lines."""
    return desk()


def press_at(page: Page, code: str, key: str, **more: bool) -> None:
    """A key by its place, with the letter that the layout has there."""
    page.evaluate(
        "([code, key, more]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true, ...more}))",
        [code, key, more],
    )


def is_the_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.isTheSamePage === true"))


def opened(page: Page) -> list[str]:
    return [line.get_attribute("data-line") or "" for line in page.locator("[data-line][data-open]").all()]


def opens(page: Page, *codes: str) -> None:
    """Wait for the fields of a row, and for the others to be folded."""
    for code in codes:
        expect(page.locator(f"#line-{code} .desk-more")).to_be_visible()
    assert opened(page) == list(codes)


def start_return(page: Page, code: str) -> None:
    """R, from wherever the focus is; then the reason of that row can be typed."""
    page.keyboard.press("r")
    expect(page.locator(f"#line-{code} textarea")).to_be_focused()


def test_twenty_four_lines_are_decided_by_keyboard_without_a_page_load(kh_plan, kh_officer, kh_lead, desk):
    submit(kh_plan, kh_officer, kh_lead, 24)
    page = desk()
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    keys = 1
    page.keyboard.press("j")

    for number in range(1, 25):
        expect(page.locator(f"#line-{number:03d} [data-line-head]")).to_be_focused()
        if number == 7:
            page.keyboard.press("r")
            page.keyboard.type("Say where.")
        else:
            page.keyboard.press("a")
        page.keyboard.press("Control+Enter")
        keys += 2
        said = (
            f"Saved. {24 - number} of 24 activities still need a decision."
            if number < 24
            else "Saved. Every activity has a decision."
        )
        expect(page.locator(SAID)).to_have_text(said)

    expect(page.locator("#sending h2")).to_be_focused()
    expect(page.locator("#bar-points")).to_have_text("All activities are decided")
    expect(page.locator("#bar-button a.btn-primary")).to_have_attribute("href", f"{QUEUE}send/")
    expect(page.locator("#desk-room")).to_contain_text("US$77,000 left of US$100,000")
    assert loads == []
    assert keys == 49
    found = LineDecision.objects.order_by("activity__number").values_list("outcome", "reason")
    assert list(found) == [("approve", "")] * 6 + [("return", "Say where.")] + [("approve", "")] * 17


def test_recording_before_anything_is_chosen_says_what_to_do(page):
    page.get_by_role("button", name="Save my decisions", exact=True).last.click()

    expect(page.locator(".error-summary")).to_contain_text(
        "Choose a decision first, or tick the activities that you approve"
    )
    expect(page.locator(".error-summary")).to_be_focused()


def test_decided_line_goes_to_the_end_of_the_table_and_back_when_it_is_taken_back(three, page):
    def order() -> list[str]:
        found = page.locator(".desk-group:visible, .desk-line").all()
        return [part.get_attribute("id") or "" for part in found]

    new = f"group-area-{three[0].area_id}"
    assert order() == [new, "line-001", "line-002", "line-003"]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    expect(page.locator(SAID)).to_have_text("Saved. 2 of 3 activities still need a decision.")
    assert order() == [new, "line-001", "line-003", "group-decided", "line-002"]
    # No column for what can no longer be approved.
    width = "group => document.querySelector(`#head-${group} th`).clientWidth"
    assert page.evaluate(width, f"area-{three[0].area_id}") == 84 > 5 * page.evaluate(width, "decided")
    expect(page.locator("#bar-points")).to_have_text("2 activities to decide")
    expect(page.locator("#bar-money")).to_contain_text("US$1,000 approved of 100,000 99,000 left")
    expect(page.locator("#line-003 .turn")).to_contain_text("3 of 3")
    expect(page.locator("#line-003 .turn")).to_contain_text("Previous: 001")
    page.keyboard.press("k")
    expect(page.locator("#line-001 [data-line-head]")).to_be_focused()

    page.get_by_role("button", name=re.compile("Cancel this decision.*KH-2011-002")).click()
    expect(page.locator("#line-002 [data-line-head]")).to_be_focused()
    assert order() == [new, "line-001", "line-002", "line-003"]
    assert is_the_same_page(page)


def test_first_activity_begins_within_330_px_and_an_area_is_folded_until_a_key_goes_to_its_row(three, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.querySelector('.desk-line').getBoundingClientRect().top") <= 330

    page.locator(f"#group-area-{three[0].area_id}").click()
    expect(page.locator("#line-001")).to_be_hidden()
    page.keyboard.press("j")

    opens(page, "001")


def test_wrong_decision_is_taken_back_without_a_page_load(kh_plan, page):
    page.keyboard.press("j")
    start_return(page, "001")
    page.keyboard.type("Wrong line.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(SAID)).to_have_text("Saved. 2 of 3 activities still need a decision.")

    page.get_by_role("button", name=re.compile("Cancel this decision.*KH-2011-001")).click()

    expect(page.locator(SAID)).to_have_text(
        "The decision on KH-2011-001 is cancelled. This activity needs a decision again."
    )
    expect(page.locator("#line-001 [data-line-head]")).to_be_focused()
    expect(page.locator("#line-001 textarea")).to_have_value("Wrong line.")
    expect(page.locator("#line-001 input[type=radio]:checked")).to_have_count(0)
    assert not LineDecision.objects.exists()
    assert is_the_same_page(page)
    assert events_about(kh_plan).filter(verb="decide").count() == 2


def test_what_the_page_said_before_goes_when_a_decision_is_taken_back(page):
    page.locator("[data-rest]").first.click()
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".notices")).to_contain_text("Saved 3 decisions.")

    page.get_by_role("button", name=re.compile("Cancel this decision.*KH-2011-002")).click()

    expect(page.locator(SAID)).to_contain_text("The decision on KH-2011-002 is cancelled.")
    expect(page.locator(".notices")).to_have_count(0)


def test_letters_are_found_by_their_place_and_leave_fields_and_input_methods_alone(page):
    press_at(page, "KeyC", "j")
    press_at(page, "KeyJ", "្", isComposing=True)
    press_at(page, "KeyJ", "j", ctrlKey=True)
    assert opened(page) == []
    # Khmer, then Thai.
    press_at(page, "KeyJ", "្")
    opens(page, "001")
    press_at(page, "KeyJ", "่")
    opens(page, "002")
    press_at(page, "KeyK", "ก")
    opens(page, "001")
    press_at(page, "KeyR", "រ")
    expect(page.locator("#line-001 textarea")).to_be_focused()
    page.keyboard.type("jar")
    expect(page.locator("#line-001 textarea")).to_have_value("jar")
    assert opened(page) == ["001"]
    # No letter records.
    assert not LineDecision.objects.exists()


def test_letters_that_were_turned_off_stay_off(page):
    page.locator(".plan-keys summary").click()
    page.get_by_role("button", name="Turn keyboard shortcuts off").click()
    expect(page.locator(SAID)).to_have_text("Keyboard shortcuts are off.")

    page.keyboard.press("j")
    assert opened(page) == []
    page.reload()
    page.keyboard.press("j")
    assert opened(page) == []

    page.locator(".plan-keys summary").click()
    page.get_by_role("button", name="Turn keyboard shortcuts on").click()
    page.keyboard.press("j")
    opens(page, "001")


def test_ticked_lines_are_recorded_at_once_and_a_return_asks_for_its_reason_in_place(page):
    page.get_by_label("Approve KH-2011-001").check()
    page.get_by_label("Approve KH-2011-003").check()
    two = "2 chosen, US$2,000 to approve Approved so far 0. With these 2,000. Left 98,000."
    expect(page.locator("#desk-chosen")).to_have_text(two)
    expect(page.locator(SAID)).to_have_text(two)
    expect(page.get_by_role("button", name="Approve 2 activities")).to_be_visible()
    page.get_by_label("Approve KH-2011-003").uncheck()
    expect(page.locator("#desk-chosen")).to_have_text(
        "1 chosen, US$1,000 to approve Approved so far 0. With these 1,000. Left 99,000."
    )
    page.get_by_role("button", name="Untick all").click()
    expect(page.locator("#desk-chosen")).to_be_empty()
    page.get_by_label("Approve KH-2011-001").check()
    page.get_by_label("Approve KH-2011-003").check()
    # "Return" opens the row at the reason.
    page.get_by_role("button", name="Return KH-2011-002").click()
    expect(page.locator("#line-002 textarea")).to_be_focused()
    expect(page.locator("#line-002 input[value=return]")).to_be_checked()

    page.get_by_role("button", name="Save 3 decisions").click()

    expect(page.locator(SAID)).to_have_text(
        "The decision on KH-2011-002 is not saved. Give a reason for the return."
    )
    expect(page.locator("#line-002 textarea")).to_be_focused()
    assert browsing.faults(page) == []
    assert set(LineDecision.objects.values_list("activity__number", flat=True)) == {1, 3}
    page.keyboard.type("Say where.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(SAID)).to_have_text("Saved. Every activity has a decision.")
    assert is_the_same_page(page)


def test_page_that_approves_what_is_ticked_is_opened_without_a_warning(three, desk):
    page, asked = desk(), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Approve KH-2011-001").check()

    page.get_by_role("link", name="Approve all remaining activities").click()

    expect(page.get_by_role("button", name="Approve 3 activities")).to_be_visible()
    assert asked == []
    page.go_back()
    page.get_by_role("button", name="Return KH-2011-002").click()
    page.locator("#line-002 textarea").fill("Say where.")
    page.get_by_role("link", name="Approve all remaining activities").click()
    expect(page.get_by_role("button", name="Approve 3 activities")).to_be_visible()
    assert asked == ["beforeunload"]


def test_tick_becomes_the_choice_of_the_opened_row_and_what_is_typed_stays_in_a_folded_one(page):
    head = page.locator("#line-002 [data-line-head]")
    page.get_by_label("Approve KH-2011-002").check()
    head.click()
    opens(page, "002")
    expect(page.get_by_label("Approve KH-2011-002")).to_be_hidden()
    expect(page.locator("#line-002 input[value=approve]")).to_be_checked()
    expect(head).to_have_attribute("aria-expanded", "true")
    page.locator("#line-002 textarea").fill("Well done.")

    head.click()
    expect(page.locator("#line-002 .desk-more")).to_be_hidden()
    head.click()

    expect(page.locator("#line-002 textarea")).to_have_value("Well done.")
    page.get_by_role("button", name="Approve 1 activity").click()
    expect(page.locator(SAID)).to_have_text("Saved. 2 of 3 activities still need a decision.")
    assert LineDecision.objects.get().reason == "Well done."
    opens(page, "003")


def test_decision_of_a_colleague_is_shown_in_its_row_alone(three, page, regional_office):
    page.keyboard.press("j")
    opens(page, "001")
    record_decision(three[0], Outcome.RETURN, reason="Which border?", by=regional_office, now=cast.NOW)
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")

    row = page.locator("#line-001")
    expect(row).to_contain_text("Someone decided on this activity before you, so your decision is not saved.")
    expect(row.locator(".quote")).to_contain_text("Which border?")
    expect(row.locator("input[value=approve]")).to_be_checked()
    assert LineDecision.objects.get().outcome == Outcome.RETURN
    page.keyboard.press("Control+Enter")
    expect(page.locator(SAID)).to_have_text("Saved. 2 of 3 activities still need a decision.")
    assert LineDecision.objects.get().outcome == Outcome.APPROVE
    assert is_the_same_page(page)


def test_lost_answer_keeps_the_words_and_records_once(kh_plan, page):
    lost: list[int] = []

    def lose(route: Route) -> None:
        if "do=001" in (route.request.post_data or "") and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/decisions/", lose)
    page.keyboard.press("j")
    start_return(page, "001")
    page.keyboard.type("Say where.")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#line-001 [data-not-recorded]")).to_contain_text("Your text is still here.")
    expect(page.locator("#line-001 textarea")).to_have_value("Say where.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(SAID)).to_have_text("Saved. 2 of 3 activities still need a decision.")
    assert lost == [200]
    assert events_about(kh_plan).filter(verb="decide").count() == 1


def test_row_that_cannot_be_fetched_says_so_and_opens_once_the_connection_is_back(page):
    page.get_by_label("Approve KH-2011-002").check()
    page.context.set_offline(True)
    page.locator("#line-001 [data-line-head]").click()
    page.locator("#line-001 [data-line-head]").click()
    expect(page.locator(".desk-what .field-error")).to_have_text("Not opened: you are offline. Try again.")
    assert opened(page) == []

    page.context.set_offline(False)
    page.locator("#line-001 [data-line-head]").click()

    opens(page, "001")
    expect(page.locator(".desk-what .field-error")).to_have_count(0)
    expect(page.get_by_label("Approve KH-2011-002")).to_be_checked()


def test_plan_that_was_taken_back_meanwhile_is_told_on_a_page_with_the_words(kh_plan, kh_lead, page):
    page.keyboard.press("j")
    start_return(page, "001")
    take_back_workplan(kh_plan, by=kh_lead, now=cast.NOW)
    page.keyboard.type("Say where.")
    page.keyboard.press("Control+Enter")

    expect(page.locator("h1")).to_have_text("Cambodia 2011: not saved")
    expect(page.get_by_label("Reason")).to_have_value("Say where.")


def test_table_is_accessible_and_no_wider_than_the_screen_in_every_state(three, kh_plan, kh_lead, desk):
    for about in ("Trainers", "Provinces"):
        said(CommentTarget(kh_plan, three[0]), kh_lead, about=about)
    page = desk()
    # Who looks at it on a phone also acts there.
    page.set_viewport_size({"width": 320, "height": 900})

    assert browsing.barriers(page) == []
    page.get_by_label("Approve KH-2011-003").check()
    expect(page.locator("#desk-chosen")).to_contain_text("1 chosen, US$1,000 to approve")
    assert browsing.barriers(page) == []
    page.get_by_label("Approve KH-2011-003").uncheck()
    page.reload()
    page.keyboard.press("j")
    opens(page, "001")
    assert browsing.barriers(page, dark=(1280,)) == []
    start_return(page, "001")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#line-001 .field-error").first).to_contain_text("Give a reason for the return.")
    assert browsing.barriers(page) == []
    page.keyboard.type("Say where.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(SAID)).to_have_text("Saved. 2 of 3 activities still need a decision.")
    assert browsing.barriers(page) == []
