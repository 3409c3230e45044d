"""A plan printed from the browser: its lines and totals on few pages, without navigation, checklist or history."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from reporting.meetings.actions import add_meeting
from reporting.reviews.actions import open_review
from spa.models import ActivityType
from tests.cast import NOW, complete_line, make_world, submitted
from tests.papers import text_of
from workplans.deciding.actions import record_decision
from workplans.models import Activity
from workplans.statuses import Funding, Outcome

pytestmark = [pytest.mark.browser, pytest.mark.once]

NAVIGATION = ("Plan of action", "Comparison", "Annual report", "Sign out", "Menu", "Your account", "Skip to")
CHECKLIST = ("Before you submit", "Still to do", "Submit to the Secretariat")
LEFT_OUT = (*NAVIGATION, *CHECKLIST, "History", "Filter and sort", "Download", "Add an activity")


def printed(page, address):
    """The texts of the sheets that Chromium prints of an address."""
    page.goto(address)
    return text_of(page.pdf(prefer_css_page_size=True), "-layout").split("\f")[:-1]


def words_of(sheets):
    return " ".join("\n".join(sheets).split())


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def either(request, visit):
    """A page in a browser with scripts, and in one without."""
    return partial(visit, java_script_enabled=request.param)


@pytest.mark.parametrize(("query", "lines", "needed"), [("", 25, 2), ("?money=none", 1, 1)])
def test_a_plan_is_printed_with_its_totals_on_as_few_pages_as_its_lines_need(visit, query, lines, needed):
    world = make_world()
    for number in range(24):
        complete_line(
            world.workplan("kh"),
            title=f"Workshop {number} on the national plan in a province",
            secretariat_cost=Decimal(1_100),
        )
    complete_line(world.workplan("kh"), title="Own", funding=Funding.NONE, secretariat_cost=Decimal(0))

    page = visit("", world.seats["kh_member"])

    sheets = printed(page, f"/2011/kh/{query}")

    text = "\n".join(sheets)
    assert len(sheets) == needed
    assert "US$26,400 of 100,000" in sheets[0]
    assert text.count("Workshop ") == lines - 1
    assert ("Showing 1 of 25 activities" in text) == bool(query)
    assert ("Money: No Secretariat funding" in text) == bool(query)
    assert [word for word in LEFT_OUT if word in text] == []


def test_the_table_of_a_draft_is_printed_with_one_line_a_row_and_nothing_to_press(either):
    world = make_world()
    for number in range(24):
        complete_line(world.workplan("kh"), title=f"Workshop {number}", secretariat_cost=Decimal(1_100))
    page = either("", world.seats["kh_officer"])

    sheets = printed(page, "/2011/kh/")

    text = "\n".join(sheets)
    assert len(sheets) == 2
    assert "US$26,400 of 100,000" in sheets[0]
    assert text.count("Workshop ") == 24
    told = ("Choose from", "Save all rows", "Write a title", "next field", "Saved")
    assert [word for word in (*LEFT_OUT, *told) if word in text] == []


def test_the_table_of_a_returned_plan_is_printed_without_why_its_rows_are_closed(either):
    world = make_world()
    plan = world.workplan("kh")
    for number in range(25):
        complete_line(plan, title=f"Workshop {number}", secretariat_cost=Decimal(1_100))
    type(plan).objects.filter(pk=plan.pk).update(status="returned")
    page = either("", world.seats["kh_officer"])

    sheets = printed(page, "/2011/kh/")

    text = words_of(sheets)
    assert len(sheets) == 2
    assert text.count("Workshop ") == 25
    assert [
        words
        for words in (
            "Cannot be changed",
            ("In a returned workplan you can change only the returned activities"),
        )
        if words in text
    ] == []


def test_no_word_of_a_field_is_cut_where_the_table_of_a_draft_is_printed(either):
    world = make_world()
    body = "Central Body for Suppression of Trafficking in Persons and Protection of Victims"
    complete_line(
        world.workplan("kh"),
        title="Workshop",
        lead_body=body,
        type=ActivityType.objects.create(
            code="long", title="Bilateral and multilateral agreements", position=99
        ),
        funding=Funding.NONE,
        secretariat_cost=None,
        ends_on=date(2011, 11, 30),
    )
    Activity.objects.update(ends_on=date(2012, 11, 30))
    page = either("", world.seats["kh_officer"])

    (sheet,) = printed(page, "/2011/kh/")

    found = set(sheet.split())
    assert set(body.split()) <= found
    assert {"Bilateral", "and", "multilateral", "agreements", "None", "Secretariat", "funding"} <= found
    assert "30 Nov 2012" in sheet
    # On the screen they are fields again.
    page.emulate_media(media="screen")
    assert page.locator("tr[data-row] .c-lead input").input_value() == body


def test_the_desk_s_table_is_printed_with_its_room_and_decisions_and_nothing_to_press(visit):
    world = make_world()
    seats, plan = world.seats, world.workplan("kh")
    lines = [
        complete_line(plan, title=f"Workshop {number}", secretariat_cost=Decimal(1_000))
        for number in range(24)
    ]
    submitted(plan)
    record_decision(lines[0], Outcome.RETURN, reason="Say where.", by=seats["kh_desk"], now=NOW)
    page = visit("", seats["kh_desk"])

    sheets = printed(page, "/2011/kh/decisions/")

    text = words_of(sheets)
    assert len(sheets) == 2
    assert "US$100,000 left of US$100,000" in text
    assert "23 activities to decide" in text
    assert text.index("Workshop 23") < text.index("1 activity, US$1,000") < text.index("Say where.")
    told = (
        "Save my",
        "Cancel this decision",
        "Keyboard",
        "Untick",
        "Calculate the amounts again",
        "Previous:",
    )
    assert [word for word in (*NAVIGATION, *told) if word in text] == []


@pytest.mark.parametrize(
    ("address", "said", "left_out"),
    [
        ("/2011/?state=draft", ["Status: Draft", "Showing"], []),
        (
            "/people/?role=lead&sort=-name",
            ["Role: Taskforce lead", "Sorted by: Name, Z to A"],
            ["Roles given"],
        ),
        ("/meetings/?sort=-day", ["Sorted by: Day, latest first"], []),
        ("/meetings/som-8/", ["SOM 8", "Facts"], ["What happened", "Added"]),
        (
            "/2011/reviews/mid-year/",
            ["Mid-year review 2011"],
            ["What happened", "Opened the review", "Reopen"],
        ),
    ],
)
def test_lists_meetings_and_reviews_are_printed_with_their_filter_in_words_and_without_history(
    visit, address, said, left_out
):
    world = make_world()
    office = world.seats["regional_office"]
    draft = {"parts": (("som", 8),), "planned_from": date(2011, 3, 1)}
    add_meeting(**draft, by=office, now=NOW)
    open_review(world.workplan("kh").cycle, "mid-year", by=office, now=NOW)
    page = visit("", office)

    sheets = printed(page, address)

    text = words_of(sheets)
    assert len(sheets) <= 2
    assert [words for words in said if words not in text] == []
    controls = ("Filter and sort", "Download this list", "Show all")
    assert [words for words in (*NAVIGATION[3:], *controls, *left_out) if words in text] == []
