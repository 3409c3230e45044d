"""Mails and their server: taken once, tried again, refused for good, and never a line break in a header."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from commit_portal.db.leases import LeaseLost
from commit_portal.mail.outbox import post_to_address, post_to_person
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Mail, Notice
from commit_portal.statuses import MailCode, NoticeKind
from reporting.notices.dispatch import Telling, write
from reporting.notices.preferences import addresses_refused
from reporting.notices.send import LEASE, claim, due_mails, forget_typed_addresses, send_due
from tests.smtp import Sink, running_server, sending_to
from workplans.models import Seat

pytestmark = pytest.mark.django_db
FACTS = MailPayload("submitted", year=2011, place="kh", role="lead", link="/2011/kh/")


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_server(timeout=1) as server:
        yield server


class FallsOver(BaseEmailBackend):
    """A way to the server with a fault that nobody foresaw."""

    def send_messages(self, email_messages: Any) -> int:
        raise RuntimeError("No such thing.")


def test_fault_while_handing_over_is_not_said_to_be_one_of_writing(kh_desk, settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.FallsOver"}}
    tell(kh_desk)

    assert send_due() == 0

    mail = Mail.objects.get()
    assert (mail.state, mail.failure["code"]) == ("waiting", "mail.cannot_be_handed_over")


def tell(*seats: Seat, key: str = "event:1") -> None:
    now = timezone.now()
    write([Telling(seat, key, NoticeKind.WAITS, FACTS, at=now, due_at=now) for seat in seats], now=now)


def again() -> int:
    """Send once more, when the wait after an attempt is over."""
    Mail.objects.filter(state="waiting").update(due_at=timezone.now())
    return send_due()


def test_mail_is_taken_once_with_its_message_id_and_both_texts(sink, kh_desk):
    tell(kh_desk)
    tell(kh_desk)

    assert (send_due(), send_due()) == (1, 0)

    ((to, mail),) = sink.taken
    row = Mail.objects.get()
    assert (to, row.state, row.attempts, row.token) == ("kh_desk@commit.example", "sent", 1, "")
    assert mail["Message-ID"] == row.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Cambodia 2011: the workplan was submitted"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert "/2011/kh/" in body.get_content()
        assert "To stop e-mails about “Your tasks”, open this link" in body.get_content()


def test_address_that_stops_mails_stays_whole_in_its_header(sink, kh_desk, settings):
    """Python breaks a line of 76 letters, and encodes an address in it: then no program finds it."""
    settings.PORTAL_URL = "https://annual-workplans.secretariat.commit-initiative.example.org"
    tell(kh_desk)
    send_due()

    ((_, mail),) = sink.taken
    stop = f"<{settings.PORTAL_URL}/notices/stop/{kh_desk.user.mail_settings.stop_key}/waits/>"
    assert f"List-Unsubscribe: {stop}\n" in mail.as_string(policy=mail.policy.clone(max_line_length=300))
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("answer", "state", "refused"),
    [("550 No such user", "failed", True), ("450 Try later", "waiting", False)],
)
def test_address_that_is_refused_is_refused_for_good_by_5_and_for_now_by_4(
    sink, kh_desk, kh_lead, answer, state, refused
):
    sink.answers[kh_desk.user.email] = answer
    tell(kh_desk, kh_lead)

    assert send_due() == 1

    mail = Mail.objects.get(user=kh_desk.user)
    assert (mail.state, mail.is_refused) == (state, refused)
    assert answer[:3] in mail.failure_words
    assert addresses_refused() == ([(kh_desk.user.email, 1)] if refused else [])
    assert [to for to, _ in sink.taken] == [kh_lead.user.email]


def test_server_that_is_away_delays_the_mail_and_after_five_attempts_the_regional_office_sees_it(
    kh_desk, regional_office
):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with sending_to(port):
        tell(kh_desk)
        waits = []
        for _ in range(4):
            began = timezone.now()
            assert again() == 0
            waits.append(round((Mail.objects.get().due_at - began).total_seconds() / 60))
            assert send_due() == 0
        assert waits == [1, 5, 30, 120]
        assert again() == 0

    mail = Mail.objects.get(user=kh_desk.user)
    assert (mail.state, mail.attempts) == ("failed", 5)
    assert mail.failure_words == "The mail server did not answer."
    told = Notice.objects.filter(user=regional_office.user)
    assert [(one.facts["verb"], one.facts["link"]) for one in told] == [("mail_failed", "/notices/failures/")]


def test_server_that_hangs_costs_one_wait_for_all_mails(sink, kh_desk, kh_lead):
    sink.hangs = 3
    tell(kh_desk, kh_lead)

    assert send_due() == 0

    assert sink.hung == 1
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 1]


def test_mail_that_is_claimed_is_nobody_else_s_until_the_lease_is_over(kh_desk):
    tell(kh_desk)
    now, pk = timezone.now(), Mail.objects.get().pk
    first = claim(pk, now=now)

    assert claim(pk, now=now + timedelta(seconds=1)) is None
    second = claim(pk, now=now + LEASE + timedelta(seconds=1))

    with pytest.raises(LeaseLost):
        first.end(state="sent", sent_at=now)
    second.end(state="sent", sent_at=now)


def test_worker_that_dies_five_times_over_a_mail_is_a_failure_with_its_reason(kh_desk):
    tell(kh_desk)
    old = timezone.now() - timedelta(hours=1)
    Mail.objects.update(state="sending", token="x", lease_until=old, attempts=5)

    send_due()

    assert due_mails(now=timezone.now()) == []
    failed = Mail.objects.get(user=kh_desk.user)
    assert failed.failure_words == "The worker stopped 5 times while it sent the e-mail."


def test_mail_to_who_holds_the_seat_no_longer_is_dropped(sink, kh_desk):
    tell(kh_desk)
    Seat.objects.filter(pk=kh_desk.pk).update(ends_on="2010-01-01")

    send_due()

    assert Mail.objects.get().state == "dropped"
    assert sink.taken == []


def test_typed_addresses_are_forgotten_some_weeks_after_their_mail(kh_desk):
    old = timezone.now() - timedelta(days=31)
    post_to_address("nobody@commit.example", MailCode.RESET, now=old)
    post_to_address("nobody@commit.example", MailCode.RESET, now=timezone.now())
    tell(kh_desk)
    send_due()
    Mail.objects.filter(user=kh_desk.user).update(due_at=old)

    forget_typed_addresses(now=timezone.now())

    assert sorted(Mail.objects.values_list("address", flat=True)) == ["", "nobody@commit.example"]


@pytest.mark.asvs("V1.2.1 V1.3.11")
def test_no_line_break_reaches_a_header(sink, kh_desk):
    kh_desk.user.email = "kh_desk@commit.example\nBcc: other@commit.example"
    kh_desk.user.save()
    post_to_person(kh_desk.user, MailCode.INVITATION, now=timezone.now())
    tell(kh_desk)

    send_due()

    assert sink.taken == []
    assert {mail.failure_words for mail in Mail.objects.filter(state="failed")} == {
        "This is not a valid e-mail address."
    }
