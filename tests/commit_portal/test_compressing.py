"""Texts go out compressed; what is compressed already goes out as it is."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from commit_portal.http.middleware import TextGZipMiddleware

TAKES_GZIP = {"Accept-Encoding": "gzip"}

pytestmark = pytest.mark.django_db


def test_page_is_compressed_for_whoever_takes_it_and_caches_are_told(officer):
    page = officer.get("/2011/kh/", headers=TAKES_GZIP)
    plain = officer.get("/2011/kh/")

    assert page.headers["Content-Encoding"] == "gzip"
    assert b"<h1>" in gzip.decompress(page.content)
    assert len(page.content) * 2 < len(plain.content)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in page.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_length_of_the_same_page_varies_so_that_it_tells_nothing_of_what_is_in_it():
    """BREACH guesses a secret by the length of what is compressed with it."""
    client = Client()
    client.get("/accounts/login/")

    lengths = {
        len(answer.content) - len(gzip.compress(gzip.decompress(answer.content)))
        for answer in (client.get("/accounts/login/", headers=TAKES_GZIP) for _ in range(12))
    }

    assert max(lengths) - min(lengths) > 20


def test_workbook_is_not_compressed_again(kh_officer, client_of):
    answer = client_of(kh_officer).get("/2011/kh/export.xlsx", headers=TAKES_GZIP)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [("application/pdf", None), ("text/csv; charset=utf-8", "gzip"), ("text/html; charset=utf-8", "gzip")],
)
def test_only_texts_are_compressed(content_type, encoding):
    middleware = TextGZipMiddleware(lambda request: HttpResponse(b"a" * 1000, content_type=content_type))

    answer = middleware(RequestFactory().get("/", headers=TAKES_GZIP))

    assert answer.headers.get("Content-Encoding") == encoding
