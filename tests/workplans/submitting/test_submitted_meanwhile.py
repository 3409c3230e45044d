"""Who submits second is told who submitted and when, not that it is forbidden."""

from datetime import date
from functools import partial

import pytest

from commit_portal.refusals import SomebodyWasFaster
from reporting.models import CountryReview
from reporting.reviews.actions import open_review, submit_sheet
from reporting.statuses import ReviewStage
from tests import cast, threads
from workplans.models import Activity, Seat, Workplan
from workplans.regional.actions import propose_regional
from workplans.statuses import Role
from workplans.submitting.actions import submit_workplan

SUBMIT = "/2011/kh/submit/"
AGREED = {"agreed_on": date(2011, 1, 20), "agreed_by": ()}
WHO = "kh lead, taskforce lead, Cambodia, on 1 Feb 2011 at 16:00"


@pytest.fixture
def other_lead(kh_lead: Seat) -> Seat:
    return cast.make_seat("other_lead", Role.LEAD, kh_lead.taskforce)


@pytest.fixture
def ready(kh_plan: Workplan, line: Activity) -> Workplan:
    kh_plan.refresh_from_db()
    return kh_plan


def sent(plan: Workplan) -> dict[str, object]:
    return {"agreed_on": "20 Jan 2011", "row_version": plan.row_version}


def test_second_submitter_of_a_workplan_is_told_who_submitted_and_when(ready, kh_lead, other_lead, client_of):
    form = sent(ready)
    submit_workplan(ready, **AGREED, by=kh_lead, now=cast.NOW)

    late = client_of(other_lead).post(SUBMIT, form)
    back = client_of(other_lead).get(SUBMIT)

    assert late.status_code == 409
    assert back.status_code == 200
    for page in (late, back):
        assert f"The workplan is already submitted, by {WHO}" in page.text
        assert "Wait for the decisions, or cancel the submission." in page.text
        assert "You cannot open this page" not in page.text


def test_who_submitted_in_another_window_is_told_so_and_not_the_own_name(ready, kh_lead, lead):
    form = sent(ready)
    submit_workplan(ready, **AGREED, by=kh_lead, now=cast.NOW)

    late = lead.post(SUBMIT, form)

    assert late.status_code == 409
    assert "The workplan is already submitted, by you, on 1 Feb 2011 at 16:00." in late.text
    assert WHO not in late.text


def test_who_may_not_submit_is_still_refused(ready, kh_lead, officer):
    submit_workplan(ready, **AGREED, by=kh_lead, now=cast.NOW)

    refused = officer.post(SUBMIT, sent(ready))

    assert refused.status_code == 403
    assert WHO not in refused.text


def test_action_that_comes_second_names_the_first_also_with_an_old_mark(ready, kh_lead, other_lead):
    seen = ready.row_version
    submit_workplan(ready, **AGREED, seen=seen, by=kh_lead, now=cast.NOW)

    with pytest.raises(SomebodyWasFaster, match=WHO):
        submit_workplan(ready, **AGREED, seen=seen, by=other_lead, now=cast.NOW)


def test_second_submitter_of_answers_is_told_who_submitted_and_when(
    world, ready, kh_lead, other_lead, kh_desk, client_of
):
    cast.approved(ready, lead=kh_lead, desk=kh_desk)
    open_review(world.cycle, ReviewStage.MID_YEAR, by=world.seats["regional_office"], now=cast.NOW)
    sheet = CountryReview.objects.get(taskforce__slug="kh")
    submit_sheet(sheet, by=kh_lead, now=cast.NOW)

    late = client_of(other_lead).post("/2011/reviews/mid-year/kh/submit/", {"row_version": 1})

    assert late.status_code == 409
    assert f"{WHO} has already submitted the answers" in late.text


def test_second_proposer_of_the_regional_workplan_is_told_who_proposed_and_when(
    regional_plan, manager, regional_office, regional_line
):
    cast.confirmed(regional_plan)
    propose_regional(regional_plan, by=regional_office, now=cast.NOW)

    late = manager.post("/2011/regional/propose/", {"seen": ""})

    assert late.status_code == 409
    assert "The regional workplan is already proposed, by regional office" in late.text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_submit_at_once_the_second_reads_that_it_is_submitted(client_of):
    world = cast.make_world()
    plan, lead = world.workplan("kh"), world.seats["kh_lead"]
    cast.complete_line(plan, by=lead)
    plan.refresh_from_db()

    answers = threads.at_once(*(partial(client_of(lead).post, SUBMIT, sent(plan)) for _ in range(2)))

    said = [(answer.status_code, "already submitted, by you, on" in answer.text) for answer in answers]
    assert sorted(said) == [(302, False), (409, True)]
