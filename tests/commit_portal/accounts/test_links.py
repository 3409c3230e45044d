"""Links of mails: how long they work, what tells of a change, and where `next` may lead."""

import re
import time
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commit_portal.mail.outbox import post_to_person
from commit_portal.statuses import MailCode
from tests.commit_portal.accounts.test_second_factor import FACTORS, code_of, set_up, with_password
from tests.commit_portal.test_signing_in import EMAIL, LOGIN, PASSWORD, cache_server, officer
from tests.mails import sent

pytestmark = pytest.mark.asvs("V3.7.2 V6.3.4 V6.3.7 V6.4.1 V6.4.3 B51 B56 B57")

__all__ = ["cache_server", "officer"]
HOUR = 60 * 60
NEW = "limestone-battery-horse-staple"


@pytest.mark.parametrize(
    ("invited", "hours", "said"), [(False, 1, "once, within 1 hour:"), (True, 72, "once, within 3 days:")]
)
def test_link_works_as_long_as_its_mail_says(officer, invited, hours, said):
    if invited:
        officer.set_unusable_password()
        officer.save()
        post_to_person(officer, MailCode.INVITATION, now=timezone.now())
    else:
        Client().post("/accounts/password/reset/", {"email": EMAIL})
    [mail] = sent()
    link = re.search(r"/accounts/password/reset/key/\S+", mail.body)

    assert said in mail.body
    for late, works in ((-60, True), (60, False)):
        with time_machine.travel(time.time() + hours * HOUR + late):
            page = Client().get(link[0], follow=True).text
            assert ("Choose your password" in page, "Ask for a new link" in page) == (works, not works)


def test_link_works_once_and_goes_past_no_second_factor(officer, cache_server):
    secret, browser = set_up(with_password()), Client()
    browser.post("/accounts/password/reset/", {"email": EMAIL})
    [link] = re.findall(r"/accounts/password/reset/key/\S+", sent()[-1].body)
    browser.post(browser.get(link).url, {"password1": NEW, "password2": NEW})

    assert "Ask for a new link" in Client().get(link, follow=True).text
    assert browser.get("/account/").url.startswith(LOGIN)
    browser.post(LOGIN, {"login": EMAIL, "password": NEW})
    assert browser.get("/account/").url.startswith(LOGIN)
    browser.post(f"{FACTORS}sign-in/", {"code": code_of(secret, steps=1)})
    assert browser.get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_changed_password_or_factor_is_mailed_without_a_link(officer, cache_server):
    browser = with_password()
    secret = set_up(browser)
    browser.post(f"{FACTORS}codes/new/")
    browser.post(f"{FACTORS}app/remove/")
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    bodies = [mail.body for mail in sent()]
    said = [
        "An authenticator app was set up for your account.",
        "New recovery codes were made. The codes that you had do not work any more.",
        "The authenticator app was removed from your account.",
        "Your password was changed.",
    ]
    assert [body.partition("\n")[0] for body in bodies] == said
    for body in bodies:
        assert "If this was not you, write to the regional office immediately." in body
        assert "http" not in body
        assert secret not in body


ELSEWHERE = (
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
    *("https:evil.example", "http:///evil.example", "https://testserver@evil.example/", "/\t/evil.example"),
    *(" //evil.example", "javascript:alert(1)", "data:text/html,x", "//evil.example\\@testserver/"),
)


# One of both kinds is asked on either database: the addresses differ by their letters alone.
@pytest.mark.parametrize(
    "target", ["/seats/", ELSEWHERE[0], *(pytest.param(one, marks=pytest.mark.once) for one in ELSEWHERE[1:])]
)
def test_next_leads_to_a_page_of_the_portal_alone(officer, cache_server, target):
    browser = with_password()
    secret = set_up(browser)
    ways = {
        "language": browser.post("/account/language/", {"language": "en", "next": target}),
        "confirm": browser.post(f"{FACTORS}confirm/", {"code": code_of(secret), "next": target}),
        "sign out": browser.post("/accounts/logout/", {"next": target}),
    }
    browser.post(LOGIN, {"login": EMAIL, "password": PASSWORD, "next": target})
    ways["sign in"] = browser.post(f"{FACTORS}sign-in/", {"code": code_of(secret, steps=1)})

    for way, answer in ways.items():
        assert answer.status_code == 302, way
        assert (answer.url == target) == (target == "/seats/"), (way, answer.url)
        assert urlsplit(answer.url)[:2] == ("", ""), (way, answer.url)
        assert re.match(r"/(?![/\\])", answer.url), (way, answer.url)
