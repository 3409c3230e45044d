"""One's own account: name, time zone, and the sessions on other devices."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from commit_portal.accounts.sessions import SEEN_KEY
from commit_portal.models import User
from commit_portal.workflow import events_about
from reporting.account.other_sessions import browser_in_words
from tests.cast import PASSWORD
from workplans.models import Country, Seat

PAGE, END = "/account/", "/account/sessions/end/"
DOOR = "/accounts/login/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)


@pytest.fixture
def user(kh_officer: Seat) -> User:
    kh_officer.user.set_password(PASSWORD)
    kh_officer.user.save()
    return kh_officer.user


def signed_in(user: User, agent: str, address: str = "203.0.113.4") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    assert client.post(DOOR, {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def test_name_zone_and_language_are_saved_and_leave_an_event(user, kh_officer):
    client = signed_in(user, FIREFOX)
    typed = {"name": " Sok \nDara ", "time_zone": "Europe/Zurich", "language": "en"}

    assert client.post(PAGE, typed).url == PAGE
    assert client.post(PAGE, typed).url == PAGE

    user.refresh_from_db()
    assert (user.name, user.time_zone, user.language) == ("Sok Dara", "Europe/Zurich", "en")
    events = events_about(user).filter(verb="keep_account")
    assert [str(event) for event in events] == ["Changed the name from kh officer to Sok Dara"]
    refused = client.post(PAGE, typed | {"name": " ", "time_zone": "Mars/Olympus"})
    assertContains(refused, "Give a name.", status_code=422)
    assert "Choose your e-mail settings" in refused.text


SEVERAL = [("en", "English"), ("fr", "Français")]


def test_language_is_chosen_where_there_are_several(user, settings):
    client = signed_in(user, FIREFOX)
    assert "Language of" not in client.get(PAGE).text
    settings.LANGUAGES = SEVERAL

    assert "Français" in client.get(PAGE).text
    client.post(PAGE, {"name": user.name, "time_zone": "", "language": "fr"})

    user.refresh_from_db()
    assert user.language == "fr"
    event = events_about(user).get(verb="keep_account")
    assert str(event) == "Changed the time zone or the language"


def test_switch_of_every_page_keeps_the_language_on_the_account(user, settings):
    client = signed_in(user, FIREFOX)
    assert 'action="/account/language/"' not in client.get("/help/").text
    settings.LANGUAGES = SEVERAL
    assert (
        '<button type="submit" name="language" value="fr" lang="fr">Français</button>'
        in client.get("/help/").text
    )

    answer = client.post(
        "/account/language/", {"language": "fr"}, headers={"Referer": "http://testserver/help/"}
    )

    assert answer.url == "http://testserver/help/"
    user.refresh_from_db()
    assert user.language == "fr"
    # Another browser of the same person, which prefers English.
    page = signed_in(user, FIREFOX).get("/help/", headers={"Accept-Language": "en"})
    assert '<html lang="fr">' in page.text
    client.post("/account/language/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "fr"


@pytest.mark.django_db
def test_door_speaks_the_language_of_the_browser_until_one_is_chosen(settings):
    settings.LANGUAGES = SEVERAL
    client = Client(headers={"Accept-Language": "fr-CH, en;q=0.5"})
    assert '<html lang="fr">' in client.get("/accounts/login/").text

    assert client.post("/account/language/", {"language": "en"}).url == "/"

    assert '<html lang="en">' in client.get("/accounts/login/").text


def test_zone_is_the_chosen_one_else_of_the_country_else_of_the_offices(kh_officer, regional_office):
    Country.objects.filter(code="KH").update(time_zone="Asia/Phnom_Penh")
    own = Seat.objects.get(pk=kh_officer.pk)
    assert own.zone.key == "Asia/Phnom_Penh"
    assert regional_office.zone.key == "Asia/Bangkok"
    own.user.time_zone = "UTC"
    assert own.zone.key == "UTC"


@pytest.mark.asvs("V7.5.2")
def test_sessions_elsewhere_are_named_and_end_with_the_password(user):
    here, phone = signed_in(user, FIREFOX), signed_in(user, PHONE, "198.51.100.7")
    text = here.get(PAGE).text
    assert "Chrome on Android" in text
    assert "198.51.100.7" in text
    assert "Firefox on Windows" not in text

    wrong = here.post(END, {"password": "not-the-password"})
    assertContains(wrong, "This is not your current password.", status_code=422)
    assert phone.get(PAGE).status_code == 200

    ended = here.post(END, {"password": PASSWORD}, follow=True)

    assert "You are now signed out on all other devices." in ended.text
    assert "You are not signed in on any other device" in ended.text
    assert phone.get(PAGE).url == f"{DOOR}?next={PAGE}"
    assert here.get(PAGE).status_code == 200
    assert [str(event) for event in events_about(user)] == ["Signed out on all other devices"]
    again = signed_in(user, PHONE)
    assert "Firefox on Windows" in again.get(PAGE).text


def test_session_that_is_over_is_not_named(user):
    here, idle = signed_in(user, FIREFOX), signed_in(user, PHONE)
    session = idle.session
    session[SEEN_KEY] -= 31 * 60
    session.save()

    assert "Chrome on Android" not in here.get(PAGE).text


def test_sessions_of_somebody_else_are_neither_named_nor_ended(user, kh_lead):
    kh_lead.user.set_password(PASSWORD)
    kh_lead.user.save()
    here, other = signed_in(user, FIREFOX), signed_in(kh_lead.user, PHONE)

    assert "Chrome on Android" not in here.get(PAGE).text
    assert here.post(END, {"password": PASSWORD}).status_code == 302
    assert other.get(PAGE).status_code == 200


def test_person_without_a_seat_keeps_the_account(world):
    user = User.objects.create_user("new@commit.example", "New Person", PASSWORD)
    client = signed_in(user, FIREFOX)

    page = client.get(PAGE).text
    assert "You have no role today" in page
    assert "Choose your e-mail settings" not in page
    assert client.post(PAGE, {"name": "New", "time_zone": "", "language": "en"}).status_code == 302
    assert events_about(user).get().seat_words == "a person without a role"


def test_page_asks_as_many_queries_for_three_sessions_as_for_one(user):
    client, counts = signed_in(user, FIREFOX), []
    for number in (1, 2, 3):
        signed_in(user, PHONE)
        with CaptureQueriesContext(connection) as asked:
            text = client.get(PAGE).text
        assert len(re.findall("Chrome on Android", text)) == number
        counts.append(len(asked))

    assert counts[0] == counts[2] <= 10


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Chrome on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Firefox", "Firefox"),
        ("", "Unknown browser"),
    ],
)
def test_browser_is_named_as_people_call_it(agent, words):
    assert browser_in_words(agent) == words


def test_name_that_turns_the_direction_of_the_text_is_refused(kh_officer, regional_office, client_of):
    named = {
        "name": "Sok \u202earaD",
        "email": "sok@commit.example",
        "role": "observer",
        "starts_on": "1 Jan 2011",
    }
    own = client_of(kh_officer).post("/account/", named)
    invited = client_of(regional_office).post("/people/invite/", named)

    for answer in (own, invited):
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["name"]
    plain = client_of(kh_officer).post("/account/", {"name": "Sok Dara", "time_zone": ""})
    assert plain.status_code == 302
    kh_officer.user.refresh_from_db()
    assert kh_officer.user.name == "Sok Dara"


def test_who_is_signed_in_here_alone_is_asked_for_no_password(kh_officer, client_of):
    assert 'type="password"' not in client_of(kh_officer).get("/account/").text
