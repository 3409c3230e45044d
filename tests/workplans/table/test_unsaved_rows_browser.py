"""Words that were typed into a plan which closed meanwhile: the tab keeps them, and its page offers them again."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests import browsing, cast
from tests.workplans.table.browsing import KEPT, NEW_TITLE, SAVED, cell
from workplans.models import Activity, Seat, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def closed(draft: Page, kh_plan: Workplan, kh_lead: Seat) -> Page:
    """The plan's page, loaded again after the lead submitted it while the officer typed."""
    cast.submitted(kh_plan, by=kh_lead)
    cell(draft, "001", "title").fill("Too late")
    cell(draft, "001", "funding").select_option("reserve")
    cell(draft, "002", "title").focus()
    expect(draft.locator("#e001")).to_contain_text("You cannot change this activity any more.")
    draft.locator(NEW_TITLE).fill("A new line")
    cell(draft, "002", "title").focus()
    expect(draft.locator("#en0101")).to_contain_text("You cannot change this activity any more.")
    draft.reload()
    return draft


def words_of(page: Page) -> list[str]:
    """The lines of the notice, each with its fields as they are read."""
    return [" ".join(line.split()) for line in page.locator("[data-kept-lines] > *").all_inner_texts()]


def test_words_kept_for_a_closed_plan_are_offered_line_by_line_after_a_reload(closed):
    page, box = closed, closed.locator("[data-kept]")

    expect(box.get_by_role("heading", level=2)).to_have_text("Text that is not saved")
    expect(page.locator("#announcements")).to_have_text("Text that is not saved")
    assert words_of(page) == [
        "001 Title Too late Kind of funding In reserve Copy my text",
        "New activity Title A new line Copy my text",
    ]
    assert browsing.barriers(page, browsing.DESKTOP_AND_PHONE) == []
    page.set_viewport_size({"width": 360, "height": 800})
    expect(box).to_be_visible()

    copy = box.get_by_role("button", name="Copy my text").first
    expect(copy).to_have_accessible_description("001")
    copy.click()

    assert page.evaluate("navigator.clipboard.readText()") == "Too late\nIn reserve"
    expect(box.get_by_role("button", name="Your text is copied.")).to_be_focused()


def test_kept_words_stay_to_be_copied_by_keys_where_the_browser_gives_no_clipboard(closed):
    closed.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")

    closed.locator("[data-kept]").get_by_role("button", name="Copy my text").first.click()

    field = closed.get_by_role("textbox", name="Copy my text")
    expect(field).to_have_accessible_description("001")
    assert field.evaluate("(field) => field.value.slice(field.selectionStart, field.selectionEnd)") == (
        "Too late\nIn reserve"
    )
    expect(field).to_be_focused()


def test_kept_words_are_thrown_away_and_brought_back_until_the_page_is_left(closed):
    page, box = closed, closed.locator("[data-kept]")

    box.get_by_role("button", name="Delete this text").click()

    expect(box.locator("[data-kept-thrown]")).to_contain_text("The text is deleted.")
    assert (words_of(page), page.evaluate(KEPT)) == ([], [])
    back = box.get_by_role("button", name="Undo")
    expect(back).to_be_focused()
    back.click()
    assert len(words_of(page)) == 2

    box.get_by_role("button", name="Delete this text").click()
    page.reload()

    expect(box).to_be_hidden()
    assert page.evaluate(KEPT) == []


def test_kept_words_are_shown_to_nobody_else_and_are_gone_after_signing_out(
    closed, live_server, client_of, kh_lead
):
    page, box = closed, closed.locator("[data-kept]")
    own = page.context.cookies()
    browsing.sign_in(page.context, live_server.url, client_of(kh_lead))
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert box.get_attribute("data-person") == str(kh_lead.user_id)
    expect(box).to_be_hidden()
    assert words_of(page) == []

    page.context.add_cookies([one for one in own if one["name"] == settings.SESSION_COOKIE_NAME])
    page.reload()
    expect(box).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()

    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(KEPT) == []


def test_kept_words_go_into_the_table_again_where_the_lead_takes_the_plan_back(closed, kh_plan):
    Workplan.objects.filter(pk=kh_plan.pk).update(status="draft")

    closed.reload()

    expect(closed.locator("tr[data-row]")).to_have_count(3)
    expect(closed.locator("#s001 [data-state]")).to_contain_text(SAVED)
    assert Activity.objects.get(number=1).title == "Too late"
    assert [line.title for line in Activity.objects.filter(number=3)] == ["A new line"]
    expect(closed.locator("[data-kept]")).to_be_hidden()


def test_words_of_a_line_that_is_closed_in_the_table_are_offered_above_it(draft):
    draft.route("**/save/", lambda route: route.abort())
    cell(draft, "001", "title").fill("Too late")
    draft.keyboard.press("Control+s")
    expect(draft.locator("#s001")).to_contain_text("Not saved")
    Workplan.objects.update(status="returned")
    Activity.objects.filter(number=2).update(unlocked=True)

    draft.reload()
    assert words_of(draft) == ["001 Title Too late Copy my text"]
    draft.goto(f"{draft.url}?view=table")

    assert words_of(draft) == ["001 Title Too late Copy my text"]
    expect(draft.locator("tr[data-row]")).to_have_id("r002")


def test_words_of_a_refused_row_wait_for_the_table_while_the_plan_is_read_as_a_list(draft):
    page, table = draft, draft.url
    cell(page, "001", "secretariat_cost").fill("ten")
    cell(page, "002", "title").focus()
    expect(page.locator("#e001")).to_contain_text("Secretariat funding:")

    page.goto(f"{table}?view=list")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-kept]")).to_have_count(0)
    page.goto(table)
    expect(cell(page, "001", "secretariat_cost")).to_have_value("ten")
    expect(page.locator("#e001")).to_contain_text("Secretariat funding:")
    assert '"ten"' in page.evaluate(KEPT)[0]
