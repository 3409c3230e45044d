"""Two people in one row of the table, in a real browser: nobody's words are lost, and nothing is asked twice."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from tests import browsing, cast
from tests.workplans.table.browsing import KEPT, cell, leave_by, settled
from workplans.models import Activity, Seat, Workplan
from workplans.plan.permissions import NOT_RETURNED

pytestmark = [pytest.mark.browser, pytest.mark.once]
NO_SCRIPTS = "**/static/js/sheet/*.js"


@pytest.fixture
def theirs(lead: Client, kh_lead: Seat) -> Callable[..., None]:
    """Saves fields of 001 as the lead, who saw its first version unless told otherwise."""

    def save(*, seen: int = 1, **fields: str) -> None:
        sent = {f"r001-{name}": value for name, value in fields.items()}
        lead.post("/2011/kh/001/save/", {"person": kh_lead.user_id, "r001-v": seen, **sent})

    return save


def clash(page: Page, theirs: Callable[..., None], **both: tuple[str, str]) -> None:
    """A cell that the lead has changed and the page saves after that: what is theirs, and what is typed here."""
    for name, (saved, typed) in both.items():
        theirs(**{name: saved})
        cell(page, "001", name).fill(typed)
    page.keyboard.press("Control+s")
    expect(page.locator("#e001")).to_contain_text("The lead changed the ")


def sent_without_scripts(page: Page, **typed: str) -> None:
    """Send the table as a browser does that has not got the scripts; the answer comes with them."""
    page.route(NO_SCRIPTS, lambda route: route.abort())
    page.reload()
    for name, words in typed.items():
        control = page.locator(f"[name={name.replace('__', '-')}]")
        if control.evaluate("(part) => part.tagName") == "SELECT":
            control.select_option(label=words)
        else:
            control.fill(words)
    page.unroute(NO_SCRIPTS)


def test_clash_of_a_page_made_by_the_server_is_known_as_unsaved_with_scripts(draft, theirs):
    sent_without_scripts(draft, r001__title="Mine")
    theirs(title="Theirs")
    leave_by(draft, "Save all rows now")
    expect(draft.locator("[data-error-summary]")).to_be_visible()

    expect(draft.locator("#e001")).to_contain_text("The lead changed the ")
    expect(cell(draft, "001", "title")).to_have_value("Mine")
    assert "Mine" in draft.evaluate(KEPT)[0]
    # Another field of the row: the clash is still there to be settled.
    cell(draft, "001", "lead_body").fill("Ministry of Justice")
    cell(draft, "002", "title").focus()
    expect(draft.locator("#e001")).to_contain_text("The lead changed the ")
    draft.get_by_role("button", name="Compare").click()
    draft.locator("#choice-title-mine").check()
    leave_by(draft, "Save my choices")

    expect(cell(draft, "001", "title")).to_have_value("Mine")
    line = Activity.objects.get(number=1)
    assert (line.title, line.lead_body) == ("Mine", "Ministry of Justice")
    assert draft.evaluate(KEPT) == []


def test_new_row_that_came_back_without_a_title_keeps_its_other_fields(draft):
    sent_without_scripts(
        draft, n0102__lead_body="Ministry of Justice", n0102__type="Training", n0102__funding="In reserve"
    )
    leave_by(draft, "Save all rows now")
    expect(draft.locator("[data-error-summary]")).to_be_visible()

    expect(draft.locator("[name=n0102-lead_body]")).to_have_value("Ministry of Justice")
    draft.locator("[name=n0102-title]").fill("Training of judges")
    settled(draft)

    made = Activity.objects.get(number=3)
    assert (made.title, made.lead_body, str(made.type)) == (
        "Training of judges",
        "Ministry of Justice",
        "Training",
    )
    assert made.funding == "reserve"


def test_cost_that_came_back_from_the_server_offers_its_ways_out_with_scripts(draft):
    sent_without_scripts(draft, r001__secretariat_cost="900,000")
    leave_by(draft, "Save all rows now")
    expect(draft.locator("[data-error-summary]")).to_be_visible()

    draft.get_by_role("button", name="Keep the activity in reserve").click()

    expect(cell(draft, "001", "funding")).to_have_value("reserve")
    settled(draft)
    assert Activity.objects.get(number=1).secretariat_cost == 900_000


def test_after_a_clash_typing_on_in_the_same_cell_keeps_the_newest_words(draft, theirs):
    clash(draft, theirs, title=("Theirs", "Mine"))

    cell(draft, "001", "title").press("End")
    draft.keyboard.type(", and more")
    draft.get_by_role("button", name="Compare").click()

    expect(draft.locator("h1")).to_have_text("001: two people changed this activity")
    expect(draft.locator("label[for=choice-title-mine]")).to_contain_text("Mine, and more")
    expect(draft.locator("label[for=choice-title-theirs]")).to_contain_text("Theirs")
    draft.locator("#choice-title-mine").check()
    leave_by(draft, "Save my choices")
    expect(cell(draft, "001", "title")).to_have_value("Mine, and more")
    # What was settled is not asked again, and typing goes on as before.
    cell(draft, "001", "title").fill("Third")
    settled(draft)
    assert Activity.objects.get(number=1).title == "Third"


def test_newest_cost_goes_to_the_page_of_both_changes(draft, theirs):
    clash(draft, theirs, secretariat_cost=("2,000", "3,000"))

    cell(draft, "001", "secretariat_cost").fill("4,000")
    draft.get_by_role("button", name="Compare").click()

    expect(draft.locator("label[for=choice-secretariat_cost-mine]")).to_contain_text("4,000")


def test_after_a_clash_another_field_of_the_row_is_saved_and_the_clash_stays(draft, theirs):
    clash(draft, theirs, title=("Theirs", "Mine"))

    with draft.expect_response("**/001/save/"):
        cell(draft, "001", "lead_body").fill("Ministry of Justice")
        cell(draft, "002", "title").focus()

    line = Activity.objects.get(number=1)
    assert (line.title, line.lead_body) == ("Theirs", "Ministry of Justice")
    expect(draft.locator("#e001")).to_contain_text("The lead changed the ")
    expect(cell(draft, "001", "title")).to_have_value("Mine")
    # Taking theirs back by hand settles it: nothing is asked any more.
    cell(draft, "001", "title").fill("Theirs")
    settled(draft)
    expect(draft.locator("#e001")).to_have_count(0)


def test_answer_that_was_lost_and_then_taken_back_by_esc_leaves_the_old_words_saved(draft):
    before = cell(draft, "001", "title").input_value()
    answers = iter(range(100))

    def lose_the_first(route: Route) -> None:
        if next(answers):
            route.continue_()
        else:
            route.fetch()
            route.abort()

    draft.route("**/save/", lose_the_first)
    cell(draft, "001", "title").fill("Not meant")
    draft.keyboard.press("Control+s")
    expect(draft.locator("#s001 [data-state]")).to_have_text("Not saved")

    cell(draft, "001", "title").press("Escape")
    expect(cell(draft, "001", "title")).to_have_value(before)
    cell(draft, "002", "title").focus()
    settled(draft)

    expect(draft.locator("#e001")).to_have_count(0)
    assert Activity.objects.get(number=1).title == before


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("Lower the amount to US$99,000", "so the amount is now US$99,000."),
        (
            "Ask a partner for US$801,000",
            "001 is saved. The activity keeps US$99,000 of Secretariat funding.",
        ),
        ("Keep the activity in reserve", "001 is saved. The activity is in reserve."),
    ],
)
def test_after_a_way_out_the_focus_is_at_the_cost_and_it_is_said(draft, way, said):
    cell(draft, "001", "secretariat_cost").fill("900,000")
    draft.keyboard.press("Control+s")
    expect(draft.locator("#e001")).to_contain_text("Options")

    draft.get_by_role("button", name=way).focus()
    draft.keyboard.press("Enter")

    expect(draft.locator("#e001")).to_have_count(0)
    expect(cell(draft, "001", "secretariat_cost")).to_be_focused()
    expect(draft.locator("[data-said]")).to_contain_text(said)


def test_line_is_withdrawn_in_place_and_brought_back_without_a_page_load(draft):
    loads: list[str] = []
    draft.on("request", lambda asked: loads.append(asked.url) if asked.is_navigation_request() else None)
    cell(draft, "001", "lead_body").fill("Ministry of Justice")
    draft.locator("#r001 [name=open]").click()
    draft.get_by_role("button", name="Withdraw").click()

    undo = draft.get_by_role("button", name="Undo: restore 001")
    expect(undo).to_be_focused()
    expect(draft.locator("#r001")).to_contain_text("Withdrawn")
    expect(draft.locator("[data-said]")).to_have_text("KH-2011-001 is withdrawn.")
    expect(draft.locator("[data-sum=left]")).to_have_text("99,000 left")
    assert Activity.objects.get(number=1).is_withdrawn

    draft.keyboard.press("Enter")
    expect(draft.locator("#r001 [name=open]")).to_be_focused()
    expect(draft.locator("[data-sum=left]")).to_have_text("98,000 left")
    cell(draft, "001", "title").fill("Again a line")
    settled(draft)

    line = Activity.objects.get(number=1)
    assert (line.title, line.lead_body, line.is_withdrawn) == ("Again a line", "Ministry of Justice", False)
    assert loads == []


def test_row_that_is_not_saved_is_not_withdrawn_and_keeps_its_words(draft):
    draft.locator("#r001 [name=open]").click()
    cell(draft, "001", "starts_on").fill("soon")
    draft.get_by_role("button", name="Withdraw").click()

    why = draft.locator("#r001 .step-fault")
    expect(why).to_have_text(
        "Not withdrawn: some fields of this row are not saved. Correct these fields, then withdraw "
        "the activity again."
    )
    expect(draft.locator("[data-said]")).to_have_text(why.text_content() or "")
    expect(cell(draft, "001", "starts_on")).to_have_value("soon")
    expect(draft.locator("#e001")).to_be_visible()
    assert not Activity.objects.get(number=1).is_withdrawn

    cell(draft, "001", "starts_on").fill("14 Jan 2011")
    expect(why).to_have_count(0)
    draft.get_by_role("button", name="Withdraw").click()

    expect(draft.get_by_role("button", name="Undo: restore 001")).to_be_focused()
    assert Activity.objects.get(number=1).is_withdrawn


@pytest.mark.parametrize("others", [1, 2])
def test_row_that_a_step_brings_back_closed_says_why(draft, kh_plan, kh_officer, others):
    """The plan is returned for another line while this one is brought back. A reason of two rows stands above them on a
    page that is made anew; here the row says it."""
    if others == 2:
        cast.complete_line(kh_plan, by=kh_officer)
    Workplan.objects.update(status="returned")
    Activity.objects.filter(number=1).update(unlocked=True)
    draft.goto(f"{draft.url}?view=table")
    draft.locator("#r001 [name=open]").click()
    draft.get_by_role("button", name="Withdraw").click()
    undo = draft.get_by_role("button", name="Undo: restore 001")
    expect(undo).to_be_focused()

    held: list[Route] = []

    def hold(route: Route) -> None:
        route.fetch(max_redirects=0)
        held.append(route)

    draft.route("**/2011/kh/", hold)
    undo.click()
    for _ in range(50):
        draft.wait_for_timeout(100)
        if held:
            break
    Activity.objects.update(unlocked=False)
    held[0].fulfill(response=held[0].fetch(method="GET"))

    state, reason = draft.locator("#r001 .c-state"), str(NOT_RETURNED)
    expect(draft.locator("#r001.plain th a")).to_be_focused()
    expect(draft.get_by_text(reason)).to_have_count(2)
    expect(state).to_have_accessible_description("")
    expect(state).to_contain_text(reason)


def test_plan_closed_meanwhile_keeps_the_words_to_be_copied(draft, kh_plan, kh_lead):
    draft.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cast.submitted(kh_plan, by=kh_lead)
    cell(draft, "001", "title").fill("Too late")
    cell(draft, "001", "funding").select_option("reserve")
    cell(draft, "002", "title").focus()

    expect(draft.locator("#e001")).to_contain_text(
        "You cannot change this activity any more. Your text is kept here."
    )
    copy = draft.get_by_role("button", name="Copy my text")
    for width in (1280, 360):
        draft.set_viewport_size({"width": width, "height": 800})
        expect(copy).to_be_visible()
        assert draft.evaluate(browsing.TOO_WIDE, width) == []
    copy.click()

    expect(draft.locator("[data-said]")).to_have_text("Your text is copied.")
    assert draft.evaluate("navigator.clipboard.readText()") == "Too late\nIn reserve"
    expect(cell(draft, "001", "title")).to_have_value("Too late")


def test_words_that_another_field_holds_back_are_known_as_unsaved_and_go_with_it(draft):
    """The days of the line are those of another year: nothing of the row can be saved before they are mended."""
    Activity.objects.filter(number=1).update(starts_on=date(2010, 3, 1), ends_on=date(2010, 4, 1))
    draft.reload()

    cell(draft, "001", "title").fill("Course for judges")
    cell(draft, "002", "title").focus()
    expect(draft.locator("#r001")).to_have_attribute("data-tone", "error")
    assert "Course for judges" in draft.evaluate(KEPT)[0]

    cell(draft, "001", "starts_on").fill("1 Mar 2011")
    cell(draft, "001", "ends_on").fill("1 Apr 2011")
    settled(draft)
    line = Activity.objects.get(number=1)
    assert (line.title, line.starts_on) == ("Course for judges", date(2011, 3, 1))
