"""Pages of many kinds in a browser, with long texts: accessible, and no wider than the screen."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from commit_portal.models import MailSettings
from reporting.models import Evidence, Meeting, Question, Recommendation
from tests.authz_matrix import COLUMNS, ROWS, Office, make_office
from tests.browsing import IN_DARK, barriers, sign_in
from workplans.models import Activity, Comment, MinistryAnswer, VersionLine

pytestmark = [pytest.mark.browser, pytest.mark.once]
LONG = "Report-of-the-workshop-of-the-border-police-the-prosecutors-and-the-shelters-of-every-province"
TEXTS = {
    Activity: ("title", "lead_body"),
    VersionLine: ("title", "lead_body"),
    Comment: ("text",),
    MinistryAnswer: ("word",),
    Question: ("text",),
    Evidence: ("title", "name"),
    Meeting: ("theme",),
    Recommendation: ("text",),
}
# Pages of the matrix, as who is the first of its columns to read them.
NAMES = (
    "notices", "notices_failures", "notices_calendar", "account", "recommendations", "versions_compared",
    "ministries", "ministries_ask", "ministry_paper", "ministry_answer", "workplan_submit",
    "comments", "comment_on_plan", "comment_thread", "comparison_cell", "meeting_edit",
    "meeting_recommend", "review", "review_close", "review_remind", "review_area", "review_reopen",
    "review_submit", "review_question", "review_ask", "evidence", "evidence_add", "evidence_question",
    "evidence_remove", "evidence_title", "evidence_readers", "paper_add", "printed_list", "book_import",
    "year_move", "year_ceiling", "year_dates", "past_years", "past_year_remove", "spa:plan_detail", "spa:plan_agree",
    "book_row", "book_rename", "book_change", "book_add", "partners", "taskforces",
    "delegates", "participants", "years", "year_countries", "year_remove", "people",
    "spa:plan_endorse", "spa:revision_begin", "spa:target_continues", "spa:import_new", "spa:target_edit", "spa:budget_change",
)  # fmt: skip
# Lists also filtered, without a row, and with a value that is no choice; what another reader is shown.
ALSO = {
    "regional_office": (
        *("/2011/regional/", "/2011/regional/?view=list", "/2011/regional/?view=list&area=1&sort=-cost"),
        *("/2011/regional/?view=list&text=nowhere", "/meetings/som-9/", "/meetings/?sort=-day"),
        *("/meetings/?country=nowhere", "/2013/reviews/mid-year/", "/2011/ceiling/"),
        *("/2013/reviews/mid-year/regional/areas/1/", "/grants/spa-test/", "/grants/spa-test/add/"),
        *("/grants/spa-test/1/", "/grants/spa-test/2/remove/", "/2013/kh/funding/", "/statement/"),
        *("/2011/", "/2011/steps/", "/2013/comparison/money/", "/meetings/add/", "/years/open/"),
    ),
    "kh_desk": ("/2013/reviews/mid-year/kh/",),
    "kh_lead": ("/2011/regional/", "/meetings/som-9/", "/2013/kh/funding/"),
    "kh_officer": (
        *("/2014/kh/versions/2/draft/?show=changed", "/2013/kh/versions/2/2/?show=nowhere"),
        *("/2011/kh/?view=list&area=1&sort=-cost", "/2011/kh/?view=list&text=nowhere"),
        *("/2011/?state=approved", "/2011/?state=nowhere", "/people/?role=officer&sort=-name"),
        *("/people/?text=nowhere", "/search/", "/search/?q=police", "/search/?q=zzzz"),
    ),
    "lao_officer": ("/2013/comparison/1.T1/kh/",),
}


@pytest.fixture
def office(transactional_db: None, settings: Any, tmp_path: Path) -> Office:
    """The office of the matrix, committed: the web server reads it over a connection of its own."""
    settings.MEDIA_ROOT = tmp_path
    return make_office()


@pytest.fixture
def addresses(office: Office) -> dict[str, list[str]]:
    """By who reads them."""
    for model, columns in TEXTS.items():
        for column in columns:
            model._default_manager.exclude(**{column: ""}).update(**{column: LONG})
    settings, _ = MailSettings.objects.get_or_create(user=office.world.seats["kh_lead"].user)
    found = {name: list(addresses) for name, addresses in ALSO.items()}
    found["kh_lead"].append(f"/notices/stop/{settings.stop_key}/waits/")
    for name in NAMES:
        row = next(row for row in ROWS if (row.name, row.method) == (name, "get") and "200" in row.cells)
        reader = COLUMNS[row.cells.replace("|", " ").split().index("200")]
        found.setdefault(reader, []).append(reverse(name, kwargs=office.filled(row.parts)))
    return found


def test_pages_are_accessible_and_no_wider_than_the_screen(office, addresses, live_server, page, client_of):
    found = {}
    for name, asked in addresses.items():
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, client_of(office.world.seats[name]))
        for address in asked:
            answer = page.goto(address)
            dark = IN_DARK if "/comparison/" in address else ()
            found[name, address] = (answer and answer.status, barriers(page, dark=dark))
            if address == "/years/open/":
                page.locator("main form button.btn-primary").click()
                page.locator("[name=planned_from_1]").wait_for()
                found[name, f"{address} checked"] = (200, barriers(page))
            if address.endswith("/comments/new/"):
                # A refused comment is shown with what is wrong.
                page.locator("main form button.btn-primary").first.click()
                page.locator("[data-error-summary]").wait_for()
                found[name, f"{address} refused"] = (200, barriers(page))

    assert {place: what for place, what in found.items() if what != (200, [])} == {}
