"""Submitting, taking back, amending, history, versions, and who reads a plan: the pages."""

import re
from dataclasses import replace
from datetime import date

import pytest

from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import StaleRow, events_about
from tests.cast import LATER, NOW, approved, complete_draft, complete_line, make_world, submitted, support
from tests.queries import queries_of
from tests.replayed import replayed
from tests.workplans.drafting.test_pages import page, send
from workplans.consultation.actions.openings import open_draft
from workplans.deciding.actions import approve_all_left
from workplans.drafting.actions import add_activity, withdraw_activity
from workplans.models import Activity, Opening, Release
from workplans.plan.lifecycle import SUBMIT
from workplans.presentation import step_links
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience
from workplans.submitting import actions

TO_THE_CELL = '<a href="/2011/kh/#r002-lead_body">002</a>'
AGREED = {"agreed_on": "20 Jan 2011"}


@pytest.fixture
@replayed
def world(db):
    made = make_world()
    complete_line(made.workplan("kh"), by=made.seats["kh_officer"], title="Workshop")
    return made


def test_each_step_of_the_lifecycle_is_offered_with_its_words_and_its_page(monkeypatch, kh_lead, kh_plan):
    added = replace(SUBMIT, name="archive", label="Archive", page="workplan_history")

    assert step_links.step_links(kh_lead, kh_plan) == []
    monkeypatch.setattr(step_links, "WORKPLAN_LIFECYCLE", (*step_links.WORKPLAN_LIFECYCLE, added))

    assert step_links.step_links(kh_lead, kh_plan) == [("Archive", "/2011/kh/history/")]


def test_check_page_submits_by_its_one_button_and_then_says_what_happens_next(world, kh_lead, lead):
    seen = {"row_version": world.workplan("kh").row_version}

    check = page(kh_lead, "/2011/kh/submit/").partition("<main")[2]
    assert re.findall(r'<button type="submit" form="(.*?)".*?>(.*?)<', check) == [
        ("submit", "Submit to the Secretariat")
    ]
    assert check.count('type="submit"') == 1
    assert "After you submit, the Cambodia desk and the regional office can read the workplan." in check
    answer = lead.post("/2011/kh/submit/", AGREED | seen)

    assert answer["Location"] == "/2011/kh/submitted/"
    assert world.workplan("kh").status == "submitted"
    assert "What happens next" in page(kh_lead, "/2011/kh/submitted/")
    assert "Cancel the submission" in page(kh_lead, "/2011/kh/")


@pytest.mark.parametrize("agreed_on", [None, date(2011, 2, 2)])
def test_a_plan_agreed_on_no_day_or_on_one_still_to_come_is_refused_with_wp_11(world, agreed_on, kh_plan):
    with pytest.raises(RuleBroken) as caught:
        actions.submit_workplan(
            kh_plan, agreed_on=agreed_on, agreed_by=(), by=world.seats["kh_lead"], now=NOW
        )
    with pytest.raises(Refused):
        actions.submit_workplan(
            kh_plan, agreed_on=agreed_on, agreed_by=(), by=world.seats["kh_officer"], now=NOW
        )

    assert [(found.rule, found.field) for found in caught.value.violations] == [("WP-11", "agreed_on")]
    assert world.workplan("kh").status == "draft"


def test_check_page_of_a_submission_can_be_read_again_before_and_after_it(world, lead):
    seen = {"row_version": world.workplan("kh").row_version}

    read = [lead.get("/2011/kh/submit/").status_code for _ in range(2)]
    lead.post("/2011/kh/submit/", AGREED | seen)
    after = lead.get("/2011/kh/submit/")

    assert read == [200, 200]
    assert after.status_code == 200
    assert "You have no task on this page now." in after.text
    assert world.workplan("kh").round == 1


def test_submitted_plan_says_who_submitted_it_by_role_and_when(world, kh_lead, kh_desk):
    submitted(world.workplan("kh"), by=kh_lead)

    assert "You submitted the workplan on 1 Feb 2011." in page(kh_lead, "/2011/kh/")
    assert "You submitted the workplan on 1 Feb 2011. This is round 1." in page(
        kh_lead, "/2011/kh/submitted/"
    )
    by_the_lead = "The lead of the Cambodia taskforce submitted the workplan on 1 Feb 2011."
    assert by_the_lead in page(world.seats["kh_officer"], "/2011/kh/")
    assert by_the_lead in page(kh_desk, "/2011/kh/")
    assert "The lead of the Cambodia taskforce submitted the workplan on 1 Feb 2011." in page(kh_desk, "/")
    in_the_queue = "kh_lead, the lead of the Cambodia taskforce, submitted the workplan on 1 Feb 2011."
    assert in_the_queue.replace("_", " ") in page(kh_desk, "/2011/kh/decisions/")


def test_check_page_of_a_submission_shows_nothing_of_what_somebody_else_typed(world, lead, client_of):
    complete_line(world.workplan("kh"), by=world.seats["kh_officer"], lead_body="")
    seen = {"row_version": world.workplan("kh").row_version}
    lead.post("/2011/kh/submit/", AGREED | seen)

    other = client_of(world.seats["kh_lead"]).get("/2011/kh/submit/").context["form"]

    assert not other["agreed_on"].value()


def test_a_submission_that_was_taken_back_keeps_on_which_day_it_was_agreed(world, kh_lead, lead):
    plan = submitted(world.workplan("kh"), by=kh_lead)
    actions.take_back_workplan(plan, by=kh_lead, now=NOW)

    form = lead.get("/2011/kh/submit/").context["form"]

    assert form["agreed_on"].value() == "20 Jan 2011"


def test_an_amendment_is_agreed_anew_on_a_day_of_its_own(world, kh_lead, kh_desk, lead):
    plan = approved(world.workplan("kh"), lead=kh_lead, desk=kh_desk)
    actions.amend_workplan(plan, note="More rooms", by=kh_lead, now=NOW)

    form = lead.get("/2011/kh/submit/").context["form"]

    assert not form["agreed_on"].value()


def test_submit_page_asks_as_many_queries_for_three_lines_as_for_one(world, kh_lead, lead):
    address = "/2011/kh/submit/"
    with_one = queries_of(lead, address)
    for _ in range(2):
        complete_line(world.workplan("kh"), by=kh_lead)

    assert queries_of(lead, address) == with_one


def test_submitting_what_changed_since_the_check_shows_it_again(world):
    seen = {"row_version": world.workplan("kh").row_version}
    complete_line(world.workplan("kh"), by=world.seats["kh_officer"])

    text = send(world.seats["kh_lead"], "/2011/kh/submit/", AGREED | seen, 409).text

    assert "<title>Error: " in text
    # The script of every page gives a summary of errors the focus.
    summary = text[text.index("data-error-summary") :]
    assert "The workplan has changed since you checked it." in summary[: summary.index("</div>")]
    assert "<span>2</span>" in text.partition('class="total"')[2]
    assert 'value="20 Jan 2011"' in text
    assert world.workplan("kh").status == "draft"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"agreed_on": ""}, "Enter the day on which the workplan was agreed."),
        ({"agreed_on": "1 Jan 2099"}, "1 Jan 2099 is in the future."),
        ({"agreed_on": "3/25/2011"}, "has the month first"),
        ({"agreed_on": "31 Feb"}, "“31 Feb” is not in the calendar. Check the day"),
    ],
)
def test_submission_without_an_agreement_is_asked_again(world, answers, words):
    seen = {"row_version": world.workplan("kh").row_version}

    text = send(world.seats["kh_lead"], "/2011/kh/submit/", answers | seen, 422).text

    assert words in text.partition("data-error-summary")[2].partition("</div>")[0]
    assert "The workplan has changed" not in text
    assert world.workplan("kh").status == "draft"


def test_submission_with_open_points_names_them_and_sends_and_keeps_nothing(world):
    complete_line(world.workplan("kh"), by=world.seats["kh_officer"], lead_body="")

    text = page(world.seats["kh_lead"], "/2011/kh/submit/")
    empty = send(world.seats["kh_lead"], "/2011/kh/submit/", {}, 422).text

    assert "Complete the 1 open point. Then you can submit." in text
    assert TO_THE_CELL in text
    assert "Nothing was sent, because the workplan is not complete yet." in empty
    assert "are kept" not in empty
    assert world.workplan("kh").status == "draft"


def test_plan_that_became_incomplete_says_nothing_was_sent_and_keeps_the_answers(world, kh_officer, lead):
    seen = {"row_version": world.workplan("kh").row_version}
    line = complete_line(world.workplan("kh"), by=kh_officer, lead_body="")

    answer = lead.post("/2011/kh/submit/", AGREED | seen)

    assert answer.status_code == 422
    assert "<h2>Nothing was sent, because the workplan is not complete yet.</h2>" in answer.text
    assert TO_THE_CELL in answer.text
    assert "The day and the ministries that you entered are kept." in answer.text
    for untrue in ("Your work is saved", "Not saved yet", "to correct", "Your text is still here"):
        assert untrue not in answer.text
    assert world.workplan("kh").status == "draft"
    withdraw_activity(line, by=kh_officer, now=NOW)
    form = lead.get("/2011/kh/submit/").context["form"]
    assert {name: form[name].value() for name in AGREED} == AGREED
    assert form["row_version"].value() == world.workplan("kh").row_version


def test_open_points_stand_by_what_is_missing_and_lead_to_their_cells(world, kh_plan, kh_officer):
    complete_line(kh_plan, by=kh_officer, title="Training of guards", starts_on=None, ends_on=None, type=None)
    complete_line(kh_plan, by=kh_officer, title="Hotline", starts_on=None)

    text = page(world.seats["kh_lead"], "/2011/kh/submit/").partition('id="points"')[2]

    said = re.findall(r'unfinished">(.*?)</span></dt>|#(r\d+-\w+)".*?>(.*?)</a>', text)
    assert said == [
        ("Type", "", ""),
        ("", "r002-type", "002"),
        ("Dates", "", ""),
        ("", "r002-starts_on", "002, start date"),
        ("", "r003-starts_on", "003, start date"),
        ("", "r002-ends_on", "002, end date"),
    ]
    assert ">4 points open</h2>" in text
    assert "Complete the 4 open points. Then you can submit." in text


def test_sums_stand_by_area_and_in_all(world, kh_plan, kh_officer):
    complete_line(kh_plan, by=kh_officer, secretariat_cost=2_500, funding="reserve")
    second = complete_line(kh_plan, by=kh_officer, secretariat_cost=900)
    support(second, world.seats["ilo"].partner, "accepted", by=world.seats["ilo"], amount=400)
    Activity.objects.filter(pk=second.pk).update(area=kh_plan.cycle.plan.areas.get(code="2"))

    sums = page(world.seats["kh_lead"], "/2011/kh/submit/").partition("area-sums")[2]

    rows = [re.findall(r"<span>(.*?)</span>", row) for row in sums.split("<tr")[2:]]
    assert [row for row in rows if row] == [
        ["2", "1,000", "2,500", "0"],
        ["1", "900", "0", "400"],
        ["3", "1,900", "2,500", "400"],
    ]


def test_confirmation_of_a_plan_not_submitted_leads_to_the_plan(lead):
    assert lead.get("/2011/kh/submitted/").status_code == 302


def test_submission_is_taken_back_until_a_decision_is_recorded(world, kh_lead):
    plan = submitted(world.workplan("kh"), by=kh_lead)
    approve_all_left(plan, by=world.seats["kh_desk"], now=NOW)

    asked = page(kh_lead, "/2011/kh/take-back/")
    text = send(kh_lead, "/2011/kh/take-back/", status=409).text
    # The button would only be refused again.
    for shown in (asked, text):
        assert "You cannot cancel the submission after the desk has started to decide" in shown
        assert "you can change the activities again" not in shown
        assert '<form method="post">' not in shown
        assert "Back to the workplan" in shown
    plan.activities.get().decisions.all().delete()
    send(kh_lead, "/2011/kh/take-back/")

    assert world.workplan("kh").status == "draft"


def test_a_plan_that_was_taken_back_says_so_beside_the_day_of_its_submission(world, kh_lead, regional_office):
    actions.take_back_workplan(submitted(world.workplan("kh"), by=kh_lead), by=kh_lead, now=NOW)

    state = page(regional_office, "/2011/kh/")

    assert "<dt>Submitted</dt><dd>Submitted on 1 Feb 2011, cancelled later</dd>" in state
    assert world.workplan("kh").is_taken_back
    assert not submitted(world.workplan("kh"), by=kh_lead).is_taken_back


def test_amending_needs_a_reason_and_keeps_what_is_of_record(world, kh_lead):
    approved(world.workplan("kh"), lead=kh_lead, desk=world.seats["kh_desk"])

    page(kh_lead, "/2011/kh/amend/")
    assert "Give the reason for the amendment." in send(kh_lead, "/2011/kh/amend/", {"note": " "}, 422).text
    send(kh_lead, "/2011/kh/amend/", {"note": "A new course"})

    plan = world.workplan("kh")
    assert plan.status == "draft"
    assert plan.of_record is not None
    assert "A new course" in page(kh_lead, "/2011/kh/history/")


def test_history_and_versions_are_read_by_insiders(world, kh_lead):
    approved(world.workplan("kh"), lead=kh_lead, desk=world.seats["kh_desk"])

    for name in ("kh_member", "kh_desk", "regional_office"):
        assert "Version 2" in page(world.seats[name], "/2011/kh/history/")
        assert "Workshop" in page(world.seats[name], "/2011/kh/versions/2/")
    page(world.seats["lao_lead"], "/2011/kh/history/", 404)
    page(world.seats["lao_lead"], "/2011/kh/versions/2/", 404)
    release_workplan(world.workplan("kh"), Audience.TASKFORCES, by=kh_lead, now=NOW)
    page(world.seats["lao_lead"], "/2011/kh/history/", 403)
    assert "round" not in page(world.seats["lao_lead"], "/2011/kh/versions/2/")
    page(world.seats["lao_lead"], "/2011/kh/versions/1/", 404)


def test_history_without_a_submission_says_so(world):
    assert "There is no version yet." in page(world.seats["kh_lead"], "/2011/kh/history/")


def test_lead_opens_the_draft_and_closes_it_after_a_question(world):
    lead, desk, ilo = (world.seats[name] for name in ("kh_lead", "kh_desk", "ilo"))
    opening = Opening.objects.get(workplan=world.workplan("kh"))

    assert "Workshop" in page(desk, "/2011/kh/")
    end = f"/2011/kh/readers/desk/{opening.pk}/end/"
    assert f'href="{end}"' in page(lead, "/2011/kh/readers/")
    assert "The desk can no longer read the draft or write comments." in page(lead, end)
    opening.refresh_from_db()
    assert opening.ended_at is None
    page(world.seats["kh_officer"], end, 403)
    page(lead, "/2011/kh/readers/desk/0/end/", 404)
    send(lead, end, {})
    assert "Not released" in page(desk, "/2011/kh/")
    send(lead, "/2011/kh/readers/desk/open/", {})
    assert "Workshop" in page(desk, "/2011/kh/")
    assert "Not released" in page(ilo, "/2011/kh/")
    to_ilo = open_draft(world.workplan("kh"), ilo.partner, LATER, by=lead, now=NOW)
    assert "Workshop" in page(ilo, "/2011/kh/")
    readers = page(lead, "/2011/kh/readers/")
    assert "ILO" in readers
    assert f"desk/{to_ilo.pk}/end/" not in readers
    send(lead, f"/2011/kh/readers/desk/{to_ilo.pk}/end/", {}, 404)


def test_lead_releases_what_is_of_record_and_ends_it_after_a_question(world, kh_lead, observer):
    approved(world.workplan("kh"), lead=kh_lead, desk=world.seats["kh_desk"])

    send(kh_lead, "/2011/kh/readers/release/observers/", {"version": "2"})
    assert "Workshop" in page(observer, "/2011/kh/")
    end = f"/2011/kh/readers/release/{Release.objects.get().pk}/end/"
    assert "End access for observers" in page(kh_lead, end)
    page(kh_lead, "/2011/kh/readers/release/0/end/", 404)
    send(kh_lead, end, {})
    assert "Not released" in page(observer, "/2011/kh/")


def test_release_of_a_version_that_was_not_read_is_refused_and_the_page_says_which_is_of_record(world):
    lead, desk, observer = (world.seats[name] for name in ("kh_lead", "kh_desk", "observer"))
    approved(world.workplan("kh"), lead=lead, desk=desk)
    read = page(lead, "/2011/kh/readers/release/observers/")
    assert 'name="version" value="2"' in read
    actions.amend_workplan(world.workplan("kh"), note="Prices rose.", by=lead, now=NOW)
    complete_line(world.workplan("kh"), by=lead, title="Not read yet")
    approved(world.workplan("kh"), lead=lead, desk=desk)

    with pytest.raises(StaleRow):
        release_workplan(world.workplan("kh"), Audience.OBSERVERS, seen=2, by=lead, now=NOW)
    for typed in ({"version": "2"}, {}):
        text = send(lead, "/2011/kh/readers/release/observers/", typed, 409).text
        assert "The approved version is now version 4." in text
        assert "so nothing was released." in text
        assert 'name="version" value="4"' in text
    assert not Release.objects.exists()
    assert "Not released" in page(observer, "/2011/kh/")

    send(lead, "/2011/kh/readers/release/observers/", {"version": "4"})
    assert "Not read yet" in page(observer, "/2011/kh/")


def test_release_is_checked_first_and_nothing_is_chosen_beforehand(world):
    lead, desk, lao = (world.seats[name] for name in ("kh_lead", "kh_desk", "lao_officer"))
    plan = world.workplan("kh")
    reserve = complete_draft(world.plan, title="Only if there is room", funding="reserve")
    add_activity(plan, reserve, by=lead, now=NOW)
    approved(plan, lead=lead, desk=desk)

    readers = page(lead, "/2011/kh/readers/")
    assert "checked" not in readers
    assert 'href="/2011/kh/readers/release/taskforces/">Release version 2 to the other taskforces<' in readers
    check = page(lead, "/2011/kh/readers/release/taskforces/")

    assert "Release version 2 to the other taskforces" in check
    assert "China, Lao PDR, Myanmar, Thailand and Viet Nam" in check
    assert "<dd>1 activity.</dd>" in check
    assert "US$1,000 of the ceiling of 100,000" in check
    assert "Nothing. These readers see “Not released”." in check
    assert "Nothing is released yet. Check what these readers will see." in check
    assert re.findall(
        r"<li>([^<]+)</li>", check[check.index("What is not included") : check.index("Other pages")]
    ) == [
        "Rounds, reasons and comments",
        "Activities in reserve",
        "Support that is not accepted yet",
        "Changes after this version",
    ]
    assert not Release.objects.exists()
    send(lead, "/2011/kh/readers/release/taskforces/", {"version": "2"})
    assert "Workshop" in page(lao, "/2011/kh/")
    assert "Only if there is room" not in page(lao, "/2011/kh/")


def test_only_a_newer_version_is_offered_to_those_who_read_one_already(world, kh_lead, kh_desk, lead):
    plan = approved(world.workplan("kh"), lead=kh_lead, desk=kh_desk)
    release_workplan(plan, Audience.PARTNERS, by=kh_lead, now=NOW)

    assert "readers/release/partners/" not in page(kh_lead, "/2011/kh/readers/")
    answer = lead.get("/2011/kh/readers/release/partners/", follow=True)
    assert "Partners can read version 2." in answer.text
    actions.amend_workplan(world.workplan("kh"), note="Prices rose.", by=kh_lead, now=NOW)
    approved(world.workplan("kh"), lead=kh_lead, desk=kh_desk)

    assert "Release version 4 to partners, in place of version 2" in page(kh_lead, "/2011/kh/readers/")
    check = page(kh_lead, "/2011/kh/readers/release/partners/")
    assert "Version 2, since 1 Feb 2011. The new version replaces it." in check
    other = page(kh_lead, "/2011/kh/readers/release/taskforces/")
    assert "Partners can read version 2. Check what these readers will see." in other
    send(kh_lead, "/2011/kh/readers/release/partners/", {"version": "4"})
    assert "readers/release/partners/" not in page(kh_lead, "/2011/kh/readers/")


def test_a_version_that_another_took_the_place_of_says_so_to_insiders(world):
    lead, desk, lao = (world.seats[name] for name in ("kh_lead", "kh_desk", "lao_officer"))
    plan = approved(world.workplan("kh"), lead=lead, desk=desk)
    release_workplan(plan, Audience.TASKFORCES, by=lead, now=NOW)
    actions.amend_workplan(world.workplan("kh"), note="Prices rose.", by=lead, now=NOW)
    approved(world.workplan("kh"), lead=lead, desk=desk)

    kinds = re.findall(r'class="mark" data-status="\w+">([^<]*)</span>', page(lead, "/2011/kh/history/"))

    assert kinds == ["Approved", "Submitted", "Replaced by version 4", "Submitted"]
    assert "Replaced by version 4" in page(lead, "/2011/kh/versions/2/")
    assert "Approved" in page(lead, "/2011/kh/versions/4/")
    assert "Approved" in page(lao, "/2011/kh/versions/2/")
    assert "Replaced" not in page(lao, "/2011/kh/versions/2/")


def test_a_release_is_asked_of_the_lead_alone_and_for_an_audience_that_there_is(world, kh_lead, kh_plan):
    page(kh_lead, "/2011/kh/readers/release/taskforces/", 403)
    approved(kh_plan, lead=kh_lead, desk=world.seats["kh_desk"])

    page(world.seats["kh_officer"], "/2011/kh/readers/release/taskforces/", 403)
    for audience in ("secretariat", "everybody"):
        page(kh_lead, f"/2011/kh/readers/release/{audience}/", 404)
        send(kh_lead, f"/2011/kh/readers/release/{audience}/", {}, 404)


def test_a_closed_workplan_takes_no_line_and_is_reopened_with_a_reason_as_approved(world):
    lead, desk, office = (world.seats[name] for name in ("kh_lead", "kh_desk", "regional_office"))
    plan = approved(world.workplan("kh"), lead=lead, desk=desk)

    with pytest.raises(Refused, match="Only the regional office can close and reopen a workplan"):
        actions.close_workplan(plan, by=lead, now=NOW)
    closed = actions.close_workplan(plan, by=office, now=NOW)

    assert (closed.status, closed.closed_at, closed.closed_by) == ("closed", NOW, office.user)
    with pytest.raises(Refused, match="The workplan is closed"):
        add_activity(closed, complete_draft(world.plan), by=world.seats["kh_officer"], now=NOW)
    with pytest.raises(RuleBroken, match="Give the reason why you reopen the workplan"):
        actions.reopen_workplan(closed, note=" ", by=office, now=NOW)
    reopened = actions.reopen_workplan(closed, note="The SOM asked for it", by=office, now=NOW)

    reopened.refresh_from_db()
    assert (reopened.status, reopened.closed_at, reopened.closed_by) == ("approved", None, None)
    assert events_about(reopened).filter(verb="reopen").get().note == "The SOM asked for it"
