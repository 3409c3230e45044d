"""A plan printed from the browser: its lines and totals on few pages, without navigation, checklist or history."""

import subprocess
from decimal import Decimal

import pytest
from django.conf import settings

from tests.cast import complete_line, make_world
from workplans.statuses import Funding

pytestmark = [pytest.mark.browser, pytest.mark.once]

NAVIGATION = ("Plan of action", "Comparison", "Annual report", "Sign out", "Menu", "Your account", "Skip to")
CHECKLIST = ("Before you submit", "Still open", "Submit to the Secretariat")
LEFT_OUT = (*NAVIGATION, *CHECKLIST, "History", "Filter and sort", "Download", "Add an activity")


def printed(page, address):
    """The texts of the sheets that Chromium prints of an address."""
    page.goto(address)
    pdf = page.pdf(prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return text.stdout.decode().split("\f")[:-1]


def sign_in(page, live_server, client):
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@pytest.mark.parametrize(("query", "lines", "needed"), [("", 25, 2), ("?money=none", 1, 1)])
def test_a_plan_is_printed_with_its_totals_on_as_few_pages_as_its_lines_need(
    transactional_db, live_server, page, client_of, query, lines, needed
):
    world = make_world()
    for number in range(24):
        complete_line(
            world.workplan("kh"),
            by=world.seats["kh_officer"],
            title=f"Workshop {number} on the national plan in a province",
            secretariat_cost=Decimal(1_100),
        )
    complete_line(
        world.workplan("kh"),
        by=world.seats["kh_officer"],
        title="Own",
        funding=Funding.NONE,
        secretariat_cost=Decimal(0),
    )

    sign_in(page, live_server, client_of(world.seats["kh_member"]))

    sheets = printed(page, f"{live_server.url}/2011/kh/{query}")

    text = "\n".join(sheets)
    assert len(sheets) == needed
    assert "US$26,400 of 100,000" in sheets[0]
    assert text.count("Workshop ") == lines - 1
    assert ("Showing 1 of 25 activities" in text) == bool(query)
    assert ("Money: No Secretariat money is asked" in text) == bool(query)
    assert [word for word in LEFT_OUT if word in text] == []


def test_the_table_of_a_draft_is_printed_with_one_line_a_row_and_nothing_to_press(
    transactional_db, live_server, page, client_of
):
    world = make_world()
    for number in range(24):
        complete_line(
            world.workplan("kh"),
            by=world.seats["kh_officer"],
            title=f"Workshop {number}",
            secretariat_cost=Decimal(1_100),
        )
    sign_in(page, live_server, client_of(world.seats["kh_officer"]))

    sheets = printed(page, f"{live_server.url}/2011/kh/")

    text = "\n".join(sheets)
    assert len(sheets) == 2
    assert "US$26,400 of 100,000" in sheets[0]
    assert text.count("Workshop ") == 24
    told = ("Pick from", "Save all rows", "Type a title", "next field", "Saved")
    assert [word for word in (*LEFT_OUT, *told) if word in text] == []
