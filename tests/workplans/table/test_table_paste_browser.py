"""Cells of a spreadsheet pasted into the table, in a real browser: they fill it in place, and are taken back in place."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import cast
from tests.workplans.table.browsing import KEPT, NEW_TITLE, SAVED, cell, settled
from workplans.drafting.saving import save_line
from workplans.models import Activity

pytestmark = [pytest.mark.browser, pytest.mark.once]
BLOCK = "\n".join(
    (
        "Training of trainers\tTraining\t1\tMinistry of Interior\t1 Mar\t31 Mar\t500\tSecretariat",
        "Border meeting\tlegal\t1 2\tMinistry of Interior\tApr\tMay\t700\tIn reserve",
    )
)


def pasted(page: Page, into: str, text: str) -> Locator:
    """Copy a text, paste it into a field by its keys, and give what is said of it."""
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.locator(f"[name={into}]").focus()
    page.keyboard.press("Control+v")
    return page.locator("tr.told")


def held(number: int) -> tuple[object, ...]:
    line = Activity.objects.get(number=number)
    targets = " ".join(link.target.code for link in line.target_links.all())
    return (
        line.title,
        str(line.type),
        targets,
        f"{line.starts_on} {line.ends_on}",
        line.secretariat_cost,
        line.funding,
    )


def test_block_fills_new_activities_with_the_tables_own_words(draft):
    told = pasted(draft, "n0101-title", BLOCK + "\n")

    expect(told).to_contain_text("16 cells pasted, 2 new activities. 16 are saved.")
    assert held(3) == ("Training of trainers", "Training", "1.T1", "2011-03-01 2011-03-31", 500, "counted")
    assert held(4) == ("Border meeting", "Legal", "1.T1 1.T2", "2011-04-01 2011-05-31", 700, "reserve")
    expect(draft.locator("#r003 td[data-pasted]")).to_have_count(8)
    expect(draft.locator("#r003 td.c-title")).to_have_attribute("data-pasted", "top left")


def test_block_over_saved_rows_changes_them_and_what_is_wrong_is_red_and_named(draft):
    told = pasted(draft, "r001-type", "Trainning\t1\nLegal\t9\n")

    expect(told).to_contain_text("4 cells pasted. 2 are saved. 2 need a change.")
    expect(draft.locator("#e001")).to_contain_text("Type: “Trainning” is not in the list.")
    expect(draft.locator("#e002")).to_contain_text("There is no 1.T9.")
    # Below the reason of the last row, as wide as the table.
    width = draft.locator("table.drafting").bounding_box()["width"]
    assert told.locator("td").bounding_box()["width"] > width - 5
    told.get_by_role("button", name="Go to the first red cell").click()
    expect(cell(draft, "001", "type")).to_be_focused()

    draft.get_by_role("button", name="Use Training").click()

    expect(draft.locator("#e001")).to_have_count(0)
    draft.keyboard.press("Escape")
    assert str(Activity.objects.get(number=1).type) == "Training"


def test_paste_is_undone_but_not_over_what_somebody_changed_since(draft, kh_lead):
    told = pasted(draft, "r001-secretariat_cost", "2,000\n3,000\n4,000\n")
    expect(told).to_contain_text("3 cells pasted, 1 new activity. 2 are saved. 1 needs a change.")
    line = Activity.objects.get(number=2)
    save_line(line, {"secretariat_cost": 9_000}, seen=line.row_version, by=kh_lead, now=cast.NOW)

    told.get_by_role("button", name="Undo this paste").click()

    expect(told).to_contain_text("Someone changed these cells later, so they stay: 002, Secretariat funding")
    expect(cell(draft, "001", "secretariat_cost")).to_have_value("1,000")
    expect(cell(draft, "002", "secretariat_cost")).to_have_value("9,000")
    expect(draft.locator("#r002 .beside")).to_contain_text(
        "The lead changed the Secretariat funding to 9,000."
    )
    expect(draft.locator("td[data-pasted]")).to_have_count(0)
    costs = Activity.objects.order_by("number").values_list("secretariat_cost", flat=True)
    assert list(costs) == [1_000, 9_000]


def test_new_activities_of_a_paste_are_withdrawn_when_it_is_undone(draft):
    told = pasted(draft, "n0101-title", BLOCK)
    expect(told).to_contain_text("16 are saved.")

    told.get_by_role("button", name="Undo this paste").click()

    expect(draft.locator("tr.plain .c-state").filter(has_text="Withdrawn")).to_have_count(2)
    assert [line.is_withdrawn for line in Activity.objects.order_by("number")] == [False, False, True, True]


def test_undo_of_a_paste_says_in_sight_what_it_withdrew_and_keeps_nothing_refused(draft):
    """Many rows of which one is refused: the button stands far below the first cell, and the reload brings nothing back."""
    rows = [f"Course {number}\tTraining\t1\tInterior\t1 Mar\t31 Mar\t100" for number in range(1, 6)]
    rows[3] = rows[3].replace("\t1 Mar", "\t30 Feb")
    told = pasted(draft, "r002-title", "\n".join(rows))
    expect(told).to_contain_text("35 cells pasted, 4 new activities. 34 are saved. 1 needs a change.")

    told.get_by_role("button", name="Undo this paste").click()

    expect(told).to_have_text("4 new activities are withdrawn. The other cells are as they were before.")
    expect(told).to_be_in_viewport()
    expect(cell(draft, "002", "title")).to_be_focused()
    settled(draft)
    draft.reload()
    expect(draft.locator("tr[data-row]")).to_have_count(2)
    expect(draft.locator("[data-kept]")).to_be_hidden()


def test_undo_of_a_paste_into_an_empty_row_leads_to_the_next_empty_row(draft):
    told = pasted(draft, "n0101-title", BLOCK)
    expect(told).to_contain_text("16 are saved.")

    told.get_by_role("button", name="Undo this paste").click()

    expect(told).to_have_text("2 new activities are withdrawn.")
    expect(told).to_be_in_viewport()
    expect(
        draft.locator("tbody[data-area='1'] tr.new textarea").and_(draft.locator(":focus"))
    ).to_be_visible()
    expect(draft.locator(NEW_TITLE)).to_have_count(0)
    assert draft.evaluate(KEPT) == []


def test_cell_that_is_filled_from_above_says_so(draft):
    cell(draft, "001", "lead_body").fill("Ministry of Interior")
    cell(draft, "002", "lead_body").focus()
    draft.keyboard.press("Control+d")

    expect(draft.locator("tr.told")).to_have_text(
        "“Ministry of Interior” is copied from the cell above. Ctrl+Z cancels this."
    )


def test_words_of_the_workbook_are_taken_for_the_kind_of_funding(draft):
    told = pasted(draft, "r001-funding", "No Secretariat funding\nIn reserve\n")

    # A kind that does not fit the amount stays to be seen, and goes with the amount.
    expect(told).to_contain_text("1 needs a change.")
    cell(draft, "001", "secretariat_cost").fill("")
    settled(draft)
    expect(cell(draft, "001", "funding")).to_have_value("none")
    kinds = Activity.objects.order_by("number").values_list("funding", flat=True)
    assert list(kinds) == ["none", "reserve"]


def test_what_does_not_fit_is_named(draft, kh_plan, kh_officer, kh_lead, kh_desk):
    told = pasted(draft, "r001-funding", "Secretariat\tMore\tAnd more")
    expect(told).to_contain_text("1 cell pasted. 1 is saved. 2 columns were left out: B, C.")

    cast.complete_line(kh_plan, by=kh_officer)
    plan = cast.submitted(kh_plan, by=kh_lead)
    cast.decided(plan, *Activity.objects.filter(number__in=(1, 3)), by=kh_desk, reason="Say less")
    draft.goto(f"{draft.url}?view=table")

    told = pasted(draft, "r001-title", "First\nSecond\nThird\nFourth\n")

    # 002 is only read, and a returned plan takes no new activity.
    expect(told).to_contain_text("2 cells pasted. 2 are saved. 2 rows were left out: Second, Fourth.")
    titles = Activity.objects.order_by("number").values_list("title", flat=True)
    assert list(titles) == ["First", "Workshop on the national plan", "Third"]


def test_rows_under_their_heads_go_to_their_columns_and_codes(draft):
    told = pasted(
        draft,
        "n0101-title",
        'Lead body\tCode\tTitle\nJustice\tKH-2011-002\t"A ""long""\nevening"\nHealth\t\tA new one\n',
    )

    expect(told).to_contain_text("6 cells pasted, 1 new activity. 6 are saved.")
    found = Activity.objects.order_by("number").values_list("number", "title", "lead_body")
    assert list(found)[1:] == [(2, 'A "long" evening', "Justice"), (3, "A new one", "Health")]


@pytest.mark.asvs("V15.3.6")
def test_names_of_every_object_are_no_heads(draft):
    """The negative control is the test above: there the heads go to their columns."""
    told = pasted(draft, "n0101-title", "constructor\t__proto__\nTraining of trainers\tTraining\n")

    expect(told).to_contain_text("4 cells pasted, 2 new activities.")
    expect(draft.locator("[name=r003-title]")).to_have_value("constructor")
    assert draft.evaluate("Object.keys(Object.prototype).length") == 0


def test_rows_with_the_code_of_another_plan_or_of_no_area_are_left_out_by_name(draft):
    told = pasted(
        draft,
        "n0101-title",
        "Code\tArea\tTitle\nKH-2010-002\t1\tOld\nLA-2011-002\t1\tTheirs\n002\t1\tNew\n\t77\tNowhere\n",
    )

    expect(told).to_contain_text("3 rows were left out: KH-2010-002, LA-2011-002, Nowhere.")
    expect(told).to_contain_text("3 cells pasted. 3 are saved.")
    assert [line.title for line in Activity.objects.order_by("number")][1:] == ["New"]


def test_text_of_one_cell_is_just_pasted(draft):
    told = pasted(draft, "n0101-title", "One cell")

    expect(draft.locator("[name=n0101-title]")).to_have_value("One cell")
    expect(told).to_have_count(0)


def test_ctrl_z_takes_back_the_last_saved_cells_also_in_the_portals_style(draft, client_of):
    cell(draft, "001", "starts_on").fill("2/4")
    draft.keyboard.press("Enter")
    expect(cell(draft, "001", "starts_on")).to_have_value("2 Apr")
    cell(draft, "002", "secretariat_cost").fill("4300")
    draft.keyboard.press("Enter")
    expect(cell(draft, "002", "secretariat_cost")).to_have_value("4,300")

    draft.keyboard.press("Control+z")

    told = draft.locator("tr.told")
    expect(told).to_have_text("002, Secretariat funding: back to 1,000")
    draft.keyboard.press("Control+z")
    expect(told).to_have_text("001, Starts: back to 1 Mar")
    settled(draft)
    assert [held(number)[3:5] for number in (1, 2)] == [("2011-03-01 2011-04-30", 1_000)] * 2


def test_ctrl_d_fills_down_with_a_sentence_and_ctrl_z_takes_all_of_it_back(draft):
    cell(draft, "001", "starts_on").fill("5 Mar")
    draft.keyboard.press("Shift+ArrowDown")
    expect(draft.locator("td[data-range]")).to_have_count(2)

    draft.keyboard.press("Control+d")

    told = draft.locator("tr.told")
    expect(told).to_have_text("“5 Mar” is now in the cell below. Ctrl+Z cancels this.")
    expect(cell(draft, "002", "starts_on")).to_have_value("5 Mar")
    settled(draft)
    assert [held(number)[3] for number in (1, 2)] == ["2011-03-05 2011-04-30"] * 2

    cell(draft, "002", "starts_on").focus()
    draft.keyboard.press("Control+z")
    expect(told).to_have_text("001, Starts: back to 1 Mar")
    draft.keyboard.press("Control+z")
    expect(told).to_have_text("002, Starts: back to 1 Mar")
    settled(draft)
    assert [held(number)[3] for number in (1, 2)] == ["2011-03-01 2011-04-30"] * 2


def test_range_is_copied_as_a_spreadsheet_reads_it_and_typing_edits_the_cell(draft):
    cell(draft, "001", "secretariat_cost").focus()
    draft.keyboard.press("End")
    draft.keyboard.press("Shift+ArrowRight")
    draft.keyboard.press("Shift+ArrowDown")
    expect(draft.locator("td[data-range]")).to_have_count(4)
    expect(draft.get_by_role("button", name="Fill down (Ctrl+D)")).to_be_visible()

    draft.keyboard.press("Control+c")

    assert draft.evaluate("navigator.clipboard.readText()") == "1,000\tSecretariat\n1,000\tSecretariat"
    draft.keyboard.type("5")
    expect(draft.locator("td[data-range]")).to_have_count(0)
    expect(cell(draft, "001", "secretariat_cost")).to_have_value("1,0005")
    draft.keyboard.press("Escape")

    draft.keyboard.press("Shift+ArrowDown")
    draft.keyboard.press("F2")
    expect(draft.locator("td[data-range]")).to_have_count(0)
    expect(draft.locator("#open-001")).to_have_count(0)
    expect(cell(draft, "001", "secretariat_cost")).to_be_focused()


def test_shift_and_an_arrow_inside_a_text_chooses_letters(draft):
    cell(draft, "001", "title").focus()
    draft.keyboard.press("Home")
    draft.keyboard.press("Shift+ArrowRight")

    expect(draft.locator("td[data-range]")).to_have_count(0)


def test_down_goes_down_and_never_changes_a_list(draft):
    cell(draft, "001", "type").focus()
    before = cell(draft, "001", "type").input_value()
    draft.keyboard.press("ArrowDown")
    expect(cell(draft, "002", "type")).to_be_focused()
    draft.keyboard.press("ArrowUp")

    expect(cell(draft, "001", "type")).to_be_focused()
    assert cell(draft, "001", "type").input_value() == before
    cell(draft, "001", "lead_body").focus()
    draft.keyboard.press("ArrowDown")
    expect(cell(draft, "002", "lead_body")).to_be_focused()


def test_activity_is_copied_in_place_with_its_opened_fields(draft):
    draft.locator("#r001 [name=open]").click()
    cell(draft, "001", "description").fill("Two days in Phnom Penh")
    draft.keyboard.press("Control+s")
    expect(draft.locator("#s001")).to_contain_text(SAVED)

    draft.get_by_role("link", name="Duplicate 001").click()

    expect(cell(draft, "003", "title")).to_be_focused()
    first, copy = (Activity.objects.get(number=number) for number in (1, 3))
    assert held(3) == held(1)
    assert (copy.description, copy.expected_result) == (first.description, first.expected_result)


def test_activity_moves_to_another_area_without_its_targets(draft):
    draft.locator("#r001 [name=open]").click()
    move = draft.locator(".move")
    expect(move).to_contain_text(
        "The target 1.T1 does not go along, because it belongs to Area 1. Choose a target of the other area after the "
        "move. The code, the dates and the amounts stay."
    )
    # It is read before the area is chosen, also by the reader's software.
    assert move.inner_text().index("does not go along") < move.inner_text().index("Move to this area")
    expect(move.get_by_role("button")).to_have_accessible_description(
        re.compile("The target 1.T1 does not go along")
    )
    move.get_by_role("combobox").select_option(label="Area 2. Law")

    move.get_by_role("button", name="Move to this area").click()

    expect(draft.locator("tbody[data-area='2'] #r001 [name=open]")).to_be_focused()
    expect(draft.locator("tbody[data-area='2'] .area-sum")).to_contain_text("1 activity US$1,000")
    expect(draft.locator("[data-said]")).to_have_text("KH-2011-001 is in the other area now.")
    assert (Activity.objects.get(number=1).area.code, held(1)[2]) == ("2", "")
    cell(draft, "001", "targets").fill("1")
    draft.keyboard.press("Tab")
    settled(draft)
    expect(cell(draft, "001", "targets")).to_have_value("2.T1")


def test_head_of_a_column_sorts_each_area_once_all_rows_are_saved(draft):
    cell(draft, "002", "secretariat_cost").fill("400")
    with draft.expect_navigation():
        draft.get_by_role("link", name="Secretariat funding").click()

    codes = "() => [...document.querySelectorAll('tr[data-row]')].map((tr) => tr.id.slice(1))"
    assert draft.evaluate(codes) == ["002", "001"]
    expect(draft.locator("#h-cost")).to_have_attribute("aria-sort", "ascending")
    with draft.expect_navigation():
        draft.get_by_role("link", name="Secretariat funding").click()
    assert draft.evaluate(codes) == ["001", "002"]
    expect(draft.locator("#h-cost")).to_have_attribute("aria-sort", "descending")
