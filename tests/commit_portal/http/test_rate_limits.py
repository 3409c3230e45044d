"""Wrong passwords are counted by account too, and only one module reaches inside django-allauth."""

import inspect
import re

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.test import Client

from commit_portal.models import User
from tests import mails, modules, services
from tests.commit_portal.test_signing_in import EMAIL, LOGIN, PASSWORD, cache_server, officer, sign_in_from

__all__ = ["cache_server", "officer"]

REFUSED = "Too many wrong passwords for this account today. Choose “I forgot my password” and set a new one."
NEW = "limestone-battery-horse-staple"


def guess(count: int, email: str = EMAIL) -> list[str]:
    """The pages that wrong passwords get, each from an address of its own."""
    senders = (f"192.0.2.{number}" for number in range(1, count + 1))
    wrong = {"login": email, "password": "wrong"}
    return [Client().post(LOGIN, wrong, REMOTE_ADDR=sender).text for sender in senders]


@pytest.mark.asvs("V6.3.1 B53")
def test_guesses_from_many_addresses_are_refused_above_the_account_s_limit(officer, cache_server, settings):
    settings.SIGN_IN_QUOTA = "3/d/key"
    User.objects.create_user("kh.lead@commit.example", "Lead", PASSWORD)

    said = guess(2) + guess(2, EMAIL.upper())

    assert [REFUSED in page for page in said] == [False, False, False, True]
    refused = sign_in_from("198.51.100.1")
    assert refused.status_code == 200
    assert REFUSED in refused.text
    # A colleague.
    lead = {"login": "kh.lead@commit.example", "password": PASSWORD}
    assert Client().post(LOGIN, lead, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_right_passwords_are_not_counted(officer, cache_server, settings):
    settings.SIGN_IN_QUOTA = "2/d/key"
    guess(1)

    assert [sign_in_from("198.51.100.1").status_code for _ in range(4)] == [302] * 4


def test_owner_who_is_signed_in_is_not_touched_by_the_account_s_limit(officer, cache_server, settings):
    settings.SIGN_IN_QUOTA = "1/d/key"
    owner = Client()
    owner.post(LOGIN, {"login": EMAIL, "password": PASSWORD}, REMOTE_ADDR="198.51.100.1")
    assert REFUSED in guess(2)[1]

    confirmed = owner.post("/accounts/reauthenticate/", {"password": PASSWORD})
    changed = owner.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )

    assert (confirmed.status_code, changed.status_code) == (302, 302)
    # A changed password begins the count anew: it signs its owner out.
    again = Client().post(LOGIN, {"login": EMAIL, "password": NEW}, REMOTE_ADDR="198.51.100.1")
    assert again.status_code == 302


def test_reset_clears_the_account_s_count(officer, cache_server, settings):
    settings.SIGN_IN_QUOTA = "1/d/key"
    assert REFUSED in guess(2)[1]
    browser = Client()

    browser.post("/accounts/password/reset/", {"email": EMAIL})
    link = re.search(r"/accounts/password/reset/key/\S+", mails.sent()[0].body)
    form = browser.get(link[0]).url
    assert browser.post(form, {"password1": NEW, "password2": NEW}).status_code == 302

    signed_in = Client().post(LOGIN, {"login": EMAIL, "password": NEW}, REMOTE_ADDR="198.51.100.1")
    assert signed_in.status_code == 302


def test_only_one_module_reaches_inside_allauth():
    reaching = [
        str(path.relative_to(services.BASE_DIR))
        for path in modules.sources()
        if re.search(r"allauth\S*\.internal|_login_attempts|(?<!user)_login_failed", path.read_text())
    ]

    assert reaching == ["commit_portal/http/rate_limits.py"]


def test_allauth_still_has_what_the_module_takes_from_inside_it():
    """A new version that renames one of these would leave something uncounted, and say nothing."""
    taken = {
        "consume": {"request", "app", "action", "config", "key", "user", "dry_run", "limit_get"},
        "clear": {"request", "app", "action", "config", "key"},
        "get_ip": {"request"},
        "parse_rate": {"rate"},
    }
    for name, parameters in taken.items():
        assert parameters <= set(inspect.signature(getattr(ratelimit, name)).parameters)
    key = inspect.signature(DefaultAccountAdapter._get_login_attempts_cache_key).parameters
    assert list(key) == ["self", "request", "credentials"]
    asks = inspect.getsource(DefaultAccountAdapter.pre_authenticate)
    assert "self._get_login_attempts_cache_key(request, **credentials)" in asks
