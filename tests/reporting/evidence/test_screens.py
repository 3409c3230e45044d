"""The pages of evidence in a browser, used without scripts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from reporting.reviews.actions import open_review
from tests import cast
from tests.browsing import sign_in
from tests.cast import SignIn
from tests.reporting.evidence import files

pytestmark = [pytest.mark.browser, pytest.mark.once]
NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
BASE = "/2011/reviews/mid-year/kh/evidence/001/"


def test_a_list_of_names_is_sent_and_deleted_without_scripts(
    live_server: LiveServer,
    browser: Browser,
    client_of: SignIn,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    world = cast.make_world()
    cast.cambodia_agreed(world)
    open_review(world.cycle, "mid-year", by=world.seats["regional_office"], now=NOW)
    people = tmp_path / "people.xlsx"
    people.write_bytes(files.workbook(("Name", "Born"), ("Sok Dara", "12/03/1984")))
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, client_of(world.seats["kh_officer"]))
    page = context.new_page()

    page.goto(live_server.url + BASE)
    page.set_input_files("[name=file]", people)
    page.fill("[name=title]", "People of the course")
    page.check("[name=looked]")
    page.get_by_role("button", name="Upload").click()
    question = page.locator(".rows-list").first.inner_text()
    page.get_by_label("Victims, or people who did not agree: delete the file").check()
    page.get_by_role("button", name="Answer and go on").click()

    assert question == "Sheet “Nov”, row 2: a date of birth beside a name 12••••••84"
    assert page.url == live_server.url + BASE
    assert "The file was deleted. Nothing of it was kept." in page.inner_text("main")
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
    context.close()
