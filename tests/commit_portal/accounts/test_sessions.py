"""How long a session lasts: what lengthens it, what does not, and what becomes of a form that comes too late."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commit_portal.accounts.sessions import BEGAN_KEY, CSP_REPORT, NOTED_EVERY, SEEN_KEY
from tests.cast import PASSWORD
from tests.commit_portal.accounts.test_second_factor import code_of
from workplans.models import Seat

pytestmark = pytest.mark.asvs("V7.2.1 V7.2.2 V7.2.4 V7.3.1 V7.3.2 V7.4.1 B52")

MINUTE, HOUR = 60, 60 * 60
TO_THE_DOOR = "/accounts/login/?next=/seats/"


@pytest.fixture
def officer(kh_officer: Seat) -> Client:
    """Somebody who signed in at the door, a moment ago."""
    kh_officer.user.set_password(PASSWORD)
    kh_officer.user.save()
    client = Client()
    client.post("/accounts/login/", {"login": kh_officer.user.email, "password": PASSWORD})
    return client


def pass_time(client: Client, *, since_began: float = 0, since_seen: float = 0) -> None:
    """Let a session have begun, and been used last, so many seconds earlier."""
    session = client.session
    session[BEGAN_KEY] -= since_began
    session[SEEN_KEY] -= since_seen
    session.save()


def test_session_ends_after_twelve_hours_however_busy_it_was(officer):
    pass_time(officer, since_began=12 * HOUR - MINUTE)
    assert officer.get("/seats/").status_code == 200

    pass_time(officer, since_began=MINUTE)

    assert officer.get("/seats/").url == TO_THE_DOOR
    assert officer.get("/seats/").url == TO_THE_DOOR
    assert Session.objects.count() == 0


def test_choosing_a_seat_does_not_lengthen_a_session(officer, kh_officer):
    pass_time(officer, since_began=11 * HOUR)
    began = officer.session[BEGAN_KEY]

    assert officer.post("/seats/", {"seat": kh_officer.pk}).status_code == 302

    assert officer.session[BEGAN_KEY] == began
    pass_time(officer, since_began=HOUR)
    assert officer.get("/seats/").url == TO_THE_DOOR


def test_session_ends_after_half_an_hour_without_a_request(officer):
    for _ in range(3):
        pass_time(officer, since_seen=25 * MINUTE)
        assert officer.get("/seats/").status_code == 200

    pass_time(officer, since_seen=30 * MINUTE)

    assert officer.get("/seats/").url == TO_THE_DOOR


def test_session_that_does_not_say_when_it_began_is_over(officer):
    session = officer.session
    del session[BEGAN_KEY]
    session.save()

    assert officer.get("/seats/").url == TO_THE_DOOR


def test_a_page_writes_the_session_once_in_five_minutes(officer):
    written = []
    for seconds in (0, NOTED_EVERY - 10, 20):
        pass_time(officer, since_seen=seconds)
        with CaptureQueriesContext(connection) as captured:
            officer.get("/seats/")
        written.append(any("UPDATE" in query["sql"] for query in captured))

    assert written == [False, False, True]


def test_what_a_browser_reports_by_itself_keeps_nobody_signed_in(officer):
    pass_time(officer, since_seen=NOTED_EVERY + 10)
    seen = officer.session[SEEN_KEY]

    officer.generic("POST", "/policy-reports/", "{}", CSP_REPORT)

    assert officer.session[SEEN_KEY] == seen


def test_form_that_comes_after_the_end_is_shown_again_and_writes_nothing(officer, kh_plan, line):
    pass_time(officer, since_seen=HOUR)

    answer = officer.post(
        reverse("workplan_needs", args=[2011, "kh"]), {"needs": "Forty interpreters", "row_version": "1"}
    )

    assert answer.status_code == 403
    assert "Forty interpreters" in answer.text
    kh_plan.refresh_from_db()
    assert kh_plan.needs == ""


def test_session_is_of_the_browser_and_kept_no_longer_than_twelve_hours(officer):
    cookie = officer.cookies[settings.SESSION_COOKIE_NAME]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert Session.objects.get().expire_date <= timezone.now() + timedelta(hours=12)


def test_signing_in_makes_a_new_key_and_signing_out_ends_it(officer, kh_officer):
    stranger = Client()
    stranger.get("/accounts/password/reset/key/1-set-password/")
    session = stranger.session
    session["planted"] = "by a stranger"
    session.save()
    before = session.session_key
    stranger.cookies[settings.SESSION_COOKIE_NAME] = before
    stranger.post("/accounts/login/", {"login": kh_officer.user.email, "password": PASSWORD})
    after = stranger.session.session_key
    assert after not in (None, before)

    stranger.post("/accounts/logout/")

    stranger.cookies[settings.SESSION_COOKIE_NAME] = after
    assert stranger.get("/seats/").url == TO_THE_DOOR


def test_showing_again_who_one_is_makes_a_new_key_and_the_old_one_opens_nothing(officer):
    """By the password, with which an app is set up, and by a code. The control is a wrong one: the key stays."""
    keys = [officer.session.session_key]

    def show(address: str, **shown: str) -> None:
        officer.post(f"/accounts/{address}/", shown)
        keys.append(officer.session.session_key)

    show("reauthenticate", password="wrong")
    show("reauthenticate", password=PASSWORD)
    secret = officer.get("/accounts/factors/app/").context["form"].secret
    officer.post("/accounts/factors/app/", {"code": code_of(secret)})
    show("factors/confirm", code=code_of(secret, steps=1))

    assert keys[0] == keys[1]
    assert len({*keys}) == 3
    for model in (Session, UserSession):
        assert [*model.objects.values_list("session_key", flat=True)] == keys[-1:]
