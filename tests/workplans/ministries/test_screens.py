"""What a browser does with the pages of an agreement: no barrier at any width, and the keyboard ticks a ministry."""

from datetime import date

import pytest

from tests import browsing, cast
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.agreement import agreement_of
from workplans.models import Activity, Ministry, Seat, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
PAGES = {
    "kh_lead": ("submit/", "ministries/", "ministries/ask/"),
    "kh_member": ("ministries/answer/",),
    "kh_desk": ("", "decisions/", "history/", "versions/1/"),
}


def test_pages_of_an_agreement_have_no_barrier_and_submit_what_is_ticked_by_keys(visit, seats, kh_plan):
    names = ("Ministry of Justice", "Ministry of Labour and Vocational Training", "Ministry of Interior")
    justice, labour, interior = (
        Ministry.objects.create(taskforce=kh_plan.taskforce, name=name, position=at)
        for at, name in enumerate(names)
    )
    Seat.objects.filter(pk=seats["kh_member"].pk).update(ministry=justice)
    seats["kh_member"].refresh_from_db()
    line = cast.complete_line(kh_plan, by=seats["kh_officer"], lead_body=justice.name)
    ask_ministries(kh_plan, [justice], question="Please look at 001.", by=seats["kh_lead"], now=cast.NOW)
    answer_for_ministry(kh_plan, "yes", "", seen=None, by=seats["kh_member"], now=cast.NOW)
    letter = {"letter_on": date(2011, 1, 25), "seen": None, "by": seats["kh_lead"], "now": cast.NOW}
    record_for_ministry(kh_plan, interior, "no", "The shelters need more staff first", **letter)
    Activity.objects.filter(pk=line.pk).update(title="Another workshop")
    record_for_ministry(kh_plan, labour, "yes", "", **letter)

    member, page = visit("", seats["kh_member"]), visit("", seats["kh_lead"])
    for shown, name in ((member, "kh_member"), (page, "kh_lead")):
        for path in PAGES[name]:
            shown.goto(f"/2011/kh/{path}")
            assert browsing.barriers(shown, browsing.DESKTOP_AND_PHONE) == [], path
    page.goto("/2011/kh/submit/")
    # A ministry without a box stands where those with one do.
    table = page.locator("#ministries tbody")
    names_at = [
        table.get_by_text(one.name, exact=True).bounding_box()["x"] for one in (justice, labour, interior)
    ]
    assert len(set(names_at)) == 1
    page.get_by_label(justice.name).focus()
    page.keyboard.press("Space")
    page.locator("#id_agreed_on").fill("31 Jan 2011")
    page.get_by_role("button", name="Submit to the Secretariat").click()
    page.wait_for_url("**/submitted/")

    agreed = agreement_of(Workplan.objects.get(pk=kh_plan.pk)).ministries
    assert [(one.name, one.is_earlier) for one in agreed] == [(justice.name, True), (labour.name, False)]
    page = visit("", seats["kh_desk"])
    for path in PAGES["kh_desk"]:
        page.goto(f"/2011/kh/{path}")
        assert browsing.barriers(page, browsing.DESKTOP_AND_PHONE) == [], path
