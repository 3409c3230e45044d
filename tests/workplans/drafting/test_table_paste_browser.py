"""Several cells of a spreadsheet pasted into the table, in a real browser."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import cast
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.models import Activity, Seat, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]


def pasted(page: Page, into: str, text: str) -> Locator:
    """Copy a text, paste it into a field by its keys, and give the note below the row."""
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.locator(f"[name={into}]").focus()
    page.keyboard.press("Control+v")
    return page.locator(".row-note")


def test_range_of_cells_leads_to_what_would_change_under_its_heads(draft: Page):
    page = draft
    page.locator("[name=r002-lead_body]").fill("Ministry of Justice")

    note = pasted(page, "r001-title", "Larger\tTraining\nSecond\tTraining\nA new one\tTraining\n")

    expect(note).to_contain_text("You pasted 3 rows.")
    expect(page.locator("[name=r001-title]")).to_have_value("Workshop on the national plan")
    page.get_by_role("button", name="Show the changes").click()
    expect(page.locator("h1")).not_to_have_text("Cambodia: workplan 2011")
    expect(page.locator("main")).to_contain_text("A new one")
    page.get_by_role("button", name="Save these changes").click()

    page.wait_for_load_state("load")
    assert [(line.title, line.area.code) for line in Activity.objects.order_by("number")] == [
        ("Larger", "1"),
        ("Second", "1"),
        ("A new one", "1"),
    ]
    # What was typed before is saved first.
    assert Activity.objects.get(number=2).lead_body == "Ministry of Justice"


def test_range_over_a_line_that_is_only_read_keeps_each_row_in_its_place(
    draft: Page, kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat, kh_desk: Seat
):
    page = draft
    cast.complete_line(kh_plan, by=kh_officer)
    plan = cast.submitted(kh_plan, by=kh_lead)
    for number in (1, 3):
        line = Activity.objects.get(number=number)
        record_decision(line, "return", reason="Say less", by=kh_desk, now=cast.NOW)
    approve_all_left(plan, by=kh_desk, now=cast.NOW)
    send_decisions(plan, by=kh_desk, now=cast.NOW)
    page.reload()

    pasted(page, "r001-title", "First\nSecond\nThird\nFourth\n")
    with page.expect_request(lambda asked: asked.method == "POST") as asked:
        page.get_by_role("button", name="Show the changes").click()

    [rows] = parse_qs(asked.value.post_data or "")["rows"]
    assert [line.split("\t") for line in rows.splitlines()] == [
        ["Code", "Area", "Title"],
        ["KH-2011-001", "1", "First"],
        ["KH-2011-002", "1", "Second"],
        ["KH-2011-003", "1", "Third"],
        ["", "1", "Fourth"],
    ]


def test_rows_with_their_heads_go_as_they_are(draft: Page):
    page = draft

    pasted(page, "n0101-title", 'Code\tTitle\nKH-2011-002\t"A ""long""\nevening"\n')
    page.get_by_role("button", name="Show the changes").click()

    expect(page.locator("main")).to_contain_text('A "long" evening')


def test_range_can_be_put_into_one_field_after_all(draft: Page):
    page = draft

    note = pasted(page, "n0101-title", "One\tTwo\n")
    expect(note).to_contain_text("You pasted 1 row.")
    expect(page.locator("[data-said]")).to_have_text("You pasted 1 row.")
    page.get_by_role("button", name="Put everything in this field").click()

    expect(page.locator("[name=n0101-title]")).to_be_focused()
    expect(page.locator("[name=n0101-title]")).to_have_value("One Two")
    expect(page.locator(".row-note")).to_have_count(0)


def test_text_of_one_cell_is_just_pasted(draft: Page):
    page = draft

    pasted(page, "n0101-title", "One cell")

    expect(page.locator("[name=n0101-title]")).to_have_value("One cell")
    expect(page.locator(".row-note")).to_have_count(0)
