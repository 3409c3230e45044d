"""The table in a real browser: typed by keyboard alone, with a server that goes away, answers that are lost, a session
that ends. No letter is lost, and no line is there twice. A returned plan is changed on a phone and without scripts."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from tests import cast
from tests.browsing import IN_DARK, Visit, barriers, faults, sign_in
from tests.workplans.table import browsing
from tests.workplans.table.typed_rows import rows, table_keys, written
from workplans.models import Activity, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
ROWS = 10


def test_every_third_answer_lost_loses_no_letter_and_makes_no_line_twice(table):
    number = iter(range(1, 10_000))

    def lose(route: Route) -> None:
        if next(number) % 3:
            route.continue_()
        else:
            route.fetch()
            route.abort()

    table.route("**/save/", lose)
    table.evaluate(browsing.HURRY)
    table.locator(browsing.NEW_TITLE).focus()

    browsing.press(table, table_keys(rows()[:ROWS]))
    browsing.all_saved(table, ROWS)

    assert written() == rows()[:ROWS]


def test_server_away_session_ended_and_reload_lose_nothing(table, live_server, client_of, kh_officer):
    table.evaluate(browsing.HURRY)
    table.locator(browsing.NEW_TITLE).focus()
    browsing.press(table, table_keys(rows()[:3]))

    table.route("**/save/", lambda route: route.abort())
    browsing.press(table, table_keys(rows()[3:5]))
    expect(table.locator("[data-said]")).to_contain_text("You are offline.")
    expect(table.locator("tr[data-tone=kept] [data-state]").first).to_have_text("Not saved")
    assert faults(browsing.at_the_top(table)) == []
    table.unroute("**/save/")
    expect(table.locator("[data-said]")).to_have_text(
        ("You are online again. All rows are saved."), timeout=30_000
    )

    Session.objects.all().delete()
    browsing.press(table, table_keys(rows()[5:7]))
    expect(table.locator("[data-said]")).to_have_text(
        "Not saved: you were signed out. Your text is kept here."
    )
    expect(table.get_by_role("link", name="Sign in").first).to_be_visible()
    sign_in(table.context, live_server.url, client_of(kh_officer))
    table.on("dialog", lambda dialog: dialog.accept())
    table.reload()
    expect(table.locator("tr[data-row]")).to_have_count(7, timeout=30_000)
    table.locator("tr.new:visible textarea").first.focus()

    browsing.press(table, table_keys(rows()[7:ROWS]))
    browsing.all_saved(table, ROWS)

    assert written() == rows()[:ROWS]


def test_keys_move_open_take_back_and_save_and_what_is_said_aloud(filled):
    page, said = filled, filled.locator("[data-said]")
    browsing.cell(page, "001", "starts_on").focus()

    page.keyboard.press("Enter")
    expect(browsing.cell(page, "002", "starts_on")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(browsing.cell(page, "003", "starts_on")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowUp")
    expect(browsing.cell(page, "001", "starts_on")).to_be_focused()

    # A letter that is being composed keeps its keys.
    browsing.cell(page, "001", "starts_on").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(browsing.cell(page, "001", "starts_on")).to_be_focused()

    page.keyboard.type("5 May")
    page.keyboard.press("Escape")
    expect(browsing.cell(page, "001", "starts_on")).to_have_value("1 Mar")
    browsing.cell(page, "001", "secretariat_cost").fill("2,000")
    assert said.inner_text() == ""
    page.keyboard.press("Enter")
    expect(said).to_have_text("001 is saved. Amount left: US$96,000.")

    page.keyboard.press("F2")
    expect(page.locator("#open-002 textarea").first).to_be_focused()
    page.keyboard.press("F2")
    expect(browsing.cell(page, "002", "secretariat_cost")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(browsing.NEW_TITLE)).to_be_focused()

    browsing.cell(page, "003", "secretariat_cost").fill("900,000")
    browsing.cell(page, "001", "title").focus()
    expect(said).to_contain_text("003: the amount of US$900,000 is US$803,000 above the ceiling")
    page.get_by_role("button", name="Keep the activity in reserve").click()
    expect(browsing.cell(page, "003", "funding")).to_have_value("reserve")
    assert Activity.objects.get(number=3).funding == "reserve"


def test_look_leads_to_both_changes_and_back_with_nothing_left_to_save(filled, client_of, kh_lead):
    theirs = {"person": kh_lead.user_id, "r001-v": 1, "r001-title": "Theirs", "r001-lead_body": "Health"}
    client_of(kh_lead).post("/2011/kh/001/save/", theirs)
    browsing.cell(filled, "001", "title").fill("Mine")
    filled.keyboard.press("Control+s")
    expect(filled.locator("#e001")).to_contain_text("The lead changed the ")
    expect(browsing.cell(filled, "001", "lead_body")).to_have_value("Health")
    filled.on("dialog", lambda dialog: dialog.accept())

    filled.get_by_role("button", name="Compare").click()
    expect(filled.locator("h1")).to_have_text("001: two people changed this activity")
    filled.locator("#choice-title-mine").check()
    browsing.leave_by(filled, "Save my choices")

    expect(browsing.cell(filled, "001", "title")).to_have_value("Mine")
    assert filled.evaluate(browsing.KEPT) == []
    assert Activity.objects.get(number=1).title == "Mine"


def test_words_of_the_opened_part_outlive_a_reload_too(filled):
    browsing.cell(filled, "001", "targets").focus()
    filled.keyboard.press("F2")
    filled.route("**/save/", lambda route: route.abort())
    filled.locator("[name=r001-description]").fill("Four border posts")
    filled.keyboard.press("Control+s")
    expect(filled.locator("#r001[data-tone=kept]")).to_be_visible()
    filled.on("dialog", lambda dialog: dialog.accept())
    filled.unroute("**/save/")

    filled.reload()

    expect(filled.locator("#s001 [data-state]")).to_contain_text(browsing.SAVED, timeout=30_000)
    filled.wait_for_timeout(500)
    assert filled.evaluate(browsing.KEPT) == []
    assert Activity.objects.get(number=1).description == "Four border posts"


def test_page_follows_a_row_that_asks_a_partner(filled, ilo):
    browsing.cell(filled, "001", "secretariat_cost").fill("5,000,000")
    filled.keyboard.press("Tab")
    filled.get_by_role("button", name="Ask a partner").click()

    expect(filled.locator("[data-sum=asked]")).not_to_have_text("0")
    expect(filled.locator("#r001 .beside")).to_contain_text("ILO")


def test_open_points_follow_each_saved_row(filled):
    page, points = filled, filled.locator("[data-sum=points]")
    expect(points).to_contain_text("No open points")

    browsing.cell(page, "001", "lead_body").fill("")
    page.keyboard.press("Control+s")
    expect(points).to_contain_text("1 point open")
    expect(points.get_by_role("link", name="001, lead body")).to_have_attribute(
        "href", "/2011/kh/#r001-lead_body"
    )
    expect(page.locator("#points")).to_contain_text("1 point open")
    expect(page.locator("#points").get_by_role("link", name="001")).to_have_count(1)

    expect(page.locator(".bar-button")).to_have_text("Next open point")
    browsing.cell(page, "001", "lead_body").fill("Ministry of Justice")
    page.keyboard.press("Control+s")
    expect(points).to_contain_text("No open points")
    expect(page.locator("#points")).to_have_text("")
    expect(page.locator(".bar-button")).to_have_text("Tell the lead it is ready")


def test_next_open_point_leads_into_its_cell_and_keeps_the_text_that_was_refused(filled):
    """Also in a sorted table, whose address is another one, and on a phone, which hides the cell until then."""
    Activity.objects.filter(number=2).update(lead_body="", starts_on=None)
    page, asked = filled, []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(f"{page.url}?sort=-title")
    page.set_viewport_size({"width": 360, "height": 740})
    step = page.locator(".bar-button a")
    step.click()
    expect(browsing.cell(page, "002", "lead_body")).to_be_focused()
    browsing.cell(page, "002", "lead_body").fill("x" * 300)
    browsing.cell(page, "002", "title").focus()
    expect(page.locator("#e002")).to_be_visible()

    step.click()

    expect(browsing.cell(page, "002", "lead_body")).to_be_focused()
    expect(browsing.cell(page, "002", "lead_body")).to_have_value("x" * 300)
    assert (page.url.endswith("?sort=-title"), asked) == (True, [])


def test_button_of_the_bar_comes_with_the_answer_of_the_row(filled):
    """Nothing else is asked for, so nothing is lost where the connection is."""
    page, errors = filled, []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/2011/kh/", lambda route: route.abort())
    browsing.cell(page, "001", "lead_body").fill("")
    page.keyboard.press("Control+s")

    expect(page.locator(".bar-button")).to_have_text("Next open point")
    expect(page.locator(".bar-button a")).to_have_attribute("href", "/2011/kh/#r001-lead_body")
    assert errors == []


def test_mark_of_a_returned_row_stays_when_it_is_saved_until_it_is_done(filled, kh_plan, kh_lead, kh_desk):
    plan = cast.submitted(kh_plan, by=kh_lead)
    cast.decided(plan, Activity.objects.get(number=1), by=kh_desk, reason="Say less")
    filled.goto(f"{filled.url}?view=table")

    browsing.cell(filled, "001", "title").fill("Less")
    filled.keyboard.press("Control+s")

    expect(filled.locator("#s001")).to_contain_text(browsing.SAVED)
    expect(filled.locator("#s001")).to_contain_text("Returned")
    cast.done(Activity.objects.get(number=1), by=kh_lead)
    filled.reload()
    expect(filled.locator("#s001")).not_to_contain_text("Returned")


def test_menu_with_nothing_ticked_asks_for_a_tick_and_what_is_added_has_the_focus(filled):
    menu = filled.locator("#menu-of-2")
    menu.locator("summary").click()
    with filled.expect_navigation():
        menu.get_by_role("button").click()
    expect(menu.get_by_text("Tick at least one activity area.")).to_be_visible()
    filled.get_by_role("link", name="Tick at least one activity area.").click()
    tick = menu.get_by_role("checkbox").first
    expect(tick).to_be_focused()

    tick.check()
    expect(menu.get_by_role("button")).to_have_text("Add an activity for the activity area that you ticked")
    with filled.expect_navigation():
        menu.get_by_role("button").click()

    expect(filled.locator(".notices")).to_contain_text("1 activity is added: 004.")
    expect(browsing.cell(filled, "004", "title")).to_be_focused()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def officer(request: pytest.FixtureRequest, visit: Visit, kh_plan: Workplan, world: cast.World) -> Page:
    """The officer of a plan of which both activities were returned, with scripts and without."""
    seats = world.seats
    lines = [cast.complete_line(kh_plan, by=seats["kh_officer"]) for _ in range(2)]
    plan = cast.submitted(kh_plan, by=seats["kh_lead"])
    cast.decided(plan, *lines, by=seats["kh_desk"], reason="Say where.")
    setup = {"java_script_enabled": request.param, "viewport": {"width": 360, "height": 740}}
    return visit("/2011/kh/", seats["kh_officer"], **setup)


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
