"""The headers that guard a page, on every status that the portal answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.test import Client

from tests import services
from tests.cast import SignIn
from tests.commit_portal.test_signing_in import cache_server
from workplans.models import Seat, Workplan

__all__ = ["cache_server"]

FORM = "application/x-www-form-urlencoded"
USUAL = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def ok(client: Client, plan: Workplan) -> Any:
    return client.get("/2011/kh/")


def sign_in_first(client: Client, plan: Workplan) -> Any:
    return Client().get("/2011/kh/")


def no_slash(client: Client, plan: Workplan) -> Any:
    return Client().get("/accounts/login")


def other_encoding(client: Client, plan: Workplan) -> Any:
    return client.generic("POST", "/2011/kh/needs/", b"needs=a", f"{FORM}; charset=utf-7")


def nul_in_the_address(client: Client, plan: Workplan) -> Any:
    return client.get("/plans/%00/")


def nul_in_a_cookie(client: Client, plan: Workplan) -> Any:
    return Client().get("/help/", HTTP_COOKIE=f'{portal_settings.SESSION_COOKIE_NAME}="\\000abcdefghijk"')


def too_many_fields(client: Client, plan: Workplan) -> Any:
    body = b"&".join(b"a=1" for _ in range(portal_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    return client.generic("POST", "/2011/kh/needs/", body, FORM)


def other_host(client: Client, plan: Workplan) -> Any:
    return client.get("/2011/kh/", HTTP_HOST="elsewhere.example")


def not_allowed(client: Client, plan: Workplan) -> Any:
    return client.get("/years/open/")


def no_token(client: Client, plan: Workplan) -> Any:
    return Client(enforce_csrf_checks=True).post("/accounts/login/", {})


def not_there(client: Client, plan: Workplan) -> Any:
    return client.get("/nothing/")


def only_read(client: Client, plan: Workplan) -> Any:
    return client.post("/2011/comparison/")


def changed_meanwhile(client: Client, plan: Workplan) -> Any:
    return client.post(
        "/2011/kh/needs/", {"needs": "Rooms", "row_version": plan.row_version + 1, "before": "Halls"}
    )


def too_large(client: Client, plan: Workplan) -> Any:
    return client.generic("POST", "/", CONTENT_LENGTH=str(10**8), CONTENT_TYPE=FORM)


def to_correct(client: Client, plan: Workplan) -> Any:
    return client.post("/2011/kh/needs/", {"needs": "a" * 20_001, "row_version": plan.row_version})


def too_many(client: Client, plan: Workplan) -> Any:
    client.get("/2011/kh/export.csv")
    return client.get("/2011/kh/export.csv")


def fault(client: Client, plan: Workplan) -> Any:
    return client.get("/fails/")


def busy(client: Client, plan: Workplan) -> Any:
    return client.post("/waits/", {"needs": "Rooms"})


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6")
@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (200, ok),
        (301, no_slash),
        (302, sign_in_first),
        (400, other_encoding),
        (400, nul_in_the_address),
        (400, nul_in_a_cookie),
        (400, too_many_fields),
        (400, other_host),
        (403, not_allowed),
        (403, no_token),
        (404, not_there),
        (405, only_read),
        (409, changed_meanwhile),
        (413, too_large),
        (422, to_correct),
        (429, too_many),
        (500, fault),
        (503, busy),
    ],
)
def test_every_status_has_the_usual_headers_and_the_portal_s_look(
    kh_officer: Seat,
    kh_plan: Workplan,
    client_of: SignIn,
    cache_server: services.Valkey,
    settings: Any,
    status: int,
    ask: Callable[[Client, Workplan], Any],
) -> None:
    settings.ROOT_URLCONF = "tests.failing_urls"
    settings.QUOTAS = settings.QUOTAS | {"export": "1/h/user"}
    client = client_of(kh_officer)
    client.raise_request_exception = False

    answer = ask(client, kh_plan)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in USUAL} == USUAL
    if status not in (301, 302):
        assert 'class="masthead"' in answer.text
