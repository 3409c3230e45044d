"""Comments and the ministries' word in a browser: no barrier, no wider than a phone, and whole without scripts."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.browsing import DESKTOP_AND_PHONE, barriers, sign_in
from tests.cast import NOW
from workplans.comments.actions import answer_thread, settle_thread, start_thread
from workplans.comments.targets import CommentTarget
from workplans.consultation.actions.openings import open_draft
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.models import Comment, Ministry, Seat, Workplan
from workplans.people.actions import name_ministry
from workplans.statuses import ReviewStage, TalkAudience

pytestmark = [pytest.mark.browser, pytest.mark.once]

SignIn = Callable[[Seat, Page], Page]


@pytest.fixture
def as_seat(live_server: LiveServer, client_of: Callable[[Seat], Client]) -> SignIn:
    def signed(seat: Seat, page: Page) -> Page:
        sign_in(page.context, live_server.url, client_of(seat))
        return page

    return signed


@pytest.fixture
def without_scripts(page: Page) -> Iterator[Page]:
    """A page of a browser that runs no script, as wide as a phone."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def thread(
    transactional_db: Any, kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat, kh_member: Seat, ilo: Seat
) -> Comment:
    """A thread of the taskforce that calls somebody, beside one with a partner, one on a review, and a settled one."""
    line = cast.complete_line(kh_plan, by=kh_officer)
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=NOW)
    whole = CommentTarget(kh_plan)
    said(CommentTarget(kh_plan, line), kh_lead, TalkAudience.PARTNER, partner=ilo.partner)
    said(CommentTarget(kh_plan, line, stage=ReviewStage.MID_YEAR), kh_member)
    settle_thread(said(whole, kh_member), by=kh_lead, now=NOW)
    thread = said(whole, kh_lead, told=kh_officer.user)
    answer_thread(
        thread, "Two vehicles, because the roads are long. " * 8, key=uuid4(), by=kh_member, now=NOW
    )
    return thread


def said(place: CommentTarget, by: Seat, audience: str = TalkAudience.TASKFORCE, **more: Any) -> Comment:
    text = "Is the second vehicle in this cost?"
    return start_thread(place, audience, text, about="Vehicles", key=uuid4(), by=by, now=NOW, **more)


def test_pages_of_comments_have_no_barrier_and_fit_a_phone(
    live_server: LiveServer, page: Page, thread: Comment, kh_officer: Seat, as_seat: SignIn
) -> None:
    as_seat(kh_officer, page).set_viewport_size({"width": 360, "height": 800})
    address = f"{live_server.url}/2011/kh/comments/"

    for path in ("", f"{thread.key}/", "new/"):
        page.goto(f"{address}{path}")
        assert barriers(page, DESKTOP_AND_PHONE) == [], path

    # A refused comment is shown with what is wrong.
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("load")
    assert page.locator("[data-error-summary]").is_visible()
    assert barriers(page, DESKTOP_AND_PHONE) == []


def test_answer_that_is_refused_keeps_its_words_without_scripts(
    live_server: LiveServer,
    without_scripts: Page,
    thread: Comment,
    kh_officer: Seat,
    kh_lead: Seat,
    as_seat: SignIn,
) -> None:
    page = as_seat(kh_officer, without_scripts)
    page.goto(f"{live_server.url}/2011/kh/comments/{thread.key}/")
    page.get_by_label("Send a notice to").select_option(str(kh_lead.user_id))
    page.get_by_label("Comment", exact=True).fill("One vehicle is enough.")
    settle_thread(thread, by=kh_lead, now=NOW)

    page.get_by_role("button", name="Answer (readers: Taskforce)").click()

    assert "closed while you wrote, by kh lead" in page.locator("main").inner_text()
    assert page.get_by_label("Comment", exact=True).input_value() == "One vehicle is enough."
    assert page.get_by_label("Send a notice to").locator("option:checked").inner_text().startswith("kh lead")
    page.get_by_role("button", name="Answer (readers: Taskforce)").click()
    assert "Your comment is posted." in page.locator("main").inner_text()
    assert Comment.objects.get(parent=thread, by=kh_officer.user).told == kh_lead.user
    thread.refresh_from_db()
    assert thread.settled_at is None


def test_pages_of_the_ministries_have_no_barrier_and_fit_a_phone(
    transactional_db: Any,
    live_server: LiveServer,
    page: Page,
    kh_plan: Workplan,
    kh_officer: Seat,
    kh_lead: Seat,
    kh_member: Seat,
    regional_office: Seat,
    as_seat: SignIn,
) -> None:
    names = ("Ministry of Justice", "Ministry of Interior", "Ministry of Women's Affairs")
    justice, interior, _ = (
        Ministry.objects.create(taskforce=kh_plan.taskforce, name=name, position=nth)
        for nth, name in enumerate(names)
    )
    cast.complete_line(kh_plan, by=kh_officer)
    member = name_ministry(kh_member, justice, by=regional_office, now=NOW)
    ask_ministries(kh_plan, [justice], by=kh_lead, now=NOW)
    answer_for_ministry(kh_plan, "no", "The training is not in our budget", seen=None, by=member, now=NOW)
    record_for_ministry(kh_plan, interior, "yes", "", seen=None, by=kh_lead, now=NOW)
    cast.complete_line(kh_plan, by=kh_officer)

    for seat, path in (
        (kh_lead, "ministries/"),
        (kh_lead, "ministries/ask/"),
        (kh_lead, f"ministries/{interior.pk}/paper/"),
        (kh_lead, "submit/"),
        (member, "ministries/answer/"),
    ):
        as_seat(seat, page).goto(f"{live_server.url}/2011/kh/{path}")
        assert barriers(page, DESKTOP_AND_PHONE) == [], path
