"""People write in the made-up language: what a form shows is what it reads, with one plural form and with two."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import ngettext

from reporting.models import ActivityProgress
from reporting.reviews.actions import open_review
from reporting.statuses import RowKind
from tests import cast
from tests.sent_forms import sent_by
from tests.words.made_up import made_up
from tests.words.walking import spoken
from workplans.models import Activity, AnnualCycle

MARCH = "1 ««Mar~»» 2011"


@pytest.fixture(scope="module", params=[1, 2], ids=["one plural form", "two plural forms"])
def language(request: pytest.FixtureRequest, language_of: Callable[[int], Path]) -> Path:
    return language_of(request.param)


@pytest.fixture
def line(world: cast.World) -> Activity:
    return cast.complete_line(world.workplan("kh"), starts_on=date(2011, 3, 1), ends_on=date(2011, 5, 31))


def days_of(line: Activity) -> tuple[date | None, date | None]:
    line.refresh_from_db()
    return line.starts_on, line.ends_on


def send_unchanged(client: Client, address: str, **changes: Any) -> Any:
    """Send the form of a page as it came, but for the changes."""
    return client.post(address, sent_by(client.get(address).text) | changes)


def test_plural_of_one_says_its_number_where_a_language_has_one_form(language):
    with made_up(language):
        said = ngettext("%(count)s activity", "%(count)s activities", 1) % {"count": 1}
    assert said in ("1«« activity~~~»»", "1«« activities~~~»»")


def test_activity_is_saved_with_the_days_that_its_form_shows(line, language, officer):
    with spoken(language):
        shown = sent_by(officer.get("/2011/kh/001/edit/").text)
        answer = officer.post("/2011/kh/001/edit/", shown | {"title": "Another title"})
        assert (shown["starts_on"], answer.status_code) == (MARCH, 302)
        assert days_of(line) == (date(2011, 3, 1), date(2011, 5, 31))
        moved = send_unchanged(
            officer, "/2011/kh/001/edit/", starts_on="2 ««apr~»» 2011", ends_on="៣០ មិថុនា 2011"
        )

    assert moved.status_code == 302
    assert days_of(line) == (date(2011, 4, 2), date(2011, 6, 30))
    assert line.title == "Another title"


def test_table_is_saved_with_the_days_that_it_shows(line, language, officer):
    with spoken(language):
        answer = send_unchanged(officer, "/2011/kh/", **{"r001-lead_body": "Ministry of Justice"})

    assert answer.status_code == 302
    assert days_of(line) == (date(2011, 3, 1), date(2011, 5, 31))
    assert line.lead_body == "Ministry of Justice"


def test_days_of_the_year_and_of_a_step_are_saved_as_they_are_shown(world, language, secretariat):
    begins, ends = world.cycle.starts_on, world.cycle.ends_on
    with spoken(language):
        assert send_unchanged(secretariat, "/2011/dates/").status_code == 302
        assert send_unchanged(secretariat, "/2011/steps/", planned_from_1=MARCH).status_code == 302
        assert sent_by(secretariat.get("/2011/steps/").text)["planned_from_1"] == MARCH

    cycle = AnnualCycle.objects.get(pk=world.cycle.pk)
    assert (cycle.starts_on, cycle.ends_on) == (begins, ends)


def test_review_is_answered_with_the_days_that_its_sheet_shows(world, line, language, client_of):
    cast.approved(line.workplan, lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])
    open_review(world.cycle, "mid-year", by=world.seats["regional_office"], now=cast.NOW)
    sheet, client = "/2011/reviews/mid-year/kh/areas/1/", client_of(world.seats["kh_officer"])
    activity = RowKind.ACTIVITY.of(line.pk)
    with spoken(language):
        first = send_unchanged(
            client,
            sheet,
            **{f"{activity}-status": "under_way", f"{activity}-actual_starts_on": "3 ««Jan~»» 2011"},
        )
        shown = sent_by(client.get(sheet).text)
        again = client.post(sheet, shown | {f"{activity}-narrative": "Two courses were held"})

    assert (first.status_code, again.status_code) == (302, 302)
    answer = ActivityProgress.objects.get()
    assert (answer.status, answer.actual_starts_on, answer.narrative) == (
        "under_way",
        date(2011, 1, 3),
        "Two courses were held",
    )
