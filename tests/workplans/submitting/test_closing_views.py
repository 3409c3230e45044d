"""Closing with the year's review and reopening: the rule, the two pages, and what the trail says."""

from typing import Any

import pytest

from commit_portal.refusals import RuleBroken
from tests import cast
from tests.cast import NOW
from workplans.models import Seat, Workplan
from workplans.plan.lifecycle import something_is_of_record
from workplans.presentation.timeline import events_for
from workplans.statuses import WorkplanStatus
from workplans.submitting.actions import amend_workplan, close_workplan, reopen_workplan
from workplans.submitting.views import submission


@pytest.fixture
def plan(kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat, kh_desk: Seat) -> Workplan:
    """The Cambodian plan, approved: version 2 is of record."""
    cast.complete_line(kh_plan, by=kh_officer, title="Workshop")
    return cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)


@pytest.mark.parametrize("submit", [False, True])
def test_a_plan_that_was_never_approved_is_not_closed(kh_plan, kh_lead, regional_office, submit, line):
    if submit:
        cast.submitted(kh_plan, by=kh_lead)
    assert something_is_of_record(kh_plan) is not None

    with pytest.raises(RuleBroken, match="This workplan has no approved version yet"):
        close_workplan(kh_plan, by=regional_office, now=NOW)

    kh_plan.refresh_from_db()
    assert (kh_plan.status, kh_plan.closed_at) == ("submitted" if submit else "draft", None)


def test_a_closed_plan_says_nothing_of_an_amendment_that_there_was_not(plan, kh_lead, regional_office):
    assert something_is_of_record(plan) is None
    close_workplan(plan, by=regional_office, now=NOW)

    assert events_for(kh_lead, plan)[0].note == ""


def test_an_amendment_still_open_is_set_aside_and_a_reopened_plan_is_what_was_of_record(
    plan, kh_lead, regional_office
):
    record = plan.of_record
    amend_workplan(plan, note="Prices rose.", by=kh_lead, now=NOW)
    cast.complete_line(plan, by=kh_lead, title="Never decided")
    closed = close_workplan(plan, by=regional_office, now=NOW)
    assert [str(event) for event in events_for(kh_lead, plan)[:2]] == [
        "Closed the open amendment without decisions",
        "Closed the workplan",
    ]

    reopened = reopen_workplan(closed, note="Closed too early.", by=regional_office, now=NOW)

    assert (reopened.status, reopened.of_record) == (WorkplanStatus.APPROVED, record)
    assert (reopened.closed_at, reopened.closed_by) == (None, None)
    assert [line.title for line in reopened.of_record.lines.all()] == ["Workshop"]


def test_the_pages_close_and_reopen_with_what_happens_said_before(plan, secretariat):
    assert 'href="/2011/kh/close/"' in secretariat.get("/2011/kh/").text
    text = secretariat.get("/2011/kh/close/").text
    assert "The approved version stays valid, and the same people can read it" in text
    assert "An amendment is still open" not in text
    assert "You have no task on this page now." in secretariat.get("/2011/kh/reopen/").text

    assert secretariat.post("/2011/kh/close/", {"seen": "approved"}).status_code == 302

    plan.refresh_from_db()
    assert plan.status == WorkplanStatus.CLOSED
    assert "The workplan is already closed." in secretariat.get("/2011/kh/close/").text
    front = secretariat.get("/2011/kh/").text
    assert 'href="/2011/kh/reopen/"' in front
    assert 'href="/2011/kh/close/"' not in front
    assert secretariat.post("/2011/kh/close/", {"seen": "closed"}).status_code == 403
    without = secretariat.post("/2011/kh/reopen/", {"note": " "})
    assert without.status_code == 422
    assert "Give the reason why you reopen the workplan." in without.text

    assert secretariat.post("/2011/kh/reopen/", {"note": "Closed too early."}).status_code == 302

    plan.refresh_from_db()
    assert plan.status == WorkplanStatus.APPROVED
    assert "Closed too early." in secretariat.get("/2011/kh/history/").text


def test_the_page_says_what_is_set_aside_and_nothing_of_it(plan, kh_lead, secretariat):
    amend_workplan(plan, note="Prices rose.", by=kh_lead, now=NOW)
    cast.complete_line(plan, by=kh_lead, title="Never decided")

    late = secretariat.post("/2011/kh/close/", {"seen": "approved"})
    text = late.text
    assert late.status_code == 409
    assert "Someone changed this after you opened the page. Nothing was saved." in text
    assert "An amendment is still open. If you close the workplan" in text
    assert "Never decided" not in text

    assert secretariat.post("/2011/kh/close/", {"seen": "draft"}).status_code == 302
    plan.refresh_from_db()
    assert plan.status == WorkplanStatus.CLOSED


def test_the_page_of_a_plan_without_a_version_says_why_it_cannot_be_closed(kh_plan, secretariat):
    assert (
        "This workplan has no approved version yet. You can close it after the first decisions."
        in secretariat.get("/2011/kh/close/").text
    )
    assert secretariat.post("/2011/kh/close/", {"seen": "draft"}).status_code == 409
    assert "/2011/kh/close/" not in secretariat.get("/2011/kh/").text


def test_the_reason_typed_while_somebody_else_reopened_the_plan_is_not_lost(
    plan, regional_office, secretariat, desk
):
    reopen_workplan(
        close_workplan(plan, by=regional_office, now=NOW), note="Too early.", by=regional_office, now=NOW
    )

    late = secretariat.post("/2011/kh/reopen/", {"note": "A long evening's words."})

    text = late.text
    assert late.status_code == 409
    assert "The workplan is not closed, so you cannot reopen it. Go to the workplan." in text
    assert "This was changed while you typed. Your text is not saved, but it is still here." in text
    assert "A long evening&#x27;s words.</textarea>" in text
    assert 'class="btn btn-primary"' not in text
    assert desk.post("/2011/kh/reopen/", {"note": "x"}).status_code == 403


def test_the_reason_typed_for_an_amendment_of_a_plan_closed_meanwhile_is_not_lost(
    plan, regional_office, monkeypatch, lead, officer
):
    typed = {"note": "A long evening's words."}

    def office_is_faster(*given: Any, **named: Any) -> Workplan:
        close_workplan(plan, by=regional_office, now=NOW)
        return amend_workplan(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(submission.AmendWorkplan, "action", staticmethod(office_is_faster))
        closed_meanwhile = lead.post("/2011/kh/amend/", typed)
    for late in (closed_meanwhile, lead.post("/2011/kh/amend/", typed)):
        text = late.text
        assert late.status_code == 409
        assert "The workplan is closed. The regional office can reopen the workplan." in text
        assert "A long evening&#x27;s words.</textarea>" in text
        assert "Open an amendment" not in text
    assert officer.post("/2011/kh/amend/", typed).status_code == 403
    assert "You have no task on this page now." in lead.get("/2011/kh/amend/").text
