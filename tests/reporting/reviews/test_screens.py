"""The regional list, a meeting's page and a review's sheet in a browser: accessible, and no wider than the screen."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from reporting.answers.answer_actions import ask_question
from reporting.models import Delegate, Meeting, MeetingPart, Recommendation, RecommendationAddressee
from reporting.reviews.actions import open_review, remind
from tests import cast
from tests.browsing import barriers, sign_in
from tests.cast import SignIn
from workplans.models import Taskforce
from workplans.statuses import Funding

pytestmark = [pytest.mark.browser, pytest.mark.once]
NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
LONG = "Workshop of the border police, the prosecutors and the shelters of every province"
# Who reads what: each list also filtered and without a row.
ADDRESSES = {
    "regional_office": (
        "/2011/regional/",
        "/2011/regional/?view=list",
        "/2011/regional/?view=list&area=1&sort=-cost",
        "/2011/regional/?view=list&text=nowhere",
        "/meetings/som-9/",
        "/meetings/som-9/edit/",
        "/meetings/som-9/recommend/",
        "/2011/reviews/mid-year/",
        "/2011/reviews/mid-year/close/",
        "/2011/reviews/mid-year/remind/",
        "/2011/reviews/mid-year/regional/areas/1/",
    ),
    "kh_desk": (
        "/2011/reviews/mid-year/kh/",
        "/2011/reviews/mid-year/kh/questions/1.T1/ask/",
    ),
    "kh_lead": (
        "/2011/reviews/mid-year/kh/questions/1/",
        "/2011/regional/",
        "/meetings/recommendations/",
        "/meetings/som-9/",
        "/2011/reviews/mid-year/kh/areas/1/",
    ),
}


def hold_meeting() -> None:
    meeting = Meeting.objects.create(
        slug="som-9", venue="Vientiane", planned_from=date(2011, 9, 1), theme=LONG
    )
    MeetingPart.objects.create(meeting=meeting, kind="som", number=9)
    taskforce = Taskforce.objects.get(slug="kh")
    Delegate.objects.create(meeting=meeting, taskforce=taskforce, name="A delegate")
    asked = Recommendation.objects.create(meeting=meeting, number=1, text=LONG)
    RecommendationAddressee.objects.create(recommendation=asked, taskforce=taskforce)


def test_regional_list_meeting_and_sheet_are_accessible_and_no_wider_than_the_screen(
    transactional_db: None, live_server: LiveServer, page: Page, client_of: SignIn
) -> None:
    world = cast.make_world()
    seats, plan = world.seats, world.workplan("kh")
    for title in (LONG, "Study"):
        cast.complete_line(plan, by=seats["kh_officer"], title=title, needs=("Two trainers for five days",))
    plan = cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    region = world.workplan("regional")
    countries = tuple(Taskforce.objects.filter(slug__in=("kh", "la")))
    office = seats["regional_office"]
    for title in (LONG, "Study"):
        cast.complete_line(region, by=office, title=title, countries=countries)
    reserve = {"funding": Funding.RESERVE, "secretariat_cost": Decimal(4_500)}
    cast.complete_line(region, by=office, title="Later", countries=countries, **reserve)
    review = open_review(plan.cycle, "mid-year", by=office, now=NOW)
    remind(review, ["kh"], by=office, now=NOW)
    sheet, line = review.sheets.get(taskforce__slug="kh"), plan.activities.order_by("number")[0]
    ask_question(sheet, activity=line, text=LONG, by=seats["kh_desk"], now=NOW)
    hold_meeting()

    found = {}
    for name, addresses in ADDRESSES.items():
        sign_in(page.context, live_server.url, client_of(seats[name]))
        for address in addresses:
            answer = page.goto(live_server.url + address)
            found[name, address] = (answer.status if answer else 0, barriers(page))

    wanted = [(name, address) for name, addresses in ADDRESSES.items() for address in addresses]
    assert found == dict.fromkeys(wanted, (200, []))


def test_the_board_is_printed_by_one_press_and_says_how_without_scripts(
    transactional_db: None, live_server: LiveServer, browser: Browser, client_of: SignIn
) -> None:
    client = client_of(cast.make_world().seats["kh_lead"])
    hold_meeting()
    for has_scripts in (True, False):
        context = browser.new_context(java_script_enabled=has_scripts)
        sign_in(context, live_server.url, client)
        page = context.new_page()
        page.add_init_script("window.print = () => document.body.dataset.printed = '1'")
        page.goto(f"{live_server.url}/meetings/recommendations/")
        button = page.get_by_role("button", name="Print", exact=True)
        expect(page.locator("noscript .second")).to_be_visible(visible=not has_scripts)
        expect(button).to_be_visible(visible=has_scripts)
        if has_scripts:
            button.click()
            expect(page.locator("body")).to_have_attribute("data-printed", "1")
        context.close()
