"""What a middleware refuses or adds, before and after every page."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from commit_portal.files.spreadsheets import MAX_BYTES

pytestmark = pytest.mark.asvs("V5.2.1 V14.2.4 V14.3.1 V14.3.2 B59")

LOGIN = "/accounts/login/"


@pytest.mark.parametrize(
    ("content_type", "limit", "said", "other"),
    [
        (
            "multipart/form-data; boundary=x",
            settings.UPLOAD_BODY_LIMIT,
            "A spreadsheet may have at most 1 MB.",
            "Send a shorter text.",
        ),
        (
            "application/x-www-form-urlencoded",
            settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
            "Send a shorter text.",
            "spreadsheet",
        ),
    ],
)
def test_body_above_its_limit_is_refused_by_its_length_and_not_read(content_type, limit, said, other):
    """No body is sent: whoever tried to read one would find less than was said."""
    client = Client()
    answer = client.generic("POST", LOGIN, CONTENT_TYPE=content_type, CONTENT_LENGTH=str(limit + 1))

    assertContains(answer, "Nothing was saved, because the ", status_code=413)
    assert said in answer.text
    assert other not in answer.text


@pytest.mark.django_db
def test_body_at_its_limit_is_read():
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n'
    body += b"a" * (settings.UPLOAD_BODY_LIMIT - len(body) - 7) + b"\r\n--x--"

    answer = Client().generic("POST", LOGIN, body, "multipart/form-data; boundary=x")

    assert len(body) == settings.UPLOAD_BODY_LIMIT
    assert answer.status_code == 200


def test_refused_address_with_two_slashes_leads_to_no_other_site():
    long = {"CONTENT_LENGTH": str(10**9)}
    answer = Client().generic("POST", "/", PATH_INFO="//evil.example/plan/", QUERY_STRING="a=1", **long)

    assert '<a href="http://testserver//evil.example/plan/?a=1">Load the page again</a>' in answer.text
    assert '"//evil.example' not in answer.text


def test_a_spreadsheet_at_its_limit_fits_with_its_form():
    assert MAX_BYTES + 500_000 < settings.UPLOAD_BODY_LIMIT


def test_pages_of_somebody_signed_in_are_not_kept(officer, client):
    draft = reverse("workplan", args=[2011, "kh"])

    assert officer.get(draft)["Cache-Control"] == "no-store, private"
    assert officer.get("/no/such/page/")["Cache-Control"] == "no-store, private"
    assert "Cache-Control" not in client.get(reverse("help"))


def test_address_of_a_button_answers_in_words_and_leads_on(kh_lead, lead, secretariat):
    again = reverse("person_invite_again", args=[kh_lead.user_id])

    for answer in (lead.get("/2011/kh/import/confirm/"), secretariat.get(again)):
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert "There is no page at this address" in answer.text
        assert '<a href="/">Go to the home page</a>' in answer.text
    assert '<a href="/2011/kh/">The workplan</a>' in lead.get("/2011/kh/import/confirm/").text


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("address", ["/2011/", "/2011/kh/submit/"])
def test_request_that_no_page_sends_is_answered_in_words(method, address, lead):
    answer = lead.generic(method, address)

    assertContains(answer, "The portal does not answer this request", status_code=405)
    assert "Use the links and buttons of the pages. Nothing was changed." in answer.text
    assert "You can only read this page" not in answer.text


def test_page_that_is_only_read_says_so_to_whoever_sends_it_something(lead):
    answer = lead.post("/2011/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert "You cannot send anything to this page" in answer.text
    assert "no page at this address" not in answer.text
    assert '<a href="/2011/">Read the page</a>' in answer.text
