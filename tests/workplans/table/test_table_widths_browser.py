"""The table of 25 lines in each width and on paper, in a real browser."""

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from spa.models import ActivityType
from tests import browsing, cast
from tests.workplans.table.browsing import DESKTOP
from workplans.fields import COLUMNS
from workplans.models import Activity, Seat
from workplans.statuses import Funding

pytestmark = [pytest.mark.browser, pytest.mark.once]
ROWS = 25
TITLE = "Standard operating procedures for a bilateral agreement on the return of victims"

# The day in a field that does not fit into it; "" for one that does.
CUT_DAY = """(field) => {
  const style = getComputedStyle(field), part = document.createElement("span");
  Object.assign(part.style, { position: "absolute", whiteSpace: "nowrap", fontFamily: style.fontFamily,
    fontSize: style.fontSize });
  part.textContent = field.value;
  document.body.append(part);
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const cut = part.getBoundingClientRect().width > room;
  part.remove();
  return cut ? field.value : "";
}"""

# The longest words of a list that do not fit into it; nothing for a list that shows them all.
CUT = """(name) => {
  const list = document.querySelector(`[name=r001-${name}]`), style = getComputedStyle(list);
  const part = document.createElement("span");
  Object.assign(part.style, { position: "absolute", whiteSpace: "nowrap", fontFamily: style.fontFamily,
    fontSize: style.fontSize, fontWeight: style.fontWeight });
  document.body.append(part);
  const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const cut = [...list.options].map((option) => option.text).filter((words) => {
    part.textContent = words;
    return part.offsetWidth > room;
  });
  part.remove();
  return cut;
}"""

# On paper the chosen words of a list stand in its cell: those words, those of the list, and whether they fit.
PRINTED = """(name) => {
  const list = document.querySelector(`[name=r001-${name}]`), cell = list.closest("td");
  return [cell.dataset.printed, list.selectedOptions[0].text, cell.scrollWidth <= cell.clientWidth];
}"""


@pytest.fixture
def draft(visit: browsing.Visit, kh_plan: Any, kh_officer: Seat) -> Page:
    """Cambodia's draft with 25 lines, in the browser of its officer."""
    for title in ("Multi-lateral", "Private sector"):
        ActivityType.objects.create(
            code=title.lower(), title=title, position=ActivityType.objects.count() + 1
        )
    made = [cast.complete_line(kh_plan, by=kh_officer).pk for _ in range(ROWS)]
    Activity.objects.filter(pk__in=made[::3]).update(title=TITLE, lead_body="")
    Activity.objects.filter(pk__in=made[1::3]).update(funding=Funding.RESERVE)
    return visit("/2011/kh/", kh_officer, viewport=DESKTOP)


def test_lists_show_their_longest_words(draft):
    for width in (1280, 1024):
        draft.set_viewport_size({"width": width, "height": 900})

        assert [draft.evaluate(CUT, name) for name in ("type", "funding")] == [[], []], width


def cut_days(page: Page) -> list[str]:
    """The days of 001, in each width, that do not fit into their fields."""
    found = []
    for width in (1920, 1280, 1100, 1024, 800, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for name in ("starts_on", "ends_on"):
            found.append(page.locator(f"[name=r001-{name}]").evaluate(CUT_DAY))
        assert page.evaluate(browsing.TOO_WIDE, width) == []
    return [day for day in found if day]


def test_day_with_its_year_is_whole_in_every_width(draft):
    assert draft.locator("table[data-years]").count() == 0

    Activity.objects.filter(number=1).update(starts_on=date(2010, 11, 20), ends_on=date(2012, 5, 28))
    draft.reload()

    assert draft.locator("[name=r001-ends_on]").input_value() == "28 May 2012"
    assert cut_days(draft) == []


def test_day_that_is_typed_with_its_year_is_whole(draft):
    draft.locator("[name=r001-ends_on]").fill("28 May 2012")

    assert cut_days(draft) == []


def test_lists_show_their_longest_words_beside_days_with_a_year(draft):
    draft.locator("[name=r001-ends_on]").fill("28 May 2012")

    test_lists_show_their_longest_words(draft)


def test_lead_body_of_a_usual_length_is_whole(draft):
    lead_body = draft.locator("[name=r001-lead_body]")
    lead_body.fill("Ministry of Women's Affairs")
    assert lead_body.evaluate(CUT_DAY) == ""

    draft.locator("[name=r001-ends_on]").fill("28 May 2012")

    assert lead_body.evaluate(CUT_DAY) == ""


def test_phone_shows_code_state_title_days_and_cost_until_a_row_opens(draft):
    draft.set_viewport_size({"width": 360, "height": 800})
    row = draft.locator("#r001")

    shown = [one for one in COLUMNS if draft.locator(f"[name=r001-{one}]").is_visible()]
    assert shown == ["title", "starts_on", "ends_on", "secretariat_cost"]
    expect(row.locator("[name=open]")).to_be_visible()
    expect(row.locator("[data-state]")).to_be_visible()
    assert draft.locator("#r002").evaluate("(part) => part.offsetHeight") <= 160

    row.locator("[name=open]").click()
    expect(draft.locator("[name=r001-lead_body]")).to_be_visible()


def test_25_lines_print_on_two_pages_without_what_only_types(draft):
    printed = draft.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    draft.emulate_media(media="print")
    expect(draft.locator("#s001 [data-state]")).to_be_hidden()
    expect(draft.locator("#s001 [data-missing]")).to_be_hidden()
    arrow = "(part) => getComputedStyle(part, '::before').display"
    assert draft.locator("#r001 [name=open]").evaluate(arrow) == "none"
    for name in ("type", "funding"):
        printed_words, chosen, is_whole = draft.evaluate(PRINTED, name)
        assert (printed_words, is_whole) == (chosen, True)
