"""The browser's Back after something was added, in a browser that runs no script."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests import browsing, cast
from tests.workplans.table.browsing import NEW_TITLE
from workplans.comments.actions import start_thread
from workplans.comments.targets import CommentTarget
from workplans.models import Activity, Comment, Seat, Workplan
from workplans.statuses import TalkAudience

pytestmark = [pytest.mark.browser, pytest.mark.once]
POST = "Send to the readers you chose"


@pytest.fixture
def plain(visit: browsing.Visit, kh_officer: Seat) -> Page:
    """A browser of Cambodia's officer that runs no script. Its plan is empty."""
    return visit("/health/", kh_officer, java_script_enabled=False)


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).last.click()


def test_form_sent_again_after_back_asks_first_and_adds_on_purpose(plain):
    plain.goto("/2011/kh/activities/add/?area=1")
    plain.get_by_label("Title").fill("Training of guards")
    press(plain, "Add activity")
    plain.go_back()
    expect(plain.get_by_label("Title")).to_have_value("Training of guards")

    press(plain, "Add activity")

    notice = plain.get_by_role("alert")
    expect(notice).to_contain_text("You added the same activity at")
    expect(notice.get_by_role("link", name="See KH-2011-001")).to_have_attribute("href", "/2011/kh/001/")
    expect(plain.get_by_label("Title")).to_have_value("Training of guards")
    assert Activity.objects.count() == 1
    with plain.expect_navigation():
        plain.get_by_label("Title").press("Enter")
    expect(notice).to_contain_text("You added the same activity at")
    assert Activity.objects.count() == 1
    press(plain, "Add another activity with the same text")
    expect(plain.locator("tr[data-row]")).to_have_count(2)
    assert Activity.objects.count() == 2


def test_table_comes_back_with_empty_rows_and_nothing_ticked(plain):
    plain.goto("/2011/kh/")
    plain.locator(NEW_TITLE).fill("Training of guards")
    plain.locator("tr.menu-row summary").first.click()
    plain.locator("[name=menu]").first.check()
    press(plain, "Save all rows now")
    expect(plain.locator("tr[data-row]")).to_have_count(1)
    plain.goto("/2011/kh/activities/add/?area=1")
    plain.go_back()
    plain.go_back()

    expect(plain).to_have_url(re.compile("/2011/kh/$"))
    typed = plain.locator("tr.new textarea").evaluate_all("all => all.map((one) => one.value)")
    assert set(typed) == {""}
    expect(plain.locator("[name=menu]:checked")).to_have_count(0)
    press(plain, "Save all rows now")
    assert Activity.objects.count() == 1


def test_thread_posted_again_after_back_asks_first_and_is_posted_on_purpose(plain):
    plain.goto("/2011/kh/comments/new/")
    plain.get_by_label("Title of the thread").fill("Trainers")
    plain.get_by_label("Comment", exact=True).fill("Who trains?")
    press(plain, POST)
    plain.go_back()
    expect(plain.get_by_label("Comment", exact=True)).to_have_value("Who trains?")

    press(plain, POST)

    expect(plain.get_by_role("alert")).to_contain_text("You posted the same comment at")
    expect(plain.get_by_label("Title of the thread")).to_have_value("Trainers")
    assert Comment.objects.count() == 1
    with plain.expect_navigation():
        plain.get_by_label("Title of the thread").press("Enter")
    expect(plain.get_by_role("alert")).to_contain_text("You posted the same comment at")
    assert Comment.objects.count() == 1
    press(plain, "Post the same comment again")
    assert Comment.objects.count() == 2


def test_answer_sent_again_after_back_asks_first_and_repeats_the_button(plain, kh_officer):
    plan = Workplan.objects.get(taskforce__slug="kh")
    thread = start_thread(
        CommentTarget(plan),
        TalkAudience.TASKFORCE,
        "Who trains?",
        about="Trainers",
        key=uuid4(),
        by=kh_officer,
        now=cast.NOW,
    )
    plain.goto(f"/2011/kh/comments/{thread.key}/")
    plain.get_by_label("Comment", exact=True).fill("The police.")
    press(plain, "Answer and close")
    plain.goto("/2011/kh/")
    plain.go_back()
    plain.go_back()
    expect(plain.get_by_label("Comment", exact=True)).to_have_value("The police.")

    press(plain, "Answer and close")

    expect(plain.get_by_role("alert")).to_contain_text("You posted the same comment at")
    assert thread.answers.count() == 1
    # The button that Enter would press.
    first = plain.locator("#typed").evaluate(
        "(form) => [...form.elements].find((part) => part.type === 'submit').formAction"
    )
    assert first.endswith(f"/2011/kh/comments/{thread.key}/")
    press(plain, "Post the same comment again")
    assert thread.answers.count() == 2
    thread.refresh_from_db()
    assert thread.settled_at is not None
