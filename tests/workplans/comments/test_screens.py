"""Comments in a browser: whole without scripts."""

from uuid import uuid4

import pytest

from tests.browsing import Visit
from tests.cast import NOW
from workplans.comments.actions import settle_thread, start_thread
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Seat, Workplan
from workplans.statuses import TalkAudience

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_answer_that_is_refused_keeps_its_words_without_scripts(
    visit: Visit, kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat
) -> None:
    thread = start_thread(
        CommentTarget(kh_plan),
        TalkAudience.TASKFORCE,
        "Is the second vehicle in this cost?",
        about="Vehicles",
        told=kh_officer.user,
        key=uuid4(),
        by=kh_lead,
        now=NOW,
    )
    setup = {"java_script_enabled": False, "viewport": {"width": 360, "height": 800}}
    page = visit(f"/2011/kh/comments/{thread.key}/", kh_officer, **setup)
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
