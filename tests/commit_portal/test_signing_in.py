"""Signing in: counted by who asks, and possible while the cache is away. The secret behind it is made once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from commit_portal import caches
from commit_portal.models import CountedAttempt, User
from tests import services

pytestmark = pytest.mark.asvs("V4.1.3 V6.3.1 V15.3.4 V16.3.4 V16.5.2 B53")

LOGIN = "/accounts/login/"
EMAIL = "kh.officer@commit.example"
PASSWORD = "a-long-password-for-tests"


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user(EMAIL, "Officer", PASSWORD)


@pytest.fixture
def cache_server(valkey: services.Valkey, settings: Any) -> Iterator[services.Valkey]:
    """The cache of a server, as settings.py has it."""
    settings.CACHES = {
        "default": {
            "BACKEND": "commit_portal.caches.ForgivingRedisCache",
            "LOCATION": valkey.url,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }
    caches.ForgivingRedisCache._away_until = 0.0
    yield valkey
    caches.ForgivingRedisCache._away_until = 0.0


def sign_in(password: str, address: str = "192.0.2.1") -> Any:
    return Client().post(LOGIN, {"login": EMAIL, "password": password}, HTTP_X_FORWARDED_FOR=address)


def sign_in_from(sender: str) -> Any:
    return Client().post(LOGIN, {"login": EMAIL, "password": PASSWORD}, REMOTE_ADDR=sender)


@pytest.mark.chaos
@pytest.mark.parametrize("blow", ["kill9", "sigstop"])
@pytest.mark.usefixtures("officer")
def test_sign_in_works_while_the_cache_is_away_and_the_log_says_so(cache_server, caplog, monkeypatch, blow):
    # However slow the machine is.
    monkeypatch.setattr(caches, "LEFT_ALONE_S", 3600.0)
    assert sign_in("wrong").status_code == 200
    getattr(cache_server, blow)()

    assert sign_in("wrong").status_code == 200
    assert sign_in(PASSWORD).status_code == 302

    # Once it has not answered it is left alone for a while: nobody else waits for it.
    assert [record.levelname for record in caplog.records if record.name == "commit_portal.caches"] == [
        "WARNING"
    ]


def test_failed_sign_ins_are_counted_by_the_address_before_the_proxy(officer, cache_server, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/ip"}
    for name in ("nobody@commit.example", EMAIL):
        Client().post(LOGIN, {"login": name, "password": "wrong"}, HTTP_X_FORWARDED_FOR="192.0.2.1")

    refused = sign_in(PASSWORD, "192.0.2.1")
    assert "Too many failed" in refused.text
    # What a caller writes into the header itself stands before what the proxy adds.
    assert sign_in(PASSWORD, "198.51.100.7, 192.0.2.1").status_code == 200
    assert sign_in(PASSWORD, "192.0.2.2").status_code == 302


@pytest.mark.parametrize("is_away", [False, True])
def test_five_wrong_passwords_slow_their_sender_down_and_nobody_else(officer, cache_server, is_away):
    """Rows count while the cache is away. A right password is no attempt."""
    if is_away:
        cache_server.kill9()
    User.objects.create_user("kh.lead@commit.example", "Lead", PASSWORD)

    def tries(email: str, password: str, sender: str) -> Any:
        return Client().post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=sender)

    for _ in range(6):
        assert sign_in_from("192.0.2.1").status_code == 302
    for spelling in (EMAIL, EMAIL, EMAIL.upper(), EMAIL, EMAIL):
        assert (
            "The e-mail address or the password is wrong. Type both again"
            in tries(spelling, "wrong", "192.0.2.1").text
        )

    for password in ("wrong", PASSWORD):
        refused = tries(EMAIL, password, "192.0.2.1")
        assert refused.status_code == 200
        assert (
            "Too many failed attempts. Wait five minutes, or choose “I forgot my password” and set a new one."
            in refused.text
        )
    # The owner elsewhere, and a colleague behind the same router.
    assert sign_in_from("192.0.2.2").status_code == 302
    assert tries("kh.lead@commit.example", PASSWORD, "192.0.2.1").status_code == 302


def test_attempts_that_count_no_more_are_deleted(db):
    CountedAttempt.objects.create(key="old", at=1, until=2)
    kept = CountedAttempt.objects.create(key="new", at=1, until=time.time() + 60)

    caches.forget_old_attempts()

    assert [*CountedAttempt.objects.all()] == [kept]


def test_who_owns_a_network_of_ipv6_addresses_is_one_sender(officer, cache_server):
    for number in range(5):
        Client().post(LOGIN, {"login": EMAIL, "password": "wrong"}, REMOTE_ADDR=f"2001:db8::{number}")

    refused = Client().post(LOGIN, {"login": EMAIL, "password": PASSWORD}, REMOTE_ADDR="2001:db8::9")

    assert "Too many failed attempts" in refused.text
    assert sign_in_from("2001:db8:0:1::9").status_code == 302


def test_processes_that_start_at_once_share_one_secret(tmp_path):
    env = {**os.environ, "VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "commit_portal.settings"}
    env.pop("SECRET_KEY", None)
    words = [sys.executable, "-c", "from django.conf import settings; print(settings.SECRET_KEY)"]
    started = [
        subprocess.Popen(words, env=env, cwd=services.BASE_DIR, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]

    said = {process.communicate(timeout=60)[0].strip() for process in started}

    assert len(said) == 1
    assert len(said.pop()) > 60
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
