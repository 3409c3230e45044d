"""The opened row of the table: withdrawing in place and back, where a line came from, and the ways to the long form."""

import re

import pytest

from tests import cast
from workplans.drafting.actions import unlock_activity
from workplans.models import Activity, Partner

pytestmark = pytest.mark.django_db


def test_line_is_withdrawn_in_place_and_brought_back(officer, line):
    assert 'name="withdraw" value="001"' in officer.get("/2011/kh/?open=001").text

    gone = officer.post("/2011/kh/", {"withdraw": "001"})

    line.refresh_from_db()
    assert (gone["Location"], line.is_withdrawn) == ("/2011/kh/?withdrawn=001#r001", True)
    page = officer.get(gone["Location"]).text
    assert '<a href="/2011/kh/001/">KH-2011-001 is withdrawn.</a>' in page
    assert 'name="restore" value="001"' in page

    officer.post("/2011/kh/", {"restore": "001"})

    line.refresh_from_db()
    assert not line.is_withdrawn
    assert 'name="restore"' not in officer.get("/2011/kh/").text


def test_withdrawing_saves_the_other_rows_too(officer, line, kh_plan, kh_officer):
    other = cast.complete_line(kh_plan, by=kh_officer)

    officer.post("/2011/kh/", {"withdraw": "001", "r002-v": 1, "r002-title": "Changed"})

    other.refresh_from_db()
    assert other.title == "Changed"


@pytest.mark.parametrize(
    ("step", "done", "row"), [("withdraw", "withdrawn", "r001"), ("restore", "restored", "r002")]
)
def test_no_step_is_taken_while_a_row_is_not_saved(officer, line, kh_plan, kh_officer, step, done, row):
    cast.complete_line(kh_plan, by=kh_officer)
    is_withdrawn = step == "restore"
    if is_withdrawn:
        officer.post("/2011/kh/", {"withdraw": "001"})

    answer = officer.post("/2011/kh/", {step: "001", f"{row}-v": 1, f"{row}-starts_on": "soon"})

    line.refresh_from_db()
    assert (answer.status_code, line.is_withdrawn) == (422, is_withdrawn)
    assert (
        f'<a href="#r001">001 was not {done}, because some fields are not saved. Correct these '
        f"fields, then {step} the activity again.</a>"
    ) in answer.text


def test_line_that_does_not_fit_any_more_stays_withdrawn_and_says_why(officer, line):
    officer.post("/2011/kh/", {"withdraw": "001"})
    officer.post("/2011/kh/", {"n0101-title": "Large", "n0101-secretariat_cost": "100,000"})

    answer = officer.post("/2011/kh/", {"restore": "001"})

    line.refresh_from_db()
    assert (answer.status_code, line.is_withdrawn) == (422, True)
    assert '<a href="#r001">' in answer.text


def test_line_with_an_open_request_is_withdrawn_on_the_page_that_asks(officer, line, ilo):
    way = {"r001-v": 1, "r001-secretariat_cost": "900,000", "way": "r001:partner"}
    officer.post("/2011/kh/", {**way, "r001-partner": ilo.partner_id})

    page = officer.get("/2011/kh/001/opened/").text

    assert 'name="withdraw"' not in page
    assert 'href="/2011/kh/001/withdraw/"' in page


def test_line_with_accepted_support_is_withdrawn_on_the_page_that_says_until_when_it_stays(
    officer, line, ilo, kh_officer
):
    support = cast.support(line, ilo.partner, "accepted", by=kh_officer)
    assert 'name="withdraw"' not in officer.get("/2011/kh/001/opened/").text
    # As a row does that was opened before the support was accepted.
    answer = officer.post("/2011/kh/", {"withdraw": "001"})
    line.refresh_from_db()
    assert (answer.status_code, line.is_withdrawn) == (422, False)
    assert "Withdraw the activity on its own page." in answer.text

    support.delete()

    assert 'name="withdraw"' in officer.get("/2011/kh/001/opened/").text


def warning_in(text: str) -> str:
    warning = text.split('<div class="notice mt-3" data-tone="warning">')[1].split("</div>")[0]
    return re.sub(r">\s+<", "><", warning).strip()


def test_page_that_asks_first_says_what_ends_with_the_line(officer, line, ilo):
    ends = "Open requests and offers will be closed. They are not restored if you restore the activity."
    assert ends not in officer.get("/2011/kh/001/withdraw/").text
    way = {"r001-v": 1, "r001-secretariat_cost": "900,000", "way": "r001:partner"}
    officer.post("/2011/kh/", {**way, "r001-partner": ilo.partner_id})

    assert warning_in(officer.get("/2011/kh/001/withdraw/").text) == (
        f"<p><strong>{ends}</strong></p><p>These partners have an open request or offer for this activity: ILO.</p>"
    )


@pytest.mark.parametrize(
    ("place", "drafter", "ends", "last"),
    [
        ("kh", "kh_officer", "with the next decisions", "the next decisions"),
        (
            "regional",
            "regional_office",
            "when the workplan is approved",
            "the approval",
        ),
    ],
)
def test_page_that_asks_first_names_the_partners_whose_accepted_support_ends(
    world, client_of, place, drafter, ends, last
):
    """CO-9: requests and offers end now, accepted support later; what was declined is over already."""
    seat = world.seats[drafter]
    line = cast.complete_line(world.workplan(place), by=seat)
    ilo, iom = Partner.objects.filter(acronym__in=("ILO", "IOM"))
    ohchr = Partner.objects.create(name="Human Rights Office", acronym="OHCHR", kind=iom.kind, position=90)
    cast.support(line, ilo, "accepted", by=seat)
    cast.support(line, ohchr, "accepted", by=seat)
    cast.support(line, iom, "declined", by=seat)
    cast.support(line, iom, "withdrawn", by=seat)
    address = f"/2011/{place}/001/withdraw/"

    def warning():
        return warning_in(client_of(seat).get(address).text)

    later = (
        f"The accepted support of ILO and OHCHR ends {ends}. "
        f"The support does not end if you restore the activity before {last}."
    )
    assert warning() == f"<p><strong>{later}</strong></p>"

    cast.support(line, iom, "asked", by=seat)

    now = "Open requests and offers will be closed. They are not restored if you restore the activity."
    asked = "These partners have an open request or offer for this activity: IOM."
    assert warning() == f"<p><strong>{now}</strong></p><p>{asked}</p><p>{later}</p>"


def test_page_that_asks_before_withdrawing_says_who_still_reads_the_line(officer, line, kh_plan, kh_lead):
    """A line that nobody approved does not leave the approved plan."""
    told = {
        "unseen": (
            "The activity was never submitted. After this, only people who can change the draft see it."
        ),
        "submitted": "Submitted versions still show the activity.",
        "approved": "The activity will be removed from the approved version after the next decisions.",
    }

    def said(code):
        page = officer.get(f"/2011/kh/{code}/withdraw/").text
        return [name for name, words in told.items() if words in page]

    other = cast.complete_line(kh_plan, by=kh_lead)
    assert said("001") == ["unseen"]
    plan = cast.submitted(kh_plan)
    cast.decided(plan, line, reason="Say less")
    assert said("001") == ["submitted"]
    line.refresh_from_db()
    plan.refresh_from_db()
    unlock_activity(other, by=kh_lead, now=cast.NOW)
    assert said("002") == ["approved"]


def test_line_that_a_partner_was_asked_about_after_it_was_opened_stays_and_says_why(officer, line, ilo):
    assert 'name="withdraw"' in officer.get("/2011/kh/001/opened/").text
    way = {"r001-v": 1, "r001-secretariat_cost": "900,000", "way": "r001:partner"}
    officer.post("/2011/kh/", {**way, "r001-partner": ilo.partner_id})

    answer = officer.post("/2011/kh/", {"withdraw": "001"})

    line.refresh_from_db()
    assert (answer.status_code, line.is_withdrawn) == (422, False)
    assert line.contributions.unanswered().count() == 1
    said = (
        "KH-2011-001 has a request to a partner, an offer or accepted support. Withdraw the activity on "
        "its own page."
    )
    assert f'<a href="#r001">{said}</a>' in answer.text


def test_opened_row_leads_to_the_long_form_a_copy_and_the_earlier_line(officer, line, kh_plan, kh_officer):
    page = officer.get("/2011/kh/001/opened/").text

    assert 'href="/2011/kh/001/edit/"' in page
    assert 'href="/2011/kh/activities/add/?copy=001"' in page
    assert "Carried over" not in page

    earlier = cast.complete_line(kh_plan, by=kh_officer)
    Activity.objects.filter(pk=line.pk).update(carried_from=earlier)
    page = officer.get("/2011/kh/?open=001").text

    assert 'Carried over from <a href="/2011/kh/002/">KH-2011-002</a>' in page
