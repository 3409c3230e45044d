"""The headers that guard a page, on every status that the portal answers."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.test import Client

from tests.commit_portal.test_signing_in import cache_server
from workplans.models import Workplan

__all__ = ["cache_server"]

FORM, NEEDS = "application/x-www-form-urlencoded", "/2011/kh/needs/"
SESSION = portal_settings.SESSION_COOKIE_NAME
USUAL = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; report-uri /policy-reports/"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), "
        "serial=(), usb=()"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": None,
}


# A signed-in client and its plan ask; each is answered so.
ASKED: tuple[tuple[int, Callable[[Client, Workplan], Any]], ...] = (
    (200, lambda client, plan: client.get("/2011/kh/")),
    (301, lambda client, plan: Client().get("/accounts/login")),
    (302, lambda client, plan: Client().get("/2011/kh/")),
    # Another encoding; NUL in the address and in a cookie; too many fields; another host.
    (400, lambda client, plan: client.generic("POST", NEEDS, b"needs=a", f"{FORM}; charset=utf-7")),
    (400, lambda client, plan: client.get("/plans/%00/")),
    (400, lambda client, plan: Client().get("/help/", HTTP_COOKIE=f'{SESSION}="\\000abcdefghijk"')),
    (400, lambda client, plan: client.generic("POST", NEEDS, b"&".join([b"a=1"] * 1_001), FORM)),
    (400, lambda client, plan: client.get("/2011/kh/", HTTP_HOST="elsewhere.example")),
    # Not allowed; no safety token.
    (403, lambda client, plan: client.get("/years/open/")),
    (403, lambda client, plan: Client(enforce_csrf_checks=True).post("/accounts/login/", {})),
    (404, lambda client, plan: client.get("/static/css/")),
    (405, lambda client, plan: client.post("/2011/comparison/")),
    (405, lambda client, plan: client.trace("/2011/comparison/")),
    (409, lambda client, plan: client.post(NEEDS, {"needs": "Rooms", "row_version": 99, "before": "Halls"})),
    (413, lambda client, plan: client.generic("POST", "/", CONTENT_LENGTH=str(10**8), CONTENT_TYPE=FORM)),
    (422, lambda client, plan: client.post(NEEDS, {"needs": "a" * 20_001, "row_version": plan.row_version})),
    (429, lambda client, plan: [client.get("/2011/kh/export.csv") for _ in range(2)][1]),
    (500, lambda client, plan: client.get("/fails/")),
    (503, lambda client, plan: client.post("/waits/", {"needs": "Rooms"})),
)


@pytest.mark.asvs("V3.4.2 V3.4.3 V3.4.4 V3.4.5 V3.4.6 V3.4.8 V13.4.3 V13.4.4 V16.5.1 B48 B57 B59 B60")
@pytest.mark.parametrize(("status", "ask"), ASKED)
@pytest.mark.usefixtures("cache_server")
def test_every_status_has_the_usual_headers_and_the_portal_s_look(kh_plan, officer, settings, status, ask):
    settings.ROOT_URLCONF = "tests.failing_urls"
    settings.QUOTAS = settings.QUOTAS | {"export": "1/h/user"}
    officer.raise_request_exception = False

    answer = ask(officer, kh_plan)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in USUAL} == USUAL
    if status not in (301, 302):
        assert 'class="masthead"' in answer.text
        assert "ZeroDivisionError" not in answer.text


@pytest.mark.django_db
def test_static_file_has_what_a_file_needs_and_nothing_for_pages():
    with closing(Client().get("/static/css/tokens.css")) as file:
        assert file.status_code == 200
    assert set(file.headers) & {*USUAL, "Access-Control-Allow-Origin"} == {
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
    }
