"""The web server is killed, or the session ends, while somebody types into a review's sheet: no letter is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import race_processes, services

pytestmark = [pytest.mark.browser, pytest.mark.chaos]
SHEET = "/2011/reviews/som/kh/"
KEPT = "Object.keys(sessionStorage).filter((key) => key.startsWith('table')).length"
WORDS = [f"Words of activity {number}, typed in one go" for number in (1, 2, 3)]


class Officer:
    """Cambodia's officer before a web server of its own, on the page of the first area."""

    def __init__(self, race: race_processes.Race, folder: Path, browser: Browser) -> None:
        self.race, self.server = race, services.WebServer(folder, race.env)
        self.server.start()
        self.context = browser.new_context(locale="en-GB", timezone_id="UTC")
        self.sign_in()
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(self.server.address + SHEET)

    def sign_in(self) -> None:
        session = self.race.run("session")
        self.context.add_cookies([{"name": self.server.cookie, "value": session, "url": self.server.address}])

    def type_into(self, place: int, words: str) -> None:
        """Choose "Done" for an activity, type after what stands in its words, and leave the row."""
        row = self.page.locator("tr[id^=a]").nth(place)
        row.get_by_label("Done", exact=True).check()
        row.locator("textarea").press("End")
        row.locator("textarea").press_sequentially(words)
        self.page.locator("h1").click()

    def all_sent(self) -> None:
        for _ in range(120):
            if not self.page.evaluate(KEPT):
                return
            self.page.wait_for_timeout(500)
        pytest.fail("Some rows were not sent.")


@pytest.fixture
def officer(tmp_path: Path, migrated_sqlite: Callable[[Path], str], browser: Browser) -> Iterator[Officer]:
    migrated_sqlite(tmp_path / "sheet.sqlite3")
    race = race_processes.Race("tests.race_sheet", f"sqlite:///{tmp_path / 'sheet.sqlite3'}", tmp_path)
    officer = Officer(race, tmp_path, browser)
    yield officer
    officer.context.close()
    officer.server.kill()


def says(page: Page, place: int, words: str) -> None:
    expect(page.locator("tr[id^=a] > .answer-state").nth(place)).to_contain_text(words, timeout=20_000)


def test_a_server_that_is_killed_and_comes_back_has_every_letter(officer):
    officer.type_into(0, WORDS[0])
    says(officer.page, 0, "Saved at")
    officer.type_into(1, WORDS[1][:9])

    officer.server.kill()
    officer.type_into(1, WORDS[1][9:])
    officer.type_into(2, WORDS[2])
    says(officer.page, 2, "Not saved")
    officer.server.start()
    officer.all_sent()

    assert officer.race.run("written") == [["done", words] for words in WORDS]


def test_a_session_that_ends_keeps_every_letter_until_somebody_signs_in_again(officer):
    officer.type_into(0, WORDS[0])
    says(officer.page, 0, "Saved at")

    officer.race.run("end_sessions")
    officer.type_into(1, WORDS[1])
    says(officer.page, 1, "Not saved")
    officer.type_into(2, WORDS[2])
    officer.sign_in()
    officer.page.reload()
    officer.all_sent()

    assert officer.race.run("written") == [["done", words] for words in WORDS]
