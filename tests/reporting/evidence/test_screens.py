"""The pages of evidence in a browser, used without scripts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reporting.reviews.actions import open_review
from tests import cast
from tests.browsing import Visit
from tests.reporting.evidence import files

pytestmark = [pytest.mark.browser, pytest.mark.once]
NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
BASE = "/2011/reviews/mid-year/kh/evidence/001/"


def test_a_list_of_names_is_sent_and_deleted_without_scripts(
    visit: Visit, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    world = cast.make_world()
    cast.cambodia_agreed(world)
    open_review(world.cycle, "mid-year", by=world.seats["regional_office"], now=NOW)
    people = tmp_path / "people.xlsx"
    people.write_bytes(files.workbook(("Name", "Born"), ("Sok Dara", "12/03/1984")))

    page = visit(BASE, world.seats["kh_officer"], java_script_enabled=False)
    page.set_input_files("[name=file]", people)
    page.fill("[name=title]", "People of the course")
    page.check("[name=looked]")
    page.get_by_role("button", name="Upload").click()
    question = page.locator(".rows-list").first.inner_text()
    page.get_by_label("Victims, or people who did not agree: delete the file").check()
    page.get_by_role("button", name="Answer and go on").click()

    assert question == "Sheet “Nov”, row 2: a date of birth beside a name 12••••••84"
    assert page.url.endswith(BASE)
    assert "The file was deleted. Nothing of it was kept." in page.inner_text("main")
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
