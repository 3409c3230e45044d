"""What a browser does with our pages: where the focus lands, what a phone shows."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commit_portal.i18n import message, to_plain
from commit_portal.models import Notice
from reporting.models import PrintedForm
from reporting.printed.actions import ask_for_form
from tests import browsing, cast
from workplans.models import Activity
from workplans.submitting.actions import amend_workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
COST = "#id_secretariat_cost"
BEYOND_ITS_BOX = (
    "items => items.filter(item => item.scrollWidth > item.clientWidth).map(item => item.innerText)"
)


def save(page: Page) -> None:
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("load")


def test_summary_takes_the_focus_also_where_the_address_names_a_field(visit, line, kh_officer):
    page = visit(f"/2011/kh/{line.short_code}/edit/#id_secretariat_cost", kh_officer)
    page.locator(COST).fill("a lot")

    save(page)

    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert "#" not in page.url


def test_summary_takes_the_focus_after_the_skip_link_was_used(visit, line, kh_officer):
    page = visit(f"/2011/kh/{line.short_code}/edit/", kh_officer)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.locator(COST).fill("a lot")

    save(page)

    expect(page.locator("[data-error-summary]")).to_be_focused()


def test_the_summary_and_no_bubble_says_what_is_wrong(visit, world):
    """A field that the browser would stop at, left empty."""
    page = visit("/plans/new/", world.seats["regional_office"])

    save(page)

    expect(page.locator("[data-error-summary]")).to_be_focused()


@pytest.mark.parametrize("name", ["kh_officer", "lao_desk", "regional_office", "iom"])
@pytest.mark.parametrize("notices", [0, 9, 27])
def test_head_of_a_phone_names_role_and_country_and_is_no_wider_than_it(visit, world, name, notices):
    seat = world.seats[name]
    Notice.objects.bulk_create(
        Notice(user=seat.user, seat=seat.pk, key=str(number), kind="others", facts={}, at=cast.NOW)
        for number in range(notices)
    )
    page = visit("/", seat, viewport={"width": 360, "height": 800})

    expect(page.locator(".who-role")).to_be_visible()
    expect(page.locator(".who-place")).to_be_visible()
    assert page.locator(".who-seat").inner_text().split("\n")[-2:] == [seat.role_label, seat.place_label]
    assert page.evaluate(browsing.TOO_WIDE, 360) == []
    assert page.locator(".who-role, .who-place").evaluate_all(BEYOND_ITS_BOX) == []


def test_home_of_the_regional_office_fits_a_small_phone_while_a_plan_is_amended(
    visit, kh_plan, kh_lead, world
):
    cast.complete_line(kh_plan, secretariat_cost=Decimal(72_950))
    amend_workplan(cast.approved(kh_plan), note="Prices", by=kh_lead, now=cast.NOW)
    page = visit("/", world.seats["regional_office"], viewport={"width": 320, "height": 800})

    expect(page.get_by_text("in the approved version")).to_be_visible()
    assert page.evaluate(browsing.TOO_WIDE, 320) == []


@pytest.mark.usefixtures("kh_plan")
def test_back_after_adding_an_activity_shows_all_that_was_typed_and_not_a_part_of_it(visit, kh_officer):
    page = visit("/2011/kh/activities/add/?area=1", kh_officer)
    page.locator("#id_title").fill("Training of guards")
    page.locator("#id_expected_result").fill("Forty guards trained.")
    page.locator(COST).fill("1,200")
    save(page)
    expect(page).to_have_url("/2011/kh/")

    page.go_back()
    page.wait_for_load_state("load")

    typed = [page.locator(name).input_value() for name in ("#id_title", "#id_expected_result", COST)]
    assert typed == ["Training of guards", "Forty guards trained.", "1,200"]
    assert Activity.objects.count() == 1


def test_pages_of_the_printed_form_are_accessible_and_no_wider_than_the_screen(
    visit, line, kh_plan, kh_lead, world
):
    page = visit("", kh_lead)
    form = ask_for_form(kh_plan, None, by=kh_lead, now=cast.NOW)
    rendering = {"token": "x", "lease_until": timezone.now(), "started_at": timezone.now(), "progress": 40}
    ready = {"pdf": "f.pdf", "workbook": "f.xlsx", "made_at": timezone.now(), "pages": 1}
    failed = {"failure": to_plain(message("failure.no_space"))}
    states = {"queued": {}, "rendering": rendering, "ready": ready, "failed": failed}
    for status, columns in states.items():
        PrintedForm.objects.filter(pk=form.pk).update(status=status, **columns)
        page.goto("/2011/kh/print/")
        assert browsing.barriers(page, browsing.DESKTOP_AND_PHONE) == [], status
    page = visit("", world.seats["regional_office"])
    for path in ("/taskforces/", "/book/signer/add/?place=kh"):
        page.goto(path)
        assert browsing.barriers(page, browsing.DESKTOP_AND_PHONE) == [], path
