"""The log says who signed in and who failed to, and what was refused to whom; nothing that was typed stands in it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.commit_portal.accounts.test_second_factor import CODE, code_of, set_up, with_password
from tests.commit_portal.test_signing_in import EMAIL, LOGIN, PASSWORD, cache_server, officer

pytestmark = pytest.mark.asvs("V16.2.1 V16.2.5 V16.3.1 V16.3.2 V16.3.3 V16.4.1 B60")

__all__ = ["cache_server", "officer"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written to the console."""
    console = logging.getHandlerByName("console")
    before = console.setStream(written := io.StringIO())
    yield written
    console.setStream(before)


def test_log_says_who_signed_in_by_which_factor_and_whom_it_refused(officer, cache_server, log):
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
        ("WARNING", "Wrong second factor", officer.pk, "totp"),
        ("INFO", "Second factor given", officer.pk, "totp"),
        ("INFO", "Signed in", officer.pk, None),
        ("WARNING", r'Not Found: /people/\n{"level": "INFO"}\u202e/', officer.pk, None),
        ("INFO", "Signed out", officer.pk, None),
    ]
    assert {line["from"] for line in lines[1:]} == {"192.0.2.9"}
    assert len({line["account"] for line in lines if "account" in line}) == 1
    text = str(lines).lower()
    assert not any(one.lower() in text for one in (EMAIL, PASSWORD, "wrong-wrong", secret, code))


KEY = "a-secret-0123456789"
REPORT = {
    "document-uri": f"https://portal.example/accounts/password/reset/key/1-{KEY}/?next={KEY}#{KEY}",
    "blocked-uri": f"https://user:{KEY}@evil.example/x.js?{KEY}",
    "effective-directive": "script-src-elem",
    "script-sample": KEY,
}
NO_REPORTS = (
    *("", "[]", "{}", '{"csp-report": 7}', '{"csp-report": {"blocked-uri": "//["}}', "\udc80"),
    "[" * 16_000,
)


@pytest.mark.asvs("B48")
def test_report_of_a_browser_is_one_line_without_secrets(db, cache_server, log, settings):
    """A large one, what is no report, and those above the quota leave none. It asks nothing of the database."""
    settings.QUOTAS = settings.QUOTAS | {"report": f"{len(NO_REPORTS) + 3}/h/ip"}

    def send(text: str) -> int:
        data = text.encode(errors="surrogatepass")
        return Client().generic("POST", "/policy-reports/", data, "application/csp-report").status_code

    report, large = (
        json.dumps({"csp-report": REPORT | more}) for more in ({}, {"script-sample": "x" * 16_384})
    )
    with CaptureQueriesContext(connection) as asked:
        found = [send(text) for text in (report, large, *NO_REPORTS, report, report)]

    assert found == [204, 413, *[400] * len(NO_REPORTS), 204, 429]
    assert asked.captured_queries == []
    assert KEY not in log.getvalue()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [line for line in lines if line["message"] == "Content security policy broken"]
    assert [(line["document-uri"], line["blocked-uri"], line["directive"]) for line in told] == [
        (
            "https://portal.example/accounts/password/reset/key/***/",
            "https://evil.example/x.js",
            "script-src-elem",
        )
    ] * 2
