"""The page of notices, how they reach one, the address that stops mails, and mails that were not sent."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commit_portal.i18n import message, to_plain
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event, Mail, MailSettings, Notice
from commit_portal.refusals import Refused
from commit_portal.statuses import MailCode, NoticeKind
from reporting.notices.dispatch import Telling, write
from reporting.notices.preferences import save_mail_settings, send_again
from tests import authz_matrix, cast
from workplans.models import Seat

pytestmark = pytest.mark.django_db
FACTS = MailPayload("submitted", year=2011, place="kh", role="lead", link="/2011/kh/")
CHOSEN = next(row.data for row in authz_matrix.ROWS if (row.name, row.method) == ("notices", "post"))


def tell(seat: Seat, number: int, kind: NoticeKind = NoticeKind.WAITS) -> None:
    now = timezone.now()
    write([Telling(seat, f"event:{key}", kind, FACTS, at=now, due_at=now) for key in range(number)], now=now)


def test_page_without_notices_says_where_to_look(desk):
    page = desk.get("/notices/").text

    assert "You have no notices." in page
    assert "Notices (" not in page
    assert not MailSettings.objects.exists()


def test_older_notices_are_on_further_pages_and_only_what_was_shown_is_marked(kh_desk, desk):
    tell(kh_desk, 21)

    first, second = desk.get("/notices/"), desk.get("/notices/?page=2")
    assert "1 to 20 of 21" in first.text
    assert "21 to 21 of 21" in second.text
    desk.post("/notices/read/", {"newest": second.context["newest"]})

    assert Notice.objects.filter(seen_at__isnull=True).count() == 20


def test_notices_of_a_seat_that_ended_are_not_shown(kh_desk, kh_lead, desk):
    tell(kh_desk, 1)
    Seat.objects.filter(pk=kh_lead.pk).update(user=kh_desk.user)
    Seat.objects.filter(pk=kh_desk.pk).update(ends_on="2010-01-01")

    assert "You have no notices." in desk.get("/notices/").text


def test_notice_whose_page_has_another_address_now_is_shown_and_opened(kh_lead, kh_plan, lead):
    tell(kh_lead, 1)
    Notice.objects.update(facts=FACTS.to_plain() | {"link": "/plans-of-before/kh/"})

    assert "Cambodia 2011: the workplan was submitted" in lead.get("/notices/").text
    opened = lead.post(f"/notices/{Notice.objects.get().pk}/open/")

    assert (opened.status_code, opened["Location"]) == (302, "/plans-of-before/kh/")


def test_nobody_marks_the_notices_of_another(kh_desk, lead):
    tell(kh_desk, 1)

    lead.post("/notices/read/", {"newest": "999999"})

    assert Notice.objects.filter(seen_at__isnull=True).count() == 1


@pytest.mark.parametrize("path", ["/", "/notices/"])
def test_pages_ask_as_much_for_one_notice_as_for_many(kh_desk, desk, django_assert_max_num_queries, path):
    asked = []
    for number in (0, 1, 15):
        Notice.objects.all().delete()
        tell(kh_desk, number)
        desk.get(path)
        with django_assert_max_num_queries(10) as captured:
            desk.get(path)
        asked.append(len(captured))
        Notice.objects.all().delete()
        Mail.objects.all().delete()
    assert asked[1] == asked[2]


def test_choice_decides_how_the_next_notice_comes(kh_desk, desk):
    saved = desk.post("/notices/", {**CHOSEN, "waits": "here", "hour": "18"}, follow=True)
    tell(kh_desk, 1)

    assert "Your e-mail settings are saved." in saved.text
    own = MailSettings.objects.get(user=kh_desk.user)
    assert (own.waits, own.offers, own.hour) == ("here", "weekly", 18)
    assert Notice.objects.get().mail is None
    assert "no e-mail, only on this page" in desk.get("/notices/").text


def test_later_of_two_windows_is_saved_also_where_it_goes_back_to_what_both_showed(kh_desk):
    MailSettings.objects.create(user=kh_desk.user)
    first, second = (MailSettings.objects.get() for _window in range(2))

    save_mail_settings(first, by=kh_desk, now=cast.NOW, waits="here")
    save_mail_settings(second, by=kh_desk, now=cast.NOW, waits="at_once")

    assert MailSettings.objects.get().waits == "at_once"


@pytest.mark.parametrize("wrong", [{"waits": "never"}, {"hour": "24"}, {"others": ""}])
def test_wrong_choice_is_shown_again(desk, wrong):
    answer = desk.post("/notices/", {**CHOSEN, **wrong})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert not MailSettings.objects.exists()


def test_one_click_stops_the_mails_of_a_kind_without_cookie_token_or_redirect(kh_desk):
    own = MailSettings.objects.create(user=kh_desk.user)
    address = f"/notices/stop/{own.stop_key}/waits/"
    program = Client(enforce_csrf_checks=True)

    page = program.get(address)
    assert MailSettings.objects.get().waits == "at_once"
    answer = program.post(address, {"List-Unsubscribe": "One-Click"})

    assert (page.status_code, answer.status_code) == (200, 200)
    assert (page.cookies, answer.cookies) == ({}, {})
    assert "Stop these e-mails" in page.text
    assert "You get no more e-mails of this kind." in answer.text
    changed = MailSettings.objects.get()
    assert (changed.waits, changed.offers, changed.others) == ("here", "at_once", "daily")


def test_stopping_reaches_what_is_in_the_outbox_already(kh_desk, client_of):
    """A mail at once and a daily mail of two kinds wait; only the kind that was not stopped leaves."""
    own = MailSettings.objects.create(user=kh_desk.user, offers="daily", waits="at_once")
    tell(kh_desk, 1)
    now = timezone.now()
    for kind in (NoticeKind.OFFERS, NoticeKind.OTHERS):
        write([Telling(kh_desk, f"more:{kind}", kind, FACTS, at=now, due_at=now)], now=now)

    Client().post(f"/notices/stop/{own.stop_key}/waits/")
    client_of(kh_desk).post(
        "/notices/", {"waits": "here", "comments": "daily", "offers": "here", "others": "daily", "hour": "7"}
    )

    assert Mail.objects.get(code=MailCode.NOTICE).state == "dropped"
    daily = Mail.objects.get(code=MailCode.DIGEST)
    assert (daily.state, [one.kind for one in daily.notices.all()]) == ("waiting", ["others"])
    assert client_of(kh_desk).get("/notices/").text.count("no e-mail, only on this page") == 2
    chosen = Event.objects.filter(verb="choose_mails").order_by("pk")
    assert [one.seat_words for one in chosen] == ["a person with the link from an e-mail", kh_desk.words]


def test_one_click_in_a_daily_mail_stops_what_comes_daily(kh_desk):
    own = MailSettings.objects.create(user=kh_desk.user)

    Client().post(f"/notices/stop/{own.stop_key}/daily/")

    changed = MailSettings.objects.get()
    assert (changed.waits, changed.comments, changed.others) == ("at_once", "here", "here")
    assert Client().post(f"/notices/stop/{own.stop_key}/everything/").status_code == 404


def test_regional_office_sees_why_mails_were_not_sent_and_sends_one_again(
    regional_office, kh_lead, secretariat
):
    failed: dict[str, Any] = {
        "code": MailCode.RESET,
        "due_at": timezone.now(),
        "state": "failed",
        "failed_at": timezone.now(),
        "attempts": 1,
        "failure": to_plain(message("mail.refused", answer="550")),
        "is_refused": True,
    }
    mail = Mail.objects.create(address="gone@ministry.example", **failed)

    page = secretariat.get("/notices/failures/").text
    assert "The mail server refuses this address permanently (answer 550)." in page
    assert "gone@ministry.example (1 e-mail)" in page
    sent = secretariat.post(f"/notices/failures/{mail.pk}/again/", follow=True)

    assert "The e-mail will be sent again soon." in sent.text
    assert "All e-mails were sent." in sent.text
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.is_refused) == ("waiting", 0, False)
    assert Event.objects.get(verb="send_again").object_id == mail.pk
    with pytest.raises(Refused, match="did not fail"):
        send_again(mail, by=regional_office, now=timezone.now())
    with pytest.raises(Refused, match="regional office looks after e-mails"):
        send_again(mail, by=kh_lead, now=timezone.now())


def test_opening_a_new_notice_marks_it_as_read_and_leads_to_what_it_is_about(kh_desk, desk, lead):
    tell(kh_desk, 2)
    newest, older = Notice.objects.order_by("-pk")
    assert f"/notices/{newest.pk}/open/" in desk.get("/notices/").text

    opened = desk.post(f"/notices/{newest.pk}/open/")
    of_another = lead.post(f"/notices/{older.pk}/open/")

    assert (opened.status_code, opened["Location"], of_another.status_code) == (302, "/2011/kh/", 404)
    assert [one.pk for one in Notice.objects.filter(seen_at=None)] == [older.pk]
    assert f"/notices/{newest.pk}/open/" not in desk.get("/notices/").text
