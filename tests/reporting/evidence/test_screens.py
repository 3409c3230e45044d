"""The pages of evidence in a browser: accessible, no wider than the screen, and used without scripts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from reporting.models import CountryReview, Evidence
from reporting.reviews.actions import open_review
from tests import cast
from tests.browsing import barriers, sign_in
from tests.cast import SignIn
from tests.reporting.evidence import files

pytestmark = [pytest.mark.browser, pytest.mark.once]
NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
BASE = "/2011/reviews/mid-year/kh/evidence/001/"
LONG = "Report-of-the-workshop-of-the-border-police-the-prosecutors-and-the-shelters-of-every-province"
FOUND = {"what": "birth", "kind": "row", "part": LONG[:31], "number": 14, "shown": "12••••••84", "more": 49}


def make_evidence() -> tuple[cast.World, list[Evidence]]:
    world = cast.make_world()
    cast.cambodia_agreed(world)
    open_review(world.cycle, "mid-year", by=world.seats["regional_office"], now=NOW)
    sheet = CountryReview.objects.get(taskforce__slug="kh")
    facts: dict[str, Any] = {
        "sheet": sheet,
        "activity": world.workplan("kh").activities.get(number=1),
        "title": LONG,
        "by": world.seats["kh_officer"].user,
        "at": NOW,
    }
    document = {"kind": "docx", "path": "evidence/x.docx", "name": f"{LONG}.docx", "size": 310_000}
    agreed = {"found": [FOUND], "answer": "agreed", "reason": LONG}
    return world, [
        Evidence.objects.create(**facts, kind="link", url=f"https://moj.example/{LONG}"),
        Evidence.objects.create(**facts, **document, **agreed),
        Evidence.objects.create(**facts, **document, found=[FOUND], awaits_answer=True),
    ]


def test_pages_of_evidence_are_accessible_and_no_wider_than_the_screen(
    transactional_db: None, live_server: LiveServer, page: Page, client_of: SignIn
) -> None:
    world, (_link, shown, asked) = make_evidence()
    sign_in(page.context, live_server.url, client_of(world.seats["kh_officer"]))

    found = {}
    for end in ("", "add/", f"{asked.pk}/question/", f"{shown.pk}/remove/", f"{shown.pk}/title/"):
        page.goto(live_server.url + BASE + end)
        found[end] = barriers(page)

    assert [end for end, faults in found.items() if faults] == []


def test_a_list_of_names_is_sent_and_deleted_without_scripts(
    transactional_db: None,
    live_server: LiveServer,
    browser: Browser,
    client_of: SignIn,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    world, _rows = make_evidence()
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
