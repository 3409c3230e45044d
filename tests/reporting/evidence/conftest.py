"""A place of its own for files, and Cambodia's sheet of the review with its officer."""

import pytest

from reporting.models import CountryReview


@pytest.fixture(autouse=True)
def media(media):
    return media


@pytest.fixture
def sheet(review):
    return CountryReview.objects.get(review=review, taskforce__slug="kh")


@pytest.fixture
def officer(client_of, kh_officer, review):
    return client_of(kh_officer)
