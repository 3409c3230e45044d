"""The web server is killed while somebody types into the table, and started again: nothing is lost, no line is twice."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.race_processes import Race
from tests.services import WebServer
from tests.workplans.table.browsing import NEW_TITLE, all_saved, press
from tests.workplans.table.typed_rows import rows, table_keys

pytestmark = [pytest.mark.browser, pytest.mark.chaos]
AWAY_S = 10
TYPED = 15
DATABASE = "table.sqlite3"


def race_in(folder: Path, *, is_prepared: bool) -> Race:
    return Race("tests.race_table", f"sqlite:///{folder / DATABASE}", folder, is_prepared=is_prepared)


class Typist:
    """An officer's browser before a web server of its own."""

    def __init__(self, prepared: Path, folder: Path, browser: Browser, *, javascript: bool) -> None:
        shutil.copy(prepared, folder / DATABASE)
        self.race = race_in(folder, is_prepared=True)
        self.server = WebServer(folder, self.race.env)
        self.server.start()
        self.context = browser.new_context(locale="en-GB", timezone_id="UTC", java_script_enabled=javascript)
        session = self.race.run("session")
        self.context.add_cookies([{"name": self.server.cookie, "value": session, "url": self.server.address}])
        self.page = self.context.new_page()
        self.page.goto(f"{self.server.address}/2011/kh/")

    def written(self) -> list[Any]:
        return list(self.race.run("written"))

    def end(self) -> None:
        self.context.close()
        self.server.kill()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Callable[[Path], str]) -> Path:
    """The cast and its year, to be copied."""
    folder = tmp_path_factory.mktemp("table")
    migrated_sqlite(folder / DATABASE)
    race_in(folder, is_prepared=False)
    return folder / DATABASE


@pytest.fixture
def typist(
    prepared: Path, request: pytest.FixtureRequest, tmp_path: Path, browser: Browser
) -> Iterator[Typist]:
    made = Typist(prepared, tmp_path, browser, javascript=request.param)
    yield made
    made.end()


def wanted(number: int) -> list[Any]:
    return list(json.loads(json.dumps([asdict(row) for row in rows()[:number]], default=str)))


@pytest.mark.parametrize("typist", [True], indirect=True)
def test_server_killed_for_ten_seconds_while_lines_are_typed(typist):
    page, keys = typist.page, list(table_keys(rows()[:TYPED]))
    # In the middle of a word of the ninth line; the eighth is on its way.
    middle = next(place for place, (_kind, words) in enumerate(keys) if words == rows()[8].title)
    page.locator(NEW_TITLE).focus()
    press(page, keys[:middle])
    page.keyboard.type(rows()[8].title[:7])

    typist.server.kill()
    away = time.monotonic()
    page.keyboard.type(rows()[8].title[7:])
    press(page, keys[middle + 1 : middle + 60])
    expect(page.locator("[data-said]")).to_contain_text("You are offline.", timeout=20_000)
    expect(page.locator("tr[data-tone=kept] [data-state]").first).to_have_text("Not saved")
    page.wait_for_timeout(max(0.0, AWAY_S - (time.monotonic() - away)) * 1000)
    typist.server.start()
    press(page, keys[middle + 60 :])
    all_saved(page, TYPED)

    assert typist.written() == wanted(TYPED)


@pytest.mark.parametrize("typist", [False], indirect=True)
def test_without_javascript_the_browsers_own_page_sends_the_words_once_more(typist):
    """Its button "Reload" sends what it could not: first to a server that was away, then where the answer was lost.

    Back is no way here: the table is sent to its own address, so the browser's page stands in its place.
    """
    page = typist.page
    lose = iter([False, False, True])

    def send(route: Route) -> None:
        if route.request.method == "POST" and next(lose, False):
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route("**/2011/kh/", send)
    for first in (0, 3):
        page.locator(NEW_TITLE).focus()
        press(page, list(table_keys(rows()[first : first + 3]))[:-2])
        if not first:
            typist.server.kill()
        with page.expect_event("requestfailed"):
            page.keyboard.press("Enter")
        expect(page).to_have_url("chrome-error://chromewebdata/")
        if not first:
            typist.server.start()
        page.reload()
        expect(page.locator("tr[data-row]")).to_have_count(first + 3)

    assert typist.written() == wanted(6)
