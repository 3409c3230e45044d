"""Accounts closed and opened again by the regional office, and seats that end at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commit_portal.models import Event, User
from commit_portal.refusals import Refused
from tests.cast import NOW, PASSWORD
from tests.mails import sent
from workplans.models import Seat
from workplans.people import actions
from workplans.statuses import Role

pytestmark = pytest.mark.asvs("V7.4.2 V7.4.5 V8.3.2 B8")

TODAY = timezone.localdate(NOW)
LOGIN = reverse("account_login")


@pytest.fixture
def member(kh_member: Seat) -> Seat:
    """Somebody with a password."""
    kh_member.user.set_password(PASSWORD)
    kh_member.user.save()
    return kh_member


def sign_in(person: Seat) -> Client:
    client = Client()
    assert client.post(LOGIN, {"login": person.user.email, "password": PASSWORD}).status_code == 302
    return client


def test_seat_given_today_and_stopped_today_is_over_with_the_next_request(
    regional_office, observer, kh_plan, client_of
):
    today = timezone.localdate()
    actions.end_seat(observer, ends_on=today - timedelta(days=1), by=regional_office, now=timezone.now())
    given = actions.give_seat(
        observer.user,
        Role.MEMBER,
        taskforce=kh_plan.taskforce,
        starts_on=today,
        by=regional_office,
        now=timezone.now(),
    )
    office, holder = client_of(regional_office), client_of(observer)
    draft = reverse("workplan", args=[2011, "kh"])
    assert holder.get(draft).status_code == 200

    stopped = office.post(reverse("seat_stop", args=[given.pk]), follow=True)

    assert holder.get(draft).status_code == 403
    assert "You have no role today" in holder.get(draft).text
    assert "This role has ended: taskforce member, Cambodia." in stopped.text
    assert "Ended the role immediately: taskforce member, Cambodia" in stopped.text
    assert "End the role now" in office.get(reverse("seat_end", args=[regional_office.pk])).text


def test_chosen_seat_that_is_stopped_is_used_no_more_and_another_one_is(regional_office, kh_officer, officer):
    now = timezone.now()
    chosen = actions.give_seat(
        kh_officer.user, Role.OBSERVER, starts_on=timezone.localdate(now), by=regional_office, now=now
    )
    officer.post(reverse("seats"), {"seat": chosen.pk})
    assert officer.get(reverse("seats")).wsgi_request.seat == chosen

    actions.stop_seat(chosen, by=regional_office, now=now)

    assert officer.get(reverse("seats")).wsgi_request.seat == kh_officer


def test_stopped_seat_is_held_until_the_day_before_and_may_be_given_anew_the_same_day(
    regional_office, kh_officer
):
    stopped = actions.stop_seat(kh_officer, by=regional_office, now=NOW)

    assert (stopped.ends_on, stopped.stopped_at) == (TODAY, NOW)
    for day, held in ((TODAY - timedelta(days=1), True), (TODAY, False), (TODAY + timedelta(days=1), False)):
        assert stopped.is_held_on(day) is held
        assert Seat.objects.held_on(day).filter(pk=stopped.pk).exists() is held
    again = actions.give_seat(
        kh_officer.user,
        Role.OFFICER,
        taskforce=kh_officer.taskforce,
        starts_on=TODAY,
        by=regional_office,
        now=NOW,
    )
    assert again.is_held_on(TODAY)


def test_seat_that_has_not_begun_is_stopped_and_never_held(regional_office, kh_officer):
    first = TODAY + timedelta(days=30)
    given = actions.give_seat(kh_officer.user, Role.OBSERVER, starts_on=first, by=regional_office, now=NOW)

    stopped = actions.stop_seat(given, by=regional_office, now=NOW)

    assert stopped.is_over_on(TODAY)
    for day in (TODAY, first, first + timedelta(days=1)):
        assert not stopped.is_held_on(day)
        assert not Seat.objects.held_between(TODAY, day).filter(pk=stopped.pk).exists()
    with pytest.raises(Refused, match="This role has ended"):
        actions.stop_seat(stopped, by=regional_office, now=NOW)
    for on in (TODAY, first - timedelta(days=1), first):
        with pytest.raises(Refused, match="This role has ended"):
            actions.end_seat(stopped, ends_on=on, by=regional_office, now=NOW)


def test_seat_that_ends_tonight_may_still_be_stopped_and_the_country_reads_it(
    regional_office, kh_officer, kh_lead, client_of
):
    actions.end_seat(kh_officer, ends_on=TODAY, by=regional_office, now=NOW)
    assert Seat.objects.held_on(TODAY).filter(pk=kh_officer.pk).exists()

    actions.stop_seat(kh_officer, by=regional_office, now=NOW)

    assert not Seat.objects.held_on(TODAY).filter(pk=kh_officer.pk).exists()
    text = client_of(kh_lead).get(reverse("people")).text
    assert "Ended the role of kh officer immediately: taskforce officer, Cambodia" in text


def test_nobody_stops_the_seat_they_act_under(regional_office, kh_lead, kh_member):
    with pytest.raises(Refused, match="You use this role now"):
        actions.stop_seat(regional_office, by=regional_office, now=NOW)
    with pytest.raises(Refused, match="Only the regional office"):
        actions.stop_seat(kh_member, by=kh_lead, now=NOW)


def test_invitation_sent_again_names_no_seat_that_was_stopped(regional_office, kh_member, kh_plan, client_of):
    now = timezone.now()
    actions.stop_seat(kh_member, by=regional_office, now=now)
    actions.give_seat(
        kh_member.user, Role.OBSERVER, starts_on=timezone.localdate(now), by=regional_office, now=now
    )
    kh_member.user.set_unusable_password()
    kh_member.user.save()

    client_of(regional_office).post(reverse("person_invite_again", args=[kh_member.user_id]))

    assert "observer" in sent()[0].body
    assert "taskforce member" not in sent()[0].body


def test_closed_account_ends_its_sessions_at_once_and_for_good(member, secretariat):
    holder, device = sign_in(member), sign_in(member)
    assert holder.get("/").status_code == 200

    page = secretariat.get(reverse("person_close", args=[member.user_id]))
    closed = secretariat.post(reverse("person_close", args=[member.user_id]), follow=True)

    assert "The person is signed out immediately on every device." in page.text
    assert "The account of kh member is closed." in closed.text
    assert "This account is closed." in closed.text
    for client in (holder, device):
        assert client.get("/").url == f"{LOGIN}?next=/"
    secretariat.post(reverse("person_reopen", args=[member.user_id]))
    # The old sessions stay ended; the password and the seat are as before.
    device.cookies = holder.cookies
    assert holder.get("/").status_code == 302
    assert sign_in(member).get(reverse("workplan", args=[2011, "kh"])).status_code == 200


def test_session_of_a_closed_account_that_asked_nothing_meanwhile_stays_ended_after_it_is_opened(
    regional_office, member
):
    """Django drops a session of a closed account only when it is used: this one is not."""
    asleep = sign_in(member)
    actions.close_account(member.user, by=regional_office, now=NOW)
    actions.reopen_account(member.user, by=regional_office, now=NOW)

    assert asleep.get("/").status_code == 302


def test_closed_account_signs_in_nowhere_and_its_links_no_longer_work(regional_office, member, client):
    reset = reverse("account_reset_password")
    client.post(reset, {"email": member.user.email})
    link = re.search(r"/accounts/password/reset/key/\S+", sent()[0].body)
    assert Client().get(link[0]).status_code == 302
    sent().clear()

    actions.close_account(member.user, by=regional_office, now=NOW)

    answer = client.post(LOGIN, {"login": member.user.email, "password": PASSWORD})
    assert answer.url == reverse("account_inactive")
    client.post(reset, {"email": member.user.email})
    assert [text.body for text in sent() if "/key/" in text.body] == []
    assert "This link no longer works" in Client().get(link[0]).text
    actions.reopen_account(member.user, by=regional_office, now=NOW)
    assert "This link no longer works" in Client().get(link[0]).text


def test_account_closed_and_opened_is_told_to_the_person_s_trail_and_to_the_country(
    regional_office, member, kh_lead, lao_lead, client_of
):
    now = timezone.now()
    actions.close_account(member.user, by=regional_office, now=now)
    marked = client_of(kh_lead).get(reverse("people")).text
    actions.reopen_account(member.user, by=regional_office, now=now)

    person = client_of(regional_office).get(reverse("person", args=[member.user_id])).text
    country = client_of(kh_lead).get(reverse("people")).text
    assert "Account closed" in marked
    assert "Account closed" not in country
    for said in ("Closed the account", "Opened the account again"):
        assert said in person
    for said in ("Closed the account of kh member", "Opened the account of kh member again"):
        assert said in country
        assert said not in client_of(lao_lead).get(reverse("people")).text
    assert (
        list(Event.objects.filter(verb__in=("close_account", "reopen_account")).values_list("verb", "by"))
        == [("close_account", regional_office.user_id)] * 2
        + [("reopen_account", regional_office.user_id)] * 2
    )


def test_account_is_closed_by_another_person_of_the_regional_office_alone(
    regional_office, kh_lead, kh_member, secretariat
):
    with pytest.raises(Refused, match="You cannot do this for your own account"):
        actions.remove_factors(regional_office.user, by=regional_office, now=NOW)
    with pytest.raises(Refused, match="You cannot do this for your own account"):
        actions.close_account(regional_office.user, by=regional_office, now=NOW)
    with pytest.raises(Refused, match="Only the regional office"):
        actions.close_account(kh_member.user, by=kh_lead, now=NOW)
    with pytest.raises(Refused, match="Only the regional office"):
        actions.reopen_account(kh_member.user, by=kh_lead, now=NOW)

    own = secretariat.get(reverse("person", args=[regional_office.user_id])).text
    other = secretariat.get(reverse("person", args=[kh_member.user_id])).text
    assert ("Close the account" in own, "Close the account" in other) == (False, True)
    refused = secretariat.get(reverse("person_close", args=[regional_office.user_id]))
    assert (refused.status_code, "You cannot do this for your own account" in refused.text) == (403, True)
    assert User.objects.filter(is_active=False).count() == 0


def test_account_that_is_closed_or_open_already_is_said_to_be(regional_office, kh_member, secretariat):
    address = reverse("person_close", args=[kh_member.user_id])
    with pytest.raises(Refused, match="The account of kh member is already open"):
        actions.reopen_account(kh_member.user, by=regional_office, now=NOW)
    actions.close_account(kh_member.user, by=regional_office, now=NOW)

    looked, posted = secretariat.get(address), secretariat.post(address)
    again = secretariat.post(reverse("person_invite_again", args=[kh_member.user_id]))
    person = secretariat.get(reverse("person", args=[kh_member.user_id])).text

    for answer, status in ((looked, 200), (posted, 403)):
        assert answer.status_code == status
        assert "The account of kh member is already closed." in answer.text
    assert sent() == []
    assert again.status_code == 403
    assert "is closed, so no e-mail was sent. Open the account again first." in again.text
    assert "Send the invitation again" not in person
