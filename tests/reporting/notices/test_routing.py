"""The table of who is told what: no verb without a row, and each row by name."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from commit_portal.i18n import message
from commit_portal.i18n.messages import sentence_of
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event, Notice
from commit_portal.statuses import MailCode, NoticeKind
from commit_portal.workflow import MACHINE, record_event
from commit_portal.workflow.events import Said, Who
from reporting.models import AnnualReport, CountryReview, Meeting, PrintedForm, Review
from reporting.notices.dispatch import tell_all
from reporting.notices.emails import letter_of
from reporting.notices.routing import TELLS, VERBS
from tests.authz_matrix import DRAFT, SUBMITTED, THREADS, Office, undone
from tests.cast import NOW, signed_in
from tests.reporting.notices.verbs import recorded_verbs
from workplans.models import Comment, Contribution, MinistryAnswer, Opening, Seat, TechnicalNeed

pytestmark = pytest.mark.django_db

ALL = {(model, verb) for model, verbs in VERBS.items() for verb in verbs}
KH = ("kh_officer", "kh_lead", "kh_member")
OFFICE = ("regional_office", "regional_manager")
# The model, the verb, who does it, and the people of the cast who are told.
TOLD: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("workplan", "submit", "kh_lead", ("kh_desk", *OFFICE, "kh_officer")),
    ("workplan", "take_back", "kh_lead", ("kh_desk", *OFFICE, "kh_officer")),
    ("workplan", "send_decisions", "kh_desk", KH),
    ("workplan", "amend", "kh_lead", ("kh_officer", "kh_member", "kh_desk")),
    ("workplan", "drop_amendment", "kh_lead", ("kh_officer", "kh_member", "kh_desk")),
    ("workplan", "close", "regional_office", (*KH, "kh_desk")),
    ("workplan", "reopen", "regional_office", (*KH, "kh_desk")),
    ("workplan", "release", "kh_lead", ("lao_officer", "lao_lead")),
    ("regional", "add", "regional_office", ("kh_lead",)),
    ("regional", "change", "regional_office", ("kh_lead",)),
    ("regional", "carry", "regional_office", ("kh_lead",)),
    ("workplan", "add", "kh_officer", ()),
    ("workplan", "change", "kh_officer", ()),
    ("regional", "confirm", "kh_lead", OFFICE),
    ("regional", "decline", "kh_lead", OFFICE),
    ("workplan", "ask_for_targets", "regional_office", ("kh_officer", "kh_lead")),
    ("regional", "ask_for_targets", "regional_office", ("regional_manager",)),
    ("workplan", "change_ceiling", "regional_office", (*KH, "kh_desk")),
    ("workplan", "move_year", "regional_office", ("kh_officer", "kh_lead", "kh_desk")),
    ("regional", "move_year", "regional_office", ("regional_manager",)),
    ("regional", "propose_regional", "regional_office", ("regional_manager",)),
    ("regional", "put_in_force", "regional_manager", (*KH, "lao_officer", "lao_lead")),
    ("workplan", "open", "kh_lead", ("ilo",)),
    ("workplan", "move_last_day", "kh_lead", ("ilo",)),
    ("workplan", "end_opening", "kh_lead", ("ilo",)),
    ("workplan", "ask", "kh_officer", ("ilo",)),
    ("workplan", "show_asking", "", ("ilo",)),
    ("workplan", "change_asking", "kh_officer", ("ilo",)),
    ("workplan", "take_back_asking", "kh_officer", ("ilo",)),
    ("workplan", "accept_offer", "kh_lead", ("ilo",)),
    ("workplan", "decline_offer", "kh_lead", ("ilo",)),
    ("workplan", "record_yes", "kh_lead", ("ilo",)),
    ("workplan", "record_no", "kh_lead", ("ilo",)),
    ("workplan", "lower_support", "kh_lead", ("ilo",)),
    ("workplan", "end_support", "kh_lead", ("ilo",)),
    ("workplan", "keep_support_in_reserve", "kh_officer", ("ilo", "kh_lead")),
    ("workplan", "offer", "ilo", ("kh_lead", "kh_officer")),
    ("workplan", "answer_with_offer", "ilo", ("kh_lead", "kh_officer")),
    ("workplan", "change_offer", "ilo", ("kh_lead", "kh_officer")),
    ("workplan", "take_back_offer", "ilo", ("kh_lead", "kh_officer")),
    ("workplan", "decline_asking", "ilo", ("kh_lead", "kh_officer")),
    ("workplan", "nothing_to_offer", "ilo", ("kh_lead", "kh_officer")),
    ("regional", "offer", "ilo", OFFICE),
    ("workplan", "meet_need", "kh_desk", ("kh_lead", "kh_officer")),
    ("workplan", "ask_ministries", "kh_lead", ("kh_member",)),
    ("workplan", "answer_for_ministry", "kh_member", ("kh_lead",)),
    ("workplan", "record_for_ministry", "kh_officer", ("kh_lead",)),
    ("comment", "comment", "kh_desk", KH),
    ("comment", "comment_settled", "kh_desk", ("kh_officer",)),
    ("comment", "comment_reopened", "kh_desk", ("kh_officer",)),
    ("comment", "comment_taken_back", "kh_desk", ()),
    ("review", "open_review", "regional_office", (*KH, "kh_desk", "lao_officer", "lao_lead", "lao_desk")),
    ("countryreview", "reopen_answers", "regional_office", (*KH, "kh_desk")),
    ("countryreview", "submit_answers", "kh_lead", ("kh_desk", *OFFICE)),
    ("countryreview", "remind", "regional_office", ("kh_officer", "kh_lead")),
    ("countryreview", "ask_question", "kh_desk", ("kh_officer", "kh_lead")),
    ("countryreview", "answer_question", "kh_officer", ("kh_desk",)),
    ("meeting", "recommend", "regional_office", ("kh_lead",)),
    ("meeting", "move_meeting", "regional_office", ("kh_lead", "lao_lead")),
    ("meeting", "name_delegates", "regional_office", ("kh_lead",)),
    ("meeting", "add_minutes", "regional_office", ("kh_lead", "kh_desk", "lao_lead", "lao_desk")),
    ("actionplan", "agree", "regional_office", ("regional_manager",)),
    ("actionplan", "change_descent", "regional_office", ("regional_manager",)),
    ("annualreport", "release", "regional_office", (*KH, "lao_officer", "lao_lead")),
    ("annualreport", "fail", "", OFFICE),
    ("printedform", "fail", "", OFFICE),
)
# Whom an event names beside its object: a partner by its key, an audience by its code, a recommendation by its number.
SAID = {
    "release": "release.made_taskforces",
    "open": "draft.opened_to_partner",
    "recommend": "recommendation.written",
}


@pytest.mark.parametrize(("model", "verb", "by", "people"), TOLD, ids=lambda value: str(value))
def test_row_of_the_table(office, model, verb, by, people):
    tell_all(now=timezone.now(), mailed=False)
    with undone():
        Contribution.objects.filter(partner__acronym="ILO").update(shown_at=timezone.now())
        Comment.objects.filter(key=THREADS[DRAFT]).update(told=office.world.seats["kh_member"].user)
        _open_to_ilo(office)
        before = Notice.objects.count()
        _record(office, model, verb, by)
        tell_all(now=timezone.now())
        told = list(Notice.objects.order_by("pk").select_related("mail")[before:])

        names = {name for name, seat in office.world.seats.items() if seat.pk in {one.seat for one in told}}
        assert names == set(people)
        assert len(told) == len({(one.user_id, one.facts["verb"]) for one in told})
        tells = VERBS["workplan" if model == "regional" else model][verb].tells
        kinds = {tell.kind for tell in tells} | ({"others"} if any(tell.informs for tell in tells) else set())
        for one in told:
            at_once = one.kind in ("waits", "offers")
            assert one.kind in kinds
            assert one.mail.code == (MailCode.NOTICE if at_once else MailCode.DIGEST)
            assert MailPayload.from_plain(one.facts).verb in TELLS
            if model in ("workplan", "regional"):
                assert signed_in(one.user).get(one.facts["link"]).status_code == 200
            letter = letter_of(one.mail, now=timezone.now())
            if at_once and letter:
                seat = Seat.objects.get(pk=one.seat)
                assert f"To stop e-mails about “{NoticeKind(one.kind).label}”" in letter.body
                assert f"You receive this e-mail in your role: {seat.words}." in letter.body
                has_task = "Your tasks about the same subject" in letter.body
                none = (
                    "This task is no longer open. You do not need to do anything now."
                    if one.kind == "waits"
                    else "You have no task about this."
                )
                assert (none in letter.body) is not has_task


def test_only_who_has_or_had_something_to_do_gets_a_notice_of_the_kind_your_tasks():
    drafters, office = (Who.OFFICERS, Who.LEADS), (Who.REGIONAL_OFFICE,)

    assert {tell.says: tell.who for tell in TELLS.values() if tell.kind == NoticeKind.WAITS} == {
        "answers_missing": drafters,
        "answers_reopened": drafters,
        "comment_for_you": (Who.CALLED,),
        "country_asked": (Who.ASKED_COUNTRIES,),
        "country_declined": office,
        "decided": drafters,
        "edition_failed": office,
        "form_failed": office,
        "ministry_asked": (Who.ASKED_MINISTRIES,),
        "plan_agreed": office,
        "proposed": office,
        "question_asked": drafters,
        "recommended": (Who.ADDRESSEES,),
        "review_opened": (Who.ANSWERING,),
        "submitted": (Who.DESK,),
        "taken_back": (Who.DESK,),
        "targets_asked": drafters,
    }


def _open_to_ilo(office: Office) -> None:
    """The partner reads the draft that the events are about."""
    plan = office.plan(DRAFT)
    Opening.objects.create(
        workplan=plan,
        partner=office.world.seats["ilo"].partner,
        opened_at=NOW,
        opened_by=office.world.seats["kh_lead"].user,
        closes_at=datetime(2100, 1, 1, tzinfo=plan.taskforce.zone),
    )


def _record(office: Office, model: str, verb: str, by: str) -> None:
    now = timezone.now()
    MinistryAnswer.objects.update(asked_at=now)
    found: dict[str, Any] = {
        "workplan": office.plan(DRAFT),
        "submitted": office.plan(SUBMITTED),
        "regional": office.plan(DRAFT, "regional"),
        "annualcycle": office.plan(DRAFT).cycle,
        "review": Review.objects.get(stage="mid-year"),
        "countryreview": CountryReview.objects.get(pk=office.keys["sheet"]),
        "actionplan": office.world.plan,
        "meeting": Meeting.objects.get(slug="som-9"),
        "annualreport": AnnualReport.objects.get(audience="taskforces"),
        "printedform": PrintedForm.objects.get(),
        "comment": Comment.objects.get(key=THREADS[DRAFT]),
    }
    said = message(
        SAID.get(verb, "workplan.submitted"),
        partner="ILO",
        partner_key=office.world.seats["ilo"].partner_id,
        audience="taskforces",
        activity_number=1,
        recommendation_number=1,
        number=2,
    )
    seat = office.world.seats.get(by, MACHINE)
    label = {"regional": "RG-2011-001", "meeting": "kh"}.get(model, "KH-2011-001")
    record_event(verb, found[model], by=seat, now=now, facts=said, label=label)


def test_every_row_that_tells_somebody_is_tested_by_name():
    tested = {
        f"{'workplan' if model == 'regional' else model}.{verb}" for model, verb, _, people in TOLD if people
    }
    assert tested == {f"{model}.{verb}" for model, verb in ALL if VERBS[model][verb].tells}


def test_every_row_has_its_sentences():
    for tell in TELLS.values():
        for code, sentence in tell.sentences.items():
            assert sentence_of(code) is sentence
    assert len(TELLS) > 40


def test_same_code_of_a_notice_is_the_same_row():
    """What a notice says follows from its code alone, so that a stored one can be read."""
    rows = {tell for verbs in VERBS.values() for verb in verbs.values() for tell in verb.tells}

    assert len(rows) == len(TELLS)


@pytest.mark.parametrize("met", [False, True])
def test_needs_that_nobody_meets_are_told_to_the_desk_at_submission(office, met):
    desk = office.world.seats["kh_desk"]
    tell_all(now=timezone.now(), mailed=False)
    with undone():
        plan = office.plan(SUBMITTED)
        by = {"secretariat_at": timezone.now(), "secretariat_by": desk.user} if met else {}
        TechnicalNeed.objects.filter(activity__workplan=plan).update(**by)
        _record(office, "submitted", "submit", "kh_lead")
        tell_all(now=timezone.now())
        told = Notice.objects.filter(facts__verb="needs_unmet", mail__isnull=False)

        assert [one.seat for one in told] == ([] if met else [desk.pk])


def test_no_verb_is_recorded_without_a_row():
    found, known = recorded_verbs(), {verb for _model, verb in ALL}

    assert {"submit", "ask", "load", "end_seat", "meet_need", "end_support", "fail"} <= found.keys()
    assert {verb: where for verb, where in found.items() if verb not in known} == {}
    # Events of before the book name those who sign in one step: their history is still read.
    assert known - found.keys() == {"name_signing_bodies"}


def test_events_of_the_office_all_have_a_row(office):
    """By model too: the same verb on another object is another row. The sentence stands in it."""
    events = list(Event.objects.select_related("content_type"))
    rows = {(event.content_type.model, event.verb, event.facts["code"]) for event in events}
    said = {
        (model, verb, part.code)
        for model, verb in ALL
        for part in VERBS[model][verb].parts
        if isinstance(part, Said)
    }

    assert len(rows) > 10
    assert rows - said == set()
    assert VERBS["workplan"]["decide"].tells == ()
