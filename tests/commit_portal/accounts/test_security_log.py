"""The log says who signed in and who failed to, and what was refused to whom; nothing that was typed stands in it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from commit_portal.models import User
from tests.commit_portal.accounts.test_second_factor import CODE, code_of, set_up, with_password
from tests.commit_portal.test_signing_in import EMAIL, LOGIN, PASSWORD, cache_server, officer

pytestmark = pytest.mark.asvs("V16.2.1 V16.2.5 V16.3.1 V16.3.2 V16.3.3 V16.4.1 B60")

__all__ = ["cache_server", "officer"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written to the console."""
    console = logging.getHandlerByName("console")
    assert isinstance(console, logging.StreamHandler)
    before = console.setStream(written := io.StringIO())
    yield written
    console.setStream(before)


def test_log_says_who_signed_in_by_which_factor_and_whom_it_refused(
    officer: User, cache_server: object, log: io.StringIO
) -> None:
    secret, browser = set_up(with_password()), Client(REMOTE_ADDR="192.0.2.9")
    code = code_of(secret, steps=1)
    browser.post(LOGIN, {"login": EMAIL.upper(), "password": "wrong-wrong"})
    browser.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    browser.post(CODE, {"code": "000000"})
    browser.post(CODE, {"code": code})
    browser.get('/people/%0A{"level": "INFO"}\u202e/')
    browser.post("/accounts/logout/")

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["level"], line["message"], line["person"], line.get("factor")) for line in lines] == [
        ("INFO", "Signed in", officer.pk, None),
        ("WARNING", "Wrong password", None, None),
        ("WARNING", "Wrong code", officer.pk, "totp"),
        ("INFO", "Code given", officer.pk, "totp"),
        ("INFO", "Signed in", officer.pk, None),
        ("WARNING", r'Not Found: /people/\n{"level": "INFO"}\u202e/', officer.pk, None),
        ("INFO", "Signed out", officer.pk, None),
    ]
    assert {line["from"] for line in lines[1:]} == {"192.0.2.9"}
    assert len({line["account"] for line in lines if "account" in line}) == 1
    text = str(lines).lower()
    assert not any(one.lower() in text for one in (EMAIL, PASSWORD, "wrong-wrong", secret, code))
