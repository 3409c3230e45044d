"""What a process remembers of the comparison goes out of date with every action that changes what it shows.

A scene arranges, yields, and acts. Around the yield the same readers read the same pages, in a process that
remembers and in one that does not: the two must never differ.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from commit_portal.files.spreadsheets import Row
from reporting.answers.answer_actions import import_answers
from reporting.answers.sheet_data import SheetData
from reporting.carry_over.actions import carry_over
from reporting.carry_over.costs import CarryOption
from reporting.carry_over.previous_year import CarryChoice, year_behind
from reporting.dataset import YearTargets
from reporting.dataset_queries.rows import report_rows
from reporting.dataset_queries.shared_datasets import asked_by, dataset_of, targets_of
from reporting.evidence import actions as evidence
from reporting.meetings import actions as meetings
from reporting.meetings.queries import Delegation, Person
from reporting.meetings.reference_data import load_meetings
from reporting.models import (
    AnswerImport,
    CountryReview,
    Evidence,
    Meeting,
    PastImport,
    RecommendationAddressee,
    Review,
)
from reporting.past_years.actions import load_past_years, remove_past_year
from reporting.questions.actions import answer_question, ask_question
from reporting.reviews import actions as reviews
from reporting.spreadsheets.sheet import AnswerSheet
from reporting.statuses import ReviewStage
from spa.actions import stages
from spa.actions.budget import set_budget
from spa.actions.texts import add_text, change_text, correct_text, set_descent
from spa.models import ActionPlan, Target
from spa.statuses import BudgetHeading
from tests import cast, plan_texts, writers
from tests.answers import NOW, activity_answer, answer_sheet, target_answer
from tests.reporting.dataset_queries.test_rows import make_reviewed
from tests.year_behind import open_next
from workplans.book.actions import add_to_book, change_in_book, rename
from workplans.book.lists import SIGNING_BODIES
from workplans.comments.actions import answer_thread, start_thread
from workplans.comments.targets import CommentTarget
from workplans.consultation.actions import offers
from workplans.consultation.actions.ask import ask_partner, change_request, take_back_request
from workplans.consultation.actions.needs import meet_need, name_needs, unmeet_need
from workplans.consultation.actions.openings import open_and_ask
from workplans.consultation.actions.transitions import locked_step
from workplans.consultation.rules import SupportDraft
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.drafting.actions import add_activity
from workplans.drafting.saving import move_line, save_line
from workplans.funding.actions import allot, save_grant
from workplans.funding.queries import approved_lines
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.queries import content_mark, content_of_plan
from workplans.models import (
    Activity,
    AnnualCycle,
    Contribution,
    Country,
    Grant,
    LineImport,
    Ministry,
    Seat,
    Taskforce,
    Workplan,
)
from workplans.people.reference_data import load_countries_and_bodies
from workplans.plan.locking import bump_revision
from workplans.regional.actions import propose_regional, put_in_force
from workplans.releasing.actions import end_release, release_workplan
from workplans.spreadsheets.actions import import_lines
from workplans.statuses import Audience, Role
from workplans.submitting.actions import amend_workplan, close_workplan, reopen_workplan, submit_workplan
from workplans.years import actions as years
from workplans.years.step_labels import StepDays

pytestmark = pytest.mark.slow

type Scene = Callable[[cast.World], Iterator[None]]

MONEY = SupportDraft(amount=Decimal(500))
PLACES = ("", "?area=2", "counts/", "money/", "1.T1/kh/?stage=mid-year")
# The own taskforce, another one, and the Secretariat, which reads all.
OWN, OTHER, ALL = "kh_officer", "lao_lead", "regional_manager"
# Every function of a module that writes, by its name. The demonstration acts through the others.
ACTIONS = {
    node.name: node
    for path in writers.modules_that_write()
    for node in ast.parse(path.read_text()).body
    if isinstance(node, ast.FunctionDef)
}
ATOMIC = {
    name
    for name, node in ACTIONS.items()
    if any(ast.unparse(decorator) == "transaction.atomic" for decorator in node.decorator_list)
    or "locked_step" in {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}
}
WRITES = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "save",
}
WRITERS = {"walk", "save_if_unchanged", "make_if_missing", "_put"}
# Action -> who notices, and the scene.
SHOWN: dict[str, tuple[str, Scene]] = {}
# Actions that write where the comparison reads, and change nothing that it shows.
UNSEEN: dict[str, Scene] = {}
# Of those, the ones that bump the revision all the same, and how often their scene saves: every save of a review does.
SAVES = {"answer_sheet": 3, "answer_question": 1, "import_answers": 1}


def noticed_by(reader: str, action: Callable[..., Any]) -> Callable[[Scene], Scene]:
    def keep(scene: Scene) -> Scene:
        SHOWN[action.__name__] = reader, scene
        return scene

    return keep


def noticed_by_nobody(action: Callable[..., Any]) -> Callable[[Scene], Scene]:
    def keep(scene: Scene) -> Scene:
        UNSEEN[action.__name__] = scene
        return scene

    return keep


def reviewed(w: cast.World) -> Review:
    """Cambodia's plan of record, released to nobody, and its mid-year answers closed."""
    return make_reviewed(w)


def submitted(w: cast.World) -> Workplan:
    cast.complete_line(w.workplan("kh"), by=w.seats["kh_officer"])
    return cast.submitted(w.workplan("kh"), by=w.seats["kh_lead"])


def proposed(w: cast.World) -> Workplan:
    """The regional workplan as it is asked to be put in force."""
    cast.regional_line(w.workplan("regional"))
    cast.confirmed(w.workplan("regional"))
    return propose_regional(w.workplan("regional"), by=w.seats["regional_office"], now=NOW)


def opened(w: cast.World) -> Review:
    """The mid-year review, with an answer of Cambodia that is not handed in."""
    review = reviews.open_review(w.cycle, "mid-year", by=w.seats["regional_office"], now=NOW)
    answer_sheet(
        review.sheets.get(taskforce__slug="kh"),
        targets={Target.objects.get(code="1.T1").pk: target_answer(status="in_progress")},
        by=w.seats["kh_officer"],
        now=NOW,
    )
    return review


def reopened(w: cast.World) -> CountryReview:
    """The answers to Cambodia's plan, which is released, open again."""
    sheet = reviewed(w).sheets.get(taskforce__slug="kh")
    release_workplan(w.workplan("kh"), Audience.TASKFORCES, by=w.seats["kh_lead"], now=NOW)
    return reviews.reopen_sheet(sheet, note="A date", by=w.seats["regional_office"], now=NOW)


def met(w: cast.World) -> Meeting:
    """A meeting that the SOM review of the year is held at."""
    meeting = meetings.add_meeting((("som", 8),), by=w.seats["regional_office"], now=NOW)
    reviews.open_review(w.cycle, "som", meeting=meeting, by=w.seats["regional_office"], now=NOW)
    return meeting


def recommended(w: cast.World, meeting: Meeting) -> None:
    office, asked = w.seats["regional_office"], (w.seats["kh_lead"].taskforce,)
    meetings.recommend(meeting, text="Train more", addressees=asked, by=office, now=NOW)


@noticed_by("lao_lead", release_workplan)
def a_release(w: cast.World) -> Iterator[None]:
    reviewed(w)
    yield
    release_workplan(w.workplan("kh"), Audience.TASKFORCES, by=w.seats["kh_lead"], now=NOW)


@noticed_by("lao_lead", end_release)
def a_release_that_ends(w: cast.World) -> Iterator[None]:
    """Peers would go on reading a country's figures from the memory of the process."""
    reviewed(w)
    release = release_workplan(w.workplan("kh"), Audience.TASKFORCES, by=w.seats["kh_lead"], now=NOW)
    yield
    end_release(release, by=w.seats["kh_lead"], now=NOW)


@noticed_by("kh_officer", send_decisions)
def decisions_sent(w: cast.World) -> Iterator[None]:
    plan = submitted(w)
    approve_all_left(plan, by=w.seats["kh_desk"], now=NOW)
    yield
    send_decisions(plan, by=w.seats["kh_desk"], now=NOW)


@noticed_by("lao_lead", put_in_force)
def the_regional_workplan_in_force(w: cast.World) -> Iterator[None]:
    plan = proposed(w)
    yield
    put_in_force(plan, by=w.seats["regional_manager"], now=NOW)


@noticed_by("regional_manager", reviews.set_meeting)
def a_review_that_is_joined_to_a_meeting(w: cast.World) -> Iterator[None]:
    review, office = reviewed(w), w.seats["regional_office"]
    meeting = meetings.add_meeting((("rtf", 5),), by=office, now=NOW)
    yield
    reviews.set_meeting(review, meeting=meeting, answers_due_on=None, by=office, now=NOW)


@noticed_by("lao_lead", reviews.open_review)
def a_review_that_opens(w: cast.World) -> Iterator[None]:
    yield
    reviews.open_review(w.cycle, "mid-year", by=w.seats["regional_office"], now=NOW)


@noticed_by("kh_officer", reviews.submit_sheet)
def answers_handed_in_late(w: cast.World) -> Iterator[None]:
    """Once the review has closed they close at once, and every taskforce reads them."""
    sheet = reviewed(w).sheets.get(taskforce__slug="la")
    answers = {Target.objects.get(code="1.T1").pk: target_answer(status="in_progress")}
    answer_sheet(sheet, targets=answers, by=w.seats["lao_officer"], now=NOW)
    yield
    reviews.submit_sheet(sheet, by=w.seats["lao_lead"], now=NOW)


@noticed_by("lao_lead", reviews.close_review)
def a_review_that_closes(w: cast.World) -> Iterator[None]:
    review = opened(w)
    reviews.submit_sheet(review.sheets.get(taskforce__slug="kh"), by=w.seats["kh_lead"], now=NOW)
    yield
    reviews.close_review(review, with_at_least=0, by=w.seats["regional_office"], now=NOW)


@noticed_by_nobody(reviews.remind)
def a_country_that_is_reminded(w: cast.World) -> Iterator[None]:
    review = opened(w)
    yield
    reviews.remind(review, ["kh"], by=w.seats["regional_office"], now=NOW)


@noticed_by("lao_lead", meetings.change_meeting)
def a_meeting_that_gets_another_number(w: cast.World) -> Iterator[None]:
    review, office = reviewed(w), w.seats["regional_office"]
    meeting = meetings.add_meeting((("som", 8),), by=office, now=NOW)
    reviews.set_meeting(review, meeting=meeting, answers_due_on=None, by=office, now=NOW)
    yield
    meetings.change_meeting(meeting, (("som", 9),), by=office, now=NOW)


@noticed_by("lao_lead", meetings.recommend)
def a_recommendation(w: cast.World) -> Iterator[None]:
    meeting = met(w)
    yield
    recommended(w, meeting)


@noticed_by("lao_lead", meetings.follow_up)
def what_became_of_a_recommendation(w: cast.World) -> Iterator[None]:
    recommended(w, met(w))
    yield
    asked = RecommendationAddressee.objects.get()
    meetings.follow_up(asked, status="done", words="Forty trained", by=w.seats["kh_lead"], now=NOW)


@noticed_by("lao_lead", years.set_step_dates)
def the_dates_of_a_step(w: cast.World) -> Iterator[None]:
    yield
    years.set_step_dates(
        w.cycle, {1: StepDays((date(2011, 1, 1), None))}, by=w.seats["regional_office"], now=NOW
    )


@noticed_by("lao_lead", years.extend_year)
def a_longer_year(w: cast.World) -> Iterator[None]:
    yield
    years.extend_year(
        w.cycle,
        starts_on=w.cycle.starts_on,
        ends_on=date(2012, 1, 31),
        note="Floods",
        by=w.seats["regional_office"],
        now=NOW,
    )


def next_plan(w: cast.World) -> ActionPlan:
    office, dates = w.seats["regional_office"], (date(2014, 1, 1), date(2016, 12, 31))
    plan = stages.draft_plan(
        code="spa-next", number=100, title="Next", starts_on=dates[0], ends_on=dates[1], by=office, now=NOW
    )
    add_text(plan, plan_texts.new_area("1", "Policy"), by=office, now=NOW)
    return plan


def endorse(plan: ActionPlan, w: cast.World) -> None:
    stages.endorse_plan(
        plan, adopted_at="IMM 3", adopted_on=NOW.date(), by=w.seats["regional_office"], now=NOW
    )


@noticed_by("lao_lead", correct_text)
def a_corrected_target(w: cast.World) -> Iterator[None]:
    yield
    target, office = Target.objects.get(code="1.T1"), w.seats["regional_office"]
    cast.correct(target, "What was meant", date(2011, 3, 1), by=office)


@noticed_by("lao_lead", set_budget)
def a_budget(w: cast.World) -> Iterator[None]:
    yield
    office, figures = w.seats["regional_office"], {2011: Decimal(700_000)}
    set_budget(w.plan, BudgetHeading.AREAS, figures, source="A letter", by=office, now=NOW)


@noticed_by("lao_lead", stages.endorse_plan)
def an_endorsed_plan(w: cast.World) -> Iterator[None]:
    yield
    endorse(w.plan, w)


@noticed_by("lao_lead", stages.supersede_plan)
def a_superseded_plan(w: cast.World) -> Iterator[None]:
    endorse(w.plan, w)
    later = next_plan(w)
    stages.agree_plan(later, by=w.seats["regional_office"], now=NOW)
    endorse(later, w)
    yield
    stages.supersede_plan(w.plan, by=w.seats["regional_office"], now=NOW)


def revised(w: cast.World) -> Target:
    """A revision with one target more, drafted."""
    office = w.seats["regional_office"]
    stages.begin_revision(w.plan, reason="Made up", source="Made up", by=office, now=NOW)
    area = w.plan.areas.get(code="1")
    added = add_text(w.plan, plan_texts.new_target(area, "1.T3", "A new target"), by=office, now=NOW)
    first, reworded = w.plan.targets.get(code="1.T1"), plan_texts.new_target(area, "1.T1", "Reworded")
    change_text(first, reworded, seen=first.row_version, by=office, now=NOW)
    return added


def followed(w: cast.World) -> Target:
    """The same, adopted; the year follows it."""
    added = revised(w)
    stages.agree_plan(w.plan, by=w.seats["regional_manager"], now=NOW)
    endorse(w.plan, w)
    years.move_year(w.cycle, 2, reason="", by=w.seats["regional_office"], now=NOW)
    return added


@noticed_by_nobody(years.ask_for_targets)
def a_request_for_other_targets(w: cast.World) -> Iterator[None]:
    AnnualCycle.objects.filter(pk=w.cycle.pk).update(asked_revision=2)
    yield
    years.ask_for_targets(w.cycle, 1, by=w.seats["regional_office"], now=NOW)


@noticed_by("lao_lead", years.move_year)
def a_year_on_another_text(w: cast.World) -> Iterator[None]:
    yield
    followed(w)


@noticed_by("lao_lead", set_descent)
def a_target_that_continues_another(w: cast.World) -> Iterator[None]:
    added = followed(w)
    yield
    first = w.plan.targets.get(code="1.T1")
    set_descent(added, [first], reason="A part of it", by=w.seats["regional_office"], now=NOW)


@noticed_by_nobody(stages.begin_revision)
@noticed_by_nobody(stages.cancel_revision)
@noticed_by_nobody(stages.complete_text)
def a_draft_of_a_revision(w: cast.World) -> Iterator[None]:
    ActionPlan.objects.filter(pk=w.plan.pk).update(is_complete=False)
    yield
    revised(w)
    stages.cancel_revision(w.plan, by=w.seats["regional_office"], now=NOW)
    revised(w)
    stages.complete_text(w.plan, by=w.seats["regional_office"], now=NOW)


@noticed_by("regional_manager", submit_workplan)
def a_plan_handed_in(w: cast.World) -> Iterator[None]:
    """The money of the year says to the Secretariat who must act."""
    cast.complete_line(w.workplan("kh"), by=w.seats["kh_officer"])
    yield
    cast.submitted(w.workplan("kh"), by=w.seats["kh_lead"])


@noticed_by_nobody(propose_regional)
def a_regional_workplan_proposed(w: cast.World) -> Iterator[None]:
    yield
    proposed(w)


@noticed_by_nobody(close_workplan)
def a_plan_closed(w: cast.World) -> Iterator[None]:
    """What is of record stands, whatever the state of the plan."""
    reviewed(w)
    release_workplan(w.workplan("kh"), Audience.TASKFORCES, by=w.seats["kh_lead"], now=NOW)
    amend_workplan(w.workplan("kh"), note="More provinces", by=w.seats["kh_lead"], now=NOW)
    yield
    close_workplan(w.workplan("kh"), by=w.seats["regional_office"], now=NOW)


@noticed_by_nobody(reopen_workplan)
def a_plan_reopened(w: cast.World) -> Iterator[None]:
    reviewed(w)
    close_workplan(w.workplan("kh"), by=w.seats["regional_office"], now=NOW)
    yield
    reopen_workplan(w.workplan("kh"), note="The SOM asked for it", by=w.seats["regional_office"], now=NOW)


@noticed_by_nobody(years.open_year)
def the_year_after(w: cast.World) -> Iterator[None]:
    reviewed(w)
    yield
    w.open_year(2012)


@noticed_by_nobody(answer_question)
def an_answer_that_the_desk_asked_about(w: cast.World) -> Iterator[None]:
    sheet = reopened(w)
    line = w.workplan("kh").activities.all()[0]
    question = ask_question(sheet, activity=line, text="Since when?", by=w.seats["kh_desk"], now=NOW)
    yield
    said = activity_answer(status="under_way", narrative="Not yet to be read")
    answer_question(
        question, answer=said, reply="", seen=sheet.row_version, by=w.seats["kh_officer"], now=NOW
    )


@noticed_by_nobody(load_past_years)
@noticed_by_nobody(remove_past_year)
def a_later_year_from_documents(w: cast.World) -> Iterator[None]:
    """The comparison of a year reads those before it."""
    office, later = w.seats["regional_office"], datetime(2013, 7, 1, tzinfo=UTC)
    plan = ActionPlan.objects.get(pk=w.cycle.plan_id)
    kept = {"by": office.user, "plan_version": plan.row_version, "rows": [], "uploaded_at": later}
    money = {
        "year": 2012,
        "taskforce": w.workplan("kh").taskforce,
        "kind": "money",
        "approved": 1,
        "source": "A",
    }
    yield
    load_past_years(PastImport.objects.create(plan=plan, **kept), [(None, money)], by=office, now=later)
    remove_past_year(AnnualCycle.every.get(year=2012), by=office, now=later)


@noticed_by_nobody(import_answers)
@noticed_by_nobody(answer_sheet)
def answers_before_they_close(w: cast.World) -> Iterator[None]:
    """Those of a reopened country too: everybody keeps reading the last closed ones (RV-1)."""
    sheet = reopened(w)
    line = w.workplan("kh").activities.all()[0].pk
    first, second = (Target.objects.get(code=code).pk for code in ("1.T1", "2.T1"))
    going_on, officer = target_answer(status="in_progress"), w.seats["kh_officer"]
    yield
    answer_sheet(
        sheet,
        activities={line: activity_answer(status="under_way", narrative="Not yet to be read")},
        targets={first: going_on},
        by=officer,
        now=NOW,
    )
    answer_sheet(sheet, targets={second: going_on}, seen=sheet.row_version + 1, by=officer, now=NOW)
    answer_sheet(sheet, spent={line: Decimal(777)}, by=w.seats["kh_desk"], now=NOW)
    sheet.refresh_from_db()
    kept = {"rows": [], "digest": ""}
    waiting = AnswerImport.objects.keep(
        {"sheet": sheet}, version=sheet.row_version, **kept, by=officer.user, now=NOW
    )
    file = [Row(2, {"code": "1.T1", "status": "No activity yet"})]
    preview = AnswerSheet(sheet, officer, waiting).preview(file)
    assert preview.may_be_confirmed
    import_answers(waiting, preview, seen=sheet.row_version, by=officer, now=NOW)


def evidence_of_a_target(w: cast.World) -> tuple[CountryReview, Evidence]:
    """A link for the target 1.T1 in the answers of Cambodia, which are open again."""
    sheet = reopened(w)
    target = Target.objects.get(code="1.T1")
    answer_sheet(sheet, targets={target.pk: target_answer("in_progress")}, by=w.seats["kh_officer"], now=NOW)
    answer = SheetData(sheet).row("1.T1")
    link = evidence.add_link(
        answer, "https://one.example/", title="Minutes", by=w.seats["kh_officer"], now=NOW
    )
    return sheet, link


def tick(w: cast.World, link: Evidence) -> None:
    """Show it to the other taskforces."""
    evidence.show_evidence(
        w.workplan("kh"), [f"{link.pk}-{Audience.TASKFORCES}"], by=w.seats["kh_lead"], now=NOW
    )


@noticed_by("lao_lead", evidence.show_evidence)
def a_title_that_the_lead_ticks(w: cast.World) -> Iterator[None]:
    sheet, link = evidence_of_a_target(w)
    reviews.submit_sheet(CountryReview.objects.get(pk=sheet.pk), by=w.seats["kh_lead"], now=NOW)
    yield
    tick(w, link)


@noticed_by("lao_lead", evidence.remove_evidence)
def a_title_that_the_office_removes(w: cast.World) -> Iterator[None]:
    sheet, link = evidence_of_a_target(w)
    reviews.submit_sheet(CountryReview.objects.get(pk=sheet.pk), by=w.seats["kh_lead"], now=NOW)
    tick(w, link)
    yield
    evidence.remove_evidence(link, note="A name", by=w.seats["regional_office"], now=NOW)


@noticed_by_nobody(evidence.add_link)
@noticed_by_nobody(evidence.rename_evidence)
@noticed_by_nobody(evidence.answer_about_file)
@noticed_by_nobody(evidence.forget_unanswered)
def evidence_of_open_answers(w: cast.World) -> Iterator[None]:
    """It waits as the answers do, and what looks personal waits longer."""
    sheet, link = evidence_of_a_target(w)
    officer = w.seats["kh_officer"]
    waiting, forgotten = (
        Evidence.objects.create(
            sheet=sheet,
            target=link.target,
            kind="pdf",
            title="A list",
            path=f"evidence/2011/kh/{number}.pdf",
            awaits_answer=True,
            by=officer.user,
            at=NOW,
        )
        for number in range(2)
    )
    yield
    evidence.rename_evidence(link, "Other minutes", by=officer, now=NOW)
    evidence.answer_about_file(waiting, "take_out", by=officer, now=NOW)
    evidence.forget_unanswered(forgotten, now=NOW)


@noticed_by_nobody(reviews.reopen_sheet)
def a_country_reopened(w: cast.World) -> Iterator[None]:
    sheet = reviewed(w).sheets.get(taskforce__slug="kh")
    yield
    reviews.reopen_sheet(sheet, note="A date", by=w.seats["regional_office"], now=NOW)


@noticed_by_nobody(meetings.name_delegates)
@noticed_by_nobody(meetings.add_meeting)
def a_meeting_that_serves_no_year(w: cast.World) -> Iterator[None]:
    reviewed(w)
    yield
    meeting = meetings.add_meeting((("som", 8),), by=w.seats["regional_office"], now=NOW)
    kh = Delegation(meeting, w.workplan("kh").taskforce)
    meetings.name_delegates(kh, [Person("Sok Dara", "")], by=w.seats["kh_lead"], now=NOW)


@noticed_by_nobody(stages.draft_plan)
@noticed_by_nobody(stages.agree_plan)
def a_plan_of_action_for_later(w: cast.World) -> Iterator[None]:
    """No year stands on it yet: its texts change freely (SPA-1)."""
    yield
    stages.agree_plan(next_plan(w), by=w.seats["regional_office"], now=NOW)


@noticed_by_nobody(load_meetings)
@noticed_by_nobody(load_countries_and_bodies)
def reference_data(w: cast.World) -> Iterator[None]:
    """Rows that are there are left alone."""
    reviewed(w)
    yield
    load_countries_and_bodies(now=NOW)
    load_meetings(now=NOW)


def supported_line(w: cast.World) -> Activity:
    """A line of Cambodia's approved plan, which is released to partners; its answers are closed."""
    reviewed(w)
    release_workplan(w.workplan("kh"), Audience.PARTNERS, by=w.seats["kh_lead"], now=NOW)
    return w.workplan("kh").activities.order_by("code")[0]


def a_contribution(w: cast.World, line: Activity, status: str, partner: str = "ilo") -> Contribution:
    giving = w.seats[partner]
    return cast.support(line, giving.partner, status, by=giving)


def told(w: cast.World) -> dict[str, Any]:
    """How the lead heard it, and when it is written down."""
    return {"told_how": "By letter", "by": w.seats["kh_lead"], "now": NOW}


@noticed_by("kh_officer", offers.accept_offer)
def an_offer_accepted(w: cast.World) -> Iterator[None]:
    """After approval it enters the approved plan at once (CO-11)."""
    offer = a_contribution(w, supported_line(w), "offered")
    yield
    offers.accept_offer(offer, seen=None, by=w.seats["kh_lead"], now=NOW)


@noticed_by("kh_officer", offers.record_support)
def support_recorded(w: cast.World) -> Iterator[None]:
    line, ilo = supported_line(w), w.seats["ilo"].partner
    yield
    offers.record_support(line, ilo, MONEY, **told(w))


@noticed_by("kh_officer", offers.record_answer)
def an_answer_recorded(w: cast.World) -> Iterator[None]:
    request = a_contribution(w, supported_line(w), "asked")
    yield
    offers.record_answer(request, MONEY, seen=None, **told(w))


@noticed_by("kh_officer", offers.lower_support)
def support_lowered(w: cast.World) -> Iterator[None]:
    line, ilo = supported_line(w), w.seats["ilo"].partner
    given = offers.record_support(line, ilo, MONEY, **told(w))
    yield
    offers.lower_support(given, Decimal(300), word="Less is there", seen=None, by=w.seats["kh_lead"], now=NOW)


@noticed_by("kh_officer", offers.end_support)
def support_ended(w: cast.World) -> Iterator[None]:
    line, ilo = supported_line(w), w.seats["ilo"].partner
    given = offers.record_support(line, ilo, MONEY, **told(w))
    yield
    offers.end_support(given, word="The project ends", seen=None, by=w.seats["kh_lead"], now=NOW)


@noticed_by_nobody(ask_partner)
@noticed_by_nobody(open_and_ask)
def requests(w: cast.World) -> Iterator[None]:
    line, ilo, iom = supported_line(w), w.seats["ilo"].partner, w.seats["iom"].partner
    yield
    ask_partner(line, ilo, MONEY, by=w.seats["kh_officer"], now=NOW)
    open_and_ask(line, iom, MONEY, cast.LATER, by=w.seats["kh_lead"], now=NOW)


@noticed_by_nobody(change_request)
@noticed_by_nobody(take_back_request)
@noticed_by_nobody(offers.decline_request)
def requests_that_nothing_comes_of(w: cast.World) -> Iterator[None]:
    line, by = supported_line(w), {"by": w.seats["kh_officer"], "now": NOW}
    of_ilo, of_iom = a_contribution(w, line, "asked"), a_contribution(w, line, "asked", "iom")
    Contribution.objects.filter(pk__in=(of_ilo.pk, of_iom.pk)).update(shown_at=NOW)
    yield
    change_request(of_ilo, MONEY, seen=None, **by)
    take_back_request(of_ilo, seen=None, **by)
    offers.decline_request(of_iom, word="Not this time", seen=None, by=w.seats["iom"], now=NOW)


@noticed_by_nobody(offers.send_offer)
@noticed_by_nobody(offers.take_back_offer)
@noticed_by_nobody(offers.decline_offer)
def offers_that_are_not_accepted(w: cast.World) -> Iterator[None]:
    """An open offer is in no comparison and in no edition."""
    line, ilo = supported_line(w), {"by": w.seats["ilo"], "now": NOW}
    request, of_iom = a_contribution(w, line, "asked"), a_contribution(w, line, "offered", "iom")
    Contribution.objects.filter(pk=request.pk).update(shown_at=NOW)
    yield
    request = offers.send_offer(request, MONEY, seen=None, **ilo)
    offers.send_offer(request, SupportDraft(amount=Decimal(900)), seen=None, **ilo)
    offers.take_back_offer(request, seen=None, **ilo)
    offers.decline_offer(of_iom, word="Thank you", seen=None, by=w.seats["kh_lead"], now=NOW)


@noticed_by_nobody(add_activity)
@noticed_by_nobody(cast.change_activity)
@noticed_by_nobody(save_line)
@noticed_by_nobody(move_line)
@noticed_by_nobody(import_lines)
def a_line_in_a_draft(w: cast.World) -> Iterator[None]:
    """What is drafted, and what is asked of partners for it, is read by nobody here."""
    reviewed(w)
    plan, draft = w.workplan("la"), cast.complete_draft(w.plan)
    yield
    line = add_activity(plan, draft, by=w.seats["lao_officer"], now=NOW)
    other = replace(draft, title="Another title")
    cast.change_activity(line, other, by=w.seats["lao_officer"], now=NOW, seen=line.row_version)
    save_line(line, {"title": "A third title"}, seen=line.row_version, by=w.seats["lao_officer"], now=NOW)
    other_area = w.plan.areas.exclude(pk=line.area_id).get()
    move_line(line, area=other_area, by=w.seats["lao_officer"], now=NOW)
    plan, officer = w.workplan("la"), w.seats["lao_officer"]
    seen = plan.row_version
    waiting = LineImport.objects.keep({"workplan": plan}, version=seen, rows=[], by=officer.user, now=NOW)
    import_lines(waiting, [(4, None, draft)], seen=seen, by=officer, now=NOW)


@noticed_by_nobody(carry_over)
def an_activity_that_goes_on(w: cast.World) -> Iterator[None]:
    """What is carried into the draft of the next year is read by nobody here."""
    reviewed(w)
    plan, officer = open_next(w).plan, w.seats["kh_officer"]
    yield
    behind = year_behind(plan, officer)
    line = behind.lines[0]
    choice = CarryChoice(line, CarryOption.AS_IT_IS, line.area)
    carry_over(plan, [choice], seen=behind.mark, by=officer, now=NOW)


@noticed_by_nobody(start_thread)
@noticed_by_nobody(answer_thread)
def comments_on_a_line(w: cast.World) -> Iterator[None]:
    """No comment is compared or printed."""
    line, by = supported_line(w), {"by": w.seats["kh_officer"], "now": NOW}
    yield
    thread = start_thread(
        CommentTarget(line.workplan, line), "both", "Two rooms?", about="Rooms", key=uuid4(), **by
    )
    answer_thread(thread, "Yes.", key=uuid4(), **by)


@noticed_by_nobody(answer_for_ministry)
@noticed_by_nobody(record_for_ministry)
def the_word_of_ministries(w: cast.World) -> Iterator[None]:
    """What a ministry says of a draft stays in its taskforce."""
    reviewed(w)
    plan = w.workplan("la")
    cast.complete_line(plan, by=w.seats["lao_officer"])
    ministry = Ministry.objects.create(taskforce=plan.taskforce, name="Justice", position=1)
    member = cast.make_seat("lao_member", Role.MEMBER, plan.taskforce)
    Seat.objects.filter(pk=member.pk).update(ministry=ministry)
    member.refresh_from_db()
    ask_ministries(plan, [ministry], by=w.seats["lao_lead"], now=NOW)
    seen = content_mark(content_of_plan(plan))
    yield
    record_for_ministry(plan, ministry, "yes", "", seen=seen, by=w.seats["lao_lead"], now=NOW)
    answer_for_ministry(plan, "no", "Too late", seen=seen, by=member, now=NOW)


@noticed_by_nobody(meet_need)
@noticed_by_nobody(unmeet_need)
def what_the_secretariat_gives_to_a_draft(w: cast.World) -> Iterator[None]:
    """A need of a draft is in no approved version."""
    reviewed(w)
    line = cast.complete_line(w.workplan("la"), by=w.seats["lao_officer"])
    name_needs([(line, ["A room"])])
    yield
    meet_need(line, "A room", by=w.seats["lao_desk"], now=NOW)
    unmeet_need(line, "A room", by=w.seats["lao_desk"], now=NOW)


@noticed_by_nobody(add_to_book)
@noticed_by_nobody(change_in_book)
def the_bodies_that_sign(w: cast.World) -> Iterator[None]:
    """They stand on the form to sign, and in no comparison."""
    reviewed(w)
    yield
    values, office = (
        {"taskforce": w.seats["kh_lead"].taskforce, "name": "Justice"},
        w.seats["regional_office"],
    )
    body = add_to_book(SIGNING_BODIES, values, by=office, now=NOW)
    change_in_book(body, ends_on=date(2011, 3, 1), by=office, now=NOW)


@noticed_by("regional_manager", years.change_ceiling)
def a_ceiling_that_goes_down(w: cast.World) -> Iterator[None]:
    """An approved version keeps its own; the money of a year says how much the others may still have."""
    reviewed(w)
    yield
    years.change_ceiling(
        w.cycle, Decimal(90_000), starts_on=NOW.date(), reason="x", by=w.seats["regional_office"], now=NOW
    )


@noticed_by_nobody(years.remove_year)
def a_year_opened_by_mistake(w: cast.World) -> Iterator[None]:
    """An empty year shows nothing."""
    reviewed(w)
    empty = w.open_year(2012)
    yield
    years.remove_year(empty, by=w.seats["regional_office"], now=NOW)


@noticed_by("lao_lead", years.choose_countries)
def a_country_that_leaves_the_year(w: cast.World) -> Iterator[None]:
    reviewed(w)
    yield
    others = list(Taskforce.objects.national().exclude(slug="vn"))
    mark, office = years.mark_of_plans(w.cycle), w.seats["regional_office"]
    years.choose_countries(w.cycle, others, seen=mark, reason="", by=office, now=NOW)


@noticed_by("lao_lead", rename)
def a_country_with_another_name(w: cast.World) -> Iterator[None]:
    reviewed(w)
    yield
    country, day = Country.objects.get(code="KH"), date(2011, 3, 1)
    rename(country, name="Kampuchea", begins=day, by=w.seats["regional_office"], now=NOW)


@noticed_by("regional_manager", allot)
def a_grant_that_pays(w: cast.World) -> Iterator[None]:
    reviewed(w)
    office, line = w.seats["regional_office"], approved_lines(version__workplan=w.workplan("kh"))[0]
    days = {"starts_on": w.cycle.starts_on, "ends_on": w.cycle.ends_on}
    grant = Grant(plan=w.plan, partner=w.seats["ilo"].partner, title="x", amount=Decimal(900), **days)
    save_grant(grant, by=office, now=NOW)
    yield
    allot(w.workplan("kh"), line=line, grant=grant, amount=Decimal(1), by=office, now=NOW)


@pytest.fixture
def read(world: cast.World, client_of: cast.SignIn) -> Callable[..., dict[str, Any]]:
    """By reader: what stands on the pages, and the datasets behind them, of which no page shows all.

    The history of a cell is read at each ask.
    """
    clients = {name: client_of(world.seats[name]) for name in (OWN, OTHER, ALL)}

    def what_is_read(*readers: str) -> dict[str, dict[str, object]]:
        found: dict[str, dict[str, object]] = {}
        for name in readers:
            client, found[name] = clients[name], {}
            cycle = AnnualCycle.objects.select_related("plan").get(pk=world.cycle.pk)
            for place in PLACES:
                text = client.get(f"/2011/comparison/{place}").text
                shown, _head, history = text[text.index("<main") : text.index("</main>")].partition(
                    "What happened"
                )
                found[name][place] = shown + history.partition("</section>")[2]
            for stage in (None, *ReviewStage):
                asked = asked_by(world.seats[name], cycle, compared=None, stage=stage)
                found[name][f"the dataset of {stage}"] = dataset_of(asked)
                found[name][f"the targets of {stage}"] = targets_of([asked])
        return found

    return what_is_read


def _revision(w: cast.World) -> int:
    return AnnualCycle.objects.get(pk=w.cycle.pk).revision


def test_what_says_the_same_after_a_change_is_the_same_object_and_no_other_reader_has_it(world, forget):
    reviewed(world)

    def read(reader: str = ALL) -> YearTargets:
        cycle = AnnualCycle.objects.select_related("plan").get(pk=world.cycle.pk)
        return targets_of([asked_by(world.seats[reader], cycle, compared=None)])[0]

    before = read()
    bump_revision(world.cycle)
    assert read() is before
    assert read(OTHER) is not before

    # The negative control: what shows another thing is another object.
    AnnualCycle.objects.filter(pk=world.cycle.pk).update(guide_max=99)
    bump_revision(world.cycle)
    assert read().facts.guide_max == 99


@pytest.mark.parametrize("action", SHOWN)
def test_what_an_action_changes_is_read_at_once(world, read, forget, action):
    reader, scene = SHOWN[action]
    readers = {reader, OTHER if reader == ALL else ALL}
    acting = scene(world)
    next(acting)
    before = read(*readers)

    next(acting, None)

    remembered = read(*readers)
    forget()
    assert remembered == read(*readers)
    assert remembered[reader] != before[reader]


# A scene may have several actions.
@pytest.mark.parametrize("scene", dict.fromkeys(UNSEEN.values()), ids=lambda scene: scene.__name__)
def test_what_actions_write_unseen_changes_nothing_that_is_read(world, read, forget, scene):
    actions = {action for action, shown in UNSEEN.items() if shown is scene}
    acting = scene(world)
    next(acting)
    before, revision = read(OWN, ALL), _revision(world)

    next(acting, None)

    forget()
    assert read(OWN, ALL) == before
    # Nor does a process read everything again for nothing.
    assert _revision(world) - revision == sum(SAVES.get(action, 0) for action in actions)


def read_by_the_comparison(w: cast.World) -> set[type[models.Model]]:
    """The models whose tables its queries name."""
    reviewed(w)
    recommended(w, met(w))
    with CaptureQueriesContext(connection) as asked:
        for audience in Audience:
            report_rows(w.cycle, audience, on=NOW.date())
        report_rows(w.cycle, Audience.TASKFORCES, on=NOW.date(), only_area="1")
    tables = {name for query in asked for name in re.findall(r'"(\w+)"', query["sql"])}
    return {model for model in apps.get_models() if model._meta.db_table in tables}


def test_every_action_that_writes_where_the_comparison_reads_has_a_scene(world):
    # Of a workplan only the approved version is read, named when it is written; of live lines only the order.
    shown = read_by_the_comparison(world) - {Workplan, Activity}
    writing = {name for name in ATOMIC if _writes(ACTIONS[name], shown) and not _asks_spa_1(ACTIONS[name])}

    # What several actions of the consultation share; each of them has a scene.
    assert writing - {*SHOWN, *UNSEEN, locked_step.__name__} == set()
    # The negative control: reading the sources finds what the scenes have seen.
    # Apart from rows that a list of the book names, and from workplans that begin and end.
    assert {*SHOWN} - writing == {rename.__name__, years.choose_countries.__name__}


def _writes(
    action: ast.FunctionDef, shown: set[type[models.Model]], done: frozenset[str] = frozenset()
) -> bool:
    """Whether an action, or one that it calls, writes rows of these models; `bump_revision` apart."""
    if action.name == "bump_revision":
        return False
    names = {model.__name__ for model in shown} | _ways_to(shown)
    meant = _meant(action)
    for call in (node for node in ast.walk(action) if isinstance(node, ast.Call)):
        called = _called(call)
        written: ast.AST | None = None
        if isinstance(call.func, ast.Attribute) and called in WRITES:
            written = call.func.value
        elif called in WRITERS:
            written = call.args[0]
        if written is not None and _named(written, meant) & names:
            return True
        if called in ACTIONS and called not in done and _writes(ACTIONS[called], shown, done | {action.name}):
            return True
    return False


def _asks_spa_1(action: ast.FunctionDef) -> bool:
    """What it writes is then the text of a plan of action that no year stands on, and no comparison shows it."""
    called = {_called(call) for call in ast.walk(action) if isinstance(call, ast.Call)}
    return "spa_1" in called or any(
        _asks_spa_1(ACTIONS[name]) for name in called & ACTIONS.keys() - {action.name}
    )


def _ways_to(shown: set[type[models.Model]]) -> set[str]:
    """The names by which other rows lead to them, where no other model is reached by the same."""
    ways: dict[str, set[type[models.Model]]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and (way := column.remote_field.get_accessor_name()):
                ways.setdefault(way, set()).add(model)
    return {way for way, reached in ways.items() if reached <= shown}


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _meant(action: ast.FunctionDef) -> dict[str, list[ast.AST]]:
    """What each local name stands for: what it is annotated as, and what is assigned to it."""
    meant: dict[str, list[ast.AST]] = {}
    for node in ast.walk(action):
        if isinstance(node, ast.arg) and node.annotation is not None:
            meant.setdefault(node.arg, []).append(node.annotation)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    meant.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            meant.setdefault(node.target.id, []).append(node.iter)
    return meant


def _named(node: ast.AST, meant: dict[str, list[ast.AST]], done: frozenset[str] = frozenset()) -> set[str]:
    """The names that lead to a row, and those that they stand for; not what it is looked up or filled in by."""
    if isinstance(node, ast.Attribute):
        return {node.attr} | _named(node.value, meant, done)
    if isinstance(node, ast.Name):
        values = () if node.id in done else meant.get(node.id, ())
        return {node.id}.union(*(_named(value, meant, done | {node.id}) for value in values))
    if isinstance(node, ast.Call):
        handed = node.args if isinstance(node.func, ast.Name) else ()
        return _named(node.func, meant, done).union(*(_named(value, meant, done) for value in handed))
    return set().union(*(_named(part, meant, done) for part in ast.iter_child_nodes(node)))
