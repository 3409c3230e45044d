"""The lists in a real browser: what stands in line."""

from decimal import Decimal

import pytest

from tests import cast
from tests.cast import LATER, NOW
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.rules import SupportDraft

pytestmark = [pytest.mark.browser, pytest.mark.once]


STATES = ".lines tbody tr:has(.line-state .mark)"
# The shapes of the marks, and the first line of their words beside that of the row's code.
IN_LINE = """rows => rows.map(row => {
  const line = (cell) => {
    const words = document.createRange();
    words.selectNodeContents(cell.querySelector(".mark, abbr"));
    return words.getClientRects()[0];
  };
  const mark = row.querySelector(".line-state .mark"), [state, code] = [".line-state", ".line-code"].map(
    (cell) => line(row.querySelector(cell)));
  const bottom = (box) => Math.round(box.bottom);
  return [
    Math.round(mark.getBoundingClientRect().left + parseFloat(getComputedStyle(mark).paddingLeft)),
    Math.abs(bottom(state) - bottom(code)) <= 1,
    code.right < state.left,
  ];
})"""


def test_states_with_and_without_a_fill_stand_in_line_with_one_another_and_with_their_rows(visit):
    world = cast.make_world()
    seats, plan = world.seats, world.workplan("kh")
    for changes in ({}, {"lead_body": ""}, {}):
        line = cast.complete_line(plan, by=seats["kh_officer"], **changes)
    open_draft(plan, seats["ilo"].partner, LATER, by=seats["kh_lead"], now=NOW)
    page = visit("/2011/kh/?view=list", seats["kh_officer"])
    rows = page.locator(STATES)
    found = rows.evaluate_all(IN_LINE)
    assert len(found) == 3
    assert {tuple(row) for row in found} == {(found[0][0], True, True)}

    # A long mark, on two lines on a desk, above a link on a phone.
    ask_partner(line, seats["ilo"].partner, SupportDraft(amount=Decimal(4_000)), by=seats["kh_lead"], now=NOW)
    page = visit("/2011/kh/", seats["ilo"])
    rows = page.locator(STATES)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert [row[1:] for row in rows.evaluate_all(IN_LINE)] == [[True, True]], width


def test_choices_of_e_mails_have_heads_on_one_line(visit):
    """ "No e-mail" broke at its hyphen."""
    page = visit("/notices/", cast.make_world().seats["kh_lead"])
    heads = page.locator(".ways-table thead th")

    lines = (
        "heads => heads.map(head => { const words = document.createRange(); words.selectNodeContents(head); "
    )
    lines += "return words.getClientRects().length; })"
    assert heads.evaluate_all(lines) == [1] * 5


def test_tables_of_people_share_their_columns(visit):
    page = visit("/people/", cast.make_world().seats["regional_office"])
    left = "heads => heads.map(head => Math.round(head.getBoundingClientRect().left))"
    tables = [table.locator("thead th").evaluate_all(left) for table in page.locator("table.rows").all()]
    assert tables == [sorted({*tables[0]})] * 5


def test_fields_of_a_filter_stand_in_one_column_of_full_width_on_a_narrow_screen(visit):
    """In two columns, long choices were cut: "Ask the Secretariat to" was all that a phone showed of one."""
    world = cast.make_world()
    for title in ("Workshop", "Study"):
        cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"], title=title)
    page = visit("/2011/kh/?view=list&area=1", world.seats["kh_officer"])
    fields = page.locator(".list-filter :is(select, input.form-control)")

    for width in (620, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        whole = page.locator(".list-filter > .filters").bounding_box()
        boxes = [box.bounding_box() for box in fields.all()]
        assert len(boxes) == 3
        assert {(round(box["x"]), round(box["width"])) for box in boxes if box} == {
            (round(whole["x"]), round(whole["width"]))
        }, width
