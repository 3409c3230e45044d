"""Every page in the made-up language: what stands outside its brackets is data, or a sentence that nobody marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.authz_matrix import Office, Row, let_go, standing_office, undone
from tests.words.made_up import (
    Fault,
    faults_of_page,
    faults_of_text,
    faults_of_workbook,
    full_width,
    made_up,
    set_full_width,
    write_language,
)
from tests.words.pages import ALSO, ROLES, Asked, rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# As in test_authz: one office for the module, and every request is undone.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.once]


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's own, which closes the connection after each test."""


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_language(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with standing_office(django_db_blocker, tmp_path_factory.mktemp("media")) as office:
        set_full_width()
        yield office


@pytest.fixture(scope="module")
def clients(office: Office) -> dict[str, Client]:
    return {role: _signed_in(office, role) for role in ("anonymous", *ROLES)}


def _signed_in(office: Office, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        user = office.world.seats[role].user
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def faults_of_answer(response: Any, typed: tuple[str, ...] = ()) -> list[Fault]:
    """Of a page, a workbook or a text, by its content type; `typed` is what was sent and may be shown again."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    body = b"".join(response) if response.streaming else response.content
    if kind == XLSX:
        return faults_of_workbook(body, typed)
    if kind == "text/html":
        return faults_of_page(_main(body.decode()), typed)
    return faults_of_text(body.decode(), typed) if kind.startswith("text/") else []


def _main(page: str) -> str:
    # Until the frame of every page is marked.
    found = re.search(r"<main\b.*</main>", page, re.DOTALL)
    return found.group().replace(' aria-label="Path"', "") if found else page


def walk(client: Client, language: Path, address: str, method: str, data: dict[str, Any]) -> list[Fault]:
    """The faults of one page, and of the page that a form leads to."""
    typed = tuple(value for value in data.values() if isinstance(value, str) and len(value) > 2)
    with undone(), made_up(language):
        response = getattr(client, method)(address, data, follow=True)
        found = faults_of_answer(response, typed)
        let_go(response)
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.words)
def test_row_of_the_matrix_says_nothing_outside_the_brackets(
    office: Office, clients: dict[str, Client], language: Path, row: Row
) -> None:
    address = reverse(row.name, kwargs=office.filled(row.parts))
    data = {name: _wide(value) for name, value in office.filled(row.data).items()}
    found = {role: walk(clients[role], language, address, row.method, data) for role in ROLES}
    assert {role: faults for role, faults in found.items() if faults} == {}


def _wide(value: Any) -> Any:
    """Whatever begins with a capital letter is a text; codes, choices and days do not."""
    return full_width(value) if isinstance(value, str) and value[:1].isupper() else value


@pytest.mark.parametrize("asked", ALSO, ids=lambda asked: f"{asked.method} {asked.address} {len(asked.data)}")
def test_page_says_nothing_outside_the_brackets(
    clients: dict[str, Client], language: Path, asked: Asked
) -> None:
    found = {
        role: walk(clients[role], language, asked.address, asked.method, dict(asked.data))
        for role in asked.roles
    }
    assert {role: faults for role, faults in found.items() if faults} == {}


def test_mail_says_nothing_outside_the_brackets(office: Office, language: Path) -> None:
    with undone(), made_up(language):
        email = office.world.seats["kh_officer"].user.email
        Client().post("/accounts/password/reset/", {"email": email})
    found = [[*faults_of_text(sent.subject), *faults_of_text(str(sent.body))] for sent in mail.outbox]
    assert found == [[]]
