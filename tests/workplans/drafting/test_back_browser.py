"""The browser's Back after an activity was added: its form, sent once more, makes no second line."""

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Visit
from workplans.models import Activity, Seat

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def form(visit: Visit, kh_officer: Seat) -> Page:
    """The form of a new activity in an empty plan."""
    return visit("/2011/kh/activities/add/?area=1", kh_officer)


def add(page: Page) -> None:
    page.locator(".actions").get_by_role("button", name="Add activity", exact=True).click()


def added(page: Page) -> Page:
    """Back in the form after its activity was added; the browser has filled it again."""
    page.get_by_label("Title").fill("Training of guards")
    add(page)
    expect(page.locator("h1")).not_to_have_text("Add an activity")
    page.go_back()
    expect(page.get_by_label("Title")).to_have_value("Training of guards")
    return page


def test_form_sent_again_after_back_leads_to_the_activity_that_it_made(form):
    add(added(form))

    expect(form.locator("h1")).to_contain_text("Training of guards")
    assert Activity.objects.count() == 1


def test_form_changed_after_back_says_what_it_has_made_and_keeps_the_words(form):
    page = added(form)
    page.get_by_label("Title").fill("Training of judges")
    add(page)

    expect(page.locator("main")).to_contain_text("You already added KH-2011-001 with this form.")
    expect(page.get_by_label("Title")).to_have_value("Training of judges")
    assert Activity.objects.count() == 1
    add(page)
    expect(page.locator("h1")).not_to_have_text("Add an activity")
    assert Activity.objects.count() == 2
