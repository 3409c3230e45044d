"""What an e-mail says: what happened, what to do and by when, and where to ask."""

import re
from datetime import date
from importlib import import_module
from uuid import UUID

import pytest
from django.apps import apps
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from commit_portal import clock
from commit_portal.i18n import to_plain
from commit_portal.mail.outbox import post_to_address, post_to_person
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Mail, MailSettings, Notice
from commit_portal.statuses import MailCode, NoticeKind
from reporting.meetings.actions import add_meeting
from reporting.notices.dispatch import Telling, tell_all, write
from reporting.notices.send import send_due
from reporting.queue.process import STOPPED
from reporting.reviews.actions import open_review
from tests import cast
from tests.report_rows import make_edition
from workplans.models import CycleStep, Seat
from workplans.statuses import Step
from workplans.submitting.actions import close_workplan

pytestmark = pytest.mark.django_db
MIGRATION = import_module("commit_portal.migrations.0003_notices_name_what_they_are_about")


def sent_to(seat: Seat) -> str:
    """Send every mail now, and return the one to a person."""
    Mail.objects.update(due_at=timezone.now())
    send_due()
    (letter,) = [one for one in outbox.outbox if one.to == [seat.user.email]]
    return f"{letter.subject}\n{letter.body}"


def test_mail_says_what_happened_and_what_its_reader_should_do_by_when(kh_plan, kh_lead, kh_desk, line):
    CycleStep.objects.filter(cycle=kh_plan.cycle, step=Step.APPROVE).update(planned_until=date(2099, 2, 10))
    tell_all(now=timezone.now(), mailed=False)
    cast.submitted(kh_plan, by=kh_lead)
    tell_all(now=timezone.now())

    said = sent_to(kh_desk)

    assert said.startswith(
        "Cambodia 2011: the workplan was submitted\n"
        "Cambodia 2011: the workplan was submitted\n"
        "From a taskforce lead, 1 Feb 2011, "
    )
    assert (
        "Your tasks about the same subject\n\n"
        "* Cambodia 2011: decide on the activities of the workplan\n"
        "  Due on 10 Feb 2099\n"
        "  http://127.0.0.1:8000/2011/kh/decisions/\n"
    ) in said
    assert "You receive this e-mail in your role: " in said


@pytest.mark.usefixtures("demonstration")
def test_daily_mail_of_two_seats_names_the_nearest_last_day_first(kh_plan, kh_officer, regional_office):
    Seat.objects.filter(pk=regional_office.pk).update(user=kh_officer.user)
    for step, day in ((Step.DRAFT, date(2011, 3, 1)), (Step.REGIONAL, date(2011, 2, 20))):
        CycleStep.objects.filter(cycle=kh_plan.cycle, step=step).update(planned_until=day)
    MailSettings.objects.update_or_create(user=kh_officer.user, defaults={"waits": "daily"})
    told(kh_officer, MailPayload("reopened", year=2011, place="kh", link="/2011/kh/"), NoticeKind.WAITS)

    tasks = sent_to(kh_officer).partition("Your tasks")[2]

    assert re.findall(r"Due on (.+)", tasks) == ["20 Feb 2011", "1 Mar 2011"]


def test_review_is_opened_with_its_last_day_and_a_link_to_the_reader_s_own_sheet(
    cycle, approved_plan, kh_officer, regional_office
):
    tell_all(now=timezone.now(), mailed=False)
    open_review(cycle, "mid-year", answers_due_on=date(2011, 6, 22), by=regional_office, now=cast.NOW)
    tell_all(now=timezone.now())

    said = sent_to(kh_officer)

    assert said.startswith("Mid-year review 2011: please answer by 22 Jun 2011\n")
    assert "From the regional office, 1 Feb 2011, " in said
    assert "/2011/reviews/mid-year/kh/\n" in said


def test_mail_for_information_says_that_there_is_no_task(kh_member, regional_office, approved_plan):
    tell_all(now=timezone.now(), mailed=False)
    MailSettings.objects.filter(user=kh_member.user).update(others="at_once")
    close_workplan(approved_plan, by=regional_office, now=cast.NOW)
    tell_all(now=timezone.now())

    said = sent_to(kh_member)

    assert said.startswith("Cambodia 2011: the workplan was closed\n")
    assert "You have no task about this." in said


def test_every_mail_and_the_help_page_have_the_address_of_the_regional_office(
    kh_plan, kh_lead, regional_office, settings
):
    settings.REGIONAL_OFFICE_EMAIL = "office@commit.example"
    now = timezone.now()
    told(kh_lead, MailPayload("closed", year=2011, place="kh", link="/2011/kh/"), NoticeKind.WAITS)
    told(kh_lead, MailPayload("reopened", year=2011, place="kh", link="/2011/kh/"), NoticeKind.OTHERS)
    invited = cast.make_seat("invited", "observer").user
    invited.set_unusable_password()
    invited.save()
    post_to_person(invited, MailCode.INVITATION, now=now)
    post_to_person(kh_lead.user, MailCode.ACCOUNT, now=now, change="password_changed")
    som = add_meeting((("som", 8),), planned_from=date(2098, 7, 14), by=regional_office, now=cast.NOW)
    post_to_address("delegate@ministry.example", MailCode.MEETING, now=now, meeting=som.slug)
    for address in (kh_lead.user.email, "nobody@ministry.example"):
        post_to_address(address, MailCode.RESET, now=now)
    Mail.objects.update(due_at=now)

    send_due()

    assert {mail.code for mail in Mail.objects.all()} == {*MailCode}
    assert len(outbox.outbox) == 7
    for letter in outbox.outbox:
        for text in (letter.body, letter.alternatives[0].content):
            assert "Questions? Write to the regional office: office@commit.example" in text
    assert 'href="mailto:office@commit.example"' in Client().get("/help/").text


def test_mail_about_a_failed_edition_lists_its_task_once_and_no_other_edition(world, regional_office):
    for edition, audience in ((1, "partners"), (1, "observers"), (2, "secretariat")):
        make_edition(world.cycle, edition, audience=audience, status="failed", failure=to_plain(STOPPED))
    facts = MailPayload("edition_failed", year=2011, number=1, link="/2011/report/")
    told(regional_office, facts, NoticeKind.WAITS)

    said = sent_to(regional_office)

    assert said.startswith("Annual report 2011: edition 1 could not be made\n")
    assert re.findall(r"^\* .*$", said, re.MULTILINE) == [
        "* Annual report 2011: see why edition 1 could not be made"
    ]


def told(seat: Seat, facts: MailPayload, kind: NoticeKind) -> Notice:
    now = timezone.now()
    write([Telling(seat, f"event:{facts.verb}", kind, facts, at=now, due_at=now)], now=now)
    return Notice.objects.get(user=seat.user, key=f"event:{facts.verb}")


def test_notice_of_the_demonstration_names_no_real_day(demonstration, kh_plan, kh_lead, client_of):
    notice = told(kh_lead, MailPayload("closed", year=2011, place="kh", link="/2011/kh/"), NoticeKind.OTHERS)
    Notice.objects.filter(pk=notice.pk).update(at=clock.now())

    page = client_of(kh_lead).get("/notices/").text

    assert re.search(r"in the daily e-mail\s*<", page)
    assert "16 Feb 2011" in page
    assert str(timezone.localdate().year) not in page.partition("Your notices")[2]


@pytest.mark.parametrize(
    ("stored", "named"),
    [
        ({"verb": "commented", "link": f"/2011/kh/comments/{UUID(int=7)}/"}, {"thread": UUID(int=7).hex}),
        ({"verb": "recommended", "number": 2, "link": "/meetings/som-7/"}, {"meeting": "som-7"}),
        (
            {"verb": "due_today", "task": "follow_up", "link": "/meetings/som-7/recommendations/1/kh/"},
            {"meeting": "som-7"},
        ),
        ({"verb": "due_today", "task": "second_country", "link": "/2011/regional/003/"}, {"number": 3}),
        (
            {"verb": "due_today", "task": "answer", "link": "/2011/reviews/mid-year/kh/"},
            {"stage": "mid-year"},
        ),
        ({"verb": "due_today", "task": "answer_asking", "place": "kh", "link": "/2011/kh/"}, {}),
    ],
)
def test_stored_notice_keeps_its_link_and_names_what_it_is_about(kh_lead, client_of, stored, named):
    now = timezone.now()
    mail = Mail.objects.create(user=kh_lead.user, key="event:1", code="notice", params=stored, due_at=now)
    notice = Notice.objects.create(
        user=kh_lead.user, seat=kh_lead.pk, key="event:1", kind="waits", facts=stored, at=now, mail=mail
    )

    MIGRATION.name_them(apps, None)

    notice.refresh_from_db()
    mail.refresh_from_db()
    assert notice.facts == mail.params == {**stored, **named}
    assert client_of(kh_lead).get("/notices/").status_code == 200
    MIGRATION.unname_them(apps, None)
    notice.refresh_from_db()
    assert not {"thread", "meeting"} & notice.facts.keys()
