"""What the tests of the table in a real browser share: Cambodia's draft, its cells, what is kept in the tab."""

import re
from collections.abc import Iterable

from playwright.sync_api import Locator, Page, expect

KEPT = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('table')).map((key) => sessionStorage[key])"
# The last column of a row that is saved: the time.
SAVED = re.compile(r"\d\d:\d\d")
NEW_TITLE = "[name=n0101-title]"
DESKTOP = {"width": 1280, "height": 900}
MAY_PASTE = ("clipboard-read", "clipboard-write")
# The table waits 2 s before it sends a row, and 5, 15 and 30 s before it asks a lost server again.
HURRY = "() => { const late = setTimeout; window.setTimeout = (act, ms, ...rest) => late(act, Math.min(ms ?? 0, 300), ...rest); }"


def cell(page: Page, code: str, field: str) -> Locator:
    return page.locator(f"[name=r{code}-{field}]")


def at_the_top(page: Page) -> Page:
    """The page where no row is half under the head of the table: that would be a small target until it is scrolled."""
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    return page


def press(page: Page, presses: Iterable[tuple[str, str]]) -> int:
    """Types texts and presses keys, and says how many keys that were."""
    keys = 0
    for kind, words in presses:
        if kind == "text":
            page.keyboard.type(words)
            keys += len(words)
        else:
            page.keyboard.press(words)
            keys += 1
    return keys


def leave_by(page: Page, button: str) -> None:
    """Presses a button that leads to another page, and waits until that has run its scripts."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).last.click()


def all_saved(page: Page, number: int) -> None:
    """Sends what is left, and waits until the tab keeps nothing."""
    page.keyboard.press("Control+s")
    expect(page.locator("tr[data-row]")).to_have_count(number, timeout=60_000)
    page.wait_for_function(f"() => ({KEPT})().length === 0", timeout=60_000)


def settled(page: Page) -> None:
    """Wait until nothing of the page is unsent."""
    page.keyboard.press("Control+s")
    for _ in range(50):
        page.wait_for_timeout(100)
        if page.evaluate(KEPT) == []:
            return
    raise AssertionError(page.evaluate(KEPT))
