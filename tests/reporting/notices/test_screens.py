"""The page of notices in a browser: no barrier, and nothing beside the edge of a phone."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from commit_portal.i18n.messages import message, to_plain
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Fault, Mail
from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import record_event
from reporting.notices.dispatch import Telling, write
from tests.browsing import DESKTOP_AND_PHONE, barriers, sign_in
from tests.cast import SignIn
from workplans.models import Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_pages_of_notices_have_no_barrier_and_fit_a_phone(
    transactional_db: Any, live_server: LiveServer, page: Page, regional_office: Seat, client_of: SignIn
) -> None:
    now = timezone.now()
    facts = MailPayload("submitted", year=2011, place="kh", role="lead", link="/2011/kh/")
    write([Telling(regional_office, "event:1", NoticeKind.WAITS, facts, at=now, due_at=now)], now=now)
    failures(regional_office)
    sign_in(page.context, live_server.url, client_of(regional_office))
    own = regional_office.user.mail_settings

    for path in (
        "/notices/",
        "/notices/failures/",
        "/notices/calendar/",
        f"/notices/stop/{own.stop_key}/waits/",
    ):
        page.goto(f"{live_server.url}{path}")
        assert page.url.endswith(path), "signed out"
        assert barriers(page, DESKTOP_AND_PHONE) == [], path


def failures(seat: Seat) -> None:
    """A mail whose long address is refused, an event that was given up, and the reminders of a day."""
    told: dict[str, Any] = {
        "failed_at": timezone.now(),
        "failure": to_plain(message("mail.refused", answer="550")),
    }
    address = f"{'somebody.with.a.long.name' * 2}@ministry-of-justice.example"
    Mail.objects.create(
        address=address, code="reset", due_at=timezone.now(), state="failed", is_refused=True, **told
    )
    event = record_event(
        "choose_mails", seat.user, by=seat, now=timezone.now(), facts=message("mails.chosen")
    )
    for about in ({"event": event}, {"user": seat.user, "day": timezone.localdate()}):
        Fault.objects.create(**about, attempts=5, **told)


def test_address_of_the_calendar_is_copied_by_a_button_and_fits_a_phone(
    transactional_db: Any, live_server: LiveServer, page: Page, kh_lead: Seat, client_of: SignIn
) -> None:
    sign_in(page.context, live_server.url, client_of(kh_lead))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/notices/calendar/")
    page.get_by_role("button", name="Make the link").click()
    field = page.get_by_role("textbox", name="Your private link is shown only now")
    address = field.input_value()
    button = page.get_by_role("button", name="Copy the link")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        below, above = button.bounding_box(), field.bounding_box()
        assert below
        assert above
        assert below["x"] == above["x"]
        assert below["y"] > above["y"] + above["height"]

    page.get_by_role("button", name="Copy the link").click()

    page.get_by_role("button", name="The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert "/calendar/" in address
    assert barriers(page, (360,)) == []
