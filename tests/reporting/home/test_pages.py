"""The home page: what waits, where the year stands, what there is to read; help and "Who sees what"."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone as django_timezone

from commit_portal import clock
from commit_portal.i18n import day, to_plain
from commit_portal.models import User
from reporting.home.overview import glance
from reporting.home.task_facts import Task
from reporting.home.task_list import waiting_for
from reporting.meetings.actions import add_meeting, follow_up, recommend
from reporting.models import AnnualReport, Meeting, RecommendationAddressee
from reporting.queue.process import STOPPED
from reporting.reviews.actions import close_review, open_review, reopen_sheet, submit_sheet
from tests import cast, queries, report_rows
from workplans import models
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.offers import accept_offer
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.rules import SupportDraft
from workplans.deciding.actions import approve_all_left
from workplans.drafting.actions import add_activity, keep_without_support, withdraw_activity
from workplans.regional import actions
from workplans.releasing.actions import end_release
from workplans.statuses import Audience, Step
from workplans.submitting.actions import amend_workplan, close_workplan, take_back_workplan
from workplans.years.actions import set_step_dates
from workplans.years.step_labels import StepDays

ON = date(2011, 2, 16)


def titles(seat: models.Seat, on: date = ON) -> list[str]:
    return [str(task.title) for task in waiting_for(seat, on=on)]


def about(task: Task) -> str:
    return " ".join(str(sentence) for sentence in task.about)


def set_deadline(cycle: models.AnnualCycle, step: Step, until: date, by: models.Seat) -> None:
    set_step_dates(cycle, {step: StepDays((None, until))}, by=by, now=cast.NOW)


# What waits.


def test_an_empty_draft_waits_for_officers_lead_and_members(kh_plan, kh_officer, kh_lead, kh_member, kh_desk):
    assert titles(kh_officer) == ["Start the workplan 2011"]
    assert titles(kh_lead) == ["Submit the workplan 2011"]
    assert titles(kh_member) == ["Read the workplan 2011 before it is submitted"]
    assert titles(kh_desk) == []


def test_offers_wait_for_the_lead_until_they_are_answered(kh_officer, kh_lead, ilo, iom, line):
    offers = [cast.support(line, seat.partner, "offered", by=seat) for seat in (ilo, iom)]

    first, *_ = waiting_for(kh_lead, on=ON)
    assert str(first.title) == "Answer 2 offers of partners for the workplan 2011"
    assert first.url == "/2011/kh/consultation/"
    assert not any("offer" in title for title in titles(kh_officer))
    for offer in offers:
        accept_offer(offer, seen=1, by=kh_lead, now=cast.NOW)

    assert titles(kh_lead) == ["Submit the workplan 2011"]


def test_offers_stand_before_what_is_late(cycle, line, regional_office, kh_lead, ilo):
    set_deadline(cycle, Step.APPROVE, date(2011, 1, 5), by=regional_office)
    cast.support(line, ilo.partner, "offered", by=ilo)

    assert titles(kh_lead)[0] == "Answer 1 offer of a partner for the workplan 2011"
    late = titles(kh_lead)[1]
    assert "ubmit the workplan 2011" in late


def test_offers_for_the_region_wait_for_the_regional_office(regional_office, ilo, regional_line):
    cast.support(regional_line, ilo.partner, "offered", by=ilo)

    assert "Answer 1 offer of a partner for the regional workplan 2011" in titles(regional_office)


@pytest.mark.usefixtures("line")
def test_a_draft_with_gaps_says_how_many_points_are_open_and_leads_to_the_first(kh_plan, kh_officer, kh_lead):
    cast.complete_line(kh_plan, starts_on=None)
    cast.complete_line(kh_plan, secretariat_cost=None)

    mine, theirs = waiting_for(kh_officer, on=ON)[0], waiting_for(kh_lead, on=ON)[0]

    assert (str(mine.title), mine.goes_to) == ("Complete the workplan 2011", "/2011/kh/#r002-starts_on")
    assert theirs.goes_to == "/2011/kh/submit/"
    assert about(mine) == about(theirs)
    assert about(theirs).endswith("3 activities. US$2,000 of 100,000. 2 points open.")


def test_a_whole_draft_is_looked_through_before_the_lead_submits_it(kh_officer, line):
    assert titles(kh_officer) == ["Check the workplan 2011 before the lead submits it"]


def test_a_submitted_plan_waits_for_its_desk_alone(kh_plan, kh_officer, kh_lead, kh_desk, lao_desk, line):
    cast.complete_line(kh_plan)
    plan = cast.submitted(kh_plan)

    assert titles(kh_desk) == ["Decide on 2 activities"]
    assert titles(kh_officer) == titles(kh_lead) == titles(lao_desk) == []

    approve_all_left(plan, by=kh_desk, now=cast.NOW)

    assert titles(kh_desk) == ["Send 2 decisions"]


def test_an_amendment_that_only_withdraws_waits_to_be_sent_in_the_words_of_its_button(
    kh_plan, kh_officer, kh_lead, kh_desk, line, desk
):
    cast.complete_line(kh_plan)
    plan = cast.approved(kh_plan)
    amend_workplan(plan, note="One less.", by=kh_lead, now=cast.NOW)
    withdraw_activity(line, by=kh_officer, now=cast.NOW)
    cast.submitted(plan)

    assert titles(kh_desk) == ["Send without new decisions"]
    assert "Send without new decisions" in page(desk, "/2011/kh/decisions/")


def test_only_a_plan_that_was_decided_on_before_is_sent_again(kh_plan, kh_lead, kh_desk, line):
    take_back_workplan(cast.submitted(kh_plan), by=kh_lead, now=cast.NOW)
    plan = cast.submitted(kh_plan)
    assert titles(kh_desk) == ["Decide on 1 activity"]

    cast.decided(plan, line, by=kh_desk, reason="Too dear.")
    keep_without_support(line, by=kh_lead, now=cast.NOW)
    cast.submitted(plan)

    assert titles(kh_desk) == ["Decide on 1 activity of a workplan that was submitted again"]


def test_a_returned_plan_waits_for_officers_and_lead(kh_officer, kh_lead, kh_desk, line, submitted_plan):
    cast.decided(submitted_plan, line, by=kh_desk, reason="Too dear.")

    assert titles(kh_officer) == ["Change 1 returned activity"]
    assert titles(kh_lead) == ["Submit the workplan 2011 again"]


def test_an_approved_plan_waits_for_its_release_and_then_for_nobody(kh_lead, approved_plan):
    assert titles(kh_lead) == ["Release the workplan 2011 to the other taskforces"]

    cast.released(approved_plan, Audience.TASKFORCES)

    assert titles(kh_lead) == []


def test_an_amended_plan_waits_for_the_release_of_its_new_version_and_says_which_one_is_read(
    world, kh_plan, kh_lead, line
):
    cast.released(cast.approved(kh_plan), Audience.TASKFORCES)
    amend_workplan(world.workplan("kh"), note="One more.", by=kh_lead, now=cast.NOW)
    cast.complete_line(world.workplan("kh"))
    plan = cast.approved(world.workplan("kh"))

    (task,) = waiting_for(kh_lead, on=ON)

    assert str(task.title) == "Release version 4 of the workplan 2011 to the other taskforces"
    assert about(task) == (
        "The workplan of Cambodia was approved on 1 Feb 2011. "
        "The other taskforces read version 2. Version 4 is not released to them yet."
    )

    for release in models.Release.objects.all():
        end_release(release, by=kh_lead, now=cast.NOW)
    (task,) = waiting_for(kh_lead, on=ON)
    assert about(task).endswith("The other taskforces cannot read the workplan until you release it.")

    cast.released(plan, Audience.TASKFORCES)
    assert titles(kh_lead) == []


def test_plans_wait_beside_a_review_and_after_the_year_is_over(
    kh_plan, lao_plan, cycle, regional_office, world, kh_officer, kh_lead, kh_desk, lao_lead
):
    for plan in (kh_plan, lao_plan):
        cast.complete_line(plan)
        cast.approved(plan)
    open_review(cycle, "mid-year", answers_due_on=date(2011, 6, 20), by=regional_office, now=cast.NOW)
    for on in (date(2011, 6, 30), date(2012, 2, 17)):
        assert titles(kh_lead, on) == [
            "Answer the mid-year review 2011 and submit the answers",
            "Release the workplan 2011 to the other taskforces",
        ]

    amend_workplan(world.workplan("kh"), note="Another venue.", by=kh_lead, now=cast.NOW)
    for on in (date(2011, 6, 30), date(2012, 2, 17)):
        assert "Submit the amendment of the workplan 2011" in titles(kh_lead, on)
        assert "Finish the amendment of the workplan 2011" in titles(kh_officer, on)

    line = cast.complete_line(world.workplan("kh"))
    cast.submitted(world.workplan("kh"))
    for on in (date(2011, 6, 30), date(2012, 2, 17)):
        assert titles(kh_desk, on) == [
            "Enter the Secretariat’s spending in the mid-year review 2011",
            "Decide on 1 activity of a workplan that was submitted again",
        ]

    cast.decided(world.workplan("kh"), line, by=kh_desk, reason="Too dear.")
    for on in (date(2011, 6, 30), date(2012, 2, 17)):
        assert "Submit the workplan 2011 again" in titles(kh_lead, on)
        assert "Change 1 returned activity" in titles(kh_officer, on)

    close_workplan(world.workplan("la"), by=regional_office, now=cast.NOW)
    assert titles(lao_lead) == ["Answer the mid-year review 2011 and submit the answers"]


def test_the_regional_plan_waits_for_the_office_and_for_each_named_country(
    regional_plan, regional_office, regional_manager, kh_lead, kh_plan
):
    assert "Start the regional workplan 2011" in titles(regional_office)
    cast.regional_line(regional_plan)

    assert "The regional workplan 2011 still needs 2 confirmations of countries" in titles(regional_office)
    assert "Answer whether your country takes part in 1 regional activity" in titles(kh_lead)

    regional_plan.activities.get().participations.update(confirmed_at=cast.NOW, confirmed_by=kh_lead.user)
    assert "Propose the regional workplan 2011" in titles(regional_office)

    actions.propose_regional(regional_plan, by=regional_office, now=cast.NOW)
    assert "Approve the regional workplan 2011" in titles(regional_manager)
    assert "Approve the regional workplan 2011" not in titles(regional_office)


def test_an_amendment_has_no_deadline_of_the_first_draft_and_is_called_what_it_is(
    world, cycle, approved_plan, kh_officer, kh_lead, kh_member, kh_desk, regional_office
):
    for step in (Step.DRAFT, Step.APPROVE):
        set_deadline(cycle, step, date(2011, 1, 28), by=regional_office)
    cast.released(approved_plan, Audience.TASKFORCES)
    amend_workplan(world.workplan("kh"), note="Another venue.", by=kh_lead, now=cast.NOW)

    found = {seat: waiting_for(seat, on=ON) for seat in (kh_officer, kh_lead, kh_member)}

    said = "Cambodia amends version 2. The workplan has 1 activity."
    assert [(str(task.title), about(task), task.due) for tasks in found.values() for task in tasks] == [
        ("Finish the amendment of the workplan 2011", said, None),
        ("Submit the amendment of the workplan 2011", f"{said} US$1,000 of 100,000.", None),
        ("Read the amendment of the workplan 2011 before it is submitted", said, None),
    ]
    cast.complete_line(world.workplan("kh"))
    cast.submitted(world.workplan("kh"))
    assert [task.due for task in waiting_for(kh_desk, on=ON)] == [None]


@pytest.mark.parametrize("amended", [False, True])
def test_a_plan_that_came_back_keeps_the_deadline_of_a_first_draft_and_an_amendment_gets_none(
    amended, world, cycle, kh_plan, kh_officer, kh_lead, kh_member, kh_desk, regional_office
):
    until = date(2011, 1, 28)
    for step in (Step.CONSULT, Step.APPROVE):
        set_deadline(cycle, step, until, by=regional_office)
    if amended:
        cast.complete_line(kh_plan)
        plan = cast.approved(kh_plan)
        cast.released(plan, Audience.TASKFORCES)
        amend_workplan(world.workplan("kh"), note="One more.", by=kh_lead, now=cast.NOW)
    line = cast.complete_line(world.workplan("kh"))
    plan = cast.decided(cast.submitted(world.workplan("kh")), line, by=kh_desk, reason="Too dear.")
    open_draft(plan, models.Partner.objects.get(acronym="ILO"), cast.LATER, by=kh_lead, now=cast.NOW)

    found = [waiting_for(seat, on=ON) for seat in (kh_officer, kh_lead, kh_member)]

    due = None if amended else until
    # A member reads the plan, which has no last day.
    assert [[task.due for task in tasks] for tasks in found] == [[due], [due], [None]]
    keep_without_support(line, by=kh_lead, now=cast.NOW)
    cast.submitted(world.workplan("kh"))
    assert [task.due for task in waiting_for(kh_desk, on=ON)] == [due]


def test_an_amendment_of_the_regional_plan_asks_the_countries_without_the_deadline_of_the_first_draft(
    cycle, regional_plan, regional_office, kh_lead, kh_plan
):
    until = date(2011, 1, 28)
    set_deadline(cycle, Step.REGIONAL, until, by=regional_office)
    cast.regional_line(regional_plan)

    def due() -> list[date | None]:
        return [task.due for task in waiting_for(kh_lead, on=ON) if "takes part" in str(task.title)]

    assert due() == [until]
    amend_workplan(cast.in_force(regional_plan), note="Longer.", by=regional_office, now=cast.NOW)
    cast.regional_line(regional_plan)
    assert due() == [None]


@pytest.mark.parametrize(
    ("zone", "now", "late"),
    [
        ("Asia/Bangkok", "2011-07-01T16:59:00Z", False),
        ("Asia/Bangkok", "2011-07-01T17:00:00Z", True),
        ("Asia/Shanghai", "2011-07-01T15:59:00Z", False),
        ("Asia/Shanghai", "2011-07-01T16:00:00Z", True),
        ("Asia/Yangon", "2011-07-01T17:29:00Z", False),
        ("Asia/Yangon", "2011-07-01T17:30:00Z", True),
    ],
)
def test_answers_are_late_at_home_by_the_day_in_their_country(
    cycle, kh_plan, regional_office, time_machine, zone, now, late, lead
):
    time_machine.move_to("2011-06-01T05:00:00Z")
    open_review(
        cycle, "mid-year", answers_due_on=date(2011, 7, 1), by=regional_office, now=django_timezone.now()
    )
    models.Country.objects.filter(code="KH").update(time_zone=zone)
    time_machine.move_to(now)

    shown = next(
        task for task in lead.get("/").context["tasks"] if task["url"] == "/2011/reviews/mid-year/kh/"
    )

    assert (shown["late"], shown["when"]) == (
        late,
        "1 day late, planned 1 Jul 2011" if late else "Last day: 1 Jul 2011, today",
    )


@pytest.mark.parametrize("closed", [False, True])
def test_answers_that_were_given_back_have_the_deadline_of_their_review_until_it_is_over_or_closed(
    cycle, kh_plan, kh_lead, regional_office, closed
):
    due = date(2011, 3, 10)
    review = open_review(cycle, "mid-year", answers_due_on=due, by=regional_office, now=cast.NOW)
    assert waiting_for(kh_lead, on=ON)[0].due == due
    sheet = submit_sheet(review.sheets.get(taskforce__slug="kh"), by=kh_lead, now=cast.NOW)
    if closed:
        close_review(review, with_at_least=0, by=regional_office, now=cast.NOW)
    reopen_sheet(sheet, note="One state is wrong.", by=regional_office, now=cast.NOW)

    now, after = (
        next(task for task in waiting_for(kh_lead, on=on) if "mid-year" in str(task.title))
        for on in (ON, due + timedelta(1))
    )

    assert (now.due, after.due) == (None if closed else due, None)
    assert (
        about(now)
        == "The answers of Cambodia are not submitted yet. The answers were opened again. Reason: One state is wrong."
    )


def test_a_country_that_declined_is_told_to_the_office_and_what_others_owe_is_not_counted(
    regional_line, regional_office, lao_lead, secretariat
):
    models.AnnualCycle.objects.update(ends_on=date(2099, 12, 31))
    owed = page(secretariat)
    assert "<h2>Tasks of other people</h2>" in owed
    assert "4 tasks for you" in owed

    laos = regional_line.participations.get(taskforce__slug="la")
    actions.decline_participation(laos, by=lao_lead, now=cast.NOW)

    (task,) = (one for one in waiting_for(regional_office, on=ON) if one.code == "another_country")
    assert str(task.title) == "Choose another country for RG-2011-001, because Lao PDR does not take part"
    assert about(task) == "A regional activity needs at least two countries."
    assert "Propose the regional workplan 2011" not in titles(regional_office)
    assert "Lao PDR does not take part in RG-2011-001." in page(secretariat, task.url)


def test_a_partner_reads_only_a_draft_that_is_open_to_it_and_is_asked_for_nothing_it_cannot_answer(
    kh_plan, kh_officer, kh_lead, ilo, iom
):
    partner = models.Partner.objects.get(acronym="ILO")
    draft = cast.complete_draft(kh_plan.cycle.plan)
    line = add_activity(kh_plan, draft, by=kh_officer, now=cast.NOW)
    ask_partner(line, partner, SupportDraft(amount=Decimal(4_000)), by=kh_officer, now=cast.NOW)
    assert titles(ilo) == []

    open_draft(kh_plan, partner, cast.LATER, by=kh_lead, now=cast.NOW)

    assert titles(ilo) == [
        "Answer the request of Cambodia: US$4,000 for activity 001",
        "Read the draft workplan of Cambodia and offer support",
    ]
    assert titles(iom) == []


def test_nothing_waits_for_an_observer(cycle, observer):
    assert titles(observer) == []


def test_a_year_without_any_date_waits_for_the_regional_office(cycle, regional_office):
    assert "Set the dates of 2011" in titles(regional_office)
    assert "Set the dates of 2011" not in titles(regional_office, on=date(2012, 1, 1))
    set_deadline(cycle, Step.DRAFT, ON, by=regional_office)

    assert "Set the dates of 2011" not in titles(regional_office)


def test_a_review_without_a_date_and_one_whose_time_has_come_wait_for_the_regional_office(
    cycle, regional_office
):
    assert "Set the date of the mid-year review 2011" in titles(regional_office)
    day = date(2011, 3, 10)
    set_step_dates(cycle, {Step.MID_YEAR: StepDays((day, day))}, by=regional_office, now=cast.NOW)

    assert "Open the mid-year review 2011" in titles(regional_office)
    assert "Open the mid-year review 2011" not in titles(regional_office, on=date(2011, 2, 1))


def test_a_review_waits_for_each_taskforce_its_desk_and_the_regional_office(
    cycle, kh_officer, kh_lead, kh_member, kh_desk, regional_office, approved_plan
):
    cast.released(approved_plan, Audience.TASKFORCES)
    open_review(cycle, "mid-year", answers_due_on=date(2011, 6, 20), by=regional_office, now=cast.NOW)

    assert titles(kh_officer) == ["Answer the mid-year review 2011"]
    assert titles(kh_lead) == ["Answer the mid-year review 2011 and submit the answers"]
    assert titles(kh_member) == ["Read the answers to the mid-year review 2011"]
    assert titles(kh_desk) == ["Enter the Secretariat’s spending in the mid-year review 2011"]
    assert "Close the mid-year review 2011" in titles(regional_office)
    assert "Answer for the region in the mid-year review 2011" in titles(regional_office)


def test_a_closed_review_waits_for_countries_that_never_submitted_and_for_no_reopened_one(
    cycle, kh_plan, lao_plan, kh_desk, lao_lead, regional_office
):
    def owed(seat=regional_office):
        late = "Some countries must still submit their answers to the mid-year review 2011"
        tasks = [task for task in waiting_for(seat, on=ON) if str(task.title) == late]
        return [about(task) for task in tasks if task.owed_by_others]

    review = open_review(cycle, "mid-year", answers_due_on=ON, by=regional_office, now=cast.NOW)
    for sheet in review.sheets.exclude(taskforce__slug__in=("la", "regional")):
        lead = cast.make_seat(f"{sheet.taskforce.slug} leads", "lead", sheet.taskforce)
        submit_sheet(sheet, by=lead, now=cast.NOW)
    assert owed() == []
    close_review(review, with_at_least=0, by=regional_office, now=cast.NOW)
    assert (owed(), owed(kh_desk)) == (["The portal has received 5 of 7 sets of answers."], [])
    reopen_sheet(review.sheets.get(taskforce__slug="kh"), note="A state.", by=regional_office, now=cast.NOW)
    assert owed() == ["The portal has received 4 of 7 sets of answers."]

    submit_sheet(review.sheets.get(taskforce__slug="la"), by=lao_lead, now=cast.NOW)

    # The answers of Cambodia are open again, and those of the region still are.
    assert review.sheets.filter(status="open").count() == 2
    assert owed() == []


@pytest.mark.parametrize(
    ("owing", "later", "waits"), [("la", "", True), ("kh", "", False), ("la", "som", False)]
)
def test_a_closed_review_waits_until_the_workplan_is_closed_or_a_later_review_is_opened(
    owing, later, waits, cycle, approved_plan, regional_office
):
    review = open_review(cycle, "mid-year", by=regional_office, now=cast.NOW)
    review.sheets.exclude(taskforce__slug=owing).update(answered_on=ON)
    close_review(review, with_at_least=0, by=regional_office, now=cast.NOW)
    late = "Some countries must still submit their answers to the mid-year review 2011"
    assert late in titles(regional_office)

    close_workplan(approved_plan, by=regional_office, now=cast.NOW)
    if later:
        open_review(cycle, later, by=regional_office, now=cast.NOW + timedelta(days=1))

    assert (late in titles(regional_office)) is waits


def test_a_failed_edition_waits_for_the_regional_office_until_a_newer_one_is_finished(cycle, regional_office):
    finished = {"status": "ready", "pdf": "r.pdf", "workbook": "r.xlsx", "made_at": cast.NOW}
    report_rows.make_edition(cycle, 1, audience="partners", status="failed", failure=to_plain(STOPPED))
    report_rows.make_edition(cycle, 1, audience="observers", **finished)

    def waits():
        found = waiting_for(regional_office, on=ON)
        return [about(task) for task in found if "could not be made" in str(task.title)]

    assert waits() == ["The process that makes the files stopped before it had finished. No file was made."]
    report_rows.make_edition(cycle, 2, audience="partners", **finished)
    assert waits() == []


def test_the_annual_report_waits_for_the_regional_office_until_an_edition_is_released(
    world, cycle, regional_office
):
    review = open_review(cycle, "som", by=regional_office, now=cast.NOW)
    review.sheets.update(answered_on=ON)
    world.open_year(2012)
    asked = "Make and release the annual report 2011"
    assert asked not in titles(regional_office)

    close_review(review, with_at_least=0, by=regional_office, now=cast.NOW)
    assert asked in titles(regional_office)

    made = {"status": "ready", "pdf": "r.pdf", "workbook": "r.xlsx", "made_at": cast.NOW}
    report = report_rows.make_edition(cycle, 1, audience="partners", **made)
    assert asked in titles(regional_office)
    AnnualReport.objects.filter(pk=report.pk).update(
        status="released", released_at=cast.NOW, released_by=regional_office.user
    )
    assert asked not in titles(regional_office)


def test_a_draft_of_a_year_that_is_over_waits_for_nobody(kh_plan, kh_officer):
    assert titles(kh_officer, on=date(2012, 1, 1)) == []


def test_an_empty_draft_waits_for_nobody_before_the_first_day_of_its_year(world, kh_officer, kh_lead):
    first = date(2011, 11, 1)
    world.open_year(2012).steps.filter(step=Step.LOOK_BACK).update(planned_from=first)

    for on, waits in ((first - timedelta(days=1), 0), (first, 2)):
        assert sum("2012" in " ".join(titles(seat, on=on)) for seat in (kh_officer, kh_lead)) == waits


def recommend_to(
    meeting: Meeting, *slugs: str, by: models.Seat, due_on: date | None = None, text: str = "Train more"
):
    asked = tuple(models.Taskforce.objects.filter(slug__in=slugs))
    return recommend(meeting, text=text, addressees=asked, due_on=due_on, by=by, now=cast.NOW)


def test_a_recommendation_waits_for_those_who_are_asked_until_they_have_said_a_word(
    kh_officer, kh_lead, kh_member, kh_desk, lao_lead, regional_office, client_of, lead
):
    som = add_meeting((("som", 8), ("imm", 3)), by=regional_office, now=cast.NOW)
    recommend_to(som, "kh", by=regional_office, due_on=date(2011, 9, 30))

    for seat in (kh_officer, kh_lead):
        (task,) = (one for one in waiting_for(seat, on=ON) if "recommendation" in str(one.title))
        assert str(task.title) == "Report the follow-up of 1 recommendation of SOM 8 and IMM 3"
        assert (about(task), task.due) == ("8.1 Train more", date(2011, 9, 30))
        asks = page(client_of(seat), task.url)
        assert "Recommendation 8.1 of SOM 8 and IMM 3: Cambodia</h1>" in asks
        assert "Train more · Due on 30 Sep 2011" in asks
    for seat in (kh_member, kh_desk, lao_lead, regional_office):
        assert "recommendation" not in " ".join(titles(seat))

    recommend_to(som, "kh", "regional", by=regional_office, due_on=date(2011, 6, 30), text="Share more")
    (task,) = (one for one in waiting_for(kh_lead, on=ON) if "recommendation" in str(one.title))
    assert str(task.title) == "Report the follow-up of 2 recommendations of SOM 8 and IMM 3"
    assert (about(task), task.due) == ("The first recommendation: 8.1 Train more", date(2011, 6, 30))
    assert lead.get(task.url).text.count(">Follow up<") == 2
    (task,) = (one for one in waiting_for(regional_office, on=ON) if "recommendation" in str(one.title))
    assert task.url == "/meetings/som-8-and-imm-3/recommendations/2/regional/"

    for asked in RecommendationAddressee.objects.filter(taskforce__slug="kh"):
        follow_up(asked, status="under_way", words="A course in May", by=kh_officer, now=cast.NOW)
    assert "recommendation" not in " ".join(titles(kh_lead))


@pytest.mark.parametrize("name", ["kh_officer", "kh_lead", "regional_office"])
def test_recommendations_of_three_meetings_take_the_queries_of_one(world, cycle, name, regional_office):
    seat = world.seats[name]

    counts = []
    for number in (7, 8, 9):
        som = add_meeting((("som", number),), by=regional_office, now=cast.NOW)
        for text in ("Train more", "Share more"):
            recommend_to(som, "kh", "regional", by=regional_office, text=text)
        counts.append(queries.counted(lambda: titles(seat)))

    assert counts[0] == counts[1] == counts[2]
    assert sum("2 recommendations of SOM" in title for title in titles(seat)) == 3


# The year.


def test_the_year_says_which_step_is_late_and_home_has_it_in_one_line(cycle, regional_office, outsider):
    days = StepDays((None, date(2011, 1, 10)), (date(2011, 1, 9), None))
    set_step_dates(cycle, {Step.CONSULT: days}, by=regional_office, now=cast.NOW)

    late = (clock.today() - date(2011, 1, 10)).days
    text = page(outsider, "/2011/")
    assert f"running, {late:,} days late" in text
    assert "Planned until 10 Jan" in text
    home = page(outsider)
    assert home.count("Next: ") == 1
    assert "Now in 2011: Consultation. Next: Submit and approve. No date yet." in home
    cycle.steps.filter(step__in=(Step.DRAFT, Step.REGIONAL)).update(actual_from=date(2011, 1, 9))
    home = page(outsider)
    assert "Now in 2011: Draft, Consultation, Regional workplan. Next: Implementation. No date yet." in home
    # What was over when the year was opened is not next.
    cycle.steps.filter(step=Step.IMPLEMENT).update(planned_until=date(2011, 1, 31))
    type(cycle).objects.update(opened_on=date(2011, 2, 1))
    assert "Regional workplan. Next: Mid-year review. No date yet." in page(outsider)


def test_a_review_that_was_held_dates_its_step_on_the_page_of_the_year(cycle, regional_office, outsider):
    set_deadline(cycle, Step.MID_YEAR, date(2011, 6, 21), by=regional_office)
    review = open_review(cycle, "mid-year", by=regional_office, now=cast.NOW)
    close_review(review, with_at_least=0, by=regional_office, now=cast.NOW)

    said = 'Done on 1 Feb</span><span class="step-when">Planned: 21 Jun'
    assert said in page(outsider, "/2011/")


def test_a_task_without_a_date_of_its_own_says_nothing_of_when(cycle, kh_plan, regional_office, officer):
    set_deadline(cycle, Step.MID_YEAR, date(2011, 6, 21), by=regional_office)
    open_review(cycle, "mid-year", by=regional_office, now=cast.NOW)

    text = page(officer)

    assert "Answer the mid-year review 2011" in text
    assert "no date set" not in text.lower()
    assert "task-when" not in text.partition("Answer the mid-year review 2011")[0].rpartition("<li>")[2]


def test_home_shows_the_year_that_was_chosen_and_looking_at_another_changes_nothing(world, outsider):
    world.open_year(2012)
    page(outsider, "/2011/")
    assert "The year 2012" in page(outsider)

    assert outsider.post("/years/", {"year": "2011"}).url == "/"

    assert "The year 2011" in page(outsider)
    page(outsider, "/2012/")
    assert "The year 2011" in page(outsider)
    assert "Show 2012 on the home page" in page(outsider, "/years/")
    assert 'href="/2011/comparison/"' in page(outsider, "/meetings/")
    for year in ("1999", "x", ""):
        assert outsider.post("/years/", {"year": year}).status_code == 404
    assert "The year 2011" in page(outsider)


# The page.


def page(client: Client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.text


def test_home_of_a_person_without_a_seat_is_a_sentence(cycle, client):
    client.force_login(User.objects.create_user("stranger@commit.example", "Stranger"))

    said = page(client)

    assert "You have no role today" in said
    assert "Cambodia" not in said


def test_a_role_that_ended_says_so_at_sign_in_and_to_the_lead_before(kh_lead, kh_officer, lead, client):
    last = clock.today() + timedelta(days=9)
    models.Seat.objects.filter(pk=kh_officer.pk).update(ends_on=last)
    assert f"{kh_officer.user}, taskforce officer, Cambodia: last day {day(last)}." in page(lead)
    again = cast.another_seat(
        kh_officer.user, kh_officer.role, kh_lead.taskforce, starts_on=last + timedelta(days=1)
    )
    assert "roles in your taskforce should continue" not in page(lead)

    again.delete()
    models.Seat.objects.filter(pk=kh_officer.pk).update(ends_on=date(2011, 1, 31))
    cast.another_seat(kh_officer.user, "observer", starts_on=last, ends_on=last + timedelta(days=1))
    client.force_login(kh_officer.user)

    assert "Your last role was: taskforce officer, Cambodia. Its last day was 31 Jan 2011." in page(client)
    assert "roles in your taskforce should continue" not in page(lead)


@pytest.mark.parametrize(
    "known", [{"name": "kh officer"}, {"name": "X", "email": "KH_officer@commit.example"}]
)
def test_a_role_of_who_is_no_member_any_more_is_told_to_its_holder_the_lead_before_and_the_office_after(
    known, world, kh_officer
):
    held, terms = models.Seat.objects.filter(pk=kh_officer.pk), kh_officer.taskforce.members
    term = terms.create(starts_on=date(2010, 1, 1), ends_on=ON, **known)
    said = f"kh officer, taskforce officer, Cambodia: last day as a member of the taskforce {day(ON)}."

    def told(on: date) -> dict[str, tuple[str, str, date | None]]:
        found = ((name, task) for name, seat in world.seats.items() for task in waiting_for(seat, on=on))
        shown = {name: task for name, task in found if about(task) == said}
        return {name: (task.code, task.goes_to or task.url, task.due) for name, task in shown.items()}

    of_officer, of_lead, after = (
        ("own_role_ends", "/people/"),
        ("role_ends", "/people/"),
        ON + timedelta(days=1),
    )
    assert told(ON - timedelta(days=31)) == {}
    asked = {"kh_officer": (*of_officer, ON), "kh_lead": (*of_lead, ON)}
    assert told(ON - timedelta(days=30)) == told(ON) == asked
    of_office = ("role_goes_on", f"/book/member/{term.pk}/", None)
    asked = {"kh_officer": (*of_officer, None), "kh_lead": (*of_lead, None)}
    assert told(after) == asked | {"regional_office": of_office, "regional_manager": of_office}
    # The office ends the role soon, or closes the account, or there is another term.
    held.update(ends_on=after)
    assert told(after) == asked
    held.update(ends_on=None)
    User.objects.filter(pk=kh_officer.user_id).update(is_active=False)
    assert told(after) == {}
    User.objects.update(is_active=True)
    # A role that began after the term was given without it.
    held.update(starts_on=after)
    assert told(after) == {}
    held.update(starts_on=kh_officer.starts_on)
    terms.create(starts_on=after, **known)
    assert told(after) == {}


def test_home_before_any_year_is_open_says_so(db, client_of, client):
    seat = cast.make_seat("regional", "regional")

    said = page(client_of(seat))

    assert "No year is open yet." in said
    assert "You have no tasks now" in said


def test_home_and_plan_show_the_regional_office_the_state_of_a_draft_but_no_figure(kh_plan, secretariat):
    cast.complete_line(kh_plan, title="A quiet plan", secretariat_cost=71_234)

    said, plan = (page(secretariat, address) for address in ("/", "/2011/kh/"))

    assert "The countries" in said
    assert said.count('"draft">Draft</span>') == 6
    assert "Draft" in plan
    for hidden in ("71,234", "A quiet plan"):
        assert hidden not in said + plan
    assert (said.count("You cannot read it yet"), said.count(">–</td>")) == (6, 3)


def test_home_counts_the_lines_of_a_plan_without_withdrawn_ones(kh_plan, kh_officer, kh_desk):
    gone, *_others = [cast.complete_line(kh_plan, secretariat_cost=100) for _ in range(3)]
    withdraw_activity(gone, by=kh_officer, now=cast.NOW)
    cast.submitted(kh_plan)

    shown = glance(kh_plan.cycle, kh_desk)

    figures = [(row["name"], row["lines"], row["secretariat"]) for row in shown["rows"] if "lines" in row]
    assert figures == [("Cambodia", "2", "200")]
    assert (shown["lines"], shown["secretariat"]) == ("2", "200")


def test_home_of_the_desk_shows_its_own_draft_and_nothing_of_another_countrys(kh_plan, lao_plan, desk):
    cast.complete_line(kh_plan, secretariat_cost=71_234)
    cast.complete_line(lao_plan, secretariat_cost=65_432)

    said = page(desk)

    assert "71,234" in said
    assert "65,432" not in said
    assert said.count("Not approved yet") == 5
    assert "Countries with an approved workplan: 0 of 6" in said


def test_home_of_the_secretariat_sums_what_is_approved(kh_plan, secretariat):
    cast.complete_line(kh_plan, secretariat_cost=71_234)
    cast.approved(kh_plan)

    said = page(secretariat)

    assert "Countries with an approved version: 1 of 6" in said
    assert "in the approved version" not in said
    assert "Total of the 1 country that you can read" in said
    assert said.count("71,234") == 3
    assert 'aria-label="Cambodia: Secretariat funding, compared with the ceiling">71,234</meter>' in said
    assert f'<a href="{reverse("workplan", args=[2011, "kh"])}">Cambodia</a>' in said


def test_home_counts_what_is_in_force_also_in_a_returned_plan_and_under_an_amendment(
    lao_plan, kh_lead, regional_office, approved_plan, secretariat
):
    amend_workplan(approved_plan, note="More partners", by=kh_lead, now=cast.NOW)
    returned = cast.complete_line(lao_plan)
    cast.complete_line(lao_plan)
    cast.decided(cast.submitted(lao_plan), returned, by=regional_office, reason="Where?")

    said = page(secretariat)
    assert "Countries with an approved version: 2 of 6" in said
    assert said.count("in the approved version") == 2


def test_home_does_not_count_a_plan_of_which_every_line_was_returned(lao_plan, regional_office, secretariat):
    line = cast.complete_line(lao_plan)
    cast.decided(cast.submitted(lao_plan), line, by=regional_office, reason="Where?")

    assert "Countries with an approved version: 0 of 6" in page(secretariat)


def test_home_of_another_taskforce_says_the_same_of_hidden_and_absent(kh_plan, lao_officer, client_of):
    client = client_of(lao_officer)
    before = page(client)
    cast.complete_line(kh_plan, title="A quiet plan")
    cast.approved(kh_plan)

    assert strip_token(page(client)) == strip_token(before)

    plan = models.Workplan.objects.get(pk=kh_plan.pk)
    cast.released(plan, Audience.TASKFORCES)

    said = page(client)
    assert "Released</span>" in said
    # The day is that of the version, which may be released on another one.
    assert "version of 1 Feb" in said
    assert "1 activity" in said


@pytest.mark.usefixtures("approved_plan")
def test_the_day_of_a_newer_version_is_not_said_as_the_day_of_the_approval(kh_plan, world, client_of):
    kh_plan.refresh_from_db()
    # Accepted support makes a version after the decision.
    models.WorkplanVersion.objects.filter(pk=kh_plan.of_record_id).update(
        made_at=cast.NOW + timedelta(days=20)
    )

    office, other = (
        page(client_of(world.seats[name])).partition(">Cambodia</a>")[2].partition("</tr>")[0]
        for name in ("regional_office", "lao_desk")
    )

    assert "1 Feb" in office
    assert "21 Feb" not in office
    assert "version of 21 Feb 2011" in other


def strip_token(said: str) -> str:
    """Without the two tokens that differ at every request."""
    lines = (line for line in said.splitlines() if "csrf" not in line.lower())
    return "\n".join(lines)


def test_home_of_a_partner_names_the_draft_that_is_open_to_it(kh_plan, kh_lead, partner):
    open_draft(kh_plan, models.Partner.objects.get(acronym="ILO"), cast.LATER, by=kh_lead, now=cast.NOW)

    said = page(partner)

    assert "Open to you" in said
    assert "China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional" in said
    assert said.count("Not released") == 1


@pytest.mark.parametrize(
    ("name", "most"),
    [("regional_office", 14), ("kh_lead", 13), ("kh_desk", 13), ("ilo", 13), ("observer", 10)],
)
def test_home_takes_the_same_number_of_queries_for_one_line_and_for_many(
    name, most, world, kh_plan, line, lao_plan, regional_line, client_of
):
    client = client_of(world.seats[name])

    cast.complete_line(lao_plan)
    cast.approved(lao_plan)
    page(client)
    few = queries.counted(lambda: page(client))
    for _ in range(3):
        cast.complete_line(kh_plan)
    for year in (2012, 2013):
        world.open_year(year)

    assert queries.counted(lambda: page(client)) <= few
    assert few <= most


# Help, and who sees what.


def test_help_is_read_by_everybody_and_who_sees_what_speaks_of_every_role_and_every_thing(db, client):
    assert "Who sees what" in page(client, reverse("help"))
    said = page(client, reverse("who_sees_what"))
    table = said[said.index('<section class="section">') :].lower()

    for word in ("officer", "lead", "member", "desk", "regional office", "partner", "observer"):
        assert word in table
    assert table.count("<h2>") == 14
