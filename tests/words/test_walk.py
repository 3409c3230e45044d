"""Every page in the made-up language: what stands outside its brackets is data, or a sentence that nobody marked."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from commit_portal.files.spreadsheets import Sheet, write_xlsx
from commit_portal.models import User
from tests.authz_matrix import Office, undone
from tests.mails import sent
from tests.test_hostile import who_may
from tests.words.editions import freeze_again
from tests.words.made_up import Fault, faults_of_page, faults_of_text, full_width, set_full_width
from tests.words.pages import ALSO, readers, rows
from tests.words.walking import READER, faults_of_answer, spoken, walk
from workplans.spreadsheets.support_sheet import SUPPORT_SHEET, SupportSheet

# As in test_authz: one office for the module, and every request is undone.
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def office(office: Office, forget: Callable[[], None]) -> Office:
    """The office of the tests with every typed text full-width."""
    set_full_width()
    # What making the office has read, it has read as it was typed.
    forget()
    freeze_again()
    return office


def faulty(found: dict[str, list[Fault]]) -> dict[str, list[Fault]]:
    return {role: faults for role, faults in found.items() if faults}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.words)
def test_row_of_the_matrix_says_nothing_outside_the_brackets(office, clients, language, row):
    address, data = (
        reverse(row.name, kwargs=office.filled(row.parts), query=office.filled(row.query)),
        office.filled(row.data),
    )
    found = {role: walk(clients[role], language, address, row.method, data) for role in readers(row)}
    assert faulty(found) == {}


@pytest.mark.parametrize("row", [row for row in rows("post") if row.data], ids=lambda row: row.words)
def test_form_that_is_sent_empty_says_nothing_outside_the_brackets(office, clients, language, row):
    """As who gets furthest and the last of the readers, who may be refused: what is missing is said alike to all others."""
    address = reverse(row.name, kwargs=office.filled(row.parts))
    asked = {who_may(row), *readers(row)[-1:]}
    assert faulty({role: walk(clients[role], language, address, "post") for role in asked}) == {}


@pytest.mark.parametrize("asked", ALSO, ids=lambda asked: f"{asked.method} {asked.address} {len(asked.data)}")
def test_page_says_nothing_outside_the_brackets(clients, language, asked):
    found = {
        role: walk(clients[role], language, asked.address, asked.method, asked.data) for role in asked.roles
    }
    assert faulty(found) == {}


def test_sheet_of_support_says_nothing_outside_the_brackets(clients, language):
    heads = [str(head) for head in SupportSheet.heads.values()]
    ilo, iom, unicef = map(full_width, ("ILO", "IOM", "UNICEF"))
    wrong = [
        ("KH-2011-001", ilo, "Funds", 5, "", ""),
        ("KH-2011-001", iom, "Funds", 5, "", "Accepted"),
        ("KH-2011-001", unicef, "In kind", 5, "", ""),
        ("KH-2011-001", unicef, "１", 5, "", ""),
        ("KH-2011-004", "１", "", "", "", ""),
        ("", "", "", "", "", ""),
        ("１", unicef, "", "１", "", ""),
        ("KH-2011-001", unicef, "", 5, "", ""),
        ("KH-2011-001", unicef, "", 6, "", ""),
    ]
    found = []
    for sent_rows in (wrong, [("KH-2011-001", unicef, "In kind", None, "１", None)]):
        sheet = Sheet(str(SUPPORT_SHEET), heads, sent_rows)
        book = write_xlsx(Sheet("Plan", ["Code"], [["KH-2011-001"]]), sheet)
        with undone(), spoken(language):
            sent = {"file": SimpleUploadedFile("１.xlsx", book)}
            shown = clients["kh_officer"].post("/2011/kh/import/", sent, follow=True)
            assert shown.context["preview"].requests
            found += faults_of_answer(shown)
            waiting = {"waiting": shown.context["waiting"].pk}
            done = clients["kh_officer"].post("/2011/kh/import/confirm/", waiting, follow=True)
            found += faults_of_answer(done)
    assert found == []


def test_mail_says_nothing_outside_the_brackets(office, language):
    with undone(), spoken(language):
        email = office.world.seats["kh_officer"].user.email
        Client().post("/accounts/password/reset/", {"email": email}, headers=READER)
        assert faults_of_mails(1) == []


def test_invitation_says_nothing_outside_the_brackets(clients, language):
    typed = {"name": "Ｓｏｋ", "email": "sok@commit.example", "role": "observer", "starts_on": "1 Jan 2011"}
    with undone(), spoken(language):
        answer = clients["regional_office"].post("/people/invite/", typed)
        assert answer.status_code == 302
        assert faults_of_mails(1) == []


def faults_of_mails(number: int) -> list[Fault]:
    """The faults of so many mails that wait to be sent, each in the made-up language: subject, text and HTML."""
    User.objects.update(language=translation.get_language())
    mails = sent()
    assert len(mails) == number
    return [
        fault
        for one in mails
        for fault in (
            *faults_of_text(one.subject),
            *faults_of_text(str(one.body)),
            *faults_of_page(one.alternatives[0].content),
        )
    ]
