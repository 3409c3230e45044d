"""Every constraint of the database, each with one row that tries to break it, past every action."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from commit_portal.i18n import to_plain
from commit_portal.models import Fault, Mail, MailSettings, Notice, NoticeSeat, Translation, User
from reporting.models import (
    ActivityProgress,
    AnnualReport,
    AnswerHistory,
    CountryReview,
    Delegate,
    Evidence,
    Meeting,
    MeetingPart,
    PartnerSpending,
    PastRow,
    PrintedForm,
    PrintedList,
    Question,
    Recommendation,
    RecommendationAddressee,
    RecommendationAnswer,
    Review,
    TargetStatus,
)
from reporting.printed.actions import ask_for_form, ask_for_list
from reporting.reviews.actions import open_review
from spa.models import ActionPlan, Area, BudgetFigure, Correction, Descent, MenuActivity, PlanRevision, Target
from tests import authz_matrix, cast, report_rows, report_samples
from tests.replayed import replayed
from workplans.drafting.actions import add_activity
from workplans.models import (
    Activity,
    ActivityTarget,
    Allotment,
    AnnualCycle,
    Comment,
    Contribution,
    CycleStep,
    Grant,
    LineDecision,
    LineHistory,
    Ministry,
    MinistryAnswer,
    Opening,
    Participation,
    Partner,
    Release,
    Seat,
    SigningBody,
    Taskforce,
    TaskforceMember,
    TechnicalNeed,
    VersionLine,
    VersionLineCountry,
    VersionLineNeed,
    VersionLineSupport,
    VersionLineTarget,
    Workplan,
    WorkplanVersion,
)
from workplans.releasing.actions import release_workplan

HERE = Path(__file__)
BEFORE, DAY, AFTER = date(2011, 2, 1), date(2011, 3, 1), date(2011, 4, 1)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
ENDED = {"starts_on": AFTER, "ends_on": DAY}
DECLINED = {"status": "declined", "answered_at": cast.NOW, "answered_by": models.F("asked_by"), "word": ""}
FILES = {"pdf": "f.pdf", "workbook": "f.xlsx", "made_at": cast.NOW}
BY_ITSELF = {"replaced_by": models.F("id"), "replaced_at": cast.NOW}

# Columns of one row that is there, as they cannot be.
CHANGES: tuple[tuple[str, type[models.Model], dict[str, Any]], ...] = (
    ("nobody_is_a_superuser", User, {"is_superuser": True}),
    ("translation_has_a_text", Translation, {"text": ""}),
    ("mail_goes_to_a_person_or_an_address", Mail, {"address": "nobody@commit.example"}),
    ("mail_being_sent_has_a_lease", Mail, {"state": "sending", "token": "x"}),
    ("failed_mail_says_why_and_when", Mail, {"state": "failed"}),
    ("sent_mail_says_when", Mail, {"state": "sent"}),
    ("mail_comes_at_an_hour_of_the_day", MailSettings, {"hour": 24}),
    ("fault_is_of_an_event_or_a_person_s_day", Fault, {"day": None}),
    ("fault_that_is_given_up_says_why", Fault, {"failed_at": cast.NOW}),
    ("evidence_is_about_one_answer", Evidence, {"target": None}),
    ("evidence_is_a_file_or_a_link", Evidence, {"path": ""}),
    ("evidence_removed_when_and_by_whom", Evidence, {"removed_at": cast.NOW, "removed_because": "x"}),
    ("removed_evidence_says_why", Evidence, {"removed_at": cast.NOW, "removed_by": models.F("by")}),
    ("endorsed_plan_says_where_it_was_adopted", ActionPlan, {"status": "endorsed", "adopted_at": ""}),
    ("plan_ends_after_it_starts", ActionPlan, {"ends_on": BEFORE.replace(year=2000)}),
    ("plan_is_extended_beyond_its_end", ActionPlan, {"extended_to": models.F("ends_on")}),
    ("target_is_in_force_until_after_from", Target, {"in_force_from": DAY, "in_force_until": BEFORE}),
    ("correction_corrects_one_thing", Correction, {"target": None}),
    ("correction_has_a_day_or_a_revision", Correction, {"in_force_from": None}),
    ("area_ends_after_its_first_revision", Area, {"until_revision": 0}),
    ("target_ends_after_its_first_revision", Target, {"until_revision": 0}),
    ("menu_activity_ends_after_its_first_revision", MenuActivity, {"until_revision": 0}),
    ("target_never_continues_itself", Descent, {"earlier": models.F("target")}),
    ("budget_figure_is_not_below_zero", BudgetFigure, {"amount": -1}),
    ("budget_figure_has_a_source", BudgetFigure, {"source": ""}),
    ("taskforce_ends_after_it_starts", Taskforce, {"starts_on": DAY, "ends_on": BEFORE}),
    ("member_leaves_after_joining", TaskforceMember, {"ends_on": BEFORE}),
    ("seat_has_the_scope_of_its_role", Seat, {"taskforce": None}),
    ("grant_ends_after_it_starts", Grant, {"ends_on": date(2000, 1, 1)}),
    ("grant_is_allotted_within_its_amount", Grant, {"amount": 9}),
    ("activity_is_allotted_within_its_cost", Allotment, {"cost": 9}),
    ("allotment_is_spent_within_its_amount", Allotment, {"spent": 11}),
    ("seat_ends_after_it_starts", Seat, {"ends_on": date(2000, 1, 1)}),
    ("stopped_seat_has_its_last_day", Seat, {"stopped_at": cast.NOW}),
    (
        "only_a_taskforce_s_seat_names_a_ministry",
        Seat,
        {"role": "observer", "taskforce": None, "ministry": 1},
    ),
    ("ministry_asked_when_and_by_whom", MinistryAnswer, {"asked_by": None}),
    ("ministry_answered_when_and_by_whom", MinistryAnswer, {"answer": "yes"}),
    ("ministry_was_asked_or_answered", MinistryAnswer, {"asked_at": None, "asked_by": None}),
    (
        "ministry_says_why_not",
        MinistryAnswer,
        {"answer": "no", "answered_at": cast.NOW, "answered_by": models.F("asked_by")},
    ),
    ("year_ends_after_it_starts", AnnualCycle, {"ends_on": models.F("starts_on")}),
    ("ceilings_are_not_negative", AnnualCycle, {"regional_ceiling": -1}),
    ("ceilings_are_not_negative", AnnualCycle, {"next_ceiling": -1, "next_ceiling_on": DAY}),
    ("next_ceiling_of_a_year_has_a_day", AnnualCycle, {"next_ceiling": 1}),
    ("next_ceiling_has_a_day", Workplan, {"next_ceiling": 1}),
    ("next_ceiling_is_not_negative", Workplan, {"next_ceiling": -1, "next_ceiling_on": DAY}),
    ("guide_is_a_range", AnnualCycle, {"guide_max": 1}),
    ("step_is_planned_to_end_after_it_starts", CycleStep, {"planned_from": DAY, "planned_until": BEFORE}),
    ("step_ended_after_it_started", CycleStep, {"actual_from": DAY, "actual_until": BEFORE}),
    ("committed_within_ceiling", Workplan, {"committed": Decimal("100000.01")}),
    ("submitted_when_and_by_whom", Workplan, {"submitted_by": None}),
    ("decided_when_and_by_whom", Workplan, {"decided_by": None}),
    ("closed_when_and_by_whom", Workplan, {"status": "closed", "closed_at": cast.NOW}),
    (
        "submitted_plan_says_when",
        Workplan,
        {"status": "submitted", "submitted_at": None, "submitted_by": None},
    ),
    ("only_a_closed_plan_says_when_it_closed", Workplan, {"status": "closed"}),
    ("opening_ends_after_it_starts", Opening, {"ended_at": LONG_AGO}),
    ("activity_has_a_title", Activity, {"title": ""}),
    ("activity_ends_after_it_starts", Activity, ENDED),
    ("activity_cost_is_not_negative", Activity, {"secretariat_cost": -1}),
    ("no_secretariat_money_is_zero", Activity, {"funding": "none", "secretariat_cost": 1}),
    ("activity_texts_keep_to_their_length", Activity, {"description": "x" * 5_001}),
    ("costs_in_all_cover_the_secretariat_s_part", Activity, {"cost_in_all": Decimal("999.99")}),
    ("withdrawn_when_and_by_whom", Activity, {"withdrawn_at": cast.NOW}),
    ("confirmed_when_and_by_whom", Participation, {"confirmed_at": cast.NOW}),
    ("opening_closes_after_it_starts", Opening, {"partner": models.F("id"), "closes_at": LONG_AGO}),
    ("only_a_partner_reads_until_a_day", Opening, {"closes_at": cast.NOW + timedelta(days=1)}),
    ("nothing_to_offer_when_and_by_whom", Opening, {"answered_at": cast.NOW}),
    ("need_says_what", TechnicalNeed, {"what": ""}),
    ("secretariat_meets_it_when_and_by_whom", TechnicalNeed, {"secretariat_at": cast.NOW}),
    ("funds_have_an_amount_and_help_in_kind_says_what", Contribution, {"amount": 0}),
    ("asked_when_and_by_whom", Contribution, {"asked_by": None}),
    ("offered_when_and_by_whom", Contribution, {"offered_at": cast.NOW}),
    ("answered_when_and_by_whom", Contribution, {"answered_at": cast.NOW}),
    ("support_says_when_its_step_was_taken", Contribution, {"status": "offered"}),
    ("only_ended_support_says_when_and_why", Contribution, {"ended_because": "taken_back"}),
    ("decline_carries_a_word", Contribution, DECLINED),
    ("support_was_more_before_it_was_lowered", Contribution, {"lowered_from": 1}),
    *(
        ("comment_says_something_until_it_is_taken_back", Comment, silent)
        for silent in ({"text": ""}, {"taken_back_at": cast.NOW})
    ),
    ("only_a_thread_is_about_something_and_settled", Comment, {"parent": models.F("id")}),
    ("comment_to_a_partner_names_it", Comment, {"audience": "partner"}),
    *(
        ("comment_hangs_on_one_thing", Comment, hanging)
        for hanging in ({"stage": "som", "activity": None}, {"target": 1})
    ),
    ("settled_when_and_by_whom", Comment, {"settled_at": cast.NOW}),
    ("return_carries_a_reason", LineDecision, {"outcome": "return", "reason": ""}),
    ("done_when_and_by_whom", LineDecision, {"outcome": "return", "reason": "x", "done_at": cast.NOW}),
    ("only_a_sent_return_is_answered", LineDecision, {"answer": "Yes."}),
    ("version_committed_within_ceiling", WorkplanVersion, {"committed": Decimal("100000.01")}),
    ("line_of_a_version_is_complete", VersionLine, {"lead_body": ""}),
    ("line_of_a_version_ends_after_it_starts", VersionLine, ENDED),
    ("line_of_a_version_has_no_negative_cost", VersionLine, {"secretariat_cost": -1}),
    ("line_of_a_version_without_secretariat_money_is_zero", VersionLine, {"funding": "none"}),
    ("costs_in_all_of_a_version_cover_the_secretariat_s_part", VersionLine, {"cost_in_all": -1}),
    ("support_is_above_zero", VersionLineSupport, {"amount": 0}),
    ("release_is_to_somebody_else", Release, {"audience": "secretariat"}),
    ("release_ended_when_and_by_whom", Release, {"ended_at": cast.NOW}),
    ("release_ends_after_it_starts", Release, {"ended_at": LONG_AGO, "ended_by": models.F("by")}),
    ("meeting_is_planned_to_end_after_it_starts", Meeting, {"planned_from": DAY, "planned_until": BEFORE}),
    ("meeting_ended_after_it_started", Meeting, {"actual_from": DAY, "actual_until": BEFORE}),
    ("meeting_is_held_or_called_off", Meeting, {"actual_from": DAY, "is_called_off": True}),
    ("meeting_part_ends_after_it_starts", MeetingPart, {"begins_on": DAY, "ends_on": BEFORE}),
    ("delegate_comes_for_one", Delegate, {"taskforce": None}),
    ("recommendation_speaks_of_an_area_or_a_target", Recommendation, {"area": 1, "target": 1}),
    (
        "recommendation_not_followed_gives_its_reason",
        RecommendationAnswer,
        {"status": "not_followed", "words": ""},
    ),
    ("review_opened_when_and_by_whom", Review, {"opened_by": None}),
    ("question_is_about_one_answer", Question, {"target": None}),
    ("question_answered_when_and_by_whom", Question, {"answered_at": cast.NOW}),
    ("answered_question_alone_has_a_reply", Question, {"reply": "x"}),
    ("past_row_says_what_its_kind_says", PastRow, {"status": ""}),
    ("past_row_has_its_source", PastRow, {"source": ""}),
    ("review_closed_when_and_by_whom", Review, {"status": "closed", "closed_at": cast.NOW}),
    ("review_under_way_says_when_it_was_opened", Review, {"opened_at": None, "opened_by": None}),
    ("only_a_closed_review_says_when_it_closed", Review, {"status": "closed"}),
    ("sheet_submitted_when_and_by_whom", CountryReview, {"submitted_at": cast.NOW}),
    ("sheet_handed_in_says_when", CountryReview, {"status": "submitted"}),
    ("only_a_closed_sheet_says_when_it_closed", CountryReview, {"closed_at": cast.NOW}),
    ("taken_back_progress_is_a_reason_alone", ActivityProgress, {"status": "taken_back"}),
    ("taken_back_target_answer_gives_its_reason", TargetStatus, {"status": "taken_back"}),
    ("only_submitted_answers_keep_their_last_day", CountryReview, {"due_on": DAY}),
    ("reopened_sheet_says_why", CountryReview, {"round": 2}),
    (
        "activity_ended_after_it_started",
        ActivityProgress,
        {"actual_starts_on": DAY, "actual_ends_on": BEFORE},
    ),
    ("spending_is_not_negative", ActivityProgress, {"spent_partners": -1}),
    *(
        (
            "not_started_has_no_dates_and_no_partner_money",
            ActivityProgress,
            {"status": "not_started", **fact},
        )
        for fact in ({"actual_starts_on": DAY}, {"actual_ends_on": DAY}, {"spent_partners": 1})
    ),
    ("spending_of_a_partner_is_not_negative", PartnerSpending, {"amount": -1}),
    *(
        ("spending_says_something_and_help_has_a_partner", PartnerSpending, silent)
        for silent in ({"amount": None}, {"partner": None, "delivered": "yes"})
    ),
    ("only_an_achieved_target_has_its_date", TargetStatus, {"achieved_on": DAY}),
    ("secretariat_reads_without_a_release", AnnualReport, {"released_at": cast.NOW, "released_by": 1}),
    ("report_progress_is_in_percent", AnnualReport, {"progress": 101}),
    ("finished_report_has_its_files", AnnualReport, {"status": "ready"}),
    ("report_being_made_has_a_lease", AnnualReport, {"status": "rendering"}),
    ("failed_report_says_why", AnnualReport, {"status": "failed"}),
    ("released_report_says_when", AnnualReport, {"status": "released", **FILES}),
    ("replaced_report_names_its_successor", AnnualReport, {"status": "replaced", **FILES}),
    ("report_released_when_and_by_whom", AnnualReport, {"audience": "partners", "released_at": cast.NOW}),
    ("report_replaced_when_and_by_which", AnnualReport, {"replaced_at": cast.NOW}),
    ("report_does_not_replace_itself", AnnualReport, {"status": "replaced", **FILES, **BY_ITSELF}),
    ("form_progress_is_in_percent", PrintedForm, {"progress": 101}),
    ("finished_form_has_its_files", PrintedForm, {"status": "ready"}),
    ("form_being_made_has_a_lease", PrintedForm, {"status": "rendering"}),
    ("failed_form_says_why", PrintedForm, {"status": "failed"}),
    ("form_is_not_released", PrintedForm, {"status": "released", **FILES}),
    ("list_progress_is_in_percent", PrintedList, {"progress": 101}),
    ("finished_list_has_its_files", PrintedList, {"status": "ready"}),
    ("list_being_made_has_a_lease", PrintedList, {"status": "rendering"}),
    ("failed_list_says_why", PrintedList, {"status": "failed"}),
    ("list_is_not_released", PrintedList, {"status": "released", **FILES}),
)
# One more of a row that is there once, different only in what else must be.
AGAIN: tuple[tuple[str, type[models.Model], dict[str, Any]], ...] = (
    ("grant_is_recorded_once", Grant, {}),
    ("grant_is_allotted_once_to_an_activity", Allotment, {}),
    ("one_mail_a_person_and_key", Mail, {"message_id": "another"}),
    ("a_person_is_told_once", Notice, {}),
    ("one_row_a_notice_and_seat", NoticeSeat, {}),
    ("one_fault_a_person_and_day", Fault, {}),
    ("one_text_a_field_and_language", Translation, {}),
    ("one_user_per_email", User, {"email": "KH_OFFICER@commit.example"}),
    ("area_code_is_unique_in_its_plan", Area, {}),
    ("target_code_is_unique_in_its_plan", Target, {}),
    ("menu_code_is_unique_in_its_area", MenuActivity, {}),
    ("revision_number_is_unique_in_its_plan", PlanRevision, {"status": "endorsed"}),
    ("plan_has_one_open_revision", PlanRevision, {"number": 3}),
    ("target_continues_another_once", Descent, {}),
    ("budget_has_one_figure_a_heading_and_year", BudgetFigure, {"amount": 2}),
    ("one_regional_taskforce", Taskforce, {"country": None, "slug": "second", "position": 99}),
    ("ministry_stands_once_in_its_taskforce", Ministry, {}),
    ("ministry_answers_once_for_a_plan", MinistryAnswer, {}),
    ("open_seat_is_held_once", Seat, {}),
    ("step_stands_once_in_its_year", CycleStep, {}),
    ("one_workplan_a_taskforce_and_year", Workplan, {}),
    ("draft_is_open_once_to_its_desk", Opening, {}),
    (
        "activity_number_is_unique_in_its_workplan",
        Activity,
        {"code": "KH-2011-999", "made_with": None, "carried_from": None},
    ),
    ("activity_code_is_unique", Activity, {"number": 999, "made_with": None, "carried_from": None}),
    ("form_makes_one_activity", Activity, {"number": 999, "code": "KH-2011-999", "carried_from": None}),
    ("line_is_carried_over_once", Activity, {"number": 999, "code": "KH-2011-999", "made_with": None}),
    ("line_is_changed_once_a_version", LineHistory, {}),
    ("answer_is_changed_once_a_version", AnswerHistory, {}),
    ("one_open_question_a_target", Question, {"number": 2}),
    ("past_row_is_loaded_once", PastRow, {}),
    ("activity_serves_a_target_once", ActivityTarget, {}),
    ("taskforce_takes_part_once", Participation, {}),
    ("need_stands_once_at_its_line", TechnicalNeed, {}),
    ("one_open_asking_or_offer", Contribution, {"made_with": None}),
    ("form_makes_one_request", Contribution, {"kind": "in_kind", "amount": None, "what": "A room"}),
    ("one_decision_a_line_and_round", LineDecision, {}),
    ("version_number_is_unique_in_its_workplan", WorkplanVersion, {}),
    ("line_stands_once_in_its_version", VersionLine, {}),
    ("line_serves_a_target_once", VersionLineTarget, {}),
    ("taskforce_takes_part_in_a_line_once", VersionLineCountry, {}),
    ("line_of_a_version_names_a_need_once", VersionLineNeed, {}),
    ("version_is_released_once_to_an_audience", Release, {}),
    ("meeting_number_is_unique_in_its_kind", MeetingPart, {}),
    ("recommendation_number_is_unique_in_its_meeting", Recommendation, {}),
    ("delegate_comes_once_for_one", Delegate, {}),
    ("recommendation_is_addressed_once", RecommendationAddressee, {}),
    ("one_review_a_year_and_stage", Review, {}),
    (
        "one_sheet_a_taskforce_and_round",
        CountryReview,
        {
            "status": "closed",
            "submitted_at": cast.NOW,
            "submitted_by_id": 1,
            "closed_at": cast.NOW,
        },
    ),
    ("one_open_sheet_a_taskforce", CountryReview, {"round": 2, "reopened_because": "A date."}),
    ("one_answer_an_activity", ActivityProgress, {}),
    ("one_answer_a_target", TargetStatus, {}),
    ("partner_is_answered_once_an_activity", PartnerSpending, {}),
    ("one_edition_a_year_audience_and_number", AnnualReport, {}),
    ("form_of_a_version_is_made_once", PrintedForm, {}),
    ("list_is_made_once_for_a_seat", PrintedList, {}),
    ("body_signs_once_for_its_taskforce", SigningBody, {"position": 9}),
    ("bodies_sign_one_after_the_other", SigningBody, {"name": "the Ministry of Justice"}),
)


# One row of each kind, by its model.
type Rows = dict[type[models.Model], models.Model]


@pytest.fixture
def rows(world: cast.World) -> Rows:
    return make_rows(world)


@replayed
def make_rows(world: cast.World) -> Rows:
    """One row of every kind that has a constraint, each as it may be."""
    seats, office = world.seats, world.seats["regional_office"]
    plan = world.workplan("kh")
    draft = cast.complete_draft(plan.cycle.plan)
    line = add_activity(plan, draft, by=seats["kh_officer"], now=cast.NOW, made_with=uuid4())
    # No year is before this one: any line will do for what a line is carried over from.
    Activity.objects.filter(pk=line.pk).update(carried_from=line)
    plan = cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    release = release_workplan(plan, "partners", by=seats["kh_lead"], now=cast.NOW)
    frozen = VersionLine.objects.filter(version=release.version).get()
    review = open_review(world.cycle, "mid-year", by=office, now=cast.NOW)
    sheet = review.sheets.get(taskforce=plan.taskforce)
    target = line.target_links.get().target
    ilo, who = Partner.objects.get(acronym="ILO"), {"asked_at": cast.NOW, "asked_by": office.user}
    meeting = Meeting.objects.create(slug="som-9")
    asked = Recommendation.objects.create(meeting=meeting, number=1, text="Train more")
    notice = Notice.objects.create(
        user=office.user, seat=1, key="event:1", kind="waits", facts={}, at=cast.NOW
    )
    days = {"starts_on": DAY, "ends_on": AFTER}
    grant = Grant.objects.create(partner=ilo, plan=world.plan, title="A", amount=10, allotted=10, **days)
    made = [
        grant,
        Allotment.objects.create(grant=grant, activity=line, amount=10, of_activity=10, cost=10),
        seats["kh_officer"],
        seats["kh_officer"].user,
        MailSettings.objects.create(user=office.user),
        Mail.objects.create(user=office.user, code="invitation", due_at=cast.NOW),
        notice,
        NoticeSeat.objects.create(notice=notice, seat=2),
        Fault.objects.create(user=office.user, day=DAY),
        plan.taskforce,
        world.cycle,
        world.cycle.steps.all()[0],
        plan,
        line,
        line.target_links.get(),
        line.decisions.get(),
        LineHistory.objects.create(
            activity=line,
            row_version=9,
            plan_version=9,
            before={"title": "x"},
            after={"title": "y"},
            by=office.user,
            at=cast.NOW,
        ),
        target,
        target.area,
        target.area.menu.get(),
        release,
        release.version,
        frozen,
        frozen.target_links.get(),
        review,
        sheet,
        meeting,
        asked,
        plan.openings.get(),
        Participation.objects.create(activity=line, taskforce=plan.taskforce),
        TechnicalNeed.objects.create(activity=line, what="A trainer"),
        Contribution.objects.create(activity=line, partner=ilo, amount=5, made_with=uuid4(), **who),
        Comment.objects.create(
            workplan=plan,
            activity=line,
            audience="both",
            about="x",
            text="x",
            by=office.user,
            seat=to_plain(office.described),
            at=cast.NOW,
        ),
        VersionLineCountry.objects.create(line=frozen, taskforce=plan.taskforce, role="host"),
        VersionLineNeed.objects.create(line=frozen, what="A trainer"),
        VersionLineSupport.objects.create(line=frozen, partner=ilo, kind="funds", amount=5),
        Ministry.objects.create(taskforce=plan.taskforce, name="Interior", position=1),
        MinistryAnswer.objects.create(workplan=plan, ministry=Ministry.objects.get(), **who),
        TaskforceMember.objects.create(taskforce=plan.taskforce, name="A member", starts_on=DAY),
        MeetingPart.objects.create(meeting=meeting, kind="som", number=9),
        Delegate.objects.create(meeting=meeting, taskforce=plan.taskforce, name="A delegate"),
        RecommendationAddressee.objects.create(recommendation=asked, taskforce=plan.taskforce),
        RecommendationAnswer.objects.create(
            addressee=RecommendationAddressee.objects.get(), status="done", at=cast.NOW
        ),
        ActivityProgress.objects.create(sheet=sheet, activity=line, status="under_way"),
        PartnerSpending.objects.create(
            progress=ActivityProgress.objects.get(sheet=sheet), partner=ilo, amount=5
        ),
        TargetStatus.objects.create(sheet=sheet, target=target, status="in_progress"),
        Evidence.objects.create(
            sheet=sheet, target=target, kind="pdf", title="x", path="x.pdf", by=office.user, at=cast.NOW
        ),
        AnswerHistory.objects.create(
            sheet=sheet, place="t1", sheet_version=2, before={}, after={}, by=office.user, at=cast.NOW
        ),
        Question.objects.create(
            sheet=sheet, number=1, target=target, text="x", asked_by=office.user, asked_at=cast.NOW
        ),
        PastRow.objects.create(
            cycle=world.cycle,
            taskforce=plan.taskforce,
            kind="status",
            target=target,
            status="achieved",
            source="x",
            loaded_at=cast.NOW,
            loaded_by=office.user,
        ),
        report_rows.make_edition(world.cycle, of=report_samples.sample_2009(1)),
        Translation.objects.create(
            content_type=ContentType.objects.get_for_model(Target),
            row=target.pk,
            field="text",
            language="fr",
            text="x",
        ),
        SigningBody.objects.create(taskforce=plan.taskforce, name="the National Committee", position=1),
        ask_for_form(plan, release.version, by=seats["kh_lead"], now=cast.NOW),
        ask_for_list(authz_matrix.LIST, page="/support/", query="", by=seats["ilo"], now=cast.NOW),
        world.plan,
        PlanRevision.objects.create(plan=world.plan, number=2),
        BudgetFigure.objects.create(plan=world.plan, heading="areas", year=2011, amount=1, source="x"),
        Descent.objects.create(
            target=target,
            earlier=Target.objects.exclude(pk=target.pk).first(),
            reason="x",
            by=office.user,
            at=cast.NOW,
        ),
        Correction.objects.create(
            target=target,
            text="x",
            reason="x",
            source="x",
            by=office.user,
            made_at=cast.NOW,
            in_force_from=DAY,
        ),
    ]
    return {type(row): row for row in made}


OURS = ("commit_portal", "spa", "workplans", "reporting")
# Foreign keys that do not hold what they name, by the reason.
NOT_HELD = {
    "A part goes with its whole.": "ActivityTarget.activity NoticeSeat.notice Participation.activity "
    "PartnerSpending.progress TechnicalNeed.activity",
    "Of a file that waits to be confirmed, nothing is kept.": "AnswerImport.sheet LineImport.workplan "
    "PastImport.plan TextImport.plan",
    "An offer stays when the need that it met goes.": "Contribution.need",
}


@pytest.mark.asvs("B23")
def test_nothing_is_deleted_that_something_names(world):
    """The negative control is what a key does not hold: that does go."""
    rows, tried, others = make_rows(world), 0, set()
    for model in (model for app in OURS for model in apps.get_app_config(app).get_models()):
        for key in (field for field in model._meta.concrete_fields if field.remote_field):
            if key.remote_field.on_delete is not models.PROTECT:
                others.add(f"{model.__name__}.{key.name}")
            elif named := getattr(rows.get(model), key.name, None):
                with pytest.raises(models.ProtectedError):
                    named.delete()
                tried += 1

    assert others == {*" ".join(NOT_HELD.values()).split()}
    assert tried > 80
    assert rows[Notice].delete()[1] == {"commit_portal.NoticeSeat": 1, "commit_portal.Notice": 1}


def test_every_constraint_has_a_row_that_tries_to_break_it():
    tests = "".join(path.read_text() for path in HERE.parent.rglob("test_*.py"))
    names = [
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for constraint in model._meta.constraints
    ]

    # A row of a table, or what a test says that the database answers.
    assert [name for name in names if not re.search(rf'[(=:]\s*"{name}"', tests)] == []


@pytest.mark.asvs("V2.2.3")
@pytest.mark.parametrize(("constraint", "model", "changes"), CHANGES)
def test_the_database_refuses_columns_that_cannot_be(rows, constraint, model, changes):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model._default_manager.filter(pk=rows[model].pk).update(**changes)


@pytest.mark.parametrize(("constraint", "model", "changes"), AGAIN)
def test_the_database_refuses_a_row_that_is_there_already(rows, constraint, model, changes):
    another = model._default_manager.get(pk=rows[model].pk)
    for name, value in changes.items():
        setattr(another, name, value)
    another.pk = None
    another._state.adding = True

    with pytest.raises(IntegrityError, match=_said(constraint, model)), transaction.atomic():
        another.save(force_insert=True)


def test_the_database_holds_a_form_of_a_draft_once_for_a_person(kh_plan, kh_officer):
    form = ask_for_form(kh_plan, None, by=kh_officer, now=cast.NOW)
    form.pk, form._state.adding = None, True

    said = _said("form_of_a_draft_is_made_once_for_a_person", PrintedForm)
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        form.save(force_insert=True)


def test_the_database_opens_a_draft_to_a_partner_once(kh_plan, ilo):
    opening = {"workplan": kh_plan, "partner": ilo.partner, "opened_at": cast.NOW, "opened_by": ilo.user}
    Opening.objects.create(**opening)

    said = _said("draft_is_open_once_to_a_partner", Opening)
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        Opening.objects.create(**opening)


def test_the_database_holds_one_open_request_of_a_partner_for_a_need(ilo, line):
    need = TechnicalNeed.objects.create(activity=line, what="A trainer")
    cast.support(line, ilo.partner, "asked", by=ilo, need=need)

    said = _said("one_open_asking_or_offer_for_a_need", Contribution)
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        cast.support(line, ilo.partner, "offered", by=ilo, need=need)


def test_the_database_holds_one_open_question_of_each_number_about_an_activity(rows):
    first = rows[Question]
    line, target = Activity.objects.first(), Target.objects.exclude(pk=first.target_id).first()
    asked = {"sheet": first.sheet, "text": "x", "asked_at": cast.NOW, "asked_by": first.asked_by}
    Question.objects.create(**asked, number=2, activity=line)

    for constraint, again in (
        ("one_open_question_an_activity", {"number": 3, "activity": line}),
        ("one_question_a_number", {"number": 2, "target": target}),
    ):
        said = _said(constraint, Question)
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            Question.objects.create(**asked, **again)


def test_the_database_holds_one_sum_of_partners_that_are_not_named(rows):
    answer = rows[ActivityProgress]
    PartnerSpending.objects.create(progress=answer, amount=1)

    said = _said("partners_without_a_name_have_one_sum", PartnerSpending)
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        PartnerSpending.objects.create(progress=answer, amount=2)


@pytest.mark.parametrize(("constraint", "model", "changes"), CHANGES)
def test_people_read_the_sentence_of_what_they_break(rows, constraint, model, changes):
    """Those without a sentence are of columns that actions and workers set together; nobody types one alone."""
    broken, row = _constraint(constraint, model), model._default_manager.get(pk=rows[model].pk)
    for name, value in changes.items():
        told = getattr(row, _column(model, value.name)) if isinstance(value, models.F) else value
        setattr(row, _column(model, name), told)

    with pytest.raises(ValidationError) as refused:
        broken.validate(model, row)

    assert refused.value.messages == [broken.get_violation_error_message()]


def _column(model: type[models.Model], field: str) -> str:
    column: str = model._meta.get_field(field).attname
    return column


def _constraint(name: str, model: type[models.Model]) -> models.BaseConstraint:
    return next(found for found in model._meta.constraints if found.name == name)


def _said(name: str, model: type[models.Model]) -> str:
    """SQLite names the columns of what is there already, or the index where it is of something worked out."""
    if connection.vendor == "postgresql":
        return name
    constraint = _constraint(name, model)
    table = model._meta.db_table
    columns = [f"{table}.{model._meta.get_field(field).column}" for field in constraint.fields]
    return rf"constraint failed: {', '.join(columns)}$" if columns else f"index '{name}'"
