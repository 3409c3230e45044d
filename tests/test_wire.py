"""Bytes over the wire, counted in Chromium, and how soon a slow link lets one type.

The portal serves its files as `make run` does.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import race_processes, services

pytestmark = pytest.mark.browser

KB = 1000
PASSWORD = "a-long-password-for-tests"
SIGN_IN_AND_HOME, PLAN, TABLE, WITH_SCRIPTS = 60 * KB, 10 * KB, 14 * KB, 40 * KB
# A slow link: 50 KB/s each way, and 400 ms until an answer begins.
SLOW_LINK = {"offline": False, "latency": 400, "downloadThroughput": 50 * KB, "uploadThroughput": 50 * KB}
# Issue 11 asks for a second; a machine on which everything else runs too may take longer.
SOON_MS, LOOSELY_MS = 1000, 5000
# The browser's own clock, at the first letter that a field of the table has taken.
NOTE_FIRST_LETTER = "addEventListener('input', () => performance.mark('typed'), {capture: true, once: true})"
TYPED = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const [typed] = performance.getEntriesByName("typed");
    const parts = performance.getEntriesByType("resource").filter((part) => part.startTime < typed.startTime);
    return {
        after_ms: typed.startTime - page.responseEnd,
        fetched: parts.filter((part) => part.transferSize > 0).map((part) => part.name),
        cached: parts.filter((part) => part.transferSize === 0).length,
    };
}"""


def prepare() -> None:
    """In a process of its own: the bench's world with its plan of 25 lines, and a password for its officer."""
    from django.contrib.auth.hashers import make_password

    from tests.bench.world import make_world

    user = make_world(6).officer.user
    user.password = make_password(PASSWORD)
    user.save()


@pytest.fixture(scope="module")
def portal(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Callable[[Path], str], static_files: Path
) -> Iterator[str]:
    """The address of a web server of this test's own."""
    folder = tmp_path_factory.mktemp("wire")
    files = {"STATIC_COLLECTED": "1", "STATIC_ROOT": str(static_files)}
    made = race_processes.Race(__name__, migrated_sqlite(folder / "portal.sqlite3"), folder, **files)
    server = services.WebServer(folder, made.env)
    server.start()
    yield server.address
    server.kill()


class Wire:
    """What Chromium received for each address, in bytes with headers, since it was asked last."""

    def __init__(self, page: Page) -> None:
        self._addresses: dict[str, str] = {}
        self.received: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        if redirect := event.get("redirectResponse"):
            self._add(event["requestId"], redirect)
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        self._add(event["requestId"], event)

    def _add(self, request: str, told: dict[str, Any]) -> None:
        address = self._addresses[request]
        self.received[address] = self.received.get(address, 0) + int(told["encodedDataLength"])

    def taken(self) -> dict[str, int]:
        taken, self.received = self.received, {}
        return taken


def sign_in(page: Page, portal: str) -> None:
    page.get_by_label("E-mail").fill("kh_officer@commit.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{portal}/")


def test_first_visit_and_a_plan_stay_small_and_the_sheet_is_one_file(portal, browser):
    context = browser.new_context(locale="en-GB", timezone_id="UTC")
    page = context.new_page()
    wire = Wire(page)

    page.goto(f"{portal}/accounts/login/", wait_until="networkidle")
    sign_in(page, portal)
    page.wait_for_load_state("networkidle")
    first = wire.taken()
    page.goto(f"{portal}/2013/kh/?view=list", wait_until="networkidle")
    plan = wire.taken()
    lines = page.locator("main a[href^='/2013/kh/0']").count()
    page.goto(f"{portal}/2013/kh/", wait_until="networkidle")
    table = wire.taken()
    rows = page.locator("textarea[name$='-title'][name^='r']").count()
    context.close()

    assert [address for address in first if address.endswith(".css")] == [
        address for address in first if "/css/portal." in address
    ]
    assert lines >= 25
    assert sum(first.values()) <= SIGN_IN_AND_HOME
    assert sum(plan.values()) <= PLAN
    assert rows >= 25
    assert table[f"{portal}/2013/kh/"] <= TABLE
    assert sum(table.values()) <= WITH_SCRIPTS


def test_on_a_slow_link_the_table_takes_letters_soon_after_the_answer(portal, browser, record_property):
    """With the files of an earlier visit kept. What holds on every machine is that nothing more is fetched before."""
    context = browser.new_context(locale="en-GB", timezone_id="UTC")
    context.add_init_script(NOTE_FIRST_LETTER)
    page = context.new_page()
    page.goto(f"{portal}/accounts/login/")
    sign_in(page, portal)
    page.goto(f"{portal}/2013/kh/", wait_until="networkidle")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_LINK)

    page.goto(f"{portal}/2013/kh/", wait_until="commit")
    title = page.locator("[data-scripted] textarea[name^='r']").first
    title.focus()
    page.keyboard.type("N")
    found = page.evaluate(TYPED)
    words = title.input_value()
    context.close()

    assert "N" in words
    assert found["fetched"] == []
    # The style sheet and the scripts of the table.
    assert found["cached"] >= 6
    assert found["after_ms"] <= LOOSELY_MS
    record_property("typed_after_ms", found["after_ms"])
    print(f"First letter {found['after_ms']:.0f} ms after the answer; {SOON_MS} ms are asked.")
