"""The lists and two versions beside each other in a real browser: accessible, and no wider than the screen."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from reporting.meetings.actions import MeetingDraft, add_meeting
from tests import cast
from tests.browsing import barriers, sign_in
from tests.cast import NOW
from tests.workplans.submitting.test_amendment_views import change
from workplans.drafting.actions import withdraw_activity
from workplans.models import Seat
from workplans.submitting.actions import amend_workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
# Each list as it comes, filtered and sorted, without a row, and with a value that is no choice.
ADDRESSES = (
    "/2011/kh/versions/1/draft/",
    "/2011/kh/versions/1/draft/?show=changed",
    "/2011/kh/versions/2/2/?show=nowhere",
    "/2011/kh/?view=list&area=1&sort=-cost",
    "/2011/kh/?view=list&text=nowhere",
    "/2011/?state=approved",
    "/2011/?state=nowhere",
    "/people/?role=officer&sort=-name",
    "/people/?text=nowhere",
    "/meetings/?sort=-day",
    "/meetings/?country=nowhere",
)


def test_lists_and_versions_are_accessible_and_no_wider_than_the_screen_in_every_state(
    transactional_db: None,
    live_server: LiveServer,
    page: Page,
    client_of: Callable[[Seat], Client],
) -> None:
    world = cast.make_world()
    seats, plan = world.seats, world.workplan("kh")
    first = cast.complete_line(
        plan, by=seats["kh_officer"], title="Workshop", secretariat_cost=Decimal(4_500)
    )
    second = cast.complete_line(plan, by=seats["kh_officer"], title="Study")
    plan = cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    amend_workplan(plan, note="Wider.", by=seats["kh_lead"], now=NOW)
    for line in (first, second):
        line.refresh_from_db()
    change(first, seats["kh_officer"], secretariat_cost=Decimal(5_750), title="A workshop in every province")
    withdraw_activity(second, by=seats["kh_officer"], now=NOW)
    for month in (3, 6):
        draft = MeetingDraft(parts=(("rtf", None),), planned_from=date(2011, month, 1))
        add_meeting(draft, by=seats["regional_office"], now=NOW)
    sign_in(page.context, live_server.url, client_of(seats["kh_officer"]))

    found = {}
    for address in ADDRESSES:
        answer = page.goto(live_server.url + address)
        found[address] = (answer.status if answer else 0, barriers(page))

    assert found == dict.fromkeys(ADDRESSES, (200, []))


def test_fields_of_a_filter_stand_in_one_column_of_full_width_on_a_narrow_screen(
    transactional_db: None,
    live_server: LiveServer,
    page: Page,
    client_of: Callable[[Seat], Client],
) -> None:
    """In two columns, long choices were cut: "Ask the Secretariat to" was all that a phone showed of one."""
    world = cast.make_world()
    for title in ("Workshop", "Study"):
        cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"], title=title)
    sign_in(page.context, live_server.url, client_of(world.seats["kh_officer"]))
    page.goto(f"{live_server.url}/2011/kh/?view=list&area=1")
    fields = page.locator(".list-filter :is(select, input.form-control)")

    for width in (620, 360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        whole = page.locator(".list-filter > .filters").bounding_box()
        boxes = [box.bounding_box() for box in fields.all()]
        assert whole is not None
        assert len(boxes) == 3
        assert {(round(box["x"]), round(box["width"])) for box in boxes if box} == {
            (round(whole["x"]), round(whole["width"]))
        }, width
