"""Comments and the ministries' word: told to those who read them, without a word of them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from commit_portal.models import Mail, MailSettings, Notice
from commit_portal.statuses import Delivery, MailState
from reporting.notices.dispatch import tell_all
from reporting.notices.send import send_due
from tests import cast
from tests.cast import NOW
from workplans.comments.actions import answer_thread, start_thread, take_back_comment
from workplans.comments.targets import CommentTarget
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.ministries.actions import ask_ministries
from workplans.models import Activity, Comment, Ministry, Opening, Seat, Workplan
from workplans.people.actions import name_ministry
from workplans.statuses import TalkAudience

pytestmark = pytest.mark.django_db

HEADING, TEXT = "Zebrafish trainers", "Quokka rooms are too small"


@pytest.fixture
def opening(kh_plan: Workplan, line: Activity, kh_lead: Seat, ilo: Seat, iom: Seat) -> Opening:
    """The draft is open to both partners, and all of that is told."""
    open_draft(kh_plan, iom.partner, cast.LATER, by=kh_lead, now=NOW)
    opening = open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=NOW)
    tell_all(now=timezone.now(), mailed=False)
    Notice.objects.update(seen_at=NOW)
    return opening


def said(line: Activity, audience: str, by: Seat, **more: Any) -> Comment:
    return start_thread(
        CommentTarget(line.workplan, line), audience, TEXT, about=HEADING, key=uuid4(), by=by, now=NOW, **more
    )


def answered(thread: Comment, by: Seat, **more: Any) -> Comment:
    return answer_thread(thread, TEXT, key=uuid4(), by=by, now=NOW, **more)


def told(world: cast.World) -> set[tuple[str, str]]:
    """Who was told what since the last time."""
    before = Notice.objects.order_by("pk").last()
    tell_all(now=timezone.now())
    names = {seat.pk: name for name, seat in world.seats.items()}
    new = Notice.objects.filter(pk__gt=before.pk if before else 0)
    return {(names[one.seat], one.facts["verb"]) for one in new}


@pytest.mark.usefixtures("opening")
def test_comment_is_told_to_the_called_the_writers_and_the_lead_among_its_readers(world, line, seats):
    member, officer, desk = seats["kh_member"], seats["kh_officer"], seats["kh_desk"]

    thread = said(line, TalkAudience.BOTH, officer, told=desk.user)
    assert told(world) == {("kh_desk", "comment_for_you"), ("kh_lead", "commented")}
    answered(thread, member, told=seats["kh_lead"].user)
    heard = {("kh_officer", "commented"), ("kh_desk", "commented")}
    assert told(world) == {("kh_lead", "comment_for_you")} | heard
    answered(thread, desk, settles=True, told=officer.user)
    writers = {("kh_officer", "comment_for_you"), ("kh_member", "commented")}
    settled = {("kh_officer", "thread_settled"), ("kh_member", "thread_settled")}
    assert told(world) == writers | settled | {("kh_lead", "commented")}

    # Taken back before anybody was told of it.
    take_back_comment(answered(thread, officer, told=desk.user), by=officer, now=NOW)
    assert {verb for _, verb in told(world)} == {"thread_reopened"}


def test_thread_that_the_taskforce_starts_to_a_partner_is_told_to_it(world, line, opening, kh_officer, ilo):
    said(line, TalkAudience.PARTNER, kh_officer, partner=ilo.partner)

    assert told(world) == {("ilo", "commented"), ("kh_lead", "commented")}


def test_outside_the_audience_of_a_thread_there_is_no_notice_and_no_number(
    world, line, opening, ilo, client_of, seats
):
    said(line, TalkAudience.SECRETARIAT, seats["kh_desk"])
    assert told(world) == set()
    said(line, TalkAudience.TASKFORCE, seats["kh_member"])
    thread = said(line, TalkAudience.PARTNER, ilo, partner=ilo.partner)
    assert told(world) == {("kh_lead", "commented")}
    answered(thread, seats["kh_lead"])
    assert told(world) == {("ilo", "commented")}

    for name in ("iom", "kh_desk", "regional_office", "lao_lead", "kh_officer"):
        page = client_of(seats[name]).get("/notices/").text
        assert "You have no new notices." in page
        assert "Notices (" not in page
        assert "comment was written" not in page


def test_mail_says_that_a_comment_is_there_and_no_word_of_it(world, line, opening, sink):
    desk, lead = world.seats["kh_desk"].user, world.seats["kh_lead"].user
    thread = said(line, TalkAudience.BOTH, world.seats["kh_officer"], told=desk)
    tell_all(now=timezone.now())
    Mail.objects.update(due_at=timezone.now())

    send_due()

    assert {to for to, _ in sink.taken} == {desk.email, lead.email}
    for to, letter in sink.taken:
        parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
        text = "\n".join([str(letter["Subject"]), *parts])
        says = "new comment for you" if to == desk.email else "new comment"
        assert f"Cambodia 2011: {says} on activity 001" in text
        assert f"/2011/kh/comments/{thread.key}/" in text
        for word in (HEADING, TEXT, line.title, world.seats["kh_officer"].user.name):
            assert word not in text


@pytest.mark.parametrize("reach", [Delivery.AT_ONCE, Delivery.DAILY])
def test_partner_from_whom_the_thread_was_closed_meanwhile_gets_no_mail_and_is_told_nothing_more(
    world, line, opening, kh_lead, ilo, reach
):
    own, _ = MailSettings.objects.get_or_create(user=ilo.user)
    MailSettings.objects.filter(pk=own.pk).update(comments=reach, offers=Delivery.HERE)
    thread = said(line, TalkAudience.PARTNER, ilo, partner=ilo.partner)
    answered(thread, kh_lead)
    assert ("ilo", "commented") in told(world)
    end_opening(opening, by=kh_lead, now=NOW)
    answered(thread, kh_lead)
    assert told(world) == {("ilo", "opening_ended")}

    Mail.objects.update(due_at=timezone.now())
    send_due()

    assert Mail.objects.get(user=ilo.user).state == MailState.DROPPED


def test_only_members_of_the_ministries_that_were_asked_now_are_told(
    world, kh_plan, line, kh_member, kh_lead, regional_office
):
    other = world.seats["other_member"] = cast.make_seat("other_member", "member", kh_plan.taskforce)
    ministries = []
    for position, seat in enumerate((kh_member, other), start=1):
        ministry = Ministry.objects.create(
            taskforce=kh_plan.taskforce, name=f"Ministry {position}", position=position
        )
        ministries.append(ministry)
        name_ministry(seat, ministry, by=regional_office, now=NOW)

    ask_ministries(kh_plan, ministries[:1], by=kh_lead, now=NOW)
    assert told(world) == {("kh_member", "ministry_asked")}
    ask_ministries(kh_plan, ministries[1:], by=kh_lead, now=NOW + timedelta(hours=1))
    assert told(world) == {("other_member", "ministry_asked")}
