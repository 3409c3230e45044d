"""The table by keys alone, in Chromium and in Firefox: typing, and blocks from the clipboards of spreadsheets.

`clipboard/calc.txt` and `clipboard/calc.html` are recorded: what LibreOffice Calc 25.2 puts on the clipboard as
text/plain (in UTF-8, as browsers get it) and as text/html, copied from a sheet of nine columns with days and sums as
cells. The text has each line break of a cell as a space, and leaves quotation marks as they are.

Excel's block is not recorded. It is written here after the format that its documentation gives for its clipboard: rows
end with CR and LF, tabs stand between cells, and a cell with a line break stands in quotation marks, its own doubled.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.cast import SignIn
from tests.firefox import Firefox
from tests.workplans.table.browsing import KEPT, MAY_PASTE, press
from tests.workplans.table.typed_rows import number_of_keys, rows, table_keys, workbook_keys, written
from workplans.models import Activity, Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]
type Hands = Page | Firefox
CLIPBOARD = Path(__file__).with_name("clipboard")
COPY = """([text, html]) => navigator.clipboard.write([new ClipboardItem({
    "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([html], { type: "text/html" }) })])"""
TOLD = "() => document.querySelector('tr.told p')?.textContent.trim() ?? ''"
FOCUSED = "() => document.activeElement.name ?? document.activeElement.textContent"
RED = "() => [...document.querySelectorAll('[aria-invalid]')].map((field) => field.name)"
NEWLY_PLACED = [("key", "Tab"), ("key", "Tab"), ("key", "Enter")]


@pytest.fixture(params=["chromium", "firefox"])
def hands(
    request: pytest.FixtureRequest, live_server: LiveServer, client_of: SignIn, kh_officer: Seat
) -> Iterator[Hands]:
    """Cambodia's empty draft in a browser, where nothing has the focus yet."""
    if request.param == "firefox":
        firefox = request.getfixturevalue("firefox")
        firefox.sign_in(live_server.url, client_of(kh_officer))
        firefox.goto(f"{live_server.url}/2011/kh/")
        yield firefox
        firefox.goto("about:blank")
        return
    yield request.getfixturevalue("visit")("/2011/kh/", kh_officer, permissions=MAY_PASTE)


def pasted(hands: Hands, text: str, html: str) -> str:
    """Paste what a spreadsheet copied into the first new row, and give what is said of it."""
    press(hands, NEWLY_PLACED)
    hands.evaluate(COPY, [text, html])
    hands.keyboard.press("Control+v")
    hands.wait_for_function("() => /saved/.test(document.querySelector('tr.told')?.textContent)")
    return str(hands.evaluate(TOLD))


def test_ten_activities_of_nine_fields_need_at_most_90_keys_each(hands):
    """The ninth field is the area: five rows are typed in the first one, five in the second."""
    typed = rows()[10:20]

    hands.evaluate("() => { window.isFirstPage = true }")

    to_first_row = press(hands, NEWLY_PLACED)

    assert hands.evaluate(FOCUSED) == "n0101-title"
    assert to_first_row <= 4
    keys = to_first_row + press(hands, table_keys(typed)) + press(hands, [("key", "Control+s")])
    hands.wait_for_function(f"() => ({KEPT})().length === 0")
    assert written() == typed
    assert keys <= 10 * 90
    assert hands.evaluate("() => window.isFirstPage")


def test_25_lines_need_fewer_keys_in_the_table_than_in_a_workbook():
    """docs/look.md says both."""
    assert [number_of_keys(keys(rows())) for keys in (table_keys, workbook_keys)] == [1812, 1975]


def test_block_of_calc_fills_40_rows_of_nine_cells_and_is_undone_in_one_step(hands):
    text, html = ((CLIPBOARD / name).read_text("utf-8") for name in ("calc.txt", "calc.html"))

    told = pasted(hands, text, html)

    assert told.startswith("360 cells pasted, 40 new activities. 357 are saved. 3 need a change.")
    assert hands.evaluate(RED) == ["r005-type", "r018-targets", "r030-secretariat_cost"]
    lines = Activity.objects.order_by("number")
    assert lines.count() == 40
    assert [lines[place].title for place in (1, 2, 3)] == [
        "Training of trainers, ភ្នំពេញ",
        '"Hotline" team: a meeting',
        "Meeting of the shelters and the police",
    ]
    assert [lines[39].area.code, f"{lines[39].starts_on} {lines[39].ends_on}"] == [
        "2",
        "2011-09-04 2011-10-31",
    ]

    hands.evaluate("() => document.querySelector('tr.told .link-button').click()")
    assert hands.evaluate(FOCUSED) == "r005-type"
    press(hands, [("key", "Control+z")])

    hands.wait_for_function(f"() => ({TOLD})() === '40 new activities are withdrawn.'")
    assert hands.evaluate("() => document.querySelectorAll('tr.plain [name=restore]').length") == 40
    assert not [line for line in lines if not line.is_withdrawn]


def test_block_of_excel_keeps_line_breaks_and_quotation_marks_of_a_cell(hands):
    text = (
        '"Phnom Penh"\tTraining\t1.T1\tMinistry of Interior\t01/03/2011\t31/03/2011\t1,200\tSecretariat\r\n'
        '"The ""hotline"" team\nand the police"\tLegal\t1.T2\tMinistry of Justice\t1 Apr\tMay\t700\tIn reserve\r\n'
    )

    told = pasted(hands, text, "<table><tr><td>Meeting</td></tr></table>")

    assert told.startswith("16 cells pasted, 2 new activities. 16 are saved.")
    titles = Activity.objects.order_by("number").values_list("title", flat=True)
    assert list(titles) == ['"Phnom Penh"', 'The "hotline" team and the police']
