"""Settings that nobody sees at work: each of these tests fails when its setting is undone."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commit_portal.models import User
from tests import cast, mails, services

pytestmark = pytest.mark.asvs("V3.3.2 V3.3.4 V6.3.8 V11.2.1 V11.2.2 V11.4.2 B54 B55")

LOGIN, RESET, SIGN_UP = "/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"


def test_password_is_hashed_with_argon2_at_the_cost_that_owasp_asks_for():
    """Asked of a process of its own: tests/conftest.py makes a hash cheap in this one."""
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c",
         "from django.contrib.auth.hashers import make_password; print(make_password('x' * 64))"],
        cwd=services.BASE_DIR, env=os.environ, capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip

    found = re.fullmatch(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$\S+\s*", said)
    # KiB and rounds: at least 19 MiB with two rounds.
    assert int(found[1]) >= 19 * 1024
    assert int(found[2]) >= 2


@pytest.mark.django_db
def test_password_of_another_hasher_is_hashed_anew_when_it_is_used():
    user = User.objects.create_user("old@commit.example", "Old")
    user.password = PBKDF2PasswordHasher().encode(cast.PASSWORD, "salt", iterations=1)
    user.save()

    assert Client().post(LOGIN, {"login": user.email, "password": cast.PASSWORD}).status_code == 302

    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")


class Counting(Argon2PasswordHasher):
    """Argon2, counting how often a password was hashed: that is what takes time."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).hashed += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        type(self).hashed += 1
        return super().verify(password, encoded)


@pytest.fixture
def four_addresses(db: None) -> tuple[str, ...]:
    """Of somebody with a password, somebody without one, a closed account, and nobody."""
    User.objects.create_user("known@commit.example", "Known", cast.PASSWORD)
    User.objects.create_user("invited@commit.example", "Invited")
    closed = User.objects.create_user("closed@commit.example", "Closed", cast.PASSWORD)
    closed.is_active = False
    closed.save()
    return (
        "known@commit.example",
        "invited@commit.example",
        "closed@commit.example",
        "nobody@commit.example",
    )


def test_sign_in_tells_neither_in_words_nor_by_its_time_who_has_an_account(four_addresses, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    found = set()
    for email in four_addresses:
        Counting.hashed = 0
        with CaptureQueriesContext(connection) as captured:
            response = Client().post(LOGIN, {"login": email, "password": "wrong-wrong-wrong"})
        text = re.sub(r'value="[^"]*"', "", response.text)
        reads = sum("commit_portal_user" in query["sql"] for query in captured)
        found.add((response.status_code, text, reads, Counting.hashed))

    assert len(found) == 1


def test_reset_tells_neither_in_words_nor_by_its_mail_who_has_an_account(four_addresses):
    """The page writes a row for each; only the worker looks whose the address is."""
    told = {}
    found = set()
    for email in four_addresses:
        mails.sent().clear()
        response = Client().post(RESET, {"email": email})
        page = Client().get(response.url).text
        found.add((response.status_code, response.url, page, len(mails.sent())))
        told[email.partition("@")[0]] = mails.sent()[0].body

    assert len(found) == 1
    assert {name for name, body in told.items() if "/password/reset/key/" in body} == {"known", "invited"}
    for name in ("closed", "nobody"):
        assert "The COMMIT Portal has no open account with this address" in told[name]
        assert "http" not in told[name]


def test_sign_up_is_closed_and_tells_nobody_who_has_an_account(four_addresses):
    typed = {"password1": cast.PASSWORD, "password2": cast.PASSWORD}
    found = {
        (answer.status_code, re.sub(r'value="[^"]*"', "", answer.text))
        for email in four_addresses
        for answer in (Client().get(SIGN_UP), Client().post(SIGN_UP, {"email": email, **typed}))
    }

    assert len(found) == 1
    assert User.objects.count() == 3
    assert mails.sent() == []


@pytest.mark.django_db
def test_cookies_are_read_by_no_script_and_sent_by_no_other_site():
    User.objects.create_user("known@commit.example", "Known", cast.PASSWORD)
    client = Client()
    client.post(LOGIN, {"login": "known@commit.example", "password": cast.PASSWORD})
    client.get(reverse("account_change_password"))

    found = {
        name: (bool(client.cookies[name]["httponly"]), client.cookies[name]["samesite"])
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    }

    assert set(found.values()) == {(True, "Lax")}
